"""A paste -> findings: which documented errors are in it, where, and how often.

Field first, then a bounded code with context, then message text. Code and message vote together; a
code beside a message that is nothing like its own is somebody else's error.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.answer import By, Context
from bot.core.decode import fields as reading
from bot.core.decode.fields import CodeField, MessageField, Strength
from bot.core.decode.messages import Known, Messages, Occurrence, parameter_in
from bot.core.decode.relation import Relation, other_owner, relate
from bot.core.decode.spans import Spans
from bot.core.decode.tables import table_cells
from bot.core.decode.unwrap import LONGEST_PASTE, unwrap
from bot.core.entry import Catalogue, Entry
from bot.core.normalise import fold

LONG_CODE = 5  # digits; a shorter code is an ordinary number wherever nothing names it
PAIRED = 400  # characters between a code and the message field that belongs to it
BESIDE = 120  # characters between a code and a message without a field
TOUCHING = 12  # the same for a small code that nothing names: "[18] Open api qps request limit reached"
EXACT_SCORE = 93.0  # likeness from which a message beside a small code is surely that code's
LIKE_SCORE = 75.0  # the same where the code is named error_code, and the message varied
MOST_FINDINGS = 500  # in one paste; what shows them has narrower limits


@dataclass(frozen=True, slots=True)
class Finding:
    """One documented error located in a paste.

    `entries` are several when the code has several rows that the paste doesn't tell apart, or when
    a message without a code belongs to several codes. `count` is 1 or more, `score` 0 to 100.
    `contradicts` is the message beside the code that belongs to another code, or "".
    """

    entries: tuple[Entry, ...]
    by: By
    score: float
    evidence: str
    start: int
    count: int = 1
    contradicts: str = ""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a paste holds, in order of appearance.

    `refused` are numbers in code fields that aren't believed to be ours; `foreign` are those of
    them that are our codes beside a message which is somebody else's.
    """

    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class _Paste:
    """A paste made ready, with what its whole says about every single place in it."""

    text: str
    messages: Spans[MessageField]
    occurrences: Spans[Occurrence]
    marked: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    field: CodeField
    message: str = ""  # from the same row of a table


_ERRORISH = re.compile(
    r"err(?!and|atum)|fail|exception|warn|fatal|panic|critical|alert|caused by|raise|reject|denied|throw|abort|refus"
    r"|retry|giving up|gave up|\bshow(?:s|n|ed)?\b|\bdisplays?\b|错|失败|异常|报|告警|警告|原因|返回|提示|⚠|❌|🔴",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?:元|块|条|个|张|次|人|号楼|岁|分钟?|秒|天|年|月|日|ms\b|kb\b|mb\b|rows?\b|items?\b|users?\b|times\b|°|%)"
)
_CLAUSE = re.compile(r"\s\(|（|\s[-–—]\s|[;；，。]|\.\s")
_OPENED = re.compile(r"[\"'`:=\])>|,\-–—]\s*$")
_CLOSED = re.compile(r"\s?[\"'`)\]}.,;!|<(/，。；]|\s*$")
_ELSEWHERE = re.compile(r"[\n{}]|(?:^|[\s;])caused by", re.IGNORECASE)


