"""Which targets share the question's terms: an inverted index over entries and families.

RapidFuzz scores what this narrows down. A posting says how much a term counts for a target:
it grows with the number of the target's texts that have the term, and levels off (BM25's
saturation), so that fifty phrases about blur make "blur" certain without drowning the rest.
"""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from bot.core.match.terms import Terms

SATURATION = 2.0
UNKNOWN_TERM = 3.0  # the inverse document frequency of a word that no target has
POSTINGS_PER_QUESTION = 20_000  # beyond it the commonest terms only re-weigh the best of those found
SURVIVORS = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """A target by its number, and the share of the question's weight that it covers, from 0 to 1."""

    target: int
    coverage: float


@dataclass(frozen=True, slots=True)
class _Postings:
    targets: array[int]  # ascending
    weights: array[float]


class Index:
    """Term -> targets. Targets are numbered in the order in which they are added."""

    def __init__(self, targets: Iterable[Iterable[tuple[Terms, float]]]) -> None:
        """`targets`: for each its texts' terms, with the weight of such a text (a phrase is 1)."""
        self._postings: dict[str, _Postings] = {}
        self._size = 0
        for texts in targets:
            self._add(texts)
            self._size += 1
        self._rarity = {term: self._rate(len(p.targets)) for term, p in self._postings.items()}

    def _add(self, texts: Iterable[tuple[Terms, float]]) -> None:
        sums: dict[str, float] = {}
        for terms, weight in texts:
            for term in terms:
                sums[term] = sums.get(term, 0.0) + weight
        for term, total in sums.items():
            postings = self._postings.get(term)
            if postings is None:
                postings = self._postings[term] = _Postings(array("I"), array("f"))
            postings.targets.append(self._size)
            postings.weights.append(total / (total + SATURATION))

    def _rate(self, count: int) -> float:
        return math.log(1.0 + (self._size - count + 0.5) / (count + 0.5))

    def __contains__(self, term: str) -> bool:
        """Whether any target has the term."""
        return term in self._postings

    @property
    def terms(self) -> Iterable[str]:
        """Every term, in the order of its first appearance."""
        return self._postings.keys()

    def rarity(self, term: str) -> float:
        """The term's inverse document frequency, 0 or more."""
        return self._rarity.get(term, UNKNOWN_TERM)

    def search(self, slots: Sequence[Mapping[str, float]], unknown: float, limit: int) -> list[Hit]:
        """The `limit` targets which cover most of the question, best first; ties by number.

        A slot is one word of the question with its readings (itself, or what it may be a typo
        of) and their factors; it counts once in the whole, however many readings it has.
        `unknown` is the weight of the words that mean nothing to the index.
        """
        whole = self._whole(slots, unknown)
        if whole <= 0.0:
            return []
        scores = self._sum(self._by_length(slots), max(limit, SURVIVORS))
        best = heapq.nlargest(limit, scores.items(), key=itemgetter(1))
        hits = [Hit(target, min(1.0, score / whole)) for target, score in best]
        return sorted(hits, key=lambda hit: (-hit.coverage, hit.target))

    def weigh(self, slots: Sequence[Mapping[str, float]], unknown: float, targets: Iterable[int]) -> list[Hit]:
        """What the given targets cover of the question, in their order."""
        whole = self._whole(slots, unknown)
        scores = dict.fromkeys(targets, 0.0)
        for factor, term in self._by_length(slots):
            _add_known(scores, self._postings[term], factor)
        return [Hit(target, min(1.0, score / whole) if whole > 0.0 else 0.0) for target, score in scores.items()]

    def _whole(self, slots: Sequence[Mapping[str, float]], unknown: float) -> float:
        return unknown + sum(max(self.rarity(t) * f for t, f in slot.items()) for slot in slots if slot)

    def _sum(self, terms: Sequence[tuple[float, str]], survivors: int) -> dict[int, float]:
        """Each target's weight in the terms, rarest first; beyond the budget only of the best so far."""
        scores: dict[int, float] = {}
        budget = POSTINGS_PER_QUESTION
        for place, (factor, term) in enumerate(terms):
            postings = self._postings[term]
            budget -= len(postings.targets)
            if budget >= 0 or not scores:
                _add_all(scores, postings, factor)
                continue
            scores = dict(heapq.nlargest(survivors, scores.items(), key=itemgetter(1)))
            for rest_factor, rest in terms[place:]:
                _add_known(scores, self._postings[rest], rest_factor)
            break
        return scores

    def _by_length(self, slots: Sequence[Mapping[str, float]]) -> list[tuple[float, str]]:
        found = [
            (self.rarity(term) * factor, term)
            for slot in slots
            for term, factor in slot.items()
            if term in self._postings
        ]
        return sorted(found, key=lambda item: len(self._postings[item[1]].targets))


def _add_all(scores: dict[int, float], postings: _Postings, factor: float) -> None:
    for target, weight in zip(postings.targets, postings.weights, strict=True):
        scores[target] = scores.get(target, 0.0) + factor * weight


def _add_known(scores: dict[int, float], postings: _Postings, factor: float) -> None:
    targets, weights = postings.targets, postings.weights
    end = len(targets)
    for target in scores:
        place = bisect_left(targets, target)
        if place < end and targets[place] == target:
            scores[target] += factor * weights[place]
