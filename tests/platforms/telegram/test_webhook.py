"""POST /telegram/webhook: what Telegram is told, so that nothing is lost and nothing comes for ever."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.platforms.body import LONGEST_BODY
from bot.platforms.telegram.webhook import HEADER, TelegramDoor
from bot.setting_shapes import WEBHOOK_PATH
from bot.store.errors import UnavailableError

SECRET = "s3cr3t_of-the-webhook"
TRUE = {HEADER: SECRET}
UPDATE = {"update_id": 7, "message": {"text": "223114"}}


class Taker:
    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble
        self.taken: list[Mapping[str, Any]] = []

    async def __call__(self, update: Mapping[str, Any]) -> None:
        if self.trouble:
            raise self.trouble
        self.taken.append(update)


def ask(taker: Taker, body: bytes, headers: Mapping[str, str | bytes], method: str = "POST") -> httpx.Response:
    """One request; no word in the log holds the secret or what was sent."""

    async def asked() -> httpx.Response:
        app = Starlette(routes=TelegramDoor(SECRET, taker).routes())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
            return await client.request(method, WEBHOOK_PATH, content=body, headers=dict(headers))  # type: ignore[arg-type] # bytes are fine

    with capture_logs() as lines:
        response = asyncio.run(asked())
    assert SECRET not in f"{lines} {response.text}"
    assert "223114" not in str(lines)
    return response


def test_an_update_is_taken_and_then_confirmed() -> None:
    taker = Taker()
    response = ask(taker, json.dumps(UPDATE).encode(), TRUE)

    assert (200, [UPDATE]) == (response.status_code, taker.taken)


@pytest.mark.parametrize(
    "headers",
    [{}, {HEADER: ""}, {HEADER: "s3cr3t_of-the-webhooK"}, {HEADER: SECRET[:-1]}, {HEADER: SECRET + "x"},
     {HEADER: b"\xe9\xff\xfe"}, {"authorization": SECRET}],
)  # fmt: skip
def test_who_is_not_telegram_is_turned_away(headers: Mapping[str, str | bytes]) -> None:
    taker = Taker()
    response = ask(taker, json.dumps(UPDATE).encode(), headers)

    assert (403, []) == (response.status_code, taker.taken)


def test_a_stranger_is_turned_away_before_the_body_is_read() -> None:
    assert 403 == ask(Taker(), b"x" * (LONGEST_BODY + 1), {}).status_code


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"NaN", b"[1]", b"null"])
def test_what_is_no_update_is_confirmed_as_it_would_be_the_same_when_brought_again(body: bytes) -> None:
    taker = Taker()
    response = ask(taker, body, TRUE)

    assert (200, []) == (response.status_code, taker.taken)


@pytest.mark.parametrize(("size", "status", "taken"), [(LONGEST_BODY, 200, 1), (LONGEST_BODY + 1, 413, 0)])
def test_bodies_are_bounded(size: int, status: int, taken: int) -> None:
    taker = Taker()
    body = json.dumps(UPDATE).encode()
    response = ask(taker, body + b" " * (size - len(body)), TRUE)

    assert (status, taken) == (response.status_code, len(taker.taken))


def test_what_could_not_be_stored_is_to_be_brought_again_soon() -> None:
    response = ask(Taker(UnavailableError("the disk is full", "make room")), json.dumps(UPDATE).encode(), TRUE)

    assert (503, "5") == (response.status_code, response.headers["Retry-After"])


def test_an_update_that_breaks_its_handling_does_not_come_for_ever() -> None:
    assert 200 == ask(Taker(RuntimeError("223114")), json.dumps(UPDATE).encode(), TRUE).status_code


def test_nothing_is_shown_to_who_merely_looks() -> None:
    assert 405 == ask(Taker(), b"", TRUE, "GET").status_code
