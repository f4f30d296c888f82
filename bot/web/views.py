"""What the templates show, as values: facts and offers in the reader's language.

Nothing here is markup, and nothing is escaped: the templates do that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.core.answer import Suggestion
from bot.core.entry import Entry, Knowledge, Remedy
from bot.render import wording as say
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
class Painter:
    """Entries -> views, in one language."""

    knowledge: Knowledge
    links: Addresses
    language: str

    def href(self, entry: Entry) -> str:
        """The entry's page, as a path: it holds whatever address the browser came by."""
        return _within(self.links.entry(entry))

    def offers(self, suggestions: Iterable[Suggestion]) -> tuple[Line, ...]:
        """What is offered but not claimed: code, what it is and how near."""
        return tuple(
            Line(offer.entry.code, say.suggestion_text(offer, self.language), "", self.href(offer.entry))
            for offer in suggestions
        )

    def listed(self, entries: Iterable[Entry]) -> tuple[Line, ...]:
        """Entries as code, what it is, and where its page stands."""
        return tuple(Line(e.code, say.entry_text(e, self.language), "", self.href(e)) for e in entries)

    def remedies(self, remedies: Iterable[Remedy]) -> tuple[Line, ...]:
        """Remedies as slug, title, and where their pages stand."""
        return tuple(
            Line(remedy.slug, remedy.title.in_language(self.language), "", _within(self.links.remedy(remedy)))
            for remedy in remedies
        )

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

    def sources(self, entries: Iterable[Entry]) -> tuple[Line, ...]:
        """Where entries come from: catalogue, section and edition, each once, with the vendor's address."""
        pages = {catalogue.slug: catalogue.source for catalogue in self.knowledge}
        texts = {say.source_text(entry, self.knowledge, self.language): entry for entry in entries}
        name = self._label(Label.SOURCE)
        return tuple(
            Line("" if number else name, text, "", pages.get(entry.key.catalogue, ""))
            for number, (text, entry) in enumerate(texts.items())
        )


def _within(address: str) -> str:
    """An address without its host."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
