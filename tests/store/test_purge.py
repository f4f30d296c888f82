"""What is past its time goes, the rest stays."""

from __future__ import annotations

import pytest

from bot.store import cases, channels, feedback, gaps, inbox, outbox, sightings
from bot.store.purge import DAY, kept_days, overdue, purge
from bot.store.store import Connection
from bot.store.tables import METADATA
from tests.store.conftest import Play
from tests.store.made import NOW, keys_leased, made_case, one_leased, owed


async def _filled(conn: Connection) -> None:
    await inbox.claim(conn, "m", "d", "", NOW)
    await sightings.see(conn, "slack", "T1", "C1", "1", "c1", NOW, 600, 3600)
    await gaps.note(conn, "nothing", "text", "", NOW)
    await owed(conn, "k", case=made_case("c1"))
    await outbox.bury(conn, await one_leased(conn), "no", NOW)


async def _purged(conn: Connection, moment: float, most: int = 200) -> dict[str, int]:
    return {table: rows for table, rows in (await purge(conn, moment, most)).items() if rows}


def test_every_table_that_grows_has_its_time() -> None:
    assert {table.name for table in METADATA.sorted_tables} - {"leases"} == set(kept_days())


def test_who_found_an_answer_unhelpful_is_forgotten_with_the_case(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await feedback.note(conn, "c1", "U1", NOW)
        assert await _purged(conn, NOW + 90 * DAY) == {}
        assert await _purged(conn, NOW + 90.1 * DAY) == {"feedback": 1}

    play(walk)


async def _left(conn: Connection) -> tuple[bool, bool, bool, bool]:
    message = await inbox.digest_of(conn, "m") is not None
    post = bool(await outbox.graveyard(conn, 1))
    return message, post, await cases.case(conn, "c1") is not None, bool(await gaps.list_gaps(conn, 1))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (7, (True, True, True, True)),
        (7.1, (False, True, True, True)),
        (30.1, (False, False, True, True)),
        (90.1, (False, False, False, True)),
        (180.1, (False, False, False, False)),
    ],
)
def test_each_table_has_its_time(play: Play, days: float, left: tuple[bool, ...]) -> None:
    async def walk(conn: Connection) -> None:
        await _filled(conn)
        due = await overdue(conn, NOW + days * DAY)
        assert await _purged(conn, NOW + days * DAY) == {table: rows for table, rows in due.items() if rows}
        assert await _left(conn) == left
        assert await _purged(conn, NOW + days * DAY) == {}

    play(walk)


def test_channel_that_only_had_to_pause_is_forgotten_and_one_that_set_something_never(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for channel in ("paused", "set"):
            await outbox.hold_back(conn, "slack", "T1", channel, NOW)
        await channels.set_language(conn, "slack", "T1", "set", "zh")
        assert await _purged(conn, NOW + DAY) == {}
        assert await _purged(conn, NOW + 1.1 * DAY) == {"channels": 1}
        assert await channels.channel(conn, "slack", "T1", "paused") is None
        assert await channels.channel(conn, "slack", "T1", "set") == channels.Channel("", "zh")

    play(walk)


def test_what_is_still_owed_stays(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await _purged(conn, NOW + 60 * DAY) == {}
        assert await keys_leased(conn) == ["k"]

    play(walk)


def test_case_takes_its_posts_along(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await _purged(conn, NOW + 91 * DAY) == {"cases": 1}
        assert await keys_leased(conn) == []

    play(walk)


def test_little_by_little_oldest_first(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for number in range(5):
            await inbox.claim(conn, f"m{number}", "d", "", NOW - number)
        later = NOW + 8 * DAY
        assert await _purged(conn, later, most=2) == {"inbox": 2}
        assert [await inbox.digest_of(conn, f"m{number}") for number in (2, 3, 4)] == ["d", None, None]
        assert [await _purged(conn, later, most=2) for _ in range(3)] == [{"inbox": 2}, {"inbox": 1}, {}]

    play(walk)
