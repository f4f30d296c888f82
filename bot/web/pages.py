"""The pages: those of a code and of a remedy, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.core.answer import Kind, Suggestion
from bot.core.desk import Desk
from bot.core.entry import Knowledge, Remedy
from bot.core.match.codes import Codes
from bot.core.normalise import clean
from bot.render import wording as say
from bot.render.links import Links
from bot.render.shown import shown
from bot.web.body import browser_language, wanted_language
from bot.web.desk.doors import LOG, TURN
from bot.web.labels import labels
from bot.web.markdown import page_markup
from bot.web.views import Painter

LONGEST_CODE = 40  # characters of a code in an address

_HERE: Final = Path(__file__).parent


def templates() -> Environment:
    """The templates; whatever they show is escaped, and a name they don't know is an error."""
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """The doors for people. `codes` finds the rows of a code and the codes near it."""

    desk: Desk
    knowledge: Knowledge
    links: Links
    codes: Codes
    environment: Environment

    def routes(self) -> list[Route | Mount]:
        """The routes; each GET answers HEAD, too."""
        return [
            Route("/c/{catalogue}/{code}", self.entry),
            Route("/r/{catalogue}/{slug}", self.remedy),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]

    async def entry(self, request: Request) -> Response:
        """All rows of a code; 404 with the nearest codes when there is none."""
        language = wanted_language(request.query_params.get("language")) or browser_language(request)
        slug, code = request.path_params["catalogue"], clean(request.path_params["code"]).strip()
        painter = Painter(self.knowledge, self.links, language)
        rows = [entry for entry in self.codes.entries(code) if entry.key.catalogue == slug]
        if not rows:
            return self._no_entry(slug, code[:LONGEST_CODE], painter)
        cards = tuple(map(painter.entry, rows))
        return self._page("entry.html", language, code=code, cards=cards, other=_other(language))

    async def remedy(self, request: Request) -> Response:
        """A remedy's page; 404 with those there are when there is none."""
        language = wanted_language(request.query_params.get("language")) or browser_language(request)
        slug, wanted = request.path_params["catalogue"], request.path_params["slug"]
        remedies = [remedy for known in self.knowledge if known.slug == slug for remedy in known.remedies]
        remedy = next((remedy for remedy in remedies if remedy.slug == wanted), None)
        if remedy is None:
            return self._no_remedy(slug, remedies, language)
        hrefs = {other.slug: urlsplit(self.links.remedy(other)).path for other in remedies}
        passages = [
            (passage.head.in_language(language), page_markup(passage.text.in_language(language), hrefs))
            for passage in remedy.passages
        ]
        title = remedy.title.in_language(language)
        return self._page("remedy.html", language, title=title, passages=passages, other=_other(language))

    def problem(self, request: Request, status: int, what: str, mend: str) -> Response:
        """What went wrong and how to mend it: a turn for the script, a page for everyone else."""
        template = "problem_turn.html" if request.url.path in (TURN, LOG) else "problem.html"
        return self._page(template, browser_language(request), status, what=what, mend=mend, near=(), near_title="")

    def _no_catalogue(self, language: str) -> Response:
        here = labels(language)
        mend = here.catalogues + " " + ", ".join(catalogue.slug for catalogue in self.knowledge)
        return self._page("problem.html", language, 404, what=here.no_catalogue, mend=mend, near=(), near_title="")

    def _no_entry(self, slug: str, code: str, painter: Painter) -> Response:
        here = labels(painter.language)
        if slug not in {catalogue.slug for catalogue in self.knowledge}:
            return self._no_catalogue(painter.language)
        run = self.codes.range_of(code)
        near = (Suggestion(entry, score) for entry, score in self.codes.near(code) if entry.key.catalogue == slug)
        return self._page(
            "problem.html",
            painter.language,
            404,
            what=f"{here.no_entry}: {shown(code)}",
            mend=say.range_text(run, painter.language) if run else "",
            near=painter.offers(near),
            near_title=say.near_title(Kind.UNKNOWN_CODE, painter.language),
        )

    def _no_remedy(self, slug: str, remedies: Iterable[Remedy], language: str) -> Response:
        here = labels(language)
        if slug not in {catalogue.slug for catalogue in self.knowledge}:
            return self._no_catalogue(language)
        near = Painter(self.knowledge, self.links, language).remedies(remedies)
        return self._page(
            "problem.html", language, 404, what=here.no_remedy, mend="", near=near, near_title=here.remedies
        )

    def _page(self, template: str, language: str, status: int = 200, **shown_there: Any) -> Response:
        root = urlsplit(self.links.base).path.rstrip("/")
        page = self.environment.get_template(template).render(
            root=root, language=language, say=labels(language), **shown_there
        )
        return HTMLResponse(page, status)


def _other(language: str) -> str:
    return "en" if language == "zh" else "zh"
