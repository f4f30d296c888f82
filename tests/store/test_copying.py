"""`errcode db copy`: all rows arrive, as they were, or none."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import Table

from bot.store import cases, channels, copying, feedback, gaps, inbox, leases, outbox, sightings
from bot.store.copying import copy_database
from bot.store.engine import database_url
from bot.store.errors import StoreError
from bot.store.filelock import lock_file
from bot.store.store import Store
from bot.store.tables import METADATA
from tests.doubles.postgres import Postgres
from tests.store.made import NOW, made_case, one_leased, owed

ROWS = 1203  # some batches, and a part of one


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/target.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def source(new_url: str) -> str:
    """A database with rows in every table, awkward ones among them."""

    async def fill() -> None:
        store = await Store.open(new_url)
        async with store.begin() as conn:
            for number in range(ROWS):
                await inbox.claim(conn, f"slack:T1:C{number % 7}:{number}", "d", "", NOW + number / 7)
            await owed(conn, "k", case=made_case("c1"))
            await outbox.record(conn, await one_leased(conn), "1.0", NOW + 1e-6)
            await owed(conn, "nul \0, half \ud800, 图片 🙂, ' ; -- %s", case=made_case("c2"))
            await cases.set_memo(conn, "c2", {"codes": ["223114"], "é": None, "深": [1.5, True]}, "zh")
            await sightings.see(conn, "slack", "T1", "C1", "1", "c1", NOW, 600, 3600)
            await channels.set_policy(conn, "slack", "T1", "C1", "off")
            await channels.set_language(conn, "slack", "T1", "C1", "zh")
            await gaps.note(conn, "nothing", "照片糊了\n" * 50, "", NOW)
            await feedback.note(conn, "c1", "U1", NOW)
            await leases.hold(conn, "telegram:1", "me", NOW, NOW + 9)
        await store.close()

    asyncio.run(fill())
    return new_url


@pytest.fixture
def new_url(request: pytest.FixtureRequest, url: str) -> str:
    """A database that nobody has opened yet."""
    if url.startswith("sqlite"):
        return url
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


def _rows(url: str) -> dict[str, list[Any]]:
    engine = sqlalchemy.create_engine(database_url(url))

    def read(connection: sqlalchemy.Connection, table: Table) -> list[Any]:
        return [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]

    with engine.connect() as connection:
        rows = {table.name: sorted(read(connection, table), key=repr) for table in METADATA.sorted_tables}
    engine.dispose()
    return rows


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_row_of_every_table_arrives_as_it_was(source: str, target: str) -> None:
    copied = copy_database(source, target)

    assert all(one.is_whole for one in copied)
    assert {one.table: one.read.rows for one in copied} == {name: len(rows) for name, rows in _rows(source).items()}
    assert all(one.read.rows for one in copied)
    assert _rows(source) == _rows(target)


def test_bot_goes_on_with_the_copy_where_it_left_off(source: str, target: str) -> None:
    copy_database(source, target)

    async def walk() -> list[int]:
        store = await Store.open(target)
        async with store.begin() as conn:
            await outbox.owe(conn, "new", "answer", "c1", {}, NOW)
            leased = await outbox.lease(conn, "me", NOW + 9, NOW + 30, 9, 9)
        await store.close()
        return [post.id for post in leased]

    assert asyncio.run(walk()) == [2, 3]


def test_target_with_rows_is_refused_and_left_alone(source: str, target: str) -> None:
    copy_database(source, target)
    before = _rows(target)

    with pytest.raises(StoreError, match=r"has rows in .*cases.*; name an empty one"):
        copy_database(source, target)

    assert before == _rows(target)


@pytest.mark.parametrize("how", ["damaged", "interrupted"])
def test_nothing_is_written_unless_all_of_it_is(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "damaged":
        _damage(monkeypatch, "gaps")
        copied = copy_database(source, target)
        assert [one.table for one in copied if not one.is_whole] == ["gaps"]
    else:
        monkeypatch.setattr(copying, "_continue_numbers", _dies)
        with pytest.raises(KeyboardInterrupt):
            copy_database(source, target)
    monkeypatch.undo()

    assert all(one.is_whole for one in copy_database(source, target)), "the target must be as empty as before"


def _damage(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """What is read of that table the second time isn't what was written."""
    real: Callable[..., Any] = copying._batches
    read: list[str] = []

    def batches(which: Table, connection: sqlalchemy.Connection) -> Any:
        read.append(which.name)
        for batch in real(which, connection):
            if which.name == table and read.count(table) == 2:
                batch[0]["count"] += 1
            yield batch

    monkeypatch.setattr(copying, "_batches", batches)


