from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.core.answer import Remark, RemarkKind, choose
from bot.core.desk import Desk, Mode
from bot.delivery import owed
from bot.delivery.channels import Policy
from bot.delivery.inbound import Inbound, Place
from bot.delivery.intake import Intake
from bot.delivery.memo import codes_of, from_memo
from bot.store import cases
from bot.store.engine import Connection
from bot.store.store import Store, UnavailableError

from .bench import FUZZY, OCCLUDED, PLACE, Bench, deleted, opened, run, said

TOKEN = "24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-8574074"
LEAK = f"{FUZZY} https://aip.baidubce.com/rest?access_token={TOKEN}"
TABLES = ("inbox", "cases", "outbox", "sightings", "channels", "gaps", "feedback")


def counts(bench: Bench) -> dict[str, int]:
    rows = {table: bench.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
    return {table: count for table, count in rows.items() if count}


def asked(text: str, ts: str = "1.000001", **changes: Any) -> Inbound:
    return said(text, ts, mode=Mode.ASK, **changes)


def test_a_paste_opens_one_case_and_owes_one_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(said(FUZZY))

            assert case
            assert ["223114"] == codes_of(case.memo)
            assert ["answer"] == bench.owed()
            assert {"inbox": 1, "cases": 1, "outbox": 1, "sightings": 1} == counts(bench)
            assert [(case.id, "1.000001", "U1")] == bench.rows("SELECT id, thread, author FROM cases")

    run(story())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (said(FUZZY, delivery="Ev1"), said(FUZZY, delivery="Ev1")),  # redelivered
        (asked(FUZZY, delivery="Ev1"), asked(FUZZY, delivery="Ev2")),  # message and app_mention
        (said(FUZZY), asked(FUZZY)),  # asked about by the shortcut
        (asked("what is the meaning of life"), asked("what is the meaning of life")),
    ],
)
def test_what_comes_twice_changes_nothing(desk: Desk, tmp_path: Path, first: Inbound, second: Inbound) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            assert await bench.intake.take(first)
            before = counts(bench)

            assert await bench.intake.take(second) is None
            assert before == counts(bench)
            assert ["answer"] == bench.owed()

    run(story())


def test_twins_at_once_get_one_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            taken = await asyncio.gather(*(bench.intake.take(said(FUZZY)) for _ in range(8)))

            assert 1 == len([case for case in taken if case])
            assert ["answer"] == bench.owed()

    run(story())


@pytest.mark.parametrize(
    "inbound",
    [
        said("good morning"),
        said("deployed 223114 users"),
        said('{"error_code":0}'),
        said("can I retry?", in_thread=True),
        said(f"curl -d access_token={TOKEN}"),
        said("good morning", edited="2"),
        said(""),
    ],
)
def test_noise_leaves_no_row_at_all(desk: Desk, tmp_path: Path, inbound: Inbound) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            assert await bench.intake.take(inbound) is None
            assert {} == counts(bench)

    run(story())


# --- edits and deletions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds", "codes"),
    [
        (f"see {FUZZY}", ["answer"], ["223114"]),
        (OCCLUDED, ["answer", "revision"], ["223115"]),
        (f"{FUZZY}\n{OCCLUDED}", ["answer", "revision"], ["223114", "223115"]),
    ],
)
def test_an_edit_lets_the_answer_follow(
    desk: Desk, tmp_path: Path, text: str, kinds: list[str], codes: list[str]
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            for _ in range(2):  # and the edit's redelivery
                case = await bench.intake.take(said(text, edited="2"))

            assert case
            assert kinds == bench.owed()
            async with bench.store.begin() as conn:
                now = await cases.case(conn, case.id)
            assert now
            assert codes == codes_of(now.memo)

    run(story())


def test_an_edit_that_leaves_no_error_withdraws_the_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.send()
            await bench.intake.take(said("solved", edited="2"))
            await bench.send()

            assert ["answer", "withdrawal"] == bench.courier.kinds()
            assert bench.courier.delivered[-1].case.ref == "1.000001"

    run(story())


def test_an_error_that_comes_back_by_an_edit_is_answered_again(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.intake.take(said("solved", edited="2"))
            await bench.intake.take(said(FUZZY, edited="3"))
            await bench.send()

            assert ["withdrawal", "answer"] == bench.courier.kinds()

    run(story())


@pytest.mark.parametrize(("first", "latest"), [("look at this", FUZZY), (FUZZY, FUZZY), (FUZZY, "solved")])
def test_an_edit_that_comes_again_after_the_next_changes_nothing(
    desk: Desk, tmp_path: Path, first: str, latest: str
) -> None:
    """It wasn't acknowledged in time."""

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(first))
            await bench.intake.take(said(latest, edited="1700000000.000300"))
            before = bench.rows("SELECT memo, withdrawn FROM cases")
            await bench.intake.take(said(OCCLUDED, edited="1700000000.000200"))

            assert before == bench.rows("SELECT memo, withdrawn FROM cases")

    run(story())


def test_the_first_error_may_come_by_an_edit(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said("look at this"))
            await bench.intake.take(said(FUZZY, edited="2"))
            await bench.intake.take(said("look at this"))  # the original, late

            assert ["answer"] == bench.owed()

    run(story())


def test_a_repeat_that_only_counted_is_answered_when_an_edit_makes_it_another_error(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, "1.000001"))
            assert await bench.intake.take(said(FUZZY, "2.000001")) is None
            await bench.intake.take(said(FUZZY, "2.000001", edited="3"))
            assert ["answer", "counter"] == bench.owed()
            await bench.intake.take(said(OCCLUDED, "2.000001", edited="4"))

            assert ["answer", "counter", "answer"] == bench.owed()

    run(story())


