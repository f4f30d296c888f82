"""A log of any length -> its findings with the lines and the times they stand at, in bounded memory."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import Final

from bot.core.answer import Context
from bot.core.decode.decoder import MOST_FINDINGS, Decoder
from bot.core.decode.finding import Decoded, Finding, Located, name_of
from bot.core.decode.scan import Piece, Scanner
from bot.core.decode.stream import head_of, scanner_for, text_of_piece
from bot.core.decode.timeline import Moments, Timeline
from bot.core.decode.times import Instant, Reckoning, time_in
from bot.core.entry import EntryKey
from bot.core.normalise import clean

LINES_ABOVE: Final = 30  # lines above a finding in which its time may stand: a stack trace has it in its first
LINES_BELOW: Final = 4  # lines below it, for JSON that was printed over several
NEIGHBOURHOOD: Final = 200  # characters before and after a place in which a word is looked for

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Row:
    """One error of a log, with its count; `first` and `last` are the numbers of its lines, from 1."""

    finding: Finding
    first: int
    last: int


class Survey:
    """What a log has come to so far: `size` bytes and `lines` lines came in, `read` bytes of them were looked through."""

    def __init__(self) -> None:
        self.size = 0
        self.read = 0
        self.lines = 0
        self._rows: dict[tuple[EntryKey, ...], Row] = {}
        self._numbers: dict[tuple[EntryKey, ...], int] = {}
        self._moments = Moments()
        self._context = Context()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Each error once, in order of first appearance."""
        return tuple(self._rows.values())

    @property
    def decoded(self) -> Decoded:
        """The same as a paste's findings; `start` is the line's number."""
        findings = (replace(row.finding, start=row.first) for row in self._rows.values())
        return Decoded(findings=tuple(findings), context=self._context)

    @property
    def timeline(self) -> Timeline | None:
        """The counts over time, a row for each error; None where no line says when it was written."""
        return self._moments.timeline(len(self._rows))

    def add(self, decoders: Sequence[Decoder], piece: Piece) -> None:
        """Takes in the findings of a piece, as all decoders see it together."""
        text = text_of_piece(piece.text)
        lines = _Lines(text)
        self.read = piece.start + len(piece.text)
        for decoder in decoders:
            located = decoder.locate(text)
            for finding, line in _lines_of(located, lines):
                self._note(finding, piece.line + line + 1, lines.time_near(line))
            if located.places:
                self._know(located.decoded.context)

    def _note(self, finding: Finding, line: int, instant: Instant | None) -> None:
        name = name_of(finding)
        known = self._rows.get(name)
        if known is None and len(self._rows) >= MOST_FINDINGS:
            return
        self._rows[name] = _again(known, finding, line) if known else Row(finding, line, line)
        self._moments.add(self._numbers.setdefault(name, len(self._numbers)), instant)

    def _know(self, more: Context) -> None:
        known = self._context
        self._context = Context(
            known.log_id or more.log_id, known.timestamp or more.timestamp, known.param or more.param
        )


def survey(
    decoders: Sequence[Decoder], chunks: Iterable[bytes], scanner: Callable[[], Scanner] | None = None
) -> Iterator[Survey]:
    """Reads a stream of bytes, and yields the same survey again and again, further on each time; at its end, too.

    What it finds is what `decode_stream` finds. Between two yields lie at most a megabyte of clean lines, or a
    piece with something in it.
    """
    total = Survey()
    head, rest = head_of(_counted(chunks, total))
    if rest is None:
        total.add(decoders, Piece(head, 0, 0))
    else:
        found = scanner() if scanner else scanner_for(decoders)
        for piece in found.pieces(chain([head], rest)):
            total.add(decoders, piece)
            yield total
    total.read = total.size
    yield total


def _counted(chunks: Iterable[bytes], total: Survey) -> Iterator[bytes]:
    open_line = False
    for chunk in chunks:
        total.size += len(chunk)
        total.lines += chunk.count(b"\n")
        if chunk:
            open_line = not chunk.endswith(b"\n")
        yield chunk
    total.lines += open_line


def _again(row: Row, finding: Finding, line: int) -> Row:
    known = row.finding
    counted = replace(
        known,
        count=known.count + finding.count,
        score=max(known.score, finding.score),
        disbelieved=known.disbelieved or finding.disbelieved,
    )
    return Row(counted, min(row.first, line), max(row.last, line))


class _Lines:
    """The lines of a piece, looked up by number, from 0, and by offset in `plain`: the piece in plain characters."""

    def __init__(self, text: str) -> None:
        self._texts = text.split("\n")
        plain = [clean(line).replace("\n", " ") for line in self._texts]
        self.plain = "\n".join(plain)
        self._starts = list(accumulate((len(line) + 1 for line in plain), initial=0))
        self._times: dict[int, Instant | None] = {}

    def at(self, place: int) -> int:
        """The number of the line that the offset lies in."""
        return bisect_right(self._starts, place) - 1

    def time_near(self, line: int) -> Instant | None:
        """When the line was written: as it says itself, or the nearest above, or one just below.

        A date there counts before a time of the day alone, however near that is.
        """
        above = range(line, max(-1, line - LINES_ABOVE - 1), -1)
        below = range(line + 1, min(len(self._texts), line + LINES_BELOW + 1))
        clock = None
        for number in chain(above, below):
            instant = self._time(number)
            if instant and instant.reckoning is not Reckoning.CLOCK:
                return instant
            clock = clock or instant
        return clock

    def _time(self, line: int) -> Instant | None:
        if line not in self._times:
            self._times[line] = time_in(self._texts[line])
        return self._times[line]


def _lines_of(located: Located, lines: _Lines) -> Iterator[tuple[Finding, int]]:
    """The findings, each with the number of its line in the piece as it came.

    Offsets lie in the unwrapped text, so a word at the place is looked up in the other: its third time here is its
    third time there. A word that unwrapping has put together or written otherwise gives way to its neighbour.
    """
    places = _Places(located.text, lines.plain)
    for finding in located.places:
        yield finding, lines.at(places.there(finding.start))


class _Places:
    """Places in an unwrapped text -> about the same places in the text as it came."""

    def __init__(self, here: str, there: str) -> None:
        self._here, self._there = here, there
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def there(self, place: int) -> int:
        """Where the word at `place` stands there, or else its nearest neighbour that does; 0 without any."""
        behind = list(_WORD.finditer(self._here, max(0, place - NEIGHBOURHOOD), place))
        ahead = _WORD.finditer(self._here, place, place + NEIGHBOURHOOD)
        for word in chain(ahead, reversed(behind)):
            here, there = self._both(word[0])
            if len(here) == len(there):
                return there[bisect_right(here, word.start()) - 1]
        return 0

    def _both(self, word: str) -> tuple[list[int], list[int]]:
        if word not in self._known:
            self._known[word] = (_places(word, self._here), _places(word, self._there))
        return self._known[word]


def _places(word: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(word), text)]
