"""A log at the desk: its errors with counts, lines and times; bounded in size, time and number; nothing of it is kept."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from httpx import Response
from starlette.applications import Starlette
from starlette.types import Message
from structlog.testing import capture_logs

from bot.core.decode.stream import WHOLE
from bot.core.decode.survey import Survey
from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.web.desk import reading
from bot.web.desk.doors import LONGEST_NAME, RETRY_AFTER, DeskDoors
from bot.web.desk.reading import LARGEST_LOG, MOST_AT_ONCE, LogReader, NotTextError, Progress, Result
from bot.web.desk.words import word
from tests.web.conftest import app_of, sender

Send = Callable[..., Response]
CLEAN = "2024-05-02 11:03:22,101 INFO gate-7 door opened for visitor, all is well\n"
FUZZY = '2024-05-02 12:00:00,000 ERROR {"error_code":223114,"error_msg":"face is fuzzy","log_id":12345678}\n'
BUSY = "2024-05-02 13:30:00,000 ERROR error_code=222903 error_msg=system busy\n"
LOG = CLEAN * 1_000 + FUZZY + CLEAN * 1_000 + BUSY + CLEAN * 500 + FUZZY
TOKEN = "24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-1234567"


@pytest.fixture(scope="module")
def app(knowledge: Knowledge) -> Starlette:
    return app_of(knowledge)


@pytest.fixture(scope="module")
def reader(app: Starlette) -> LogReader:
    """The reader behind the doors of `app`."""
    doors = next(route.endpoint.__self__ for route in app.routes if getattr(route, "path", "") == "/log")  # type: ignore[attr-defined]
    assert isinstance(doors, DeskDoors)
    return doors.reader


@pytest.fixture(scope="module")
def send(app: Starlette) -> Send:
    return sender(app)


def free_places(reader: LogReader) -> int:
    """How many logs it would take now; those that are given back late get a moment."""
    deadline = time.monotonic() + 10
    while (free := reader._places._value) < MOST_AT_ONCE and time.monotonic() < deadline:
        time.sleep(0.01)
    return free


def lines_of(response: Response) -> list[dict[str, Any]]:
    assert (200, "application/x-ndjson") == (response.status_code, response.headers["content-type"])
    return [json.loads(line) for line in response.text.splitlines()]


def report(send: Send, content: bytes | str, **headers: str) -> BeautifulSoup:
    *_, last = lines_of(send("POST", "/log", content=content, headers=headers))
    return BeautifulSoup(last["html"], "html.parser")


def cells(soup: BeautifulSoup, selector: str) -> list[list[str]]:
    return [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in soup.select(selector)]


# --- what it says ----------------------------------------------------------------------------


def test_a_log_is_told_as_a_table_of_its_errors(send: Send) -> None:
    soup = report(send, LOG, **{"X-Name": "gate%207.log"})

    assert ["gate 7.log · 182.8 kB"] == [pre.get_text() for pre in soup.select(".question pre")]
    assert (
        "2 documented errors, 3 times · 2024-05-02 12:00:00 – 2024-05-02 13:30:00 · 2,503 lines"
        == soup.select(".title")[0].get_text()
    )
    assert [
        ["223114", "face is fuzzy · The face is blurry. fix first, then retry", "2", "1,001", "2,503"],
        [
            "222903",
            "system busy · Initializing the parameter validation failed. retry with back-off",
            "1",
            "2,002",
            "2,002",
        ],
    ] == cells(soup, ".findings tbody tr")
    assert ["/c/baidu-face/223114", "/c/baidu-face/222903"] == [a["href"] for a in soup.select(".findings a")]


def test_its_errors_are_explained_as_in_a_chat(send: Send) -> None:
    soup = report(send, LOG)

    assert ["223114 ×2 · face is fuzzy", "222903 · system busy"] == [
        " · ".join(title.get_text().split(" · ")[:2]) for title in soup.select(".card h3")
    ]


def test_when_they_occurred_is_drawn_and_told(send: Send) -> None:
    soup = report(send, LOG)

    assert ["Bar chart: at most 2, from 2024-05-02 12:00; the table below has every figure"] == [
        svg["aria-label"] for svg in soup.select("svg[role=img]")
    ]
    assert [["2024-05-02 12:00", "2", "2", "0"], ["2024-05-02 13:30", "1", "0", "1"]] == cells(
        soup, ".timeline table tbody tr"
    )
    assert ["From", "All", "223114", "222903"] == cells(soup, ".timeline table thead tr")[0]
    assert 2 == len(soup.select(".plot rect"))
    assert "one bar for 2 minutes" in soup.select(".timeline figcaption")[0].get_text()
    assert "it names no zone" in soup.select(".timeline figcaption")[0].get_text()


def test_without_times_there_is_no_chart(send: Send) -> None:
    soup = report(send, "error_code=223114\n")

    assert [] == soup.select("svg")
    assert "1 documented error, once · 1 line" == soup.select(".title")[0].get_text()
    assert [word("no_times", "en")] == [said.get_text() for said in soup.select(".answer > .small")]


def test_times_of_the_day_alone_are_drawn_without_a_day(send: Send) -> None:
    soup = report(send, "12:51:44.123 [main] ERROR error_code=223114\n14:00:00.001 [main] ERROR error_code=223114\n")

    assert "1 documented error, 2 times · 12:51:44 – 14:00:00 · 2 lines" == soup.select(".title")[0].get_text()
    assert ["12:50", "14:00"] == [row[0] for row in cells(soup, ".timeline table tbody tr")]
    assert "it names no day" in soup.select(".timeline figcaption")[0].get_text()


def test_a_date_of_either_order_is_read_as_the_log_writes_it(send: Send) -> None:
    soup = report(send, "04/11/2020 09:01:17 error_code=223114\n24/11/2020 09:01:17 error_code=223114\n")

    assert "2020-11-04 09:01:17 – 2020-11-24 09:01:17" in soup.select(".title")[0].get_text()


@pytest.mark.parametrize(("language", "expected"), [("en", "en"), ("zh", "zh"), ("auto", "zh"), ("xx", "zh")])
def test_it_is_in_the_readers_language(send: Send, language: str, expected: str) -> None:
    soup = report(send, LOG, **{"X-Language": language, "Accept-Language": "zh-CN"})

    assert [expected] == [answer["lang"] for answer in soup.select(".answer")]


@pytest.mark.parametrize("content", ["", "all is well\n", CLEAN * 3_000])
def test_a_log_without_our_errors_says_so(send: Send, content: str) -> None:
    soup = report(send, content)

    assert soup.select(".title")[0].get_text().startswith(word("nothing_found", "en"))
    assert [] == soup.select(".card, .findings, .actions")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_log_is_read_whatever_it_is_written_in(send: Send, encoding: str) -> None:
    text = CLEAN * 1_000 + "2024-05-02 12:00:00 接口报错 错误码:223114 人脸模糊\n" + CLEAN

    rows = cells(report(send, text.encode(encoding)), ".findings tbody tr")
    assert [["223114", "1", "1,001", "1,001"]] == [[row[0], *row[2:]] for row in rows]


def test_what_is_no_text_is_refused(send: Send, reader: LogReader) -> None:
    soup = report(send, b"\x1f\x8b\x08" + bytes(100_000))

    assert [word("not_text", "en")] == [title.get_text() for title in soup.select(".title")]
    assert MOST_AT_ONCE == free_places(reader)


def test_how_far_it_is_read_is_told_on_the_way(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAUSE", 0.0)
    *news, last = lines_of(send("POST", "/log", content=LOG * 12))

    assert [line["share"] for line in news] == sorted(line["share"] for line in news)
    assert 0 == news[0]["share"]
    assert "0 B of 2.2 MB read" == news[0]["text"]
    assert "2.2 MB read · 2 documented errors, 3" in news[-1]["text"]
    assert 1 == last["share"]


def test_its_name_is_shown_as_text_and_bounded(send: Send) -> None:
    soup = report(send, LOG, **{"X-Name": "%3Cb%3E%E2%80%AE" + "a" * 500})

    shown = soup.select(".question pre")[0]
    assert [] == shown.find_all()
    assert shown.get_text().startswith("<b> aaa")
    assert len(shown.get_text()) < LONGEST_NAME + 20


def test_the_thread_goes_on_below_a_log(send: Send) -> None:
    memory = report(send, LOG).select(".actions [name=about]")[0]["value"]

    page = BeautifulSoup(send("POST", "/turn", data={"text": "can I retry?", "about": memory}).text, "html.parser")
    assert "223114, 222903 · Can I retry?" == page.select(".answer h3")[0].get_text()


def test_a_log_can_be_pasted_without_scripts(send: Send) -> None:
    assert len(LOG) > WHOLE
    response = send("POST", "/", data={"text": LOG.replace("\n", "\r\n")})

    soup = BeautifulSoup(response.text, "html.parser")
    assert ["223114", "222903"] == [row[0] for row in cells(soup, ".findings tbody tr")]
    assert soup.select("form#desk #about")[0]["value"]


# --- what is kept of it ----------------------------------------------------------------------


def test_nothing_of_it_is_logged(send: Send) -> None:
    with capture_logs() as told:
        soup = report(send, LOG + f"access_token={TOKEN}\n", **{"X-Name": "payroll.log"})

    (line,) = told
    assert 0 <= line.pop("duration_ms") < 60_000
    assert {
        "event": "log_read",
        "log_level": "info",
        "door": "desk",
        "size": len(LOG) + len(f"access_token={TOKEN}\n"),
        "lines": 2_504,
        "kind": "found",
        "codes": ["223114", "222903"],
        "cut_short": False,
    } == line
    assert TOKEN not in str(soup)


# --- its bounds ------------------------------------------------------------------------------


def body(size: int) -> Iterator[bytes]:
    """A body whose size nobody says."""
    for _ in range(size >> 20):
        yield b"\n" * (1 << 20)


@pytest.mark.parametrize("size", [LARGEST_LOG + 1, LARGEST_LOG * 100], ids=["a little", "far"])
def test_a_log_that_is_said_to_be_too_large_is_refused(send: Send, reader: LogReader, size: int) -> None:
    content = b"\n" * min(size, LARGEST_LOG + 1)

    response = send("POST", "/log", content=content, headers={"Content-Length": str(size)})
    assert 413 == response.status_code
    assert word("too_large", "en") in response.text
    assert MOST_AT_ONCE == free_places(reader)


def test_a_log_that_turns_out_too_large_is_refused(send: Send, app: Starlette, reader: LogReader) -> None:
    async def stream() -> Any:
        for piece in body(LARGEST_LOG + (2 << 20)):
            yield piece

    response = send("POST", "/log", content=stream())
    assert 413 == response.status_code
    assert MOST_AT_ONCE == free_places(reader)


def test_the_largest_log_is_read(send: Send) -> None:
    content = (CLEAN * (LARGEST_LOG // len(CLEAN) + 1))[: LARGEST_LOG - len(BUSY)] + BUSY

    assert [["222903"]] == [row[:1] for row in cells(report(send, content), ".findings tbody tr")]


@pytest.mark.parametrize(("path", "parts"), [("/log", {"content": LOG}), ("/", {"data": {"text": LOG}})])
def test_not_more_logs_are_taken_than_there_is_room_for(
    send: Send, reader: LogReader, path: str, parts: dict[str, Any]
) -> None:
    for _ in range(MOST_AT_ONCE):
        assert reader.take_place()
    try:
        response = send("POST", path, **parts)
    finally:
        for _ in range(MOST_AT_ONCE):
            reader.give_place_back()

    assert (503, str(RETRY_AFTER)) == (response.status_code, response.headers["retry-after"])
    assert word("busy", "en") in response.text
    assert "223114" in report(send, LOG).get_text()


def test_a_short_question_is_answered_however_many_logs_are_read(send: Send, reader: LogReader) -> None:
    for _ in range(MOST_AT_ONCE):
        reader.take_place()
    try:
        assert 200 == send("POST", "/", data={"text": "223114"}).status_code
    finally:
        for _ in range(MOST_AT_ONCE):
            reader.give_place_back()


def test_when_the_time_is_up_what_was_found_is_the_result(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is up with the first finding."""

    def note(_reading: object, survey: Survey) -> None:
        if survey.rows:
            monkeypatch.setattr(reading, "SLOWEST_READING", 0.0)

    monkeypatch.setattr(reading._Reading, "note", note)
    soup = report(send, FUZZY * 60_000)

    assert [word("cut_short", "en")] == [remark.get_text() for remark in soup.select(".remark")]
    assert "223114" == cells(soup, ".findings tbody tr")[0][0]