def test_a_deletion_before_the_answer_was_sent_cancels_it(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            for _ in range(2):
                await bench.intake.take_back(deleted())
            await bench.send()

            assert ["withdrawal"] == bench.courier.kinds()
            assert bench.courier.delivered[0].case.ref == ""

    run(story())


def test_a_deletion_after_the_answer_was_sent_withdraws_it_once(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.send()
            for _ in range(2):
                await bench.intake.take_back(deleted())
            await bench.send()

            assert ["answer", "withdrawal"] == bench.courier.kinds()

    run(story())


@pytest.mark.parametrize("late", [said(FUZZY), said(OCCLUDED, edited="2"), asked(FUZZY)])
def test_a_message_that_comes_after_its_deletion_is_not_answered(desk: Desk, tmp_path: Path, late: Inbound) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take_back(deleted())

            assert await bench.intake.take(late) is None
            assert [] == bench.owed()

    run(story())


def test_a_deleted_message_is_not_answered_again_by_a_late_edit(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.intake.take_back(deleted())

            assert await bench.intake.take(said(OCCLUDED, edited="2")) is None
            assert ["withdrawal"] == bench.owed()

    run(story())


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inbound", "gap"),
    [
        (asked("223114"), []),
        (asked("223114", private=True), []),
        (asked("222999"), [("unknown_code", "222999", "222999")]),
        (asked("hello"), []),
        (asked("what is the meaning of life"), [("nothing", "what is the meaning of life", "")]),
    ],
)
def test_who_asks_is_answered_and_what_was_not_known_is_a_gap(
    desk: Desk, tmp_path: Path, inbound: Inbound, gap: list[tuple[str, str, str]]
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            assert await bench.intake.take(inbound)
            assert ["answer"] == bench.owed()
            assert gap == bench.rows("SELECT kind, text, code FROM gaps")

    run(story())


def test_who_asks_about_a_repeat_that_only_counted_is_answered(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, "1.000001"))
            await bench.intake.take(said(FUZZY, "2.000001"))

            assert await bench.intake.take(asked(FUZZY, "2.000001"))
            assert ["answer", "counter", "answer"] == bench.owed()

    run(story())


@pytest.mark.parametrize(
    ("text", "owes"), [("223114", ["headline", "answer"]), ("222999", []), ("what is the meaning of life", [])]
)
def test_a_command_gets_its_headline_only_when_it_found_something(
    desk: Desk, tmp_path: Path, text: str, owes: list[str]
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(asked(text, message="", thread="", headline=True, reply_url="https://x"))

            assert case
            assert case.thread == ""
            assert owes == bench.owed()

    run(story())


def test_a_headline_makes_the_thread_of_its_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(asked("223114", message="", thread="", headline=True, reply_url="https://x"))
            await bench.send()

            assert ["headline", "answer"] == bench.courier.kinds()
            assert bench.courier.delivered[1].case.thread == "1.000001"

    run(story())


def test_what_the_platform_answers_itself_is_owed_nothing(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(asked(LEAK, message="", thread="", answered_directly=True))

            assert case
            assert [] == bench.owed()

    run(story())


def test_a_choice_takes_the_place_of_the_question(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(asked("image error"))
            assert case
            entries = {card.entry.key: card.entry for card in desk.answer("image error", Mode.ASK).cards}
            chosen = choose(from_memo(case.memo, entries), 1)
            assert chosen
            await bench.intake.choose(case, chosen)
            await bench.send()

            assert ["answer", "revision"] == bench.courier.kinds()
            assert [chosen.cards[0].entry.code] == codes_of(bench.courier.delivered[1].case.memo)

    run(story())


def test_an_answer_is_found_unhelpful_once_by_each(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(asked("223114"))
            assert case

            assert [True, False, True] == [await bench.intake.find_unhelpful(case, who) for who in ("A", "A", "B")]
            assert [("unhelpful", "223114", "223114", 2)] == bench.rows("SELECT kind, text, code, count FROM gaps")

    run(story())


# --- follow-ups -----------------------------------------------------------------------------------


@pytest.mark.parametrize("follow", [said("can I retry?", "2.000001"), asked("can I retry?", "2.000001")])
def test_a_follow_up_in_the_thread_is_answered_once(desk: Desk, tmp_path: Path, follow: Inbound) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first = await bench.intake.take(said(FUZZY))
            inbound = said(follow.text, "2.000001", mode=follow.mode, thread="1.000001", in_thread=True)
            for _ in range(2):
                case = await bench.intake.take(inbound)
                assert case
                assert first
                assert first.id == case.id

            assert ["answer", "follow-up"] == bench.owed()
            body = bench.rows("SELECT body FROM outbox WHERE kind = 'follow-up'")[0][0]
            assert '"kind": "retry"' in body.replace('":"', '": "')

    run(story())


def test_another_error_in_the_thread_is_no_follow_up(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.intake.take(asked("and 223115?", "2.000001", thread="1.000001", in_thread=True))

            assert ["answer", "answer"] == bench.owed()

    run(story())


def test_a_private_chat_needs_no_thread(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(asked("223114", private=True))
            await bench.intake.take(asked("can I retry?", "2.000001", private=True))
            await bench.intake.take(asked("can I retry?", "3.000001", place=Place("slack", "T1", "D2"), private=True))

            assert ["answer", "follow-up", "answer"] == bench.owed()

    run(story())


def test_nothing_follows_up_on_a_withdrawn_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.intake.take_back(deleted())

            inbound = said("can I retry?", "2.000001", thread="1.000001", in_thread=True)
            assert await bench.intake.take(inbound) is None

    run(story())


# --- files that weren't read ----------------------------------------------------------------------


UNREAD = Remark(RemarkKind.UNREAD, "not_text 5 2000000")


def test_a_file_that_was_not_read_is_told_who_asked_and_is_no_gap_of_the_knowledge(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            case = await bench.intake.take(asked("", unread=(UNREAD,)))
            overheard = await bench.intake.take(said(FUZZY, "2.000001", unread=(UNREAD,)))

            assert case
            assert overheard
            assert [["unread", UNREAD.detail]] == case.memo["remarks"]
            assert [] == overheard.memo["remarks"]
            assert [] == bench.rows("SELECT * FROM gaps")

    run(story())


# --- what a channel wants -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "inbound", "taken"),
    [
        (Policy.LISTEN, said(FUZZY), True),
        (Policy.MENTION, said(FUZZY), False),
        (Policy.MENTION, asked(FUZZY), True),
        (Policy.OFF, said(FUZZY), False),
        (Policy.OFF, asked(FUZZY), False),
        (Policy.OFF, asked(FUZZY, private=True), True),
        (Policy.OFF, asked("223114", commanded=True), True),
    ],
)
def test_policies(desk: Desk, tmp_path: Path, policy: Policy, inbound: Inbound, taken: bool) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.channels.set_policy(PLACE, policy)

            assert taken is bool(await bench.intake.take(inbound))

    run(story())


@pytest.mark.parametrize(
    ("channel", "inbound", "language"),
    [
        ("", said(FUZZY), "en"),
        ("zh", said(FUZZY), "zh"),
        ("zh", said(FUZZY, locale="en"), "en"),
        ("zh", asked("is it the photo? 223114"), "en"),
        ("zh", asked("223114"), "zh"),
        ("en", asked("照片糊了 223114"), "zh"),
    ],
)
def test_languages(desk: Desk, tmp_path: Path, channel: str, inbound: Inbound, language: str) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.channels.set_language(PLACE, channel)
            case = await bench.intake.take(inbound)

            assert case
            assert language == case.language

    run(story())


# --- secrets --------------------------------------------------------------------------------------


def assert_unstored(bench: Bench, secret: str) -> None:
    """In no column, and in no file: neither in the database nor in its log."""
    for table in TABLES:
        assert secret not in repr(bench.rows(f"SELECT * FROM {table}"))
    for file in bench.file.parent.iterdir():
        assert secret.encode() not in file.read_bytes()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_secret_is_warned_of_and_stored_nowhere(desk: Desk, tmp_path: Path, mode: Mode) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(LEAK, mode=mode))
            await bench.intake.take(asked(f"what about {TOKEN}?", "2.000001"))
            await bench.intake.take(asked(f"222999 {TOKEN}", "3.000001"))

            assert ["answer", "warning"] == bench.owed()[:2]
            assert_unstored(bench, TOKEN[:30])
            await bench.send()
            assert_unstored(bench, TOKEN[:30])

    run(story())


@pytest.mark.parametrize("left", [6, 10, 13, 40])
def test_half_a_secret_where_a_long_text_is_cut_is_not_kept(left: int) -> None:
    picture = "/9j/" + "Ab3+x" * 800  # redacted to a word, so that what stands far behind it comes near
    start = f"what is this? {picture}"[: owed.LONGEST_ASKED_READ - left - 1]
    asking = f"{start} {TOKEN} and more"

    assert TOKEN[:left] == asking[: owed.LONGEST_ASKED_READ][-left:]
    assert TOKEN[:left] not in owed._asked(asking)


def test_what_was_asked_is_kept_up_to_its_limit() -> None:
    assert "why? " * 100 == owed._asked("why? " * 200)


@pytest.mark.parametrize("changes", [{"author": ""}, {"private": True, "mode": Mode.ASK}])
def test_nobody_is_warned_where_nobody_else_reads_or_nobody_posted(
    desk: Desk, tmp_path: Path, changes: dict[str, Any]
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(LEAK, **changes))

            assert ["answer"] == bench.owed()

    run(story())


def test_a_secret_in_a_repeat_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, "1.000001"))
            await bench.intake.take(said(LEAK, "2.000001"))

            assert ["answer", "counter", "warning"] == bench.owed()

    run(story())


def test_a_secret_that_an_edit_adds_is_warned_of_once(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.intake.take(said(LEAK, edited="2"))
            await bench.intake.take(said(f"{LEAK} {OCCLUDED}", edited="3"))

            assert ["answer", "revision", "warning"] == bench.owed()

    run(story())


# --- a database that is away ----------------------------------------------------------------------


class AwayStore:
    """Fails the next transactions: before they begin, or when they were committed and nobody heard of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = 0
        self.unheard = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        if self.away:
            self.away -= 1
            raise UnavailableError("the database is away", "wait")
        async with self._store.begin() as conn:
            yield conn
        if self.unheard:
            self.unheard -= 1
            raise UnavailableError("the connection was lost", "wait")


def with_store(bench: Bench, store: object) -> Intake:
    return Intake(store, bench.intake.answering, bench.channels, bench.sender.wake)  # type: ignore[arg-type] # a stand-in


def test_a_database_away_for_a_moment_is_waited_for(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            away = AwayStore(bench.store)
            intake = with_store(bench, away)
            away.away = 2
            case = await intake.take(said(FUZZY))
            assert case
            away.away = 2
            assert await intake.find_unhelpful(case, "U1")
            away.away = 2
            await intake.choose(case, desk.answer(OCCLUDED, Mode.LISTEN))
            away.away = 2
            await intake.take_back(deleted())

            assert ["withdrawal"] == bench.owed()

    run(story())


def test_a_database_away_for_long_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            away = AwayStore(bench.store)
            away.away = 999
            started = asyncio.get_running_loop().time()
            with pytest.raises(UnavailableError):
                await with_store(bench, away).take(said(FUZZY))

            assert 0.8 < asyncio.get_running_loop().time() - started < 2.0

    run(story())


def test_the_channel_s_wish_is_waited_for_too(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            away = AwayStore(bench.store)
            away.away = 2
            monkeypatch.setattr(bench.channels, "_store", away)

            assert await bench.intake.take(said(FUZZY))

    run(story())


@pytest.mark.parametrize(
    "inbound", [said(FUZZY), asked("222999"), asked("223114", answered_directly=True), said(FUZZY, edited="2")]
)
def test_a_commit_that_nobody_heard_of_is_not_done_twice(desk: Desk, tmp_path: Path, inbound: Inbound) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            away = AwayStore(bench.store)
            away.unheard = 1
            case = await with_store(bench, away).take(inbound)

            assert case
            assert [(case.id,)] == bench.rows("SELECT id FROM cases")
            assert 0 == sum(count - 1 for (count,) in bench.rows("SELECT count FROM gaps"))

    run(story())
