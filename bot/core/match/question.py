"""A question -> what to look up: slots of terms, each with what it may have been meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core.han import split_syllables
from bot.core.han_table import READINGS
from bot.core.match.index import UNKNOWN_TERM, Index
from bot.core.match.spelling import Spelling, is_pair, sign_table, signs_of
from bot.core.match.stopwords import ENGLISH
from bot.core.match.terms import IDENTIFIER, NUMBER, PAIR, TOKEN, TermReader, is_group
from bot.core.normalise import clean, fold

LONGEST_QUESTION = 2_000  # characters; what follows is not read
UNKNOWN_PAIR = 0.3
UNKNOWN_NUMBER = 0.2
LONGEST_NAME = 4  # words of a parameter's name
LONGEST_LONE = 3  # Chinese characters of one word
MOSTLY = 0.5  # share of the letters from which pinyin is compared by its sound
SPELT_APART = 0.6  # factor of a parameter written "face id" or "faceId"

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIMENSIONS = re.compile(r"\d{3,5}\s?[xX×*]\s?\d{3,5}")
_WORDS = re.compile(r"[a-z]+")
_PARAMETER_BEFORE = re.compile(
    r"(?:param(?:eter)?s?|fields?|arguments?|values? (?:for|of)|参数|字段|[传填写给设](?:的|了|入)?)[\s\[\]'\"`:=]{0,4}([a-z]+)\b"
)
_PARAMETER_AFTER = re.compile(
    r"\b([a-z]+)[\s\[\]'\"`]{0,3}(?:param|field|argument|format|参数|字段|格式|[传填写给设]|=\s?[\w-])"
)


def parameter_term(name: str) -> str:
    """The term for a parameter named as such; no text can spell it."""
    return f"={name}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready.

    `content` is what string scorers compare, `unknown` the weight of the words that nothing in the
    index is near to, `parameters` the names of API parameters that it mentions, `lone` says that it is one word,
    `grouped` that a word of it stands in a synonym group. `heard` is the content with signs for the sounds where it
    may be pinyin, else ""; `sounds` turns the characters of a text into the same signs.
    """

    content: str
    slots: tuple[Mapping[str, float], ...]
    unknown: float
    parameters: frozenset[str]
    lone: bool
    grouped: bool
    heard: str = ""
    sounds: Mapping[int, str] = field(default_factory=dict)


def content_of(folded: str) -> str:
    """A folded text without blanks, punctuation and English stop words: what string scorers compare."""
    return "".join(token for token in TOKEN.findall(folded) if token not in ENGLISH).replace("_", "")


def _heard_content(tokens: Iterable[str], heard: Mapping[str, Sequence[str]]) -> str:
    """What string scorers compare of tokens of which some are pinyin."""
    kept = (token for token in tokens if token not in ENGLISH or token in heard)
    return "".join(_signs_in(heard[token]) if token in heard else token for token in kept).replace("_", "")


def _signs_in(pieces: Iterable[str]) -> str:
    return "".join(signs_of([piece]) if piece in READINGS else piece for piece in pieces)


def unfold_words(text: str) -> str:
    """`text` folded: faceToken as face_token, and 4000x3000 called the resolution it is."""
    plain = _CAMEL.sub("_", clean(text[:LONGEST_QUESTION]))
    return fold(_DIMENSIONS.sub(r"\g<0> resolution", plain))


