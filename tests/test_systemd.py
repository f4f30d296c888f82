"""What systemd hears, over a real socket of its kind."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.systemd import Supervisor


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        one.settimeout(5)
        yield one


@pytest.fixture(params=["file", "abstract"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"@errcode-test-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")


def test_each_word_is_one_datagram(address: str) -> None:
    with listening(address) as systemd:
        supervisor = Supervisor(address)
        supervisor.ready("Works.")
        supervisor.alive()
        supervisor.status("slack: no connection stands")
        supervisor.stopping()

        assert [
            b"READY=1\nSTATUS=Works.",
            b"WATCHDOG=1",
            b"STATUS=slack: no connection stands",
            b"STOPPING=1\nSTATUS=Finishing what is under way.",
        ] == [systemd.recv(4096) for _ in range(4)]


def test_nobody_there_keeps_nobody_from_working(tmp_path: Path) -> None:
    Supervisor().ready("Works.")
    Supervisor(str(tmp_path / "none")).ready("Works.")


def test_supervisor_that_doesnt_listen_is_not_waited_for(address: str) -> None:
    with listening(address):
        for _ in range(2_000):  # more than a socket keeps
            Supervisor(address).alive()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Supervisor()),
        ({"NOTIFY_SOCKET": ""}, Supervisor()),
        ({"NOTIFY_SOCKET": "vsock:2:1"}, Supervisor()),
        ({"NOTIFY_SOCKET": "/run/n"}, Supervisor("/run/n")),
        ({"NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "30000000"}, Supervisor("@n", 30.0)),
        ({"NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "soon"}, Supervisor("@n")),
        ({"NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "9000000", "WATCHDOG_PID": str(os.getpid())}, Supervisor("@n", 9.0)),
        ({"NOTIFY_SOCKET": "@n", "WATCHDOG_USEC": "9000000", "WATCHDOG_PID": "1"}, Supervisor("@n")),
        ({"WATCHDOG_USEC": "9000000"}, Supervisor()),
    ],
)
def test_who_started_it_is_told_by_the_environment(environ: dict[str, str], expected: Supervisor) -> None:
    assert expected == Supervisor.of(environ)
