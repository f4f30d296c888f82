"""Recognises the catalogue's messages in a paste, with or without a code beside them.

Texts are compared token by token (words, single Chinese characters, numbers), so that blanks,
underscores, case and punctuation don't matter. What is looked for is kept in a table by its first
two tokens: the cost of a paste doesn't grow with the catalogue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.entry import Entry
from bot.core.normalise import fold

_TOKEN = re.compile(r"[a-z]+|\d+|[\u3007\u3400-\u4dbf\u4e00-\u9fff]")
_NOTE = re.compile(r"\s?[(（][^()（）]{1,80}[)）]$")  # the page's own remark behind a message
_TEMPLATE = re.compile(r"\bparam ?\[ ?([a-z_0-9.]{0,40}) ?\]", re.IGNORECASE)
# What live servers add or leave out: "face already exist", "the image size too large".
_LOOSE = frozenset({"is", "are", "was", "the", "a", "an", "has", "been", "does", "of"})
_COMMONEST = 400  # a token in more messages than this tells too little to look its messages up
_NEAR_CANDIDATES = 24
_STRETCH = 100  # characters that blanks, marks and loose words may add to a message, beyond its length again


@dataclass(frozen=True, slots=True)
class Known:
    """A message and the entries that have it."""

    text: str
    tokens: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A message found in a text, with its offsets there."""

    known: Known
    start: int
    end: int


def _singular(word: str) -> str:
    """A word without its plural's s: messages are compared so ("faces" as "face")."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and word.isascii() else word


def _loosely(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(_singular(word) for word in words if word not in _LOOSE)


def comparable(text: str) -> str:
    """A text as the scorers see it: folded tokens, one blank between, loose words left out."""
    return " ".join(_loosely(_TOKEN.findall(fold(text))))


class Messages:
    """The messages of a catalogue, ready to be found."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        grouped: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            for wording in dict.fromkeys((entry.message, _NOTE.sub("", entry.message))):
                tokens = _loosely(_TOKEN.findall(fold(wording)))
                if tokens:
                    grouped[tokens].append(entry)
        self.known = tuple(Known(own[0].message, tokens, tuple(own)) for tokens, own in grouped.items())
        self._by_text = {known.text: known.entries for known in self.known}
        self._starts: defaultdict[tuple[str, ...], list[Known]] = defaultdict(list)
        self._firsts = frozenset(known.tokens[0] for known in self.known)
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, known in enumerate(self.known):
            self._starts[known.tokens[:2]].append(known)
            for token in set(known.tokens):
                self._holders[token].append(number)
        for starts in self._starts.values():
            starts.sort(key=lambda known: -len(known.tokens))
        self._joined = [" ".join(known.tokens) for known in self.known]
        self._missing = [entry for entry in entries if fold(entry.message).startswith("param[]")]

    def holders(self, text: str) -> tuple[Entry, ...]:
        """The entries that have a message, verbatim. Raises KeyError for a text that is no message."""
        return self._by_text[text]

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        """Every message that stands whole in the text, in order; on overlap the longest wins."""
        tokens = [match for match in _TOKEN.finditer(text.lower()) if match[0] not in _LOOSE]
        place = 0
        while place < len(tokens):
            known = self._at(tokens, place) if _singular(tokens[place][0]) in self._firsts else None
            if known is None:
                place += 1
                continue
            last = place + len(known.tokens) - 1
            yield Occurrence(known, tokens[place].start(), tokens[last].end())
            place = last + 1

    def _at(self, tokens: Sequence[re.Match[str]], place: int) -> Known | None:
        start = _loosely(token[0] for token in tokens[place : place + 2])
        return _first_at(tokens, place, [*self._starts.get(start, ()), *self._starts.get(start[:1], ())])

    def nearest(self, text: str, cutoff: float) -> list[tuple[Known, float]]:
        """Messages like `text`, best first, with their likeness from `cutoff` to 100; ties in page order.

        `param[image] is null` is like `param[] is null`, whatever the parameter.
        """
        query = comparable(_TEMPLATE.sub(self._without_parameter, text))
        numbers = self._sharing(query.split())
        choices = {number: self._joined[number] for number in numbers}
        found = process.extract(query, choices, scorer=fuzz.ratio, score_cutoff=cutoff, limit=5)
        return [(self.known[number], score) for _, score, number in sorted(found, key=lambda f: (-f[1], f[2]))]

    def _without_parameter(self, match: re.Match[str]) -> str:
        rest = match.string[match.end() : match.end() + 12].lower()
        return "param[]" if self._missing and rest.split()[:2] in (["is", "null"], ["null"]) else match[0]

    def _sharing(self, words: Iterable[str]) -> list[int]:
        shared: defaultdict[int, float] = defaultdict(float)
        for word in set(words):
            holders = self._holders.get(word, ())
            if len(holders) <= _COMMONEST:
                for number in holders:
                    shared[number] += 1.0 / len(holders)
        return sorted(shared, key=lambda number: -shared[number])[:_NEAR_CANDIDATES]


def _first_at(tokens: Sequence[re.Match[str]], place: int, choices: Iterable[Known]) -> Known | None:
    """The first of the messages which begins at a token and stands there whole, its words not far apart."""
    for known in choices:
        last = place + len(known.tokens) - 1
        if last >= len(tokens) or tokens[last].end() - tokens[place].start() > 2 * len(known.text) + _STRETCH:
            continue
        if all(_singular(tokens[place + i][0]) == token for i, token in enumerate(known.tokens)):
            return known
    return None


def parameter_in(text: str) -> str:
    """The parameter that a message template captured: `image` of `param[image] format error`."""
    match = _TEMPLATE.search(text)
    return match[1] if match else ""
