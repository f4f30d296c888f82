"""When a line of a log was written: the formats of the field, and what is none."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decode.times import Instant, Order, Reckoning, time_in

UTC, LOCAL, YEARLESS, CLOCK = Reckoning.UTC, Reckoning.LOCAL, Reckoning.YEARLESS, Reckoning.CLOCK

TIMES = [
    # ISO 8601 and what is like it
    ("2020-11-24T12:51:44Z starting", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24T12:51:44.123456789Z stdout F up", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24T20:51:44+08:00 GET /", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24T20:51:44.123+0800 GET /", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24 04:21:44 -0830 odd zone", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24 12:51:44 UTC [71] LOG: database", UTC, "2020-11-24 12:51:44"),
    ("2020-11-24 12:51:44,123 ERROR root: oops", LOCAL, "2020-11-24 12:51:44"),
    ("2020-11-24T12:51:44 no zone", LOCAL, "2020-11-24 12:51:44"),
    ("[2020-11-24 12:51:44.001] [main] up", LOCAL, "2020-11-24 12:51:44"),
    ("2020/11/24 12:51:44 [error] 7#7: *1 upstream", LOCAL, "2020-11-24 12:51:44"),
    ("2020年11月24日 12:51:44 接口报错", LOCAL, "2020-11-24 12:51:44"),
    ("2020.11.24 12:51:44 INFO", LOCAL, "2020-11-24 12:51:44"),
    ("20201124T125144Z probe", UTC, "2020-11-24 12:51:44"),
    ("20201124 12:51:44.5 probe", LOCAL, "2020-11-24 12:51:44"),
    ('{"ts":"2020-11-24T12:51:44Z","level":"error"}', UTC, "2020-11-24 12:51:44"),
    ("ts=2020-11-24T12:51:44Z level=error", UTC, "2020-11-24 12:51:44"),
    # nginx, Apache
    ('10.0.0.7 - - [24/Nov/2020:20:51:44 +0800] "GET / HTTP/1.1" 200', UTC, "2020-11-24 12:51:44"),
    ("[Tue Nov 24 12:51:44.123456 2020] [core:error] [pid 7]", LOCAL, "2020-11-24 12:51:44"),
    # syslog, journald, Java's own, klog
    ("Nov 24 12:51:44 gate-7 app[71]: failed", YEARLESS, "2000-11-24 12:51:44"),
    ("<34>Feb 29 12:51:44 gate-7 su: failed", YEARLESS, "2000-02-29 12:51:44"),
    ("Nov  4 12:51:44 gate-7 app: failed", YEARLESS, "2000-11-04 12:51:44"),
    ("Nov 24, 2020 12:51:44 PM com.acme.Gate", LOCAL, "2020-11-24 12:51:44"),
    ("E1124 12:51:44.123456   71 main.go:7] failed", YEARLESS, "2000-11-24 12:51:44"),
    # seconds and milliseconds since 1970
    ("1606222304 gate up", UTC, "2020-11-24 12:51:44"),
    ("1606222304.123 gate up", UTC, "2020-11-24 12:51:44"),
    ("[1606222304123] gate up", UTC, "2020-11-24 12:51:44"),
    ('{"level":50,"time":1606222304123,"msg":"x"}', UTC, "2020-11-24 12:51:44"),
    ('{"error_code":223114,"log_id":1606222999,"timestamp":1606222304}', UTC, "2020-11-24 12:51:44"),
    ("level=error ts=1606222304.55 caller=main.go", UTC, "2020-11-24 12:51:44"),
    # PHP's error_log, Tomcat, RFC 1123, Redis
    ("[24-Nov-2020 12:51:44 UTC] PHP Warning:  oops", UTC, "2020-11-24 12:51:44"),
    ("[24-Nov-2020 12:51:44 Asia/Shanghai] PHP Warning:  oops", LOCAL, "2020-11-24 12:51:44"),
    ("24-Nov-2020 12:51:44.123 SEVERE [main] org.apache.catalina", LOCAL, "2020-11-24 12:51:44"),
    ("Tue, 24 Nov 2020 12:51:44 GMT gate up", UTC, "2020-11-24 12:51:44"),
    ("Date: Tue, 24 Nov 2020 20:51:44 +0800", UTC, "2020-11-24 12:51:44"),
    ("71:M 24 Nov 2020 12:51:44.123 * Ready", LOCAL, "2020-11-24 12:51:44"),
    # Java's Date, Kibana, JavaScript
    ("Tue Nov 24 12:51:44 CST 2020 gate up", LOCAL, "2020-11-24 12:51:44"),
    ("Tue Nov 24 12:51:44 UTC 2020 gate up", UTC, "2020-11-24 12:51:44"),
    ("Nov 24 12:51:44 port 2020", YEARLESS, "2000-11-24 12:51:44"),
    ("Nov 24, 2020 @ 12:51:44.000 gate up", LOCAL, "2020-11-24 12:51:44"),
    ("Tue Nov 24 2020 20:51:44 GMT+0800 (CST) gate up", UTC, "2020-11-24 12:51:44"),
    # before and after noon
    ("Nov 24, 2020 1:51:44 AM com.acme.Gate", LOCAL, "2020-11-24 01:51:44"),
    ("Nov 24, 2020 1:51:44 PM com.acme.Gate", LOCAL, "2020-11-24 13:51:44"),
    ("Nov 24, 2020 12:51:44 AM com.acme.Gate", LOCAL, "2020-11-24 00:51:44"),
    ("2020-11-24 9:01:17 pm gate up", LOCAL, "2020-11-24 21:01:17"),
    ("2020-11-24 09:01:17 amber", LOCAL, "2020-11-24 09:01:17"),
    # Chinese
    ("2020年11月24日 09时01分17秒 接口报错", LOCAL, "2020-11-24 09:01:17"),
    ("2020年11月24日09时01分17秒接口报错", LOCAL, "2020-11-24 09:01:17"),
    ("2020年11月24日 上午09:01:17 接口报错", LOCAL, "2020-11-24 09:01:17"),
    ("2020年11月24日 下午 2:01:17 接口报错", LOCAL, "2020-11-24 14:01:17"),
    ("2020/11/24 上午 12:01:17 接口报错", LOCAL, "2020-11-24 00:01:17"),
    # day, month, year; and in one piece
    ("24.11.2020 12:51:44 gate up", LOCAL, "2020-11-24 12:51:44"),
    ("04.11.2020, 12:51:44 gate up", LOCAL, "2020-11-04 12:51:44"),
    ("20201124125144 gate up", LOCAL, "2020-11-24 12:51:44"),
    ("[20201124125144123] gate up", LOCAL, "2020-11-24 12:51:44"),
    ('{"code":1,"time":"20201124125144"}', LOCAL, "2020-11-24 12:51:44"),
    # the time of the day alone, where the line begins with it
    ("12:51:44.123 [main] ERROR com.acme.Gate - failed", CLOCK, "2000-01-01 12:51:44"),
    ("[12:51:44] failed", CLOCK, "2000-01-01 12:51:44"),
    ("下午 2:01:17 接口报错", CLOCK, "2000-01-01 14:01:17"),
    ('12:51:44 {"timestamp":1606222304}', UTC, "2020-11-24 12:51:44"),
    # the line's own time, not the one that it tells of
    ("2020-11-24 12:51:44 retry at 2021-01-01 00:00:00", LOCAL, "2020-11-24 12:51:44"),
    ('Nov 24 12:51:44 gate-7: {"timestamp":1500000000}', YEARLESS, "2000-11-24 12:51:44"),
    ("2020-13-45 99:99:99 then 2020-11-24 12:51:44", LOCAL, "2020-11-24 12:51:44"),
]
NONE = [
    "",
    "no time at all",
    "it took 00:12:51",
    "12:51:44:17 is no clock",
    "25:51:44 neither",
    "order 20201124125144",
    "order_time_id=920201124125144",
    "10.24.11.2020 12:51:44",
    "2020-11-24 only the day",
    "2020-11-24 24:00:00",
    "version 2020.11.24",
    '{"log_id":1606222304}',
    "order 1606222304",
    "at 12345",
    "timestamp=160622230412345678",
    "mayor 24 12:51:44",
]


@pytest.mark.parametrize(("line", "reckoning", "expected"), TIMES, ids=[line for line, _, _ in TIMES])
def test_a_line_says_when_it_was_written(line: str, reckoning: Reckoning, expected: str) -> None:
    assert Instant(datetime.fromisoformat(expected), reckoning) == time_in(line)


@pytest.mark.parametrize("line", NONE)
def test_a_line_without_a_time_says_none(line: str) -> None:
    assert time_in(line) is None


@pytest.mark.parametrize(
    ("line", "at", "order", "day_first"),
    [
        ("11/24/2020 12:51:44 gate up", "2020-11-24 12:51:44", Order.MONTH_FIRST, None),
        ("24/11/2020 12:51:44 gate up", "2020-11-24 12:51:44", Order.DAY_FIRST, None),
        ("24-11-2020 12:51:44 gate up", "2020-11-24 12:51:44", Order.DAY_FIRST, None),
        ("11/24/2020, 9:01:17 PM gate up", "2020-11-24 21:01:17", Order.MONTH_FIRST, None),
        ("11/11/2020 12:51:44 gate up", "2020-11-11 12:51:44", None, None),
        ("04/11/2020 12:51:44 gate up", "2020-04-11 12:51:44", None, "2020-11-04 12:51:44"),
        ("04/11/2020 08:51:44 PM gate up", "2020-04-11 20:51:44", None, "2020-11-04 20:51:44"),
    ],
)
def test_a_number_above_twelve_is_the_day_and_without_one_there_are_two_readings(
    line: str, at: str, order: Order | None, day_first: str | None
) -> None:
    other = datetime.fromisoformat(day_first) if day_first else None

    assert Instant(datetime.fromisoformat(at), LOCAL, order, other) == time_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "0001-11-24 12:51:44 failed",
        "9999-12-31 23:59:59 failed",
        "2020-02-30 12:51:44 is in no calendar",
        "31/31/2020 12:51:44 neither",
        "Nov 31 12:51:44 neither",
    ],
)
def test_a_line_whose_day_cannot_be_says_so(line: str) -> None:
    found = time_in(line)

    assert found is not None
    assert Reckoning.NONE is found.reckoning


@given(st.text(max_size=400) | st.text(alphabet="0123456789-/:.,TZ+ []NovJanAPM年月日时分秒上下午", max_size=200))
def test_any_line_can_be_asked(line: str) -> None:
    found = time_in(line)

    assert found is None or found.at.tzinfo is None


@pytest.mark.parametrize(
    "unit",
    [
        "2020-11-24 ",
        "1",
        "2020-11-24 12:51:4",
        "Nov ",
        "ts=1",
        "24/Nov/2020:",
        " ",
        "12:51:44",
        "日",
        "11/24/2020 ",
        "2020年11月24日 上",
        "Nov 24, 2020 @ ",
        "20201124",
    ],
)
def test_a_line_of_any_length_takes_no_time(unit: str) -> None:
    line = unit * (1_000_000 // len(unit))
    started = time.process_time()
    for _ in range(20):
        time_in(line)

    assert time.process_time() - started < 1
