"""Which parts of a huge log the decoder has to read.

The decoder is thorough and slow; a log is long and mostly clean. The scanner passes over the
bytes once, with one automaton for all patterns, and hands on the lines around each *candidate*:

- a field's name or a word such as "error", followed by one of our short codes;
- one of our long codes (five characters or more), with a word of trouble in the lines about it;
- the wording of one of our messages, or an error's message field that begins like one;
- the heading of a table with a column of codes.

A candidate that is none costs time, a missed one costs an answer: in doubt, it is handed on.
Bytes are taken as ASCII with anything above: broken UTF-8 and NUL do no harm, UTF-16 isn't seen,
nor is a code or word that a terminal broke in two: a short text should go to the decoder whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.core.decode.paste import LONG_CODE

if TYPE_CHECKING:
    from hyperscan import Database

BLOCK: Final = 1 << 20  # bytes scanned at a time
REACH: Final = 2048  # bytes handed on before and after a candidate, at most
LINES: Final = 3  # lines handed on above and below a candidate's own, at most
PIECE: Final = 1 << 16  # bytes of a window, at most

_FULL = PIECE - 2 * REACH  # where a window is cut; what one more candidate adds still fits
_LONGEST = 4096  # a candidate's own bytes, most of them blanks: so much is kept before a block
_MANY = 500  # more messages than that must be literals: free spelling would compile for a minute
_TELLING = 3  # words of a message that are looked for: more of them take longer to compile
_LIMIT = 12_000  # bytes of alternatives in one expression: the compiler takes 16,000 in all
_RECENT = 8  # hits among which a full window is cut
_SEEK = 256  # bytes in which a separator is looked for where a long line is cut

_KEYED, _BARE, _MESSAGE, _TABLE = range(4)  # kinds of candidate, as the automaton reports them

_NAMES_ZH = (
    "错误码 错误号 错误代码 错误编码 错误编号 错误 错码 返回码 返回值 返回代码 返回 报错 异常码 状态码 代码 "
    "錯誤碼 錯誤代碼 錯誤 返回碼 報錯 狀態碼 代碼 エラーコード"
).split()
_NAME = rb"err(?:or|eur)?(?:[ _.-]?(?:code|no|num|number|id))?|code|ret|status|[^0-9a-z]rc"
_MESSAGE_NAME = rb"err(?:or)?[ _.-]?(?:msg|message|desc|description|info|text|reason)"
_BLANK = rb"[^0-9a-z\xe4-\xe9]"  # no letter, no digit, no Chinese; but marks of any width
_FILLER = (
    rb"int|integer|long|number|optional|string|type|value|is|was|no|quot|nbsp|%[0-9a-f]{2}|u00[0-9a-f]{2}"
    rb"|&#[0-9x]{2,4};|\x1b\[[0-9;]{0,9}m|\xe6\x98\xaf|\xe4\xb8\xba|\xe4\xba\x86"  # 是 为 了
)
_FULLWIDTH = rb"\xef\xbc[\x90-\x99]"
_HEADING = rb"(?:[_rn|,;\t\x22]code|[|,;\t] code|err_?no|\xe7\xa0\x81)[\x22'`*]?[ ]*[|,;\t]"  # 码
_LOOSE = "is are was the a an has been does of".split()  # live servers add them and leave them out
_ANY_LOOSE = b"(?:(?:" + "|".join(_LOOSE).encode() + b")(?:[^0-9a-z]|%20))?"
_GAP = rb"s?(?:[^0-9a-z]{1,8}|%20)" + _ANY_LOOSE
_ANY_PARAMETER = rb"[^0-9a-z\[]{0,4}\[[^\]\n]{0,64}\][^0-9a-z]{0,4}" + _ANY_LOOSE

_TROUBLE = (
    "err exce fail code ret status warn fault invalid denied reject fatal panic crit alert caus raise got gets gives "
    "throw fehler 错 误 失败 异常 报 抛 码 返 状态 警 原因 提示 錯 誤 失敗 異常 報 碼 狀態 エラー ⚠ ❌ 🔴"
).split()

_SEPARATOR = re.compile(rb"[\s,;|&]")
_UP_TO_SEPARATOR = re.compile(rb".*[\s,;|&]", re.DOTALL)
_STRETCH = re.compile(rb"[^\n]{1,1000}\n?|\n")
_NOTE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_WORD = re.compile(r"[^\W_]+")
_CHINESE = re.compile(r"[^\W_0-9A-Za-z]{4}")  # as telling as two words
_PARAMETER = re.compile(r"\s*\[[^\]]*\]\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """What the decoder has to read, and how many lines and bytes of the stream stand before it."""

    text: bytes
    line: int
    start: int


@dataclass(slots=True)
class _Lines:
    """Counts the lines of a stream while it passes, each byte once: those up to `place`; `dropped` bytes are gone."""

    place: int = 0
    ended: int = 0
    dropped: int = 0

    def piece(self, kept: bytearray, text: bytes, place: int) -> Piece:
        """The piece that begins at `place`, which never goes back."""
        self._count(kept, place)
        return Piece(text, self.ended, self.dropped + place)

    def drop(self, kept: bytearray, many: int) -> None:
        """Takes note that so many bytes of `kept` go."""
        self._count(kept, max(self.place, many))
        self.place -= many
        self.dropped += many

    def _count(self, kept: bytearray, place: int) -> None:
        self.ended += kept.count(b"\n", self.place, place)
        self.place = place


@dataclass(frozen=True, slots=True)
class _Window:
    """A piece to hand on: its bounds in the kept bytes, and where its latest candidates end."""

    start: int
    end: int
    hits: tuple[int, ...]

    def moved(self, by: int) -> _Window:
        """The same bytes, after `by` bytes before them were dropped."""
        return _Window(self.start - by, self.end - by, tuple(hit - by for hit in self.hits))


class Scanner:
    """Finds the parts of a stream that the decoder must look at. Not for two threads at once.

    `codes` and `messages` are the catalogues', `marks` are words that show a text to be about
    the vendor. Messages of one word are left out: they would be everywhere. Where hyperscan isn't
    installed every line is a candidate, which is slow, but misses nothing.
    """

    def __init__(self, codes: Iterable[str], messages: Iterable[str], marks: Iterable[str] = ()) -> None:
        words = [word.lower() for word in (*_TROUBLE, *marks) if word]
        in_json = [word.encode("ascii", "backslashreplace") for word in words]
        self._trouble = tuple(dict.fromkeys([*(word.encode() for word in words), *in_json]))
        patterns = [*_code_patterns(codes), *_message_patterns(messages)]
        self._kinds, expressions = zip(*patterns, strict=True)
        self._database = _compiled(expressions)

    def windows(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The texts of the pieces."""
        return (piece.text for piece in self.pieces(chunks))

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[Piece]:
        """The pieces to decode: in order, disjoint, each at most PIECE bytes.

        A piece begins and ends between lines, or at a blank or comma of a long line. How the stream
        is cut into chunks makes no difference. Memory is bounded, whatever the length of the lines.
        """
        kept, done, lines = bytearray(), 0, _Lines()
        window: _Window | None = None
        for last in _filled(kept, chunks):
            settled = len(kept) if last else max(done, len(kept) - REACH - 1)
            for found in self._candidates(kept, done, settled):
                start, (full, window) = window.start if window else 0, _joined(kept, window, found)
                if full:
                    yield lines.piece(kept, full, start)
            if window and (last or window.end < settled - REACH):
                yield lines.piece(kept, bytes(kept[window.start : window.end]), window.start)
                window = None
            drop = max(0, settled - REACH - _LONGEST)
            drop = min(drop, window.start) if window else drop
            lines.drop(kept, drop)
            del kept[:drop]
            done = settled - drop
            window = window.moved(drop) if window else None

    def _candidates(self, kept: bytearray, after: int, until: int) -> Iterator[_Window]:
        """The surroundings of the candidates that end in (after, until], in order."""
        for hit, kind in self._hits(kept, after, until):
            start, end = _start(kept, hit), _end(kept, hit, lines=REACH if kind == _TABLE else LINES)
            if kind != _BARE or self._in_trouble(kept[start:end]):
                yield _Window(start, end, (hit,))

    def _hits(self, kept: bytearray, after: int, until: int) -> list[tuple[int, int]]:
        """Where a candidate ends and its kind, for each that ends in (after, until], in order."""
        if self._database is None:
            return [(match.end(), _KEYED) for match in _STRETCH.finditer(kept, after, until)]
        hits: set[tuple[int, int]] = set()

        def note(index: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if after < end <= until:
                hits.add((end, self._kinds[index]))

        self._database.scan(kept, match_event_handler=note)  # type: ignore[type-var]
        return sorted(hits)

    def _in_trouble(self, piece: bytearray) -> bool:
        """Whether a number in this piece may be a code: a word of trouble or a mark stands near."""
        lowered = piece.lower()
        return any(word in lowered for word in self._trouble)


def _filled(kept: bytearray, chunks: Iterable[bytes]) -> Iterator[bool]:
    """Adds to `kept`, BLOCK bytes at a time, and yields whether these are the last ones.

    The blocks stand at the same places of the stream whatever its chunks, and so do the windows.
    """
    room = BLOCK
    for chunk in chunks:
        rest = memoryview(chunk)
        while rest:
            kept += rest[:room]
            taken, rest = min(room, len(rest)), rest[room:]
            room -= taken
            if not room:
                yield False
                room = BLOCK
    yield True


def _joined(kept: bytearray, window: _Window | None, found: _Window) -> tuple[bytes, _Window]:
    """What is ready to be handed on (or b""), and the window that goes on growing."""
    if window is None:
        return b"", found
    if found.start > window.end:
        return bytes(kept[window.start : window.end]), found
    hits = (*window.hits[1 - _RECENT :], *found.hits)
    end = max(window.end, found.end)
    if end - window.start <= _FULL:
        return b"", _Window(window.start, end, hits)
    cut = _cut(kept, hits)
    return bytes(kept[window.start : cut]), _Window(cut, end, tuple(hit for hit in hits if hit > cut))


def _cut(kept: bytearray, hits: Sequence[int]) -> int:
    """Where a full window is cut: amid the widest gap between hits, so that no finding is torn."""
    left, right = max(pairwise(hits), key=lambda gap: (kept.count(b"\n", *gap), gap[1] - gap[0]))
    middle = (left + right) // 2
    newline = kept.find(b"\n", middle, right - 1)
    return newline + 1 if newline >= 0 else _inwards(kept, middle, right)


def _start(kept: bytearray, hit: int) -> int:
    """Where the lines above a candidate begin; `hit` is the place after its last byte."""
    floor, at = max(0, hit - REACH), hit - 1
    for _ in range(LINES + 1):
        at = kept.rfind(b"\n", floor, at)
        if at < 0:
            return _inwards(kept, floor, hit) if floor else 0
    return at + 1


def _end(kept: bytearray, hit: int, lines: int) -> int:
    """Where the lines below a candidate end, the last line break included."""
    ceiling, at = min(len(kept), hit + REACH), hit - 1
    for _ in range(lines + 1):
        newline = kept.find(b"\n", at, ceiling)
        if newline < 0:
            return ceiling if ceiling == len(kept) else _outwards(kept, max(at, hit), ceiling)
        at = newline + 1
    return at


def _inwards(kept: bytearray, floor: int, limit: int) -> int:
    """The place after the first separator from `floor` on; none near: `floor`."""
    separator = _SEPARATOR.search(kept, floor, min(floor + _SEEK, limit))
    return separator.end() if separator else floor


def _outwards(kept: bytearray, floor: int, limit: int) -> int:
    """The place after the last separator before `limit`; none near: `limit`."""
    whole = _UP_TO_SEPARATOR.match(kept, max(floor, limit - _SEEK), limit)
    return whole.end() if whole else limit


def _code_patterns(codes: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    """The expressions of the candidates that are codes, and of the heading of a table of codes."""
    known = sorted({code for code in codes if code})
    names = b"|".join((_NAME, *map(_quoted, _NAMES_ZH), *map(_escaped, _NAMES_ZH)))
    short = [_FULLWIDTH, *(_quoted(code) + rb"(?:[^0-9a-z]|\z)" for code in known if len(code) < LONG_CODE)]
    for some in _batches(short):
        yield _KEYED, _field(names) + b"(?:" + some + b")"
    for some in _batches(_quoted(code) for code in known if len(code) >= LONG_CODE):
        yield _BARE, rb"(?:\A|[^0-9./]|(?:%|x|u00)[0-9]{2})(?:" + some + rb")(?:[^0-9a-z_]|\z)"
    yield _BARE, b"(?:" + _FULLWIDTH + b"){5}"
    yield _TABLE, _HEADING


def _message_patterns(messages: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    """The expressions of the messages, the Chinese ones also as JSON writers escape them.

    As the wording varies, an error's message field that begins with a message's first word counts too.
    """
    texts = sorted({_NOTE.sub("", message).casefold() for message in messages})
    telling = [text for text in texts if len(_WORD.findall(text)) > 1 or _CHINESE.search(text)]
    wordings = _literals if len(texts) > _MANY else _wordings
    for wording in dict.fromkeys(wording for text in telling for wording in wordings(text)):
        yield _MESSAGE, wording
    for some in _batches(_quoted(first) for first in sorted({_words(text)[0] for text in telling})):
        yield _KEYED, _field(_MESSAGE_NAME) + b"(?:" + some + b")"


def _words(text: str) -> list[str]:
    """The words that no server leaves out; all of them when there are no others."""
    words = _WORD.findall(text)
    return [word for word in words if word not in _LOOSE] or words


def _wordings(text: str) -> Iterator[bytes]:
    """How a message begins, in any spelling: what stands between words and in brackets is free."""
    *before, last = [_words(part) for part in _PARAMETER.split(text)]
    for spell in (_quoted, _escaped):
        yield _ANY_PARAMETER.join(_GAP.join(map(spell, words)) for words in (*before, last[:_TELLING]))


def _literals(text: str) -> Iterator[bytes]:
    """The message as it stands, and with underscores; only what is in its brackets is free."""
    for spelled in (text, text.replace(" ", "_")):
        for spell in (_quoted, _escaped):
            yield _ANY_PARAMETER.join(map(spell, _PARAMETER.split(spelled)))


def _field(names: bytes) -> bytes:
    """An expression for a field's name and what stands between it and the value."""
    return b"(?:" + names + b")(?:" + _BLANK + b"|" + _FILLER + b")*"


def _quoted(text: str) -> bytes:
    """An expression for exactly this text, in UTF-8."""
    return re.escape(text.encode())


def _escaped(text: str) -> bytes:
    r"""An expression for the text with all but ASCII written as \uXXXX, quoted up to twice."""
    return b"".join(_quoted(letter) if letter.isascii() else rb"\\{1,4}u%04x" % ord(letter) for letter in text)


def _batches(expressions: Iterable[bytes]) -> Iterator[bytes]:
    """The expressions as alternatives, so many at a time as the compiler takes."""
    batch = b""
    for expression in expressions:
        if len(batch) + len(expression) > _LIMIT:
            yield batch
            batch = b""
        batch += (b"|" if batch else b"") + expression
    if batch:
        yield batch


def _compiled(expressions: Sequence[bytes]) -> Database | None:
    """The automaton of the expressions, reported by their index; None where there is no hyperscan."""
    try:
        import hyperscan  # noqa: PLC0415 - `errcode ask` must start without it
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    ids = list(range(len(expressions)))  # one for all would have it merge them, which takes minutes
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL
    database.compile(expressions=expressions, ids=ids, flags=[flags] * len(ids))
    return database
