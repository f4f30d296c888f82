"""How fast posts may leave, channel by channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

Channel = tuple[str, str, str]  # platform, team, channel


class Pacing(Protocol):
    """Says when the next post may leave."""

    def spend(self, channel: Channel, moment: float) -> float:
        """Counts a post to `channel`; the seconds until the next one may leave, 0 when it may at once."""


@dataclass(frozen=True, slots=True)
class PaceOfEach:
    """Every platform's own pace, by its name."""

    paces: Mapping[str, Pacing]

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
