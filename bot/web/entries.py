"""A code -> what its page shows: each of its rows, the remedies in full, and the codes around it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bot.core.answer import By, Card, Context, Reason
from bot.core.entry import Bilingual, Catalogue, Entry, Remedy, Topic, remedies_of
from bot.core.match.codes import Codes
from bot.core.normalise import language_of
from bot.render import wording as say
from bot.web.labels import LABELS, actor_text, named, same_kind, same_words
from bot.web.markdown import page_markup
from bot.web.views import Line, Painter

SAMPLE_LOG, SAMPLE_TIME = 1234567890, 1606222304  # made up; the moment is 2020-11-24 12:51:44 UTC

_ELSEWHERE: Final = (Topic.CODES, Topic.SOURCE)  # what a code's page tells by itself


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The row before or after: `name` and `rel` say which; its code and message, and where its page stands."""

    name: str
    rel: str
    code: str
    message: str
    href: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """Codes that don't differ in what the table shows; the page's own code has no address."""

    codes: tuple[Line, ...]
    message: str
    message_language: str
    description: str
    retry: str
    badge: str


@dataclass(frozen=True, slots=True)
class Table:
    """Codes beside each other. `messages` says whether these differ and get a column."""

    title: str
    messages: bool
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class RemedyView:
    """A remedy: its slug and page, its head, and passages as heads with HTML."""

    slug: str
    title: str
    href: str
    passages: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a code. `retry` names the verdict's colour; `tickets` are empty where the advice needs none."""

    message: str
    message_language: str
    description: str
    section: Line
    retry: str
    badge: str
    acting: str
    ticket: bool
    verdict: str
    advice: tuple[Line, ...]
    steps: tuple[str, ...]
    remedy: Line | None
    tickets: tuple[Line, ...]
    family: Table | None
    neighbours: tuple[Neighbour, ...]
    sample: str
    source: Line


@dataclass(frozen=True, slots=True)
class EntryPage:
    """All that is known of a code."""

    code: str
    catalogue: Line
    rows: tuple[RowView, ...]
    remedies: tuple[RemedyView, ...]
    near: tuple[Line, ...]


def entry_view(rows: Sequence[Entry], catalogue: Catalogue, codes: Codes, painter: Painter, home: str) -> EntryPage:
    """The page of the code whose `rows` (1 or more) these are; `home` is where the catalogue's page stands."""
    code = rows[0].code
    near = [entry for entry, _ in codes.near(code) if entry.key.catalogue == catalogue.slug]
    return EntryPage(
        code,
        Line("", catalogue.title.in_language(painter.language), "", home),
        tuple(_row(row, catalogue, painter, home) for row in rows),
        tuple(remedy_view(remedy, catalogue, painter, without=_ELSEWHERE) for remedy in remedies_of(rows)),
        painter.listed(near),
    )


def remedy_view(remedy: Remedy, catalogue: Catalogue, painter: Painter, without: Sequence[Topic] = ()) -> RemedyView:
    """A remedy but for the passages on the topics `without`."""
    language = painter.language
    hrefs = {line.name: line.href for line in painter.remedies(catalogue.remedies)}
    return RemedyView(
        remedy.slug,
        remedy.title.in_language(language),
        hrefs[remedy.slug],
        tuple(
            (passage.head.in_language(language), page_markup(passage.text.in_language(language), hrefs))
            for passage in remedy.passages
            if passage.topic not in without
        ),
    )


