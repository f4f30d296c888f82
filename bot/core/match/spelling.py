"""What a word of the question may have been meant to be: typos, homophones, pinyin.

Only the question is expanded; the index stays exact, so nothing here grows with the catalogue
but the list of its words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.han import readings_by_character, split_syllables
from bot.core.han_table import READINGS
from bot.core.match.stopwords import PINYIN
from bot.core.normalise import is_han

SHORTEST_TYPO = 4  # letters; shorter words have too many neighbours
SHORTEST_GLUED = 8
SWAPPED = 0.8
TYPO_CUTOFF = 0.70  # normalised OSA similarity, 0 to 1
TYPOS_PER_WORD = 4
SOUNDS_PER_PAIR = 24
HOMOPHONE = 0.7  # factor of a pair that only sounds the same
SLOPPY = 0.75  # factor on top where zh/z, ng/n and their like are confused

_FIRST_SIGN = 0xF0000  # a plane for private use

_SLOPPY_ENDS = {"ang": "an", "eng": "en", "ing": "in", "ong": "on"}


@cache  # of some four hundred syllables
def sloppy(syllable: str) -> str:
    """A syllable as a southern speaker may type it: sh -> s, zh -> z, ch -> c, ng -> n."""
    if syllable[1:2] == "h":
        syllable = syllable[0] + syllable[2:]
    for end, short in _SLOPPY_ENDS.items():
        if syllable.endswith(end):
            return syllable[: -len(end)] + short
    return syllable


@cache
def _signs() -> Mapping[str, str]:
    """A character for each sloppy syllable, of those that no text has."""
    return {syllable: chr(_FIRST_SIGN + place) for place, syllable in enumerate(sorted(set(map(sloppy, READINGS))))}


@cache
def _sounding() -> Mapping[str, str]:
    """Sloppy syllable -> all characters that sound like it."""
    table: defaultdict[str, str] = defaultdict(str)
    for syllable, characters in READINGS.items():
        table[sloppy(syllable)] += characters
    return table


def signs_of(syllables: Iterable[str]) -> str:
    """Pinyin as a string to be compared: one character for each sound, as Chinese has one."""
    return "".join(_signs()[sloppy(syllable)] for syllable in syllables)


def sign_table(syllables: Iterable[str]) -> dict[int, str]:
    """A translation table which turns the characters that sound like one of `syllables` into its sign."""
    table: dict[int, str] = {}
    for sound in dict.fromkeys(map(sloppy, syllables)):
        table.update(dict.fromkeys(map(ord, _sounding()[sound]), _signs()[sound]))
    return table


class _BySound:
    """Pairs by the sound of both their characters, each sound a number: lists in a dict would take ten times the
    memory.
    """

    def __init__(self, pairs: str, sounded: Iterable[tuple[str, str, int]]) -> None:
        """`sounded`: two syllables and the place of a pair in `pairs`, which holds one after the other."""
        self._pairs = pairs
        self._syllables: dict[str, int] = {}
        # A sound and a place in one number: these sort in a third of the time that pairs of numbers take.
        found = sorted(self._number(first, second) << 32 | place for first, second, place in sounded)
        self._sounds = array("I", (each >> 32 for each in found))
        self._places = array("I", (each & 0xFFFFFFFF for each in found))

    def _number(self, first: str, second: str) -> int:
        known = self._syllables
        return known.setdefault(first, len(known)) << 16 | known.setdefault(second, len(known))

    def pairs(self, first: str, second: str, most: int) -> list[str]:
        """The first `most` pairs of that sound."""
        if first not in self._syllables or second not in self._syllables:
            return []
        sound = self._number(first, second)
        start = bisect_left(self._sounds, sound)
        end = bisect_right(self._sounds, sound, start)
        return [self._pairs[place : place + 2] for place in self._places[start : min(end, start + most)]]


class Sounds:
    """Pairs of Chinese characters by their sound."""

    def __init__(self, pairs: Iterable[str]) -> None:
        self._readings = readings_by_character()
        self._stops = frozenset(tuple(map(sloppy, words.split())) for words in PINYIN)
        self._longest_stop = max(map(len, self._stops))
        joined = "".join(pairs)
        sounded = [
            (first, second, place)
            for place in range(0, len(joined), 2)
            for first, second in self._sounds(joined[place : place + 2])
        ]
        self._exact = _BySound(joined, sounded)
        self._sloppy = _BySound(joined, ((sloppy(first), sloppy(second), place) for first, second, place in sounded))

    def without_stop_words(self, syllables: Sequence[str]) -> Iterator[Sequence[str]]:
        """The runs of syllables between those that sound like a Chinese stop word, such as zen-me-ban."""
        start = place = 0
        while place < len(syllables):
            size = self._stop_word_at(syllables, place)
            if size:
                yield syllables[start:place]
                start = place + size
            place += size or 1
        yield syllables[start:]

    def _stop_word_at(self, syllables: Sequence[str], place: int) -> int:
        """How many syllables of a stop word begin at a place; 0 for none, the longest where several do."""
        for size in range(min(self._longest_stop, len(syllables) - place), 1, -1):
            if tuple(map(sloppy, syllables[place : place + size])) in self._stops:
                return size
        return 0

    def _sounds(self, pair: str) -> Iterator[tuple[str, str]]:
        for first in self._readings.get(pair[0], ()):
            for second in self._readings.get(pair[1], ()):
                yield first, second

    def pairs_like(self, first: str, second: str) -> dict[str, float]:
        """Known pairs that sound like two syllables, with their factor: 1 for the same sound."""
        same = self._exact.pairs(first, second, SOUNDS_PER_PAIR)
        near = self._sloppy.pairs(sloppy(first), sloppy(second), SOUNDS_PER_PAIR)
        return {**dict.fromkeys(near, SLOPPY), **dict.fromkeys(same, 1.0)}

    def homophones(self, pair: str) -> dict[str, float]:
        """Known pairs that sound like `pair`, with their factor; empty where none does."""
        found: dict[str, float] = {}
        for first, second in self._sounds(pair):
            for like, factor in self.pairs_like(first, second).items():
                found[like] = max(found.get(like, 0.0), factor * HOMOPHONE)
        return found


class Spelling:
    """The words and pairs that a set of texts uses, and what is near them."""

    def __init__(self, words: Iterable[str], pairs: Iterable[str]) -> None:
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in words:
            self._by_length[len(word)].append(word)
        self._known = frozenset(word for words in self._by_length.values() for word in words)
        self._pairs = tuple(pairs)

    @cached_property
    def sounds(self) -> Sounds:
        """The pairs by their sound: worked out when the first question needs it."""
        return Sounds(self._pairs)

    def knows(self, word: str) -> bool:
        """Whether some text has the word, spelt just so."""
        return word in self._known

    def near(self, word: str) -> dict[str, float]:
        """Known words that `word` may be a typo of, with their similarity from 0 to 1.

        At most TYPOS_PER_WORD; the nearest first. A word under SHORTEST_TYPO letters can only have two
        of them swapped.
        """
        if len(word) < SHORTEST_TYPO:
            swapped = (w for w in self._by_length.get(len(word), ()) if len(w) > 2 and sorted(w) == sorted(word))
            return dict.fromkeys(list(swapped)[:TYPOS_PER_WORD], SWAPPED)
        reach = 1 if len(word) < 7 else 2
        choices = [w for size in range(len(word) - reach, len(word) + reach + 1) for w in self._by_length.get(size, ())]
        found = process.extract(
            word, choices, scorer=OSA.normalized_similarity, score_cutoff=TYPO_CUTOFF, limit=TYPOS_PER_WORD
        )
        return {near: similarity for near, similarity, _ in found}

    def glued(self, word: str) -> tuple[str, ...]:
        """A strange word as pinyin with known words glued to it, in pieces; empty when it isn't that."""
        pieces = split_syllables(word, self._known) if len(word) >= SHORTEST_GLUED else None
        return pieces if pieces and sum(piece in READINGS for piece in pieces) > 1 else ()

    def pinyin(self, words: list[str]) -> list[str] | None:
        """A run of latin words read as pinyin syllables, or None when it reads better as English.

        It is pinyin when every word splits into syllables, and the words that no text has in
        English make up half of its letters or more.
        """
        syllables: list[str] = []
        for word in words:
            cut = split_syllables(word)
            if cut is None:
                return None
            syllables += cut
        strange = sum(len(word) for word in words if word not in self._known)
        if len(syllables) < 2 or strange * 2 < sum(map(len, words)):
            return None
        return syllables


def is_pair(term: str) -> bool:
    """Whether a term is a pair of Chinese characters."""
    return len(term) == 2 and is_han(term[0]) and is_han(term[1])
