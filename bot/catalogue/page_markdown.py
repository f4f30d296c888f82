"""A page as Markdown with pipe tables, their rows with or without a pipe at the beginning.

markdown-it pads short rows and cuts long ones; a row's cells are therefore counted in its own line,
and only their text is markdown-it's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from bot.catalogue.page_table import MAX_CELL, ROW_START, RawRow, RawTable, split_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

# Quotes and lists are left out: they nest, and no table of errors stands in one.
_BLOCKS = ["table", "code", "fence", "heading", "lheading"]
_INLINES = ["newline", "escape", "backticks", "emphasis", "autolink", "html_inline", "entity"]
_MARKUP = re.compile(r"[\\`*_<&\[]")
# Links are left to this expression: markdown-it looks for the end of every bracket anew.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown_tables(text: str) -> Iterator[RawTable]:
    """The tables of the page, in order, each under the last heading before it.

    On a page without headings it is the last line above the table. Rows that stand outside any
    table come as tables of their own, without a heading.
    """
    # Cells are parsed one by one, so that markup which is never closed ends with its cell.
    words = MarkdownIt("zero", {"html": True}).enable(_INLINES)
    blocks = MarkdownIt("zero").enable(_BLOCKS).disable("inline")
    lines = text.split("\n")
    heading = above = ""
    headed = False
    tokens = iter(blocks.parse(text))
    for token in tokens:
        begins = token.map[0] if token.map else 0
        if token.type == "heading_open":
            heading, headed = _plain(next(tokens).content, words), True
        elif token.type == "paragraph_open":
            paragraph = next(tokens).content
            above = paragraph.rsplit("\n", 1)[-1]
            if orphans := _orphans(paragraph, begins):
                yield orphans
        elif token.type == "table_open":
            named = heading if headed else _plain(above, words)
            yield _table(RawTable(named, begins + 1), tokens, lines, words)


def _orphans(paragraph: str, begins: int) -> RawTable | None:
    rows = [
        RawRow(begins + at + 1, tuple(split_cells(line)))
        for at, line in enumerate(paragraph.split("\n"))
        if ROW_START.match(line)
    ]
    return RawTable("", begins + 1, rows) if rows else None


def _table(table: RawTable, tokens: Iterator[Token], lines: Sequence[str], words: MarkdownIt) -> RawTable:
    """`table` with the rows of its body; `tokens` stand after the table's end then."""
    in_body = False
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tbody_open":
            in_body = True
        elif in_body and token.type == "tr_open" and token.map:
            line = token.map[0]
            cells = split_cells(lines[line])
            table.rows.append(RawRow(line + 1, tuple(_plain(cell, words) for cell in cells)))
    return table


def _plain(markup: str, words: MarkdownIt) -> str:
    """The words of a cell or a heading, without their markup; a line break is a blank."""
    if not _MARKUP.search(markup) or len(markup) > MAX_CELL:
        return markup
    tokens = words.parseInline(markup)[0].children or []
    return _LINK.sub(r"\1", "".join(map(_token_text, tokens))).strip()


def _token_text(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "html_inline":
        return " " if _BREAK.fullmatch(token.content) else ""
    return token.content
