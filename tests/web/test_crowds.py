"""Many connections, slow ones, and more requests than can be answered: who looks after the process is always heard."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from socket import create_connection, socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web import connection, limit
from bot.web.body import read_json
from bot.web.probes import Probes
from bot.web.serve import listen, serve_until

SOON = 5.0  # seconds
PROBES = ("/livez", "/readyz", "/metrics")
SLOW = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


async def read(request: Request) -> Response:
    return PlainTextResponse(json.dumps(await read_json(request)))


@contextmanager
def serving() -> Iterator[int]:
    """The port of the server, with the probes and what reads a body at the desk and for Slack."""
    routes = [Route(path, read, methods=["POST"]) for path in ("/api", "/slack/events")]
    app = Starlette(routes=[*Probes().routes(), *routes])
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        loop, stop = asyncio.new_event_loop(), asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(serve_until(stop, app, listener),))
        thread.start()
        try:
            yield port
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(15)
            loop.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as found:
        yield found


@contextmanager
def crowd(port: int, number: int, said: bytes = b"") -> Iterator[list[socket]]:
    with ExitStack() as stack:
        yield [arrived(stack, port, said) for _ in range(number)]


def arrived(stack: ExitStack, port: int, said: bytes) -> socket:
    one = stack.enter_context(create_connection(("127.0.0.1", port), timeout=SOON))
    one.sendall(said)
    return one


def is_ended(one: socket) -> bool:
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True


def status(port: int, path: str, body: str | None = None) -> int:
    method = "GET" if body is None else "POST"
    headers = {"Content-Type": "application/json"}
    return httpx.request(
        method, f"http://127.0.0.1:{port}{path}", content=body, headers=headers, timeout=SOON
    ).status_code


def test_idle_connections_keep_nobody_out_and_the_oldest_go_first(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 50)
    with crowd(port, 60) as idle:
        answers = [status(port, path) for path in PROBES]
        answers.append(status(port, "/api", "1"))

        assert [200] * 4 == answers
        assert all(is_ended(one) for one in idle[:10])
        idle[-1].sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle[-1].recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("before", [b"", b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_a_connection_has_to_bring_a_whole_head_in_time(
    port: int, before: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.4)
    with crowd(port, 1, before) as [one]:
        if before:
            assert one.recv(4096)
        began = time.monotonic()
        one.settimeout(0.05)
        dripping = iter(b"GET /livez HTTP/1.1\r\nX: " + b"x" * 200)
        while not _has_ended(one):
            assert time.monotonic() - began < SOON
            one.send(bytes([next(dripping)]))
        assert time.monotonic() - began > 0.3


def _has_ended(one: socket) -> bool:
    try:
        return is_ended(one)
    except TimeoutError:
        return False


def test_one_that_goes_on_asking_is_kept(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_PATIENCE", 0.3)
    first = None
    with closing(HTTPConnection("127.0.0.1", port, timeout=SOON)) as one:
        for _ in range(8):
            one.request("GET", "/livez")
            assert one.getresponse().read() == b"ok"
            first = first or one.sock
            time.sleep(0.1)
        one.putrequest("POST", "/api")
        one.putheader("Content-Type", "application/json")
        one.putheader("Content-Length", "1")
        one.endheaders()
        time.sleep(0.6)  # a request under way has limits of its own
        one.send(b"1")
        assert one.getresponse().read() == b"1"
        assert one.sock is first


def test_more_requests_than_can_be_answered_are_asked_to_come_back(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "MOST_REQUESTS", 5)
    with crowd(port, 5, SLOW % b"api"):
        time.sleep(0.2)
        refused = httpx.post(f"http://127.0.0.1:{port}/api", json=1, timeout=SOON)

        assert (503, "5", "close") == (
            refused.status_code,
            refused.headers["retry-after"],
            refused.headers["connection"],
        )
        assert [200] * 4 == [*(status(port, path) for path in PROBES), status(port, "/slack/events", "1")]
    time.sleep(0.2)
    assert 200 == status(port, "/api", "1")


def test_the_end_waits_no_longer_for_a_slow_body_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with ExitStack() as stack:
        with serving() as port:
            slow = arrived(stack, port, SLOW % b"api")
            time.sleep(0.2)
            began = time.monotonic()
        assert time.monotonic() - began < 4
        assert slow.recv(4096).startswith(b"HTTP/1.1 503")

    assert not [record for record in caplog.records if record.exc_info]
