"""What is owed stays owed until it is recorded, and is owed once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum

import pytest

from bot.store import cases, outbox
from bot.store.outbox import DeadPost, Leased, Tally
from bot.store.store import Connection
from tests.store.conftest import Play
from tests.store.made import NOW, keys_leased, made_case, one_leased, owed


class Kind(StrEnum):
    ANSWER = "answer"


async def _again(conn: Connection, key: str, body: dict[str, int], now: float, next_at: float) -> None:
    await outbox.owe_again(conn, key, "edit", "c1", body, now, next_at)


def test_key_is_owed_once(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=made_case())
        assert not await outbox.owe(conn, "k", "edit", "c1", {"of": "another"}, NOW + 1)
        post = await one_leased(conn, NOW + 1)
        assert (post.kind, post.body, post.created_at) == ("answer", {"of": "k"}, NOW)

    play(walk)


def test_leased_post_comes_with_everything(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        assert await outbox.owe(conn, "k", Kind.ANSWER, "c1", {"人": ["脸"]}, NOW)
        post = await one_leased(conn, NOW + 1)
        expected = Leased(
            post.id, "k", "answer", {"人": ["脸"]}, 1, False, 1, NOW, "me", NOW + 21, made_case()
        )  # fmt: skip
        assert expected == post

    play(walk)


def test_post_is_not_due_before_its_time(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        await outbox.owe(conn, "later", "edit", "c1", {}, NOW, NOW + 3)
        assert await keys_leased(conn, NOW + 2.9) == []
        assert await keys_leased(conn, NOW + 3) == ["later"]

    play(walk)


def test_recorded_post_is_done(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await outbox.record(conn, await one_leased(conn), "1.2", NOW + 1)
        assert await keys_leased(conn, NOW + 999) == []
        assert await outbox.tally(conn, NOW + 999) == Tally(0, 0, 0, 0.0)

    play(walk)


@pytest.mark.parametrize("doubtful", [True, False])
def test_deferred_post_comes_back_at_its_time(play: Play, doubtful: bool) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await outbox.defer(conn, await one_leased(conn), NOW + 5, "429", doubtful)
        assert await keys_leased(conn, NOW + 4) == []
        post = await one_leased(conn, NOW + 5)
        assert (post.attempts, post.doubtful) == (2, doubtful)

    play(walk)


def test_doubt_ends_when_the_sender_says_so(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        await outbox.defer(conn, await one_leased(conn), NOW, "timeout", doubtful=True)
        await outbox.defer(conn, await one_leased(conn), NOW, "429, and it was not there", doubtful=False)
        assert not (await one_leased(conn)).doubtful

    play(walk)


def test_buried_post_lies_in_the_graveyard(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k1")
        await outbox.bury(conn, await one_leased(conn), "channel_not_found", NOW + 1)
        await owed(conn, "k2")
        await outbox.bury(conn, await one_leased(conn), "is_archived", NOW + 2)
        dead = [
            DeadPost("k2", "answer", "is_archived", NOW + 2),
            DeadPost("k1", "answer", "channel_not_found", NOW + 1),
        ]
        assert await outbox.graveyard(conn, 5) == dead
        assert await outbox.graveyard(conn, 1) == dead[:1]
        assert (await outbox.tally(conn, NOW)).dead == 2
        assert await keys_leased(conn, NOW + 999) == []

    play(walk)


End = Callable[[Connection, Leased], Awaitable[bool]]


@pytest.mark.parametrize(
    "end",
    [
        lambda conn, post: outbox.record(conn, post, "1.2", NOW + 31),
        lambda conn, post: outbox.defer(conn, post, NOW + 31, "late", True),
        lambda conn, post: outbox.bury(conn, post, "late", NOW + 31),
    ],
    ids=["record", "defer", "bury"],
)
def test_who_lost_its_lease_to_another_changes_nothing(play: Play, end: End) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        mine = await one_leased(conn, NOW)
        again = await one_leased(conn, NOW + 30)  # the same owner: it, too, is another lease
        assert not await end(conn, mine)
        assert await end(conn, again)

    play(walk)


def test_lapsed_lease_still_counts_while_nobody_else_has_taken_the_post(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await outbox.record(conn, await one_leased(conn), "1.2", NOW + 99)

    play(walk)


def test_owing_again_before_the_first_try_renews_the_body(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        await _again(conn, "counter", {"count": 2}, NOW, NOW + 3)
        await _again(conn, "counter", {"count": 3}, NOW + 1, NOW + 4)
        assert await keys_leased(conn, NOW + 2.9) == []
        post = await one_leased(conn, NOW + 3)
        assert (post.body, post.version, post.kind, post.created_at) == ({"count": 3}, 2, "edit", NOW)

    play(walk)


def test_owing_again_sooner_makes_it_due_sooner(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        await _again(conn, "k", {}, NOW, NOW + 9)
        await _again(conn, "k", {}, NOW, NOW + 1)
        assert await keys_leased(conn, NOW + 1) == ["k"]

    play(walk)


def test_owing_again_does_not_shorten_the_wait_after_a_failed_try(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=made_case())
        await outbox.defer(conn, await one_leased(conn), NOW + 30, "429", doubtful=False)
        await _again(conn, "k", {"new": 1}, NOW + 1, NOW + 2)
        assert await keys_leased(conn, NOW + 29) == []
        assert (await one_leased(conn, NOW + 30)).body == {"new": 1}

    play(walk)


@pytest.mark.parametrize("dead", [True, False])
def test_owing_again_what_is_finished_begins_anew(play: Play, dead: bool) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=made_case())
        await outbox.defer(conn, await one_leased(conn), NOW, "timeout", doubtful=True)
        post = await one_leased(conn)
        await (outbox.bury(conn, post, "no", NOW) if dead else outbox.record(conn, post, "1.2", NOW))
        await _again(conn, "k", {"new": 1}, NOW + 100, NOW + 103)
        assert await outbox.tally(conn, NOW + 101) == Tally(1, 0, 0, 1.0)
        assert await keys_leased(conn, NOW + 102) == []
        post = await one_leased(conn, NOW + 103)
        got = (post.body, post.version, post.attempts, post.doubtful, post.created_at)
        assert got == ({"new": 1}, 2, 1, False, NOW + 100)

    play(walk)


def test_owing_again_what_is_on_its_way_sends_it_again_after_it_is_recorded(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=made_case())
        first = await one_leased(conn)
        await _again(conn, "k", {"new": 1}, NOW + 1, NOW + 4)
        assert await keys_leased(conn, NOW + 5) == []
        assert await outbox.record(conn, first, "1.2", NOW + 6)
        assert await outbox.tally(conn, NOW + 8) == Tally(1, 0, 0, 2.0)
        second = await one_leased(conn, NOW + 6)
        got = (second.body, second.version, second.attempts, second.created_at)
        assert got == ({"new": 1}, 2, 1, NOW + 6)
        assert await outbox.record(conn, second, "1.2", NOW + 7)
        assert await keys_leased(conn, NOW + 999) == []

    play(walk)


def test_cancel_spares_what_was_tried(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "tried", case=made_case("c1", channel="C1"))
        await outbox.defer(conn, await one_leased(conn), NOW + 1, "timeout", doubtful=True)
        await outbox.owe(conn, "never tried", "answer", "c1", {}, NOW)
        await owed(conn, "of another", case=made_case("c2", channel="C2"))
        await outbox.cancel(conn, "c1")
        assert await keys_leased(conn, NOW + 1) == ["tried", "of another"]
        assert await outbox.graveyard(conn, 9) == []
        assert await outbox.tally(conn, NOW) == Tally(0, 2, 0, 0.0)

    play(walk)


def test_tally_counts_and_tells_the_longest_wait(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await outbox.tally(conn, NOW) == Tally(0, 0, 0, 0.0)
        await owed(conn, "a", now=NOW - 60)
        await one_leased(conn)
        await owed(conn, "b", now=NOW - 90)
        await owed(conn, "c", now=NOW - 30)
        assert await outbox.tally(conn, NOW) == Tally(2, 1, 0, 90.0)
        assert (await outbox.tally(conn, NOW - 300)).oldest_age == 0.0, "a clock that went back"

    play(walk)


@pytest.mark.parametrize(("kind", "until", "due"), [("answer", 2.0, 2.0), ("answer", 0.5, 0.5), ("warning", 2.0, 1.0)])
def test_postponing_moves_the_first_try_of_that_kind(play: Play, kind: str, until: float, due: float) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        await outbox.owe(conn, "k", "answer", "c1", {}, NOW, NOW + 1)
        await owed(conn, "of another", case=made_case("c2", channel="C2"))
        assert (kind == "answer") == await outbox.postpone(conn, "c1", kind, NOW + until)
        assert ["of another"] == await keys_leased(conn, NOW + due - 0.1)
        assert ["k"] == await keys_leased(conn, NOW + due)

    play(walk)


@pytest.mark.parametrize("end", ["leased", "deferred", "sent", "dead"])
def test_what_was_tried_is_not_postponed(play: Play, end: str) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=made_case())
        post = await one_leased(conn)
        if end == "deferred":
            await outbox.defer(conn, post, NOW + 1, "429", doubtful=False)
        elif end == "sent":
            await outbox.record(conn, post, "1", NOW)
        elif end == "dead":
            await outbox.bury(conn, post, "no", NOW)
        assert not await outbox.postpone(conn, "c1", "answer", NOW + 9)
        assert (["k"] if end == "deferred" else []) == await keys_leased(conn, NOW + 1)

    play(walk)