@pytest.mark.parametrize("side", ["source", "target"])
def test_database_that_a_bot_uses_is_refused(source: str, target: str, side: str) -> None:
    used = source if side == "source" else target

    async def walk() -> None:
        store = await Store.open(used)
        async with store.begin() as conn:
            await channels.channel(conn, "slack", "T1", "C1")
        try:
            with pytest.raises(StoreError, match="is in use"):
                await asyncio.to_thread(copy_database, source, target)
        finally:
            await store.close()

    asyncio.run(walk())


def test_same_database_missing_file_and_older_shape_are_refused(tmp_path: Path, target: str) -> None:
    with pytest.raises(StoreError, match="the same database"):
        copy_database(target, target)
    with pytest.raises(StoreError, match="there is no database"):
        copy_database(f"sqlite:///{tmp_path}/none.db", target)
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="older than this program"):
        copy_database(f"sqlite:///{tmp_path}/empty.db", target)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("side", ["source", "target"])
def test_newer_shape_is_refused_as_what_it_added_would_be_lost(source: str, target: str, side: str) -> None:
    newer = source if side == "source" else target
    asyncio.run(_made(newer))
    _changed(newer, "ALTER TABLE inbox ADD COLUMN later TEXT", "UPDATE errcode_version SET version_num = '9999'")

    with pytest.raises(StoreError, match=r"newer \(9999\) than this program .*; copy with the newer program"):
        copy_database(source, target)

    assert side == "source" or not any(_rows(target).values())


def _changed(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sqlalchemy.text(statement))
    engine.dispose()


def test_the_database_that_is_damaged_is_the_one_that_is_named(tmp_path: Path, target: str) -> None:
    file = tmp_path / "damaged.db"
    asyncio.run(_made(f"sqlite:///{file}"))
    engine = sqlalchemy.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(METADATA.tables["inbox"].insert(), [_seen(number) for number in range(ROWS)])
    engine.dispose()
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])

    with pytest.raises(StoreError, match=rf"can't copy: sqlite.*{file}: .*malformed"):
        copy_database(f"sqlite:///{file}", target)


def _seen(number: int) -> dict[str, Any]:
    return {"key": f"slack:T1:C1:{number:06}", "digest": "d" * 64, "delivery": "", "received_at": NOW}


def test_no_message_shows_a_password(tmp_path: Path, source: str, postgres: Postgres) -> None:
    wrong = postgres.url.replace("postgres@", "somebody:hunter2@")

    with pytest.raises(StoreError) as caught:
        copy_database(source, wrong)

    assert "hunter2" not in str(caught.value)


def test_lock_is_given_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    asyncio.run(_made(url))
    copy_database(url, f"sqlite:///{tmp_path}/b.db")
    for name in ("a.db", "b.db"):
        os.close(lock_file(tmp_path / name))
    assert (tmp_path / "b.db").stat().st_mode & 0o077 == 0


async def _made(url: str) -> None:
    await (await Store.open(url)).close()


def test_connection_of_another_program_is_no_bot(source: str, postgres: Postgres) -> None:
    target = postgres.new_database()
    with psycopg.connect(target, application_name="psql"):
        assert all(one.is_whole for one in copy_database(source, target))
