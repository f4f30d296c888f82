"""A page as it goes over the wire: compressed once, known by its tag, kept for whoever asks next."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

HTML: Final = "text/html"
JSON: Final = "application/json"
_TEXTS: Final = ("text/", JSON, "image/svg+xml")
_GZIP: Final = re.compile(r"\s*gzip\s*(?:;|$)")
_REFUSED: Final = re.compile(r";\s*q=0(?:\.0*)?\s*$")
SMALLEST = 600  # bytes; below it a compressed page saves no packet
QUICK = 5  # gzip's level for what is made for one request
KEPT = 16 << 20  # bytes of pages that a cache keeps


@dataclass(frozen=True, slots=True)
class Pressed:
    """A body, and the same compressed, or b"" where that saves nothing.

    `tag` is the same for both and therefore weak (RFC 9110, 8.8.1).
    """

    body: bytes
    packed: bytes
    tag: str
    media: str
    status: int = 200

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return len(self.body) + len(self.packed)


def press(body: bytes, media: str = HTML, status: int = 200, level: int = 9) -> Pressed:
    """A body made ready to be sent; `level` is gzip's, 1 to 9."""
    packed = gzip.compress(body, level, mtime=0) if len(body) >= SMALLEST else b""
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Pressed(body, packed if len(packed) < len(body) else b"", f'W/"{tag}"', media, status)


def respond(
    request: Request, pressed: Pressed, *, caching: str = "no-cache", vary: str = "", language: str = ""
) -> Response:
    """The response to a request: 304 where the reader has it already, compressed where its browser can read that.

    `vary` names the headers that chose the page, beside the encoding; `language` is its language, "" for none.
    """
    headers = MutableHeaders({"ETag": pressed.tag, "Cache-Control": caching})
    if vary:
        headers["Vary"] = vary
    if language:
        headers["Content-Language"] = language
    if pressed.status == 200 and _is_had(request, pressed):
        headers.add_vary_header("Accept-Encoding")
        return Response(status_code=304, headers=headers)
    packs = bool(pressed.packed) and takes_gzip(request.headers.get("accept-encoding", ""))
    if packs:
        headers.add_vary_header("Accept-Encoding")  # where it doesn't pack, the middleware that would have adds this
        headers["Content-Encoding"] = "gzip"
    media = f"{pressed.media}; charset=utf-8" if pressed.media.startswith(_TEXTS) else pressed.media
    return Response(pressed.packed if packs else pressed.body, pressed.status, headers, media)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not with the weight 0, which refuses it (RFC 9110, 12.5.3)."""
    return any(_GZIP.match(part) and not _REFUSED.search(part) for part in accepted.lower().split(","))


def _is_had(request: Request, pressed: Pressed) -> bool:
    had = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in had.split(",")}
    return had.strip() == "*" or pressed.tag.removeprefix("W/") in tags


class Kept:
    """Pages by their keys: the least lately asked for go first when they take more than `most` bytes."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._size = 0
        self._pages: OrderedDict[Hashable, Pressed] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable, make: Callable[[], str]) -> Pressed:
        """The page of a key, made when it isn't there. What `make` gives has to depend on the key alone."""
        found = self._pages.get(key)
        if found is not None:
            self._pages.move_to_end(key)
            return found
        made = press(make().encode())
        self._pages[key] = made
        self._size += made.size
        while self._size > self._most:
            _, gone = self._pages.popitem(last=False)
            self._size -= gone.size
        return made
