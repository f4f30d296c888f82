"""A page as it goes over the wire: compressed once, known by its tag, kept for whoever asks next."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

HTML: Final = "text/html"
SMALLEST = 600  # bytes; below it a compressed page saves no packet
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
    headers = {
        "ETag": pressed.tag,
        "Cache-Control": caching,
        "Vary": f"{vary}, Accept-Encoding" if vary else "Accept-Encoding",
        **({"Content-Language": language} if language else {}),
    }
    if pressed.status == 200 and _is_had(request, pressed):
        return Response(status_code=304, headers=headers)
    packs = bool(pressed.packed) and "gzip" in request.headers.get("accept-encoding", "").lower()
    if packs:
        headers["Content-Encoding"] = "gzip"
    return Response(
        pressed.packed if packs else pressed.body, pressed.status, headers, f"{pressed.media}; charset=utf-8"
    )


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
