"""What a ranking allows to say."""

from __future__ import annotations

import pytest

from bot.core.answer import OWN_SCORE, By, Kind
from bot.core.entry import Catalogue
from bot.core.match.likeness import Likeness
from bot.core.match.matcher import Ranked
from bot.core.match.targets import Target
from bot.core.match.tiers import EXACT, FLOOR, MOST_CHOICES, decide, score_of


def ranked(
    catalogue: Catalogue,
    place: int,
    coverage: float,
    *,
    likeness: float = 0.0,
    whole: bool = False,
    by: By = By.PHRASE,
    evidence: str = "",
) -> Ranked:
    target = Target(catalogue, (catalogue.entries[place],))
    return Ranked(target, place, coverage, Likeness(likeness, by, evidence or f"phrase {place}", whole, alone=False))


def offtopic(catalogue: Catalogue, coverage: float) -> Ranked:
    unlike = Likeness(0.0, By.PHRASE, "lunch", whole=False, alone=False)
    return Ranked(Target(catalogue, (), offtopic=("lunch",)), 999, coverage, unlike)


def test_nothing_ranked_nothing_said() -> None:
    assert decide([]).kind is Kind.NOTHING


def test_below_the_floor_nothing_is_claimed(catalogue: Catalogue) -> None:
    weak = ranked(catalogue, 0, 0.2)
    assert score_of(weak) < FLOOR

    decision = decide([weak])

    assert (decision.kind, decision.chosen, decision.offered) == (Kind.NOTHING, (), (weak,))


def test_a_clear_lead_is_found_with_its_margin(catalogue: Catalogue) -> None:
    best, second = ranked(catalogue, 0, 0.7), ranked(catalogue, 1, 0.3)

    decision = decide([best, second])

    assert (decision.kind, decision.chosen, decision.offered) == (Kind.FOUND, (best,), (second,))
    assert decision.margin == score_of(best) - score_of(second)


def test_a_thin_margin_gives_choices(catalogue: Catalogue) -> None:
    equals = [ranked(catalogue, place, 0.5 - place / 1000) for place in range(9)]

    decision = decide(equals)

    assert (decision.kind, decision.chosen) == (Kind.CHOICES, tuple(equals[:MOST_CHOICES]))


def test_entries_found_by_the_same_official_words_are_one_answer(catalogue: Catalogue) -> None:
    same = [ranked(catalogue, place, 0.5, by=By.MESSAGE, evidence="system busy") for place in range(9)]

    decision = decide(same)

    assert (decision.kind, decision.chosen) == (Kind.FOUND, tuple(same))


def test_what_is_off_topic_keeps_an_entry_quiet(catalogue: Catalogue) -> None:
    decision = decide([offtopic(catalogue, 0.6), ranked(catalogue, 0, 0.55)])

    assert (decision.kind, decision.chosen, decision.offered) == (Kind.NOTHING, (), ())


def test_an_entry_well_ahead_of_what_is_off_topic_is_found(catalogue: Catalogue) -> None:
    best = ranked(catalogue, 0, 0.6)

    assert decide([best, offtopic(catalogue, 0.3)]).chosen == (best,)


@pytest.mark.parametrize(
    ("likeness", "whole", "least", "most"),
    [(100.0, False, EXACT, EXACT), (50.0, True, OWN_SCORE, EXACT - 1), (92.0, False, 92.0, OWN_SCORE - 1)],
)
def test_tiers_of_the_score(catalogue: Catalogue, likeness: float, whole: bool, least: float, most: float) -> None:
    score = score_of(ranked(catalogue, 0, 0.1, likeness=likeness, whole=whole))

    assert least <= score <= most
