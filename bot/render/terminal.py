"""Answer -> a terminal: plain lines for a pipe, panels for a screen.

Both are painted from the same sheet, so neither can say what the other doesn't. Rich is imported by
the painters alone: a pipe doesn't wait for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.core.answer import Answer
from bot.core.entry import Knowledge, Retry
from bot.render.links import Links
from bot.render.sheet import Block, Row, sheet_of
from bot.render.shown import shown

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

WIDEST = 100  # columns beyond which a panel is tiring to read

_QUIET = "bright_black"
_COLOURS = MappingProxyType(
    {Retry.NOW: "green", Retry.BACKOFF: "yellow", Retry.AFTER_FIX: "cyan", Retry.NEVER: "red", None: _QUIET}
)


def plain_text(answer: Answer, links: Links, knowledge: Knowledge = ()) -> str:
    """The whole answer for a pipe: a line a fact however long, names aligned, no colours and no frames.

    `knowledge` gives the titles and editions of the sources; without it they go by their slugs. No
    line ends in a blank, and no newline stands at the end.
    """
    sheet = sheet_of(answer, links, knowledge)
    parts = [shown(sheet.lead)] if sheet.lead else []
    parts += ["\n".join(_plain_block(block)) for block in sheet.blocks]
    if sheet.ticket:
        parts.append("\n".join([sheet.ticket_title, *(f"  {line}" for line in sheet.ticket.splitlines())]))
    if sheet.remarks:
        parts.append("\n".join(f"! {remark}" for remark in sheet.remarks))
    return "\n\n".join(parts)


def rich_view(answer: Answer, links: Links, knowledge: Knowledge = ()) -> RenderableType:
    """The whole answer for a screen, at most WIDEST columns wide; `knowledge` as for plain_text.

    Texts of the paste and of the catalogue are Text, so nothing in them is markup.
    """
    from rich.console import Group  # noqa: PLC0415 - see the module's docstring
    from rich.constrain import Constrain  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    sheet = sheet_of(answer, links, knowledge)
    parts: list[RenderableType] = [Text(shown(sheet.lead), "bold")] if sheet.lead else []
    parts += [_panel(block) for block in sheet.blocks]
    if sheet.ticket:  # without a frame, to be copied
        parts += [Text(sheet.ticket_title, "bold"), Text(sheet.ticket), Text()]
    parts += [Text(f"! {remark}", "yellow") for remark in sheet.remarks]
    return Constrain(Group(*parts), WIDEST)


# --- blocks -> lines -------------------------------------------------------------------------


def _plain_block(block: Block) -> Iterator[str]:
    yield " · ".join(shown(text) for text in (block.title, *block.lines))
    width = max((_columns(row.name) for row in block.rows), default=0)
    for row in block.rows:
        link = row.link if row.link != row.text else ""
        text = "  ".join(shown(part) for part in (row.text, link) if part)
        yield f"  {row.name}{' ' * (width - _columns(row.name))}  {text}"


def _columns(text: str) -> int:
    """How many columns a terminal gives to `text`: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# --- blocks -> panels ------------------------------------------------------------------------


def _panel(block: Block) -> RenderableType:
    from rich.console import Group  # noqa: PLC0415
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    parts: list[RenderableType] = []
    for number, line in enumerate(block.lines):
        parts.append(_text(line, style="" if number else "bold"))
    if block.lines and block.rows:
        parts.append(Text())
    if block.rows:
        parts.append(_grid(block.rows))
    colour = _COLOURS[block.retry]
    return Panel(
        Group(*parts),
        title=Text(f" {shown(block.title)} ", f"bold {colour}"),
        title_align="left",
        subtitle=Text(f" {block.badge} ", colour) if block.badge else None,
        subtitle_align="right",
        border_style=colour,
    )


def _grid(rows: Iterable[Row]) -> RenderableType:
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(Text(row.name, _QUIET), _text(row.text, row.link, _colour(row)))
    return grid


def _colour(row: Row) -> str:
    if row.retry:
        return _COLOURS[row.retry]
    return _QUIET if row.quiet else ""


def _text(text: str, link: str = "", style: str = "") -> Text:
    """`text` as it is, in one style, leading to `link`; what stands between backticks is bold."""
    from rich.style import Style  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    whole = Style.parse(style) + Style(link=shown(link) or None)
    pieces = shown(text).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner means nothing
        return Text(shown(text), whole)
    painted = Text(style=whole)
    for number, piece in enumerate(pieces):
        painted.append(piece, "bold" if number % 2 else "")
    return painted
