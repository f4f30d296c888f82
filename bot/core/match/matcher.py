"""A question -> the targets it may be about, best first, each with its score and its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.core.answer import By
from bot.core.entry import Catalogue, Entry, Family, Knowledge
from bot.core.match.index import Hit, Index
from bot.core.match.question import Question, QuestionReader, content_of, parameter_term
from bot.core.match.spelling import Spelling, is_pair
from bot.core.match.terms import IDENTIFIER, TermReader, Terms
from bot.core.normalise import fold

CANDIDATES = 24
MOST_SHARING = 200
OFFICIAL_WEIGHT = {By.MESSAGE: 3.0, By.DESCRIPTION: 2.5, By.ADVICE: 1.0, By.PHRASE: 1.0}
_PARAMETER = re.compile(r"param\[([a-z_]+)\]|^([a-z]+_[a-z_]+) (?:format error|item error|is too large)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a question can be about: an entry, a family as one, or a topic that is none of our business."""

    catalogue: Catalogue
    entries: tuple[Entry, ...]
    family: Family | None = None
    offtopic: tuple[str, ...] = ()

    @property
    def parameter(self) -> str:
        """The parameter that an entry's message names, or ""."""
        return parameter_of(self.entries[0]) if self.entries and not self.family else ""

    def texts(self) -> Iterator[tuple[By, str]]:
        """Everything that is said of it, official words first."""
        if self.family:
            yield By.DESCRIPTION, self.family.title.zh
            yield By.DESCRIPTION, self.family.title.en
            yield from ((By.PHRASE, phrase) for phrase in self.family.phrases)
            return
        if self.offtopic:
            yield from ((By.PHRASE, phrase) for phrase in self.offtopic)
            return
        entry = self.entries[0]
        yield By.MESSAGE, entry.message
        yield By.DESCRIPTION, entry.description.zh
        yield By.DESCRIPTION, entry.description.en
        yield By.ADVICE, entry.advice.zh
        yield By.ADVICE, entry.advice.en
        yield from ((By.PHRASE, phrase) for phrase in entry.phrases)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A target, its `number` in page order, and how well it fits: `coverage` 0..1 of the question's weight, `likeness` 0..100 of
    the nearest text as a string, and that text; `whole`: the question contains it; `alone`: and says
    nothing else; `named`: it names the parameter that the message is about.
    """

    target: Target
    number: int
    coverage: float
    likeness: float
    by: By
    evidence: str
    whole: bool
    alone: bool = False
    named: bool = False

    @property
    def is_official(self) -> bool:
        """Whether the vendor's own words matched, and not merely a phrase."""
        return self.by in (By.MESSAGE, By.DESCRIPTION)

    @property
    def strength(self) -> float:
        """What targets are ranked by: 0 or more."""
        alike = LIKENESS * max(0.0, self.likeness - LIKENESS_FLOOR) / 100.0
        near = NEAR_BONUS * max(0.0, self.likeness - NEAR_TEXT) / (100.0 - NEAR_TEXT)
        return self.coverage + alike + near + WHOLE_BONUS * self.whole + NAMED_BONUS * self.named


LIKENESS = 1.0
LIKENESS_FLOOR = 60.0
NEAR_TEXT = 85.0  # likeness from which a text is the one that was meant, but for typos
NEAR_BONUS = 1.0
CONTAINED_TEXT = 86.0  # likeness from which a text stands within a longer question, but for typos
WHOLE_BONUS = 0.5
NAMED_BONUS = 0.3  # the question names the very parameter that the message is about


def parameter_of(entry: Entry) -> str:
    """The parameter an entry's message names, or ""."""
    found = _PARAMETER.search(entry.message)
    return (found[1] or found[2]) if found else ""


