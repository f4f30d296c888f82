"""Pages and answers: their sizes, the server's time for each, and 500 requests a second on one core."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from urllib.parse import quote

import structlog
from starlette.applications import Starlette
from starlette.types import Message

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.delivery.answering import Answering
from bot.render.links import Links
from bot.web.app import create_app
from bot.web.asking import Asking
from tests.bench.loads import cuts, processor

TIMES = 1000  # requests of each kind whose time at the server is taken
RATE = 500  # requests a second
SECONDS = 10
CONNECTIONS = 32
WORDS = (
    "照片糊了",
    "system busy",
    "face is fuzy",
    "调用太频繁",
    "selfie too dark",
    "223114",
    "token expired",
    "人脸有遮挡",
    "face",  # as one types
    "22",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, ready to be sent."""

    method: str
    path: str
    body: bytes = b""

    def raw(self) -> bytes:
        """It as bytes, for a connection that is kept."""
        kind = f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n" if self.body else ""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n{kind}\r\n"
        return head.encode() + self.body


def kinds(knowledge: Knowledge) -> dict[str, list[Asked]]:
    """What is asked for, by its name."""
    catalogue = knowledge[0]
    codes = dict.fromkeys(entry.code for entry in catalogue.entries)
    return {
        "entry": [Asked("GET", f"/c/{catalogue.slug}/{code}") for code in codes],
        "catalogue": [Asked("GET", f"/c/{catalogue.slug}")],
        "catalogue, by verdict": [Asked("GET", f"/c/{catalogue.slug}?retry={retry}") for retry in ("now", "never")],
        "catalogue, by text": [Asked("GET", f"/c/{catalogue.slug}?text=param+{n}") for n in range(20)],
        "remedy": [Asked("GET", f"/r/{catalogue.slug}/{remedy.slug}") for remedy in catalogue.remedies],
        "search": [Asked("GET", f"/search?q={quote(words)}") for words in WORDS],
        "answer (JSON)": [Asked("POST", "/api/v1/answer", json.dumps({"text": words}).encode()) for words in WORDS],
    }


# --- the time at the server ------------------------------------------------------------------


async def _timed(app: Starlette, asked: Asked) -> tuple[float, int]:
    """Seconds of processor that the application takes, without sockets; and the bytes of its body."""
    path, _, query = asked.path.partition("?")
    headers = [(b"host", b"bench"), (b"accept-encoding", b"gzip"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": asked.method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": headers, "http_version": "1.1", "scheme": "http", "server": ("bench", 80), "root_path": "",
    }  # fmt: skip
    size = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal size
        if message["type"] == "http.response.start":
            assert message["status"] == 200, (asked, message["status"])
        size += len(message.get("body", b""))

    start = time.process_time()
    await app(scope, receive, send)
    return time.process_time() - start, size


def tell_times(knowledge: Knowledge) -> None:
    """The processor's time and the bytes on the wire, for each kind of page: when first asked for, and afterwards."""
    shared, patient = Desk(knowledge), Desk(knowledge)
    shared.warm()
    app = create_app(Asking(Answering(shared), Answering(patient)), knowledge, Links("http://bench"))
    print("| page | largest, gzip'd, kB | first time, median ms | p50 ms | p99 ms |\n|---|---|---|---|---|")
    for name, asked in kinds(knowledge).items():
        first = [asyncio.run(_timed(app, one)) for one in asked]
        later = sorted(asyncio.run(_all(app, list(islice(cycle(asked), TIMES)))))
        told = median(taken for taken, _ in first) * 1e3
        print(
            f"| {name} | {max(size for _, size in first) / 1e3:.1f} | {told:.1f} | {later[TIMES // 2]:.2f} | {later[TIMES * 99 // 100]:.2f} |",
            flush=True,
        )


async def _all(app: Starlette, asked: Sequence[Asked]) -> list[float]:
    """Milliseconds of each."""
    return [(await _timed(app, one))[0] * 1e3 for one in asked]


# --- the load --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: requests a second, how many failed, seconds each from when it was due, seconds of processor."""

    rate: float
    failed: int
    seconds: list[float]
    processor: float


@contextmanager
def _serving(module: str, port: int) -> Iterator[int]:
    """A server on the first core, alone there; its process's id."""
    settings = {"ERRCODE_PORT": str(port), "ERRCODE_LOG_FORMAT": "json"}
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ERRCODE_", "SLACK_", "TELEGRAM_"))
    }
    command = [sys.executable, "-m", module, *(["serve"] if module == "bot" else [])]
    program = subprocess.Popen(command, env=kept | settings, stdout=subprocess.DEVNULL)
    try:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(program.pid, {0})
        yield program.pid
    finally:
        program.terminate()
        program.wait(30)


