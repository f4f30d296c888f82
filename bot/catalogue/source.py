"""One TOML file: its table, and the lines on which things stand in it.

`tomllib` tells lines for broken syntax only. For everything else the line is looked for in the
text, and only once there is a fault to report: a sound file costs its parsing and nothing more.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.catalogue.faults import Fault
from bot.catalogue.plain import parse_plain

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 64 * 2**20
_HEAD = re.compile(r"""^[ \t]*\[{1,2}[ \t]*["']?([^"'\[\]\n,]+)["']?[ \t]*\]{1,2}""", re.MULTILINE)
_SYNTAX_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Head(NamedTuple):
    """The `nth` (from 0) table of that name: `[[entry]]`, `["223114"]`."""

    name: str
    nth: int = 0


@dataclass(frozen=True)
class Source:
    """A file that was read: its text and the table in it."""

    path: Path
    text: str
    table: dict[str, Any]

    def fault(self, what: str, mend: str, head: Head | None = None, key: str = "", value: str = "") -> Fault:
        """A fault at the line where `value` stands in `key` under `head`, or the nearest above it.

        Without `head` the search begins at the top of the file; what isn't found is passed over.
        """
        start, end = self._span(head)
        if key:
            start = self._after_key(key, start, end)
        if value:
            start = max(start, self._text_at(value, start, end))
        return Fault(self.path, bisect_right(self._line_starts, start), what, mend)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _heads(self) -> list[tuple[int, str]]:
        return [(match.start(), match[1].strip()) for match in _HEAD.finditer(self.text)]

    @cached_property
    def _heads_by_name(self) -> dict[str, list[int]]:
        """The places in `_heads` of each name."""
        places: dict[str, list[int]] = {}
        for place, (_, name) in enumerate(self._heads):
            places.setdefault(name, []).append(place)
        return places

    def _span(self, head: Head | None) -> tuple[int, int]:
        if head is None:
            return 0, len(self.text)
        places = self._heads_by_name.get(head.name, [])
        if head.nth >= len(places):
            return 0, len(self.text)
        here = places[head.nth]
        end = self._heads[here + 1][0] if here + 1 < len(self._heads) else len(self.text)
        return self._heads[here][0], end

    def _after_key(self, key: str, start: int, end: int) -> int:
        """Where `key` stands; failing that, where the name before its dot does; failing that, `start`."""
        for name in (key, key.partition(".")[0]):
            pattern = re.compile(rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[.=]", re.MULTILINE)
            if match := pattern.search(self.text, start, end):
                return match.start()
        return start

    def _text_at(self, value: str, start: int, end: int) -> int:
        for quoted in (f'"{value}"', f"'{value}'", value):
            if (place := self.text.find(quoted, start, end)) >= 0:
                return place
        return -1


def load_source(path: Path, max_bytes: int = MAX_BYTES) -> Source | Fault:
    """The TOML file at `path`, or the one fault for which it can't be read at all.

    Refused: what `load_text` refuses, broken TOML, nesting beyond Python's own limit.
    """
    text = load_text(path, max_bytes)
    return text if isinstance(text, Fault) else _parse(path, text)


def load_text(path: Path, max_bytes: int = MAX_BYTES) -> str | Fault:
    """The text of the file at `path`, or the one fault for which it can't be read at all.

    Refused: a missing or unreadable file, more than `max_bytes`, anything but UTF-8 without a byte
    order mark, U+FFFD (a text that lost characters).
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        return Fault(path, 1, f"can't be read: {error.strerror or error}", "put the file there, readable")
    if len(data) > max_bytes:
        return Fault(path, 1, f"is larger than {max_bytes} bytes", "split it into several files")
    return _decode(path, data)


def _decode(path: Path, data: bytes) -> str | Fault:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Fault(path, line, f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8")
    if text.startswith("\ufeff"):
        return Fault(path, 1, "begins with a byte order mark", "save the file as UTF-8 without BOM")
    if (lost := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, lost) + 1
        return Fault(path, line, "holds U+FFFD, a lost character", "copy the text from the source again")
    return text


def _parse(path: Path, text: str) -> Source | Fault:
    try:
        table = parse_plain(text)
        return Source(path, text, tomllib.loads(text) if table is None else table)
    except RecursionError:
        return Fault(path, 1, "is nested too deeply", "write lists of strings, no deeper")
    except ValueError as error:
        # Not only TOMLDecodeError: a number of thousands of digits is a bare ValueError.
        what = str(error)
        match = _SYNTAX_LINE.search(what)
        line = int(match[1]) if match and match[1] else text.count("\n", 0, max(len(text) - 1, 0)) + 1
        line = line if match else 1
        return Fault(path, line, f"is not TOML: {_SYNTAX_LINE.sub('', what)}", "mend the syntax of this line")
