"""Logs of a service that nobody runs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

FILLER = "INFO gateway request handled in 12 ms, status 200, upstream face-api " + "x" * 60
BLUR = 'ERROR {"error_code":223114,"error_msg":"face is fuzzy","log_id":%d}'
BUSY = 'ERROR {"error_code":222903,"error_msg":"system busy","log_id":%d}'


def log_of(size: int) -> tuple[bytes, Counter[str]]:
    """An hour of a log, of about `size` bytes, with an outage in it; and how often each error stands in it."""
    start, lines = datetime(2026, 3, 4, 10, tzinfo=UTC), size // 150
    told, text = Counter[str](), []
    for line in range(lines):
        said, share = FILLER, line / lines
        error = ("222903", BUSY) if 0.6 < share < 0.7 and line % 5 == 2 else ("223114", BLUR)
        if error[0] == "222903" or line % 25 == 2:
            told[error[0]] += 1
            said = f"{error[1] % (80_000_000 + line)} {FILLER[:60]}"
        at = start + timedelta(hours=1) * share
        text.append(f"{at.isoformat(timespec='milliseconds')} {said}")
    return "\n".join(text).encode(), told
