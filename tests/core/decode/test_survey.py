"""A log's findings with their lines and times: the same as a stream's, however it is cut."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.core.decode.decoder import Decoder
from bot.core.decode.scan import LINES
from bot.core.decode.stream import WHOLE, decode_stream
from bot.core.decode.survey import LINES_BELOW, Survey, survey
from bot.core.decode.times import Reckoning
from tests.core.decode.test_decoder import QUOTINGS

CLEAN = "2024-05-02 11:03:22 INFO gate-7 door opened for visitor, all is well\n"
FUZZY = '2024-05-02 12:00:00 {"error_code":223114,"error_msg":"face is fuzzy","log_id":12345678}\n'
BUSY = "2024-05-02 13:00:30 ERROR error_code=222903 error_msg=system busy\n"


def pieces(text: str, size: int) -> Iterator[bytes]:
    whole = text.encode()
    return (whole[start : start + size] for start in range(0, len(whole), size))


def surveyed(decoder: Decoder, text: str, size: int = 10_000) -> Survey:
    *_, last = survey([decoder], pieces(text, size))
    return last


def rows(found: Survey) -> list[tuple[str, int, int, int]]:
    return [(row.finding.entries[0].code, row.finding.count, row.first, row.last) for row in found.rows]


def test_an_empty_log_has_no_rows(decoder: Decoder) -> None:
    found = surveyed(decoder, "")

    assert ([], 0, 0, None) == (rows(found), found.size, found.lines, found.timeline)


@pytest.mark.parametrize("clean", [0, 2_000, 40_000], ids=["short", "long", "several blocks"])
@pytest.mark.parametrize("size", [777, 1 << 20])
def test_each_error_has_its_first_and_last_line(decoder: Decoder, clean: int, size: int) -> None:
    padding = CLEAN * clean
    found = surveyed(decoder, padding + FUZZY + padding + BUSY + padding + FUZZY + "the end", size)

    assert [("223114", 2, clean + 1, 3 * clean + 3), ("222903", 1, 2 * clean + 2, 2 * clean + 2)] == rows(found)
    assert 3 * clean + 4 == found.lines
    assert len(CLEAN) * 3 * clean + 2 * len(FUZZY) + len(BUSY) + len("the end") == found.size


@pytest.mark.parametrize(
    ("before", "text", "line"),
    [
        ("", '{\n  "error_code": 223114,\n  "error_msg": "face is fuzzy"\n}', 2),
        ("one\r\ntwo\r\n", "error_code=223114\r\nfour\r\n", 3),
        ("", r'body="{\"a\": 1,\n\"error_code\":0}"' + "\nb\nerror_code=223114", 3),
        ("> quoted\n", "> error_code: 223114\n", 2),
        ("error_code=0\n\n", "error_code=0 error_code=223114\n", 3),
        ("错误码:0\n", "接口报错 错误码:223114 人脸模糊\n", 2),
        ("", "a\n\x1b[31mERROR\x1b[0m error_code=223114 error_msg=face is fuzzy\n", 2),
    ],
)
def test_the_line_is_that_of_the_log_as_it_came(decoder: Decoder, before: str, text: str, line: int) -> None:
    assert [("223114", 1, line, line)] == rows(surveyed(decoder, before + text))


@pytest.mark.parametrize(("name", "text"), QUOTINGS, ids=[name for name, _ in QUOTINGS])
def test_every_quoting_stands_within_its_own_lines(decoder: Decoder, name: str, text: str) -> None:
    found = surveyed(decoder, f"one\ntwo\n{text}\nlast")

    for row in found.rows:
        assert 3 <= row.first <= row.last <= 3 + text.count("\n"), name


def test_it_finds_what_the_stream_finds(decoder: Decoder) -> None:
    dice = random.Random(7)
    lines = [text + "\n" for _, text in QUOTINGS] + [FUZZY, BUSY] * 10 + [CLEAN] * 200
    text = "".join(dice.choice(lines) for _ in range(3_000))

    found, streamed = surveyed(decoder, text), decode_stream([decoder], pieces(text, 9_999))
    assert [(f.entries, f.count) for f in streamed.findings] == [
        (r.finding.entries, r.finding.count) for r in found.rows
    ]
    assert streamed.context == found.decoded.context
    assert len(text) > WHOLE


def test_a_time_is_the_lines_own_or_the_nearest_above(decoder: Decoder) -> None:
    trace = "2024-05-02 10:00:00 ERROR failed\n" + "\tat com.acme.Gate.open(Gate.java:7)\n" * 5
    found = surveyed(decoder, f"{trace}Caused by: error_code=223114 face is fuzzy\n{BUSY}")

    timeline = found.timeline
    assert timeline is not None
    assert Reckoning.LOCAL is timeline.reckoning
    assert ("2024-05-02 10:00:00", "2024-05-02 13:00:30") == (str(timeline.first), str(timeline.last))


def test_a_time_may_stand_just_below(decoder: Decoder) -> None:
    found = surveyed(decoder, '{\n  "error_code": 223114,\n  "log_id": 1,\n  "timestamp": 1606222304\n}')

    timeline = found.timeline
    assert timeline is not None
    assert datetime(2020, 11, 24, 12, 51, 44) == timeline.first  # noqa: DTZ001 - its reckoning is UTC


@pytest.mark.parametrize(
    ("log", "first", "left_out"),
    [
        (f"2024-05-02 10:00:00 up\n0001-01-01 00:00:00 error_code=223114\n{BUSY}", "2024-05-02 13:00:30", 1),
        ("2024-05-02 10:00:00 failed\n12:51:44 error_code=223114\n", "2024-05-02 10:00:00", 0),
        ("12:51:43 retrying\n12:51:44.123 [main] ERROR error_code=223114\n", "2000-01-01 12:51:44", 0),
    ],
    ids=["a year of which there is no log", "a date above a time of the day", "times of the day alone"],
)
def test_which_time_counts_where_several_stand_near(decoder: Decoder, log: str, first: str, left_out: int) -> None:
    timeline = surveyed(decoder, log).timeline

    assert timeline is not None
    assert (first, left_out) == (str(timeline.first), timeline.left_out)


def test_what_has_no_time_is_counted_as_left_out(decoder: Decoder) -> None:
    found = surveyed(decoder, "error_code=223114\n" * 10 + CLEAN * 40 + BUSY)

    timeline = found.timeline
    assert timeline is not None
    assert 10 - LINES_BELOW == timeline.left_out


def test_it_can_be_looked_at_while_it_grows(decoder: Decoder) -> None:
    padding = CLEAN * 20_000
    text = FUZZY + padding + BUSY + padding
    seen = [(len(found.rows), found.read) for found in survey([decoder], pieces(text, 10_000))]

    lines = len(CLEAN) * LINES  # that are handed on around a finding
    assert [(1, len(FUZZY) + lines), (2, text.index(BUSY) + len(BUSY) + lines), (2, len(text))] == seen
