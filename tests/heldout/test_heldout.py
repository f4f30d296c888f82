"""The shares of held-out cases below which a change has made the bot worse."""

from __future__ import annotations

import pytest

from bot.core.desk import Desk, Mode
from bot.core.entry import Catalogue
from tests.heldout.cases import is_right, read_cases
from tests.heldout.held_back import held_back_cases, held_back_desk


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("ask-a.jsonl", 0.92),
        ("ask-b.jsonl", 0.93),
        ("ask-c.jsonl", 0.96),
        ("listen-a.jsonl", 0.99),
        ("listen-b.jsonl", 0.98),
        ("listen-c.jsonl", 0.98),
        ("offtopic-a.txt", 0.92),
        ("offtopic-b.txt", 0.90),
    ],
)
def test_share_that_is_right(desk: Desk, name: str, least: float) -> None:
    cases = read_cases(name)
    wrong = [case.text for case in cases if not is_right(desk, case)]

    assert 1 - len(wrong) / len(cases) >= least, wrong


@pytest.mark.parametrize("name", ["listen-a.jsonl", "listen-b.jsonl", "listen-c.jsonl"])
def test_no_false_alarm_on_noise(desk: Desk, name: str) -> None:
    noise = [case for case in read_cases(name) if not case.expect]
    alarms = [case.text for case in noise if desk.answer(case.text, Mode.LISTEN).cards]

    assert alarms == []


def test_phrases_held_back_from_the_index_are_found_by_the_others(catalogue: Catalogue) -> None:
    desk, cases = held_back_desk(catalogue), list(held_back_cases(catalogue))
    right = sum(is_right(desk, case) for case in cases)

    assert right / len(cases) >= 0.70
