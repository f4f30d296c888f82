"""The desk: how soon a log's first news and its result are there, what a turn costs, and what memory stays taken.

`python -m tests.bench.reading_logs [MEGABYTES]` prints the tables, from the program started as a user starts it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from bot.catalogue.read import default_folder, read_knowledge
from tests.bench.scanning import write_log
from tests.ports import free_port

SHARES = (0.0, 0.001, 0.01, 0.1)  # lines of a log that hold one of the errors
ROUNDS, TURNS = 7, 101
PATIENCE = 60.0  # seconds
TURNS_ASKED = ("223114", "照片糊了", "system busy", '{"error_code":223114,"error_msg":"face is fuzzy"}')


@contextmanager
def served() -> Iterator[tuple[httpx.Client, int]]:
    """The desk on a port of its own: a client for it, and the number of its process."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"ERRCODE_PORT": str(port), "ERRCODE_DATABASE_URL": f"sqlite:///{folder}/bench.db"}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                _wait(client)
                yield client, process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            client.get("/livez")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the desk doesn't answer")


def _sent(client: httpx.Client, content: bytes) -> tuple[float, float]:
    """Seconds until the first news of a log, and until its result."""
    began, first = time.perf_counter(), 0.0
    with client.stream("POST", "/log", content=content) as response:
        for _ in response.iter_lines():
            first = first or time.perf_counter() - began
    return first, time.perf_counter() - began


def _memory(pid: int) -> str:
    """The megabytes that a process holds now, and that it ever held; "" where the system doesn't say."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return ""
    told = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return " / ".join(str(int(told[name].split()[0]) // 1024) for name in ("VmRSS", "VmHWM"))


def main() -> None:
    """The tables, as Markdown."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    entries = read_knowledge([default_folder()])[0].entries
    with served() as (client, pid), tempfile.TemporaryDirectory() as folder:
        print("| a turn | milliseconds (median) |\n|---|---|")
        for text in TURNS_ASKED:
            taken = []
            for _ in range(TURNS):
                began = time.perf_counter()
                client.post("/turn", data={"text": text}).raise_for_status()
                taken.append(time.perf_counter() - began)
            print(f"| {text} | {median(taken) * 1000:.1f} |", flush=True)
        print(f"\nMemory before any log: {_memory(pid)} MB (now / most)\n")
        print("| a log of | lines with an error | first news, s | result, s | MB now / most |\n|---|---|---|---|---|")
        for share in SHARES:
            path = Path(folder, "made.log")
            write_log(path, entries, megabytes, share)
            content = path.read_bytes()
            times = [_sent(client, content) for _ in range(ROUNDS if share < 0.1 else 1)]
            first, result = (median(column) for column in zip(*times, strict=True))
            print(f"| {megabytes:g} MB | {share:.1%} | {first:.2f} | {result:.2f} | {_memory(pid)} |", flush=True)


if __name__ == "__main__":
    main()
