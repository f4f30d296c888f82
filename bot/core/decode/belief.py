"""Whether a number is believed to be one of our codes, by what stands beside it.

Listening is strict: a wrong answer in a channel costs more than a missed one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.decode.fields import CodeField, Strength
from bot.core.decode.paste import LONG_CODE, Paste, is_in_trouble, says_error
from bot.core.decode.relation import Relation

EXACT_SCORE = 93.0  # likeness from which a message beside a small code is surely that code's
LIKE_SCORE = 75.0  # the same where the code is named error_code, and the message varied

_UNIT = re.compile(
    r"\s?(?:元|块|条|个|张|次|人|号楼|岁|分钟?|秒|天|年|月|日|ms\b|kb\b|mb\b|rows?\b|items?\b|users?\b|times\b|°|%)"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a code: how it relates to the code, how alike it is (0 to 100), whether it is a
    message at all, and the message of another of our codes that it is, or "".
    """

    relation: Relation
    score: float
    is_message: bool
    other: str = ""


def is_believable(place: CodeField, beside: Beside, paste: Paste, everyday: bool) -> bool:
    """Whether a number is our code. `everyday` says that its message is one that other software has, too."""
    if len(place.code) < LONG_CODE:
        return _is_believable_small(place, beside, paste, everyday)
    if beside.relation is Relation.FOREIGN and not beside.other:
        return place.strength >= Strength.SPOKEN and paste.marked
    if beside.relation is Relation.OWN or place.strength >= Strength.SPOKEN:
        return True
    if _UNIT.match(paste.text, place.end):
        return False
    if place.strength is Strength.WEAK:
        return beside.relation is Relation.NEAR or is_in_trouble(paste, place)
    return place.strength is Strength.PROSE and says_error(paste, place)


def _is_believable_small(place: CodeField, beside: Beside, paste: Paste, everyday: bool) -> bool:
    """A small code counts as a field's value, or beside its message."""
    own = beside.relation is Relation.OWN
    if place.strength is Strength.STRONG:
        near = beside.relation is Relation.NEAR and (beside.score >= LIKE_SCORE or paste.marked)
        empty = beside.relation is Relation.EMPTY and (not beside.is_message or paste.marked)
        return own or near or empty
    if not own or (beside.score < EXACT_SCORE and not paste.marked):
        spoken = place.strength is Strength.SPOKEN and not _is_errno(place, paste)
        return spoken and paste.marked and not beside.is_message
    return paste.marked or not everyday


def _is_errno(place: CodeField, paste: Paste) -> bool:
    """Whether it may be the operating system's: small codes are all taken there ("[Errno 111] Connection refused")."""
    return "errno" in paste.text[place.start : place.end].lower()
