"""Opening, transactions, and what happens when the database is in trouble."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import inbox, leasing, outbox, sqlite
from bot.store.store import Connection, Store, StoreError, UnavailableError, default_url, now
from tests.doubles.postgres import Postgres
from tests.store.conftest import Play, PlayStore
from tests.store.made import NOW, made_case, owed


async def _claimed(store: Store, key: str) -> bool:
    async with store.begin() as conn:
        return await inbox.claim(conn, key, "", "", NOW)


def test_what_is_committed_is_there_after_opening_again(url: str) -> None:
    async def walk() -> None:
        store = await Store.open(url)
        assert await _claimed(store, "k")
        await store.close()
        again = await Store.open(url)
        assert not await _claimed(again, "k")
        await again.close()

    asyncio.run(walk())


def test_store_tells_its_dialect(url: str, play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        assert url.partition(":")[0] == store.dialect

    play_store(walk)


def test_now_is_now(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        first = await now(conn)
        await asyncio.sleep(0.01)
        second = await now(conn)
        assert abs(first - time.time()) < 1
        assert second > first, "not the time at which the transaction began"

    play(walk)


def test_cancelled_transaction_leaves_nothing_and_blocks_nobody(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        async def hangs() -> None:
            async with store.begin() as conn:
                assert await inbox.claim(conn, "k", "", "", NOW)
                await asyncio.sleep(60)

        task = asyncio.create_task(hangs())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.wait_for(_claimed(store, "k"), 5)

    play_store(walk)


def test_cancelled_at_any_moment_a_transaction_is_whole(play_store: PlayStore) -> None:
    """Cancelled after 0, 1, 2 ... turns of the loop, the commit included: all of it is there, or nothing."""

    async def works(store: Store, number: int) -> None:
        async with store.begin() as conn:
            await owed(conn, f"k{number}", f"l{number}", case=made_case(f"c{number}", channel=f"C{number}"))

    async def walk(store: Store) -> None:
        for number in range(60):
            task = asyncio.create_task(works(store, number))
            for _ in range(number):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with store.begin() as conn:
            tally = await outbox.tally(conn, NOW)
        assert tally.pending % 2 == 0
        await works(store, 99)

    play_store(walk)


def test_mistake_is_no_passing_trouble_and_rolls_back(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        with pytest.raises(IntegrityError):
            async with store.begin() as conn:
                await inbox.claim(conn, "k", "", "", NOW)
                await outbox.owe(conn, "p", "answer", "no such case", {}, NOW)
        with pytest.raises(DBAPIError) as caught:
            async with store.begin() as conn:
                await conn.execute(text("SELECT nothing_of_that_name"), {})
        assert not isinstance(caught.value, UnavailableError)
        assert await _claimed(store, "k")

    play_store(walk)


def test_error_never_shows_what_was_to_be_stored(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        with pytest.raises(IntegrityError) as caught:
            async with store.begin() as conn:
                await outbox.owe(conn, "p", "answer", "no such case", {"secret": "xoxb-1"}, NOW)
        assert "xoxb-1" not in str(caught.value)

    play_store(walk)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "not a URL"),
        ("no url with s3cret", "not a URL"),
        ("mysql://user:s3cret@host/db", "starts with 'mysql'"),
        ("postgresql+asyncpg://user:s3cret@host/db", "starts with 'postgresql+asyncpg'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////no/such/folder/x.db", "create the folder /no/such/folder"),
        ("postgresql://user:s3cret@127.0.0.1:1/db", "can't open postgresql+psycopg://user:***@127.0.0.1:1/db"),
        ("sqlite:////dev/null/x.db", "create the folder /dev/null"),
    ],
)
def test_address_that_cannot_be_opened_is_told_without_its_password(address: str, told: str) -> None:
    with pytest.raises(StoreError) as caught:
        asyncio.run(Store.open(address))
    assert told in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_default_is_a_file_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_url() == f"sqlite:///{tmp_path}/data/errcode/errcode.db"
    assert stat.S_IMODE((tmp_path / "data" / "errcode").stat().st_mode) == 0o700
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_url() == f"sqlite:///{tmp_path}/home/.local/share/errcode/errcode.db"


def test_default_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "errcode").write_text("a file")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(StoreError, match="set XDG_DATA_HOME"):
        default_url()


class TestSqlite:
    """What is SQLite's own."""

    def test_file_is_its_owners_alone_and_durable(self, tmp_path: Path) -> None:
        async def walk() -> None:
            store = await Store.open(f"sqlite:///{tmp_path}/x.db")
            async with store.begin() as conn:
                pragmas = [
                    (await conn.execute(text(f"PRAGMA {name}"))).scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys")
                ]
            assert pragmas == ["wal", 2, 1]
            assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
            await store.close()

        asyncio.run(walk())

    def test_second_opener_is_refused_until_the_first_closes(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/x.db"

        async def walk() -> None:
            store = await Store.open(url)
            with pytest.raises(StoreError, match="in use by another running process; stop that one"):
                await Store.open(url)
            await store.close()
            await (await Store.open(url)).close()

        asyncio.run(walk())

    def test_lock_of_a_process_that_was_killed_is_gone(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/x.db"
        code = (
            "import asyncio, os, sys\nfrom bot.store.store import Store\n"
            "async def main():\n store = await Store.open(sys.argv[1])\n print('open', flush=True)\n"
            " await asyncio.sleep(60)\nasyncio.run(main())"
        )
        other = subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True)
        try:
            assert other.stdout
            assert other.stdout.readline() == "open\n"
            with pytest.raises(StoreError, match="in use"):
                asyncio.run(Store.open(url))
        finally:
            other.kill()
            other.communicate()

        async def walk() -> None:
            await (await Store.open(url)).close()

        asyncio.run(walk())

    def test_looking_needs_no_lock_and_changes_nothing(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/x.db"

        async def walk() -> None:
            store = await Store.open(url)
            looker = await Store.open(url, read_only=True)
            assert await _claimed(store, "k")
            async with looker.begin() as conn, store.begin() as writing:
                await inbox.claim(writing, "l", "", "", NOW)
                assert await inbox.digest_of(conn, "k") == ""
            with pytest.raises(UnavailableError, match="readonly"):
                await _claimed(looker, "m")
            await looker.close()
            await store.close()

        asyncio.run(walk())

    def test_looking_creates_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="there is no database"):
            asyncio.run(Store.open(f"sqlite:///{tmp_path}/x.db", read_only=True))
        assert list(tmp_path.iterdir()) == []

    def test_file_that_is_no_database_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "x.db").write_text("not a database at all" * 100)
        with pytest.raises(StoreError, match="file is not a database"):
            asyncio.run(Store.open(f"sqlite:///{tmp_path}/x.db"))
        (tmp_path / "x.db").unlink()
        asyncio.run(_opened_and_closed(f"sqlite:///{tmp_path}/x.db"))

    def test_other_programs_write_is_waited_for_without_blocking(self, tmp_path: Path) -> None:
        async def walk() -> None:
            store = await Store.open(f"sqlite:///{tmp_path}/x.db")
            other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(_claimed(store, "k"))
            for _ in range(20):
                await asyncio.sleep(0.005)
            assert not waiting.done()
            other.execute("COMMIT")
            assert await waiting
            other.close()
            await store.close()

        asyncio.run(walk())

    def test_file_that_stays_locked_is_unavailable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite, "PATIENCE", 0.05)

        async def walk() -> None:
            store = await Store.open(f"sqlite:///{tmp_path}/x.db")
            other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UnavailableError, match="database is locked"):
                await _claimed(store, "k")
            other.close()
            assert await _claimed(store, "k")
            await store.close()

        asyncio.run(walk())

    def test_full_disk_is_unavailable_and_passes(self, tmp_path: Path) -> None:
        async def fills(store: Store) -> None:
            for number in range(2000):
                async with store.begin() as conn:
                    await inbox.claim(conn, f"{number}", "x" * 1000, "", NOW)

        async def walk() -> None:
            store = await Store.open(f"sqlite:///{tmp_path}/x.db")
            async with store.begin() as conn:
                await conn.execute(text("PRAGMA max_page_count=100"))
            with pytest.raises(UnavailableError, match="full"):
                await fills(store)
            async with store.begin() as conn:
                await conn.execute(text("PRAGMA max_page_count=100000"))
            assert await _claimed(store, "after all")
            await store.close()

        asyncio.run(walk())

    def test_leasing_reads_no_finished_post(self, tmp_path: Path) -> None:
        """The plan walks the small index of unfinished posts, however many finished ones there are."""

        async def walk() -> list[str]:
            store = await Store.open(f"sqlite:///{tmp_path}/x.db")
            async with store.begin() as conn:
                plan = str(leasing._lease().compile(dialect=conn.dialect))
            await store.close()
            driver = sqlite3.connect(tmp_path / "x.db")
            rows = driver.execute(f"EXPLAIN QUERY PLAN {plan}", [0] * plan.count("?")).fetchall()
            driver.close()
            return [row[3] for row in rows]

        steps = asyncio.run(walk())
        assert [step for step in steps if "outbox_unfinished" in step], steps
        assert [step for step in steps if step.startswith("SCAN outbox") and "outbox_unfinished" not in step] == []


