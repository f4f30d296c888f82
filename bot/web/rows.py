"""Rows of the catalogues that a search lists beside its answer: codes that begin so, rows that hold the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.answer import Answer, Kind
from bot.core.entry import Catalogue, Entry, Knowledge
from bot.core.match.codes import Codes
from bot.core.normalise import clean, fold
from bot.web.catalogues import LONGEST_FILTER, Filter
from bot.web.labels import beginning_text, every_row, holding_text, more_text
from bot.web.site import Reader
from bot.web.views import Line, Painter

MOST_BEGINNING: Final = 20  # codes that are listed
MOST_HOLDING: Final = 10  # rows of a catalogue that are listed
_THIN: Final = (Kind.NOTHING, Kind.CHOICES)


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows that nobody claims to be the answer: why they are listed, where all of them stand, how many more there are."""

    title: str
    lines: tuple[Line, ...]
    every: Line | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is looked through."""

    knowledge: Knowledge
    codes: Codes

    def beside(self, text: str, answer: Answer, reader: Reader, painter: Painter) -> tuple[Beside, ...]:
        """What is listed beside the answer to `text`, in which no secret is left.

        For digits the codes that begin so; where the answer names no error, the rows that hold every word.
        """
        plain = clean(text).strip()
        if plain.isdecimal():
            return tuple(self._beginning(plain, painter))
        if answer.kind not in _THIN or len(plain) > LONGEST_FILTER or not any(map(str.isalnum, plain)):
            return ()
        shown = {card.entry.key for card in answer.cards}
        holding = ((catalogue, _holding(catalogue, plain)) for catalogue in self.knowledge)
        return tuple(
            _held(plain, catalogue, entries, [entry for entry in entries if entry.key not in shown], reader, painter)
            for catalogue, entries in holding
            if any(entry.key not in shown for entry in entries)
        )

    def _beginning(self, digits: str, painter: Painter) -> Iterator[Beside]:
        codes = self.codes.beginning(digits)
        if not codes:
            return
        lines = painter.listed(self.codes.entries(code)[0] for code in codes[:MOST_BEGINNING])
        rest = len(codes) - len(lines)
        language = painter.language
        yield Beside(
            beginning_text(len(codes), digits, language), lines, more=more_text(rest, language) if rest else ""
        )


def _holding(catalogue: Catalogue, text: str) -> list[Entry]:
    """The rows that hold every word; those that hold one in their message first, else in the catalogue's order."""
    words = fold(text).split()
    entries = Filter(text=text).telling(catalogue.entries)
    return sorted(entries, key=lambda entry: not _any_in(words, fold(entry.message)))


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _held(
    text: str, catalogue: Catalogue, entries: list[Entry], unseen: list[Entry], reader: Reader, painter: Painter
) -> Beside:
    count, language = len(entries), painter.language
    name = catalogue.title.in_language(language)
    return Beside(
        holding_text(count, text, language),
        painter.listed(unseen[:MOST_HOLDING]),
        Line("", every_row(count, name, language), "", reader.filtered(catalogue, text)),
    )
