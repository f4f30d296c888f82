"""Opening, transactions, and what happens when the database is in trouble."""

from __future__ import annotations

import asyncio
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import inbox, outbox
from bot.store.store import Connection, Store, StoreError, default_url, now
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
            (ended,) = await asyncio.gather(task, return_exceptions=True)
            assert ended is None or isinstance(ended, asyncio.CancelledError)
        async with store.begin() as conn:
            tally = await outbox.tally(conn, NOW)
        assert tally.pending % 2 == 0
        await works(store, 99)

    play_store(walk)


def test_mistake_is_no_passing_trouble_and_rolls_back(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        async def owes_to_nobody() -> None:
            async with store.begin() as conn:
                await inbox.claim(conn, "k", "", "", NOW)
                await outbox.owe(conn, "p", "answer", "no such case", {}, NOW)

        with pytest.raises(IntegrityError):
            await owes_to_nobody()
        with pytest.raises(DBAPIError):
            async with store.begin() as conn:
                await conn.execute(text("SELECT nothing_of_that_name"))
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
        ("postgresql://user:x@s3cret@127.0.0.1:1/db", "has an @ too many; write an @ of the password as %40"),
        ("postgresql://user:x@y/s3cret@127.0.0.1:1/db", "has an @ too many"),
        ("postgres://user:x?y@s3cret@127.0.0.1:1/db", "has an @ too many"),
        ("postgresql://user:x%40s3cret@127.0.0.1:1/db", "can't open postgresql+psycopg://user:***@127.0.0.1:1/db"),
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
