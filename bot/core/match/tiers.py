"""Ranked targets -> a decision: found, choices, or nothing. Never a lucky pick."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answer import Kind
from bot.core.match.matcher import Ranked

FLOOR = 50.0  # below it nothing is claimed
SUGGESTED = 40.0  # below it nothing is even offered
MARGIN = 4.0  # two scores nearer than this are equals
MOST_CHOICES = 5
EXACT = 100.0
CONTAINED = 96.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ranking allows to say.

    `chosen` are the targets presented as the answer, best first: one when FOUND, equals when
    CHOICES. `offered` are near ones that are not claimed. `margin` is the lead over the first
    target that isn't chosen, in points of the score.
    """

    kind: Kind
    chosen: tuple[Ranked, ...] = ()
    offered: tuple[Ranked, ...] = ()
    margin: float = 0.0


def score_of(ranked: Ranked) -> float:
    """How sure a match is, 0 to 100: 100 for the exact text, 96 and more for a text that contains
    it, the likeness for a near text, and less for words in common.
    """
    if ranked.likeness >= 99.9:
        return EXACT
    shared = 100.0 * (1.0 - math.exp(-2.0 * ranked.strength))
    if ranked.whole:
        return max(CONTAINED, min(shared, EXACT - 1))
    return min(CONTAINED - 1, max(shared, ranked.likeness if ranked.likeness >= 88.0 else 0.0))


def decide(ranking: Sequence[Ranked]) -> Decision:
    """The decision for a ranking, best first. Empty rankings, and those below the floor, give NOTHING."""
    if not ranking or not ranking[0].target.entries:
        return Decision(Kind.NOTHING)
    entries = [ranked for ranked in ranking if ranked.target.entries]
    best = score_of(entries[0])
    if best < FLOOR:
        offered = entries[:3] if best >= SUGGESTED else []
        return Decision(Kind.NOTHING, offered=tuple(offered))
    chosen = [r for r in entries if best - score_of(r) < MARGIN and entries[0].strength - r.strength < MARGIN / 100.0]
    chosen = _without_repeats(chosen)
    rest = [r for r in entries if r not in chosen]
    margin = best - score_of(rest[0]) if rest else best
    kind = Kind.FOUND if len(chosen) == 1 else Kind.CHOICES
    return Decision(kind, tuple(chosen[:MOST_CHOICES]), tuple(rest[:3]), margin)


def _without_repeats(chosen: Sequence[Ranked]) -> list[Ranked]:
    """The chosen without targets whose entries an earlier one already has."""
    seen: set[object] = set()
    kept = []
    for ranked in chosen:
        keys = {entry.key for entry in ranked.target.entries}
        if not keys <= seen:
            kept.append(ranked)
        seen |= keys
    return kept
