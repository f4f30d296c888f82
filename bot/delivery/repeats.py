"""The same error again in the same channel: a line with its count, or only the counter.

A card is posted once; within QUIET seconds of the last time it was seen, the error is a repeat. A
repeat that comes by itself gets a line that leads to the card; in a storm nothing is posted any
more, and the card's counter tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answer import Answer
from bot.store.sightings import Sighting

QUIET = 600.0  # seconds without the error after which it gets a card again
LONGEST = 3600.0  # seconds after its card that an error gets a new one, seen all the time or not
CALM = 10.0  # seconds since the last time: anything faster is a storm
MOST_LINES = 5  # lines that lead back to one card
COUNTER_PAUSE = 3.0  # seconds that a counter may lag behind: an edit for each message would be throttled


def labels_of(answer: Answer) -> list[str]:
    """What is counted: each code, or the family as one."""
    codes = answer.codes
    return [f"{codes[0]}+{len(codes) - 1}"] if answer.family and len(codes) > 1 else codes


def is_repeat(seen: Sequence[Sighting]) -> bool:
    """Whether every error of the message has its card already."""
    return bool(seen) and not any(sighting.fresh for sighting in seen)


def counts_of(seen: Sequence[Sighting]) -> dict[str, int]:
    """How often each first card's errors were seen, by its case; of several errors the one seen most often."""
    counts: dict[str, int] = {}
    for sighting in seen:
        counts[sighting.case_id] = max(sighting.count, counts.get(sighting.case_id, 0))
    return counts


def gets_line(seen: Sequence[Sighting], now: float) -> bool:
    """Whether a repeat is worth a line of its own."""
    return all(now - sighting.previous_at >= CALM and sighting.lines < MOST_LINES for sighting in seen)
