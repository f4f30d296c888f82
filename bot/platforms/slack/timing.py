"""How long calls of Slack's Web API take, told to the meters by the library's own hooks."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import aiohttp
from yarl import URL

from bot.metrics import OTHER, Meters

_METHOD = re.compile(r"[a-z]+(?:\.[A-Za-z]+){1,3}")


def timed(meters: Meters, api_url: str) -> aiohttp.TraceConfig:
    """For a session that calls `api_url`; what it asks for elsewhere, files and answers to commands, is OTHER."""
    base = URL(api_url)

    def tell(context: SimpleNamespace, url: URL, status: int | None) -> None:
        meters.called("slack", _method(url, base), status, time.perf_counter() - context.started)

    async def begun(_session: object, context: SimpleNamespace, _params: object) -> None:
        context.started = time.perf_counter()

    async def ended(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        tell(context, params.url, params.response.status)

    async def failed(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams) -> None:
        tell(context, params.url, None)

    config = aiohttp.TraceConfig()
    config.on_request_start.append(begun)
    config.on_request_end.append(ended)
    config.on_request_exception.append(failed)
    return config


def _method(url: URL, base: URL) -> str:
    name = url.path.removeprefix(base.path)
    return name if url.origin() == base.origin() and _METHOD.fullmatch(name) else OTHER
