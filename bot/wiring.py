"""The one place where the parts are joined: knowledge and desk for every door, and the service."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.render.links import Links


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
