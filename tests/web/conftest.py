"""A client for the application without a socket, and the application over the real knowledge."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.answer import Answer
from bot.core.desk import Desk, Mode
from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.render.links import Links
from bot.web.app import create_app
from bot.web.asking import Asking
from bot.web.serve import listen, serve_until

BASE = "http://desk.test"


def sender(app: Starlette) -> Callable[..., httpx.Response]:
    """`send(method, path, **what httpx takes)`; an exception within the application is its 500 response."""

    async def request(method: str, path: str, **parts: object) -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, path, **parts)  # type: ignore[arg-type]

    return lambda method, path, **parts: asyncio.run(request(method, path, **parts))


class CannedDesk(Desk):
    """A desk that says what it was given, or raises it."""

    def __init__(self, said: Answer | Exception) -> None:
        super().__init__(())
        self.said = said

    def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """The answer it was given."""
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def app_of(knowledge: Knowledge, base: str = BASE, desk: Desk | None = None) -> Starlette:
    """The application, its links below `base`; it asks that desk, or one of its own."""
    shared, patient = (Answering(desk or Desk(knowledge)) for _ in range(2))
    return create_app(Asking(shared, patient), knowledge, Links(base))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_knowledge([default_folder()])


@pytest.fixture(scope="session")
def send(knowledge: Knowledge) -> Callable[..., httpx.Response]:
    return sender(app_of(knowledge))


@pytest.fixture(scope="session")
def send_to(knowledge: Knowledge) -> Callable[[Answer | Exception], Callable[..., httpx.Response]]:
    """A client of a desk that says, or raises, what this is given."""
    return lambda said: sender(app_of(knowledge, desk=CannedDesk(said)))


@pytest.fixture(scope="session")
def served(knowledge: Knowledge) -> Iterator[str]:
    """The address of the real server with the real application, on a port of its own."""
    with listen("127.0.0.1", 0) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = app_of(knowledge, base)
        loop, stop = asyncio.new_event_loop(), asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(serve_until(stop, app, listener),))
        thread.start()
        yield base
        loop.call_soon_threadsafe(stop.set)
        thread.join(15)
        loop.close()
