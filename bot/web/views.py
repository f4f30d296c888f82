"""What the templates show, as values: entries, families and offers in the reader's language.

Nothing here is markup, and nothing is escaped: the templates do that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.core.answer import Card, Context, FamilyCard, Suggestion
from bot.core.entry import Entry, Knowledge, Remedy, remedies_of
from bot.core.normalise import language_of
from bot.render import wording as say
from bot.render.shown import LONGEST_VALUE, shown
from bot.render.wording import Label
from bot.web.labels import LABELS


class Addresses(Protocol):
    """Where pages stand: everybody's (`Links`), or a reader's own."""

    def entry(self, entry: Entry) -> str:
        """The page of an entry's code."""

    def remedy(self, remedy: Remedy) -> str:
        """The page of a remedy."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact: its name, or "" where the line above has it, its text and language, where it leads to or ""."""

    name: str
    text: str
    language: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class StepsView:
    """The first steps of a remedy: each in pieces, every second one `code`; the whole page's title and place."""

    name: str
    steps: tuple[tuple[str, ...], ...]
    more: Line


@dataclass(frozen=True, slots=True)
class CardView:
    """An entry. `retry` names the verdict's colour, `badge` says it in words; `ticket` is "" without one."""

    code: str
    message: str
    message_language: str
    description: str
    retry: str
    badge: str
    verdict: str
    advice: tuple[Line, ...]
    steps: tuple[StepsView, ...]
    facts: tuple[Line, ...]
    href: str
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class CodesView:
    """Codes that mean the same: each with where it leads to, and what they mean."""

    codes: tuple[Line, ...]
    text: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Entries of a family with the same verdict and advice."""

    retry: str
    badge: str
    verdict: str
    advice: tuple[Line, ...]
    steps: tuple[StepsView, ...]
    rows: tuple[CodesView, ...]


@dataclass(frozen=True, slots=True)
class FamilyView:
    """Entries shown as one: title, size in words, what differs, and the facts that hold for all."""

    title: str
    size: str
    groups: tuple[GroupView, ...]
    facts: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Painter:
    """Entries -> views, in one language."""

    knowledge: Knowledge
    links: Addresses
    language: str

    def href(self, entry: Entry) -> str:
        """The entry's page, as a path: it holds whatever address the browser came by."""
        return _within(self.links.entry(entry))

    def entry(self, entry: Entry, facts: Iterable[Line] = (), ticket: str = "") -> CardView:
        """One row of the source, with further facts before its own source."""
        verdict = entry.verdict
        return CardView(
            code=entry.code,
            message=entry.message,
            message_language=language_of(entry.message),
            description=entry.description.in_language(self.language),
            retry=verdict.retry.value,
            badge=say.retry_label(verdict.retry, self.language),
            verdict=say.verdict_text(verdict, self.language),
            advice=self.advice(entry),
            steps=self._steps((entry,)),
            facts=(*facts, *self.sources((entry,))),
            href=self.href(entry),
            ticket=ticket,
        )

    def card(self, card: Card, context: Context, *, alone: bool) -> CardView:
        """One entry of an answer; what else the paste held stands in it when it is the only one."""
        facts = [Line(self._label(Label.MATCH), say.reason_text(card.reason, self.language))]
        if card.count > 1:
            facts.append(Line(self._label(Label.COUNT), say.count_text(card.count, self.language)))
        ticket = say.ticket_text(card, context, self.language) if card.entry.verdict.ticket else ""
        return self.entry(card.entry, [*facts, *(self.context(context) if alone else ())], ticket)

    def family(self, family: FamilyCard, cards: Sequence[Card], context: Context) -> FamilyView:
        """Entries as one: what they share is said once."""
        groups: dict[tuple[object, object], list[Entry]] = {}
        for entry in family.entries:
            groups.setdefault((entry.verdict, entry.advice), []).append(entry)
        why = [Line(self._label(Label.MATCH), say.reason_text(cards[0].reason, self.language))] if cards else []
        title, size = say.family_headline(family, self.language)
        return FamilyView(
            title,
            size,
            tuple(map(self._group, groups.values())),
            (*why, *self.context(context), *self.sources(family.entries)),
        )

    def offers(self, suggestions: Iterable[Suggestion]) -> tuple[Line, ...]:
        """What is offered but not claimed: code, what it is and how near."""
        return tuple(
            Line(offer.entry.code, say.suggestion_text(offer, self.language), "", self.href(offer.entry))
            for offer in suggestions
        )

    def listed(self, entries: Iterable[Entry]) -> tuple[Line, ...]:
        """Entries as code, what it is, and where its page stands."""
        return tuple(Line(e.code, say.entry_text(e, self.language), "", self.href(e)) for e in entries)

    def context(self, context: Context) -> tuple[Line, ...]:
        """What else stood in the paste."""
        facts = (
            (Label.LOG_ID, shown(context.log_id, LONGEST_VALUE)),
            (Label.TIME, say.time_text(context.timestamp) if context.timestamp else ""),
            (Label.PARAMETER, shown(context.param, LONGEST_VALUE)),
        )
        return tuple(Line(self._label(name), text) for name, text in facts if text)

    def remedies(self, remedies: Iterable[Remedy]) -> tuple[Line, ...]:
        """Remedies as slug, title, and where their pages stand."""
        return tuple(self._remedy(remedy.slug, remedy) for remedy in remedies)

    def _remedy(self, name: str, remedy: Remedy) -> Line:
        title = remedy.title.in_language(self.language)
        return Line(name, title, "", _within(self.links.remedy(remedy)))

    def _label(self, name: Label) -> str:
        return say.label(name, self.language)

    def advice(self, entry: Entry) -> tuple[Line, ...]:
        """The advice in both languages, the reader's first."""
        advice = entry.advice
        if self.language == "zh":
            ours = LABELS["our_english"].in_language("zh")
            lines = (Line(self._label(Label.ADVICE), advice.zh, "zh"), Line(ours, advice.en, "en"))
        else:
            vendor = self._label(Label.SOURCE_ADVICE)
            lines = (Line(self._label(Label.ADVICE), advice.en, "en"), Line(vendor, advice.zh, "zh"))
        return tuple(line for line in lines if line.text)

    def _steps(self, entries: Sequence[Entry]) -> tuple[StepsView, ...]:
        """The first steps of each remedy of the entries."""
        codes = {entry.code for entry in entries}
        return tuple(
            StepsView(
                self._label(Label.STEPS),
                tuple(pieces(step.in_language(self.language)) for step in remedy.first_steps(codes)),
                self._remedy(self._label(Label.REMEDY), remedy),
            )
            for remedy in remedies_of(entries)
        )

    def sources(self, entries: Iterable[Entry]) -> tuple[Line, ...]:
        """Where entries come from: catalogue, section and edition, each once, with the vendor's address."""
        pages = {catalogue.slug: catalogue.source for catalogue in self.knowledge}
        texts = {say.source_text(entry, self.knowledge, self.language): entry for entry in entries}
        name = self._label(Label.SOURCE)
        return tuple(
            Line("" if number else name, text, "", pages.get(entry.key.catalogue, ""))
            for number, (text, entry) in enumerate(texts.items())
        )

    def _group(self, entries: Sequence[Entry]) -> GroupView:
        rows: dict[str, dict[str, Line]] = {}
        one_message = len({entry.message for entry in entries}) == 1
        for entry in entries:
            told = entry.description.in_language(self.language)
            text = told if one_message else say.entry_text(entry, self.language)
            rows.setdefault(text, {})[entry.code] = Line("", entry.code, "", self.href(entry))
        verdict = entries[0].verdict
        return GroupView(
            verdict.retry.value,
            say.retry_label(verdict.retry, self.language),
            say.verdict_text(verdict, self.language),
            self.advice(entries[0]),
            self._steps(entries),
            tuple(CodesView(tuple(codes.values()), text) for text, codes in rows.items()),
        )


def _within(address: str) -> str:
    """An address without its host."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def pieces(step: str) -> tuple[str, ...]:
    """A step cut at its backticks: every second piece is `code`."""
    return tuple(step.split("`"))