def load(module: str, asked: Sequence[Asked], port: int) -> Load:
    """RATE requests a second for SECONDS, whatever becomes of them."""
    with _serving(module, port) as pid:
        return asyncio.run(_load(port, asked, lambda: processor(pid)))


async def _load(port: int, asked: Sequence[Asked], used: Callable[[], float]) -> Load:
    await _up(port)
    await _run(port, asked, RATE)  # a second of it, so that what is kept is kept
    before, start = used(), time.monotonic()
    seconds = await _run(port, asked, RATE * SECONDS)
    taken = time.monotonic() - start
    done = [second for second in seconds if second is not None]
    return Load(len(done) / taken, len(seconds) - len(done), done, used() - before)


async def _up(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            assert time.monotonic() < end, "the server doesn't come up"
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def _run(port: int, asked: Sequence[Asked], count: int) -> list[float | None]:
    """Seconds from the moment when each was due to its end, None for one that failed."""
    start = time.monotonic() + 0.1
    due = iter(range(count))
    raws = [one.raw() for one in asked]

    async def connection() -> list[float | None]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        found: list[float | None] = []
        for number in due:
            moment = start + number / RATE
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            writer.write(raws[number % len(raws)])
            found.append(time.monotonic() - moment if await _good(reader) else None)
        writer.close()
        return found

    runs = await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return [second for run in runs for second in run]


async def _good(reader: asyncio.StreamReader) -> bool:
    """Reads a response to its end; whether it is a 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))
    return head.startswith(b"HTTP/1.1 200")


def tell_loads(knowledge: Knowledge) -> None:
    """Each kind at RATE, beside a server that says hello, as ratios to it."""
    print(f"\n{RATE} requests a second for {SECONDS} s, {CONNECTIONS} connections, server on one core:\n")
    print("| asked for | a second | failed | p50 ms | p99 ms | p99, ratio | processor, ms each | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    of = kinds(knowledge)
    pages = [one for name in ("entry", "remedy", "catalogue") for one in of[name]]
    mixed = [one for pair in zip(pages, cycle(of["answer (JSON)"]), strict=False) for one in pair]
    bare = load("tests.bench.hello", pages, 8975)
    _tell("Starlette's hello", bare, bare)
    for name, asked in (
        ("pages", pages),
        ("searches", of["search"]),
        ("answers", of["answer (JSON)"]),
        ("pages and answers", mixed),
    ):
        _tell(name, load("bot", asked, 8976), bare)


def _tell(name: str, load: Load, bare: Load) -> None:
    def p99(seconds: Sequence[float]) -> float:
        return sorted(seconds)[int(len(seconds) * 0.99)]

    each, bare_each = (one.processor / (RATE * SECONDS) * 1e3 for one in (load, bare))
    print(
        f"| {name} | {load.rate:.0f} | {load.failed} | {cuts(load.seconds)} "
        f"| {p99(load.seconds) / p99(bare.seconds):.1f} | {each:.2f} | {each / bare_each:.1f} |",
        flush=True,
    )


def main() -> None:
    """Both tables, a minute and a half."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
    )  # a line each would drown them
    knowledge = read_knowledge([default_folder()])
    tell_times(knowledge)
    tell_loads(knowledge)


if __name__ == "__main__":
    main()
