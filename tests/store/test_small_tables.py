"""Channels, gaps, feedback."""

from __future__ import annotations

from bot.store import channels, feedback, gaps, outbox
from bot.store.channels import Channel
from bot.store.gaps import Gap
from bot.store.store import Connection
from tests.store.conftest import Play
from tests.store.made import NOW, keys_leased, owed

PLACE = ("slack", "T1", "C1")


def test_channel_keeps_what_is_set(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await channels.channel(conn, *PLACE) is None
        await channels.set_policy(conn, *PLACE, "mention")
        await channels.set_language(conn, *PLACE, "en")
        await channels.set_policy(conn, *PLACE, "off")
        assert await channels.channel(conn, *PLACE) == Channel("off", "en")
        assert await channels.channel(conn, "slack", "T2", "C1") is None

    play(walk)


def test_policy_and_hold_leave_each_other_alone(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await outbox.hold_back(conn, *PLACE, NOW + 5)
        await channels.set_policy(conn, *PLACE, "listen")
        await outbox.hold_back(conn, *PLACE, NOW + 6)
        assert await channels.channel(conn, *PLACE) == Channel("listen", "")
        await owed(conn, "k")
        await channels.set_policy(conn, *PLACE, "listen")
        await channels.set_language(conn, *PLACE, "zh")
        assert await keys_leased(conn, NOW + 5.5) == []
        assert await keys_leased(conn, NOW + 6) == ["k"]

    play(walk)


def test_gaps_are_listed_most_often_first_then_latest(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await gaps.list_gaps(conn, 10) == []
        await gaps.note(conn, "nothing", "How  to PAY?", "", NOW)
        await gaps.note(conn, "unknown_code", "what is 999999", "999999", NOW + 1)
        await gaps.note(conn, "nothing", "人脸", "", NOW + 2)
        await gaps.note(conn, "nothing", "how to pay?", "", NOW + 3)
        await gaps.note(conn, "unhelpful", "how to pay?", "", NOW + 3)
        expected = [
            Gap("nothing", "how to pay?", "", 2, NOW, NOW + 3),
            Gap("unhelpful", "how to pay?", "", 1, NOW + 3, NOW + 3),
            Gap("nothing", "人脸", "", 1, NOW + 2, NOW + 2),
            Gap("unknown_code", "what is 999999", "999999", 1, NOW + 1, NOW + 1),
        ]
        assert await gaps.list_gaps(conn, 10) == expected
        assert await gaps.list_gaps(conn, 2) == expected[:2]

    play(walk)


def test_gap_with_a_code_is_known_by_its_code(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await gaps.note(conn, "unknown_code", "999999", "999999", NOW)
        await gaps.note(conn, "unknown_code", "error 999999 \ud800", "999999", NOW + 1)
        assert await gaps.list_gaps(conn, 9) == [Gap("unknown_code", "error 999999 \ufffd", "999999", 2, NOW, NOW + 1)]

    play(walk)


def test_gap_of_broken_text_is_counted(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await gaps.note(conn, "nothing", "\ud800\0", "", NOW)
        await gaps.note(conn, "nothing", "\ud800\0", "", NOW)
        assert [gap.count for gap in await gaps.list_gaps(conn, 9)] == [2]

    play(walk)


def test_feedback_counts_once_a_person_and_case(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await feedback.note(conn, "c1", "U1", NOW)
        assert not await feedback.note(conn, "c1", "U1", NOW + 1)
        assert await feedback.note(conn, "c1", "U2", NOW)
        assert await feedback.note(conn, "c2", "U1", NOW)

    play(walk)
