"""Values -> pages: the one place where a template is filled in, for the server and for the files of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rapidfuzz import fuzz

from bot.core.answer import Answer, Kind, Suggestion
from bot.core.entry import LANGUAGES, Catalogue, Entry, Knowledge, Remedy
from bot.core.match.codes import Codes
from bot.core.normalise import clean
from bot.core.redact import redact
from bot.render import wording as say
from bot.render.shown import joined, shown
from bot.web.assets import Assets, read_assets
from bot.web.catalogues import Filter, catalogue_view, listed
from bot.web.entries import EntryPage, entry_view, remedy_view
from bot.web.labels import labels, named, search_text
from bot.web.markdown import coded_markup
from bot.web.results import results_view
from bot.web.rows import Rows
from bot.web.site import CATALOGUES, HOME, REMEDIES, SEARCH, WITHIN, Reader, Site, with_query
from bot.web.views import Line, Painter

LONGEST_CODE = 40  # characters of a code in an address
LONGEST_PATH = 400  # characters of a path that leads nowhere
MOST_NEAR = 5  # rows offered on a page that isn't there
_LOCALES: Final = {"zh": "zh_CN", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around a page, and what a search engine or a chat's preview is told of it.

    `page` is where it stands within the site, "" for one that nobody should keep, such as an error;
    `query` follows it where the page depends on it, and then no search engine keeps it either: a chat's preview tells
    of it where it says something that can be `shared`.
    """

    title: str = ""
    description: str = ""
    page: str = ""
    query: str = ""
    kind: str = "website"
    finder: bool = True
    shared: bool = False


