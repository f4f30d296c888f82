"""What supervisors and monitoring ask: whether the process lives, whether it can work, what it counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

EXPOSITION: Final = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' text format

Readiness = tuple[Sequence[str], Sequence[str]]  # reasons why no work should come, and remarks beside them


async def _always_ready() -> Readiness:
    return (), ()


async def _nothing_counted() -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Probes:
    """The doors for machines that look after the process."""

    readiness: Callable[[], Awaitable[Readiness]] = _always_ready
    exposition: Callable[[], Awaitable[bytes]] = _nothing_counted

    def routes(self) -> list[Route]:
        """The routes; each answers HEAD, too."""
        return [Route("/livez", self.livez), Route("/readyz", self.readyz), Route("/metrics", self.metrics)]

    async def livez(self, _request: Request) -> Response:
        """Whether the event loop turns: when it doesn't, nobody answers."""
        return PlainTextResponse("ok")

    async def readyz(self, _request: Request) -> Response:
        """Whether it can work; 503 with the reasons, a line each, while it can't."""
        reasons, remarks = await self.readiness()
        if reasons:
            return PlainTextResponse("\n".join((*reasons, *remarks)), 503)
        return PlainTextResponse("\n".join(("ready", *remarks)))

    async def metrics(self, _request: Request) -> Response:
        """What was counted, for Prometheus."""
        return Response(await self.exposition(), media_type=EXPOSITION)
