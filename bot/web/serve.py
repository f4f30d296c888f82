"""The listening server: from a bound socket to an end without losses."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from bot.web.connection import Connection
from bot.web.limit import Limited

BACKLOG = 2048  # connections that wait to be taken, as uvicorn has it
LONGEST_DRAIN = 2  # seconds that running requests get at the end
LONGEST_TURN = 0.0002  # seconds after which a thread that reads a log lets a page pass; Python's own are 0.005


class UnusableAddressError(Exception):
    """Nothing can listen there; its text says why and how to mend it."""


def end_on_sigterm() -> None:
    """Makes SIGTERM end the process with 0 while no server runs yet, or any more: nothing is left to be lost."""
    signal.signal(signal.SIGTERM, _stop)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens before anything is announced, so that a taken port is told in a sentence. Who comes before
    the server is up, waits.

    Raises UnusableAddressError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # said, so that asyncio knows it for TCP
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise UnusableAddressError(
            f"can't listen on {host} port {port}: {error.strerror or error}; "
            "stop what listens there, or set ERRCODE_HOST and ERRCODE_PORT to an address of this machine"
        ) from None
    return listener


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        Limited(app),
        http=Connection,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=LONGEST_DRAIN,
    )


class _Server(uvicorn.Server):
    """A server that leaves signals to the process, which has more to end than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_until(stop: asyncio.Event, app: Starlette, listener: socket.socket) -> None:
    """Serves `app` until `stop`, and then until the running requests are answered."""
    sys.setswitchinterval(LONGEST_TURN)
    server = _Server(_config(app))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
