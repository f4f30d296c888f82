"""A lease is one owner's at a time; places move; the bot's own message leads back to its case."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import leases
from bot.store.store import Connection, Store
from tests.store.conftest import Play, PlayStore
from tests.store.made import NOW

NAME = "telegram:7"


@pytest.mark.parametrize(
    ("owner", "now", "gets_it"),
    [
        ("one", NOW, True),  # its own, renewed
        ("two", NOW, False),
        ("two", NOW + 8, False),  # ends then, and isn't over before
        ("two", NOW + 8.1, True),
        ("one", NOW + 99, True),
    ],
)
def test_a_lease_is_for_its_owner_until_it_lapses(play: Play, owner: str, now: float, gets_it: bool) -> None:
    async def walk(conn: Connection) -> None:
        assert await leases.hold(conn, NAME, "one", NOW, NOW + 8)
        assert gets_it == await leases.hold(conn, NAME, owner, now, now + 8)
        assert await leases.hold(conn, "telegram:8", "three", NOW, NOW + 8), "another lease"

    play(walk)


def test_claim_is_for_the_first_of_those_who_want_the_same(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        async def first(owner: str, moment: float) -> bool:
            return await leases.claim(conn, NAME, owner, moment, moment + 60)

        claims = [("a", 0), ("a", 1), ("b", 2), ("b", 3), ("a", 4), ("a", 5), ("a", 66)]
        assert [True, False, True, False, True, False, True] == [await first(who, NOW + at) for who, at in claims]

    play(walk)


def test_who_has_it_renews_it_and_who_takes_it_keeps_it(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for moment in (NOW, NOW + 6, NOW + 12):
            assert await leases.hold(conn, NAME, "one", moment, moment + 8)
            assert not await leases.hold(conn, NAME, "two", moment + 7, moment + 15)
        assert await leases.hold(conn, NAME, "two", NOW + 21, NOW + 29)
        assert not await leases.hold(conn, NAME, "one", NOW + 22, NOW + 30)

    play(walk)


def test_only_its_owner_gives_it_up(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await leases.hold(conn, NAME, "one", NOW, NOW + 8)
        await leases.release(conn, NAME, "two")
        assert not await leases.hold(conn, NAME, "two", NOW, NOW + 8)
        await leases.release(conn, NAME, "one")
        assert await leases.hold(conn, NAME, "two", NOW, NOW + 8)

    play(walk)


def test_of_many_at_once_one_gets_it(play_store: PlayStore) -> None:
    async def walk(store: Store) -> None:
        async def hold(owner: str) -> bool:
            async with store.begin() as conn:
                return await leases.hold(conn, NAME, owner, NOW, NOW + 8)

        held = await asyncio.gather(*(hold(f"owner {number}") for number in range(6)))
        assert 1 == sum(held)

    play_store(walk)
