"""A paste -> findings: which documented errors are in it, where, and how often.

Field first, then a bounded code with context, then message text. Code and message vote together; a
code beside a message that is nothing like its own is somebody else's error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.answer import By, Context
from bot.core.decode import fields as reading
from bot.core.decode.belief import Beside, is_believable
from bot.core.decode.fields import CodeField, MessageField, Strength
from bot.core.decode.finding import Decoded, Finding, Located, merge
from bot.core.decode.messages import Known, Messages, Occurrence, parameter_in
from bot.core.decode.paste import (
    BESIDE,
    LONG_CODE,
    Paste,
    bounds,
    has_own_words,
    in_message_field,
    is_a_line,
    is_reported,
    is_spoken_for,
    message_beside,
    message_touching,
)
from bot.core.decode.relation import Relation, other_owner, relate
from bot.core.decode.spans import Spans
from bot.core.decode.tables import table_cells
from bot.core.decode.unwrap import unwrap
from bot.core.entry import Catalogue, Entry
from bot.core.normalise import fold

MOST_FINDINGS = 500  # in one paste; what shows them has narrower limits
VARIED_SCORE = 86.0  # likeness from which a message field words a message a little otherwise
VARIED_MARGIN = 4.0  # by which it must be likelier than the next
ROWS_MARGIN = 5.0  # likeness within which two rows of a code are both meant

_CLAUSE = re.compile(r"\s\(|（|\s[-–—]\s|[;；，。]|\.\s")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may be a code, with the message from the same row of a table, or ""."""

    field: CodeField
    message: str = ""


