"""What a stand-in saw, in order: the evidence that the checker and the tests read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What can happen. People: ASKED to WITHDRAWN; the platform: SENT to LINK_DOWN; the bot: POSTED on."""

    ASKED = "asked"  # a person (or another app) wrote; `wanted` says whether the bot should answer
    REWRITTEN = "rewritten"  # ... edited it
    WITHDRAWN = "withdrawn"  # ... deleted it
    SENT = "sent"  # one attempt to deliver; `name` is the event_id or trigger_id
    ACKED = "acked"  # the bot confirmed it; detail "late": after the platform had stopped waiting
    GIVEN_UP = "given up"  # the last attempt went unconfirmed
    LINK_UP = "link up"
    LINK_DOWN = "link down"
    POSTED = "posted"  # visible to the channel
    WHISPERED = "whispered"  # visible to `author`'s eyes alone
    EDITED = "edited"
    DELETED = "deleted"
    CALLED = "called"  # one request; `name` is the method, `detail` "ok", the error or the HTTP status
    FAULT = "fault"  # trouble made on purpose; `name` is the method, `detail` the trouble
    MENTION = "mention"  # the bot's words would ping somebody, or hold markup that should have been escaped
    PREVIEW = "preview"  # the bot's words would open a link preview
    CUT = "cut"  # the post was made, but its caller can't know; detail "late": it was made after the caller had gone
    KILLED = "killed"  # a bot was killed, as who does so has noted; `name` says which


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history. `at` is monotonic seconds; texts that don't apply are ""."""

    kind: Kind
    at: float
    channel: str = ""
    message: str = ""  # the message it is about
    thread: str = ""  # the root of that message's thread, "" outside of threads
    author: str = ""
    text: str = ""  # everything readable in it
    name: str = ""
    attempt: int = 0  # 0 is the first
    marker: str = ""  # by which the bot knows its own post again
    wanted: bool = True
    tag: str = ""  # a text that occurs in the right answer and in no other
    detail: str = ""

    def __str__(self) -> str:
        """One line, without what is empty."""
        said = {name: getattr(self, name) for name in self.__slots__[2:]}
        return f"{self.at:.3f} {self.kind} " + " ".join(f"{name}={value!r}" for name, value in said.items() if value)


class History:
    """The happenings so far; written and read in one event loop (a thread asks through its server)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: list[Happening] = []
        self.listener: Callable[[], None] = lambda: None

    def add(self, kind: Kind, **what: Any) -> Happening:
        """Appends a happening of now."""
        line = Happening(kind, self._clock(), **what)
        self._lines.append(line)
        self.listener()
        return line

    def of(self, *kinds: Kind, **what: object) -> list[Happening]:
        """Those of these kinds (all kinds when none is named) whose fields are as given, in order."""
        return [
            line
            for line in self._lines
            if (not kinds or line.kind in kinds) and all(getattr(line, field) == value for field, value in what.items())
        ]

    def clear(self) -> None:
        """Forgets everything: long runs check in pieces."""
        self._lines.clear()

    def __iter__(self) -> Iterator[Happening]:
        return iter(tuple(self._lines))

    def __len__(self) -> int:
        return len(self._lines)
