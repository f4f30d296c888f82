"""The program as a user starts it, without any token; and a folder of files behind a server that knows nothing of us."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
START = 30.0  # seconds that the process gets until it serves, on a busy machine
END = 5.0  # seconds that it gets to leave after SIGTERM
_OURS = ("ERRCODE_", "SLACK_", "TELEGRAM_")  # how the names of our settings begin


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`errcode serve`, from its start to an end that is checked: its address, without a slash at the end.

    Its home is `folder`; its log there must hold no failure.
    """
    port = free_port()
    log = folder / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=folder, env=environ(folder, port), stdout=out, stderr=out
        )
    try:
        _until_it_serves(process, port, log)
        yield f"http://127.0.0.1:{port}"
        assert process.poll() is None, f"it ended before its time:\n{_told(log)}"
        process.terminate()
        assert process.wait(END) == 0, _told(log)
        assert "Traceback" not in _told(log), _told(log)
    finally:
        process.kill()
        process.wait(END)


def environ(folder: Path, port: int) -> dict[str, str]:
    """What a user's shell has, and nothing of ours but the port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONPATH": str(ROOT), "HOME": str(folder), "ERRCODE_PORT": str(port)}


@contextmanager
def served_files(folder: Path) -> Iterator[str]:
    """The files of a folder at an address, as any web server gives them."""
    handler = partial(_QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _QuietHandler(SimpleHTTPRequestHandler):
    """Says nothing of what it gives."""

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the library's name
        """Nothing."""


def _until_it_serves(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    late = time.monotonic() + START
    while not _answers(port):
        assert process.poll() is None, f"the program ended at its start:\n{_told(log)}"
        assert time.monotonic() < late, f"the program doesn't serve after {START:g} s:\n{_told(log)}"
        time.sleep(0.02)  # a port tells nobody that it opened


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _told(log: Path) -> str:
    return log.read_text("utf-8", "replace")
