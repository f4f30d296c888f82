"""What a question can be about, and all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.answer import By
from bot.core.entry import Catalogue, Entry, Family, Knowledge

OFFICIAL = frozenset({By.MESSAGE, By.DESCRIPTION})  # the vendor's own words, and our English for them

_PARAMETER = re.compile(r"param\[([a-z_]+)\]|^([a-z]+_[a-z_]+) (?:format error|item error|is too large)")


@dataclass(frozen=True, slots=True)
class Target:
    """An entry, a family as one, or a topic that is none of our business: then it has no entries."""

    catalogue: Catalogue
    entries: tuple[Entry, ...]
    family: Family | None = None
    offtopic: tuple[str, ...] = ()

    @property
    def parameter(self) -> str:
        """The parameter that an entry's message names, or ""."""
        return parameter_of(self.entries[0]) if self.entries and not self.family else ""

    def texts(self) -> Iterator[tuple[By, str]]:
        """Everything that is said of it, official words first."""
        if self.family:
            yield By.DESCRIPTION, self.family.title.zh
            yield By.DESCRIPTION, self.family.title.en
            yield from ((By.PHRASE, phrase) for phrase in self.family.phrases)
        elif self.entries:
            yield from _entry_texts(self.entries[0])
        else:
            yield from ((By.PHRASE, phrase) for phrase in self.offtopic)


def _entry_texts(entry: Entry) -> Iterator[tuple[By, str]]:
    yield By.MESSAGE, entry.message
    yield By.DESCRIPTION, entry.description.zh
    yield By.DESCRIPTION, entry.description.en
    yield By.ADVICE, entry.advice.zh
    yield By.ADVICE, entry.advice.en
    yield from ((By.PHRASE, phrase) for phrase in entry.phrases)


def parameter_of(entry: Entry) -> str:
    """The parameter an entry's message names (`start` of "param[start] format error"), or ""."""
    found = _PARAMETER.search(entry.message)
    return (found[1] or found[2]) if found else ""


def targets_of(knowledge: Knowledge) -> Iterator[Target]:
    """The targets of every catalogue: its entries in page order, its families, its off-topic topics."""
    for catalogue in knowledge:
        by_key = {entry.key: entry for entry in catalogue.entries}
        yield from (Target(catalogue, (entry,)) for entry in catalogue.entries)
        for family in catalogue.families:
            yield Target(catalogue, tuple(by_key[key] for key in family.members), family)
        yield from (Target(catalogue, (), offtopic=phrases) for phrases in catalogue.offtopic)
