"""How like a question is to a target's texts, as strings: RapidFuzz's part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.answer import By
from bot.core.match.question import content_of
from bot.core.match.targets import OFFICIAL, Target
from bot.core.normalise import fold

SHORTEST_WHOLE = 4  # characters of a text from which it counts that a question contains it
SHORTEST_PART = 6  # the same where it is contained but for typos
PART_CUTOFF = 86.0  # likeness from which a text is contained but for typos
PART_DISCOUNT = 0.95


@dataclass(frozen=True, slots=True)
class Texts:
    """A target's texts and their contents, the `official` ones first; advice is too general to be compared."""

    said: tuple[tuple[By, str], ...]
    contents: tuple[str, ...]
    official: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """The text of a target that is most like a question, and how much so, from 0 to 100.

    `whole` says that the question contains that text, `alone` that it says little else.
    """

    score: float
    by: By
    evidence: str
    whole: bool
    alone: bool


def texts_of(target: Target) -> Texts:
    """The texts that questions are compared with."""
    said = tuple((by, text) for by, text in target.texts() if by is not By.ADVICE)
    official = sum(by in OFFICIAL for by, _ in said)
    return Texts(said, tuple(content_of(fold(text)) for _, text in said), official)


def heard(texts: Texts, sounds: Mapping[int, str]) -> Texts:
    """The texts with each character that sounds like a question's pinyin as the sign of that sound."""
    return Texts(texts.said, tuple(content.translate(sounds) for content in texts.contents), texts.official)


def likeness(content: str, texts: Texts) -> Likeness:
    """The likeness of a question's content. An official text that is contained whole comes before a
    likelier one; of equally like texts the first wins.
    """
    official = texts.contents[: texts.official]
    place = _contained(content, official)
    whole = place is not None
    _, score, nearest = process.extractOne(content, texts.contents, scorer=fuzz.ratio)
    if place is None:
        score, place = _nearly_contained(content, official, score, nearest)
    by, evidence = texts.said[place]
    return Likeness(score, by, evidence, whole, alone=len(content) <= len(texts.contents[place]) + 1)


def _contained(content: str, contents: Sequence[str]) -> int | None:
    places = (place for place, text in enumerate(contents) if len(text) >= SHORTEST_WHOLE and text in content)
    return next(places, None)


def _nearly_contained(content: str, contents: Sequence[str], score: float, nearest: int) -> tuple[float, int]:
    """`score` and `nearest`, or those of a text that stands within the question but for typos."""
    for place, text in enumerate(contents):
        if SHORTEST_PART <= len(text) < len(content):
            part = fuzz.partial_ratio(text, content) * PART_DISCOUNT
            if part > max(score, PART_CUTOFF):
                score, nearest = part, place
    return score, nearest
