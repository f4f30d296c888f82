"""SQLite: transactions that queue up while the disk is busy become one commit, and stay apart in all else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import inbox
from bot.store.store import Connection, Store, UnavailableError
from tests.store.made import NOW


def _play(folder: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    async def run() -> None:
        store = await Store.open(f"sqlite:///{folder}/x.db")
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


async def _claim(store: Store, key: str, then: Callable[[Connection], Awaitable[None]] | None = None) -> bool:
    async with store.begin() as conn:
        new = await inbox.claim(conn, key, "", "", NOW)
        if then:
            await then(conn)
    return new


async def _claimed(store: Store) -> set[str]:
    async with store.begin() as conn:
        return {str(row[0]) for row in await conn.execute(text("SELECT key FROM inbox"))}


async def _fail(_conn: Connection) -> None:
    raise ValueError


async def _end_behind_our_back(conn: Connection) -> None:
    await conn.execute(text("ROLLBACK"))
    raise ValueError


def _count_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    database, commits = store._database, []
    whole = database._committed  # type: ignore[union-attr]

    async def counted(group: object) -> None:
        commits.append(True)
        await whole(group)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "_committed", counted)
    return commits


def test_those_that_queue_up_are_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(store: Store) -> None:
        commits = _count_commits(store, monkeypatch)
        assert all(await asyncio.gather(*(_claim(store, f"k{number}") for number in range(50))))
        assert len(commits) <= 3
        assert 50 == len(await _claimed(store))

    _play(tmp_path, work)


def test_one_that_fails_takes_nobody_along(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        found = await asyncio.gather(
            _claim(store, "a"), _claim(store, "b", _fail), _claim(store, "c"), return_exceptions=True
        )
        assert [True, ValueError, True] == [found[0], type(found[1]), found[2]]
        assert {"a", "c"} == await _claimed(store)

    _play(tmp_path, work)


def test_nobody_is_told_of_a_commit_that_did_not_happen(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        found = await asyncio.gather(
            _claim(store, "a"), _claim(store, "b", _end_behind_our_back), _claim(store, "c"), return_exceptions=True
        )
        assert [UnavailableError, ValueError, UnavailableError] == [type(one) for one in found]
        assert set() == await _claimed(store)
        assert await _claim(store, "d")

    _play(tmp_path, work)


def test_commit_that_fails_is_told_to_all_of_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(store: Store) -> None:
        async def failing(_group: object) -> None:
            raise OSError

        with monkeypatch.context() as patch:
            patch.setattr(store._database, "_committed", failing)
            found = await asyncio.gather(_claim(store, "a"), _claim(store, "b"), return_exceptions=True)
        assert [OSError, OSError] == [type(one) for one in found]

    async def run() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        await work(store)

    asyncio.run(run())


def test_one_that_is_cancelled_while_it_waits_holds_nobody_up(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        tasks = [asyncio.create_task(_claim(store, key)) for key in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert (True, True) == (found[0], found[2])
        assert {"a", "c"} <= await _claimed(store)
        assert await _claim(store, "d")

    _play(tmp_path, work)


def test_close_waits_for_the_commit(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        claiming = asyncio.create_task(_claim(store, "a"))
        await asyncio.sleep(0)
        await store.close()
        assert await claiming
        store = await Store.open(f"sqlite:///{tmp_path}/x.db")
        assert {"a"} == await _claimed(store)
        await store.close()

    asyncio.run(run())
