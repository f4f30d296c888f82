"""Pastes that came in parts."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk import Mode
from bot.delivery.inbound import Inbound, Place
from bot.platforms.telegram import pastes
from bot.platforms.telegram.pastes import DONE, FULL, HALF, LATEST, LIMIT, LONG, MOST_PARTS, MOST_TEXT, WAIT, Pastes
from bot.platforms.telegram.text import units

PLACE = Place("telegram", "7000000001", "-1001000000001")
LINE = "2026-11-23 03:00:00 pod-3 error_code=18 qps request limit reached\n"


def said(message: int, text: str, **more: object) -> Inbound:
    plain = Inbound(
        key=f"telegram:1:2:{message}",
        place=PLACE,
        message=str(message),
        thread=f"0:{message}",
        author="500000001",
        text=text,
        mode=Mode.LISTEN,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_short_message_is_passed_on() -> None:
    assert said(1, "18") == Pastes().join(said(1, "18"), 0.0)
    assert said(1, "x" * (HALF - 1)) == Pastes().join(said(1, "x" * (HALF - 1)), 0.0)


@pytest.mark.parametrize(
    ("text", "hold"),
    [("x" * HALF, 0.0), ("x" * (LONG - 1), 0.0), ("x" * LONG, WAIT), ("😀" * (LONG // 2), WAIT), ("x" * LIMIT, WAIT),
     ("x" * (LIMIT + 1), 0.0)],
)  # fmt: skip
def test_a_long_message_is_held(text: str, hold: float) -> None:
    assert said(1, text, hold=hold) == Pastes().join(said(1, text), 0.0)


def test_a_code_that_was_cut_is_whole_again() -> None:
    whole = "x" * (LIMIT - 5) + '"error_code":223114'
    joined = Pastes()
    first = joined.join(said(1, whole[:LIMIT]), 10.0)
    second = joined.join(said(3, whole[LIMIT:]), 10.1)
    assert (WAIT, "") == (first.hold, first.edited)
    assert replace(first, text=whole, edited="part:3", hold=DONE) == second


def test_lines_between_which_was_cut_stay_lines() -> None:
    joined = Pastes()
    joined.join(said(1, (LINE * 60).strip()), 0.0)
    assert (LINE * 61).strip() == joined.join(said(2, LINE.strip()), 0.5).text


def test_a_client_that_cuts_half_way_through() -> None:
    joined = Pastes()
    first = joined.join(said(1, (LINE * 35).strip()), 0.0)
    second = joined.join(said(2, "222901 again"), 0.3)
    assert (0.0, DONE, "part:2", first.key) == (first.hold, second.hold, second.edited, second.key)
    assert second.text.endswith("\n222901 again")


def test_every_part_gives_the_next_one_time() -> None:
    joined, now = Pastes(), 0.0
    for message in range(1, 6):
        read = joined.join(said(message, "x" * LIMIT), now)
        now += LATEST
    assert ("part:5", WAIT, 5 * LIMIT) == (read.edited, read.hold, len(read.text))


def test_a_short_part_ends_it() -> None:
    joined = Pastes()
    joined.join(said(1, "x" * LIMIT), 0.0)
    joined.join(said(2, "tail"), 0.1)
    assert said(3, "18") == joined.join(said(3, "18"), 0.2)


@pytest.mark.parametrize(
    ("later", "more"),
    [
        (LATEST + 0.01, {}),
        (0.1, {"author": "500000002"}),
        (0.1, {"author": ""}),
        (0.1, {"thread": "5:2"}),
        (0.1, {"place": Place("telegram", "7000000001", "-5")}),
        (0.1, {"mode": Mode.ASK}),
        (0.1, {"mode": Mode.ASK, "reply_to": "4"}),
        (0.1, {"message": "0"}),
        (0.1, {"edited": "5"}),
        (0.1, {"text": ""}),
        (0.1, {"text": "x" * (LIMIT + 1)}),
        (0.1, {"message": ""}),
    ],
)
def test_what_is_no_part_of_it(later: float, more: dict[str, object]) -> None:
    joined = Pastes()
    joined.join(said(1, "x" * LIMIT), 0.0)
    other = replace(said(2, "tail"), **more)  # type: ignore[arg-type]
    assert other == joined.join(other, later)


def test_a_long_reply_to_another_answer_is_no_part() -> None:
    joined = Pastes()
    joined.join(said(1, "x" * LIMIT, mode=Mode.ASK, reply_to="4"), 0.0)
    other = said(2, "tail", mode=Mode.ASK, reply_to="9")
    assert other == joined.join(other, 0.1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"mode": Mode.ASK}, {"mode": Mode.ASK}),
        ({"mode": Mode.ASK}, {}),
        ({"mode": Mode.ASK, "reply_to": "4"}, {"mode": Mode.ASK, "reply_to": "4"}),
        ({"mode": Mode.ASK, "reply_to": "4"}, {"mode": Mode.ASK}),
        ({"author": ""}, {"author": ""}),
    ],
)
def test_parts_of_what_was_asked(first: dict[str, object], second: dict[str, object]) -> None:
    joined = Pastes()
    joined.join(said(1, "x" * LIMIT, **first), 0.0)
    read = joined.join(said(2, "tail", **second), 0.1)
    assert ("1", "part:2", first.get("mode", Mode.LISTEN)) == (read.message, read.edited, read.mode)


def test_channels_and_bots_cut_at_the_limit_only() -> None:
    joined = Pastes()
    joined.join(said(1, "x" * (LONG - 1), author=""), 0.0)
    assert said(2, "18", author="") == joined.join(said(2, "18", author=""), 0.1)


def test_a_part_that_comes_again_changes_nothing() -> None:
    joined = Pastes()
    first = joined.join(said(1, "x" * LIMIT), 0.0)
    assert first == joined.join(said(1, "x" * LIMIT), 0.1)
    whole = joined.join(said(2, "tail"), 0.2)
    assert whole == joined.join(said(2, "tail"), 60.0)
    assert whole.text == joined.join(said(1, "x" * LIMIT), 61.0).text


def test_an_edited_part_edits_the_whole() -> None:
    joined = Pastes()
    joined.join(said(1, "x" * LIMIT), 0.0)
    joined.join(said(2, "18"), 0.2)
    read = joined.join(said(2, "19", edited="1800000000"), 60.0)
    assert ("1", "1800000000", "x" * LIMIT + "19") == (read.message, read.edited, read.text)


def test_an_edited_message_that_is_alone_stays_itself() -> None:
    joined = Pastes()
    joined.join(said(1, "x" * HALF), 0.0)
    edit = said(1, "18", edited="5")
    assert edit == joined.join(edit, 60.0)
    assert edit == joined.join(edit, 10_000.0)


def test_a_paste_has_so_many_parts_and_no_more() -> None:
    joined = Pastes()
    read = [joined.join(said(message, "x" * HALF), 0.1 * message) for message in range(1, MOST_PARTS + 2)]
    assert ("1", "part:10") == (read[-2].message, read[-2].edited)
    assert said(MOST_PARTS + 1, "x" * HALF) == read[-1]


def test_a_paste_has_so_many_characters_and_no_more() -> None:
    joined = Pastes()
    read = [joined.join(said(message, "x" * LIMIT), 0.1 * message) for message in range(1, 12)]
    assert all(len(each.text) <= MOST_TEXT for each in read)
    assert "10" == read[-1].message


def test_memory_is_bounded() -> None:
    joined = Pastes()
    for number in range(3_000):
        joined.join(said(1, "x" * LONG, author=str(number)), 0.0)
    assert len(joined._known) <= pastes.MOST_SENDERS
    assert joined._size == sum(paste.size for paste in joined._known.values()) <= pastes.MOST_KEPT
    joined.join(said(1, "x" * LONG, author="a"), pastes.KEPT + 1)
    assert 1 == len(joined._known)


def test_it_is_fast() -> None:
    joined = Pastes()
    started = time.process_time()
    for number in range(5_000):
        joined.join(said(number + 1, "x" * LIMIT, author=str(number % 1_500)), number / 100)
    assert time.process_time() - started < 2.0


TEXTS = st.sampled_from(["18", "", "x" * HALF, "x" * FULL, "😀" * LONG, "y" * LIMIT]) | st.text(max_size=9)
MESSAGES = st.builds(
    lambda message, text, author, mode, edited: said(message, text, author=author, mode=mode, edited=edited),
    st.integers(1, 6),
    TEXTS,
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(Mode),
    st.sampled_from(["", "5"]),
)


@given(st.lists(st.tuples(MESSAGES, st.floats(0, 3)), max_size=20))
def test_whatever_comes_it_is_given_back_in_one_piece(stream: list[tuple[Inbound, float]]) -> None:
    joined, now = Pastes(), 0.0
    for each, pause in stream:
        now += pause
        read = joined.join(each, now)
        assert each.text in read.text or not each.edited
        assert (read.place, read.author) == (each.place, each.author)
        assert read.hold in (0.0, DONE, WAIT)
        assert len(read.text) <= max(MOST_TEXT, len(each.text))
        assert joined._size == sum(paste.size for paste in joined._known.values())


@given(st.text("é😀", min_size=1, max_size=9), st.integers(1, 5))
def test_a_hard_cut_loses_nothing(piece: str, parts: int) -> None:
    joined, text = Pastes(), piece * (LIMIT // units(piece))
    filled = text + "x" * (LIMIT - units(text))
    read = [joined.join(said(number, filled), number / 10) for number in range(1, parts + 1)]
    read.append(joined.join(said(parts + 1, "tail"), parts / 10 + 1))
    assert filled * parts + "tail" == read[-1].text
