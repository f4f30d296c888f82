"""Trouble on cue: what goes wrong with which call, next or by chance."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What can go wrong with a call. DONE ones take effect although the caller is never told."""

    RATE_LIMITED = "429"  # Fault.seconds is the retry_after
    UNAUTHORIZED = "401"
    CONFLICT = "409"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"  # an HTML page
    REFUSED = "refused"  # Fault.code with Fault.error
    MALFORMED = "done, malformed"  # done, but the answer is no JSON
    TIMEOUT = "timeout"  # not done, no answer for Fault.seconds, then a reset
    SILENCE = "silence"  # not done, and never a word, until the caller leaves
    RESET = "reset"  # not done, connection reset
    DONE_RESET = "done, reset"
    DONE_TIMEOUT = "done, timeout"
    LATE_RESET = "reset, done later"  # reset at once; done Fault.seconds later, as requests under way are
    SLOW = "slow"  # done and answered, Fault.seconds later


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble. `seconds` is how long, or for a 429 its retry_after."""

    trouble: Trouble
    seconds: float = 1.0
    error: str = "Bad Request: refused on cue"
    code: int = 400


class Faults:
    """What is to go wrong. A method of "*" means every method."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._next: dict[str, deque[Fault]] = defaultdict(deque)
        self._chances: dict[str, list[tuple[float, Fault]]] = defaultdict(list)
        self.lost_acks = 0.0  # the chance that the platform misses a webhook's answer, and delivers again
        self.down = False  # the platform is away: every connection is reset

    def next(self, method: str, *faults: Fault | Trouble) -> None:
        """The next calls of the method fail so, one after the other; they come before the chances."""
        self._next[method].extend(_fault(fault) for fault in faults)

    def chance(self, method: str, fault: Fault | Trouble, probability: float = 1.0) -> None:
        """Each call of the method fails so with this probability (of 1: always), until clear()."""
        self._chances[method].append((probability, _fault(fault)))

    def clear(self) -> None:
        """Everything works again."""
        self._next.clear()
        self._chances.clear()
        self.lost_acks = 0.0
        self.down = False

    def take(self, method: str) -> Fault | None:
        """The trouble of this call, None for none."""
        for name in (method, "*"):
            if self._next[name]:
                return self._next[name].popleft()
        for name in (method, "*"):
            for probability, fault in self._chances[name]:
                if self._random.random() < probability:
                    return fault
        return None

    def loses_ack(self) -> bool:
        """Whether this acknowledgement goes missing."""
        return self.lost_acks > 0 and self._random.random() < self.lost_acks


def _fault(fault: Fault | Trouble) -> Fault:
    return Fault(fault) if isinstance(fault, Trouble) else fault
