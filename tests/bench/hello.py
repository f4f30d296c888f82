"""The bare server that ours is measured beside: Starlette with one route, in the same frame of uvicorn."""

from __future__ import annotations

import asyncio
import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.serve import listen, serve_until


async def hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


async def main() -> None:
    with listen("127.0.0.1", int(os.environ["ERRCODE_PORT"])) as listener:
        await serve_until(
            asyncio.Event(), Starlette(routes=[Route("/{page:path}", hello, methods=["GET", "POST"])]), listener
        )


asyncio.run(main())