class Matcher:
    """Ranks the targets of a knowledge for questions. Not to be shared between threads."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.targets = tuple(_targets(knowledge))
        self._reader = TermReader(group for catalogue in knowledge for group in catalogue.synonyms)
        words: set[str] = set()
        self._index = Index(self._weighted(target, words) for target in self.targets)
        spelling = Spelling(words, filter(is_pair, self._index.terms))
        names = {parameter_of(entry) for target in self.targets for entry in target.entries}
        self._questions = QuestionReader(self._reader, self._index, spelling, names - {""})
        self._sharing = self._shared_texts()
        self._contents = lru_cache(maxsize=4096)(self._read_contents)

    def _weighted(self, target: Target, words: set[str]) -> Iterator[tuple[Terms, float]]:
        for by, text in target.texts():
            folded = fold(text)
            words.update(w for w in _ENGLISH_WORD.findall(folded) if len(w) > 2)
            yield self._reader.read(folded), OFFICIAL_WEIGHT[by]
        name = target.parameter
        if name:
            yield {parameter_term(name): IDENTIFIER, name: IDENTIFIER}, OFFICIAL_WEIGHT[By.MESSAGE]

    def _shared_texts(self) -> dict[str, tuple[int, ...]]:
        """Official texts that several targets have, and those targets."""
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, target in enumerate(self.targets):
            official = {text for by, text in target.texts() if by in (By.MESSAGE, By.DESCRIPTION)}
            for text in official:
                holders[text].append(number)
        shared: defaultdict[str, list[int]] = defaultdict(list)
        for text, numbers in holders.items():
            if len(numbers) > 1:
                shared[content_of(fold(text))] += numbers
        return {content: tuple(dict.fromkeys(numbers)) for content, numbers in shared.items()}

    def _read_contents(self, number: int) -> tuple[list[tuple[By, str]], list[str]]:
        texts = [(by, text) for by, text in self.targets[number].texts() if by is not By.ADVICE]
        return texts, [content_of(fold(text)) for _, text in texts]

    def rank(self, text: str) -> list[Ranked]:
        """The targets that may be meant, best first: CANDIDATES at most, and all that share the official
        text which the best one was found by. Ties in catalogue order.
        """
        question = self._questions.read(text)
        hits = self._index.search(question.slots, question.unknown, CANDIDATES)
        ranked = sorted((self._score(question, hit) for hit in hits), key=lambda r: -r.strength)
        if not ranked or not ranked[0].is_official:
            return ranked
        found = {hit.target for hit in hits}
        sharing = self._sharing.get(content_of(fold(ranked[0].evidence)), ())
        missing = [number for number in sharing[:MOST_SHARING] if number not in found]
        more = [self._score(question, hit) for hit in self._index.weigh(question.slots, question.unknown, missing)]
        return sorted([*ranked, *more], key=lambda r: -r.strength) if more else ranked

    def _score(self, question: Question, hit: Hit) -> Ranked:
        texts, contents = self._contents(hit.target)
        best = process.extractOne(question.content, contents, scorer=fuzz.ratio)
        likeness, place = (best[1], best[2]) if best else (0.0, 0)
        whole = False
        for i, (by, _) in enumerate(texts):
            if by is By.PHRASE:
                break
            content = contents[i]
            if len(content) >= 4 and content in question.content:
                whole = True
                place = i
                break
            if len(content) >= 6 and len(content) < len(question.content):
                partial = fuzz.partial_ratio(content, question.content) * 0.95
                if partial > max(likeness, CONTAINED_TEXT):
                    likeness, place = partial, i
        by, evidence = texts[place]
        target = self.targets[hit.target]
        named = bool(target.parameter) and target.parameter in question.parameters
        alone = len(question.content) <= len(contents[place]) + 1
        return Ranked(target, hit.target, hit.coverage, likeness, by, evidence, whole, alone, named)


_ENGLISH_WORD = re.compile(r"[a-z]+")


def _targets(knowledge: Knowledge) -> Iterator[Target]:
    for catalogue in knowledge:
        by_key = {entry.key: entry for entry in catalogue.entries}
        for entry in catalogue.entries:
            yield Target(catalogue, (entry,))
        for family in catalogue.families:
            yield Target(catalogue, tuple(by_key[key] for key in family.members), family)
        for phrases in catalogue.offtopic:
            yield Target(catalogue, (), offtopic=phrases)
