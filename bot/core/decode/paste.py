"""A paste made ready, and what stands around a place in it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.decode.fields import CodeField, MessageField, Strength
from bot.core.decode.messages import Occurrence
from bot.core.decode.spans import Spans
from bot.core.entry import Entry
from bot.core.normalise import fold

LONG_CODE = 5  # digits; a shorter code is an ordinary number wherever nothing names it
PAIRED = 400  # characters between a code and the message field that belongs to it
BESIDE = 120  # characters between a code and a message without a field
TOUCHING = 12  # the same where they must belong together: "[18] Open api qps request limit reached"
SHORTEST_DESCRIPTION = 4  # Chinese characters that are telling beside a code

_ERRORISH = re.compile(
    r"err(?!and|atum)|fail|exception|warn|fatal|panic|critical|alert|caused by|raise|reject|denied|throw|abort|refus"
    r"|retry|giving up|gave up|\bshow(?:s|n|ed)?\b|\bdisplays?\b|错|失败|异常|报|告警|警告|原因|返回|提示|⚠|❌|🔴",
    re.IGNORECASE,
)
_SAID = re.compile(r"err|exception|报|错误|异常|fehler|erreur|エラー", re.IGNORECASE)
# What sets a message off from its sentence: punctuation, or English in the middle of Chinese.
_OPENED = re.compile(r"(?:[\"'`:=\])>|,\-–—]\s*(?:the\s)?|[\u4e00-\u9fff]\s?)$", re.IGNORECASE)
_CLOSED = re.compile(r"\s?[\"'`)\]}.,;!?|<(/，。；？\u4e00-\u9fff]|\s*$")
_NEXT = re.compile(r"[\n\d]")
_ELSEWHERE = re.compile(r"[\n{}]|(?:^|[\s;])caused by", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paste:
    """A paste's plain text, its message fields, the messages that occur in it, and whether anything in it
    shows that it is about this vendor.
    """

    text: str
    messages: Spans[MessageField]
    occurrences: Spans[Occurrence]
    marked: bool


def bounds(item: MessageField | Occurrence) -> tuple[int, int]:
    """Where an item lies."""
    return item.start, item.end


def message_beside(paste: Paste, place: CodeField, named: Sequence[int]) -> MessageField | None:
    """The message field that belongs to a code: the nearest one with no other code between.

    `named` are the places where the fields of codes begin, in order.
    """
    before, after = _neighbours(named, place)
    best: tuple[int, MessageField] | None = None
    for message in paste.messages.near(max(before, place.start - PAIRED), min(after, place.end + PAIRED)):
        low, high = (place.end, message.start) if message.start >= place.end else (message.end, place.start)
        if high - low > PAIRED or message.start > after or message.end <= before:
            continue
        if low > high and not (message.start <= place.start and place.end <= message.end):
            continue
        distance = max(0, high - low) + 1_000 * len(_ELSEWHERE.findall(paste.text[low:high]))
        if best is None or distance < best[0]:
            best = (distance, message)
    return best[1] if best else None


def _neighbours(named: Sequence[int], place: CodeField) -> tuple[int, int]:
    """Where the nearest fields of codes before and after a place begin: -1 and a far place for none."""
    before = bisect_left(named, place.start)
    after = bisect_left(named, place.end)
    return named[before - 1] if before else -1, named[after] if after < len(named) else sys.maxsize


def message_touching(paste: Paste, place: CodeField) -> MessageField | None:
    """One of our messages right behind a code, such as "222302: system error"."""
    for occurrence in paste.occurrences.near(place.end, place.end, TOUCHING):
        between = paste.text[place.end : occurrence.start]
        if place.end <= occurrence.start and not _NEXT.search(between):
            return MessageField(occurrence.known.text, occurrence.start, occurrence.end)
    return None


def has_own_words(paste: Paste, place: CodeField, entries: Sequence[Entry]) -> bool:
    """Whether one of a code's own messages or Chinese descriptions stands right beside it."""
    named = place.strength is not Strength.BARE
    reach = BESIDE if named or len(place.code) >= LONG_CODE else TOUCHING
    for occurrence in paste.occurrences.near(place.start, place.end, reach):
        if all(entry.code != place.code for entry in occurrence.known.entries):
            continue
        if occurrence.start >= place.end:
            between = paste.text[place.end : occurrence.start]
        else:
            between = paste.text[occurrence.end : place.start]
        if len(between) <= reach and between.count("\n") <= 1:
            return True
    return _is_described(paste, place, entries)


def _is_described(paste: Paste, place: CodeField, entries: Sequence[Entry]) -> bool:
    before = paste.text[max(0, place.start - 40) : place.start]
    after = paste.text[place.end : place.end + 60].split("\n")[0]
    near = fold(f"{before} {after}")
    descriptions = (entry.description.zh for entry in entries)
    return any(len(said) >= SHORTEST_DESCRIPTION and fold(said)[:12] in near for said in descriptions)


def in_message_field(paste: Paste, occurrence: Occurrence) -> bool:
    """Whether a message stands within a message field."""
    fields = paste.messages.near(occurrence.start, occurrence.end)
    return any(field.start <= occurrence.start and occurrence.end <= field.end + 1 for field in fields)


def is_a_line(paste: Paste, occurrence: Occurrence) -> bool:
    """Whether a message is all that its line says."""
    before, after = _around(paste, occurrence)
    return not before.strip(" \t-*•>") and not after.strip(" \t.。!！")


def is_reported(paste: Paste, occurrence: Occurrence) -> bool:
    """Whether a message is set off from its sentence, where trouble or the vendor is spoken of."""
    before, after = _around(paste, occurrence)
    if not (_OPENED.search(before) and _CLOSED.match(after)):
        return False
    return paste.marked or bool(_ERRORISH.search(before) or _ERRORISH.search(after))


def _around(paste: Paste, occurrence: Occurrence) -> tuple[str, str]:
    """The rest of the line before and after a message, as far as it matters."""
    before = paste.text[max(0, occurrence.start - 80) : occurrence.start].rsplit("\n", 1)[-1]
    after = paste.text[occurrence.end : occurrence.end + 40].split("\n", 1)[0]
    return before, after


def is_in_trouble(paste: Paste, place: CodeField) -> bool:
    """Whether the line of a place speaks of trouble, or the paste of the vendor."""
    start = paste.text.rfind("\n", 0, place.start) + 1
    end = paste.text.find("\n", place.end)
    line = paste.text[max(start, place.start - 300) : min(len(paste.text) if end < 0 else end, place.end + 300)]
    return paste.marked or bool(_ERRORISH.search(line))


def says_error(paste: Paste, place: CodeField) -> bool:
    """Whether the word before a number calls it an error ("error 223120"), or the paste speaks of the vendor."""
    return paste.marked or bool(_SAID.search(paste.text[place.start : place.end]))


def is_spoken_for(span: tuple[int, int], taken: Spans[tuple[int, int]], reach: int, text: str) -> bool:
    """Whether a stretch of the text overlaps one that is taken, or lies within `reach` of it on its line."""
    for start, end in taken.near(*span, reach):
        if span[0] < end and start < span[1]:
            return True
        low, high = (end, span[0]) if end <= span[0] else (span[1], start)
        if reach and high - low <= reach and "\n" not in text[low:high].strip("\n"):
            return True
    return False
