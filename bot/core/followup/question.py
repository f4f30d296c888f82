"""Which question about the answered error a text is, if it is one.

A text and every phrase are reduced the same way, and a text is a follow-up when nothing else than
a phrase is left of it. So whatever names something of its own (a deploy, a person, another error) is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import Hamming

from bot.core.followup import phrases, words
from bot.core.followup.reduced import (
    LETTERS,
    SHORTEST_MENDED,
    is_familiar,
    is_known,
    reduced,
    without_address,
    without_beside,
)
from bot.core.normalise import fold, is_han


class FollowUp(StrEnum):
    """What is asked about an error that was answered."""

    RETRY = "retry"
    STEPS = "steps"
    TICKET = "ticket"
    MEANING = "meaning"
    ACTOR = "actor"
    END_USER = "end-user"
    SOURCE = "source"
    SAMPLE = "sample"
    ENGLISH = "english"
    CHINESE = "chinese"


PHRASES: Final[Mapping[FollowUp, tuple[str, ...]]] = MappingProxyType(
    {
        FollowUp.RETRY: phrases.RETRY,
        FollowUp.STEPS: phrases.STEPS,
        FollowUp.TICKET: phrases.TICKET,
        FollowUp.MEANING: phrases.MEANING,
        FollowUp.ACTOR: phrases.ACTOR,
        FollowUp.END_USER: phrases.END_USER,
        FollowUp.SOURCE: phrases.SOURCE,
        FollowUp.SAMPLE: phrases.SAMPLE,
        FollowUp.ENGLISH: phrases.ENGLISH,
        FollowUp.CHINESE: phrases.CHINESE,
    }
)
LONGEST_OVERHEARD = 48  # characters of a text among people
LONGEST_ADDRESSED = 160  # characters of a text to the bot; a longer one says more than such a question
MOST_BESIDE = 5  # words beside a phrase, in a text to the bot; two Chinese characters count as one
MOST_UNKNOWN = 1.5  # of them, those that no such question has: more would be an error of its own
MOST_BETWEEN = 2  # words within it

# "how do I fix" and "what does ... mean" with a word more are questions about another error
_WHOLE = frozenset({FollowUp.STEPS, FollowUp.MEANING})
_SHORTCODE = re.compile(r":[a-z0-9_+\-]{1,30}:")
_DURATION = re.compile(
    r"(?<!\d)(?:in |after |for |every )?\d{1,3} ?"
    r"(?:mins?|minutes?|m|s|secs?|seconds?|h|hours?|days?|times?|分钟|秒钟?|小时|天|次)(?![a-z0-9])"
)
_OWN = re.compile(r"[\d{}=<>\\_]")  # a number, a field: the text has an error of its own
_ORDINALS: Final[Mapping[str, int]] = MappingProxyType(
    {
        word: place
        for place, words_ in enumerate(
            ("first 1st 一 1", "second 2nd 二 2", "third 3rd 三 3", "fourth 4th 四 4", "fifth 5th 五 5")
        )
        for word in words_.split()
    }
)
_ORDINAL = re.compile(
    r"(?:it is |it's |i mean |i pick |i choose |take |show |show me )?(?:the |number |option |choice |no\.? ?)?"
    r"(?P<ordinal>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)(?: one| option| choice)?(?: please)?"
    r"|(?:option|choice|number) (?P<number>[1-5])"
    r"|(?:是|选|应该是|我选|看)?第(?P<han>[一二三四五1-5])(?:个|条|项)?(?:吧|呢|吗)?"
)
_TELLING = frozenset("没不未已别谁了过你他她它无有")  # a Chinese character that is no slip of another
_ASKING_HAN = re.compile(r"怎么|什么|谁|哪|能否|几|多久|吗|请|要|给|来|有没有|何时|帮")


@dataclass(frozen=True, slots=True)
class _Question:
    """What a phrase asks. `marked` counts only with a question mark, `addressed` only to the bot."""

    kind: FollowUp
    marked: bool
    addressed: bool


def follow_up(text: str, addressed: bool) -> FollowUp | None:
    """What `text` asks about the error that the bot answered in the thread; None when it asks nothing of the kind.

    Overheard among people (`addressed` false) only a text of at most LONGEST_OVERHEARD characters counts
    that is such a question as a whole, and for which a colleague would be the wrong one to ask. To the
    bot it may have LONGEST_ADDRESSED, and a few words beside the question. A number or a field in it
    make it a text about an error of its own; the caller looks for those first.
    """
    plain = _plain(text, LONGEST_ADDRESSED if addressed else LONGEST_OVERHEARD)
    if not plain or _OWN.search(plain):
        return None
    said = reduced(plain)
    question = _questions().get(said.core)
    if not addressed:
        return question.kind if question and not question.addressed and (said.asked or not question.marked) else None
    wanted = without_address(said.core)
    question = question or _whole(wanted)
    return question.kind if question else _within(wanted, plain)


def bare_follow_up(text: str) -> FollowUp | None:
    """What a text asks that is such a question as a whole, and says no word of which error is meant."""
    plain = _plain(text, LONGEST_OVERHEARD)
    if not plain or _OWN.search(plain) or not is_familiar(plain):
        return None
    core = reduced(plain).core
    known = _questions()
    question = known.get(core) or known.get(without_address(core))
    return question.kind if question else None


def choice_of(text: str) -> int | None:
    """Which of several choices a text takes, from 0: "the second one", 第二个; None when it says nothing of the kind."""
    said = (
        _ORDINAL.fullmatch(_plain(text, LONGEST_OVERHEARD).rstrip(" .!?~")) if len(text) <= LONGEST_OVERHEARD else None
    )
    return _ORDINALS.get(said[said.lastgroup or 0]) if said else None


def warm() -> None:
    """Makes ready now what the first question would make ready, in about a tenth of a second."""
    _heard()
    _han_phrases()


def _plain(text: str, longest: int) -> str:
    """`text` folded, without emoji and time spans; "" when it is longer than `longest`."""
    trimmed = text.strip()
    if len(trimmed) > longest:
        return ""
    return _DURATION.sub(" ", _SHORTCODE.sub(" ", " ".join(fold(trimmed).split()))).strip()


def _whole(core: str) -> _Question | None:
    """The phrase that is all of the text, in Chinese with one wrong character at most."""
    known = _questions()
    if core in known or len(core) < SHORTEST_MENDED or not all(map(is_han, core)):
        return known.get(core)
    near = (phrase for phrase in _han_phrases().get(len(core), ()) if Hamming.distance(core, phrase) == 1)
    meant = next((phrase for phrase in near if _is_slip(core, phrase)), None)
    return known[meant] if meant else None


def _is_slip(core: str, phrase: str) -> bool:
    return all(one == other or one not in _TELLING for one, other in zip(core, phrase, strict=True))


def _within(core: str, plain: str) -> FollowUp | None:
    """What the longest phrase asks that stands in a text to the bot, beside a few words more."""
    if _is_stated(plain):
        return None
    starts = _heard()
    told = (pair for start in {*core.split(), *core} for pair in starts.get(start, ()))
    standing = [pair for pair in told if _stands_in(pair[0], core, pair[1].kind)]
    if not standing:
        return None
    phrase, question = max(standing, key=lambda pair: (_size(pair[0]), pair[0]))
    return question.kind if _is_most_of(phrase, core) else None


def _is_most_of(phrase: str, core: str) -> bool:
    """Whether a text says little beside a phrase of it."""
    beside = Counter(LETTERS.findall(core)) - Counter(LETTERS.findall(phrase))
    strange = sum(count for word, count in beside.items() if not (is_known(word) or word in words.BESIDE))
    han = (
        _count_han(without_beside(core.replace(phrase, "")))
        if phrase in core
        else _count_han(core) - _count_han(phrase)
    )
    return _size(core) - _size(phrase) <= MOST_BESIDE and strange + han / 2 <= MOST_UNKNOWN


def _stands_in(phrase: str, core: str, kind: FollowUp) -> bool:
    """Whether a text has the words of a phrase in their order, MOST_BETWEEN others between them at most."""
    if is_han(phrase[0]):
        if kind is not FollowUp.END_USER:  # 老外看不懂，来个英文的 isn't 看不懂英文
            return phrase in core
        said, wanted = list(core), list(phrase)
    else:
        said, wanted = core.split(), phrase.split()
    between = MOST_BETWEEN if len(wanted) > 2 else 0
    return any(_runs_from(said[start:], wanted, between) for start, word in enumerate(said) if word == wanted[0])


def _runs_from(said: Sequence[str], wanted: Sequence[str], between: int) -> bool:
    place = 0
    for word in said[: len(wanted) + between]:
        place += word == wanted[place]
        if place == len(wanted):
            return True
    return False


def _size(core: str) -> float:
    """How much is said: words, two Chinese characters to one."""
    return _count_han(core) / 2 + len(LETTERS.findall(core))


def _count_han(core: str) -> int:
    return sum(map(is_han, core))


def _is_stated(plain: str) -> bool:
    """Whether the text tells something rather than asks."""
    spoken = set(LETTERS.findall(plain.replace("'ll", " will")))
    if "?" in plain or not spoken.isdisjoint(words.ASKING) or _ASKING_HAN.search(plain):
        return False
    return not spoken.isdisjoint(words.STATED) or any(sign in plain for sign in words.STATED_HAN)


# --- the phrases, made ready once ----------------------------------------------------------------


@cache
def _questions() -> Mapping[str, _Question]:
    """Every phrase, reduced. Of several that reduce to one, the least demanding stands."""
    table: dict[str, _Question] = {}
    for kind, texts in PHRASES.items():
        for text in texts:
            phrase = reduced(fold(text.lstrip("@").rstrip("?")))
            question = _Question(kind, phrase.asked or text.endswith("?"), text.startswith("@"))
            known = table.get(phrase.core, question)
            lesser = (question.addressed, question.marked) < (known.addressed, known.marked)
            table[phrase.core] = question if lesser else known
    return MappingProxyType(table)


@cache
def _heard() -> Mapping[str, Sequence[tuple[str, _Question]]]:
    """The phrases that say enough to be heard among other words, by their first word or Chinese character."""
    by_start: dict[str, list[tuple[str, _Question]]] = {}
    for phrase, question in _questions().items():
        if question.kind not in _WHOLE and _is_clear(phrase, question):
            start = phrase[0] if is_han(phrase[0]) else phrase.split()[0]
            by_start.setdefault(start, []).append((phrase, question))
    return by_start


def _is_clear(phrase: str, question: _Question) -> bool:
    if question.addressed:
        return len(phrase.split()) > 1 or (is_han(phrase[0]) and len(phrase) > 3)
    return " " in phrase or phrase in words.TELLING or (is_han(phrase[0]) and len(phrase) > 2)


@cache
def _han_phrases() -> Mapping[int, Sequence[str]]:
    by_size: dict[int, list[str]] = {}
    for phrase in _questions():
        if all(map(is_han, phrase)):
            by_size.setdefault(len(phrase), []).append(phrase)
    return by_size
