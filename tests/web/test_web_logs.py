"""What is written down of a question: its kind, codes and time, and never its text."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from httpx import Response
from structlog.testing import capture_logs

from bot.logs import QUIETED, configure_logging
from bot.settings import load_settings

Send = Callable[..., Response]


@pytest.fixture
def logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in QUIETED:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def test_a_question_is_one_line_without_its_text(send: Send) -> None:
    with capture_logs() as lines:
        send("POST", "/api/v1/answer", json={"text": "what is 223114, my good friend?", "mode": "listen"})

    (line,) = lines
    assert 0 <= line.pop("duration_ms") < 60_000
    assert {
        "event": "answered",
        "log_level": "info",
        "door": "api",
        "mode": "listen",
        "kind": "nothing",
        "language": "en",
        "codes": [],
    } == line


def test_the_desk_logs_the_codes_that_it_found(send: Send) -> None:
    with capture_logs() as lines:
        send("POST", "/turn", data={"text": "223114"})

    assert [("desk", ["223114"])] == [(line["door"], line["codes"]) for line in lines]


def test_a_fault_is_logged_by_the_number_that_the_asker_sees(
    send_to: Callable[[Exception], Send],
) -> None:
    with capture_logs() as lines:
        response = send_to(RuntimeError("secret"))("POST", "/api/v1/answer", json={"text": "secret"})

    (line,) = lines
    assert line["number"] in response.json()["error"]["mend"]
    assert "secret" not in json.dumps(line)


@pytest.mark.usefixtures("logging_restored")
def test_json_lines_are_json_and_the_servers_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(load_settings({"ERRCODE_LOG_FORMAT": "json"}))

    structlog.get_logger("errcode").info("answered", codes=["人脸"])
    logging.getLogger("uvicorn.error").warning("Started %s", "server")

    ours, theirs = map(json.loads, capsys.readouterr().out.splitlines())
    assert ("answered", ["人脸"], "info") == (ours["event"], ours["codes"], ours["level"])
    assert ("Started server", "warning") == (theirs["event"], theirs["level"])
    assert ours["timestamp"].endswith("Z")


@pytest.mark.usefixtures("logging_restored")
def test_console_lines_are_for_the_eye(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(load_settings({"ERRCODE_LOG_FORMAT": "console"}))

    structlog.get_logger("errcode").info("answered", kind="found")

    written = capsys.readouterr().out
    assert "answered" in written
    assert "kind=found" in written
    assert "\x1b" not in written


@pytest.mark.usefixtures("logging_restored")
def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(load_settings({"ERRCODE_LOG_LEVEL": "warning"}))

    structlog.get_logger("errcode").info("answered")
    logging.getLogger("uvicorn.error").info("Started")

    assert "" == capsys.readouterr().out


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("name", ["slack_bolt.errcode", "slack_sdk.web.async_client", "httpx", "telegram.Bot"])
def test_what_the_platforms_libraries_say_of_requests_is_not_written(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    configure_logging(load_settings({"ERRCODE_LOG_LEVEL": "debug"}))

    logging.getLogger(name).error("Unhandled request: what somebody wrote")

    assert "" == capsys.readouterr().out


@pytest.mark.usefixtures("logging_restored")
@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_shows_no_values(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    configure_logging(load_settings({"ERRCODE_LOG_FORMAT": log_format}))
    pasted = "-".join("pasted text")

    try:
        int(str(len(pasted)) + "x")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    written = capsys.readouterr().out
    assert "ValueError" in written
    assert pasted not in written
