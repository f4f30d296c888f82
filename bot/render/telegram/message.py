"""A message for Telegram, put together from parts within its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

from bot.core.answer import Answer
from bot.render.chat import voice
from bot.render.markdown import Block
from bot.render.shown import shown
from bot.render.telegram.limits import LONGEST_BUTTON, LONGEST_DATA, LONGEST_MESSAGE, MOST_ENTITIES
from bot.render.telegram.paint import Line, in_quote, lines_of

_ROOM: Final = LONGEST_MESSAGE - 96  # units: what is left is for blank lines and ellipses
_STYLES: Final = MOST_ENTITIES - 10  # entities: what is left is for the quotes around quiet parts
_ELLIPSIS: Final = Line("…", "…")


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: it sends `data` (64 bytes at most), or leads to `url`."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What `sendMessage` takes: `html` for parse_mode HTML; `plain`, what is left of it when it is parsed, for none.

    `plain` has 1 to 4096 UTF-16 units. Buttons come in rows.
    """

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that stand together. A part of higher `rank` gives way first where there is no room for all.

    `head` has its first line bold; `quiet` stands in a quote that opens when it is tapped; `apart` has a
    blank line above it.
    """

    blocks: Sequence[Block]
    rank: int = 1
    head: bool = False
    quiet: bool = False
    apart: bool = False


def message(parts: Iterable[Part], buttons: Iterable[Iterable[Button]] = ()) -> Message:
    """The parts as one message; where there is no room for all, they are shortened between lines.

    An ellipsis ends a part that was. The first line of the first part of the lowest rank is always there.
    """
    every = [part for part in parts if part.blocks]
    painted = [_lines(part) for part in every]
    kept = _kept(every, painted)
    pieces: list[str] = []
    plains: list[str] = []
    for part, lines, many in zip(every, painted, kept, strict=True):
        if many:
            whole = _whole(part, lines, many)
            gap = "" if not pieces else "\n\n" if part.apart else "\n"
            pieces += [gap, whole.html]
            plains += [gap, whole.plain]
    rows = (tuple(row) for row in buttons)
    return Message("".join(pieces), "".join(plains), tuple(row for row in rows if row))


def fitting(parts: Iterable[Part], others: Iterable[Part], most: int) -> int:
    """How many of `parts`, from the first on, fit beside `others`; at most `most`, 0 when none does."""
    lines = [line for part in others for line in _lines(part)]
    used = sum(line.units for line in lines), sum(line.entities for line in lines)
    costs = ((_units(part), sum(line.entities for line in _lines(part))) for part in parts)
    taken = accumulate(costs, lambda sums, cost: (sums[0] + cost[0] + 1, sums[1] + cost[1]), initial=used)
    fits = takewhile(lambda sums: sums[0] <= _ROOM and sums[1] <= _STYLES, taken)
    return max(0, min(sum(1 for _ in fits) - 1, most))


def folded(part: Part, longest: int) -> bool:
    """Whether the part takes more than `longest` units."""
    return _units(part) > longest


def button(text: str, verb: str, case: str, index: int | None = None) -> Button:
    """A button that sends "verb:case" or "verb:case:index". Raises ValueError when that is too long."""
    data = f"{verb}:{case}" if index is None else f"{verb}:{case}:{index}"
    if len(data.encode()) > LONGEST_DATA:
        raise ValueError(f"a button's data has {len(data.encode())} bytes, Telegram takes {LONGEST_DATA}; pass an id")
    return Button(label(text), data)


def label(text: str) -> str:
    """A button's text: a catalogue's backticks, which it can't show as code, are left out."""
    return shown(text.replace("`", ""), LONGEST_BUTTON)


def harmless(answer: Answer) -> Answer:
    """The answer with all that came from a paste on one line and bounded; painting escapes it."""
    return voice.harmless(answer, shown)


def _lines(part: Part) -> list[Line]:
    return [
        line
        for number, block in enumerate(part.blocks)
        for line in lines_of(block, strong=part.head and number == 0, quoted=part.quiet)
        if line.plain.strip()
    ]


def _units(part: Part) -> int:
    return sum(line.units for line in _lines(part))


def _kept(parts: Sequence[Part], painted: Sequence[Sequence[Line]]) -> list[int]:
    """How many lines of each part there is room for: those of the lowest rank come first."""
    kept = [0] * len(parts)
    room, styles = _ROOM, _STYLES
    for index in sorted(range(len(parts)), key=lambda index: parts[index].rank):
        for line in painted[index]:
            room, styles = room - line.units, styles - line.entities
            if room < 0 or styles < 0:
                room, styles = room + line.units - _ELLIPSIS.units, styles + line.entities
                break
            kept[index] += 1
        while kept[index] and kept[index] < len(painted[index]) and painted[index][kept[index] - 1].lead:
            kept[index] -= 1  # a head over nothing
    return kept


def _whole(part: Part, lines: Sequence[Line], many: int) -> Line:
    told = list(lines[:many])
    if many < len(lines):
        told.append(_ELLIPSIS)
    if part.quiet:
        return in_quote(told, folded=True)
    return Line("\n".join(line.html for line in told), "\n".join(line.plain for line in told))
