"""Long polling that confirms an update only once it is stored.

The library's own loop confirms a batch before anybody has handled it, stops without a word when the token
is refused, and can be wedged by one update that it can't decode. Here the updates are plain JSON, and the
next question, which confirms them, is asked when all of them are stored.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.platforms.telegram.link import Link
from bot.platforms.telegram.updates import chat_of
from bot.store import leases
from bot.store.engine import SQLITE
from bot.store.errors import UnavailableError
from bot.store.store import Store, now

ALLOWED: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
)
WAIT = 10  # seconds that Telegram holds the question when there is nothing to tell
PATIENCE = 10.0  # seconds more before the answer counts as lost
LEASE = 8.0  # seconds for which one process alone polls, even if it dies at once
RENEW = 2.0  # seconds after which it renews that, and the others look whether it still does
MOST_TRIES = 3  # for an update that breaks its handling; then it is left out, and counted
LONGEST_PAUSE = 30.0  # seconds between two tries to reach Telegram

_log = structlog.get_logger("errcode.telegram")

Update = dict[str, Any]


@dataclass(slots=True)
class Poller:
    """Polls as long as it runs, if no other process does. `base` is the Bot API's address with the token in it."""

    base: str = field(repr=False)
    store: Store
    owner: str
    name: str  # of the lease
    take: Callable[[Mapping[str, Any]], Awaitable[None]]
    link: Link
    request: HTTPXRequest
    _mine: asyncio.Event = field(default_factory=asyncio.Event)
    _offset: int = 0
    _failures: int = 0
    _tries: dict[int, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Until it is cancelled."""
        keeping = asyncio.create_task(self._keep_lease())
        try:
            while True:
                await self._mine.wait()
                updates = await self._asked()
                if updates:
                    await self._handle(updates)
                else:
                    self._offset = 0  # all are confirmed, and after a quiet week the numbers begin anywhere
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._give_up()

    async def _keep_lease(self) -> None:
        """Renews the lease beside the polling, however long a question or its updates take; or waits to get it."""
        while True:
            try:
                await self._look_at_lease()
            except UnavailableError as error:
                self.link.down(f"the database: {error.public}")
                self._mine.clear()
            except Exception as error:  # noqa: BLE001 - without this loop nobody polls, or two do
                _log.error("lease_broke", error=type(error).__name__)
            await asyncio.sleep(RENEW)

    async def _look_at_lease(self) -> None:
        if await self._holds_lease():
            self._mine.set()
        else:
            self._mine.clear()
            self.link.up()  # another replica polls, and that is well

    async def _holds_lease(self) -> bool:
        """Whether this process may poll: two that do take each other's updates. A SQLite file is one process's alone."""
        if self.store.dialect == SQLITE:
            return True
        async with self.store.begin() as conn:
            moment = await now(conn)
            return await leases.hold(conn, self.name, self.owner, moment, moment + LEASE)

    async def _asked(self) -> list[Update]:
        """What is new; nothing after a failure, and then not at once. It is up when what there is, is stored."""
        try:
            updates = await self._fetch()
        except TelegramError as error:
            self._failures += 1
            self.link.down(_reason(error))
            await asyncio.sleep(_pause(error, self._failures))
            return []
        self._failures = 0
        if not updates:
            self.link.up()
        return updates

    async def _fetch(self) -> list[Update]:
        wait = 0 if self.link.why else WAIT  # whether it is up again is known at once, however quiet the chats are
        asked = {"offset": self._offset, "timeout": wait, "allowed_updates": json.dumps(ALLOWED)}
        payload = await self.request.retrieve(
            f"{self.base}/getUpdates?{urlencode(asked)}", read_timeout=WAIT + PATIENCE
        )
        try:
            found = json.loads(payload)["result"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise TelegramError("an answer that is no JSON") from None
        updates = [update for update in found if _number(update) is not None] if isinstance(found, list) else []
        if found and not updates:
            raise TelegramError("updates without a number")  # which nobody can confirm: they come again at once
        return updates

    async def _handle(self, updates: Sequence[Update]) -> None:
        """Each chat's updates in their order, the chats side by side; the first that isn't stored is asked for again."""
        chats: dict[str, list[Update]] = {}
        for update in updates:
            chats.setdefault(chat_of(update), []).append(update)
        left = [number for number in await asyncio.gather(*map(self._one_chat, chats.values())) if number is not None]
        self._offset = min(left, default=max(number for number in map(_number, updates) if number is not None) + 1)
        if left:
            await asyncio.sleep(_pause(None, 1))
        else:
            self.link.up()

    async def _one_chat(self, updates: Sequence[Update]) -> int | None:
        """The number of the first update that has to come again."""
        for update in updates:
            number = _number(update)
            assert number is not None
            try:
                await self.take(update)
            except UnavailableError as error:
                self.link.down(f"the database: {error.public}")
                return number
            except Exception as error:  # noqa: BLE001 - one update must never stop the others
                self._tries[number] = self._tries.get(number, 0) + 1
                _log.error("update_broke", update=number, tries=self._tries[number], error=type(error).__name__)
                if self._tries[number] < MOST_TRIES:
                    return number
            self._tries.pop(number, None)
        return None

    async def _give_up(self) -> None:
        try:
            async with self.store.begin() as conn:
                await leases.release(conn, self.name, self.owner)
        except UnavailableError:
            _log.info("lease_left_to_lapse")


def _number(update: object) -> int | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _reason(error: TelegramError) -> str:
    """Why updates don't come in, in words that say what to do; never the address, which holds the token."""
    match error:
        case InvalidToken():
            return "Telegram refuses the token; set TELEGRAM_BOT_TOKEN to the one that BotFather shows"
        case Conflict():
            return "another program polls with this token, or a webhook is set; stop it"
        case RetryAfter():
            return "Telegram asks to wait"
        case _:
            return f"Telegram can't be reached ({type(error.__cause__ or error).__name__})"


def _pause(error: TelegramError | None, failures: int) -> float:
    if isinstance(error, RetryAfter):
        seconds = error.retry_after
        return min(LONGEST_PAUSE, float(seconds) if isinstance(seconds, int | float) else seconds.total_seconds())
    bound = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8))
    return random.uniform(bound / 2, bound)  # noqa: S311 - jitter
