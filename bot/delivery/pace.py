"""How fast posts may leave, channel by channel."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """A bucket of `burst` posts for each channel, refilled by `rate` a second.

    Times are seconds of any clock that only goes forward. What one process can't see, posts of
    other replicas, the platform's own answer tells (ThrottledError).
    """

    rate: float
    burst: float
    _levels: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def delay(self, channel: tuple[str, str], moment: float) -> float:
        """Seconds until a post to `channel` may leave; 0 means now, and counts it as left."""
        level, then = self._levels.get(channel, (self.burst, moment))
        level = min(self.burst, level + (moment - then) * self.rate)
        if level < 1:
            return (1 - level) / self.rate
        self._levels[channel] = (level - 1, moment)
        self._forget_full(moment)
        return 0.0

    def _forget_full(self, moment: float) -> None:
        if len(self._levels) > 1000:
            full = self.burst / self.rate
            self._levels = {name: kept for name, kept in self._levels.items() if moment - kept[1] < full}
