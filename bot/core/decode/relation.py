"""How a text beside a code relates to that code: its own message, or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from rapidfuzz import fuzz

from bot.core.decode.messages import Messages, comparable
from bot.core.entry import Entry

OWN_SCORE = 84.0
NEAR_SCORE = 62.0
OTHER_SCORE = 93.0  # likeness from which a text is another code's message
OTHER_MARGIN = 3.0
SHORTEST_TEXT = 2

# Words of wrappers and clients, which say that something failed but not what.
_EMPTY_WORDS = frozenset(
    """
    error err fail failed failure failing request response api call unknown exception baidu face msg message code
    invoke returned return service server status result null none undefined ok no data please try again retry later
    请 求 失 败 错 误 调 用 接 口 异 常 操 作 未 知 返 回 服 务 端 人 脸 识 别 百 度 稍 后 重 试 再 系 统 网 络 检 测 认 证 活 体 验 证
    """.split()
)


class Relation(IntEnum):
    """From nothing in common to the message itself."""

    FOREIGN = 0
    EMPTY = 1
    NEAR = 2
    OWN = 3


def relate(text: str, entries: Sequence[Entry]) -> tuple[Relation, float]:
    """How `text` relates to the entries of one code, and its likeness (0 to 100) to the nearest of them.

    EMPTY when there is no text, or none that says anything. The message, both descriptions and a
    longer text around them count.
    """
    said = comparable(text)
    if len(said) < SHORTEST_TEXT or _EMPTY_WORDS.issuperset(said.split()):
        own = max((likeness(said, entry) for entry in entries), default=0.0) if said else 0.0
        return (Relation.OWN, own) if own >= OWN_SCORE else (Relation.EMPTY, own)
    score = max((likeness(said, entry) for entry in entries), default=0.0)
    if score >= OWN_SCORE:
        return Relation.OWN, score
    if score >= NEAR_SCORE or _shares_words(said, entries):
        return Relation.NEAR, score
    return Relation.FOREIGN, score


def likeness(said: str, entry: Entry) -> float:
    """Likeness of a comparable text to what the entry says of itself, 0 to 100."""
    texts = (entry.message, entry.description.zh, entry.description.en)
    return max(_likeness(said, comparable(text)) for text in texts)


def _likeness(said: str, own: str) -> float:
    whole = fuzz.ratio(said, own)
    if len(said) > len(own) and len(own) >= SHORTEST_TEXT * 3:
        return max(whole, fuzz.partial_ratio(own, said) * 0.97)
    if len(own) > len(said) >= SHORTEST_TEXT * 4:
        return max(whole, fuzz.partial_ratio(said, own) * 0.9)
    return whole


def _shares_words(said: str, entries: Sequence[Entry]) -> bool:
    words = set(said.split()) - _EMPTY_WORDS
    own = {w for entry in entries for w in comparable(f"{entry.message} {entry.description.zh}").split()}
    shared = words & own - _EMPTY_WORDS
    return len(shared) * 2 >= max(2, len(words)) or any(len(word) >= 6 for word in shared)


def other_owner(text: str, messages: Messages, code: str, score: float) -> str:
    """The message of another code that `text` is, or "": the sign of a contradiction.

    `score` is how like the text is to what the code says of itself; another's must be likelier.
    """
    least = max(OTHER_SCORE, score + OTHER_MARGIN)
    if least > 100.0:
        return ""
    for known, _ in messages.nearest(text, least):
        if all(entry.code != code for entry in known.entries):
            return known.text
        return ""
    return ""