def test_whoever_goes_away_ends_the_reading(app: Starlette, reader: LogReader) -> None:
    """The browser's stop button: the connection closes in the middle of it."""
    gone = asyncio.Event()

    async def receive() -> Message:
        if not gone.is_set() and not asked:
            asked.append(True)
            return {"type": "http.request", "body": (FUZZY * 60_000).encode(), "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            gone.set()

    asked: list[bool] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/log",
        "raw_path": b"/log",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("desk.test", 80),
        "client": ("127.0.0.1", 1),
        "headers": [],
    }
    with capture_logs() as told:
        asyncio.run(app(scope, receive, sent))
        free = free_places(reader)

    assert MOST_AT_ONCE == free
    assert [] == told  # it never came to its end


def test_the_loop_goes_on_while_a_log_is_read(knowledge: Knowledge) -> None:
    """A turn needn't wait for the end of somebody else's log."""

    async def turns_meanwhile() -> int:
        reader, turns, seen = LogReader(knowledge), 0, list[reading.News]()
        assert reader.take_place()

        async def turn() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0.001)
                turns += 1

        turning = asyncio.create_task(turn())
        async for piece in reader.read((FUZZY * 2_000).encode(), "en"):
            seen.append(piece)
        turning.cancel()
        assert isinstance(seen[-1], Result)
        assert all(isinstance(piece, Progress) for piece in seen[:-1])
        return turns

    assert asyncio.run(turns_meanwhile()) > 10


def test_a_fault_of_ours_gives_the_place_back(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = LogReader(knowledge)
    monkeypatch.setattr(Desk, "survey", lambda *_: 1 / 0)

    async def read() -> None:
        assert reader.take_place()
        async for _ in reader.read(b"x", "en"):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(read())
    assert MOST_AT_ONCE == free_places(reader)


def test_no_text_is_told_by_an_error(knowledge: Knowledge) -> None:
    reader = LogReader(knowledge)

    async def read() -> None:
        reader.take_place()
        async for _ in reader.read(b"\0", "en"):
            pass

    with pytest.raises(NotTextError):
        asyncio.run(read())
