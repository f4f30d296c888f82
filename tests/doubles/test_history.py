"""The checker on histories made by hand, each broken in one way."""

from __future__ import annotations

import pytest

from .happenings import Happening, History, Kind
from .history import ack_times, answer_times, check

ASKED = Happening(Kind.ASKED, 0.0, "C1", "1.000001", author="U1", text="223114")
SENT = Happening(Kind.SENT, 0.1, "C1", "1.000001", name="Ev1")
ACKED = Happening(Kind.ACKED, 0.2, "C1", "1.000001", name="Ev1")
POSTED = Happening(Kind.POSTED, 0.3, "C1", "2.000001", "1.000001", "U0BOT", "the face is blurred")
GOOD = (ASKED, SENT, ACKED, POSTED)


def changed(line: Happening, **what: object) -> Happening:
    fields = {name: getattr(line, name) for name in Happening.__slots__}
    return Happening(**(fields | what))


def test_one_answer_in_the_thread_is_good() -> None:
    verdict = check(GOOD)

    assert verdict.good
    assert (1, 1, 1, 0) == (verdict.asked, verdict.acked, verdict.answered, verdict.never_acked)


@pytest.mark.parametrize(
    ("fault", "history"),
    [
        ("lost", (ASKED, SENT, ACKED)),
        ("lost", (ASKED, changed(ACKED, detail="late"))),  # a late promise is a promise
        ("lost", (*GOOD, Happening(Kind.DELETED, 0.4, "C1", "2.000001"))),
        ("doubled", (*GOOD, changed(POSTED, message="2.000002"))),
        ("doubled", (*GOOD, changed(POSTED, message="2.000002"), Happening(Kind.DELETED, 0.4, "C1", "2.000002"))),
        ("unasked", (*GOOD, changed(POSTED, message="2.000002", thread="9.000001"))),
        ("unasked", (*GOOD, changed(POSTED, message="2.000002", thread=""))),
        ("unasked", (changed(ASKED, wanted=False), SENT, ACKED, POSTED)),  # noise
        ("misplaced", (changed(ASKED, tag="log-77"), ACKED, changed(POSTED, thread="", text="log-77"))),
        ("misplaced", (changed(ASKED, tag="log-77"), ACKED, changed(POSTED, channel="C2", text="log-77"))),
        ("misplaced", (ASKED, ACKED, changed(POSTED, thread="", marker="answer:slack:T1:C1:1.000001"))),
    ],
)
def test_a_broken_history_is_found_broken(fault: str, history: tuple[Happening, ...]) -> None:
    verdict = check(history)

    faults = {name for name in ("lost", "doubled", "misplaced", "unasked") if getattr(verdict, name)}
    assert {fault} == faults
    assert not verdict.good


def test_what_was_never_acknowledged_is_the_platforms_loss() -> None:
    verdict = check((ASKED, SENT, Happening(Kind.GIVEN_UP, 0.5, "C1", "1.000001", name="Ev1")))

    assert verdict.good
    assert 1 == verdict.never_acked


def test_a_message_that_was_withdrawn_needs_no_answer() -> None:
    assert check((ASKED, SENT, ACKED, Happening(Kind.WITHDRAWN, 0.3, "C1", "1.000001"))).good


def test_two_messages_in_one_thread_want_two_answers() -> None:
    second = changed(ASKED, message="1.000002", thread="1.000001")
    acked = changed(ACKED, message="1.000002", name="Ev2")

    assert (second_name := check((*GOOD, second, acked)).lost)
    assert "1.000002" in second_name[0]
    assert check((*GOOD, second, acked, changed(POSTED, message="2.000002"))).good


def test_answers_swapped_between_threads_are_misplaced() -> None:
    first, second = changed(ASKED, tag="log-1"), changed(ASKED, message="1.000002", tag="log-2")
    swapped = (changed(POSTED, text="log-2"), changed(POSTED, message="2.000002", thread="1.000002", text="log-1"))

    assert 2 == len(check((first, second, *swapped)).misplaced)


def test_a_tag_is_not_mistaken_for_a_longer_one() -> None:
    first, second = changed(ASKED, tag="log-1"), changed(ASKED, message="1.000002", tag="log-11")
    answers = (changed(POSTED, text="log-1"), changed(POSTED, message="2.000002", thread="1.000002", text="log-11"))

    assert check((first, second, *answers)).good


