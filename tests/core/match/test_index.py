"""The inverted index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.match import index as module
from bot.core.match.index import SATURATION, Index

TERMS = st.sampled_from("abcdefgh")
TARGETS = st.lists(st.lists(st.sets(TERMS, min_size=1), min_size=1, max_size=4), min_size=1, max_size=12)


def index_of(targets: list[list[set[str]]]) -> Index:
    return Index([(dict.fromkeys(text, 1.0), 1.0) for text in texts] for texts in targets)


def test_the_rarer_term_decides() -> None:
    index = index_of([[{"blur", "face"}], [{"face"}], [{"face"}]])

    hits = index.search([{"blur": 1.0}, {"face": 1.0}], unknown=0.0, limit=3)

    assert [hit.target for hit in hits] == [0, 1, 2]


def test_a_term_said_often_counts_more_and_levels_off() -> None:
    index = index_of([[{"blur"}], [{"blur"}] * 3, [{"blur"}] * 50, [{"other"}]])

    hits = index.search([{"blur": 1.0}], unknown=0.0, limit=3)

    assert [hit.target for hit in hits] == [2, 1, 0]
    assert hits[0].coverage < 1.0


def test_unknown_words_lower_the_coverage() -> None:
    index = index_of([[{"blur"}], [{"dark"}]])

    alone = index.search([{"blur": 1.0}], unknown=0.0, limit=1)[0]
    beside = index.search([{"blur": 1.0}], unknown=index.rarity("blur"), limit=1)[0]

    assert beside.coverage == alone.coverage / 2


def test_nothing_asked_nothing_found() -> None:
    index = index_of([[{"blur"}]])

    assert index.search([], unknown=0.0, limit=5) == []
    assert index.search([{"strange": 1.0}], unknown=1.0, limit=5) == []


def test_an_empty_index_finds_nothing() -> None:
    assert Index([]).search([{"blur": 1.0}], unknown=0.0, limit=5) == []


@given(TARGETS, st.lists(TERMS, min_size=1, max_size=6, unique=True))
def test_coverage_lies_between_none_and_all_and_falls(targets: list[list[set[str]]], asked: list[str]) -> None:
    hits = index_of(targets).search([{term: 1.0} for term in asked], unknown=0.0, limit=99)

    coverages = [hit.coverage for hit in hits]
    assert coverages == sorted(coverages, reverse=True)
    assert all(0.0 < coverage <= 1.0 for coverage in coverages)


@given(TARGETS, st.lists(TERMS, min_size=1, max_size=6, unique=True))
def test_given_targets_weigh_what_the_search_says(targets: list[list[set[str]]], asked: list[str]) -> None:
    index = index_of(targets)
    slots = [{term: 1.0} for term in asked]

    hits = index.search(slots, unknown=0.5, limit=99)

    weighed = index.weigh(slots, unknown=0.5, targets=[hit.target for hit in hits])
    assert [hit.target for hit in weighed] == [hit.target for hit in hits]
    assert all(abs(a.coverage - b.coverage) < 1e-6 for a, b in zip(weighed, hits, strict=True))


def test_beyond_the_budget_common_terms_weigh_only_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    index = index_of([[{"rare", "common"}], *([[{"common"}]] * 50)])
    full = index.search([{"rare": 1.0}, {"common": 1.0}], unknown=0.0, limit=1)

    monkeypatch.setattr(module, "POSTINGS_PER_QUESTION", 10)
    bounded = index.search([{"rare": 1.0}, {"common": 1.0}], unknown=0.0, limit=99)

    assert bounded == full


def test_one_phrase_covers_a_third_of_its_own_word() -> None:
    hit = index_of([[{"blur"}]]).search([{"blur": 1.0}], unknown=0.0, limit=1)[0]

    assert round(hit.coverage, 6) == round(1 / (1 + SATURATION), 6)
