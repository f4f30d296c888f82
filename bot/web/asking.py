"""A text to the desk and its answer back, with one log line for each, in which the text never stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import structlog

from bot.core.answer import Answer
from bot.core.desk import Desk, Mode
from bot.delivery.answering import SHORT, Answering
from bot.logs import LOGGED_CODES

T = TypeVar("T")

_log = structlog.get_logger("errcode.web")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: `door` is "desk", "search" or "api", `language` "zh", "en" or None where the text decides."""

    text: str
    door: str
    mode: Mode = Mode.ASK
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom the web asks: `shared` is the chats' too, `patient` is for long texts, so that no stranger's paste holds up a
    chat.
    """

    shared: Answering
    patient: Answering

    async def do(self, work: Callable[[Desk], T], length: int) -> T:
        """What `work` gets from a desk for a text of so many characters."""
        return await (self.shared if length <= SHORT else self.patient).do(work, length)


def ask(desk: Desk, question: Question) -> Answer:
    """The desk's answer. It takes the calling thread for a millisecond, a long paste for a tenth of a second."""
    started = perf_counter()
    answer = desk.answer(question.text, question.mode, question.language)
    _log.info(
        "answered",
        door=question.door,
        mode=question.mode.value,
        kind=answer.kind.value,
        language=answer.language,
        codes=answer.codes[:LOGGED_CODES],
        duration_ms=round((perf_counter() - started) * 1000, 1),
    )
    return answer
