"""How often something happened in each stretch of time, in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.core.decode.times import Instant, Order, Reckoning

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

_Way: TypeAlias = tuple[Reckoning, Order | None]  # how a time is read; the order only where it was not said


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
    """Counts instants of numbered things as they come.

    A date such as 04/11/2020 is read as all others of the log that say which of the two is the day; where none
    says it, or they disagree, it is no time to go by.
    """

    def __init__(self) -> None:
        self._grain = 0
        self._counts: Counter[tuple[_Way, int, int]] = Counter()  # way, thing, slot
        self._ends: dict[_Way, tuple[datetime, datetime]] = {}
        self._orders: set[Order] = set()
        self._added = 0

    def add(self, thing: int, instant: Instant | None) -> None:
        """Counts the thing of that number, from 0, once more."""
        self._added += 1
        if instant is None or instant.reckoning is Reckoning.NONE:
            return
        if instant.order:
            self._orders.add(instant.order)
        if instant.day_first:
            self._count((instant.reckoning, Order.MONTH_FIRST), thing, instant.at)
            self._count((instant.reckoning, Order.DAY_FIRST), thing, instant.day_first)
        else:
            self._count((instant.reckoning, None), thing, instant.at)
        while len(self._counts) > MOST_KEPT and self._grain < len(_GRAINS) - 1:
            self._coarsen()

    def timeline(self, things: int) -> Timeline | None:
        """The counts of so many things, in the reckoning that most times are in; None without any time.

        Times of the day alone count only where no line has a date.
        """
        ways = {way for way in self._ends if way[1] is None or {way[1]} == self._orders}
        totals: Counter[Reckoning] = Counter()
        for (way, _, _), count in self._counts.items():
            if way in ways:
                totals[way[0]] += count
        if len(totals) > 1:
            del totals[Reckoning.CLOCK]
        if not totals:
            return None
        reckoning, timed = totals.most_common(1)[0]
        ways = {way for way in ways if way[0] is reckoning}
        first, last = min(self._ends[way][0] for way in ways), max(self._ends[way][1] for way in ways)
        step = self._step(first, last)
        origin = _seconds(first) // step
        counts = [[0] * (_seconds(last) // step - origin + 1) for _ in range(things)]
        for (way, thing, slot), count in self._counts.items():
            if way in ways and thing < things:
                at = max(slot * _GRAINS[self._grain], _seconds(first))
                counts[thing][at // step - origin] += count
        start = _ORIGIN + timedelta(seconds=origin * step)
        return Timeline(reckoning, start, step, tuple(map(tuple, counts)), first, last, self._added - timed)

    def _count(self, way: _Way, thing: int, at: datetime) -> None:
        self._counts[way, thing, _seconds(at) // _GRAINS[self._grain]] += 1
        first, last = self._ends.get(way, (at, at))
        self._ends[way] = (min(first, at), max(last, at))

    def _step(self, first: datetime, last: datetime) -> int:
        """The finest step that gives at most MOST_BUCKETS, and is no finer than what was kept."""
        begin, end = _seconds(first), _seconds(last)
        steps = (step for step in _STEPS if step >= _GRAINS[self._grain])
        return next((step for step in steps if end // step - begin // step < MOST_BUCKETS), _STEPS[-1])

    def _coarsen(self) -> None:
        factor = _GRAINS[self._grain + 1] // _GRAINS[self._grain]
        coarse: Counter[tuple[_Way, int, int]] = Counter()
        for (way, thing, slot), count in self._counts.items():
            coarse[way, thing, slot // factor] += count
        self._counts, self._grain = coarse, self._grain + 1


def _seconds(at: datetime) -> int:
    return int((at - _ORIGIN).total_seconds())
