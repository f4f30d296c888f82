"""The program as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.slack_bot import ROOT, bot, set_bot
from tests.e2e.telegram_bot import private_telegram, telegram

__all__ = [  # a fixture is found where it is named
    "ROOT", "Finished", "Run", "bot", "errcode", "finished", "private_telegram", "set_bot", "telegram",
]  # fmt: skip

Run = Callable[..., "Finished"]


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def errcode(tmp_path: Path) -> Run:
    """Runs `errcode ARGUMENTS` in a folder of its own, with these bytes on standard input."""

    def run(*arguments: str, stdin: bytes = b"", **environ: str) -> Finished:
        return finished([sys.executable, "-m", "bot", *arguments], stdin, tmp_path, environ)

    return run


def finished(command: Sequence[str], stdin: bytes, folder: Path, environ: dict[str, str]) -> Finished:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ERRCODE_")}
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environ},
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