class QuestionReader:
    """Reads questions against one index."""

    def __init__(self, reader: TermReader, index: Index, spelling: Spelling, parameters: Iterable[str]) -> None:
        self._reader = reader
        self._index = index
        self._spelling = spelling
        self._parameters = {name.replace("_", ""): name for name in parameters}

    def read(self, text: str) -> Question:
        """The question in `text`, of which the first LONGEST_QUESTION characters count."""
        folded = unfold_words(text)
        slots: dict[str, dict[str, float]] = {}
        heard: dict[str, Sequence[str]] = {}
        tokens = [token.replace("'", "") for token in TOKEN.findall(folded)]
        unknown = self._read_tokens(tokens, slots, heard)
        if _share(heard, tokens) < MOSTLY:
            heard.clear()
        grouped = any(map(is_group, slots))
        spelt = self._parameters_spelt(folded)
        named = self._parameters_named(folded)
        for name in spelt:
            slots.setdefault(name, {name: IDENTIFIER * SPELT_APART})
        for name in named:
            slots.setdefault(parameter_term(name), {parameter_term(name): IDENTIFIER})
        return Question(
            content_of(folded),
            tuple(slots.values()),
            unknown,
            frozenset({*named, *(name for name in spelt if _joins(folded, name))}),
            not heard and _is_lone(tokens),
            grouped,
            _heard_content(tokens, heard) if heard else "",
            sign_table(piece for pieces in heard.values() for piece in pieces if piece in READINGS),
        )

    def _read_tokens(
        self, tokens: list[str], slots: dict[str, dict[str, float]], heard: dict[str, Sequence[str]]
    ) -> float:
        """The weight of what is unknown. `heard` gets the words that are read as pinyin, with their syllables."""
        unknown = 0.0
        place = 0
        while place < len(tokens):
            run = _latin_run(tokens, place)
            syllables = self._spelling.pinyin(run) if run else None
            if syllables:
                before = len(slots)
                unknown += self._read_pinyin(syllables, slots)
                if len(slots) > before:
                    heard.update(dict.fromkeys(run, ()))
                    heard[run[0]] = self._said(syllables)
                place += len(run)
                continue
            unknown += self._read_token(tokens[place], slots, heard)
            place += 1
        return unknown

    def _said(self, syllables: Sequence[str]) -> Sequence[str]:
        """The syllables but for those that say nothing."""
        return [piece for run in self._spelling.sounds.without_stop_words(syllables) for piece in run]

    def _read_token(self, token: str, slots: dict[str, dict[str, float]], heard: dict[str, Sequence[str]]) -> float:
        if "_" in token and token not in self._index:
            return sum(self._read_word(part, slots, heard) for part in token.split("_"))
        if token[0].isdigit():
            return self._read_number(token, slots)
        if token.isascii() and "_" not in token:
            return self._read_word(token, slots, heard)
        unknown = 0.0
        for term, weight in self._reader.read(token).items():
            unknown += self._read_term(term, weight, slots)
        return unknown

    def _read_number(self, token: str, slots: dict[str, dict[str, float]]) -> float:
        if token not in self._index:
            return UNKNOWN_NUMBER * UNKNOWN_TERM
        slots[token] = {token: NUMBER}
        return 0.0

    def _read_term(self, term: str, weight: float, slots: dict[str, dict[str, float]]) -> float:
        if term in self._index:
            slots[term] = {term: weight}
            return 0.0
        if not is_pair(term):
            return 0.0
        like = self._spelling.sounds.homophones(term)
        if like:
            slots[term] = {pair: factor * PAIR for pair, factor in like.items()}
            return 0.0
        return UNKNOWN_PAIR * UNKNOWN_TERM

    def _read_word(self, word: str, slots: dict[str, dict[str, float]], heard: dict[str, Sequence[str]]) -> float:
        terms = dict(self._reader.read_word(word))
        if not terms:
            return 0.0
        stem = next(iter(terms))
        if stem in self._index or self._spelling.knows(word):
            for term, weight in terms.items():
                if term in self._index:
                    slots[term] = {term: weight}
            return 0.0
        near = self._spelling.near(word)
        if not near:
            return self._read_glued(word, slots, heard)
        meant: dict[str, float] = {}
        groups: dict[str, float] = {}
        for other, similarity in near.items():
            for term, weight in self._reader.read_word(other):
                side = groups if is_group(term) else meant
                side[term] = max(side.get(term, 0.0), similarity * weight)
        slots[f"{word}~"] = meant
        if groups:
            slots[f"{word}~#"] = groups
        return 0.0

    def _read_glued(self, word: str, slots: dict[str, dict[str, float]], heard: dict[str, Sequence[str]]) -> float:
        pieces = self._spelling.glued(word)
        if not pieces:
            return UNKNOWN_TERM
        heard[word] = self._said(pieces)
        known = [piece for piece in pieces if piece not in READINGS]
        return sum(self._read_word(piece, slots, heard) for piece in known) + self._read_pinyin(pieces, slots)

    def _read_pinyin(self, syllables: Sequence[str], slots: dict[str, dict[str, float]]) -> float:
        unknown = 0.0
        sounds = self._spelling.sounds
        for run in sounds.without_stop_words(syllables):
            for first, second in pairwise(run):
                pairs = sounds.pairs_like(first, second)
                if not pairs:
                    unknown += UNKNOWN_PAIR * UNKNOWN_TERM
                    continue
                slots[f"{first} {second}"] = pairs
                if groups := self._groups_of(pairs):
                    slots[f"{first} {second}#"] = groups
        return unknown

    def _groups_of(self, pairs: Mapping[str, float]) -> dict[str, float]:
        """The synonym groups of what sounds just like that."""
        return {
            term: weight
            for pair, factor in pairs.items()
            if factor >= 1.0
            for term, weight in self._reader.read(pair).items()
            if is_group(term) and term in self._index
        }

    def _parameters_spelt(self, folded: str) -> set[str]:
        """Parameters of several words, however these are joined: face_id, face-id, face id, faceid."""
        words = _WORDS.findall(folded)
        joined = {"".join(words[i : i + n]) for n in range(1, LONGEST_NAME + 1) for i in range(len(words) - n + 1)}
        names = {self._parameters[name] for name in joined if name in self._parameters}
        whole = {name for name in names if "_" in name}
        return {name for name in whole if not any(name in other and name != other for other in whole)}

    def _parameters_named(self, folded: str) -> set[str]:
        """Parameters of one word (name, image, start), where the text calls them a parameter."""
        named = {*_PARAMETER_BEFORE.findall(folded), *_PARAMETER_AFTER.findall(folded)}
        return {name for name in named if parameter_term(name) in self._index}


def _share(heard: Mapping[str, Sequence[str]], tokens: Iterable[str]) -> float:
    """How much of the Latin letters may be pinyin, from 0 to 1."""
    letters = sum(len(token) for token in tokens if token.isascii() and token not in ENGLISH)
    spoken = sum(len(piece) for pieces in heard.values() for piece in pieces if piece in READINGS)
    return spoken / letters if letters else 0.0


def _is_lone(tokens: Iterable[str]) -> bool:
    """Whether tokens say one word, numbers apart: of Latin letters, or of at most LONGEST_LONE Chinese characters."""
    said = [token for token in tokens if token not in ENGLISH and not token[0].isdigit()]
    return len(said) == 1 and (said[0].isascii() or len(said[0]) <= LONGEST_LONE)


def _joins(folded: str, name: str) -> bool:
    """Whether a text writes a parameter's words as one: face_id, face-id, faceid; "face id" may be prose."""
    return any(name.replace("_", joint) in folded for joint in ("_", "-", ""))


def _latin_run(tokens: list[str], place: int) -> list[str]:
    end = place
    while end < len(tokens) and tokens[end].isascii() and tokens[end].isalpha() and split_syllables(tokens[end]):
        end += 1
    return tokens[place:end]
