"""Ports of this machine for servers that are told where to listen."""

from __future__ import annotations

import itertools
import os
import socket
from contextlib import suppress

_FIRST = 12_000  # below what the system takes for connections of its own: 32768 upwards, on Linux
_BLOCK = 1_000  # ports of each worker of pytest-xdist
_TURNS = itertools.count(os.getpid())  # tests that somebody else runs at the same time begin elsewhere


def free_port() -> int:
    """One on which nobody listens. No other call gives it, and no connection takes it, until the server has started."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for turn in itertools.islice(_TURNS, _BLOCK):
        port = _FIRST + worker * _BLOCK + turn % _BLOCK
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"all {_BLOCK} ports of worker {worker} are taken: end what listens there")
