"""The one place where the parts are joined: knowledge and desk for every door, and the service."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalogue.faults import KnowledgeError
from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.render.links import Links

if TYPE_CHECKING:
    from bot.settings import Settings

STOPPED, MISUSED = 0, 2


@dataclass(frozen=True, slots=True)
class Office:
    """What every door needs: the knowledge, the desk that answers from it, and where its pages are."""

    knowledge: Knowledge
    desk: Desk
    links: Links


def knowledge_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """ERRCODE_KNOWLEDGE's folders, or the one that comes with the package."""
    named = [folder for folder in environ.get("ERRCODE_KNOWLEDGE", "").split(os.pathsep) if folder.strip()]
    return tuple(map(Path, named)) or (default_folder(),)


def open_office(environ: Mapping[str, str]) -> Office:
    """Reads the knowledge and sets up the desk.

    Its few variables are read here and not through Settings, whose library takes longer to load than an
    answer may take. Raises KnowledgeError with every fault of the catalogues.
    """
    with _no_collection():
        knowledge = read_knowledge(knowledge_folders(environ))
        return Office(knowledge, Desk(knowledge), Links(public_url(environ)))


def public_url(environ: Mapping[str, str]) -> str:
    """ERRCODE_PUBLIC_URL, or where the desk would listen."""
    host, port = environ.get("ERRCODE_HOST") or "127.0.0.1", environ.get("ERRCODE_PORT") or "8080"
    return environ.get("ERRCODE_PUBLIC_URL") or f"http://{host}:{port}"


def serve(environ: Mapping[str, str]) -> int:
    """The service, until SIGTERM or SIGINT. The exit code: 0, or 2 when it can't start.

    Every fault of the settings, or of the knowledge, is on standard error together.
    """
    # Loaded here: the server and the settings' library take longer than an answer on the command line may.
    from bot.settings import SettingsError, load_settings
    from bot.web.app import create_app
    from bot.web.logs import configure_logging
    from bot.web.serve import UnusableAddressError, end_on_sigterm, listen, run

    end_on_sigterm()
    try:
        settings = load_settings(environ)
        knowledge = read_knowledge(settings.knowledge or (default_folder(),))
        listener = listen(settings.host, settings.port)
    except (SettingsError, KnowledgeError, UnusableAddressError) as error:
        print(error, file=sys.stderr)
        return MISUSED
    configure_logging(settings)
    desk = Desk(knowledge)
    desk.warm()
    _announce(settings)
    with listener:
        run(create_app(desk, knowledge, Links(settings.public_url)), listener)
    return STOPPED


def _announce(settings: Settings) -> None:
    """Says where the desk is, and which platforms are off and what they will need."""
    import structlog

    log = structlog.get_logger("errcode.serve")
    log.info("serving", desk=settings.public_url, host=settings.host, port=settings.port)
    ready = {"slack": settings.slack_ready, "telegram": settings.telegram_ready}
    needs = {"slack": "SLACK_BOT_TOKEN and SLACK_APP_TOKEN", "telegram": "TELEGRAM_BOT_TOKEN"}
    for platform, is_ready in ready.items():
        switch = "is set already" if is_ready else f"will need {needs[platform]}"
        log.info("platform_off", platform=platform, reason=f"this version answers on the desk only; {switch}")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Loading makes many objects and no garbage: collecting while it runs would cost a third of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