class TestPostgresql:
    """What is PostgreSQL's own."""

    def test_killed_database_is_unavailable_then_there_again(self, mortal_postgres: Postgres) -> None:
        async def walk() -> None:
            store = await Store.open(mortal_postgres.url)
            assert await _claimed(store, "before")
            with pytest.raises(UnavailableError):
                async with store.begin() as conn:
                    await inbox.claim(conn, "lost", "", "", NOW)
                    mortal_postgres.kill()
                    await asyncio.sleep(0.3)
            with pytest.raises(UnavailableError):
                await _claimed(store, "meanwhile")
            mortal_postgres.restart()
            assert not await _claimed(store, "before")
            assert await _claimed(store, "lost")
            await store.close()

        asyncio.run(walk())

    def test_statement_that_hangs_is_unavailable(self, shared_database: str) -> None:
        async def walk() -> None:
            store = await Store.open(shared_database)
            with pytest.raises(UnavailableError, match="statement timeout"):
                async with store.begin() as conn:
                    await conn.execute(text("SELECT set_config('statement_timeout', '50ms', true)"))
                    await conn.execute(text("SELECT pg_sleep(5)"))
            async with store.begin() as conn:
                limits = [
                    (await conn.execute(text(f"SHOW {name}"))).scalar()
                    for name in ("statement_timeout", "idle_in_transaction_session_timeout")
                ]
            assert limits == ["5s", "10s"]
            await store.close()

        asyncio.run(walk())

    def test_looking_changes_nothing(self, shared_database: str) -> None:
        async def walk() -> None:
            store = await Store.open(shared_database, read_only=True)
            async with store.begin() as conn:
                await outbox.tally(conn, NOW)
            with pytest.raises(DBAPIError, match="read-only"):
                await _claimed(store, "k")
            await store.close()

        asyncio.run(walk())


async def _opened_and_closed(url: str) -> None:
    await (await Store.open(url)).close()


def test_thread_and_descriptors_are_given_back(tmp_path: Path) -> None:
    async def walk() -> int:
        for _ in range(3):
            await _opened_and_closed(f"sqlite:///{tmp_path}/x.db")
        return len(os.listdir("/proc/self/fd"))

    if not Path("/proc/self/fd").exists():
        pytest.skip("no /proc here")
    before = len(os.listdir("/proc/self/fd"))
    assert asyncio.run(walk()) <= before + 4, "the loop's own"
