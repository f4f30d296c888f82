"""A catalogue -> what its page shows: all rows by section, or those that fit what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlencode

from bot.core.entry import Actor, Catalogue, Entry, Retry
from bot.core.normalise import fold, language_of
from bot.core.redact import redact
from bot.render import wording as say
from bot.web.labels import LABELS, actor_text, counted, more_text, rows_text
from bot.web.views import Line, Painter

MOST_ROWS = 500  # rows of one page
LONGEST_FILTER = 200  # characters of a text to filter by
_TICKET: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Filter:
    """What rows have to be like; "" and None ask for nothing.

    Each word of `text` has to stand in the code, the message, the description or the advice.
    """

    retry: Retry | None = None
    actor: Actor | None = None
    ticket: bool | None = None
    text: str = ""

    def fits(self, entry: Entry) -> bool:
        """Whether an entry's verdict is like that."""
        verdict = entry.verdict
        return (
            self.retry in (None, verdict.retry)
            and self.actor in (None, verdict.actor)
            and self.ticket in (None, verdict.ticket)
        )

    def telling(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Those entries that hold every word of the text."""
        words = fold(self.text).split()
        return [entry for entry in entries if _holds(entry, words)] if words else entries

    def without(self, field: str) -> Filter:
        """The same, but for one field, of which nothing is asked."""
        return Filter(**{one.name: getattr(self, one.name) for one in fields(self) if one.name != field})

    def query(self) -> str:
        """How this stands in an address, "" where it asks for nothing."""
        ticket = next((word for word, flag in _TICKET.items() if flag == self.ticket), "")
        asked = {"retry": self.retry, "actor": self.actor, "ticket": ticket, "text": self.text}
        return urlencode({name: value for name, value in asked.items() if value})


def read_filter(asked: Mapping[str, str]) -> Filter:
    """The filter of an address; a value that means nothing asks for nothing, and a secret in the text is cut out."""
    retry, actor = asked.get("retry", ""), asked.get("actor", "")
    return Filter(
        Retry(retry) if retry in set(Retry) else None,
        Actor(actor) if actor in set(Actor) else None,
        _TICKET.get(asked.get("ticket", "")),
        redact(asked.get("text", "")[:LONGEST_FILTER]).text.strip(),
    )


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen: its value, its name with how many rows there would be, and whether it is chosen."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the filter."""

    field: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in a list."""

    code: str
    href: str
    message: str
    message_language: str
    description: str
    retry: str
    badge: str
    actor: str
    actor_value: str
    ticket: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section, with those of its rows that are shown."""

    slug: str
    title: str
    count: int
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A catalogue. `more` tells of rows that aren't shown, "" where there are none."""

    title: str
    href: str
    total: str
    text: str
    filtered: bool
    choices: tuple[Choice, ...]
    parts: tuple[Part, ...]
    more: str
    source: Line


def catalogue_view(catalogue: Catalogue, wanted: Filter, painter: Painter, home: str) -> CataloguePage:
    """The page of a catalogue that stands at `home`: the rows that are `wanted`, MOST_ROWS at most."""
    language = painter.language
    telling = wanted.telling(catalogue.entries)
    fitting = [entry for entry in telling if wanted.fits(entry)]
    shown = fitting[:MOST_ROWS]
    parts = (
        Part(section.slug, section.title.in_language(language), len(rows), tuple(listed(row, painter) for row in rows))
        for section in catalogue.sections
        if (rows := [entry for entry in shown if entry.key.section == section.slug])
    )
    source = painter.sources(catalogue.entries[:1])
    return CataloguePage(
        title=catalogue.title.in_language(language),
        href=home,
        total=rows_text(
            len(fitting), len(catalogue.entries), len({entry.code for entry in catalogue.entries}), language
        ),
        text=wanted.text,
        filtered=wanted != Filter(),
        choices=tuple(_choices(telling, wanted, language)),
        parts=tuple(parts),
        more=more_text(len(fitting) - MOST_ROWS, language) if len(fitting) > MOST_ROWS else "",
        source=Line("", LABELS["vendors_page"].in_language(language), "", source[0].href if source else ""),
    )


def listed(entry: Entry, painter: Painter) -> Listed:
    """An entry as a list shows it."""
    return Listed(
        entry.code,
        painter.href(entry),
        entry.message,
        language_of(entry.message),
        entry.description.in_language(painter.language),
        entry.verdict.retry.value,
        say.retry_label(entry.verdict.retry, painter.language),
        actor_text(entry.verdict.actor, painter.language),
        entry.verdict.actor.value,
        entry.verdict.ticket,
    )


def _choices(telling: Sequence[Entry], wanted: Filter, language: str) -> Iterable[Choice]:
    """The fields of the filter; each option counts the rows that would fit with it and the other fields."""

    def choice(field: str, name: str, named: Sequence[tuple[str, str, object]]) -> Choice:
        others = wanted.without(field)
        rows = [entry for entry in telling if others.fits(entry)]
        known = getattr(wanted, field)
        options = (
            Option(
                value,
                counted(told, sum(_value(entry, field) == meant for entry in rows), language),
                known == meant,
            )
            for value, told, meant in named
        )
        every = Option("", counted(LABELS["any"].in_language(language), len(rows), language), known is None)
        return Choice(field, LABELS[name].in_language(language), (every, *options))

    yield choice("retry", "retry", [(r.value, say.retry_label(r, language), r) for r in Retry])
    yield choice("actor", "actor", [(a.value, actor_text(a, language), a) for a in Actor])
    tickets = (("yes", "with_ticket", True), ("no", "without_ticket", False))
    yield choice("ticket", "ticket", [(v, LABELS[name].in_language(language), flag) for v, name, flag in tickets])


def _value(entry: Entry, field: str) -> object:
    return getattr(entry.verdict, field)


def _holds(entry: Entry, words: Iterable[str]) -> bool:
    description, advice = entry.description, entry.advice
    hay = fold(f"{entry.code} {entry.message} {description.zh} {description.en} {advice.zh} {advice.en}")
    return all(word in hay for word in words)
