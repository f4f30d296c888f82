"""Ranked targets -> a decision: found, choices, or nothing. Never a lucky pick."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answer import OWN_SCORE, Kind
from bot.core.match.matcher import Ranked

# Measured on 200 off-topic texts and 310 questions that neither the phrases nor these numbers were made
# from: 95 % of the one refused, 95 % of the other kept. Lower lets chit-chat in, higher loses paraphrases.
FLOOR = 40.0  # a score below it claims nothing
LEAD = 0.17  # by how much an entry must be stronger than the best off-topic target
SUGGESTED = 30.0  # a score below it is not even offered
MARGIN = 4.0  # two scores nearer than this are equals
MOST_CHOICES = 5
ALIKE = 78.0  # likeness from which a question that says nothing else is that text, for all who share it
IDENTICAL = 99.9  # likeness of texts that are the same once folded
LONE_COVERAGE = 0.65  # share of a lone word that an error's texts have to have
LONE_MARGIN = 0.07  # two shares of a lone word nearer than this are equals
LONE_ALIKE = 35.0  # likeness below which a lone word is a small part of a text
LONE_STRANGE = 60.0  # the same for a word that stands in no synonym group
HEARD_FLOOR = 60.0  # a score below it needs a text that sounds alike
HEARD_ALIKE = 50.0
NEAR = 88.0  # likeness from which it is the score
EXACT = 100.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ranking allows to say.

    `chosen` are the targets presented as the answer, best first: when FOUND one, or all that share the
    official text they were found by; when CHOICES up to MOST_CHOICES equals. `offered` are near ones
    that are not claimed. `margin` is the lead over the first target that isn't chosen, in points of
    the score.
    """

    kind: Kind
    chosen: tuple[Ranked, ...] = ()
    offered: tuple[Ranked, ...] = ()
    margin: float = 0.0


def score_of(ranked: Ranked) -> float:
    """How sure a match is, 0 to 100: 100 for the exact text, 96 and more for a text that contains
    it, the likeness for a near text, and less for words in common.
    """
    if ranked.likeness.score >= IDENTICAL:
        return EXACT
    shared = 100.0 * (1.0 - math.exp(-2.0 * ranked.strength))
    if ranked.likeness.whole:
        return max(OWN_SCORE, min(shared, EXACT - 1))
    return min(OWN_SCORE - 1, max(shared, ranked.likeness.score if ranked.likeness.score >= NEAR else 0.0))


def decide(ranking: Sequence[Ranked]) -> Decision:
    """The decision for a ranking, best first. Empty rankings, and those below the floor, give NOTHING."""
    entries = [ranked for ranked in ranking if ranked.target.entries]
    if not entries:
        return Decision(Kind.NOTHING)
    best = score_of(entries[0])
    lead = entries[0].strength - max((r.strength for r in ranking if not r.target.entries), default=0.0)
    if best < FLOOR or lead < LEAD or _is_thin(entries[0]) or _is_misheard(entries[0]):
        return Decision(Kind.NOTHING, offered=tuple(entries[:3]) if best >= SUGGESTED and lead > 0.0 else ())
    chosen = [r for r in entries if _equals(entries[0], r)]
    claimed = {entry.key for r in chosen for entry in r.target.entries}
    rest = [r for r in entries if not {entry.key for entry in r.target.entries} <= claimed]
    margin = best - score_of(rest[0]) if rest else best
    chosen = _without_repeats(chosen)
    if len(chosen) == 1 or _share_a_text(chosen):
        return Decision(Kind.FOUND, tuple(_in_order(chosen)), tuple(rest[:3]), margin)
    return Decision(Kind.CHOICES, tuple(chosen[:MOST_CHOICES]), tuple(rest[:3]), margin)


def _is_thin(best: Ranked) -> bool:
    """Whether one word is all that is asked, and too little: no word for the error, but a small part of what is said of it."""
    if not best.lone or (best.is_official and best.coverage >= LONE_COVERAGE):
        return False
    alike = best.likeness.score
    foreign = not best.grouped and alike < LONE_STRANGE
    return alike < NEAR and (best.coverage < LONE_COVERAGE or alike < LONE_ALIKE or foreign)


def _is_misheard(best: Ranked) -> bool:
    """Whether it may be pinyin, but no text sounds like it: some pairs of syllables always fit something."""
    return best.heard and score_of(best) < HEARD_FLOOR and best.likeness.score < HEARD_ALIKE


def _in_order(chosen: Sequence[Ranked]) -> Sequence[Ranked]:
    """Page order, where the question says nothing that sets one above the other."""
    return sorted(chosen, key=lambda ranked: ranked.number) if chosen[0].likeness.alone else chosen


def _equals(best: Ranked, other: Ranked) -> bool:
    """Whether `other` is as good an answer as the best one: as strong, or named by the very same words."""
    said = best.likeness
    if best.is_official and said.alone and said.score >= ALIKE and other.likeness.evidence == said.evidence:
        return True
    if best.lone and said.score < NEAR:
        return best.coverage - other.coverage < LONE_MARGIN
    return score_of(best) - score_of(other) < MARGIN and best.strength - other.strength < MARGIN / 100.0


def _share_a_text(chosen: Sequence[Ranked]) -> bool:
    """Whether all were found by the same official words: they are one answer, not alternatives."""
    return all(r.is_official and r.likeness.evidence == chosen[0].likeness.evidence for r in chosen)


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
