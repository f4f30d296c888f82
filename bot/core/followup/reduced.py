"""A text, reduced to what it says: slips mended, words that mean the same made one, idle words left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.followup import phrases, words
from bot.core.normalise import is_han

SHORTEST_MENDED = 5  # letters of a word in which one may be wrong; in a shorter one two may be swapped
MOST_STRANGE = 1
LETTERS = re.compile(r"[a-z]+")

_SPELT_OUT = (
    (re.compile(r"\b(users?|customers?|clients?|vendors?|baidu|suppliers?|providers?)'(?:s\b)?"), r"\1"),
    (re.compile(r"\b(?:can't|don't|doesn't|won't)\b"), "do not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'s\b"), " is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"'m\b"), " am"),
)
_UNSPOKEN = re.compile(r"[^\w@]+")
_INFLECTIONS = ("s", "es", "d", "ed", "r", "er", "ly", "ing")  # "explains" is no slip for "explain"
_MISTAKABLE = frozenset({"retro", "resent", "ticker", "stops", "sourced", "mends", "form", "moved", "docks", "used"})
_PARTICLE = re.compile(r"的?(?:好吗|好不好|吗|嘛|(?<![怎什这那多])么|不|没有?)[啊呀呢]?$")
_OF = re.compile(r"的(?!$)")
_IS = re.compile(r"(?<!不)是(?![否不])")
_OBJECT = re.compile(r"^(怎么..)(?:错误码?|报错|问题|异常|情况)$")
_TOPIC = re.compile(r"^(?:错误码?|报错码?|问题|异常|情况|码)(?=怎么|什么|谁|要|能|找|有|重试|归|由|用户|代表|表示|哪)")


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left of a text, and whether it bears the mark of a question: "?", 吗."""

    core: str
    asked: bool


def reduced(plain: str) -> Reduced:
    """What a folded text says. Chinese stands without blanks, English with one between two words."""
    for pattern, spelt in _SPELT_OUT:
        plain = pattern.sub(spelt, plain)
    asked = plain.rstrip(" .!~)").endswith("?")
    spoken = LETTERS.sub(_mended, _UNSPOKEN.sub(" ", plain)).strip()
    if any(map(is_han, spoken)):
        return _reduced_han(spoken, asked)
    return Reduced(_reduced_latin(spoken), asked)


def without_address(core: str) -> str:
    """What a text to the bot wants of it: without "can you give me", 能不能帮我."""
    if is_han(core[:1]):
        return _addressing_han().sub("", core)
    return " ".join(_addressing().sub(" ", core).split())


def _reduced_latin(spoken: str) -> str:
    core = _opened(spoken)
    if core in words.ALONE:
        return "next"
    for pattern, word in _alike():
        core = " ".join(pattern.sub(word, core).split())
    return " ".join(_passed_over().sub(" ", core).split())


def _opened(spoken: str) -> str:
    """`spoken` without the "ok, so" before it; the "ok" of "ok to retry" stays."""
    rest = spoken.split()
    while len(rest) > 1 and rest[0] in words.OPENERS and rest[1] not in ("to", "if"):
        rest.pop(0)
    return " ".join(rest)


def _reduced_han(spoken: str, asked: bool) -> Reduced:
    core = spoken
    for pattern, word in _alike_han():
        core = pattern.sub(word, core)
    core = _passed_over_han().sub("", core.replace(" ", ""))
    particle = _PARTICLE.search(core)
    if particle:
        core = core[: particle.start()]
    core = _IS.sub("", _OF.sub("", core))
    return Reduced(_OBJECT.sub(r"\1", _TOPIC.sub("", core)), asked or bool(particle))


def without_beside(core: str) -> str:
    """What a Chinese text says, but for what may stand beside a question."""
    return _beside_han().sub("", core)


def is_known(word: str) -> bool:
    """Whether a word of Latin letters stands in any of the questions."""
    return word in _vocabulary()


