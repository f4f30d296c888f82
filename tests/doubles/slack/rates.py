"""Rate limits as Slack's: token buckets, by channel for posts and by method for the rest."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from .settings import Rate

POST = "chat.postMessage"


class Rates:
    """Counts the calls of one app in one workspace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def wait(self, rate: Rate | None, method: str, channel: str) -> int:
        """0: let through. Else whole seconds to wait, at least 1, as Retry-After says them."""
        if rate is None:
            return 0
        if method == POST:
            return self._draw((method, channel), rate.per_second, rate.burst)
        if method in rate.per_minute:
            return self._draw((method, ""), rate.per_minute[method] / 60, rate.per_minute[method])
        return 0

    def _draw(self, bucket: tuple[str, str], per_second: float, size: float) -> int:
        now = self._clock()
        level, since = self._buckets.get(bucket, (size, now))
        level = min(size, level + (now - since) * per_second)
        self._buckets[bucket] = (level - 1 if level >= 1 else level, now)
        return 0 if level >= 1 else max(1, math.ceil((1 - level) / per_second))
