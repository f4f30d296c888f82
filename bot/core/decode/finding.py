"""What a decoder finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.answer import By, Context
from bot.core.entry import Entry, EntryKey


@dataclass(frozen=True, slots=True)
class Finding:
    """One documented error located in a paste.

    `entries` are several when the code has several rows that the paste doesn't tell apart, or when
    a message without a code belongs to several codes. `count` is 1 or more, `score` 0 to 100.
    `disbelieved` is what stood beside it and is another error's: the message, or, where the finding
    rests on the message, the code; "" when nothing contradicts it.
    """

    entries: tuple[Entry, ...]
    by: By
    score: float
    evidence: str
    start: int
    count: int = 1
    disbelieved: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a paste holds, in order of appearance.

    `refused` are numbers in code fields that aren't believed to be ours; `foreign` are those of
    them that are our codes beside a message which is somebody else's; `mentions` are our messages
    wherever they stand whole, which is how they count in a text that is addressed to the bot.
    """

    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    mentions: tuple[Finding, ...] = ()
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class Located:
    """What a paste holds, one by one: `places` are its findings unmerged, at offsets in `text`, the unwrapped paste."""

    text: str
    places: tuple[Finding, ...]
    decoded: Decoded


def name_of(finding: Finding) -> tuple[EntryKey, ...]:
    """What makes two findings the same error."""
    return tuple(entry.key for entry in finding.entries)


def merge(findings: Sequence[Finding]) -> list[Finding]:
    """Each error once, at its first place, with the sum of its counts."""
    merged: dict[tuple[EntryKey, ...], Finding] = {}
    for finding in findings:
        name = name_of(finding)
        known = merged.get(name)
        merged[name] = _both(known, finding) if known else finding
    return list(merged.values())


def _both(first: Finding, again: Finding) -> Finding:
    return replace(
        first,
        score=max(first.score, again.score),
        count=first.count + again.count,
        disbelieved=first.disbelieved or again.disbelieved,
    )
