"""What a platform posts to us: whole, within a limit of size and of time."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from bot.platforms import body
from bot.platforms.body import LONGEST_BODY, read_body


def posted(*chunks: bytes, ends: bool = True) -> Request:
    """A request whose body comes in these pieces; one that doesn't end leaves its reader waiting."""
    left = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    left += [{"type": "http.request", "body": b"", "more_body": False}] if ends else []

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(60)
        return left.pop(0)

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


def test_body_is_put_together() -> None:
    assert b"abc" == asyncio.run(read_body(posted(b"a", b"bc")))


def test_one_that_is_too_long_is_none() -> None:
    assert asyncio.run(read_body(posted(b"x" * LONGEST_BODY, b"x", ends=False))) is None


def test_one_that_never_ends_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SLOWEST_BODY", 0.05)

    with pytest.raises(ClientDisconnect):
        asyncio.run(read_body(posted(b"a", ends=False)))
