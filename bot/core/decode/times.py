"""When a line of a log was written, as far as it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias

LONGEST_HEAD: Final = 400  # characters of a line in which its own time stands
LONGEST_LINE: Final = 4000  # characters in which a field with a time is looked for
NO_YEAR: Final = 2000  # stands for a year that isn't said; a leap year, so that no day is missing

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_Said: TypeAlias = dict[str, Any]  # the groups of a pattern: those that it has, and that took part, are texts
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Reckoning(StrEnum):
    """What a time is counted in. Times of different reckonings can't be compared."""

    UTC = "utc"  # its zone was said
    LOCAL = "local"  # as written: nobody knows in which zone
    YEARLESS = "yearless"  # as written, and without a year
    CLOCK = "clock"  # as written, and without a day
    NONE = "none"  # a day that is in no calendar, or in a year of which there is no log: it can't be counted


class Order(StrEnum):
    """Which of two numbers is the month."""

    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"


@dataclass(frozen=True, slots=True)
class Instant:
    """A second in its reckoning. `at` has no zone; its year is NO_YEAR where none is said, its day the first of that year
    where none is said either.

    `order` is what a date such as 11/24/2020 shows of the log: in the other order it would be none. 04/11/2020 is one in
    both: then `at` takes it with the month first, and `day_first` with the day.
    """

    at: datetime
    reckoning: Reckoning
    order: Order | None = None
    day_first: datetime | None = None


_IMPOSSIBLE: Final = Instant(datetime.min, Reckoning.NONE)  # noqa: DTZ901 - see Instant

_FIRST_OR_FIELD = r"(?:^[\[(]?|(?<![a-z0-9])(?:@?timestamp|time|ts|t|date|at)[\"']?\s?[:=]\s?[\"']?)"
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})"
_CLOCK = (
    r"(?:(?P<before>上午|下午) ?)?(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d)[:分](?P<second>[0-5]\d)秒?(?:[.,]\d{1,9})?"
    r"(?: ?(?P<after>[AP])M(?![A-Za-z]))?"
)
_ZONE = r"(?: ?(?P<zone>Z|(?:UTC|GMT)?[+-](?:0\d|1[0-4]):?[0-5]\d|(?:UTC|GMT)(?![+-]\d))(?![0-9A-Za-z]))?"
_TIMED = re.compile(r"\d[:时]\d\d[:分]|\d{8}")  # stands in every line with a time that the patterns below find
_CIVIL = (
    # ISO 8601 and RFC 3339 2020-11-24T12:51:44.123Z; log4j, logging 2020-11-24 12:51:44,123; nginx 2020/11/24 12:51:44;
    # Chinese (CLDR zh) 2020年11月24日 12:51:44, 2020/11/24 下午12:51:44
    re.compile(
        r"(?<!\d)(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?:日[T _]{0,2}|,?[T _]{1,2})"
        + _CLOCK
        + _ZONE,
        re.IGNORECASE,
    ),
    # 20201124T125144Z (ISO 8601, basic), 20201124 12:51:44
    re.compile(
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T _]"
        r"(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d):?(?P<second>[0-5]\d)(?:[.,]\d{1,9})?(?!\d)" + _ZONE,
        re.IGNORECASE,
    ),
    # 20201124125144, 20201124125144123: a line's first word or a field's value, for an order's number looks the same
    re.compile(
        _FIRST_OR_FIELD + r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)(?:[.,]?\d{3})?(?!\d)",
        re.IGNORECASE,
    ),
    # Apache's %t 24/Nov/2020:12:51:44 +0800; PHP's error_log and Tomcat's OneLineFormatter 24-Nov-2020 12:51:44;
    # RFC 1123 Tue, 24 Nov 2020 12:51:44 GMT; Redis 24 Nov 2020 12:51:44.123
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[-/ ])" + _NAME + r"(?P=mark)(?P<year>\d{4})(?::|,? )" + _CLOCK + _ZONE,
        re.IGNORECASE,
    ),
    # RFC 3164 Nov 24 12:51:44; ctime and Apache's error_log Tue Nov 24 12:51:44 2020; java.util.Date Nov 24 12:51:44 CST 2020;
    # java.util.logging Nov 24, 2020 1:51:44 PM; Kibana Nov 24, 2020 @ 12:51:44.000; JavaScript Nov 24 2020 12:51:44 GMT+0800
    re.compile(
        r"(?<![A-Za-z])"
        + _NAME
        + r" {1,2}(?P<day>\d{1,2})(?:,? (?P<early>\d{4}),?)?(?: @)? "
        + _CLOCK
        + _ZONE
        + r"(?:(?: (?-i:[A-Z]{2,4}T))? (?P<late>(?:19|20)\d\d)(?!\d))?",
        re.IGNORECASE,
    ),
    # klog I1124 12:51:44.123456
    re.compile(r"^[IWEF](?P<month>\d{2})(?P<day>\d{2}) {1,2}" + _CLOCK),
    # CLDR de, ru, ... 24.11.2020 12:51:44
    re.compile(
        r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}),? {1,2}" + _CLOCK + _ZONE, re.IGNORECASE
    ),
    # CLDR en-US 11/24/2020, 12:51:44 PM; en-GB 24/11/2020, 12:51:44
    re.compile(
        r"(?<![\d/-])(?P<one>\d{1,2})(?P<mark>[/-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}),? {1,2}" + _CLOCK + _ZONE,
        re.IGNORECASE,
    ),
)
_CLOCK_ALONE = re.compile(r"\s{0,8}[\[(]?" + _CLOCK + r"(?![\w:/-])", re.IGNORECASE)  # Logback's %d{HH:mm:ss.SSS}
_EPOCH = re.compile(_FIRST_OR_FIELD + r"(?P<epoch>[1-3]\d{9})(?:\d{3}(?!\d)|(?!\d))", re.IGNORECASE)


