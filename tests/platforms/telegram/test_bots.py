"""How often other bots are answered."""

from __future__ import annotations

from bot.delivery.inbound import Place
from bot.platforms.telegram.bots import MOST_ANSWERS, MOST_KEPT, WINDOW, Budget

HERE, THERE = Place("telegram", "1", "-2"), Place("telegram", "1", "-3")


def test_budget_is_spent_by_answers_within_the_window() -> None:
    budget = Budget()

    for number in range(MOST_ANSWERS):
        assert not budget.is_spent(HERE, number)
        budget.spend(HERE, number)

    assert budget.is_spent(HERE, MOST_ANSWERS)
    assert not budget.is_spent(THERE, MOST_ANSWERS)
    assert not budget.is_spent(HERE, WINDOW)


def test_asking_spends_nothing() -> None:
    budget = Budget()

    assert not any(budget.is_spent(HERE, moment) for moment in range(100))


def test_memory_is_bounded() -> None:
    budget = Budget()

    for number in range(MOST_KEPT + 50):
        budget.spend(Place("telegram", "1", str(number)), 0.0)

    assert MOST_KEPT == len(budget._answers)
