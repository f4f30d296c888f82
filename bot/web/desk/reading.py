"""A log, read in a thread of its own: so many at once, so long, and no longer than somebody waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from bot.core.answer import Answer
from bot.core.decode.encoding import encoding_of, utf8_chunks
from bot.core.decode.survey import Row, Survey
from bot.core.decode.timeline import Timeline
from bot.core.desk import Desk
from bot.core.entry import Knowledge

LARGEST_LOG: Final = 10 << 20  # bytes; called 10 MB, and a little above, for who counts in 1024s
MOST_AT_ONCE: Final = 4  # logs that are received, wait or are read; each may fill LARGEST_LOG of memory
MOST_READ: Final = 2  # of them that are read at the same time
SLOWEST_READING: Final = 30.0  # seconds; then what was found so far is the result
PAUSE: Final = 0.2  # seconds between two pieces of news
BREATH: Final = 0.001  # seconds between two steps of a reading, in which another one's turn comes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading has come: bytes, and what was found in them."""

    read: int
    size: int
    errors: int
    times: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a log has come to. `cut_short` says that the time was up before its end."""

    size: int
    lines: int
    rows: tuple[Row, ...]
    timeline: Timeline | None
    answer: Answer
    cut_short: bool


class NotTextError(Exception):
    """What came is no text."""


News = Progress | Result


@dataclass(frozen=True, slots=True)
class LogReader:
    """Reads logs. A place has to be taken before one is received, and is given back when it was read.

    Those that are read at the same time take turns: only one of their threads works, so that the pages, which are made in
    another one, have to share with no more than that.
    """

    knowledge: Knowledge
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_AT_ONCE))
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=MOST_READ, thread_name_prefix="logs")
    )
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _desk: list[Desk] = field(default_factory=list)  # it comes with the first log; not for two threads at once

    def take_place(self) -> bool:
        """Takes one of MOST_AT_ONCE places; False when there is none."""
        return self._places.acquire(blocking=False)

    def give_place_back(self) -> None:
        """For whoever took a place and has no log after all."""
        self._places.release()

    def read(self, content: bytes, language: str) -> AsyncGenerator[News]:
        """Progress, now and then, and at last the result. Raises NotTextError.

        It begins at once, and gives the place back by itself; when nobody asks for more news, it ends soon.
        """
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[News | None] = asyncio.Queue()
        stop = threading.Event()

        def tell(piece: News | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(news.put_nowait, piece)

        def work() -> None:
            try:
                self._read(content, language, tell, stop)
            finally:
                tell(None)

        working = self._threads.submit(work)
        working.add_done_callback(lambda _: self._places.release())
        return _followed(news, working, stop)

    def _read(self, content: bytes, language: str, tell: Callable[[News], None], stop: threading.Event) -> None:
        encoding = encoding_of(content)
        if encoding is None:
            raise NotTextError
        reading = _Reading(len(content), tell, stop)
        survey = Survey()
        for survey in self._in_turns(reading.passed(utf8_chunks(content, encoding))):
            reading.note(survey)
            if reading.is_over:
                break
        with self._turn:
            answer = self._desk[0].answer_survey(survey, language)
        tell(Result(len(content), survey.lines, survey.rows, survey.timeline, answer, reading.was_cut_short))

    def _in_turns(self, chunks: Iterator[bytes]) -> Iterator[Survey]:
        """The survey as it grows. Each step has the desk to itself."""
        with self._turn:
            if not self._desk:
                self._desk.append(Desk(self.knowledge))
            surveys = self._desk[0].survey(chunks)
        while True:
            with self._turn:
                survey = next(surveys, None)
            if survey is None:
                return
            yield survey
            time.sleep(BREATH)


@dataclass(slots=True)
class _Reading:
    """One reading under way: tells how far it is, and when it has to end."""

    size: int
    tell: Callable[[News], None]
    stop: threading.Event
    read: int = 0
    errors: int = 0
    times: int = 0
    told: float = 0.0
    was_cut_short: bool = False
    began: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether nobody waits any more, or the time is up."""
        late = time.monotonic() - self.began > SLOWEST_READING
        self.was_cut_short = self.was_cut_short or late
        return late or self.stop.is_set()

    def passed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The chunks, until it is over."""
        passed = 0
        for chunk in chunks:
            if self.is_over:
                return
            self.news()
            yield chunk
            passed += len(chunk)
            self.read = min(self.size, max(self.read, passed))

    def note(self, survey: Survey) -> None:
        """What was found by now."""
        if time.monotonic() - self.told >= PAUSE:
            self.errors, self.times = len(survey.rows), sum(row.finding.count for row in survey.rows)
            self.read = min(self.size, max(self.read, survey.read))
            self.news()

    def news(self) -> None:
        """Tells it, if the last time was long enough ago."""
        now = time.monotonic()
        if now - self.told >= PAUSE:
            self.told = now
            self.tell(Progress(self.read, self.size, self.errors, self.times))


async def _followed(
    news: asyncio.Queue[News | None], working: Future[None], stop: threading.Event
) -> AsyncGenerator[News]:
    try:
        while (piece := await news.get()) is not None:
            yield piece
        working.result()
    finally:
        stop.set()
