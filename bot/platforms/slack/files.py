"""Snippets and text files of a message: which ones, and their text.

The bot's token goes with every download, so only Slack's own hosts are asked, and nobody is followed elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.core.desk import LONGEST_TEXT
from bot.delivery.inbound import Inbound
from bot.platforms.payload import items, mapping, string
from bot.platforms.reading import TEXT_NAME, TEXT_TYPE, FileRefused, Refusal, file_text, unread
from bot.platforms.slack.payload import LONGEST_URL, identifier

SLACK_FILES = "https://files.slack.com"
LARGEST_FILE = 1 << 20  # bytes
MOST_FILES = 3  # of one message; more are left unread
SLOWEST_FILE = 2.0  # seconds, for the whole download: Slack waits three for its acknowledgement

_TYPES = {"text", "log", "json", "csv", "xml", "yaml", "markdown"}  # Slack's own names, `filetype`
_UNNAMED_TYPES = {"", "application/octet-stream", "binary/octet-stream"}  # what the name has to tell
_GONE = {"hidden_by_limit", "tombstone", "external"}  # modes of files that have nothing to download

_log = structlog.get_logger("errcode.slack")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that looks like text. `size` is what Slack says, in bytes, 0 when it doesn't."""

    id: str
    name: str
    url: str
    size: int


def trusted_origins(api_url: str = "") -> frozenset[str]:
    """The origins that files may come from: Slack's, and those of `api_url` (SLACK_API_URL) when it is set.

    Plain http is trusted only for an `api_url` that is plain http itself. Another cloud of Slack's has its files
    at `files.` before its own host. An address that can't be read adds nothing.
    """
    origin = _origin(api_url)
    if not origin:
        return frozenset({SLACK_FILES})
    host = origin.partition("://")[2]
    return frozenset({SLACK_FILES, origin, f"https://{host}", f"https://files.{host}"})


def readable_files(message: object) -> tuple[TextFile, ...]:
    """The message's snippets and text files of at most LARGEST_FILE bytes, MOST_FILES of them, in its order."""
    return tuple(file for file in _files(message) if isinstance(file, TextFile))[:MOST_FILES]


def other_files(message: object) -> tuple[FileRefused, ...]:
    """The message's other files, without those that are gone: why each isn't read."""
    return tuple(file for file in _files(message) if isinstance(file, FileRefused))


def _files(message: object) -> list[TextFile | FileRefused | None]:
    return [_file(each) for each in items(message, "files")[:100]]


def _file(file: object) -> TextFile | FileRefused | None:
    mode = string(file, "mode")
    if not isinstance(file, dict) or mode in _GONE or file.get("is_external") is True:
        return None
    url = string(file, "url_private_download") or string(file, "url_private")
    size = file.get("size")
    stated = size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else 0
    if not _is_text(file, mode):
        picture = string(file, "mimetype").startswith("image/")
        return FileRefused(Refusal.PICTURE if picture else Refusal.NOT_TEXT, "by its type", stated)
    if stated > LARGEST_FILE:
        return FileRefused(Refusal.TOO_LARGE, "as it was said to be", stated)
    return TextFile(identifier(file, "id"), string(file, "name", 255), url, stated) if url else None


def _is_text(file: dict[str, Any], mode: str) -> bool:
    mimetype = string(file, "mimetype").partition(";")[0].strip().lower()
    if mode == "snippet" or TEXT_TYPE.fullmatch(mimetype):
        return True
    named = string(file, "filetype") in _TYPES or TEXT_NAME.search(string(file, "name", 255))
    return bool(named) and mimetype in _UNNAMED_TYPES


class FileLateError(Exception):
    """A file may be there in a moment: Slack should bring its message again."""


