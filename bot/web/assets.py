"""What pages fetch: style, scripts, icon. The address holds what is in the file, so that it can be kept for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.press import Pressed, press, respond
from bot.web.site import ROBOTS

FOLDER: Final = Path(__file__).parent / "static"
FOR_A_DAY: Final = "public, max-age=86400"
FOR_EVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".json": "application/json",
}
_HASHED = re.compile(r"(.+)\.([0-9a-f]{12})(\.[a-z]+)")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its name with the hash of its content ("site.0123456789ab.css"), and the content."""

    name: str
    pressed: Pressed


@dataclass(frozen=True, slots=True)
class Assets:
    """The files by their plain names."""

    files: Mapping[str, Asset]

    def path(self, name: str) -> str:
        """Where a file stands below the site's root. Raises KeyError."""
        return f"/static/{self.files[name].name}"

    def routes(self) -> list[Route]:
        """The files, and what is looked for at the root by those who read no page first."""
        return [
            Route("/static/{name}", self.serve),
            Route("/favicon.ico", self.icon),
            Route("/robots.txt", self.robots),
        ]

    async def icon(self, request: Request) -> Response:
        """The small picture."""
        return respond(request, self.files["favicon.ico"].pressed, caching=FOR_A_DAY)

    async def robots(self, request: Request) -> Response:
        """What search engines may read: everything."""
        return respond(request, press(ROBOTS.encode(), "text/plain"), caching=FOR_A_DAY)

    async def serve(self, request: Request) -> Response:
        """A file by its hashed name, kept for ever; by its plain name, or the hash of another version, for once.

        Another version is what a page asks for that a replica of another version made.
        """
        name = request.path_params["name"]
        hashed = _HASHED.fullmatch(name)
        asset = self.files.get(hashed[1] + hashed[3] if hashed else name)
        if asset is None:
            raise HTTPException(404)
        return respond(request, asset.pressed, caching=FOR_EVER if name == asset.name else "no-cache")


def read_assets(folder: Path = FOLDER) -> Assets:
    """The files of a folder that a page may fetch."""
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in _TYPES]
    return Assets({path.name: asset(path.name, path.read_bytes()) for path in paths})


def asset(name: str, content: bytes) -> Asset:
    """A file of that plain name and content."""
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{path.stem}.{digest}{path.suffix}", press(content, _TYPES[path.suffix]))
