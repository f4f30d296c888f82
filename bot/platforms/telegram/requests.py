"""python-telegram-bot's Bot, set up so that nothing is repeated or guessed behind our back."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

CONNECTIONS = 64
TIMEOUT = 6.0  # seconds to send a request, and again to wait for its answer


def new_bot(token: str, api_url: str) -> Bot:
    """A bot that calls `api_url` ("https://api.telegram.org"); nothing is asked yet."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=new_request(),
        get_updates_request=new_request(),
    )


def new_request() -> HTTPXRequest:
    """A pool of connections of its own."""
    return HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        read_timeout=TIMEOUT,
        write_timeout=TIMEOUT,
        connect_timeout=TIMEOUT,
        pool_timeout=TIMEOUT,
    )