class Decoder:
    """Finds one catalogue's errors in pastes. Pure: the same text gives the same findings.

    `codes`, `wordings` (its distinct messages) and `marks` are what a scanner looks for on its behalf.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        by_code: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in catalogue.entries:
            by_code[entry.code].append(entry)
        self._by_code = {code: tuple(entries) for code, entries in by_code.items()}
        self._messages = Messages(catalogue.entries)
        self._everyday = frozenset(fold(message) for message in catalogue.everyday)
        marks = sorted((re.escape(fold(mark)) for mark in catalogue.marks), key=len, reverse=True)
        self._marks = re.compile("|".join(marks)) if marks else None
        self.codes = tuple(self._by_code)
        self.wordings = tuple(dict.fromkeys(entry.message for entry in catalogue.entries))
        self.marks = catalogue.marks

    def decode(self, text: str) -> Decoded:
        """The findings in `text`, each once with its count, in order of appearance, at most MOST_FINDINGS."""
        plain = unwrap(text)
        paste = _Paste(
            text=plain,
            messages=Spans(reading.message_fields(plain), _bounds),
            occurrences=Spans(self._messages.occurrences(plain), _bounds),
            marked=bool(self._marks and self._marks.search(fold(plain))),
        )
        coded, refused, foreign, taken = self._decode_codes(paste)
        spoken = self._decode_messages(paste, taken)
        findings = merge(sorted([*coded, *spoken], key=lambda finding: finding.start))
        return Decoded(
            findings=tuple(findings[:MOST_FINDINGS]),
            refused=tuple(refused),
            foreign=tuple(foreign),
            context=Context(reading.log_id(plain), reading.timestamp(plain), _parameter(findings, paste)),
            truncated=len(text) > LONGEST_PASTE,
        )

    def mentions(self, text: str) -> list[Finding]:
        """Every message that stands whole in a text addressed to the bot, wherever it stands, each once."""
        occurrences = self._messages.occurrences(unwrap(text))
        return merge([Finding(o.known.entries, By.MESSAGE, 96.0, o.known.text, o.start) for o in occurrences])

    def _decode_codes(self, paste: _Paste) -> tuple[list[Finding], list[str], list[str], list[tuple[int, int]]]:
        """Findings by code, refused and foreign codes, and the stretches of text which codes speak for."""
        findings: list[Finding] = []
        refused: dict[str, None] = {}
        foreign: dict[str, None] = {}
        taken: list[tuple[int, int]] = []
        candidates = self._candidates(paste.text)
        named = sorted(c.field.start for c in candidates if c.field.strength >= Strength.WEAK)
        for candidate in candidates:
            code = candidate.field.code
            entries = self._by_code.get(code)
            message = self._message_beside(candidate, paste, named)
            if message and (candidate.field.strength >= Strength.SPOKEN or entries):
                taken.append((message.start, message.end))
            finding = self._judge(candidate, entries, message, paste) if entries else None
            if finding:
                findings.append(finding)
                taken.append((candidate.field.start, candidate.field.end))
            elif candidate.field.strength >= Strength.PROSE and code != "0":
                refused[code] = None
                if entries and message and relate(message.text, entries)[0] is Relation.FOREIGN:
                    foreign[code] = None
        return findings, list(refused), list(foreign), taken

    def _candidates(self, text: str) -> list[_Candidate]:
        named = reading.code_fields(text)
        found = {f.end: _Candidate(f) for f in named}
        for bare in reading.bare_numbers(text):
            if bare.code in self._by_code:
                found.setdefault(bare.end, _Candidate(bare))
        for cell in table_cells(text):
            if cell.code in self._by_code:
                row = text[cell.start : cell.end]
                end = cell.start + row.find(cell.code) + len(cell.code)
                found[end] = _Candidate(CodeField(cell.code, Strength.STRONG, cell.start, end), cell.message)
        return sorted(found.values(), key=lambda c: c.field.end)

    def _message_beside(self, candidate: _Candidate, paste: _Paste, named: Sequence[int]) -> MessageField | None:
        """The message field that belongs to a code: the nearest one with no other code between.

        `named` are the places where the fields of codes begin, in order.
        """
        place = candidate.field
        if place.strength is Strength.BARE:
            return None
        if candidate.message:
            return MessageField(candidate.message, place.start, place.end)
        before, after = _neighbours(named, place)
        best: tuple[int, MessageField] | None = None
        for message in paste.messages.near(max(before, place.start - PAIRED), min(after, place.end + PAIRED)):
            low, high = (place.end, message.start) if message.start >= place.end else (message.end, place.start)
            if high - low > PAIRED or message.start > after or message.end <= before:
                continue
            if low > high and not (message.start <= place.start and place.end <= message.end):
                continue
            distance = max(0, high - low) + 1_000 * _breaks(paste.text[low:high])
            if best is None or distance < best[0]:
                best = (distance, message)
        return best[1] if best else None

    def _judge(
        self, candidate: _Candidate, entries: tuple[Entry, ...], message: MessageField | None, paste: _Paste
    ) -> Finding | None:
        place = candidate.field
        around = self._own_words(place, entries, paste)
        relation, score = relate(message.text, entries) if message else (Relation.EMPTY, 0.0)
        if around and relation is not Relation.OWN:
            relation, score = Relation.OWN, 97.0
        if not self._believable(place, relation, score, message, paste):
            return None
        contradicts = ""
        if message and relation < Relation.OWN:
            contradicts = other_owner(message.text, self._messages, place.code)
            if contradicts and len(place.code) < LONG_CODE:
                return None
        said = message.text if message else paste.text[place.end : place.end + BESIDE]
        by = By.FIELD if place.strength >= Strength.WEAK else By.CODE
        return Finding(
            entries=_rows_meant(entries, said if relation >= Relation.NEAR else ""),
            by=by,
            score=_score(place.strength, relation),
            evidence=paste.text[place.start : place.end].strip()[-60:],
            start=place.start,
            contradicts=contradicts,
        )

    def _own_words(self, place: CodeField, entries: tuple[Entry, ...], paste: _Paste) -> bool:
        """Whether one of the code's own messages or Chinese descriptions stands right beside it."""
        named = place.strength is not Strength.BARE
        reach = BESIDE if named or len(place.code) >= LONG_CODE else TOUCHING
        for occurrence in paste.occurrences.near(place.start, place.end, reach):
            if all(entry.code != place.code for entry in occurrence.known.entries):
                continue
            if occurrence.start >= place.end:
                between = paste.text[place.end : occurrence.start]
            else:
                between = paste.text[occurrence.end : place.start]
            if len(between) <= reach and between.count("\n") <= 1:
                return True
        before = paste.text[max(0, place.start - 40) : place.start]
        after = paste.text[place.end : place.end + 60].split("\n")[0]
        near = fold(before + " " + after)
        return any(len(e.description.zh) >= 4 and fold(e.description.zh)[:12] in near for e in entries)

    def _believable(
        self, place: CodeField, relation: Relation, score: float, message: MessageField | None, paste: _Paste
    ) -> bool:
        if len(place.code) < LONG_CODE:
            return self._believable_small(place, relation, score, message, paste)
        if relation is Relation.FOREIGN and not other_owner(
            message.text if message else "", self._messages, place.code
        ):
            return place.strength >= Strength.SPOKEN and paste.marked
        if relation is Relation.OWN or place.strength >= Strength.SPOKEN:
            return True
        line = _line_around(paste.text, place)
        if _UNIT.match(paste.text, place.end):
            return False
        if place.strength is Strength.WEAK:
            return relation is Relation.NEAR or paste.marked or bool(_ERRORISH.search(line))
        if place.strength is Strength.PROSE:
            return paste.marked or _says_error(paste.text, place)
        return False

    def _believable_small(
        self, place: CodeField, relation: Relation, score: float, message: MessageField | None, paste: _Paste
    ) -> bool:
        if place.strength is Strength.STRONG:
            near = relation is Relation.NEAR and (score >= LIKE_SCORE or paste.marked)
            empty = relation is Relation.EMPTY and (message is None or paste.marked)
            return relation is Relation.OWN or near or empty
        if relation is not Relation.OWN or (score < EXACT_SCORE and not paste.marked):
            spoken = place.strength is Strength.SPOKEN and not _is_errno(paste.text, place)
            return spoken and paste.marked and message is None
        everyday = any(fold(e.message) in self._everyday for e in self._by_code[place.code])
        return paste.marked or not everyday

    def _decode_messages(self, paste: _Paste, taken: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        """Messages that no code speaks for, where they are whole and unmistakable."""
        used: list[tuple[int, int]] = []
        spoken_for = Spans(taken, _itself)
        for occurrence in paste.occurrences:
            span = (occurrence.start, occurrence.end)
            if _overlaps(span, spoken_for, BESIDE // 2, paste.text):
                used.append(span)
                continue
            if self._stands_out(occurrence, paste):
                used.append(span)
                yield Finding(occurrence.known.entries, By.MESSAGE, 96.0, occurrence.known.text, occurrence.start)
        spoken_for = Spans([*taken, *used], _itself)
        for message in paste.messages:
            span = (message.start, message.end)
            if _overlaps(span, spoken_for, 0, paste.text):
                continue
            known = self._varied(message.text)
            if known:
                yield Finding(known.entries, By.MESSAGE, 90.0, known.text, message.start)

    def _varied(self, text: str) -> Known | None:
        """The message that a message field words a little otherwise, if it is unmistakable."""
        near = self._messages.nearest(_CLAUSE.split(text, maxsplit=1)[0], 86.0)
        if not near or (len(near) > 1 and near[0][1] - near[1][1] < 4.0):
            return None
        known = near[0][0]
        return None if self._is_everyday(known.text) or len(known.tokens) < 2 else known

    def _is_everyday(self, message: str) -> bool:
        return fold(message) in self._everyday

    def _stands_out(self, occurrence: Occurrence, paste: _Paste) -> bool:
        text = paste.text
        fields = paste.messages.near(occurrence.start, occurrence.end)
        in_field = any(m.start <= occurrence.start and occurrence.end <= m.end + 1 for m in fields)
        everyday = self._is_everyday(occurrence.known.text)
        if everyday and not paste.marked:
            return False
        if in_field:
            return True
        if len(occurrence.known.tokens) < 2:
            return False
        before = text[max(0, occurrence.start - 80) : occurrence.start].rsplit("\n", 1)[-1]
        after = text[occurrence.end : occurrence.end + 40].split("\n", 1)[0]
        if not everyday and not before.strip(" \t-*•>") and not after.strip(" \t.。!！"):
            return True
        said = bool(_ERRORISH.search(before) or _ERRORISH.search(after))
        return bool(_OPENED.search(before) and _CLOSED.match(after)) and (said or paste.marked)


def _bounds(item: MessageField | Occurrence) -> tuple[int, int]:
    return item.start, item.end


def _itself(span: tuple[int, int]) -> tuple[int, int]:
    return span


def _neighbours(named: Sequence[int], place: CodeField) -> tuple[int, int]:
    """Where the nearest fields of codes before and after a place begin: -1 and a far place for none."""
    before = bisect_left(named, place.start)
    after = bisect_left(named, place.end)
    return named[before - 1] if before else -1, named[after] if after < len(named) else sys.maxsize


def _breaks(between: str) -> int:
    return len(_ELSEWHERE.findall(between))


def _line_around(text: str, place: CodeField) -> str:
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    return text[max(start, place.start - 300) : min(len(text) if end < 0 else end, place.end + 300)]


_SAID = re.compile(r"err|exception|报|错误|异常|fehler|erreur|エラー", re.IGNORECASE)


def _says_error(text: str, place: CodeField) -> bool:
    return bool(_SAID.search(text[place.start : place.end]))


def _is_errno(text: str, place: CodeField) -> bool:
    """Whether it may be the operating system's: small codes are all taken there ("[Errno 111] Connection refused")."""
    return "errno" in text[place.start : place.end].lower()


def _score(strength: Strength, relation: Relation) -> float:
    return {Relation.OWN: 100.0, Relation.NEAR: 97.0}.get(relation, 90.0 + strength)


def _rows_meant(entries: tuple[Entry, ...], said: str) -> tuple[Entry, ...]:
    """The rows of a code that a text speaks of: 222361 beside "network not available" is its second."""
    if len(entries) == 1 or not said:
        return entries
    scores = [relate(said, (entry,))[1] for entry in entries]
    best = max(scores)
    return tuple(entry for entry, score in zip(entries, scores, strict=True) if score >= best - 5.0)


def _overlaps(span: tuple[int, int], taken: Spans[tuple[int, int]], reach: int, text: str) -> bool:
    for start, end in taken.near(*span, reach):
        if span[0] < end and start < span[1]:
            return True
        low, high = (end, span[0]) if end <= span[0] else (span[1], start)
        if reach and high - low <= reach and "\n" not in text[low:high].strip("\n"):
            return True
    return False


def _parameter(findings: Sequence[Finding], paste: _Paste) -> str:
    return parameter_in(paste.text) if findings else ""


def merge(findings: Sequence[Finding]) -> list[Finding]:
    """Each error once, at its first place, with the sum of its counts."""
    merged: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        name = tuple(entry.key for entry in finding.entries)
        known = merged.get(name)
        if known is None:
            merged[name] = finding
            continue
        merged[name] = Finding(
            known.entries,
            known.by,
            max(known.score, finding.score),
            known.evidence,
            known.start,
            known.count + finding.count,
            known.contradicts or finding.contradicts,
        )
    return list(merged.values())
