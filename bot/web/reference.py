"""The pages that answers link to: codes, catalogues, remedies; and the search."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.entry import Catalogue
from bot.core.normalise import clean
from bot.core.redact import redact
from bot.web.asking import Asking, Question, ask
from bot.web.body import browser_language, wanted_language
from bot.web.catalogues import read_filter
from bot.web.press import Kept, Pressed, press, respond
from bot.web.printer import LONGEST_CODE, Printer
from bot.web.site import Reader

LONGEST_QUERY = 2_000  # characters of a search; a paste belongs to the desk
QUICK = 5  # gzip's level for a page that is made for one request


@dataclass(frozen=True, slots=True)
class Reference:
    """The doors to what is known. Pages that depend on nothing but the knowledge and the reader are kept."""

    asking: Asking
    printer: Printer
    kept: Kept

    def routes(self) -> list[Route]:
        """The routes; each GET answers HEAD, too. A slash at the end, as files have it, leads to the same page."""
        pages = {
            "/c/{catalogue}": self.catalogue,
            "/c/{catalogue}/{code}": self.entry,
            "/r/{catalogue}/{slug}": self.remedy,
            "/search": self.search,
        }
        return [Route(path + slash, page) for path, page in pages.items() for slash in ("", "/")]

    async def entry(self, request: Request) -> Response:
        """All rows of a code; 404 with the nearest codes when there is none."""
        reader = self.reader(request)
        catalogue = self._catalogue(request)
        if catalogue is None:
            return _given(request, reader, _problem(self.printer.missing_catalogue(reader)))
        code = clean(request.path_params["code"][:LONGEST_CODE]).strip()
        rows = [row for row in self.printer.codes.entries(code) if row.key.catalogue == catalogue.slug]
        if not rows:
            return _given(request, reader, _problem(self.printer.missing_code(catalogue, code, reader)))
        key = ("entry", catalogue.slug, code, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.entry(rows, reader)))

    async def catalogue(self, request: Request) -> Response:
        """The entries of a catalogue, or those that fit the address's query; 404 with those there are."""
        reader = self.reader(request)
        catalogue = self._catalogue(request)
        if catalogue is None:
            return _given(request, reader, _problem(self.printer.missing_catalogue(reader)))
        wanted = read_filter(request.query_params)
        if wanted.text:
            page = self.printer.catalogue(catalogue, reader, wanted)
            return _given(request, reader, press(page.encode(), level=QUICK))
        key = ("catalogue", catalogue.slug, wanted, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.catalogue(catalogue, reader, wanted)))

    async def remedy(self, request: Request) -> Response:
        """A remedy's page; 404 with those there are when there is none."""
        reader = self.reader(request)
        catalogue = self._catalogue(request)
        if catalogue is None:
            return _given(request, reader, _problem(self.printer.missing_catalogue(reader)))
        slug = request.path_params["slug"]
        remedy = next((known for known in catalogue.remedies if known.slug == slug), None)
        if remedy is None:
            return _given(request, reader, _problem(self.printer.missing_remedy(catalogue, slug, reader)))
        key = ("remedy", catalogue.slug, slug, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.remedy(remedy, reader)))

    async def search(self, request: Request) -> Response:
        """The results of `?q=`, or an empty search."""
        reader = self.reader(request)
        text = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
        if not text:
            key = ("search", reader.language, reader.chosen)
            return _given(request, reader, self.kept.get(key, lambda: self.printer.search(reader)))
        question = Question(text, "search", language=reader.language)
        answer = await self.asking.do(lambda desk: ask(desk, question), len(text))
        page = self.printer.search(reader, redact(text).text, answer)
        return _given(request, reader, press(page.encode(), level=QUICK))

    def reader(self, request: Request) -> Reader:
        """Who reads: in the language that the address asks for, or else in the browser's."""
        chosen = wanted_language(request.query_params.get("language"))
        return Reader(self.printer.site, chosen or browser_language(request), chosen is not None)

    def _catalogue(self, request: Request) -> Catalogue | None:
        slug = request.path_params["catalogue"]
        return next((known for known in self.printer.knowledge if known.slug == slug), None)


def _given(request: Request, reader: Reader, pressed: Pressed) -> Response:
    vary = "" if reader.chosen else "Accept-Language"
    return respond(request, pressed, vary=vary, language=reader.language)


def _problem(page: str) -> Pressed:
    return press(page.encode(), status=404, level=QUICK)
