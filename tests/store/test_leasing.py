"""Whose turn it is: oldest first, one lane a case, no channel more than its share, nothing to two at once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from bot.store import cases, leasing, outbox
from bot.store.store import Connection, Store
from tests.store.conftest import Play, PlayStore
from tests.store.made import NOW, keys_leased, made_case, one_leased, owed


def test_oldest_first_up_to_the_limit(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for number in range(5):
            await owed(conn, f"k{number}", case=made_case(f"c{number}", channel=f"C{number}"))
        assert await keys_leased(conn, limit=3) == ["k0", "k1", "k2"]
        assert await keys_leased(conn, limit=3) == ["k3", "k4"]
        assert await keys_leased(conn, limit=3) == []

    play(walk)


def test_later_post_of_a_case_waits_for_the_earlier_one(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "headline", "answer")
        post = await one_leased(conn)
        assert await keys_leased(conn) == [], "while the first is on its way"
        await outbox.defer(conn, post, NOW + 5, "429", doubtful=False)
        assert await keys_leased(conn, NOW + 4) == [], "while the first waits for another try"
        await outbox.record(conn, await one_leased(conn, NOW + 5), "1.2", NOW + 5)
        assert await keys_leased(conn, NOW + 5) == ["answer"]

    play(walk)


def test_earlier_post_that_is_not_due_yet_holds_the_lane(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case())
        await outbox.owe(conn, "first", "answer", "c1", {}, NOW, NOW + 3)
        await outbox.owe(conn, "second", "edit", "c1", {}, NOW)
        assert await keys_leased(conn, NOW + 2) == []
        assert await keys_leased(conn, NOW + 3) == ["first"]

    play(walk)


@pytest.mark.parametrize("most", [1, 2])
def test_one_channel_gets_no_more_than_its_share_of_a_call(play: Play, most: int) -> None:
    async def walk(conn: Connection) -> None:
        for number in range(4):
            await owed(conn, f"flood{number}", case=made_case(f"f{number}", channel="C1"))
        await owed(conn, "quiet", case=made_case("q", channel="C2"))
        await owed(conn, "same name elsewhere", case=made_case("e", channel="C1", team="T2"))
        flood = [f"flood{number}" for number in range(4)]
        assert await keys_leased(conn, most_of_one_channel=most) == [*flood[:most], "quiet", "same name elsewhere"]
        assert await keys_leased(conn, most_of_one_channel=most) == flood[most : 2 * most]

    play(walk)


def test_lapsed_lease_is_handed_out_again_in_doubt(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        first = await one_leased(conn, NOW)
        assert await keys_leased(conn, NOW + 19.9) == []
        second = await one_leased(conn, NOW + 20)
        assert (first.attempts, first.doubtful) == (1, False)
        assert (second.attempts, second.doubtful, second.id) == (2, True, first.id)
        third = await one_leased(conn, NOW + 40)
        assert (third.attempts, third.doubtful, third.id) == (3, True, first.id), "a second lapse takes no doubt away"

    play(walk)


def test_posts_to_a_platform_that_is_left_out_stay_where_they_are(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k")
        assert await outbox.lease(conn, "me", NOW, NOW + 20, 9, without=["slack", "elsewhere"]) == []
        post, *more = await outbox.lease(conn, "me", NOW, NOW + 20, 9, without=["elsewhere"])
        assert (post.key, post.attempts, more) == ("k", 1, [])

    play(walk)


def test_channel_that_is_held_back_gets_nothing_not_even_what_is_owed_later(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "before", case=made_case("c1"))
        await owed(conn, "elsewhere", case=made_case("c2", channel="C2"))
        await outbox.hold_back(conn, "slack", "T1", "C1", NOW + 30)
        await outbox.hold_back(conn, "slack", "T1", "C1", NOW + 10)
        await owed(conn, "after", case=made_case("c3"), now=NOW + 1)
        assert await keys_leased(conn, NOW + 29) == ["elsewhere"]
        assert await keys_leased(conn, NOW + 30, most_of_one_channel=5) == ["before", "after"]

    play(walk)


def test_flood_that_is_held_back_hides_nothing_behind_it(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for number in range(leasing.MOST_LOOKED_AT + 5):
            await owed(conn, f"flood{number}", case=made_case(f"f{number}"))
        await owed(conn, "quiet", case=made_case("q", channel="C2"))
        await outbox.hold_back(conn, "slack", "T1", "C1", NOW + 30)
        assert await keys_leased(conn) == ["quiet"]

    play(walk)


def test_leases_of_a_process_that_died_lapse_when_the_platform_has_settled(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "on its way", case=made_case("c1"))
        await one_leased(conn)
        await owed(conn, "waits", case=made_case("c2", channel="C2"), now=NOW + 1)
        await outbox.expect_settled(conn, NOW + 1, 4)
        assert await keys_leased(conn, NOW + 4.9) == ["waits"]
        post = await one_leased(conn, NOW + 5)
        assert (post.key, post.doubtful) == ("on its way", True)

    play(walk)


def test_senders_side_by_side_never_get_the_same_post_and_keep_the_lanes(play_store: PlayStore) -> None:
    """Forty cases of three posts each; three senders, one of which forgets to record now and then."""
    chance = random.Random(4)
    sent: list[tuple[str, int]] = []
    holders: Counter[str] = Counter()

    async def sends(store: Store, owner: str) -> None:
        moment, idle = NOW, 0
        while idle < 5:
            async with store.begin() as conn:
                posts = await outbox.lease(conn, owner, moment, moment + 1000, 3, most_of_one_channel=2)
            idle = 0 if posts else idle + 1
            await asyncio.sleep(0)
            for post in posts:
                await _send(store, post)

    async def _send(store: Store, post: outbox.Leased) -> None:
        assert holders[post.key] == 0, "leased twice at once"
        holders[post.key] += 1
        await asyncio.sleep(chance.random() / 500)
        sent.append((post.case.id, post.body["place"]))
        holders[post.key] -= 1
        async with store.begin() as conn:
            assert await outbox.record(conn, post, "", NOW)

    async def walk(store: Store) -> None:
        async with store.begin() as conn:
            for number in range(40):
                await cases.open_case(conn, made_case(f"c{number}", channel=f"C{number % 4}"))
                for place in range(3):
                    await outbox.owe(conn, f"c{number}:{place}", "answer", f"c{number}", {"place": place}, NOW)
        await asyncio.gather(*(sends(store, owner) for owner in "abc"))
        assert len(sent) == len(set(sent)) == 120
        assert [place for place in (0, 1, 2) for _ in range(40)] == sorted(place for _, place in sent)
        for number in range(40):
            assert [place for case_id, place in sent if case_id == f"c{number}"] == [0, 1, 2]

    play_store(walk)


def test_nothing_is_lost_or_sent_twice_when_senders_drop_leases(play_store: PlayStore) -> None:
    """A sender that dies leaves its lease behind: the post comes back in doubt, and is recorded once."""
    chance = random.Random(7)
    clock = [NOW]
    idle: set[str] = set()
    recorded: Counter[str] = Counter()
    dropped: set[str] = set()

    async def sends(store: Store, owner: str) -> None:
        while sum(recorded.values()) < 60:
            if owner in idle:  # until the leases lapse: nobody who is still at it may lose one
                await asyncio.sleep(0.001)
                continue
            async with store.begin() as conn:
                posts = await outbox.lease(conn, owner, clock[0], clock[0] + 8, 4, most_of_one_channel=4)
            if not posts:
                idle.add(owner)
            if len(idle) == 3:
                idle.clear()
                clock[0] += 8
            for post in posts:
                assert post.doubtful == (post.key in dropped)
                if chance.random() < 0.3:
                    dropped.add(post.key)
                    continue
                async with store.begin() as conn:
                    recorded[post.key] += await outbox.record(conn, post, "", clock[0])
            await asyncio.sleep(0)

    async def walk(store: Store) -> None:
        async with store.begin() as conn:
            for number in range(60):
                await owed(conn, f"k{number}", case=made_case(f"c{number}"))
        await asyncio.wait_for(asyncio.gather(*(sends(store, owner) for owner in "abc")), 30)
        assert set(recorded.values()) == {1}
        assert dropped, "the test has to try what it is about"

    play_store(walk)
