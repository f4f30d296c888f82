"""The migrated database has the shape of tables.py, whoever opens it first, and whichever version it was."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store import inbox, migrate
from bot.store.engine import database_url
from bot.store.store import Store, StoreError
from bot.store.tables import METADATA
from tests.doubles.postgres import Postgres, programs
from tests.store.conftest import PlayStore
from tests.store.made import NOW, keys_leased, owed

ROOT = Path(__file__).parents[2]


async def _opened_and_closed(url: str, *, read_only: bool = False) -> None:
    await (await Store.open(url, read_only=read_only)).close()


def _changed(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def new_url(request: pytest.FixtureRequest, url: str) -> str:
    """A database that nobody has opened yet."""
    if url.startswith("sqlite"):
        return url
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


def _differences(connection: Connection) -> list[Any]:
    options = {"version_table": migrate.VERSION_TABLE, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


def test_migrated_shape_is_that_of_the_tables(new_url: str) -> None:
    asyncio.run(_opened_and_closed(new_url))
    engine = sqlalchemy.create_engine(database_url(new_url))
    with engine.begin() as connection:
        assert _differences(connection) == []
        connection.execute(text("DROP INDEX outbox_done"))
        connection.execute(text("ALTER TABLE gaps RENAME COLUMN text TO txt"))
        assert len(_differences(connection)) == 3, "a test that can't fail says nothing"
    engine.dispose()


def test_condition_of_each_index_is_that_of_the_tables(new_url: str) -> None:
    """Which compare_metadata doesn't compare."""
    asyncio.run(_opened_and_closed(new_url))
    engine = sqlalchemy.create_engine(database_url(new_url))
    found = {}
    for index in sqlalchemy.inspect(engine).get_indexes("outbox"):
        condition = index.get("dialect_options", {}).get(f"{engine.dialect.name}_where")
        if condition is not None:
            found[index["name"]] = str(condition).strip("()").replace("::text", "")
    engine.dispose()
    assert found == {"outbox_dead": "state = 'dead'"}


def test_revisions_are_numbered_upwards_and_head_is_the_newest() -> None:
    script = ScriptDirectory.from_config(migrate._config())
    numbers = [revision.revision for revision in script.walk_revisions()]

    assert [f"{number:04d}" for number in range(len(numbers), 0, -1)] == numbers
    assert migrate.HEAD == numbers[0]