def is_familiar(plain: str) -> bool:
    """Whether a folded text has at most MOST_STRANGE words and Chinese characters that none of the questions has.

    Much quicker than reducing it, and most texts are something else.
    """
    strange = sum(word not in _vocabulary() for word in LETTERS.findall(plain))
    return strange <= MOST_STRANGE and sum(is_han(c) and c not in _characters() for c in plain) <= MOST_STRANGE


# --- slips of the fingers ------------------------------------------------------------------------


def _mended(match: re.Match[str]) -> str:
    """A word with a slip of the fingers, as it was meant."""
    word, known = match[0], _vocabulary()
    if word in known or word in _MISTAKABLE or len(word) < 3 or _is_inflected(word):
        return word
    if len(word) < SHORTEST_MENDED:
        return next((meant for meant in known if _is_swapped(word, meant)), word)
    near = process.extractOne(word, known.keys(), scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
    return near[0] if near and _is_slip(word, near[0]) else word


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word near another may well be meant for it: "cheek" and "check" are two words."""
    if word[0] != meant[0] or len(meant) < SHORTEST_MENDED:
        return False
    return len(word) != len(meant) or len(word) > SHORTEST_MENDED or _is_swapped(word, meant)


def _is_inflected(word: str) -> bool:
    return any(word.endswith(ending) and word.removesuffix(ending) in _vocabulary() for ending in _INFLECTIONS)


def _is_swapped(word: str, meant: str) -> bool:
    return len(word) == len(meant) and sorted(word) == sorted(meant) and OSA.distance(word, meant) == 1


# --- the words, made ready once ------------------------------------------------------------------


@cache
def _vocabulary() -> Mapping[str, None]:
    alike = (text for name, others in words.ALIKE for text in (name, *others))
    asked = (phrase for kind in phrases.EVERY for phrase in kind)
    texts = (*asked, *alike, *words.PASSED_OVER, *words.OPENERS, *words.ADDRESSES, *words.STATED, *words.ASKING)
    return dict.fromkeys(word for text in texts for word in LETTERS.findall(text))


@cache
def _characters() -> frozenset[str]:
    """The Chinese characters of all questions."""
    alike = (text for name, others in words.ALIKE_HAN for text in (name, *others))
    asked = (phrase for kind in phrases.EVERY for phrase in kind)
    return frozenset("".join((*asked, *alike, *words.PASSED_OVER_HAN, *words.ADDRESSES_HAN)))


@cache
def _alike() -> Sequence[tuple[re.Pattern[str], str]]:
    return [(_whole_words(others), name) for name, others in words.ALIKE]


@cache
def _alike_han() -> Sequence[tuple[re.Pattern[str], str]]:
    return [(_any_of(others), name) for name, others in words.ALIKE_HAN]


@cache
def _passed_over() -> re.Pattern[str]:
    return _whole_words(words.PASSED_OVER)


@cache
def _passed_over_han() -> re.Pattern[str]:
    return _any_of(words.PASSED_OVER_HAN)


@cache
def _addressing() -> re.Pattern[str]:
    one = _whole_words(words.ADDRESSES).pattern
    return re.compile(rf"^{one}(?: {one})?")


@cache
def _addressing_han() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_any_of(words.ADDRESSES_HAN).pattern}){{1,4}}")


@cache
def _beside_han() -> re.Pattern[str]:
    return _any_of(words.BESIDE_HAN)


def _whole_words(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of `texts`, the longest first, between blanks."""
    return re.compile(rf"(?<![\w@])(?:{'|'.join(_longest_first(texts))})(?![\w@])")


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of `texts`, the longest first; those in Latin letters not within a longer word."""
    return re.compile("|".join(rf"(?<![a-z]){t}(?![a-z])" if t.isascii() else t for t in _longest_first(texts)))


def _longest_first(texts: Iterable[str]) -> Iterator[str]:
    return (re.escape(text) for text in sorted(texts, key=len, reverse=True))
