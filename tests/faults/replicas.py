"""Bots in processes of their own, started and ended as machines do it to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "bot", "serve")
SWIFT = (sys.executable, "-m", "tests.faults.swift", "serve")  # the same bot, its clocks faster
OURS = ("SLACK_", "TELEGRAM_", "ERRCODE_")  # how the names of our settings begin


class Home(Protocol):
    """Where a bot works."""

    @property
    def up(self) -> str:
        """What it logs once updates can come in."""

    def environment(self, port: int) -> Mapping[str, str]:
        """Its platform's settings, for a bot that listens on that port."""


class Replica:
    """One bot, connected to a stand-in; what it logs goes to the end of a file."""

    def __init__(self, home: Home, database: str, log: Path, command: Sequence[str] = SERVE) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._command = command
        self._log = log
        self._up = home.up
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            **home.environment(port),
            "ERRCODE_DATABASE_URL": database,
            "ERRCODE_PORT": str(port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        return self._running().pid

    @property
    def log(self) -> str:
        """All that its processes have said so far."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def is_up(self) -> bool:
        """Whether its latest process has connected, and still runs."""
        process = self._process
        return process is not None and process.poll() is None and self._said_by_this_process(self._up)

    def start(self) -> Replica:
        """A new process; it takes a second or two until it `is_up`."""
        with self._log.open("ab") as log:
            self._start_of_log = log.tell()
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self

    def kill(self) -> None:
        """SIGKILL."""
        self._running().kill()
        self._running().wait()

    def terminate(self, patience: float) -> int:
        """SIGTERM; its exit status. Raises subprocess.TimeoutExpired."""
        self._running().send_signal(signal.SIGTERM)
        return self._running().wait(patience)

    def close(self) -> None:
        """Away with it, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def has_ended_by_itself(self) -> bool:
        """Whether nobody ended it, and yet it doesn't run any more."""
        return self._process is not None and self._process.poll() is not None

    def _said_by_this_process(self, word: str) -> bool:
        return word in self._log.read_bytes()[self._start_of_log :].decode("utf-8", "replace")

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "start it first"
        return self._process
