"""The desk: its page, the turn that its script fetches, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.core.desk import Desk
from bot.core.entry import Knowledge
from bot.core.normalise import language_of
from bot.render.links import Links
from bot.web.asking import Question, ask
from bot.web.body import browser_language, read_form, wanted_language
from bot.web.printer import Head, Printer
from bot.web.site import HOME, Reader
from bot.web.turns import Turn, turn

TURN = "/turn"
SCRIPT_SAMPLE = 1000  # characters of a question by which it is seen whether its script tells its language

_PASTE = '{"error_code":222202,"error_msg":"pic not has face","log_id":1234567890,"timestamp":1606222304,"cached":0}'
_HEAD: Final = Head(page=HOME, finder=False)
_EXAMPLES: Final = ("223114", _PASTE, "照片糊了", "system busy")


@dataclass(frozen=True, slots=True)
class Pages:
    """The doors to the desk."""

    desk: Desk
    knowledge: Knowledge
    links: Links
    printer: Printer

    def routes(self) -> list[Route]:
        """The routes; each GET answers HEAD, too."""
        return [
            Route("/", self.home),
            Route("/", self.submitted, methods=["POST"]),
            Route(TURN, self.fragment, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """The desk; with `?text=` the answer to it, so that a question can be linked to."""
        chosen = wanted_language(request.query_params.get("language"))
        return self._desk(request, request.query_params.get("text", ""), chosen)

    async def submitted(self, request: Request) -> Response:
        """The desk with an answer, for a browser without scripts."""
        form = await read_form(request)
        return self._desk(request, form.get("text", ""), wanted_language(form.get("language")))

    async def fragment(self, request: Request) -> Response:
        """One turn, for the script."""
        form = await read_form(request)
        chosen = wanted_language(form.get("language"))
        locale = chosen or browser_language(request)
        turned = self._turn(form.get("text", ""), chosen, locale)
        return self._page("turn.html", turned.language, turn=turned)

    def problem(self, request: Request, status: int, what: str, mend: str) -> Response:
        """What went wrong and how to mend it: a turn for the script, a page for everyone else."""
        language = browser_language(request)
        if request.url.path == TURN:
            return self._page("problem_turn.html", language, status, what=what, mend=mend)
        page = self.printer.problem(Reader(self.printer.site, language), what, mend)
        return HTMLResponse(page, status, {"Vary": "Accept-Language"})

    def _desk(self, request: Request, text: str, chosen: str | None) -> Response:
        language = chosen or browser_language(request)
        asked = self._turn(text, chosen, language) if text.strip() else None
        return self._page(
            "desk.html",
            language,
            turn=asked,
            chosen=chosen or "auto",
            other=_other(language),
            examples=[(example, urlencode({"text": example})) for example in _EXAMPLES],
        )

    def _turn(self, text: str, chosen: str | None, locale: str) -> Turn:
        told = chosen or (None if language_of(text[:SCRIPT_SAMPLE], "") else locale)
        answer = ask(self.desk, Question(text, "desk", language=told))
        return turn(text, answer, self.knowledge, self.links)

    def _page(self, template: str, language: str, status: int = 200, **shown_there: Any) -> Response:
        reader = Reader(self.printer.site, language)
        page = self.printer.page(template, reader, _HEAD, **shown_there)
        return HTMLResponse(page, status, {"Vary": "Accept-Language"})


def _other(language: str) -> str:
    return "en" if language == "zh" else "zh"
