"""Telegram's flood limits: token buckets per chat, per group and overall."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from .settings import Rate

_COUNTED = ("send", "edit", "copy", "forward")


class Rates:
    """Counts the sends and edits of one bot."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, rate: Rate | None, method: str, chat: str) -> int:
        """0: let through, and counted. Else whole seconds to wait, at least 1; a refused call doesn't count."""
        if rate is None or not chat or not method.startswith(_COUNTED) or method == "sendchataction":
            return 0
        drawn = {f"chat {chat}": (rate.per_second, float(rate.burst)), "": (float(rate.overall), float(rate.overall))}
        if chat.startswith("-"):
            drawn[f"group {chat}"] = (rate.per_group_minute / 60, float(rate.per_group_minute))
        now = self._clock()
        levels = {name: self._level(name, *bucket, now) for name, bucket in drawn.items()}
        short = [(1 - level) / drawn[name][0] for name, level in levels.items() if level < 1]
        if short:
            return max(1, math.ceil(max(short)))
        self._buckets |= {name: (level - 1, now) for name, level in levels.items()}
        return 0

    def _level(self, name: str, per_second: float, size: float, now: float) -> float:
        level, since = self._buckets.get(name, (size, now))
        return min(size, level + (now - since) * per_second)
