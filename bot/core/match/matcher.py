"""A question -> the targets it may be about, best first, each with how well it fits and by what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.answer import By
from bot.core.entry import Knowledge
from bot.core.match.index import Hit, Index
from bot.core.match.likeness import Likeness, Texts, heard, likeness, texts_of
from bot.core.match.question import Question, QuestionReader, content_of, parameter_term
from bot.core.match.spelling import Spelling, is_pair
from bot.core.match.targets import OFFICIAL, Target, targets_of
from bot.core.match.terms import IDENTIFIER, TermReader, Terms
from bot.core.normalise import fold

CANDIDATES = 24  # targets that RapidFuzz scores
MOST_SHARING = 200  # targets that are added for sharing the best one's text
TEXT_WEIGHT = {By.MESSAGE: 3.0, By.DESCRIPTION: 2.5, By.ADVICE: 1.0, By.PHRASE: 1.0}

TEXTS_KEPT = 4096  # targets whose texts are kept ready to be compared

# What adds to the coverage of a question in a target's strength.
LIKENESS_FLOOR = 60.0  # likeness below it is chance, and adds nothing
NEAR_TEXT = 85.0  # likeness from which a text is the one that was meant, but for typos
NEAR_BONUS = 1.0
SURELY_SPELT = 70.0  # likeness from which letters that could be pinyin are English
WHOLE_BONUS = 0.5
NAMED_BONUS = 0.3  # the question names the very parameter that the message is about

_ENGLISH_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A target, its `number` in page order, and how well it fits.

    `coverage` is the share of the question's weight that the target has, from 0 to 1; `named` says
    that the question names the parameter which the message is about, `lone` that the question is one
    word, `grouped` that a word of it stands in a synonym group, `heard` that it may be pinyin.
    """

    target: Target
    number: int
    coverage: float
    likeness: Likeness
    named: bool = False
    lone: bool = False
    grouped: bool = False
    heard: bool = False

    @property
    def is_official(self) -> bool:
        """Whether the vendor's own words matched, and not merely a phrase."""
        return self.likeness.by in OFFICIAL

    @property
    def strength(self) -> float:
        """What targets are ranked by: 0 or more."""
        alike = max(0.0, self.likeness.score - LIKENESS_FLOOR) / 100.0
        near = NEAR_BONUS * max(0.0, self.likeness.score - NEAR_TEXT) / (100.0 - NEAR_TEXT)
        return self.coverage + alike + near + WHOLE_BONUS * self.likeness.whole + NAMED_BONUS * self.named


class Matcher:
    """Ranks the targets of a knowledge for questions. Not to be shared between threads."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._targets = tuple(targets_of(knowledge))
        self._reader = TermReader(group for catalogue in knowledge for group in catalogue.synonyms)
        words: set[str] = set()
        self._index = Index(self._weighted(target, words) for target in self._targets)
        self._reader.forget_tokens()  # a catalogue's words are many, a question's are few
        spelling = Spelling(sorted(words), filter(is_pair, self._index.terms))
        parameters = {target.parameter for target in self._targets} - {""}
        self._questions = QuestionReader(self._reader, self._index, spelling, parameters)
        self._sharing = _shared_texts(self._targets)
        self._texts = lru_cache(maxsize=TEXTS_KEPT)(self._texts_of)

    def _weighted(self, target: Target, words: set[str]) -> Iterator[tuple[Terms, float]]:
        """The terms of a target's texts with their weights; their English words are added to `words`."""
        for by, text in target.texts():
            folded = fold(text)
            words.update(_ENGLISH_WORD.findall(folded))
            yield self._reader.read(folded), TEXT_WEIGHT[by]
        name = target.parameter
        if name:
            yield {parameter_term(name): IDENTIFIER, name: IDENTIFIER}, TEXT_WEIGHT[By.MESSAGE]

    def _texts_of(self, number: int) -> Texts:
        return texts_of(self._targets[number])

    def warm(self) -> None:
        """Makes ready now what the first questions would make ready."""
        for number in range(min(len(self._targets), TEXTS_KEPT)):
            self._texts(number)
        self.rank("renlian mohu")

    def rank(self, text: str) -> list[Ranked]:
        """The targets that may be meant, best first: CANDIDATES at most, and all that share the official
        text which the best one was found by. Ties in page order.
        """
        question = self._questions.read(text)
        hits = self._index.search(question.slots, question.unknown, CANDIDATES)
        ranked = self._sorted(question, hits)
        if not ranked or not ranked[0].is_official:
            return ranked
        known = {hit.target for hit in hits}
        sharing = self._sharing.get(content_of(fold(ranked[0].likeness.evidence)), ())
        missing = [number for number in sharing[:MOST_SHARING] if number not in known]
        if not missing:
            return ranked
        return self._sorted(question, [*hits, *self._index.weigh(question.slots, question.unknown, missing)])

    def _sorted(self, question: Question, hits: Iterable[Hit]) -> list[Ranked]:
        ranked = (self._ranked(question, hit) for hit in hits)
        return sorted(ranked, key=lambda r: (-r.strength, r.number))

    def _ranked(self, question: Question, hit: Hit) -> Ranked:
        target = self._targets[hit.target]
        texts = self._texts(hit.target)
        return Ranked(
            target,
            hit.target,
            hit.coverage,
            _likeness(question, texts),
            named=target.parameter in question.parameters,
            lone=question.lone,
            grouped=question.grouped,
            heard=bool(question.sounds),
        )


def _likeness(question: Question, texts: Texts) -> Likeness:
    """As it is spelt; where it may be pinyin, as it sounds unless the letters are likelier: a typo can look like pinyin."""
    spelt = likeness(question.content, texts)
    if not question.sounds:
        return spelt
    sounding = likeness(question.heard, heard(texts, question.sounds))
    return max(sounding, spelt, key=lambda each: each.score if each is sounding or each.score >= SURELY_SPELT else 0.0)


def _shared_texts(targets: Iterable[Target]) -> dict[str, tuple[int, ...]]:
    """The contents of official texts that several targets have, with these targets' numbers."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, target in enumerate(targets):
        for text in {text for by, text in target.texts() if by in OFFICIAL}:
            holders[text].append(number)
    shared: defaultdict[str, list[int]] = defaultdict(list)
    for text, numbers in holders.items():
        if len(numbers) > 1:
            shared[content_of(fold(text))] += numbers
    return {content: tuple(dict.fromkeys(numbers)) for content, numbers in shared.items()}