def time_in(line: str) -> Instant | None:
    """The first time that a line says, to the second; None without one.

    A date and time near its beginning counts before a Unix time (seconds or milliseconds) in a field, and that before
    a time of the day with which the line begins. Of two numbers before a year, with strokes between them, the one above
    12 is the day; when none is, the line doesn't say which, and has both readings. A line whose dates are all impossible
    says so, by its reckoning: its time isn't that of a line nearby.
    """
    head = line[:LONGEST_HEAD]
    found = _civil_times(head) if _TIMED.search(head) else []
    instants = (instant for match in found if (instant := _civil(match)))
    dated = next(instants, None) or next(_epochs(line[:LONGEST_LINE]), None)
    return dated or (_IMPOSSIBLE if found else _clock_alone(head))


def _civil_times(head: str) -> list[re.Match[str]]:
    """What looks like a date and a time, in order of appearance."""
    found = (match for pattern in _CIVIL if (match := pattern.search(head)))
    return sorted(found, key=lambda match: match.start())


def _civil(match: re.Match[str]) -> Instant | None:
    """None for a day that isn't in the calendar, and for a year of which there is no log."""
    said = match.groupdict()
    if "one" in said:
        return _of_either_order(said)
    name = said.get("name")
    at = _moment(said, _MONTHS.index(name.lower()) + 1 if name else int(said["month"]), int(said["day"]))
    return _reckoned(at, said) if at else None


def _of_either_order(said: _Said) -> Instant | None:
    one, two = int(said["one"]), int(said["two"])
    month_first, day_first = _moment(said, one, two), _moment(said, two, one)
    if month_first and day_first and month_first != day_first:
        return replace(_reckoned(month_first, said), day_first=_reckoned(day_first, said).at)
    if month_first:
        return replace(_reckoned(month_first, said), order=None if day_first else Order.MONTH_FIRST)
    return replace(_reckoned(day_first, said), order=Order.DAY_FIRST) if day_first else None


def _moment(said: _Said, month: int, day: int) -> datetime | None:
    """The moment as it is written."""
    year = _year(said)
    if year and not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        return datetime(int(year or NO_YEAR), month, day, _hour(said), int(said["minute"]), int(said["second"]))  # noqa: DTZ001 - see Instant
    except ValueError:
        return None


def _year(said: _Said) -> str:
    return said.get("year") or said.get("early") or said.get("late") or ""


def _hour(said: _Said) -> int:
    """From 0 to 23: after noon, 1 to 11 are twelve more, and before noon 12 is none."""
    hour, half = int(said["hour"]), said.get("before") or (said.get("after") or "").lower()
    if half in ("下午", "p"):
        return hour + 12 if hour < 12 else hour
    return 0 if half in ("上午", "a") and hour == 12 else hour


def _reckoned(at: datetime, said: _Said) -> Instant:
    zone = said.get("zone")
    if zone:
        return Instant(at - _offset(zone), Reckoning.UTC)
    return Instant(at, Reckoning.LOCAL if _year(said) else Reckoning.YEARLESS)


def _clock_alone(head: str) -> Instant | None:
    match = _CLOCK_ALONE.match(head)
    at = _moment(match.groupdict(), 1, 1) if match else None
    return Instant(at, Reckoning.CLOCK) if at else None


def _offset(zone: str) -> timedelta:
    """How far a zone is ahead of UTC."""
    digits = zone.upper().removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if not digits or digits == "Z":
        return timedelta()
    size = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    return -size if digits[0] == "-" else size


def _epochs(line: str) -> Iterator[Instant]:
    for match in _EPOCH.finditer(line):
        yield Instant(datetime.fromtimestamp(int(match["epoch"]), UTC).replace(tzinfo=None), Reckoning.UTC)
