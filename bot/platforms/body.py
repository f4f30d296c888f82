"""What a platform posts to us, within a limit."""

from __future__ import annotations

from starlette.requests import Request

LONGEST_BODY = 1 << 20  # bytes; neither Slack nor Telegram names a limit, their largest have some 100 kB


async def read_body(request: Request) -> bytes | None:
    """The body; None when it is too long, of which no more is read than shows it. Raises ClientDisconnect."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)
