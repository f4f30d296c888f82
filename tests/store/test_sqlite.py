"""What is SQLite's own: one process, one writer, one file."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.store import inbox, leasing, sqlite
from bot.store.store import Store, StoreError, UnavailableError
from bot.store.tables import LEASES
from tests.store.made import NOW


async def _claimed(store: Store, key: str) -> bool:
    async with store.begin() as conn:
        return await inbox.claim(conn, key, "", "", NOW)


async def _opened_and_closed(url: str) -> None:
    await (await Store.open(url)).close()


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def test_file_is_its_owners_alone_and_durable(tmp_path: Path) -> None:
    async def walk() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        async with store.begin() as conn:
            pragmas = [
                (await conn.execute(text(f"PRAGMA {name}"))).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert pragmas == ["wal", 2, 1]
        assert _modes(tmp_path) == {0o600}
        await store.close()

    asyncio.run(walk())


def test_second_opener_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"

    async def walk() -> None:
        store = await Store.open(url)
        with pytest.raises(StoreError, match="in use by another running process; stop that one"):
            await Store.open(url)
        await store.close()
        await (await Store.open(url)).close()

    asyncio.run(walk())


def test_lock_of_a_process_that_was_killed_is_gone(tmp_path: Path) -> None:
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


def test_looking_needs_no_lock_and_changes_nothing(tmp_path: Path) -> None:
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


def test_looking_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        asyncio.run(Store.open(f"sqlite:///{tmp_path}/x.db", read_only=True))
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a database at all" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        asyncio.run(Store.open(f"sqlite:///{tmp_path}/x.db"))
    (tmp_path / "x.db").unlink()
    asyncio.run(_opened_and_closed(f"sqlite:///{tmp_path}/x.db"))


def test_other_programs_write_is_waited_for_without_blocking(tmp_path: Path) -> None:
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


def test_file_that_stays_locked_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_full_disk_is_unavailable_and_passes(tmp_path: Path) -> None:
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


def test_check_meets_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """A file that must not grow is refused by the kernel as a full disk is."""

    async def walk() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        await store.check()
        try:
            with (
                growing_no_more(tmp_path / "x.db-wal"),
                pytest.raises(UnavailableError, match="disk I/O error") as told,
            ):
                await store.check()
            assert "disk I/O error" == told.value.public
            await store.check()
            async with store.begin() as conn:
                assert [] == (await conn.execute(select(LEASES))).all()
        finally:
            await store.close()

    asyncio.run(walk())


@contextmanager
def growing_no_more(path: Path) -> Iterator[None]:
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_commit_that_is_cancelled_ends_before_the_next_transaction_begins(tmp_path: Path) -> None:
    async def walk() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        assert isinstance(store._database, sqlite.SqliteDatabase)
        written = threading.Event()
        store._database._disk.submit(written.wait, 30)  # a slow disk
        task = asyncio.create_task(_claimed(store, "k"))
        await asyncio.sleep(0.05)
        task.cancel()
        again = asyncio.create_task(_claimed(store, "k"))
        await asyncio.sleep(0.05)
        assert (True, False) == (task.cancelled(), again.done())
        written.set()
        assert not await again
        await store.close()

    asyncio.run(walk())


def test_leasing_reads_no_finished_post(tmp_path: Path) -> None:
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
    assert [step for step in steps if "outbox_done" in step], steps
    assert [step for step in steps if step.startswith("SCAN outbox")] == []


def test_descriptors_are_given_back(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.exists():
        pytest.skip("no /proc here")
    for _ in range(2):
        asyncio.run(_opened_and_closed(f"sqlite:///{tmp_path}/x.db"))
    before = len(list(descriptors.iterdir()))
    for _ in range(5):
        asyncio.run(_opened_and_closed(f"sqlite:///{tmp_path}/x.db"))
    assert len(list(descriptors.iterdir())) == before