def test_a_command_is_answered_by_a_whisper_with_its_tag() -> None:
    command = Happening(Kind.ASKED, 0.0, "C1", name="7.1.x", author="U1", tag="log-5")
    acked = Happening(Kind.ACKED, 0.1, "C1", name="7.1.x")
    whisper = Happening(Kind.WHISPERED, 0.2, "C1", "2.000001", author="U1", text="about log-5")

    assert check((command, acked, whisper)).good
    assert check((command, acked)).lost


def test_a_warning_to_the_poster_alone_is_no_answer() -> None:
    whisper = Happening(Kind.WHISPERED, 0.3, "C1", "2.000009", "1.000001", "U1", "that was a token")

    assert check((*GOOD, whisper)).good
    assert check((ASKED, ACKED, whisper)).lost


def test_what_is_no_answer_is_left_out() -> None:
    line = changed(POSTED, message="2.000002", text="again, 2nd time")

    assert check((*GOOD, line)).doubled
    assert check((*GOOD, line), lambda post: "again" not in post.text).good


CUT = Happening(Kind.CUT, 0.35, "C1", "2.000001")
KILLED = Happening(Kind.KILLED, 0.35, name="bot-1")
AGAIN = Happening(Kind.POSTED, 0.6, "C1", "2.000002", "1.000001", "U0BOT", "(again) the face is blurred")
THIRD = Happening(Kind.POSTED, 0.9, "C1", "2.000003", "1.000001", "U0BOT", "(again) the face is blurred")
LATE = (ASKED, ACKED, AGAIN, changed(POSTED, at=0.8), changed(CUT, at=0.8, detail="late"))


@pytest.mark.parametrize(
    ("repeated", "history"),
    [
        (0, GOOD),
        (0, (ASKED, ACKED, AGAIN)),  # the first send never arrived
        (1, (*GOOD, CUT, AGAIN)),
        (1, (*GOOD, KILLED, AGAIN)),
        (1, LATE),
        (1, (*GOOD, changed(KILLED, at=2.0), changed(AGAIN, at=4.0))),  # a busy machine records late
        (2, (*GOOD, KILLED, AGAIN, changed(CUT, message="2.000002", at=0.6, detail="late"), THIRD)),
        (2, (*GOOD, KILLED, AGAIN, changed(KILLED, at=0.8), THIRD)),
        (2, (*GOOD, CUT, AGAIN, changed(CUT, message="2.000002"), THIRD)),
    ],
)
def test_what_was_on_the_wire_may_come_once_more(repeated: int, history: tuple[Happening, ...]) -> None:
    verdict = check(history, is_repeat=lambda post: "again" in post.text)

    assert verdict.good
    assert repeated == verdict.repeated


@pytest.mark.parametrize(
    "history",
    [
        (*GOOD, AGAIN),  # nothing was on the wire
        (*GOOD, CUT, changed(AGAIN, text="the face is blurred")),  # not marked
        (*GOOD, changed(KILLED, at=5.0), changed(AGAIN, at=5.1)),  # killed long after
        (*GOOD, AGAIN, changed(KILLED, at=0.7)),  # killed after the repeat
        (*GOOD, CUT, AGAIN, THIRD),  # twice for one
        (*GOOD, AGAIN, changed(CUT, message="2.000002")),  # the last one's wire excuses nothing before it
    ],
)
def test_repeats_beyond_that_are_doubled(history: tuple[Happening, ...]) -> None:
    assert check(history, is_repeat=lambda post: "again" in post.text).doubled


def test_without_a_rule_for_repeats_every_second_answer_is_doubled() -> None:
    assert check((*GOOD, CUT, AGAIN)).doubled


def test_an_inline_query_is_answered_by_its_name() -> None:
    asked = Happening(Kind.ASKED, 0.0, "inline", name="7", author="1001")
    acked = Happening(Kind.ACKED, 0.1, "inline", name="7")
    shown = Happening(Kind.WHISPERED, 0.2, "inline", name="7", author="1001", text="Blurred")

    assert check((asked, acked, shown)).good
    assert check((asked, acked)).lost


def test_times_are_from_the_attempt_and_from_the_first_attempt() -> None:
    again = (changed(SENT, at=1.0, attempt=1), changed(ACKED, at=1.5, attempt=1))
    history = (ASKED, SENT, *again, changed(POSTED, at=2.1))

    assert [0.5] == ack_times(history)
    assert [2.0] == answer_times(history)


def test_the_history_finds_lines_by_kind_and_field() -> None:
    now = iter((1.0, 2.0))
    history = History(lambda: next(now))
    history.add(Kind.POSTED, channel="C1")
    second = history.add(Kind.POSTED, channel="C2")

    assert [second] == history.of(Kind.POSTED, channel="C2")
    assert [] == history.of(Kind.EDITED)
    assert 2 == len(history)
