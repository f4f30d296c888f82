"""What the doctor found, as text: what holds, what doesn't, and how to mend it. It looks at nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WELL, UNWELL = 0, 1  # exit codes
_WIDTH: Final = 6  # columns of the mark, and so of what stands under it


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `what` is a sentence; `mend` says what to do, "" when there is nothing to do. A check that is `ok` and
    has something to mend is a remark: the bot works, and could do more. `passing` is for one that isn't ok
    and may mend itself (a network that is down): worth another try. Neither text ever holds a secret.
    """

    ok: bool
    what: str
    mend: str = ""
    passing: bool = False


def report(checks: Sequence[Check]) -> str:
    """A line for each check, in the given order, how to mend it under it, and the sum of all. No line break ends it."""
    lines = [line for check in checks for line in _lines(check)]
    return "\n".join([*lines, _sum(checks)])


def exit_code(checks: Sequence[Check]) -> int:
    """0 when every check is ok, remarks among them; 1 otherwise."""
    return WELL if all(check.ok for check in checks) else UNWELL


def _lines(check: Check) -> list[str]:
    mark = ("note" if check.mend else "ok") if check.ok else "FAIL"
    indent = " " * _WIDTH
    what, *more = check.what.splitlines() or [""]
    return [
        f"{mark:<{_WIDTH}}{what}".rstrip(),
        *(f"{indent}{line}" for line in more),
        *(f"{indent}{line}" for line in check.mend.splitlines()),
    ]


def _sum(checks: Sequence[Check]) -> str:
    faults = sum(not check.ok for check in checks)
    if faults:
        return f"{faults} of {len(checks)} checks failed."
    return "All is well." if checks else "Nothing was checked."
