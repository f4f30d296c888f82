"""A message is claimed once."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import inbox
from bot.store.store import Connection, Store
from tests.store.conftest import Play, PlayStore
from tests.store.made import NOW


def test_first_claim_wins_and_a_later_one_changes_nothing(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await inbox.claim(conn, "slack:T:C:1", "first", "Ev1", NOW)
        assert not await inbox.claim(conn, "slack:T:C:1", "second", "Ev2", NOW + 1)
        assert await inbox.claim(conn, "slack:T:C:2", "other", "Ev3", NOW)
        assert await inbox.digest_of(conn, "slack:T:C:1") == "first"

    play(walk)


def test_digest_follows_an_edit(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await inbox.claim(conn, "k", "before", "", NOW)
        await inbox.claim(conn, "other", "same", "", NOW)
        await inbox.set_digest(conn, "k", "after")
        assert await inbox.digest_of(conn, "k") == "after"
        assert await inbox.digest_of(conn, "other") == "same"
        assert await inbox.digest_of(conn, "never seen") is None

    play(walk)


def test_of_many_claims_at_once_one_wins(play_store: PlayStore) -> None:
    async def claims(store: Store, number: int) -> bool:
        async with store.begin() as conn:
            won = await inbox.claim(conn, "twin", "", str(number), NOW)
            await asyncio.sleep(0.01)
            return won

    async def walk(store: Store) -> None:
        won = await asyncio.gather(*(claims(store, number) for number in range(8)))
        assert sorted(won) == [False] * 7 + [True]

    play_store(walk)


def test_claim_that_was_rolled_back_can_be_made_again(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        async def fails() -> None:
            async with store.begin() as conn:
                assert await inbox.claim(conn, "k", "", "", NOW)
                raise LookupError

        with pytest.raises(LookupError):
            await fails()
        async with store.begin() as conn:
            assert await inbox.claim(conn, "k", "", "", NOW)

    play_store(walk)
