"""The webhook as Telegram knows it: set, or taken away where updates are polled, however often that takes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog
from telegram import Bot

from bot.delivery.courier import DeliveryError, RefusedError, ThrottledError
from bot.platforms.telegram.calls import told
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.poller import ALLOWED
from bot.store.errors import UnavailableError

EVERY = 60.0  # seconds between looks at a webhook that is set
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between tries

_log = structlog.get_logger("errcode.telegram")


async def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Hook:
    """What Telegram shall know: the webhook's `url`, "" for none.

    `claim` says whether it is this process that sets it at the start: Telegram doesn't tell the secret that it has,
    so the first with new settings sets it, whatever stands there; the other replicas only look.
    """

    bot: Bot
    link: Link
    url: str = ""
    secret: str = field(default="", repr=False)
    claim: Callable[[], Awaitable[bool]] = _always

    async def run(self) -> None:
        """Keeps the webhook, until it is cancelled; without a `url` only until Telegram has none."""
        await self._persist(known=bool(self.url) and not await self._claimed())
        while self.url:
            self.link.up()
            await asyncio.sleep(EVERY)
            await self._persist(known=True)

    async def _persist(self, *, known: bool) -> None:
        """One success, however often that takes; why it fails is told by the link."""
        pause = FIRST_PAUSE
        while True:
            try:
                if not (known and await self._stands()):
                    await self._set()
            except DeliveryError as error:
                self.link.down(_reason(error))
                jittered = random.uniform(pause / 2, pause)  # noqa: S311 - jitter
                await asyncio.sleep(error.seconds if isinstance(error, ThrottledError) else jittered)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _claimed(self) -> bool:
        try:
            return await self.claim()
        except UnavailableError:
            return True  # once too often does no harm

    async def _stands(self) -> bool:
        """Whether Telegram still has it: a program that polls with the same token has taken it away."""
        info = await told(self.bot.get_webhook_info())
        if info.url == self.url:
            return True
        if not self.link.why:  # it stood before
            _log.warning("webhook_was_changed", reason="another program uses this token; stop it")
        return False

    async def _set(self) -> None:
        if self.url:
            kinds = list(ALLOWED)
            call = self.bot.set_webhook(
                self.url, allowed_updates=kinds, secret_token=self.secret, drop_pending_updates=False
            )
        else:
            call = self.bot.delete_webhook(drop_pending_updates=False)
        await told(call)


def _reason(error: DeliveryError) -> str:
    if isinstance(error, RefusedError):
        return f"Telegram refuses the webhook ({error}); mend TELEGRAM_WEBHOOK_URL"
    return f"Telegram can't be reached ({error})"
