"""The rules for phrases: what people say instead of the official words."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.catalogue.faults import Fault, shown
from bot.catalogue.files import CatalogueFiles, well_shaped, well_shaped_phrases
from bot.catalogue.layout import strip_layout
from bot.catalogue.shape import ENTRY
from bot.catalogue.source import Head, Source
from bot.catalogue.texts import text_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST, _LONGEST = 2, 120
_LONG_NUMBER = re.compile(r"\d{5,}")


class _Said(NamedTuple):
    """A phrase where it stands, and what it is said of: `name` for people, `target` for comparing.

    The target is "" where an entry is missing or misshapen: that is a fault of its own, which
    shouldn't breed others.
    """

    source: Source
    head: Head
    language: str
    phrase: str
    name: str
    target: str

    def fault(self, what: str, mend: str) -> Fault:
        return self.source.fault(f"the phrase {shown(self.phrase)} {what}", mend, self.head, self.language, self.phrase)


def phrase_faults(files: CatalogueFiles) -> Iterator[Fault]:
    """Phrases of the wrong length, with white space or numbers that confuse, or said of two targets."""
    first: dict[str, _Said] = {}
    for said in _all_said(files):
        yield from _one_fault(said)
        if not said.target:
            continue
        other = first.setdefault(_folded(said.phrase), said)
        if other.target != said.target:
            yield said.fault(f"is also said of {other.name}", "keep it where it is truer, or word it more exactly")


def _one_fault(said: _Said) -> Iterator[Fault]:
    length = len(said.phrase)
    if not _SHORTEST <= length <= _LONGEST:
        yield said.fault(f"has {length} characters", f"write {_SHORTEST} to {_LONGEST}")
    if _LONG_NUMBER.search(said.phrase):
        yield said.fault("holds a number of five digits or more", "take it out: it would be read as a code")
    if said.phrase:
        for what, mend in text_faults(said.phrase, chinese=said.language == "zh"):
            yield said.fault(what, mend)


def _all_said(files: CatalogueFiles) -> Iterator[_Said]:
    twins = _twins(files)
    for section, source in files.phrases.items():
        for code, table in well_shaped_phrases(source):
            name = f"{section}/{code}"
            yield from _said(source, code, table, name, twins.get(name, ""))
    if files.family_phrases:
        for slug, table in well_shaped_phrases(files.family_phrases):
            yield from _said(files.family_phrases, slug, table, f"families/{slug}", f"families/{slug}")


def _said(source: Source, key: str, table: dict[str, list[str]], name: str, target: str) -> Iterator[_Said]:
    for language, phrases in table.items():
        for phrase in phrases:
            yield _Said(source, Head(key), language, phrase, name, target)


def _twins(files: CatalogueFiles) -> dict[str, str]:
    """section/code -> one name for all entries that say the same under the same code.

    222027 stands in two sections with the same words: what is said of one is said of both.
    """
    rows = chain.from_iterable(
        ((slug, table) for _, table in well_shaped(source, "entry", ENTRY)) for slug, source in files.sections.items()
    )
    names: dict[tuple[str, str, str], str] = {}
    twins = {}
    for slug, table in rows:
        name = f"{slug}/{table['code']}"
        twins[name] = names.setdefault((table["code"], table["message"], table["description"]["zh"]), name)
    return twins


def _folded(phrase: str) -> str:
    return strip_layout(phrase).casefold()
