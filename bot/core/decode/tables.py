"""Codes in columns: CSV, Markdown and the tables that database clients draw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TABLE = 2_000  # rows
LONGEST_ROW = 4_000  # characters

_CODE_HEAD = re.compile(
    r"^(?:\w+[._ ])?(?:err(?:or)?[_\-. ]?(?:code|no|num)|errorcode|errcode|错误代?码|错误号|返回码|code|ret_?code)$",
    re.IGNORECASE,
)
_MESSAGE_HEAD = re.compile(
    r"^(?:\w+[._ ])?(?:err(?:or)?[_\-. ]?(?:msg|message|desc\w*|info)|errmsg|errormsg|msg|message|错误信息|错误描述|描述|说明|原因|reason)$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s|+:=\-]*$")
_DELIMITERS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r"[,;]"), re.compile(r"\s{2,}"))
_PADDING = " \t\"'`"
_NUMBER = re.compile(r"^[^\w-]{0,3}(-?\d{1,9})(?:\.0)?\W{0,3}$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code in a table's code column, with the offsets of its row and its message, if there is one."""

    code: str
    message: str
    start: int
    end: int


def table_cells(text: str) -> Iterator[Cell]:
    """The codes of every table in the text whose head names a code column, row by row."""
    lines = _lines(text)
    place = 0
    while place < len(lines):
        head = _head(lines[place][1])
        place += 1
        if head is None:
            continue
        delimiter, width, code_column, message_column = head
        for start, line in lines[place : place + LONGEST_TABLE]:
            cells = _cells(line, delimiter) if len(line) <= LONGEST_ROW else []
            number = _NUMBER.match(cells[code_column]) if len(cells) == width else None
            if number:
                message = cells[message_column] if message_column is not None else ""
                yield Cell(number[1], message, start, start + len(line))
            elif not _RULE.match(line) and (len(cells) != width or _head(line)):
                break  # the table has ended, or another one begins
            place += 1


def _lines(text: str) -> list[tuple[int, str]]:
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    return lines


def _cells(line: str, delimiter: re.Pattern[str]) -> list[str]:
    return [cell.strip(_PADDING) for cell in delimiter.split(line.strip().strip("|").strip())]


def _head(line: str) -> tuple[re.Pattern[str], int, int, int | None] | None:
    if len(line) > 1_000 or (
        "code" not in line.lower() and "err" not in line.lower() and "码" not in line and "号" not in line
    ):
        return None
    for delimiter in _DELIMITERS:
        cells = _cells(line, delimiter)
        codes = [i for i, cell in enumerate(cells) if _CODE_HEAD.match(cell)]
        if len(cells) < 2 or not codes:
            continue
        messages = [i for i, cell in enumerate(cells) if _MESSAGE_HEAD.match(cell)]
        return delimiter, len(cells), codes[0], messages[0] if messages else None
    return None
