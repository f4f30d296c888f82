"""Whether a platform lets us in: waited for as long as waiting can help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeVar

import structlog

from bot.doctor import Check, report
from bot.platforms.unfit import UnfitError

FIRST_PAUSE: Final = 1.0  # seconds before the second try, doubling from then on
LONGEST_PAUSE: Final = 30.0  # seconds between two tries

_log = structlog.get_logger("errcode.platform")

_Who_co = TypeVar("_Who_co", covariant=True)


class Found(Protocol[_Who_co]):
    """What a look at the platform found, and who we are there: None when it didn't say."""

    @property
    def checks(self) -> Sequence[Check]:
        """What is right and what is wrong."""

    @property
    def identity(self) -> _Who_co | None:
        """Who we are."""


async def admitted(platform: str, look: Callable[[], Awaitable[Found[_Who_co]]]) -> _Who_co:
    """Who we are, once the platform says so and nothing is wrong; each reason to wait is logged once.

    Raises UnfitError, with the doctor's report, for what waiting won't mend.
    """
    pause, told = FIRST_PAUSE, ""
    while True:
        found = await look()
        wrong = [check for check in found.checks if not check.ok]
        if found.identity is not None and not wrong:
            return found.identity
        reason = " ".join(check.what for check in wrong)
        if any(not check.passing for check in wrong) or not wrong:
            raise UnfitError(report(found.checks), reason)
        if reason != told:
            _log.warning("platform_awaited", platform=platform, reason=reason)
        told = reason
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)
