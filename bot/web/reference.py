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
from bot.web.body import reader_of
from bot.web.catalogues import read_filter
from bot.web.press import QUICK, Kept, Pressed, press, respond
from bot.web.printer import LONGEST_CODE, Printer
from bot.web.site import CATALOGUES, REMEDIES, SEARCH, Reader

LONGEST_QUERY = 2_000  # characters of a search; a paste belongs to the desk


@dataclass(frozen=True, slots=True)
class Reference:
    """The doors to what is known. Pages that depend on nothing but the knowledge and the reader are kept."""

    asking: Asking
    printer: Printer
    kept: Kept

    def routes(self) -> list[Route]:
        """The routes; each GET answers HEAD, too. A slash at the end, as files have it, leads to the same page."""
        pages = {
            CATALOGUES: self.catalogues,
            f"{CATALOGUES}/{{catalogue}}": self.catalogue,
            f"{CATALOGUES}/{{catalogue}}/{{code}}": self.entry,
            REMEDIES: self.remedies,
            f"{REMEDIES}/{{catalogue}}": self.remedies,
            f"{REMEDIES}/{{catalogue}}/{{slug}}": self.remedy,
            SEARCH: self.search,
        }
        return [Route(path + slash, page) for path, page in pages.items() for slash in ("", "/")]

    async def entry(self, request: Request) -> Response:
        """All rows of a code, however it is spelled; 404 with the nearest codes when there is none."""
        reader = reader_of(request, self.printer.site)
        catalogue = self._catalogue(request)
        spelled = clean(redact(request.path_params["code"][:LONGEST_QUERY]).text).strip()[:LONGEST_CODE]
        code = self.printer.codes.spelled(spelled)
        if catalogue is None:
            return self._no_catalogue(request, reader, code)
        rows = [row for row in self.printer.codes.entries(code) if row.key.catalogue == catalogue.slug]
        if not rows:
            return _given(request, reader, _problem(self.printer.missing_code(catalogue, code, reader)))
        key = ("entry", catalogue.slug, code, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.entry(rows, reader)))

    async def catalogue(self, request: Request) -> Response:
        """The entries of a catalogue, or those that fit the address's query; 404 with those there are."""
        reader = reader_of(request, self.printer.site)
        catalogue = self._catalogue(request)
        if catalogue is None:
            return self._no_catalogue(request, reader)
        wanted = read_filter(request.query_params)
        if wanted.text:
            page = self.printer.catalogue(catalogue, reader, wanted)
            return _given(request, reader, press(page.encode(), level=QUICK))
        key = ("catalogue", catalogue.slug, wanted, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.catalogue(catalogue, reader, wanted)))

    async def remedy(self, request: Request) -> Response:
        """A remedy's page; 404 with those there are when there is none."""
        reader = reader_of(request, self.printer.site)
        catalogue = self._catalogue(request)
        if catalogue is None:
            return self._no_catalogue(request, reader)
        slug = request.path_params["slug"].lower()
        remedy = next((known for known in catalogue.remedies if known.slug.lower() == slug), None)
        if remedy is None:
            return _given(request, reader, _problem(self.printer.missing_remedy(catalogue, slug, reader)))
        key = ("remedy", catalogue.slug, remedy.slug, reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.remedy(remedy, reader)))

    async def catalogues(self, request: Request) -> Response:
        """The catalogues that there are."""
        reader = reader_of(request, self.printer.site)
        key = ("catalogues", reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.catalogues(reader)))

    async def remedies(self, request: Request) -> Response:
        """The remedies of a catalogue, or of all."""
        reader = reader_of(request, self.printer.site)
        named = "catalogue" in request.path_params
        catalogue = self._catalogue(request) if named else None
        if named and catalogue is None:
            return self._no_catalogue(request, reader)
        key = ("remedies", catalogue.slug if catalogue else "", reader.language, reader.chosen)
        return _given(request, reader, self.kept.get(key, lambda: self.printer.remedies(reader, catalogue)))

    async def search(self, request: Request) -> Response:
        """The results of `?q=`, or an empty search."""
        reader = reader_of(request, self.printer.site)
        text = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
        if not text:
            key = ("search", reader.language, reader.chosen)
            return _given(request, reader, self.kept.get(key, lambda: self.printer.search(reader)))
        question = Question(text, "search", language=reader.language)
        answer = await self.asking.do(lambda desk: ask(desk, question), len(text))
        page = self.printer.search(reader, redact(text).text, answer)
        return _given(request, reader, press(page.encode(), level=QUICK))

    def _no_catalogue(self, request: Request, reader: Reader, code: str = "") -> Response:
        slug = request.path_params["catalogue"]
        return _given(request, reader, _problem(self.printer.missing_catalogue(slug, code, reader)))

    def _catalogue(self, request: Request) -> Catalogue | None:
        slug = request.path_params["catalogue"].lower()
        return next((known for known in self.printer.knowledge if known.slug.lower() == slug), None)


def _given(request: Request, reader: Reader, pressed: Pressed) -> Response:
    vary = "" if reader.chosen else "Accept-Language"
    return respond(request, pressed, vary=vary, language=reader.language)


def _problem(page: str) -> Pressed:
    return press(page.encode(), status=404, level=QUICK)
