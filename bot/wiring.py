"""The one place where the parts are joined: knowledge and desk for every door, and the service."""

from __future__ import annotations

import gc
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
    from bot.store.gaps import Gap

STOPPED, MISUSED = 0, 2
DEFAULT_BASE = "http://127.0.0.1:8080"  # what Settings gives when nothing is set; a test holds the two together


class StartError(Exception):
    """Nothing can start; its text holds every fault of the settings, or of the knowledge."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the catalogues lie, and the base of the links in answers."""

    folders: tuple[Path, ...]
    base: str


@dataclass(frozen=True, slots=True)
class Office:
    """What every door needs: the knowledge, the desk that answers from it, and where its pages are."""

    knowledge: Knowledge
    desk: Desk
    links: Links


def places(environ: Mapping[str, str]) -> Places:
    """The places that the settings name. Raises StartError.

    Where none of ours is set, the settings' library isn't even loaded: it takes as long as an answer.
    """
    if not any(name.startswith("ERRCODE_") for name in environ):
        return Places((default_folder(),), DEFAULT_BASE)
    return _places(_settings(environ))


def open_office(where: Places) -> Office:
    """Reads the knowledge and sets up the desk. Raises StartError."""
    knowledge = _knowledge(where)
    return Office(knowledge, Desk(knowledge), Links(where.base))


def _knowledge(where: Places) -> Knowledge:
    try:
        with _no_collection():
            return read_knowledge(where.folders)
    except KnowledgeError as error:
        raise StartError(str(error)) from None


def serve(environ: Mapping[str, str]) -> int:
    """The service, until SIGTERM or SIGINT. The exit code: 0, or 2 when it can't start.

    Every fault of the settings, or of the knowledge, is on standard error together.
    """
    gc.disable()  # a start makes many objects and hardly any garbage; the service collects from when it is warm
    # Loaded here: the server takes longer than an answer on the command line may.
    import asyncio

    from bot.logs import configure_logging
    from bot.metrics import Meters, leave_out_births
    from bot.platforms.unfit import UnfitError
    from bot.service import Watch, run_service
    from bot.store.errors import StoreError
    from bot.systemd import Supervisor
    from bot.tracing import MissingExtraError, open_tracing
    from bot.web.serve import UnusableAddressError, end_on_sigterm, listen

    end_on_sigterm()
    try:
        settings = _settings(environ)
        knowledge = _knowledge(_places(settings))
        listener = listen(settings.host, settings.port)
        watch = Watch(Meters(), open_tracing(environ), Supervisor.of(environ))
    except (StartError, UnusableAddressError, MissingExtraError) as error:
        print(error, file=sys.stderr)
        return MISUSED
    configure_logging(settings)
    _tell_unread(environ)
    leave_out_births()
    with listener:
        try:
            asyncio.run(run_service(settings, knowledge, Links(settings.public_url), listener, watch))
        except (StoreError, UnfitError) as error:
            print(error, file=sys.stderr)
            return MISUSED
    return STOPPED


def _tell_unread(environ: Mapping[str, str]) -> None:
    """Names in the environment that look like settings, and nothing reads: a misspelt one shouldn't go unnoticed."""
    import structlog

    from bot.intent import unread

    if names := unread(environ):
        log = structlog.get_logger("errcode.serve")
        log.warning("settings_unread", names=[each.name for each in names], nearest=[each.nearest for each in names])


async def read_gaps(environ: Mapping[str, str], most: int) -> list[Gap]:
    """What people asked and the knowledge lacks, the most frequent first. Raises StartError."""
    from bot.store import gaps
    from bot.store.errors import StoreError
    from bot.store.store import Store

    try:
        store = await Store.open(database_of(environ), read_only=True)
    except StoreError as error:
        raise StartError(str(error)) from None
    try:
        async with store.begin() as conn:
            return await gaps.list_gaps(conn, most)
    finally:
        await store.close()


def database_of(environ: Mapping[str, str]) -> str:
    """The address of the database that the settings name. Raises StartError."""
    from bot.store.store import default_url

    url = _settings(environ).database_url
    return url.get_secret_value() if url else default_url()


def _settings(environ: Mapping[str, str]) -> Settings:
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings(environ)
    except SettingsError as error:
        raise StartError(str(error)) from None


def _places(settings: Settings) -> Places:
    return Places(settings.knowledge or (default_folder(),), settings.public_url)


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
