"""Updates that wait for the bot: polled one after the other, or delivered to its webhook."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.doubles.happenings import Kind

from .chats import Chats

Json = dict[str, Any]

_ONLY_ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST = 700_000_001


@dataclass(slots=True)
class Update:
    """One update: `number` orders it, `body` goes over the wire."""

    number: int
    body: Any
    chat: str = ""
    message: str = ""
    attempts: int = 0

    @property
    def about(self) -> dict[str, str]:
        """What history says of it."""
        return {"name": str(self.number), "channel": self.chat, "message": self.message}


class Updates:
    """The updates that are not confirmed yet, in order."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._next = _FIRST + chats.settings.seed
        self.pending: dict[int, Update] = {}
        self.allowed: frozenset[str] = frozenset()  # none: all but those on demand
        self.arrived = asyncio.Event()
        self.listener: Callable[[Update], object] = lambda _: None

    def publish(self, kind: str, content: Any, chat: int | str, message: int | str = "") -> int:
        """Queues an update of that kind for the bot; its number, 0 when the bot doesn't want the kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _ONLY_ON_DEMAND
        return self.add({kind: content}, str(chat), str(message)) if wanted else 0

    def add(self, body: Any, chat: str = "", message: str = "") -> int:
        """Queues any update; one that is an object without update_id gets it. Its number."""
        number, self._next = self._next, self._next + 1
        told = {"update_id": number, **body} if isinstance(body, dict) else body
        update = self.pending[number] = Update(number, told, chat, message)
        self.arrived.set()
        self.listener(update)
        return number

    def skip(self, count: int) -> None:
        """The next update's number is so much greater, as happens on Telegram."""
        self._next += count

    def allow(self, kinds: Iterable[str] | None) -> None:
        """From now on these kinds; none: the usual ones; None: as before."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def after(self, offset: int, limit: int) -> list[Update]:
        """What a poll gets; it confirms all below `offset`. A negative one keeps only so many from the end."""
        if offset < 0:
            numbers = list(self.pending)[offset:]
            offset = numbers[0] if numbers else 0
        for number in list(itertools.takewhile(lambda number: number < offset, self.pending)):
            self.confirm(self.pending[number])
        return list(itertools.islice(self.pending.values(), limit))

    def sent(self, update: Update) -> int:
        """Records an attempt to deliver it; its number from 0."""
        attempt, update.attempts = update.attempts, update.attempts + 1
        kind = next((name for name in update.body if name != "update_id"), "") if isinstance(update.body, dict) else ""
        self._chats.history.add(Kind.SENT, attempt=attempt, detail=kind, **update.about)
        return attempt

    def confirm(self, update: Update) -> None:
        """The bot has it."""
        if self.pending.pop(update.number, None) is not None:
            detail = "" if update.attempts else "unseen"
            self._chats.history.add(Kind.ACKED, attempt=update.attempts - 1, detail=detail, **update.about)
