"""A text -> the weighted terms it is matched by.

English words become Porter stems, identifiers are kept whole beside their parts, Chinese runs become
overlapping pairs of characters (and, at a lower weight, single ones), and a word of a synonym group
adds its group, which is how a Chinese question meets an English text. Weights run from 0 to 1.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import Stemmer

from bot.core.match.stopwords import CHINESE, ENGLISH
from bot.core.normalise import fold, is_han

WORD, PAIR, SINGLE, IDENTIFIER, PART, GROUP, NUMBER = 1.0, 1.0, 0.4, 1.5, 0.5, 1.0, 0.6
TOKENS_KEPT = 1 << 15  # tokens whose terms are kept: people use the same words over and over

TOKEN = re.compile(
    r"[a-z]+(?:_[a-z]+)+"  # an identifier: face_token
    r"|[a-z]+\d+(?![a-z])"  # h5, v3, base64
    r"|[a-z]+(?:'[a-z]+)?"
    r"|\d+"
    r"|[\u3007\u3400-\u4dbf\u4e00-\u9fff]+"
)
_CHINESE_STOP = re.compile("|".join(sorted(map(re.escape, CHINESE), key=len, reverse=True)))

Terms = dict[str, float]


def group_term(number: int) -> str:
    """The term that stands for a synonym group; no text can spell it."""
    return f"#{number}"


def is_group(term: str) -> bool:
    """Whether a term stands for a synonym group."""
    return term.startswith("#")


class TermReader:
    """Turns texts into terms with one set of synonym groups. Not to be shared between threads."""

    def __init__(self, synonyms: Iterable[Iterable[str]] = ()) -> None:
        self._stem = Stemmer.Stemmer("english", 0).stemWord  # 0: what it would keep, is kept by tokens below
        self._groups: dict[str, str] = {}
        self._token_terms = lru_cache(maxsize=TOKENS_KEPT)(self._read_token)
        for number, words in enumerate(synonyms):
            group = group_term(number)
            for word in map(fold, words):
                self._groups[word if is_han(word[:1]) else self.stem(word)] = group
        self._longest: dict[str, int] = {}
        for word in self._groups:
            self._longest[word[0]] = max(len(word), self._longest.get(word[0], 0))

    def stem(self, word: str) -> str:
        """The Porter2 stem of a lower-case English word."""
        stem: str = self._stem(word)
        return stem

    def forget_tokens(self) -> None:
        """What was read so far isn't what will be read next: gives back the memory it takes."""
        self._token_terms.cache_clear()

    def read(self, folded: str) -> Terms:
        """The terms of a folded text; where one stands twice, its higher weight."""
        terms: Terms = {}
        for token in TOKEN.findall(folded):
            for term, weight in self._token_terms(token):
                if weight > terms.get(term, 0.0):
                    terms[term] = weight
        return terms

    def _read_token(self, token: str) -> tuple[tuple[str, float], ...]:
        if is_han(token[0]):
            return tuple(self._read_han(token))
        if "_" in token:
            return ((token, IDENTIFIER), *((self.stem(part), PART) for part in token.split("_")))
        if token[0].isdigit():
            return ((token, NUMBER),)
        return tuple(self.read_word(token))

    def read_word(self, word: str) -> Iterator[tuple[str, float]]:
        """The terms of one lower-case English word; none for a stop word."""
        word = word.replace("'", "")
        if word in ENGLISH:
            return
        stem = self.stem(word)
        yield stem, WORD
        if stem in self._groups:
            yield self._groups[stem], GROUP

    def _read_han(self, run: str) -> Iterator[tuple[str, float]]:
        for part in _CHINESE_STOP.split(run):
            for start in range(len(part) - 1):
                yield part[start : start + 2], PAIR
            for char in part:
                yield char, SINGLE
        yield from self._read_groups(run)

    def _read_groups(self, run: str) -> Iterator[tuple[str, float]]:
        start = 0
        while start < len(run):
            for size in range(self._longest.get(run[start], 0), 0, -1):
                group = self._groups.get(run[start : start + size])
                if group:
                    yield group, GROUP
                    start += size - 1
                    break
            start += 1
