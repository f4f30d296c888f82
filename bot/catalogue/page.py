"""A vendor's page -> its rows.

The page is written for eyes, not for programs: cells run over several lines, a blank stands
wherever the layout broke a line, and the tables head their columns differently. What holds
everywhere is the order: code, message, description, advice. Whatever can't be told apart by that
is reported, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalogue.faults import Fault, PageError, shown
from bot.catalogue.layout import strip_layout
from bot.catalogue.page_html import element_text, html_tables, parse_markup
from bot.catalogue.page_markdown import markdown_tables
from bot.catalogue.page_table import CODE, MAX_CELL, RawRow, RawTable
from bot.catalogue.page_text import text_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Page", "PageError", "Row", "detect_form", "parse_page", "strip_layout"]

MAX_BYTES = 32 * 2**20
MAX_ROWS = 1_000_000
MAX_LINE = 100_000
_COLUMNS = ("code", "message", "description", "advice")
_HTML = re.compile(r"<table[\s>/]", re.IGNORECASE)
# A row of the text form may go on with a pipe; only Markdown begins the line under its header with one.
_MARKDOWN = re.compile(r"^ {0,3}(?:\|[ \t]*:?-|#{1,6}[ \t]|={3,}[ \t]*$)", re.MULTILINE)
_EDITION = re.compile(
    r"(?:更新时间|更新日期|更新于|last updated|updated|edition)\s{0,8}(?:on|at)?\s{0,8}[:：]?\s{0,8}"
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page, its cells freed of the layout's blanks. `line` counts from 1."""

    section: str
    code: str
    message: str
    description: str
    advice: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. `form` is "text", "markdown" or "html".

    `sections` are the headings of its tables in order, each once; `edition` is the date that the
    page states, as YYYY-MM-DD, or "". `passed_over` names the tables in which no row begins with a
    code, by heading and line: they are about something else.
    """

    form: str
    edition: str
    sections: tuple[str, ...]
    rows: tuple[Row, ...]
    passed_over: tuple[tuple[str, int], ...] = ()


def detect_form(text: str) -> str:
    """The form a page is written in: "html", "markdown" or "text"."""
    if _HTML.search(text):
        return "html"
    return "markdown" if _MARKDOWN.search(text) else "text"


def parse_page(text: str, path: Path = Path("page"), max_rows: int = MAX_ROWS) -> Page:
    """The rows of a page's tables, whatever its form; `path` only names it in faults.

    Raises PageError with every fault: a page of more than 32 MB or `max_rows` rows, characters that
    a broken encoding lost, a row with too few or too many cells, a table without a heading, a code
    that stands twice under one heading, or no table of errors at all.
    """
    if fault := _unfit(text, path):
        raise PageError([fault])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    form = detect_form(text)
    if form != "html" and (fault := _long_line(text, path)):
        raise PageError([fault])
    tables, words = _tables(text, form)
    page, faults = _judged(form, _edition(words), tables, _Judge(path, max_rows))
    if faults:
        raise PageError(faults)
    return page


def _unfit(text: str, path: Path) -> Fault | None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Fault(path, 1, f"is larger than {MAX_BYTES} bytes", "cut it down to its tables")
    if lost := re.search("[\ufffd\ud800-\udfff\x00]", text):
        line = text.count("\n", 0, lost.start()) + 1
        return Fault(path, line, f"holds {shown(lost[0])}, a lost character", "save the page again, as UTF-8")
    return None


def _long_line(text: str, path: Path) -> Fault | None:
    """The first line that no one wrote by hand. HTML is often a single line, and may be."""
    long = next((number for number, line in enumerate(text.split("\n"), 1) if len(line) > MAX_LINE), None)
    if long is None:
        return None
    return Fault(path, long, f"is longer than {MAX_LINE} characters", "break the line between rows")


def _tables(text: str, form: str) -> tuple[Iterator[RawTable], str]:
    """The page's tables, and its words without markup."""
    if form == "html":
        page = parse_markup(text)
        return html_tables(page), element_text(page)
    return (markdown_tables(text) if form == "markdown" else text_tables(text)), text


def _edition(words: str) -> str:
    """The first date that the page states as its own."""
    for year, month, day in _EDITION.findall(words.replace("**", "")):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def _judged(form: str, edition: str, tables: Iterable[RawTable], judge: _Judge) -> tuple[Page, list[Fault]]:
    passed_over = []
    for table in tables:
        if any(row.cells and CODE.fullmatch(row.cells[0]) for row in table.rows):
            judge.take(table)
        elif table.rows or table.strays:
            passed_over.append((strip_layout(table.heading), table.line))
        if judge.full:
            break
    judge.end(form)
    sections = tuple(dict.fromkeys(row.section for row in judge.rows))
    return Page(form, edition, sections, tuple(judge.rows), tuple(passed_over)), judge.faults


class _Judge:
    """Gathers the rows of tables, and what is wrong with them."""

    def __init__(self, path: Path, max_rows: int) -> None:
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.full = False
        self._path = path
        self._max_rows = max_rows
        self._seen: dict[tuple[str, str], int] = {}
        self._taken = 0

    def take(self, table: RawTable) -> None:
        """Adds a table's rows."""
        heading = strip_layout(table.heading)
        if not heading:
            self._fault(table.rows[0].line, "the rows from here have no heading", "write a line above their table")
        for stray in table.strays:
            mend = "write the row from its code on, or move the text below the table"
            self._fault(stray.line, f"{shown(stray.text)} belongs to no row", mend)
        for raw in islice(table.rows, self._max_rows - self._taken):
            self._take_row(heading, raw)
        self._taken += len(table.rows)
        if self._taken > self._max_rows:
            self.full = True
            self._fault(1, f"the page has more than {self._max_rows} rows", "split it into several pages")

    def end(self, form: str) -> None:
        """Called after the last table: a page without any is a fault of its own."""
        if not self._taken:
            what = f"no table of error codes was found, reading the page as {form}"
            self._fault(1, what, f"write tables with the columns {', '.join(_COLUMNS)}, each under a heading")

    def _take_row(self, heading: str, raw: RawRow) -> None:
        cells = [strip_layout(cell) for cell in raw.cells]
        if fault := _misfit(cells):
            self._fault(raw.line, *fault)
            return
        code, message, description, advice = cells
        first = self._seen.get((heading, code))
        if first is not None:
            what = f"the code {code} stands twice under {shown(heading)}, first on line {first}"
            self._fault(raw.line, what, "remove one of the two rows")
        self._seen.setdefault((heading, code), raw.line)
        self.rows.append(Row(heading, code, message, description, advice, raw.line))

    def _fault(self, line: int, what: str, mend: str) -> None:
        self.faults.append(Fault(self._path, line, what, mend))


def _misfit(cells: list[str]) -> tuple[str, str] | None:
    """Why cells are no row of the page, and how to mend it."""
    if len(cells) != len(_COLUMNS):
        begin = shown(cells[0]) if cells else "nothing"
        what = f"the row that begins with {begin} has {len(cells)} cells"
        return what, f"write {len(_COLUMNS)}: {', '.join(_COLUMNS)}"
    if not CODE.fullmatch(cells[0]):
        return f"the row begins with {shown(cells[0])}", "begin it with its code, at most nine digits"
    if not cells[1]:
        return f"the row of {cells[0]} has no message", "write what error_msg says"
    if any(len(cell) > MAX_CELL for cell in cells):
        return f"a cell of {cells[0]} is longer than {MAX_CELL} characters", "close the row's last cell"
    return None