async def with_files(
    inbound: Inbound,
    body: object,
    session: aiohttp.ClientSession,
    token: str,
    hosts: AbstractSet[str],
    *,
    insist: bool = False,
) -> Inbound:
    """The inbound with the texts of its message's files below its own, at most LONGEST_TEXT characters in all.

    `body` is the event or the shortcut that `inbound` was read from. A file that can't be read is left out and
    logged, and stands in `unread`; with `insist`, one that only came too late raises FileLateError. Takes at most SLOWEST_FILE seconds.
    """
    event = mapping(body, "event") or body
    message = mapping(event, "message") or event
    refused = [file for file in other_files(message) if file.reason is not Refusal.PICTURE or not inbound.text]
    texts = await asyncio.gather(*(fetch_text(session, file, token, hosts) for file in readable_files(message)))
    for text in texts:
        if isinstance(text, FileRefused):
            _log.warning("file_not_read", reason=text.reason.value, detail=text.detail)
            if insist and text.reason in (Refusal.TOO_SLOW, Refusal.UNREACHABLE):
                raise FileLateError(text.reason.value)
            refused.append(text)
    read = [text for text in texts if isinstance(text, str)]
    remarks = tuple(unread(file, LARGEST_FILE) for file in refused)
    return replace(inbound, text="\n".join(filter(None, [inbound.text, *read]))[:LONGEST_TEXT], unread=remarks)


async def fetch_text(
    session: aiohttp.ClientSession, file: TextFile, token: str, hosts: AbstractSet[str]
) -> str | FileRefused:
    """The file's text, or why it wasn't read. Raises RuntimeError when the session is closed, and nothing else.

    `hosts` are origins, as `trusted_origins` gives them: "https://files.slack.com". Redirects aren't followed, at
    most LARGEST_FILE bytes are read, in at most SLOWEST_FILE seconds.
    """
    url = _trusted(file.url, hosts)
    if url is None:
        return FileRefused(Refusal.FOREIGN_HOST)
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    timeout = aiohttp.ClientTimeout(total=SLOWEST_FILE)
    try:
        async with session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
            refused = _refused(response)
            content = None if refused else await _content(response)
    except TimeoutError:
        return FileRefused(Refusal.TOO_SLOW)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return FileRefused(Refusal.UNREACHABLE, type(error).__name__)
    if refused or content is None:
        return refused or FileRefused(Refusal.TOO_LARGE)
    return file_text(content, page=Refusal.NO_ACCESS)


def _trusted(url: str, hosts: AbstractSet[str]) -> URL | None:
    """The address as it will be requested, so that what is checked and what is asked can't differ."""
    origin = _origin(url)
    return URL(url) if origin and origin in hosts else None


def _origin(url: str) -> str:
    """Scheme, host and port (left out where it is the scheme's own); "" for what isn't a plain web address."""
    if not 0 < len(url) <= LONGEST_URL:
        return ""
    try:
        parsed = URL(url)
        plain = parsed.scheme in {"http", "https"} and parsed.user is None and parsed.password is None
        return str(parsed.origin()) if plain else ""
    except ValueError:
        return ""


def _refused(response: aiohttp.ClientResponse) -> FileRefused | None:
    """What status and headers already tell."""
    status, kind = response.status, response.content_type.lower()
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} or status // 100 == 3:
        return FileRefused(Refusal.NO_ACCESS, f"HTTP status {status}")
    if status != HTTPStatus.OK:
        return FileRefused(Refusal.UNREACHABLE, f"HTTP status {status}")
    if "acl_fail" in response.headers.get("x-slack-meta", "") or kind == "text/html":
        return FileRefused(Refusal.NO_ACCESS, "a login page")
    if not TEXT_TYPE.fullmatch(kind) and kind not in _UNNAMED_TYPES:  # a file without a type was chosen by its name
        return FileRefused(Refusal.NOT_TEXT, "its content type")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":  # may unpack to any size
        return FileRefused(Refusal.NOT_TEXT, "compressed")
    return None


async def _content(response: aiohttp.ClientResponse) -> bytes | None:
    """The body; None when it is longer than LARGEST_FILE, whatever its header said."""
    if (response.content_length or 0) > LARGEST_FILE:
        return None
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > LARGEST_FILE:
            return None
    return bytes(content)
