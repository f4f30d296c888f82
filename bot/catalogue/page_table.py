"""A page's tables before they are judged: what the text, Markdown and HTML forms have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_CELL = 5_000
"""Characters of a cell; no vendor writes an error's advice longer than this."""

CODE = re.compile(r"-?[0-9]{1,9}")
ROW_START = re.compile(r"[ \t]*(?:\|[ \t]*)?-?[0-9]{1,9}[ \t]*\|")
_PIPE = re.compile(r"(?<!\\)\|")


class RawRow(NamedTuple):
    """A row's cells as they stand on the page, and its line (from 1)."""

    line: int
    cells: tuple[str, ...]


class Stray(NamedTuple):
    """A line of a table that belongs to none of its rows."""

    line: int
    text: str


@dataclass(slots=True)
class RawTable:
    """A table under its heading ("" when it has none), at its first line. Rows are without its header."""

    heading: str
    line: int
    rows: list[RawRow] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)


def split_cells(line: str) -> list[str]:
    """The cells of a line of pipes, which may begin and end with one. An escaped pipe is text."""
    cells = _PIPE.split(line.strip())
    if not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return [cell.replace("\\|", "|").strip() for cell in cells]


def count_pipes(line: str) -> int:
    """How many pipes of `line` end a cell."""
    return sum(1 for _ in _PIPE.finditer(line))


def is_separator(line: str) -> bool:
    """Whether `line` is the ---|--- under a table's header."""
    return "|" in line and "-" in line and set(line) <= set("|-: \t\r")
