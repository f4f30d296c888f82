"""One call of the Bot API, and what its failure means.

python-telegram-bot calls a refusal (BadRequest) a network error, and puts what the network did into the
error's cause; so both are told apart here, once.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final, TypeVar

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.delivery.courier import (
    DeliveryError,
    DoubtfulError,
    MovedError,
    RefusedError,
    ThrottledError,
    UnsentError,
)

LONGEST_PAUSE: Final = 300.0  # seconds that Telegram may ask for in one go
LONGEST_REASON: Final = 120  # characters of Telegram's own words that are kept

# httpx raises these before anything has left: a connection that didn't come about, or none that was free.
_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

_T = TypeVar("_T")


async def told(call: Awaitable[_T]) -> _T:
    """What Telegram answered. Raises DeliveryError; its text is Telegram's refusal, or an error's name."""
    try:
        return await call
    except TelegramError as error:
        raise delivery_error(error) from None  # what it was raised from may hold the address, and that the token


def delivery_error(error: TelegramError) -> DeliveryError:
    """What a failure means for who sent it."""
    match error:
        case RetryAfter():
            return ThrottledError(_seconds(error))
        case ChatMigrated():
            return MovedError(str(error.new_chat_id))
        case BadRequest() | Forbidden():
            return RefusedError(error.message[:LONGEST_REASON].lower())
        case InvalidToken() | EndPointNotFound() | Conflict():
            return UnsentError(type(error).__name__)
        case NetworkError() if isinstance(error.__cause__, _UNSENT):
            return UnsentError(type(error.__cause__).__name__)
        case _:
            return DoubtfulError(type(error.__cause__ or error).__name__)


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    seconds = float(pause) if isinstance(pause, int | float) else pause.total_seconds()
    return min(max(seconds, 0.1), LONGEST_PAUSE)
