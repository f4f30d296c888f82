"""How often something happened in each stretch of time, in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core.decode.times import Instant, Reckoning

MOST_BUCKETS: Final = 60
MOST_KEPT: Final = 20_000  # counts kept; beyond them, seconds become minutes, then hours, then days

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_GRAINS: Final = (1, _MINUTE, _HOUR, _DAY, 30 * _DAY, 3650 * _DAY)
_STEPS: Final = (
    *(1, 2, 5, 10, 30),
    *(_MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, 2 * _DAY, 7 * _DAY, 30 * _DAY, 365 * _DAY, 3650 * _DAY),
)
_ORIGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - the zero of every reckoning


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts in buckets of `step` seconds, MOST_BUCKETS of them at most; `start` is where the first one begins.

    `first` and `last` are the first and the last instant that was counted, in the same reckoning. `counts` has
    a row for each thing that was counted, each with a count for every bucket. `left_out` is how often no time, or
    one of another reckoning, was said.
    """

    reckoning: Reckoning
    start: datetime
    step: int
    counts: tuple[tuple[int, ...], ...]
    first: datetime
    last: datetime
    left_out: int = 0

    def bucket_start(self, bucket: int) -> datetime:
        """Where the bucket of that number, from 0, begins."""
        return self.start + timedelta(seconds=bucket * self.step)


class Moments:
    """Counts instants of numbered things as they come."""

    def __init__(self) -> None:
        self._grain = 0
        self._counts: Counter[tuple[Reckoning, int, int]] = Counter()  # reckoning, thing, slot
        self._ends: dict[Reckoning, tuple[datetime, datetime]] = {}
        self._untimed = 0

    def add(self, thing: int, instant: Instant | None) -> None:
        """Counts the thing of that number, from 0, once more."""
        if instant is None:
            self._untimed += 1
            return
        slot = int((instant.at - _ORIGIN).total_seconds()) // _GRAINS[self._grain]
        self._counts[instant.reckoning, thing, slot] += 1
        first, last = self._ends.get(instant.reckoning, (instant.at, instant.at))
        self._ends[instant.reckoning] = (min(first, instant.at), max(last, instant.at))
        while len(self._counts) > MOST_KEPT and self._grain < len(_GRAINS) - 1:
            self._coarsen()

    def timeline(self, things: int) -> Timeline | None:
        """The counts of so many things, in the reckoning that most times are in; None without any time."""
        totals: Counter[Reckoning] = Counter()
        for (reckoning, _, _), count in self._counts.items():
            totals[reckoning] += count
        if not totals:
            return None
        reckoning, timed = totals.most_common(1)[0]
        first, last = self._ends[reckoning]
        step = self._step(first, last)
        origin = _seconds(first) // step
        counts = [[0] * (_seconds(last) // step - origin + 1) for _ in range(things)]
        for (other, thing, slot), count in self._counts.items():
            if other is reckoning and thing < things:
                at = max(slot * _GRAINS[self._grain], _seconds(first))
                counts[thing][at // step - origin] += count
        left_out = self._untimed + totals.total() - timed
        start = _ORIGIN + timedelta(seconds=origin * step)
        return Timeline(reckoning, start, step, tuple(map(tuple, counts)), first, last, left_out)

    def _step(self, first: datetime, last: datetime) -> int:
        """The finest step that gives at most MOST_BUCKETS, and is no finer than what was kept."""
        begin, end = _seconds(first), _seconds(last)
        steps = (step for step in _STEPS if step >= _GRAINS[self._grain])
        return next((step for step in steps if end // step - begin // step < MOST_BUCKETS), _STEPS[-1])

    def _coarsen(self) -> None:
        factor = _GRAINS[self._grain + 1] // _GRAINS[self._grain]
        coarse: Counter[tuple[Reckoning, int, int]] = Counter()
        for (reckoning, thing, slot), count in self._counts.items():
            coarse[reckoning, thing, slot // factor] += count
        self._counts, self._grain = coarse, self._grain + 1


def _seconds(at: datetime) -> int:
    return int((at - _ORIGIN).total_seconds())
