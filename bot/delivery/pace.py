"""How fast posts may leave: channel by channel, and all together."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

Channel = tuple[str, str, str]  # platform, team, channel
UNBOUNDED: Final = 1 << 30  # posts


class Pacing(Protocol):
    """Says when the next post may leave."""

    def room(self, platform: str, moment: float) -> int:
        """How many posts to that platform may leave now, whatever their channels."""

    def spend(self, channel: Channel, moment: float) -> float:
        """Counts a post to `channel`; the seconds until the next one may leave, 0 when it may at once."""


@dataclass(frozen=True, slots=True)
class PaceOfEach:
    """Every platform's own pace, by its name."""

    paces: Mapping[str, Pacing]

    def room(self, platform: str, moment: float) -> int:
        """The platform's own says."""
        return self.paces[platform].room(platform, moment)

    def spend(self, channel: Channel, moment: float) -> float:
        """The platform's own says."""
        return self.paces[channel[0]].spend(channel, moment)


@dataclass(slots=True)
class Pace:
    """A bucket of `burst` posts for each channel, refilled by `rate` a second.

    Times are seconds of any clock that only goes forward. What one process can't see, posts of
    other replicas, the platform's own answer tells (ThrottledError).
    """

    rate: float
    burst: float
    _levels: dict[Channel, tuple[float, float]] = field(default_factory=dict)

    def room(self, _platform: str, _moment: float) -> int:
        """No channel holds up another."""
        return UNBOUNDED

    def spend(self, channel: Channel, moment: float) -> float:
        """Counts a post to `channel`; the seconds until the next one may leave, 0 when it may at once."""
        level, then = self._levels.get(channel, (self.burst, moment))
        refilled = min(self.burst, level + (moment - then) * self.rate)
        level = max(-self.burst, refilled - 1)  # what was too much is not owed for ever
        self._levels[channel] = (level, moment)
        self._forget_full(moment)
        return max(0.0, (1 - level) / self.rate)

    def _forget_full(self, moment: float) -> None:
        if len(self._levels) > 1000:
            full = self.burst / self.rate
            self._levels = {name: kept for name, kept in self._levels.items() if moment - kept[1] < full}


@dataclass(slots=True)
class Window:
    """At most so many posts within any span of so many seconds; times are as in Pace."""

    most: int
    seconds: float
    _left: deque[float] = field(default_factory=deque)

    def room(self, moment: float) -> int:
        """How many may leave now."""
        while self._left and moment - self._left[0] >= self.seconds:
            self._left.popleft()
        return max(0, self.most - len(self._left))

    def spend(self, moment: float) -> None:
        """Counts one."""
        self._left.append(moment)
