"""What a platform posts to us, within a limit."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

LONGEST_BODY = 1 << 20  # bytes; neither Slack nor Telegram names a limit, their largest have some 100 kB
SLOWEST_BODY = 10.0  # seconds for it to arrive; neither of them waits as long for an answer


async def read_body(request: Request) -> bytes | None:
    """The body; None when it is too long, of which no more is read than shows it.

    Raises ClientDisconnect for one that doesn't come, or takes longer than SLOWEST_BODY.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_BODY:
                    return None
    except TimeoutError:
        raise ClientDisconnect from None
    return bytes(body)