def _row(entry: Entry, catalogue: Catalogue, painter: Painter, home: str) -> RowView:
    language, verdict = painter.language, entry.verdict
    section = catalogue.section(entry.key.section)
    return RowView(
        message=entry.message,
        message_language=language_of(entry.message),
        description=entry.description.in_language(language),
        section=Line("", section.title.in_language(language), "", f"{home}#{section.slug}"),
        retry=verdict.retry.value,
        badge=say.retry_label(verdict.retry, language),
        acting=named(LABELS["actor"].in_language(language), actor_text(verdict.actor, language), language),
        ticket=verdict.ticket,
        verdict=say.verdict_text(verdict, language),
        advice=painter.advice(entry),
        steps=tuple(step.in_language(language) for step in _steps(entry)),
        remedy=painter.remedies([entry.remedy])[0] if entry.remedy else None,
        tickets=_tickets(entry, language),
        family=_family(entry, catalogue, painter),
        neighbours=tuple(_neighbours(entry, catalogue, painter)),
        sample=sample_text(entry),
        source=painter.sources([entry])[0],
    )


def _steps(entry: Entry) -> tuple[Bilingual, ...]:
    return entry.remedy.steps_for({entry.code}) if entry.remedy else ()


def _tickets(entry: Entry, language: str) -> tuple[Line, ...]:
    """The ticket in the reader's language; and in the vendor's, where that is another one."""
    if not entry.verdict.ticket:
        return ()
    card = Card(entry, Reason(By.CODE, 100.0, entry.code))
    chinese = LABELS["in_chinese"].in_language(language)
    names = {"zh": chinese} if language == "zh" else {"en": "", "zh": chinese}
    own = say.ticket_title(language)
    return tuple(
        Line(own if tongue == language else name, say.ticket_text(card, Context(), tongue), tongue)
        for tongue, name in names.items()
    )


def sample_text(entry: Entry) -> str:
    """What the API may return with this error, as JSON; all but code and message is made up."""
    code = int(entry.code) if entry.code.removeprefix("-").isdecimal() else entry.code
    response = {"error_code": code, "error_msg": entry.message, "log_id": SAMPLE_LOG, "timestamp": SAMPLE_TIME}
    return json.dumps(response, ensure_ascii=False, indent=2)


def _neighbours(entry: Entry, catalogue: Catalogue, painter: Painter) -> list[Neighbour]:
    """The rows before and after it in its section."""
    section = [row for row in catalogue.entries if row.key.section == entry.key.section]
    place = section.index(entry)
    found = []
    for rel, number in (("prev", place - 1), ("next", place + 1)):
        if 0 <= number < len(section):
            name = LABELS["previous" if rel == "prev" else "next"].in_language(painter.language)
            near = section[number]
            found.append(Neighbour(name, rel, near.code, near.message, painter.href(near)))
    return found


def _family(entry: Entry, catalogue: Catalogue, painter: Painter) -> Table | None:
    """The codes with the same message; without any, those of the smallest family that it belongs to."""
    alike = [other for other in catalogue.entries if other.message == entry.message]
    count = len({other.code for other in alike} - {entry.code})
    if count:
        return _table(same_words(count, entry.message, painter.language), alike, entry, painter)
    families = [family for family in catalogue.families if entry.key in family.members]
    if not families:
        return None
    family = min(families, key=lambda known: len(known.members))
    keys = set(family.members)
    members = [other for other in catalogue.entries if other.key in keys]
    count = len({other.code for other in members} - {entry.code})
    title = family.title.in_language(painter.language)
    return _table(same_kind(count, title, painter.language), members, entry, painter) if count else None


def _table(title: str, entries: Sequence[Entry], own: Entry, painter: Painter) -> Table:
    """Entries side by side; those that differ in nothing share a row."""
    rows: dict[tuple[str, str, str], dict[str, Line]] = {}
    badges = {}
    for entry in entries:
        badge = say.retry_label(entry.verdict.retry, painter.language)
        key = (entry.message, entry.description.in_language(painter.language), entry.verdict.retry.value)
        badges[key[2]] = badge
        href = "" if entry.code == own.code else painter.href(entry)
        rows.setdefault(key, {})[entry.code] = Line("", entry.code, "", href)
    return Table(
        title,
        len({entry.message for entry in entries}) > 1,
        tuple(
            TableRow(tuple(codes.values()), message, language_of(message), told, retry, badges[retry])
            for (message, told, retry), codes in rows.items()
        ),
    )
