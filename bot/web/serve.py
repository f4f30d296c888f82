"""The process: settings and knowledge in, a listening server, and an end without losses."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Mapping
from types import FrameType

import structlog
import uvicorn

from bot.catalogue.faults import KnowledgeError
from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from bot.render.links import Links
from bot.settings import Settings, SettingsError, load_settings
from bot.web.app import create_app
from bot.web.logs import configure_logging

STOPPED, MISUSED = 0, 2
LONGEST_DRAIN = 10  # seconds that running requests get after SIGTERM
MOST_CONNECTIONS = 200  # beyond them a request is told to come back later

_log = structlog.get_logger("errcode.serve")


def serve(environ: Mapping[str, str]) -> int:
    """Runs until SIGTERM or SIGINT, and gives the exit code: 0, or 2 when it can't start.

    Every fault of the settings, or of the knowledge, is on standard error together.
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        settings = load_settings(environ)
        knowledge = read_knowledge(settings.knowledge or (default_folder(),))
        listener = _listen(settings)
    except (SettingsError, KnowledgeError, _UnusableAddressError) as error:
        print(error, file=sys.stderr)
        return MISUSED
    configure_logging(settings)
    desk = Desk(knowledge)
    desk.warm()
    app = create_app(desk, knowledge, Links(settings.public_url))
    _announce(settings)
    with listener:
        _run(uvicorn.Server(_config(app)), listener)
    return STOPPED


class _UnusableAddressError(Exception):
    """Nothing can listen there; its text says why and how to mend it."""


def _listen(settings: Settings) -> socket.socket:
    """A bound socket: bound before anything is announced, so that a taken port is told in a sentence."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise _UnusableAddressError(
            f"can't listen on {settings.host} port {settings.port}: {error.strerror or error}; "
            "stop what listens there, or set ERRCODE_HOST and ERRCODE_PORT to an address of this machine"
        ) from None
    return listener


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI application
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=LONGEST_DRAIN,
    )


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # the server sends itself the signal again once it has stopped
        _log.info("stopped")


def _stop(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM before the server listens, or again after it has stopped: nothing is left to be lost."""
    sys.exit(STOPPED)


def _announce(settings: Settings) -> None:
    _log.info("serving", desk=settings.public_url, host=settings.host, port=settings.port)
    ready = {"slack": settings.slack_ready, "telegram": settings.telegram_ready}
    needs = {"slack": "SLACK_BOT_TOKEN and SLACK_APP_TOKEN", "telegram": "TELEGRAM_BOT_TOKEN"}
    for platform, is_ready in ready.items():
        switch = "is set already" if is_ready else f"will need {needs[platform]}"
        _log.info("platform_off", platform=platform, reason=f"this version answers on the desk only; {switch}")
