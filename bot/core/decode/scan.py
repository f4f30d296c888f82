"""Which parts of a huge log the decoder has to read.

The decoder is thorough and slow; a log is long and mostly clean. The scanner passes over the
bytes once, with one automaton of all patterns, and hands on the lines around each *candidate*:

- a field's name or a word such as "error", followed by one of our short codes;
- one of our long codes (five characters or more) with a word of trouble in the lines about it;
- the wording of one of our messages;
- the heading of a table with a column of codes.

A candidate that is none costs time, a missed one costs an answer: when in doubt, hand it on.
Bytes are taken as ASCII with anything above, so broken UTF-8 and NUL do no harm. Not seen are
UTF-16, a message that a terminal broke in the middle of a word and that has no code beside it,
and a long code broken in two: a short text should go to the decoder whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import batched, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hyperscan import Database

BLOCK: Final = 1 << 20
"""Bytes scanned at a time."""
REACH: Final = 2048
"""Bytes handed on before and after a candidate, at most."""
LINES: Final = 3
"""Lines handed on above and below a candidate's own, at most."""
PIECE: Final = 1 << 16
"""Bytes of a window, at most."""

_LONGEST = 4096  # a candidate's own bytes, nearly all of them blanks: it must fit into what is kept
_LONG_CODE = 5  # shorter numbers stand everywhere, so that they need a field's name before them
_MANY = 1000  # beyond so many messages a wide gap between words takes half a minute to compile
_ALTERNATIVES = 500  # of one expression: the compiler takes up to 16,000 characters
_RECENT = 8  # hits among which a full window is cut


class _Kind(IntEnum):
    """What sort of candidate it is; the number under which the automaton reports it."""

    KEYED = 0
    BARE = 1
    MESSAGE = 2
    HEADING = 3


_NAMES = ("错误码", "错误号", "错误代码", "错误", "返回码", "返回值", "返回", "报错", "异常码", "状态码", "代码")
_TRADITIONAL = ("錯誤碼", "錯誤代碼", "錯誤", "返回碼", "報錯", "狀態碼", "代碼")
_TROUBLE = ("err", "fail", "exce", "fault", "invalid", "denied", "reject", "fatal", "warn", "code", "ret", "status")
_TROUBLE_ZH = ("错", "误", "失败", "异常", "报", "码", "返", "状态", "錯", "誤", "失敗", "異常", "報", "碼", "狀態")

_BLANK = rb"[^0-9a-z\xe4-\xe9]"  # no letter, no digit, no CJK: but quotes and colons of any width
_FILLER = (
    rb"(?:int|integer|long|number|optional|string|type|value|is|was|no|quot|nbsp|%[0-9a-f]{2}|u00[0-9a-f]{2}"
    rb"|&#[0-9x]{2,4};|\x1b\[[0-9;]{0,9}m|\xe6\x98\xaf|\xe4\xb8\xba|\xe4\xba\x86)"  # 是 为 了
)
_FULLWIDTH_DIGIT = rb"\xef\xbc[\x90-\x99]"
_HEADING = (
    rb"(?:\A|[|,;\t\n])[ \x22'`*]{0,40}(?:[a-z]{1,12}[_ -]?){0,2}(?:code|errno|err_no|\xe7\xa0\x81)"  # 码
    rb"[\x22'`*]?[ ]{0,40}[|,;\t\r\n]"
)
_WIDE_GAP = rb"(?:[^0-9a-z]{1,8}|%20)"
_NARROW_GAP = rb"[^0-9a-z]"
_ANY_LINE = re.compile(rb"[^\n]{1,1000}\n?|\n")
_SEPARATORS = (b" ", b",", b";", b"|", b"&", b"\n", b"\t")


@dataclass(frozen=True, slots=True)
class _Window:
    """A piece to hand on: its bounds in the kept bytes, and where its latest candidates end."""

    start: int
    end: int
    hits: tuple[int, ...]

    def moved(self, by: int) -> _Window:
        """The same bytes after `by` bytes were dropped before them."""
        return _Window(self.start - by, self.end - by, tuple(hit - by for hit in self.hits))


class Scanner:
    """Finds the parts of a stream that the decoder must look at. Not for two threads at once.

    `codes` and `messages` are those of the catalogues, `marks` words that show a text to be about
    the vendor. Messages of a single word are left out: they'd be everywhere. Building takes about
    0.15 s, and 6 s for 10,000 of each. Where hyperscan isn't installed, every line is a candidate:
    slow, but nothing is missed.
    """

    def __init__(self, codes: Iterable[str], messages: Iterable[str], marks: Iterable[str] = ()) -> None:
        words = (*_TROUBLE, *_TROUBLE_ZH, *marks)
        spelled = {word.lower().encode() for word in words} | {_escaped(word) for word in _TROUBLE_ZH}
        self._trouble = tuple(sorted(spelled - {b""}))
        self._database = _compiled([*_code_patterns(codes), *_message_patterns(messages)])

    def windows(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces to decode, in order, disjoint, each at most PIECE bytes.

        A piece begins and ends between lines, or at a blank or comma where the lines are long.
        How the stream is cut into chunks makes no difference. Memory is bounded by BLOCK, PIECE
        and the longest chunk.
        """
        data, done, window = bytearray(), 0, None
        for last in _filled(data, chunks):
            settled = len(data) if last else max(done, len(data) - REACH)
            for hit, kind in self._hits(data, done, settled):
                found = _around(data, hit, kind)
                if kind is _Kind.BARE and not self._troubled(data[found.start : found.end]):
                    continue
                yield from _complete(data, window, found)
                window = _joined(data, window, found)
            drop = max(0, settled - REACH - _LONGEST)
            drop = min(drop, window.start) if window else drop
            ...

    def _troubled(self, piece: bytearray) -> bool:
        lowered = piece.lower()
        return any(word in lowered for word in self._trouble)
