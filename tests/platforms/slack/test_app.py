"""What the log says when a listener doesn't end well."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.platforms.slack.app import _Listeners
from bot.platforms.slack.files import FileLateError
from bot.store.errors import UnavailableError


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileLateError("too_slow"), [("info", "event_put_off")]),
        (UnavailableError("it is away", "start it"), []),
        (ValueError("hunter2"), [("error", "listener_failed")]),
    ],
)
def test_only_a_fault_of_ours_is_told_as_one(error: Exception, told: list[tuple[str, str]]) -> None:
    with capture_logs() as lines:
        asyncio.run(_Listeners(cast("Any", None)).failed(error))

    assert told == [(line["log_level"], line["event"]) for line in lines]
    assert "hunter2" not in str(lines)