@dataclass(slots=True)
class _Votes:
    """What the codes of a paste have come to, in order; `taken` is the text that they speak for."""

    findings: list[Finding] = field(default_factory=list)
    refused: dict[str, None] = field(default_factory=dict)
    foreign: dict[str, None] = field(default_factory=dict)
    taken: list[tuple[int, int]] = field(default_factory=list)


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
        return self.locate(text).decoded

    def locate(self, text: str) -> Located:
        """The same, and where each of them stands, as often as it does."""
        paste = self._read(text)
        votes = self._decode_codes(paste)
        spoken = self._decode_messages(paste, votes.taken)
        places = sorted([*votes.findings, *spoken], key=lambda finding: finding.start)
        parameter = parameter_in(paste.text) if places else ""
        decoded = Decoded(
            findings=tuple(merge(places)[:MOST_FINDINGS]),
            refused=tuple(votes.refused),
            foreign=tuple(votes.foreign),
            mentions=tuple(merge([_spoken(occurrence) for occurrence in paste.occurrences])),
            context=Context(reading.log_id(paste.text), reading.timestamp(paste.text), parameter),
        )
        return Located(paste.text, tuple(places), decoded)

    def _read(self, text: str) -> Paste:
        plain = unwrap(text)
        return Paste(
            text=plain,
            messages=Spans(reading.message_fields(plain), bounds),
            occurrences=Spans(self._messages.occurrences(plain), bounds),
            marked=bool(self._marks and self._marks.search(fold(plain))),
        )

    def _decode_codes(self, paste: Paste) -> _Votes:
        votes = _Votes()
        candidates = self._candidates(paste.text)
        named = sorted(c.field.start for c in candidates if c.field.strength >= Strength.WEAK)
        for candidate in candidates:
            message = _message_of(candidate, paste, named)
            self._vote(candidate.field, message, paste, votes)
        return votes

    def _vote(self, place: CodeField, message: MessageField | None, paste: Paste, votes: _Votes) -> None:
        entries = self._by_code.get(place.code)
        if message and (place.strength >= Strength.SPOKEN or entries):
            votes.taken.append((message.start, message.end))
        finding = self._judge(place, entries, message, paste) if entries else None
        if finding:
            votes.findings.append(finding)
        elif place.strength >= Strength.PROSE and place.code != "0":
            votes.refused[place.code] = None
            if entries and message and relate(message.text, entries)[0] is Relation.FOREIGN:
                votes.foreign[place.code] = None
        if finding or place.strength is Strength.STRONG:
            votes.taken.append((place.start, place.end))

    def _candidates(self, text: str) -> list[_Candidate]:
        """What may be a code, in order: named numbers, our codes standing alone, and those in tables."""
        found = {named.end: _Candidate(named) for named in reading.code_fields(text)}
        for bare in reading.bare_numbers(text):
            if bare.code in self._by_code:
                found.setdefault(bare.end, _Candidate(bare))
        for cell in table_cells(text):
            if cell.code in self._by_code:
                row = text[cell.start : cell.end]
                end = cell.start + row.find(cell.code) + len(cell.code)
                found[end] = _Candidate(CodeField(cell.code, Strength.STRONG, cell.start, end), cell.message)
        return sorted(found.values(), key=lambda candidate: candidate.field.end)

    def _judge(
        self, place: CodeField, entries: tuple[Entry, ...], message: MessageField | None, paste: Paste
    ) -> Finding | None:
        beside = self._beside(place, entries, message, paste)
        if beside.other and len(place.code) < LONG_CODE and beside.relation < Relation.NEAR:
            return self._disbelieve_code(place, beside, message)
        everyday = any(fold(entry.message) in self._everyday for entry in entries)
        if not is_believable(place, beside, paste, everyday):
            return None
        said = message.text if message else paste.text[place.end : place.end + BESIDE]
        return Finding(
            entries=_rows_meant(entries, said if beside.relation >= Relation.NEAR else ""),
            by=By.FIELD if place.strength >= Strength.WEAK else By.CODE,
            score=_score(place.strength, beside.relation),
            evidence=paste.text[place.start : place.end].strip()[-60:],
            start=place.start,
            disbelieved=beside.other,
        )

    def _beside(
        self, place: CodeField, entries: tuple[Entry, ...], message: MessageField | None, paste: Paste
    ) -> Beside:
        said = message or (message_touching(paste, place) if place.strength is not Strength.BARE else None)
        relation, score = relate(said.text, entries) if said else (Relation.EMPTY, 0.0)
        other = other_owner(said.text, self._messages, place.code, score) if said else ""
        if not other and relation is not Relation.OWN and has_own_words(paste, place, entries):
            relation, score = Relation.OWN, 97.0
        return Beside(relation, score, message is not None, other)

    def _disbelieve_code(self, place: CodeField, beside: Beside, message: MessageField | None) -> Finding | None:
        """The error of an unmistakable message that stands beside a small code of another one."""
        if place.strength is not Strength.STRONG or message is None or fold(beside.other) in self._everyday:
            return None
        entries = self._messages.holders(beside.other)
        return Finding(entries, By.MESSAGE, 96.0, beside.other, place.start, disbelieved=place.code)

    def _decode_messages(self, paste: Paste, taken: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        """Messages that no code speaks for, where they are whole and unmistakable."""
        used: list[tuple[int, int]] = []
        spoken_for = Spans(taken, _itself)
        for occurrence in paste.occurrences:
            span = (occurrence.start, occurrence.end)
            if is_spoken_for(span, spoken_for, BESIDE // 2, paste.text):
                used.append(span)
            elif self._stands_out(occurrence, paste):
                used.append(span)
                yield _spoken(occurrence)
        spoken_for = Spans([*taken, *used], _itself)
        for message in paste.messages:
            if is_spoken_for((message.start, message.end), spoken_for, 0, paste.text):
                continue
            known = self._varied(message.text)
            if known:
                yield Finding(known.entries, By.MESSAGE, 90.0, known.text, message.start)

    def _stands_out(self, occurrence: Occurrence, paste: Paste) -> bool:
        everyday = fold(occurrence.known.text) in self._everyday
        if everyday and not paste.marked:
            return False
        if in_message_field(paste, occurrence):
            return True
        if len(occurrence.known.tokens) < 2:
            return False
        return (not everyday and is_a_line(paste, occurrence)) or is_reported(paste, occurrence)

    def _varied(self, text: str) -> Known | None:
        """The message that a message field words a little otherwise, if it is unmistakable."""
        near = self._messages.nearest(_CLAUSE.split(text, maxsplit=1)[0], VARIED_SCORE)
        if not near or (len(near) > 1 and near[0][1] - near[1][1] < VARIED_MARGIN):
            return None
        known = near[0][0]
        return None if fold(known.text) in self._everyday or len(known.tokens) < 2 else known


def _message_of(candidate: _Candidate, paste: Paste, named: Sequence[int]) -> MessageField | None:
    place = candidate.field
    if place.strength is Strength.BARE:
        return None
    if candidate.message:
        return MessageField(candidate.message, place.start, place.end)
    return message_beside(paste, place, named)


def _spoken(occurrence: Occurrence) -> Finding:
    return Finding(occurrence.known.entries, By.MESSAGE, 96.0, occurrence.known.text, occurrence.start)


def _itself(span: tuple[int, int]) -> tuple[int, int]:
    return span


def _score(strength: Strength, relation: Relation) -> float:
    return {Relation.OWN: 100.0, Relation.NEAR: 97.0}.get(relation, 90.0 + strength)


def _rows_meant(entries: tuple[Entry, ...], said: str) -> tuple[Entry, ...]:
    """The rows of a code that a text speaks of: 222361 beside "network not available" is its second."""
    if len(entries) == 1 or not said:
        return entries
    scores = [relate(said, (entry,))[1] for entry in entries]
    best = max(scores)
    return tuple(entry for entry, score in zip(entries, scores, strict=True) if score >= best - ROWS_MARGIN)
