"""A page as HTML: tables under headings (h1-h6) or with captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from bot.catalogue.page_markup import BLOCK_TAGS, HEADING_TAGS, reduced_markup
from bot.catalogue.page_table import CODE, RawRow, RawTable

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS = sorted(HEADING_TAGS)
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_COLUMNS = 4


def parse_markup(text: str) -> BeautifulSoup:
    """The page's tables, headings and words, as elements."""
    # The last tag keeps the parser from taking a page without any for a file's name, and warning of it.
    return BeautifulSoup(f"{reduced_markup(text)}<br>", "html.parser")


def html_tables(page: BeautifulSoup) -> Iterator[RawTable]:
    """The outermost tables, in order: each under its caption, or else the last heading before it."""
    heading = ""
    inner: set[int] = set()
    for element in page.find_all([*_HEADINGS, "table"]):
        if id(element) in inner:
            continue
        if element.name != "table":
            heading = element_text(element)
            continue
        inner.update(id(inside) for inside in element.find_all([*_HEADINGS, "table"]))
        yield from _tables(element, heading)


def element_text(element: Tag) -> str:
    """The words in an element; where a block or a line ends, a blank."""
    parts: list[str] = []
    for inside in element.descendants:
        if _is_block(inside) or _is_block(inside.previous_sibling):
            parts.append(" ")
        if isinstance(inside, NavigableString):
            parts.append(str(inside))
    return "".join(parts).strip()


def _is_block(element: object) -> bool:
    return isinstance(element, Tag) and element.name in BLOCK_TAGS


def _tables(element: Tag, heading: str) -> Iterator[RawTable]:
    """The table of `element`; several, where rows of one cell as wide as the table head its parts."""
    caption = element.find("caption", recursive=False)
    title = element_text(caption) if isinstance(caption, Tag) else heading
    table = RawTable(title, element.sourceline or 1)
    first = True
    for row in _row_elements(element):
        cells = [cell for cell in row.children if isinstance(cell, Tag) and cell.name in {"td", "th"}]
        line = row.sourceline or 1
        if len(cells) == 1 and _span(cells[0]) >= _COLUMNS:
            if table.rows:
                yield table
            table, first = RawTable(element_text(cells[0]), line), True
            continue
        texts = [text for cell in cells for text in (element_text(cell), *[""] * (_span(cell) - 1))]
        if not _is_header(cells, texts, first=first):
            table.rows.append(RawRow(line, tuple(texts)))
        first = False
    yield table


def _row_elements(table: Tag) -> Iterator[Tag]:
    for child in table.children:
        if isinstance(child, Tag) and child.name == "tr":
            yield child
        elif isinstance(child, Tag) and child.name in _GROUPS:
            yield from (row for row in child.children if isinstance(row, Tag) and row.name == "tr")


def _is_header(cells: list[Tag], texts: list[str], *, first: bool) -> bool:
    """Whether a row names the columns: all its cells say so, or it is the first and begins with no code."""
    if cells and all(cell.name == "th" for cell in cells):
        return True
    return first and not (texts and CODE.fullmatch(texts[0]))


def _span(cell: Tag) -> int:
    """How many columns a cell takes: its colspan between 1 and 16; what is no number counts as 1."""
    written = str(cell.get("colspan", "1")).strip()
    return min(max(int(written), 1), 16) if written.isascii() and written.isdigit() and len(written) < 4 else 1
