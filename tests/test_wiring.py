"""The process: it starts, says where it is, and ends with 0 on SIGTERM; what it can't use, it names."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.version import version
from bot.wiring import MISUSED, places, serve
from tests.ports import free_port

PROGRAM = "import os, sys; from bot.wiring import serve; sys.exit(serve(os.environ))"
PATIENCE = 20  # seconds for a start on a busy machine


@pytest.fixture
def sigterm_restored() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def of_event(lines: Sequence[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == event]


def wait_for(url: str, process: subprocess.Popen[str]) -> httpx.Response:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(process.communicate())


def test_it_serves_until_sigterm_and_says_what_is_off() -> None:
    port = free_port()
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "TELEGRAM_"))}
    half = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SECRET": "made-up", "ERRCODE_ALLOWED_TEAM": "T1"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**plain, **half, "ERRCODE_PORT": str(port), "ERRCODE_LOG_FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            alive = wait_for(f"http://127.0.0.1:{port}/livez", process)
            head = httpx.head(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()
        out, err = process.communicate(timeout=PATIENCE)

    lines = [json.loads(line) for line in out.splitlines()]
    assert ("ok", 200, b"") == (alive.text, head.status_code, head.content)
    assert (0, "") == (process.returncode, err)
    [serving] = of_event(lines, "serving")
    assert (f"http://127.0.0.1:{port}", version(), "none") == (serving["desk"], serving["version"], serving["database"])
    slack, telegram = of_event(lines, "platform_off")
    assert ("warning", "slack", "info", "telegram") == (
        slack["level"],
        slack["platform"],
        telegram["level"],
        telegram["platform"],
    )
    assert "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP" == slack["reason"]
    [unread] = of_event(lines, "settings_unread")
    assert ["ERRCODE_ALLOWED_TEAM", "SLACK_SECRET"] == unread["names"]
    assert ["ERRCODE_ALLOWED_TEAMS", "SLACK_SIGNING_SECRET"] == unread["nearest"]
    assert "warning" == unread["level"]
    assert "made-up" not in out
    assert "server" not in alive.headers


@pytest.mark.usefixtures("sigterm_restored")
def test_a_taken_port_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert MISUSED == serve({"ERRCODE_PORT": str(port)})

    assert f"can't listen on 127.0.0.1 port {port}" in capsys.readouterr().err


@pytest.mark.usefixtures("sigterm_restored")
def test_wrong_settings_are_told_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert MISUSED == serve({"ERRCODE_PORT": "many", "ERRCODE_LOG_LEVEL": "loud"})

    told = capsys.readouterr().err
    assert ["ERRCODE_PORT", "ERRCODE_LOG_LEVEL"] == [line.partition(":")[0] for line in told.splitlines()]


@pytest.mark.usefixtures("sigterm_restored")
def test_knowledge_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert MISUSED == serve({"ERRCODE_KNOWLEDGE": str(tmp_path)})

    assert str(tmp_path) in capsys.readouterr().err


def test_without_settings_the_places_are_what_the_settings_would_give() -> None:
    assert places({}) == places({"ERRCODE_LOG_LEVEL": "INFO"})
