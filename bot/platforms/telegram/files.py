"""The text of a document: asked for over the bot's own connections, within limits.

The address of a file has the bot's token in it, so no address and no exception's own words leave this module.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import httpx
import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.core.desk import LONGEST_TEXT
from bot.delivery.inbound import Inbound
from bot.platforms.reading import FileRefused, Refusal, file_text, unread
from bot.platforms.telegram.documents import TextFile, other_files, text_files
from bot.platforms.telegram.messages import replied
from bot.platforms.telegram.text import message_text
from bot.platforms.telegram.typed import read_typed
from bot.platforms.telegram.updates import message_of

__all__ = ["LARGEST_FILE", "TextFile", "fetch_text", "files_of", "text_files", "with_files"]

LARGEST_FILE: Final = 2_000_000  # bytes
SLOWEST_FILE: Final = 5.0  # seconds for one try, its address included

_PATH: Final = re.compile(r"(?!.*\.\.)[^/\x00-\x1f?#\\][^\x00-\x1f?#\\]{0,500}")

_log = structlog.get_logger("errcode.telegram")


def files_of(update: object) -> tuple[TextFile, ...]:
    """The texts that an update brings; for /errcode alone those of the message that it replies to."""
    return text_files(_bearer(update))


async def with_files(inbound: Inbound, update: object, bot: Bot) -> Inbound:
    """The inbound with the texts of its message's files below its own, at most LONGEST_TEXT characters in all.

    `update` is what `inbound` was read from. A file that can't be read is left out and logged, and stands in `unread`.
    Takes at most twice SLOWEST_FILE: where the network is at fault, a second try is made.
    """
    bearer, texts = _bearer(update), [inbound.text]
    refused = [file for file in other_files(bearer) if file.reason is not Refusal.PICTURE or not inbound.text]
    for file in text_files(bearer):
        text = await fetch_text(bot, file)
        if isinstance(text, str):
            texts.append(text)
        else:
            _log.warning("file_not_read", reason=text.reason.value, detail=text.detail)
            refused.append(text)
    remarks = tuple(unread(file, LARGEST_FILE) for file in refused)
    return replace(inbound, text="\n".join(filter(None, texts))[:LONGEST_TEXT], unread=remarks)


def _bearer(update: object) -> dict[str, Any]:
    """The message whose files are meant."""
    message = message_of(update)
    if text_files(message) or other_files(message):
        return message
    typed = read_typed(message_text(message))
    return replied(message) if typed and (typed.name, typed.rest) == ("errcode", "") else message


async def fetch_text(bot: Bot, file: TextFile) -> str | FileRefused:
    """The file's text, or why it wasn't read; raises nothing of what a network or a server can do.

    At most LARGEST_FILE bytes are read, redirects aren't followed, and nothing is unpacked.
    """
    if file.size > LARGEST_FILE:
        return FileRefused(Refusal.TOO_LARGE, "as it was said to be", file.size)
    content = await _fetched(bot, file.id)
    if isinstance(content, FileRefused) and content.reason in (Refusal.TOO_SLOW, Refusal.UNREACHABLE):
        content = await _fetched(bot, file.id)
    return content if isinstance(content, FileRefused) else file_text(content)


async def _fetched(bot: Bot, identity: str) -> bytes | FileRefused:
    """One try."""
    try:
        async with asyncio.timeout(SLOWEST_FILE):
            address = await _address(bot, identity)
            return await _content(bot, address) if isinstance(address, str) else address
    except (TimeoutError, TimedOut, httpx.TimeoutException):
        return FileRefused(Refusal.TOO_SLOW)
    except (Forbidden, InvalidToken) as error:
        return FileRefused(Refusal.NO_ACCESS, type(error).__name__)
    except BadRequest as error:
        large = "too big" in error.message
        return FileRefused(Refusal.TOO_LARGE if large else Refusal.NO_ACCESS, "refused by Telegram")
    except (TelegramError, httpx.HTTPError, httpx.InvalidURL, RuntimeError) as error:
        return FileRefused(Refusal.UNREACHABLE, type(error).__name__)
    except (TypeError, ValueError, KeyError, AttributeError):  # the library trips over an answer without its fields
        return FileRefused(Refusal.UNREACHABLE, "an answer that can't be read")


async def _address(bot: Bot, identity: str) -> str | FileRefused:
    """Where the file is, on the Bot API's own host; a server in local mode names a path on its disk instead."""
    found = await bot.get_file(identity)
    base, path = f"{bot.base_file_url}/", found.file_path
    if (found.file_size or 0) > LARGEST_FILE:
        return FileRefused(Refusal.TOO_LARGE, "as it was said to be", found.file_size or 0)
    if not path or not path.startswith(base) or not _PATH.fullmatch(path.removeprefix(base)):
        return FileRefused(Refusal.NO_ACCESS, "a path that can't be downloaded")
    return base + quote(path.removeprefix(base))


async def _content(bot: Bot, address: str) -> bytes | FileRefused:
    request = bot.request
    if not isinstance(request, HTTPXRequest):
        raise TypeError(f"got a bot that asks with {type(request).__name__}, expected HTTPXRequest; build it with one")
    client = request._client  # noqa: SLF001 - the library's own download has no limit
    headers = {"Accept-Encoding": "identity"}
    async with client.stream("GET", address, headers=headers, follow_redirects=False) as response:
        return _refused(response) or await _body(response)


def _refused(response: httpx.Response) -> FileRefused | None:
    """What status and headers already tell."""
    status = response.status_code
    if status >= 500 or status == HTTPStatus.TOO_MANY_REQUESTS:
        return FileRefused(Refusal.UNREACHABLE, f"HTTP status {status}")
    if status != HTTPStatus.OK:
        return FileRefused(Refusal.NO_ACCESS, f"HTTP status {status}")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":  # may unpack to any size
        return FileRefused(Refusal.NOT_TEXT, "compressed")
    return None


async def _body(response: httpx.Response) -> bytes | FileRefused:
    """The body, however long its header said it was."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > LARGEST_FILE:
            return FileRefused(Refusal.TOO_LARGE, "longer than it was said to be")
    return bytes(content)