def templates() -> Environment:
    """The templates; whatever they show is escaped, and a name they don't know is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["coded"] = coded_markup
    return environment


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints the pages of a knowledge; what it gives depends on nothing but that, the reader and what is asked for."""

    knowledge: Knowledge
    codes: Codes
    site: Site
    assets: Assets
    environment: Environment
    phrases: Mapping[str, SimpleNamespace]

    def page(self, template: str, reader: Reader, head: Head, **shown_there: Any) -> str:
        """A page, or a part of one, from a template and what it shows."""
        return self.environment.get_template(template).render(
            root=self.site.root,
            language=reader.language,
            say=self.phrases[reader.language],
            asset=lambda name: self.site.root + self.assets.path(name),
            frame=self._frame(reader, head),
            **shown_there,
        )

    def entry(self, rows: Sequence[Entry], reader: Reader) -> str:
        """The page of the code whose `rows` (1 or more) these are."""
        catalogue = self._catalogue(rows[0])
        painter = self._painter(reader)
        view = entry_view(rows, catalogue, self.codes, painter, reader.catalogue(catalogue))
        head = Head(
            title=" · ".join((view.code, " / ".join(dict.fromkeys(row.message for row in view.rows)))),
            description=_preview(view, reader.language),
            page=WITHIN.entry(rows[0]),
            kind="article",
        )
        return self.page("entry.html", reader, head, entry=view)

    def catalogue(self, catalogue: Catalogue, reader: Reader, wanted: Filter) -> str:
        """The page of a catalogue, with the rows that are wanted."""
        home = reader.catalogue(catalogue)
        view = catalogue_view(catalogue, wanted, self._painter(reader), home)
        here = self.phrases[reader.language]
        head = Head(f"{view.title} · {here.all_errors}", view.total, WITHIN.catalogue(catalogue), wanted.query())
        return self.page("catalogue.html", reader, head, view=view)

    def remedy(self, remedy: Remedy, reader: Reader) -> str:
        """The page of a remedy, with the codes that it is for."""
        catalogue = next(known for known in self.knowledge if known.slug == remedy.catalogue)
        painter = self._painter(reader)
        view = remedy_view(remedy, catalogue, painter)
        entries = [
            listed(entry, painter) for entry in catalogue.entries if entry.remedy and entry.remedy.slug == remedy.slug
        ]
        steps = [step.labelled.in_language(reader.language).replace("`", "") for step in remedy.steps[:2]]
        head = Head(view.title, joined(steps, reader.language), WITHIN.remedy(remedy), kind="article")
        home = Line("", catalogue.title.in_language(reader.language), "", reader.catalogue(catalogue))
        return self.page("remedy.html", reader, head, view=view, entries=entries, catalogue=home)

    def catalogues(self, reader: Reader) -> str:
        """The catalogues that there are."""
        here = self.phrases[reader.language]
        return self._listing(reader, here.all_errors, CATALOGUES, [("", self._catalogues(reader))])

    def remedies(self, reader: Reader, catalogue: Catalogue | None = None) -> str:
        """The remedies of a catalogue, or of all."""
        here, painter = self.phrases[reader.language], self._painter(reader)
        chosen = [catalogue] if catalogue else self.knowledge
        groups = [(known.title.in_language(reader.language), painter.remedies(known.remedies)) for known in chosen]
        page = f"{REMEDIES}/{catalogue.slug}" if catalogue else REMEDIES
        return self._listing(reader, here.all_remedies, page, groups)

    def _listing(self, reader: Reader, title: str, page: str, groups: Sequence[tuple[str, Sequence[Line]]]) -> str:
        return self.page("listing.html", reader, Head(title, page=page), title=title, groups=groups)

    def search(self, reader: Reader, text: str = "", answer: Answer | None = None) -> str:
        """The search, with the results of what was asked for, if anything was."""
        painter = self._painter(reader)
        beside = Rows(self.knowledge, self.codes).beside(text, answer, reader, painter) if answer else ()
        results = results_view(answer, beside, painter) if answer else None
        here = self.phrases[reader.language]
        title = f"{shown(text, 60)} · {here.search}" if results else here.search
        query = urlencode({"q": text}) if results else ""
        told = results.status if results else here.search_intro
        head = Head(title, told, SEARCH, query, finder=False, shared=bool(results))
        return self.page("search.html", reader, head, text=text, results=results, catalogues=self._catalogues(reader))

    def missing_code(self, catalogue: Catalogue, code: str, reader: Reader) -> str:
        """What there is instead of a code that a catalogue lacks: what its range means, and the codes near it."""
        here, language = self.phrases[reader.language], reader.language
        painter, run = self._painter(reader), self.codes.range_of(code)
        elsewhere = [Suggestion(entry, 100.0) for entry in self.codes.entries(code)]
        close = [pair for pair in self.codes.near(code) or self.codes.around(code) if _is_of(catalogue, pair[0])]
        near = painter.offers((*elsewhere, *(Suggestion(entry, score) for entry, score in close)))
        if not near and not code.isdecimal():
            near = painter.listed(Filter(text=code).telling(catalogue.entries)[:MOST_NEAR] if code else ())
        return self.problem(
            reader,
            named(here.no_entry, shown(code, LONGEST_CODE), language),
            say.range_text(run, language) if run else "",
            (say.near_title(Kind.UNKNOWN_CODE, language), near),
            self._ways(reader, code),
        )

    def missing_remedy(self, catalogue: Catalogue, slug: str, reader: Reader) -> str:
        """The remedies that a catalogue has instead of one of that slug, the nearest first."""
        here = self.phrases[reader.language]
        near = sorted(catalogue.remedies, key=lambda remedy: -fuzz.ratio(slug[:LONGEST_CODE], remedy.slug))
        return self.problem(reader, here.no_remedy, "", (here.remedies, self._painter(reader).remedies(near)))

    def missing_catalogue(self, slug: str, code: str, reader: Reader) -> str:
        """The rows of a code in other catalogues, and the catalogues that there are, the nearest first."""
        here = self.phrases[reader.language]
        rows = self._painter(reader).listed(self.codes.entries(code))
        near = sorted(self._catalogues(reader), key=lambda line: -fuzz.ratio(slug[:LONGEST_CODE].lower(), line.name))
        return self.problem(reader, here.no_catalogue, "", (here.catalogues, (*rows, *near)))

    def missing_page(self, reader: Reader, what: str, mend: str) -> str:
        """What a path that leads nowhere may have meant: the codes in it, or a search for its words."""
        parts = [redact(clean(part)).text.strip()[:LONGEST_CODE] for part in reader.at[:LONGEST_PATH].split("/")]
        rows = [entry for part in dict.fromkeys(parts) for entry in self.codes.entries(self.codes.spelled(part))]
        words = next((part for part in reversed(parts) if any(map(str.isalnum, part))), "")
        near = self._painter(reader).listed(rows[:MOST_NEAR])
        return self.problem(reader, what, mend, ("", near), self._ways(reader, words))

    def problem(
        self,
        reader: Reader,
        what: str,
        mend: str,
        near: tuple[str, Iterable[Line]] = ("", ()),
        ways: Iterable[Line] = (),
    ) -> str:
        """What went wrong and how to mend it; `near` are lines below their title, `ways` what else leads on."""
        title, lines = near
        return self.page(
            "problem.html",
            reader,
            Head(what),
            what=what,
            mend=mend,
            near_title=title,
            near=tuple(lines),
            ways=tuple(ways),
        )

    def _ways(self, reader: Reader, text: str) -> list[Line]:
        """The search for a text, and all errors: where to go from a page that isn't there."""
        search = Line("", search_text(shown(text, LONGEST_CODE), reader.language), "", reader.search(text))
        return [*([search] if text else []), *self._catalogues(reader)]

    def _painter(self, reader: Reader) -> Painter:
        return Painter(self.knowledge, reader, reader.language)

    def _catalogue(self, entry: Entry) -> Catalogue:
        return next(known for known in self.knowledge if known.slug == entry.key.catalogue)

    def _catalogues(self, reader: Reader) -> tuple[Line, ...]:
        return tuple(
            Line(known.slug, known.title.in_language(reader.language), "", reader.catalogue(known))
            for known in self.knowledge
        )

    def _frame(self, reader: Reader, head: Head) -> SimpleNamespace:
        """The head, with everything that is the same for all pages: where they are, and in which languages."""
        site, place = self.site, head.page or reader.here
        kept = head.page != "" and not head.query
        canonical = site.address(head.page, reader.language) if kept else ""
        asked = with_query(site.address(head.page, reader.language if reader.chosen else ""), head.query)
        return SimpleNamespace(
            head=head,
            nav=self._nav(reader, head.page),
            home=reader.path(HOME),
            search=reader.path(SEARCH),
            chosen=reader.chosen,
            written=site.written,
            switch=with_query(site.path(place, reader.other), head.query) if place else "",
            canonical=canonical,
            shared=asked if head.shared else canonical,
            alternates=[(tongue, site.address(head.page, tongue)) for tongue in LANGUAGES] if kept else [],
            plain=site.address(head.page) if kept else "",
            other=reader.other,
            locale=_LOCALES[reader.language],
            other_locale=_LOCALES[reader.other],
        )

    def _nav(self, reader: Reader, page: str) -> list[tuple[Line, bool]]:
        """The pages that every page leads to, and which of them this is."""
        here = self.phrases[reader.language]
        only = len(self.knowledge) == 1
        listed_here = [
            (here.all_errors if only else known.title.in_language(reader.language), WITHIN.catalogue(known))
            for known in self.knowledge
        ]
        desk = [] if self.site.written else [(here.desk, HOME)]
        pages = [*desk, *listed_here, (here.search, SEARCH)]
        return [(Line("", name, "", reader.path(place)), place == page) for name, place in pages]


def printer_of(knowledge: Knowledge, site: Site) -> Printer:
    """A printer with our own templates and assets."""
    phrases = {language: labels(language) for language in LANGUAGES}
    return Printer(knowledge, Codes(knowledge), site, read_assets(), templates(), phrases)


def _is_of(catalogue: Catalogue, entry: Entry) -> bool:
    return entry.key.catalogue == catalogue.slug


def _preview(view: EntryPage, language: str) -> str:
    """What a chat shows below a link: what it means and the verdict, of each row."""
    told = (text for row in view.rows for text in (_sentence(row.description, language), row.verdict))
    return joined(dict.fromkeys(told), language).replace("`", "")


def _sentence(text: str, language: str) -> str:
    """A text as a sentence, so that another may follow."""
    return text if text.endswith(tuple("。.！!？?")) else text + ("。" if language == "zh" else ".")
