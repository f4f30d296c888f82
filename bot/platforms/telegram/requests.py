"""python-telegram-bot's Bot, set up so that nothing is repeated or guessed behind our back."""

from __future__ import annotations

import re
import time
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.metrics import OTHER, Meters

_METHOD = re.compile(r"/bot[^/]+/([A-Za-z]+)(?:\?|$)")  # of an address that is no file's

CONNECTIONS = 64
TIMEOUT = 6.0  # seconds to send a request, and again to wait for its answer


def new_bot(token: str, api_url: str, meters: Meters | None = None) -> Bot:
    """A bot that calls `api_url` ("https://api.telegram.org"); nothing is asked yet. Its calls are told to `meters`."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=new_request(meters),
        get_updates_request=new_request(meters),
    )


def new_request(meters: Meters | None = None) -> HTTPXRequest:
    """A pool of connections of its own."""
    return _Timed(
        meters or Meters(),
        connection_pool_size=CONNECTIONS,
        read_timeout=TIMEOUT,
        write_timeout=TIMEOUT,
        connect_timeout=TIMEOUT,
        pool_timeout=TIMEOUT,
    )


class _Timed(HTTPXRequest):
    """Each request told to the meters: the one method that the library wants to be replaced."""

    def __init__(self, meters: Meters, **settings: Any) -> None:
        super().__init__(**settings)
        self._meters = meters

    async def do_request(self, url: str, *arguments: Any, **more: Any) -> tuple[int, bytes]:
        """As the library's."""
        named, started, status = _METHOD.search(url), time.perf_counter(), None
        try:
            status, payload = await super().do_request(url, *arguments, **more)
        finally:
            self._meters.called("telegram", named[1] if named else OTHER, status, time.perf_counter() - started)
        return status, payload
