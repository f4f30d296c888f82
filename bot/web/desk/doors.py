"""The desk's routes: the page, a turn for its script, a log. Nothing is kept between two requests."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from urllib.parse import unquote, urlencode

import structlog
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.core.answer import Answer, Kind
from bot.core.decode.stream import WHOLE
from bot.core.redact import redact
from bot.logs import LOGGED_CODES
from bot.render import wording as say
from bot.render.chat.voice import Voice
from bot.render.links import Links
from bot.render.shown import joined, shown
from bot.web.asking import Asking
from bot.web.body import (
    LONGEST_FORM,
    RefusalError,
    browser_language,
    read_bytes,
    read_form,
    reader_of,
    wanted_language,
)
from bot.web.desk.memory import Recall
from bot.web.desk.reading import LARGEST_LOG, LogReader, NotTextError, Progress, Result
from bot.web.desk.report import report_of
from bot.web.desk.thread import Sent, Thread, Turn
from bot.web.desk.words import WORDS, log_text, progress_text, word, words
from bot.web.labels import labels, told
from bot.web.origin import refuse_foreign
from bot.web.printer import Head, Printer
from bot.web.site import HOME, Reader

TURN: Final = "/turn"
LOG: Final = "/log"
LONGEST_PAGE_FORM: Final = (
    3 * LARGEST_LOG
)  # bytes of the page's own form: a log in it has its marks as three bytes each
SLOWEST_LOG: Final = 60.0  # seconds for a log to arrive
LONGEST_NAME: Final = 80  # characters of a file's name that are shown
MOST_VERDICTS: Final = 2  # that a chat's preview tells
RETRY_AFTER: Final = 3  # seconds, when too many logs are being read

_PASTE = '{"error_code":222202,"error_msg":"pic not has face","log_id":1234567890,"timestamp":1606222304,"cached":0}'
EXAMPLES: Final = ("223114", _PASTE, "照片糊了", "system busy", "/errcode help")

_VARY: Final = {"Vary": "Accept-Language"}

_log = structlog.get_logger("errcode.web")


@dataclass(frozen=True, slots=True)
class DeskDoors:
    """The doors of the desk."""

    asking: Asking
    thread: Thread
    reader: LogReader
    voice: Voice
    printer: Printer

    def routes(self) -> list[Route]:
        """The routes; each GET answers HEAD, too."""
        return [
            Route("/", self.home),
            Route("/", self.submitted, methods=["POST"]),
            Route(TURN, self.fragment, methods=["POST"]),
            Route(LOG, self.log, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """The desk; with `?text=` the answer to it, so that a question can be linked to."""
        query = {name: request.query_params.get(name, "") for name in ("text", "language", "mode")}
        return await self._page(request, query)

    async def submitted(self, request: Request) -> Response:
        """The desk with one more turn, for a browser without scripts."""
        refuse_foreign(request, self.printer.site.base)
        if _declared(request) <= LONGEST_FORM:
            return await self._page(request, await read_form(request, LONGEST_FORM))
        self._take_place()
        try:
            form = await read_form(request, LONGEST_PAGE_FORM, SLOWEST_LOG)
        finally:
            self.reader.give_place_back()
        return await self._page(request, form)

    async def fragment(self, request: Request) -> Response:
        """One turn, for the script."""
        refuse_foreign(request, self.printer.site.base)
        form = await read_form(request, LONGEST_FORM)
        turned = await self._replied(_sent(form, browser_language(request)))
        return HTMLResponse(self._turn(turned, form), headers=_VARY)

    async def log(self, request: Request) -> Response:
        """A log, as it is: JSON Lines with how far it was read, the last one with the turn."""
        refuse_foreign(request, self.printer.site.base)
        locale = wanted_language(request.headers.get("x-language")) or browser_language(request)
        name = shown(unquote(request.headers.get("x-name", "")[:1000]), LONGEST_NAME) or word("pasted_log", locale)
        self._take_place()
        try:
            content = await read_bytes(request, LARGEST_LOG, _REFUSED["too_large"], SLOWEST_LOG)
        except BaseException:
            self.reader.give_place_back()
            raise
        news = self.reader.read(content, locale)
        lines = self._lines(news, name, locale)
        return StreamingResponse(lines, media_type="application/x-ndjson", headers=_VARY)

    def problem(self, request: Request, status: int, what: str, mend: str) -> Response:
        """What went wrong and how to mend it: a turn for the script, a page for everyone else."""
        reader = reader_of(request, self.printer.site)
        if request.url.path in (TURN, LOG):
            page: str = self._render("problem_turn.html", reader.language, what=what, mend=mend)
        elif status == 404:
            page = self.printer.missing_page(reader, what, mend)
        else:
            page = self.printer.problem(reader, what, mend)
        return HTMLResponse(page, status, _VARY)

    async def _lines(self, news: AsyncGenerator[Progress | Result], name: str, language: str) -> AsyncIterator[str]:
        started = perf_counter()
        async with aclosing(news) as told:
            try:
                async for piece in told:
                    if isinstance(piece, Progress):
                        text = progress_text(piece.read, piece.size, piece.errors, piece.times, language)
                        yield _line({"share": round(piece.read / (piece.size or 1), 3), "text": text})
                    else:
                        _note(piece, started)
                        yield _line({"share": 1, "html": self._turn(self._reported(piece, name, language), {})})
            except NotTextError:
                yield _line({"html": self._problem("not_text", language)})

    async def _page(self, request: Request, form: Mapping[str, str]) -> Response:
        chosen = wanted_language(form.get("language"))
        locale, text = chosen or browser_language(request), form.get("text", "")
        turn, about = Markup(), form.get("about", "")
        if len(text) > WHOLE and not form.get("do"):
            turn, about = await self._whole_log(text, locale)
        elif text.strip() or form.get("do"):
            turned = await self._replied(_sent(form, browser_language(request)))
            turn, about = self._turn(turned, form), turned.about
        asked = urlencode({"text": redact(text).text}) if text and request.method != "POST" else ""
        page = self.printer.page(
            "desk.html",
            Reader(self.printer.site, locale, chosen is not None),
            self._head(about, asked, locale),
            desk=words(locale),
            turn=turn,
            about=about,
            chosen=chosen or "auto",
            listening=form.get("mode") == "listen",
            largest=LARGEST_LOG,
            too_large=told(word("too_large", locale), word("too_large_mend", locale), locale),
            longest=WHOLE,
            examples=[(example, urlencode({"text": example})) for example in EXAMPLES],
        )
        return HTMLResponse(page, headers=_VARY)

    def _head(self, about: str, asked: str, language: str) -> Head:
        """What a chat's preview tells of the answer to what was `asked` by the address: nothing of the text itself."""
        answer = self.thread.recall.answer(about) if asked else None
        if answer is None:
            return Head(description=labels(language).intro, page=HOME, query=asked, finder=False)
        headline = say.headline(answer).replace("`", "")
        return Head(headline, _verdict(answer), HOME, asked, finder=False, shared=True)

    async def _replied(self, sent: Sent) -> Turn:
        return await self.asking.do(lambda desk: self.thread.reply(desk, sent), len(sent.text))

    async def _whole_log(self, text: str, language: str) -> tuple[Markup, str]:
        """The turn of a log that came as a form's text, and what the thread is about now."""
        self._take_place()
        content, started = text.encode(), perf_counter()
        if len(content) > LARGEST_LOG:
            self.reader.give_place_back()
            raise _refusal(413, "too_large")
        async with aclosing(self.reader.read(content, language)) as news:
            try:
                async for piece in news:
                    if isinstance(piece, Result):
                        _note(piece, started)
                        turned = self._reported(piece, word("pasted_log", language), language)
                        return self._turn(turned, {}), turned.about
            except NotTextError:
                pass
        return self._problem("not_text", language), ""

    def _take_place(self) -> None:
        if not self.reader.take_place():
            raise _refusal(503, "busy", {"Retry-After": str(RETRY_AFTER)})

    def _reported(self, result: Result, name: str, language: str) -> Turn:
        report = report_of(result, self.voice, language)
        return Turn(log_text(name, result.size), report.message, report.message.memory, report)

    def _turn(self, turned: Turn, form: Mapping[str, str]) -> Markup:
        language = turned.message.language
        chosen, mode = wanted_language(form.get("language")) or "auto", "listen" if form.get("mode") == "listen" else ""
        return self._render("turn.html", language, turn=turned, chosen=chosen, mode=mode)

    def _problem(self, name: str, language: str) -> Markup:
        what, mend = word(name, language), word(f"{name}_mend", language)
        return self._render("problem_turn.html", language, what=what, mend=mend)

    def _render(self, template: str, language: str, **there: Any) -> Markup:
        reader = Reader(self.printer.site, language)
        page = self.printer.page(template, reader, Head(), desk=words(language), **there)
        return Markup(page)  # noqa: S704 - a template of ours, in which everything was escaped