def test_database_that_is_up_to_date_is_opened_without_the_migrations_library(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/errcode.db"
    asyncio.run(_opened_and_closed(url))
    code = (
        "import asyncio, sys\nfrom bot.store.store import Store\n"
        "async def main():\n store = await Store.open(sys.argv[1]); await store.close()\n"
        "asyncio.run(main())\nprint([name for name in ('alembic', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, url], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_opening_twice_changes_nothing(new_url: str) -> None:
    async def walk() -> None:
        store = await Store.open(new_url)
        async with store.begin() as conn:
            await owed(conn, "k")
        await store.close()
        store = await Store.open(new_url)
        async with store.begin() as conn:
            assert await keys_leased(conn) == ["k"]
        await store.close()

    asyncio.run(walk())


def test_replicas_that_start_together_migrate_once(postgres: Postgres) -> None:
    url = postgres.new_database()

    async def walk() -> None:
        await asyncio.gather(*(_opened_and_closed(url) for _ in range(4)))

    asyncio.run(walk())


REVISIONS = [f"{number:04d}" for number in range(1, int(migrate.HEAD) + 1)]


def _at(revision: str) -> Callable[[Connection], None]:
    """Brings a database to a former shape."""

    def upgrade(connection: Connection) -> None:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    return upgrade


def _done(url: str, *works: Callable[[Connection], Any]) -> list[Any]:
    engine = sqlalchemy.create_engine(database_url(url))
    with engine.begin() as connection:
        found = [work(connection) for work in works]
    engine.dispose()
    return found


def _filled(connection: Connection) -> None:
    """A row in each table of whatever shape: text where text goes, numbers elsewhere."""
    for table in _reflected(connection):
        row = {column.name: _value(column) for column in table.columns if not column.primary_key or _is_text(column)}
        connection.execute(table.insert(), row)


def _reflected(connection: Connection) -> list[sqlalchemy.Table]:
    shape = sqlalchemy.MetaData()
    shape.reflect(connection)
    return [table for table in shape.sorted_tables if table.name != migrate.VERSION_TABLE]


def _is_text(column: sqlalchemy.Column[Any]) -> bool:
    return isinstance(column.type, sqlalchemy.Text)


def _value(column: sqlalchemy.Column[Any]) -> object:
    if column.name in ("memo", "body"):
        return "{}"
    return "one" if _is_text(column) else isinstance(column.type, sqlalchemy.Boolean) or 1


def _columns(connection: Connection) -> dict[tuple[str, str], sqlalchemy.Column[Any]]:
    return {(table.name, column.name): column for table in _reflected(connection) for column in table.columns}


@pytest.mark.parametrize("former", REVISIONS[:-1])
def test_former_shape_with_rows_is_upgraded_by_two_that_start_at_once(postgres: Postgres, former: str) -> None:
    url = postgres.new_database()
    _done(url, _at(former), _filled)
    (before,) = _done(url, lambda connection: {table.name for table in _reflected(connection)})
    code = (
        "import asyncio, sys\nfrom bot.store.store import Store\n"
        "async def main():\n store = await Store.open(sys.argv[1]); await store.check(); await store.close()\n"
        "asyncio.run(main())"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [start.communicate(timeout=60)[1] for start in starts]

    assert ["", ""] == said
    counts = {name: f"SELECT count(*) FROM {name}" for name in before}
    rows = _done(url, *(lambda conn, query=query: conn.execute(text(query)).scalar() for query in counts.values()))
    assert [1] * len(before) == rows
    assert [[]] == _done(url, _differences)


@pytest.mark.parametrize("former", REVISIONS[:-1])
def test_program_of_the_version_before_works_on_while_the_next_takes_over(new_url: str, former: str) -> None:
    """Expand, then contract: its tables and columns are still there, alike, and its rows can still be inserted."""
    _done(new_url, _at(former))
    (before,) = _done(new_url, _columns)
    (tables,) = _done(new_url, _reflected)
    _done(new_url, migrate.upgrade)
    (after,) = _done(new_url, _columns)

    def described(column: sqlalchemy.Column[Any]) -> tuple[str, bool | None]:
        return repr(column.type), column.nullable

    assert {name: described(column) for name, column in before.items()} == {
        name: described(after[name]) for name in before if name in after
    }
    _done(new_url, lambda connection: [connection.execute(table.insert(), {
        column.name: _value(column) for column in table.columns if not column.primary_key or _is_text(column)
    }) for table in tables])  # fmt: skip


def test_database_of_a_newer_program_is_used_as_it_is(new_url: str) -> None:
    asyncio.run(_opened_and_closed(new_url))
    _changed(
        new_url,
        f"UPDATE {migrate.VERSION_TABLE} SET version_num = 'newer'",
        "ALTER TABLE inbox ADD COLUMN added TEXT",
    )
    asyncio.run(_opened_and_closed(new_url))
    asyncio.run(_opened_and_closed(new_url, read_only=True))

    async def walk() -> None:
        store = await Store.open(new_url)
        async with store.begin() as conn:
            assert await inbox.claim(conn, "k", "", "", NOW)
        await store.close()

    asyncio.run(walk())


def test_looking_at_an_older_database_is_refused(new_url: str) -> None:
    asyncio.run(_opened_and_closed(new_url))
    _changed(new_url, f"DELETE FROM {migrate.VERSION_TABLE}")
    with pytest.raises(StoreError, match="older than this program; start the bot once"):
        asyncio.run(_opened_and_closed(new_url, read_only=True))


def test_migration_that_fails_leaves_nothing_behind(new_url: str) -> None:
    _changed(new_url, "CREATE TABLE feedback (somebody_elses INTEGER)")
    with pytest.raises(StoreError, match=r"can't open .*already exists"):
        asyncio.run(_opened_and_closed(new_url))
    engine = sqlalchemy.create_engine(database_url(new_url))
    assert sqlalchemy.inspect(engine).get_table_names() == ["feedback"]
    engine.dispose()
    _changed(new_url, "DROP TABLE feedback")
    asyncio.run(_opened_and_closed(new_url))


@pytest.mark.parametrize("number", [1, 2])
def test_every_postgresql_at_hand_will_do(number: int) -> None:
    """The other majors than the one that all tests use."""
    found = list(dict.fromkeys(programs()))
    if number >= len(found):
        pytest.skip("no other PostgreSQL at hand")
    server = Postgres(found[number])
    try:
        server.start()

        async def walk() -> None:
            store = await Store.open(server.url)
            async with store.begin() as conn:
                await owed(conn, "k")
                assert await keys_leased(conn) == ["k"]
            await store.close()

        asyncio.run(walk())
    finally:
        server.stop()


@pytest.mark.slow
def test_installed_package_brings_its_migrations(tmp_path: Path) -> None:
    """From the wheel alone, in another folder."""
    build = "from hatchling.build import build_wheel; print(build_wheel(__import__('sys').argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / built.stdout.split()[-1]) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "import asyncio, sys; sys.path.insert(0, sys.argv[1])\n"
        "import bot; assert bot.__file__.startswith(sys.argv[1]), bot.__file__\n"
        "from bot.store.store import Store\n"
        "async def main():\n store = await Store.open('sqlite:///x.db'); await store.close(); print('opened')\n"
        "asyncio.run(main())"
    )
    tried = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert tried.stdout == "opened\n", tried.stderr


def test_play_store_uses_the_migrated_tables(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        async with store.begin() as conn:
            for table in METADATA.sorted_tables:
                assert (await conn.execute(table.select())).all() == []

    play_store(walk)
