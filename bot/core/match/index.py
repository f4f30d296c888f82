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
from dataclasses import dataclass, field
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


class Index:
    """Term -> targets. Targets are numbered in the order in which they are added.

    The postings of all terms stand in two long arrays, a term's side by side: an object for each would take
    ten times the memory.
    """

    def __init__(self, targets: Iterable[Iterable[tuple[Terms, float]]]) -> None:
        """`targets`: for each its texts' terms, with the weight of such a text (a phrase is 1)."""
        self._numbers: dict[str, int] = {}
        self._size = 0
        postings = _Postings()
        for texts in targets:
            self._add(texts, postings)
            self._size += 1
        self._starts, self._targets, self._weights = postings.by_term(len(self._numbers))

    def _add(self, texts: Iterable[tuple[Terms, float]], postings: _Postings) -> None:
        sums: dict[str, float] = {}
        for terms, weight in texts:
            for term in terms:
                sums[term] = sums.get(term, 0.0) + weight
        numbers = self._numbers
        for term, total in sums.items():
            postings.add(numbers.setdefault(term, len(numbers)), self._size, total / (total + SATURATION))

    def __contains__(self, term: str) -> bool:
        """Whether any target has the term."""
        return term in self._numbers

    @property
    def terms(self) -> Iterable[str]:
        """Every term, in the order of its first appearance."""
        return self._numbers.keys()

    def rarity(self, term: str) -> float:
        """The term's inverse document frequency, 0 or more."""
        if term not in self._numbers:
            return UNKNOWN_TERM
        count = self._count(term)
        return math.log(1.0 + (self._size - count + 0.5) / (count + 0.5))

    def _count(self, term: str) -> int:
        """How many targets have a known term."""
        number = self._numbers[term]
        return self._starts[number + 1] - self._starts[number]

    def _range(self, term: str) -> tuple[int, int]:
        """Where the postings of a known term begin and end."""
        number = self._numbers[term]
        return self._starts[number], self._starts[number + 1]

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
            self._add_known(scores, term, factor)
        return [Hit(target, min(1.0, score / whole) if whole > 0.0 else 0.0) for target, score in scores.items()]

    def _whole(self, slots: Sequence[Mapping[str, float]], unknown: float) -> float:
        return unknown + sum(max(self.rarity(t) * f for t, f in slot.items()) for slot in slots if slot)

    def _sum(self, terms: Sequence[tuple[float, str]], survivors: int) -> dict[int, float]:
        """Each target's weight in the terms, rarest first; beyond the budget only of the best so far."""
        scores: dict[int, float] = {}
        budget = POSTINGS_PER_QUESTION
        for place, (factor, term) in enumerate(terms):
            budget -= self._count(term)
            if budget >= 0 or not scores:
                self._add_all(scores, term, factor)
                continue
            scores = dict(heapq.nlargest(survivors, scores.items(), key=itemgetter(1)))
            for rest_factor, rest in terms[place:]:
                self._add_known(scores, rest, rest_factor)
            break
        return scores

    def _by_length(self, slots: Sequence[Mapping[str, float]]) -> list[tuple[float, str]]:
        found = [
            (self.rarity(term) * factor, term)
            for slot in slots
            for term, factor in slot.items()
            if term in self._numbers
        ]
        return sorted(found, key=lambda item: self._count(item[1]))

    def _add_all(self, scores: dict[int, float], term: str, factor: float) -> None:
        start, end = self._range(term)
        for target, weight in zip(self._targets[start:end], self._weights[start:end], strict=True):
            scores[target] = scores.get(target, 0.0) + factor * weight

    def _add_known(self, scores: dict[int, float], term: str, factor: float) -> None:
        targets, weights = self._targets, self._weights
        start, end = self._range(term)
        for target in scores:
            place = bisect_left(targets, target, start, end)
            if place < end and targets[place] == target:
                scores[target] += factor * weights[place]


@dataclass(slots=True)
class _Postings:
    """Postings as they come, target after target: each with its term's number."""

    terms: array[int] = field(default_factory=lambda: array("I"))
    targets: array[int] = field(default_factory=lambda: array("I"))
    weights: array[float] = field(default_factory=lambda: array("f"))

    def add(self, term: int, target: int, weight: float) -> None:
        """One more."""
        self.terms.append(term)
        self.targets.append(target)
        self.weights.append(weight)

    def by_term(self, count: int) -> tuple[array[int], array[int], array[float]]:
        """Where each of `count` terms begins, with the end of the last; then targets and weights term by term, a
        term's targets ascending.
        """
        starts = array("I", bytes(4 * (count + 1)))
        for term in self.terms:
            starts[term + 1] += 1
        for term in range(count):
            starts[term + 1] += starts[term]
        targets, weights = array("I", bytes(4 * len(self.terms))), array("f", bytes(4 * len(self.terms)))
        free = starts[:]
        for term, target, weight in zip(self.terms, self.targets, self.weights, strict=True):
            place = free[term]
            targets[place], weights[place] = target, weight
            free[term] = place + 1
        return starts, targets, weights