def desk_doors(asking: Asking, printer: Printer) -> DeskDoors:
    """The doors, joined. Links are paths there: they hold whatever address the browser came by."""
    knowledge, voice = printer.knowledge, Voice(printer.knowledge, Links(printer.site.root))
    recall = Recall(knowledge, printer.codes)
    return DeskDoors(asking, Thread(voice, recall), LogReader(knowledge), voice, printer)


def _sent(form: Mapping[str, str], locale: str) -> Sent:
    chosen = wanted_language(form.get("language"))
    return Sent(
        text=form.get("text", ""),
        do=form.get("do", ""),
        about=form.get("about", ""),
        language=chosen,
        locale=chosen or locale,
        listening=form.get("mode") == "listen",
    )


def _verdict(answer: Answer) -> str:
    """What to do by an answer, in few words: its verdicts, or what the range of an unknown code means."""
    verdicts = dict.fromkeys(say.verdict_text(card.entry.verdict, answer.language) for card in answer.cards)
    if answer.kind is Kind.FOUND and len(verdicts) <= MOST_VERDICTS:
        return joined(verdicts, answer.language)
    return say.range_text(answer.unknown_range, answer.language) if answer.unknown_range else ""


_REFUSED: Final = {name: (WORDS[name], WORDS[f"{name}_mend"]) for name in ("too_large", "busy")}


def _refusal(status: int, name: str, headers: dict[str, str] | None = None) -> RefusalError:
    return RefusalError(status, *_REFUSED[name], headers)


def _declared(request: Request) -> int:
    """How long the body is said to be; more than any form where it isn't said."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < 16 else LONGEST_PAGE_FORM


def _line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _note(result: Result, started: float) -> None:
    """One log line for a log, in which nothing of it stands."""
    _log.info(
        "log_read",
        door="desk",
        size=result.size,
        lines=result.lines,
        kind=result.answer.kind.value,
        codes=result.answer.codes[:LOGGED_CODES],
        cut_short=result.cut_short,
        duration_ms=round((perf_counter() - started) * 1000, 1),
    )
