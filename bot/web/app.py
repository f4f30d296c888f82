"""The web application: its routes, the headers of every response, and what a failure looks like."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.core.entry import Knowledge
from bot.render.links import Links
from bot.web.api import Api, error_response
from bot.web.asking import Asking
from bot.web.body import RefusalError, reader_of
from bot.web.desk.doors import DeskDoors, desk_doors
from bot.web.labels import LABELS, named
from bot.web.press import SMALLEST, Kept, takes_gzip
from bot.web.printer import printer_of
from bot.web.probes import Probes
from bot.web.reference import Reference
from bot.web.site import Site

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
)

# What isn't pressed is packed here, but for what is read as it comes. A page holds no secret that could be guessed
# from its packed size: no session, no token.
_PACKED: Final = Middleware(
    GZipMiddleware,
    minimum_size=SMALLEST,
    compresslevel=5,
    exclude_content_types=("application/x-ndjson", "text/event-stream"),
)
_log = structlog.get_logger("errcode.web")


def create_app(asking: Asking, knowledge: Knowledge, links: Links, probes: Probes | None = None) -> Starlette:
    """The application. `probes` says how the process is; left out, it is always well."""
    printer = printer_of(knowledge, Site(links.base))
    doors = desk_doors(asking, printer)
    reference = Reference(asking, printer, Kept())
    failures = _Failures(doors)
    app = Starlette(
        routes=[
            *Api(asking, links).routes(),
            *(probes or Probes()).routes(),
            *doors.routes(),
            *reference.routes(),
            *printer.assets.routes(),
        ],
        middleware=[Middleware(_Secured), Middleware(_Plain), _PACKED],
        exception_handlers={HTTPException: failures.refused, Exception: failures.broken},
    )
    app.router.redirect_slashes = False  # a redirect would lose the prefix that a proxy took away
    return app


def open_door(app: Starlette, routes: Iterable[Route]) -> None:
    """Lets a platform bring its messages, from now on."""
    app.router.routes[:0] = routes


class _Plain:
    """Takes the word gzip from whom it is refused by: what packs looks for the word alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            accepted = Headers(scope=scope).get("accept-encoding", "")
            if "gzip" in accepted and not takes_gzip(accepted):
                scope = {**scope, "headers": list(scope["headers"])}
                MutableHeaders(scope=scope)["accept-encoding"] = "identity"
        await self.app(scope, receive, send)


class _Secured:
    """Puts HEADERS on every response, and asks for it to be fetched anew where it says nothing of that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, secured if scope["type"] == "http" else send)


@dataclass(frozen=True, slots=True)
class _Failures:
    """What a request gets that can't be answered: JSON from the API, a page from anywhere else."""

    doors: DeskDoors

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(request))
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
        what, mend = _told(error, request, self._language(request))
        if _is_api(request):
            response = error_response(error.status_code, what, mend)
        else:
            response = self.doors.problem(request, error.status_code, what, mend)
        response.headers.update(headers)
        return response

    async def broken(self, request: Request, _error: Exception) -> Response:
        """The number stands in the log too, right before the traceback, which the server writes."""
        number = secrets.token_hex(4)
        _log.error("request_failed", number=number, method=request.method)
        language = self._language(request)
        what = LABELS["broken"].in_language(language)
        mend = named(LABELS["broken_mend"].in_language(language), number, language)
        response = error_response(500, what, mend) if _is_api(request) else self.doors.problem(request, 500, what, mend)
        response.headers.update(HEADERS)  # this one is made outside of the middleware
        return response

    def _language(self, request: Request) -> str:
        return "en" if _is_api(request) else reader_of(request, self.doors.printer.site).language


def _methods(request: Request) -> list[str]:
    """What an address takes, whichever of its routes takes it."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    there = (route.methods for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({"OPTIONS", *(method for methods in there for method in methods or ())})


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _told(error: HTTPException, request: Request, language: str) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    if isinstance(error, RefusalError):
        return error.what.in_language(language), error.mend.in_language(language)
    if _is_api(request) and error.status_code == 404:
        return LABELS["not_in_api"].in_language(language), LABELS["not_in_api_mend"].in_language(language)
    if _is_api(request) and error.status_code == 405:
        methods = [method for method in _methods(request) if method not in ("HEAD", "OPTIONS")]
        return LABELS["not_allowed"].in_language(language), f"use {' or '.join(methods)}"
    names = {404: ("not_found", "not_found_mend"), 405: ("not_allowed", "not_allowed_mend")}
    what, mend = names.get(error.status_code, ("refused", "not_found_mend"))
    return LABELS[what].in_language(language), LABELS[mend].in_language(language)
