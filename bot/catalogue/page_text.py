"""A page as plain text: what a browser copies. Rows are broken wherever the page broke its cells.

    <heading>
    错误码 | 错误信息 | 描述 | 处理建议 |
    ---|---|---|---|
    222204 | image_url_download_fail | 从图片的url下载 图片失败 |
    请确认url可公网访问 |

A row begins with a line `code |` and ends with the pipe after its last cell, before an empty line,
or before the next row. A table ends where the heading of the next one stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalogue.page_table import (
    ROW_START,
    RawRow,
    RawTable,
    Stray,
    count_pipes,
    is_separator,
    split_cells,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COLUMNS = 4


def text_tables(text: str) -> Iterator[RawTable]:
    """The tables of the page, in order; rows that stand before the first come as a table of their own."""
    lines = text.split("\n")
    heads = [at for at in range(1, len(lines)) if is_separator(lines[at]) and "|" in lines[at - 1]]
    titles = [_heading_line(lines, at - 1) for at in heads]
    ends = [*((title if title >= 0 else at - 1) for title, at in zip(titles, heads, strict=True)), len(lines)]
    orphans = _fill(RawTable("", 1), lines, 0, ends[0])
    if orphans.rows:
        yield orphans
    for at, title, end in zip(heads, titles, ends[1:], strict=True):
        heading = lines[title].strip() if title >= 0 else ""
        yield _fill(RawTable(heading, at), lines, at + 1, end)


def _heading_line(lines: Sequence[str], header: int) -> int:
    """The line of the heading above a table's header, or -1 where there is none."""
    above = header - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and "|" not in lines[above] else -1


def _fill(table: RawTable, lines: Sequence[str], start: int, end: int) -> RawTable:
    """`table` with the rows of lines[start:end], and what stands between or in place of rows."""
    row: list[str] = []
    began = pipes = 0
    loose: list[Stray] = []
    for at in range(start, end):
        line = lines[at]
        begins = ROW_START.match(line) is not None
        if row and (begins or (not line.strip() and pipes >= _COLUMNS - 1)):
            table.rows.append(_row(began, row))
            row, pipes = [], 0
        if begins:
            # What stood between two rows belongs to the table; what follows the last row doesn't.
            table.strays.extend(loose)
            loose, began = [], at
        elif not row:
            _keep(Stray(at + 1, line.strip()), table.strays, loose)
            continue
        row.append(line)
        pipes += count_pipes(line)
        if pipes >= _COLUMNS and line.rstrip().endswith("|"):
            table.rows.append(_row(began, row))
            row, pipes = [], 0
    if row:
        table.rows.append(_row(began, row))
    return table


def _keep(stray: Stray, strays: list[Stray], loose: list[Stray]) -> None:
    if "|" in stray.text:
        strays.append(stray)
    elif stray.text:
        loose.append(stray)


def _row(began: int, lines: Sequence[str]) -> RawRow:
    return RawRow(began + 1, tuple(split_cells("\n".join(lines))))
