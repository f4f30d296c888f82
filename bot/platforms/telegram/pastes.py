"""Pastes that are too long for one message: put together from what the sender's client made of them.

Nothing in the messages says that they belong together, only that they are long and follow each other at once.
Clients cut at the last good place, an empty line or the end of a line, which may stand in the middle of the 4,096
units (so Telegram's own for the desktop), and only where there is none at the limit itself.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from bot.core.desk import Mode
from bot.delivery.inbound import Inbound, Place
from bot.platforms.telegram.text import units

LIMIT: Final = 4_096  # UTF-16 units of a message; what is longer was read from a file
FULL: Final = 4_095  # units of a part that was cut in the middle of a line: LIMIT, less half a surrogate pair
LONG: Final = 3_900  # units from which on a message probably goes on, and its answer waits
HALF: Final = 2_048  # units from which on it may go on; its answer doesn't wait, but can still be revised
WAIT: Final = 1.2  # seconds that an answer waits for the next part
DONE: Final = 0.01  # seconds that it still waits once the last part is there; any wait counts anew
LATEST: Final = 1.5  # seconds after a part within which the next one comes
KEPT: Final = 600.0  # seconds in which parts that come again, or are edited, are known
MOST_PARTS: Final = 10
MOST_TEXT: Final = 40_000  # characters of a paste
MOST_SENDERS: Final = 1_000  # in memory
MOST_KEPT: Final = 2_000_000  # characters in memory

_Key: TypeAlias = tuple[Place, str, str]


@dataclass(slots=True)
class _Paste:
    """A paste of which `parts` are known, by message, in their order; it goes on while it is `open`."""

    first: Inbound
    parts: dict[int, str]
    at: float
    open: bool = True

    @property
    def size(self) -> int:
        return sum(map(len, self.parts.values()))


class Pastes:
    """The pastes of the last moments, by place, topic and sender."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, _Paste] = OrderedDict()
        self._size = 0

    def join(self, inbound: Inbound, now: float) -> Inbound:
        """`inbound`, or the first message of the paste that it is a part of, with the text of all parts so far.

        `now` is in seconds of any clock that doesn't run backwards. What continues a paste is an edit of its first
        message, `edited` being "part:<message id>", so that it revises the answer; an edited part gives the whole
        with that part's new text. `hold` is WAIT after a part that is LONG, and DONE after a shorter one. What goes
        beyond MOST_PARTS or MOST_TEXT begins a paste of its own.
        """
        if not inbound.message.isdecimal():
            return inbound
        key, message = (inbound.place, inbound.thread.partition(":")[0], inbound.author), int(inbound.message)
        paste = self._known.get(key)
        if paste and message in paste.parts:
            return self._changed(paste, inbound, message)
        if inbound.edited or not inbound.text:
            return inbound
        if paste and _continues(paste, inbound, now):
            paste.parts[message], paste.at = inbound.text, now
            paste.open = units(inbound.text) >= HALF  # a short one is the tail
        elif _begins(inbound):
            self._drop(key)
            paste = self._known[key] = _Paste(inbound, {message: inbound.text}, now)
        else:
            return inbound
        self._size += len(inbound.text)
        self._known.move_to_end(key)
        self._forget(now)
        return _whole(paste, message)

    def _changed(self, paste: _Paste, inbound: Inbound, message: int) -> Inbound:
        """A part that comes again, or was edited."""
        if inbound.edited:
            self._size += len(inbound.text) - len(paste.parts[message])
            paste.parts[message] = inbound.text
        return _whole(paste, message, inbound.edited)

    def _forget(self, now: float) -> None:
        """The oldest stand first."""
        while len(self._known) > 1:
            key, oldest = next(iter(self._known.items()))
            if now - oldest.at <= KEPT and len(self._known) <= MOST_SENDERS and self._size <= MOST_KEPT:
                break
            self._drop(key)

    def _drop(self, key: _Key) -> None:
        paste = self._known.pop(key, None)
        self._size -= paste.size if paste else 0


def _begins(inbound: Inbound) -> bool:
    """Whether more may follow. Bots and channels cut their messages at the limit, if at all."""
    return (HALF if inbound.author else LONG) <= units(inbound.text) <= LIMIT


def _continues(paste: _Paste, inbound: Inbound, now: float) -> bool:
    """Whether it is the next part: what is addressed by itself isn't, unless the first was so too."""
    alike = inbound.mode is Mode.LISTEN or (
        inbound.mode is paste.first.mode and inbound.reply_to in ("", paste.first.reply_to)
    )
    room = len(paste.parts) < MOST_PARTS and paste.size + len(paste.parts) + len(inbound.text) <= MOST_TEXT
    soon = paste.open and now - paste.at <= LATEST
    a_part = units(inbound.text) <= LIMIT and int(inbound.message) > next(reversed(paste.parts))
    return alike and room and soon and a_part


def _whole(paste: _Paste, message: int, edited: str = "") -> Inbound:
    """The first message with everything in it, after `message` has come or was edited."""
    parts = list(paste.parts.values())
    more = len(parts) > 1
    hold = WAIT if paste.open and units(parts[-1]) >= LONG else DONE if more else 0.0
    version = edited or (f"part:{message}" if more else "")
    return replace(paste.first, text=_joined(parts), edited=version, hold=hold)


def _joined(parts: list[str]) -> str:
    """A full part was cut anywhere, a shorter one where a line ended: there the client has removed the line's end."""
    joints = ("" if units(part) >= FULL else "\n" for part, _ in pairwise(parts))
    return parts[0] + "".join(joint + part for joint, part in zip(joints, parts[1:], strict=True))
