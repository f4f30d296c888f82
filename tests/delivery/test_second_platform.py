"""What a platform without threads brings: replies to the bot, pastes in parts, notices, channels that move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.desk import Desk, Mode
from bot.core.followup import FollowUp
from bot.delivery.channels import Channels, Policy
from bot.delivery.courier import ElsewhereError, MovedError
from bot.delivery.inbound import Deletion, Inbound, Place
from bot.delivery.memo import codes_of
from bot.delivery.pace import Channel
from bot.store import cases
from bot.store.cases import Case

from .bench import FUZZY, OCCLUDED, QUICK, Bench, Clock, opened, run
from .fakes import FakeCourier

CHAT = Place("telegram", "7", "-100")


def said(text: str, number: int = 1, **changes: Any) -> Inbound:
    """A message in a chat, to be answered by a reply."""
    place = changes.get("place", CHAT)
    inbound = Inbound(
        key=f"telegram:7:{place.channel}:{number}",
        place=place,
        message=str(number),
        thread=f"0:{number}",
        author="1001",
        text=text,
        mode=Mode.LISTEN,
    )
    return replace(inbound, **changes)


def in_telegram(bench: Bench) -> Bench:
    """The same bench; its courier takes posts to Telegram too."""
    return replace(bench, sender=replace(bench.sender, couriers={"telegram": bench.courier, "slack": bench.courier}))


async def answered(bench: Bench, inbound: Inbound) -> Case:
    """The case of a message whose answer has been sent."""
    case = await bench.intake.take(inbound)
    await in_telegram(bench).send()
    assert case
    async with bench.store.begin() as conn:
        sent = await cases.case(conn, case.id)
    assert sent
    assert sent.ref
    return sent


def bodies(bench: Bench, kind: str) -> list[str]:
    return [body.replace('": "', '":"') for (body,) in bench.rows(f"SELECT body FROM outbox WHERE kind = '{kind}'")]


# --- replies to the bot ---------------------------------------------------------------------------


def test_a_reply_to_the_answer_asks_about_its_case(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1))
            await answered(bench, said(OCCLUDED, 2))
            asked = said("can I retry?", 9, mode=Mode.ASK, reply_to=first.ref)
            for _ in range(2):  # brought again
                case = await bench.intake.take(asked)
                assert case
                assert first.id == case.id

            assert ["follow-up"] == bench.owed()
            (body,) = bodies(bench, "follow-up")
            assert '"kind":"retry"' in body
            assert '"thread":"0:9"' in body

    run(story())


def test_a_reply_to_a_follow_up_asks_about_the_same_case(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1))
            await bench.intake.take(said("can I retry?", 2, mode=Mode.ASK, reply_to=first.ref))
            await in_telegram(bench).send()
            (ref,) = bench.rows("SELECT ref FROM outbox WHERE kind = 'follow-up'")[0]
            case = await bench.intake.take(said("steps", 3, mode=Mode.ASK, reply_to=ref))

            assert ref != first.ref
            assert case
            assert first.id == case.id
            assert ["follow-up"] == bench.owed()

    run(story())


@pytest.mark.parametrize(
    ("text", "reply_to", "owes"),
    [
        ("and 223115?", "1.000001", ["answer"]),  # an error of its own
        ("can I retry?", "999", ["answer"]),  # to something older than what is kept: asked all the same
    ],
)
def test_a_reply_that_is_no_follow_up_is_answered_by_itself(
    desk: Desk, tmp_path: Path, text: str, reply_to: str, owes: list[str]
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1))
            case = await bench.intake.take(said(text, 2, mode=Mode.ASK, reply_to=reply_to))

            assert "1.000001" == first.ref
            assert case
            assert first.id != case.id
            assert owes == bench.owed()

    run(story())


def test_thanks_below_an_answer_are_not_a_question_of_the_group(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1))
            assert await bench.intake.take(said("can I retry?", 2)) is None, "nobody was addressed"
            assert await bench.intake.take(said("can I retry?", 3, place=Place("telegram", "7", "-200"))) is None
            elsewhere = said("can I retry?", 4, mode=Mode.ASK, reply_to=first.ref, place=Place("telegram", "7", "-200"))
            case = await bench.intake.take(elsewhere)

            assert case
            assert first.id != case.id, "numbers begin anew in each chat"

    run(story())


# --- a paste in parts -----------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    for module in ("owed", "intake", "sender"):
        monkeypatch.setattr(f"bot.delivery.{module}.now", found)
    return found


def test_an_answer_is_held_and_each_part_holds_it_longer(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            start = clock.moment
            await bench.intake.take(said(FUZZY, hold=1.2))
            assert [(start + 1.2,)] == bench.rows("SELECT next_at FROM outbox")
            clock.moment += 1
            await bench.intake.take(said(f"{FUZZY}\n{OCCLUDED}", edited="part:2", hold=1.2))

            assert ["answer"] == bench.owed()
            assert [(start + 2.2,)] == bench.rows("SELECT next_at FROM outbox")

    run(story())


def test_the_whole_paste_is_answered_once(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, hold=0.1))
            case = await bench.intake.take(said(f"{FUZZY}\n{OCCLUDED}", edited="part:2", hold=0.01))
            await in_telegram(bench).send()

            assert case
            assert ["answer"] == bench.courier.kinds()
            assert ["223114", "223115"] == codes_of(bench.courier.delivered[0].case.memo)

    run(story())


def test_a_part_that_comes_after_the_answer_revises_it(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await answered(bench, said(FUZZY, hold=0.01))
            await bench.intake.take(said(f"{FUZZY}\n{OCCLUDED}", edited="part:2", hold=0.01))
            await in_telegram(bench).send()

            assert ["answer", "revision"] == bench.courier.kinds()
            assert ["223114", "223115"] == codes_of(bench.courier.delivered[1].case.memo)

    run(story())


def test_the_error_may_be_in_a_later_part(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            assert await bench.intake.take(said("INFO start\n" * 300, hold=1.2)) is None
            await bench.intake.take(said("INFO start\n" * 300 + FUZZY, edited="part:2", hold=0.01))
            await bench.intake.take(said("INFO start\n" * 300, hold=1.2))  # the first part, brought again
            await in_telegram(bench).send()

            assert ["answer"] == bench.courier.kinds()
            assert "0:1" == bench.courier.delivered[0].case.thread

    run(story())


# --- what the bot says about itself ---------------------------------------------------------------


def test_a_notice_is_owed_once_for_its_message(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for _ in range(2):
                await bench.intake.notice(said("/help", mode=Mode.ASK), "help", "zh")
            await in_telegram(bench).send()

            (post,) = bench.courier.delivered
            assert ("notice", "0:1", "-100") == (post.kind, post.case.thread, post.case.channel)
            assert {"name": "help", "language": "zh"} == post.body
            assert [] == bench.rows("SELECT * FROM gaps")
            assert [("notice", "")] == bench.rows("SELECT mode, asked FROM cases"), "what was written isn't kept"

    run(story())


def test_nobody_follows_up_on_a_notice(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1, private=True, mode=Mode.ASK))
            await bench.intake.notice(said("/help", 2, private=True, mode=Mode.ASK), "help", "en")
            case = await bench.intake.take(said("can I retry?", 3, private=True, mode=Mode.ASK))

            assert case
            assert first.id == case.id

    run(story())


def test_a_reply_to_a_notice_asks_about_no_error(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.notice(said("/help", 1, mode=Mode.ASK), "help", "en")
            await in_telegram(bench).send()
            (ref,) = bench.rows("SELECT ref FROM outbox")[0]
            assert ref
            await bench.intake.take(said("can I retry?", 2, mode=Mode.ASK, reply_to=ref))

            assert ["answer"] == bench.owed()

    run(story())


# --- what a platform takes in all -----------------------------------------------------------------


@dataclass(slots=True)
class Rooms:
    """A pace by which each platform takes so many posts more."""

    left: dict[str, int]

    def room(self, platform: str, _moment: float) -> int:
        return self.left[platform]

    def spend(self, channel: Channel, _moment: float) -> float:
        self.left[channel[0]] -= 1
        return 0.0


def test_what_has_no_room_is_not_leased_and_holds_up_no_other_platform(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        rooms = Rooms({"telegram": 2, "slack": 9})
        async with opened(tmp_path, desk) as bench:
            both = in_telegram(bench)
            both = replace(both, sender=replace(both.sender, pace=rooms))
            places = [replace(CHAT, channel=f"-{number}") for number in range(1, 6)] + [replace(CHAT, platform="slack")]
            for number, place in enumerate(places, 1):
                await bench.intake.take(said(FUZZY, number, place=place))
            await both.send_until(lambda: 3 == len(bench.courier.delivered))
            assert ["telegram", "telegram", "slack"] == [post.case.platform for post in bench.courier.delivered]
            assert 3 * [("pending", 0)] == bench.rows("SELECT state, attempts FROM outbox WHERE done_at IS NULL")
            rooms.left["telegram"] = 3
            await both.send()

            assert 6 == len(bench.courier.delivered)

    run(story())


# --- warnings -------------------------------------------------------------------------------------


LEAK = f"access_token=24.c0ffee4d5e6f708192a3b4c5d6e7f809.2592000.1700000000.282335-12345678\n{FUZZY}"


def test_a_warning_goes_into_the_chat_of_its_own_once_for_a_message(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(LEAK, warned_in="1001"))
            await bench.intake.take(said(f"{LEAK}\n{OCCLUDED}", warned_in="1001", edited="2"))
            await in_telegram(bench).send()

            warnings = [post.case for post in bench.courier.delivered if post.kind == "warning"]
            assert [("1001", "", True)] == [(case.channel, case.thread, case.private) for case in warnings]
            assert [] == bench.rows("SELECT 1 FROM cases WHERE asked LIKE '%c0ffee%' OR memo LIKE '%c0ffee%'")

    run(story())


def test_a_warning_that_is_refused_there_goes_below_the_message(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, 1))
            await in_telegram(bench).send()
            bench.courier.trouble.append(ElsewhereError("-100", "0:2"))
            await bench.intake.take(said(LEAK.partition("\n")[0] + f"\n{FUZZY}", 2, warned_in="1001"))
            await in_telegram(bench).send()

            warning = next(post for post in bench.courier.delivered if post.kind == "warning")
            assert ("-100", "0:2", False) == (warning.case.channel, warning.case.thread, warning.case.private)

    run(story())


def test_a_warning_for_a_message_that_was_deleted_is_not_sent(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(LEAK, warned_in="1001"))
            await bench.intake.take_back(Deletion(said("").key, CHAT))
            await in_telegram(bench).send()

            assert ["withdrawal"] == bench.courier.kinds()

    run(story())


# --- buttons --------------------------------------------------------------------------------------


def test_what_a_button_asks_is_owed_once(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await answered(bench, said(FUZZY))
            for kind, language in ((FollowUp.STEPS, "en"), (FollowUp.STEPS, "en"), (FollowUp.TICKET, "en")):
                await bench.intake.tell(case, kind, language, f"0:{case.ref}")
            await in_telegram(bench).send()

            assert ["answer", "follow-up", "follow-up"] == bench.courier.kinds()
            told = [(post.body["kind"], post.body["thread"]) for post in bench.courier.delivered[1:]]
            assert [("steps", f"0:{case.ref}"), ("ticket", f"0:{case.ref}")] == told

    run(story())


# --- channels that move ---------------------------------------------------------------------------


def test_what_is_owed_to_a_group_goes_where_the_group_went(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await answered(bench, said(FUZZY, 1))
            await bench.channels.set_policy(CHAT, Policy.MENTION)
            await bench.intake.take(said(OCCLUDED, 2, mode=Mode.ASK))
            await bench.intake.move(CHAT, "-100500")
            await in_telegram(bench).send()
            there = Place("telegram", "7", "-100500")
            case = await bench.intake.take(said("can I retry?", 3, place=there, mode=Mode.ASK, reply_to=first.ref))

            assert "-100500" == bench.courier.delivered[-1].case.channel
            assert case
            assert first.id == case.id
            assert Policy.MENTION == (await Channels(bench.store).wish(there)).policy

    run(story())


def test_a_platform_that_says_that_the_group_moved_gets_the_post_there(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        courier = FakeCourier()
        courier.trouble.append(MovedError("-100500"))
        async with opened(tmp_path, desk, courier, QUICK) as bench:
            await bench.intake.take(said(FUZZY))
            await in_telegram(bench).send()

            assert [("answer", "-100500")] == [(post.kind, post.case.channel) for post in courier.delivered]
            assert not courier.delivered[0].again

    run(story())


def test_settings_are_known_at_once_where_the_platform_says_that_the_group_went(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        courier, there = FakeCourier(), Place("telegram", "7", "-100500")
        courier.trouble.append(MovedError(there.channel))
        async with opened(tmp_path, desk, courier, QUICK) as bench:
            await bench.channels.set_policy(CHAT, Policy.MENTION)
            assert Policy.LISTEN == (await bench.channels.wish(there)).policy
            await bench.intake.take(said(FUZZY, mode=Mode.ASK))
            await in_telegram(bench).send()

            assert [Policy.LISTEN, Policy.MENTION] == [
                (await bench.channels.wish(place)).policy for place in (CHAT, there)
            ]

    run(story())


def test_settings_are_known_at_once_where_the_group_went(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            there = Place("telegram", "7", "-100500")
            await bench.channels.set_policy(CHAT, Policy.OFF)
            assert Policy.LISTEN == (await bench.channels.wish(there)).policy
            await bench.intake.move(CHAT, "-100500")

            assert await bench.intake.take(said(FUZZY, place=there)) is None

    run(story())
