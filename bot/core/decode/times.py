"""When a line of a log was written, as far as it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST_HEAD: Final = 400  # characters of a line in which its own time stands
LONGEST_LINE: Final = 4000  # characters in which a field with a time is looked for
NO_YEAR: Final = 2000  # stands for a year that isn't said; a leap year, so that no day is missing

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Reckoning(StrEnum):
    """What a time is counted in. Times of different reckonings can't be compared."""

    UTC = "utc"  # its zone was said
    LOCAL = "local"  # as written: nobody knows in which zone
    YEARLESS = "yearless"  # as written, and without a year


@dataclass(frozen=True, slots=True)
class Instant:
    """A second in its reckoning. `at` has no zone; its year is NO_YEAR where none is said."""

    at: datetime
    reckoning: Reckoning


_CLOCK = r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-](?:0\d|1[0-4]):?[0-5]\d)(?![0-9A-Za-z]))?"
_MONTH = rf"(?<![A-Za-z])(?P<name>{'|'.join(_MONTHS)})"
_CIVIL = (
    # 2020-11-24T12:51:44.123Z, 2020-11-24 12:51:44,123, 2020/11/24 12:51:44 +0800, 2020年11月24日 12:51:44
    re.compile(
        r"(?<!\d)(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?[T _]{1,2}" + _CLOCK + _ZONE,
        re.IGNORECASE,
    ),
    # 20201124T125144Z, 20201124 12:51:44
    re.compile(
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T _]"
        r"(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d):?(?P<second>[0-5]\d)(?:[.,]\d{1,9})?(?!\d)" + _ZONE,
        re.IGNORECASE,
    ),
    # 24/Nov/2020:12:51:44 +0800: nginx, Apache
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})/(?P<name>{'|'.join(_MONTHS)})/(?P<year>\d{{4}})[: ]" + _CLOCK + _ZONE,
        re.IGNORECASE,
    ),
    # Nov 24 12:51:44, Tue Nov 24 12:51:44 2020, Nov 24, 2020 12:51:44
    re.compile(
        _MONTH + r" {1,2}(?P<day>\d{1,2})(?:,? (?P<early>\d{4}))? " + _CLOCK + r"(?: (?P<late>\d{4})(?!\d))?",
        re.IGNORECASE,
    ),
    # I1124 12:51:44.123456: klog
    re.compile(r"^[IWEF](?P<month>\d{2})(?P<day>\d{2}) {1,2}" + _CLOCK),
)
_EPOCH = re.compile(
    r"(?:^[\[(]?|(?<![a-z0-9])(?:@?timestamp|time|ts|t|date|at)[\"']?\s?[:=]\s?[\"']?)"
    r"(?P<epoch>[1-3]\d{9})(?:\d{3}(?!\d)|(?!\d))",
    re.IGNORECASE,
)


def time_in(line: str) -> Instant | None:
    """The first time that a line says, to the second; None without one.

    A date and time near its beginning counts before a Unix time (seconds or milliseconds) in a field. A time
    of the day alone is none: it doesn't tell the days of a log apart.
    """
    head = line[:LONGEST_HEAD]
    found = sorted((match for pattern in _CIVIL if (match := pattern.search(head))), key=lambda match: match.start())
    instants = (instant for match in found if (instant := _civil(match)))
    return next(instants, None) or next(_epochs(line[:LONGEST_LINE]), None)


def _civil(match: re.Match[str]) -> Instant | None:
    """None for a day that isn't in the calendar."""
    said = match.groupdict()
    year = said.get("year") or said.get("early") or said.get("late")
    if year and not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    name = said.get("name")
    month = _MONTHS.index(name.lower()) + 1 if name else int(said["month"])
    hour, minute, second = int(said["hour"]), int(said["minute"]), int(said["second"])
    try:
        at = datetime(int(year or NO_YEAR), month, int(said["day"]), hour, minute, second)  # noqa: DTZ001 - see Instant
    except ValueError:
        return None
    zone = said.get("zone")
    if zone:
        return Instant(at - _offset(zone), Reckoning.UTC)
    return Instant(at, Reckoning.LOCAL if year else Reckoning.YEARLESS)


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if zone[0] == "-" else size


def _epochs(line: str) -> Iterator[Instant]:
    for match in _EPOCH.finditer(line):
        yield Instant(datetime.fromtimestamp(int(match["epoch"]), UTC).replace(tzinfo=None), Reckoning.UTC)
