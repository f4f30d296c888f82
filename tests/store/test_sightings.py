"""The same error again in the same channel."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import sightings
from bot.store.sightings import Sighting
from bot.store.store import Connection, Store
from tests.store.conftest import Play, PlayStore
from tests.store.made import NOW

QUIET, LONGEST = 600.0, 3600.0


async def _seen(conn: Connection, case_id: str, now: float, channel: str = "C1", code: str = "223114") -> Sighting:
    return await sightings.see(conn, "slack", "T1", channel, code, case_id, now, QUIET, LONGEST)


def test_repeats_count_on_the_first_case(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await _seen(conn, "c1", NOW) == Sighting("c1", 1, 0, NOW, 0.0, True)
        assert await _seen(conn, "c2", NOW + 5) == Sighting("c1", 2, 0, NOW, NOW, False)
        assert await _seen(conn, "c3", NOW + 7) == Sighting("c1", 3, 0, NOW, NOW + 5, False)

    play(walk)


@pytest.mark.parametrize(("channel", "code"), [("C2", "223114"), ("C1", "222202")])
def test_another_channel_or_code_is_another_matter(play: Play, channel: str, code: str) -> None:
    async def walk(conn: Connection) -> None:
        await _seen(conn, "c1", NOW)
        assert (await _seen(conn, "c2", NOW, channel, code)).fresh

    play(walk)


def test_quiet_is_counted_from_the_last_time(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await _seen(conn, "c1", NOW)
        assert (await _seen(conn, "c2", NOW + QUIET)).count == 2
        assert (await _seen(conn, "c3", NOW + 2 * QUIET)).count == 3
        late = NOW + 3 * QUIET + 1
        assert await _seen(conn, "c4", late) == Sighting("c4", 1, 0, late, 0.0, True)

    play(walk)


def test_longest_is_counted_from_the_first_time(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for minutes in range(0, 61, 5):
            assert (await _seen(conn, f"c{minutes}", NOW + 60 * minutes)).case_id == "c0"
        assert (await _seen(conn, "c65", NOW + 60 * 65)).fresh

    play(walk)


def test_lines_are_counted_until_it_is_fresh_again(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await _seen(conn, "c1", NOW)
        await _seen(conn, "c1", NOW, code="other")
        await sightings.add_line(conn, "slack", "T1", "C1", "223114")
        await sightings.add_line(conn, "slack", "T1", "C1", "223114")
        assert (await _seen(conn, "c2", NOW + 1)).lines == 2
        assert (await _seen(conn, "c2", NOW + 1, code="other")).lines == 0
        assert (await _seen(conn, "c3", NOW + 2 * QUIET)).lines == 0

    play(walk)


def test_storm_is_counted_to_the_last(play_store: PlayStore) -> None:
    async def sees(store: Store, number: int) -> int:
        async with store.begin() as conn:
            return (await _seen(conn, f"c{number}", NOW)).count

    async def walk(store: Store) -> None:
        counts = await asyncio.gather(*(sees(store, number) for number in range(30)))
        assert sorted(counts) == list(range(1, 31))

    play_store(walk)
