"""Whether updates can come in, and if not, why: what readiness and the log show."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import structlog

_log = structlog.get_logger("errcode.telegram")


@dataclass(slots=True)
class Link:
    """The way updates come in. It is down until it was up once; `why` is "" while it is up."""

    why: str = "not connected yet"
    since: float = field(default_factory=time.monotonic)

    def up(self) -> None:
        """Updates come in."""
        if self.why:
            _log.info("telegram_link_up", after_seconds=round(time.monotonic() - self.since, 1))
            self.why, self.since = "", time.monotonic()

    def down(self, why: str) -> None:
        """They don't; each reason is told once."""
        if self.why != why:
            _log.warning("telegram_link_down", reason=why)
            self.why = why
            self.since = time.monotonic()
