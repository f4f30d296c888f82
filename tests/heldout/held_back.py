"""Phrases held back from the index: a fifth of what people say of each target, asked of a desk that has the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.desk import Desk, Mode
from bot.core.entry import Catalogue
from tests.heldout.cases import Case

SHARE = 5  # every fifth phrase is held back


def without_held_back(catalogue: Catalogue) -> Catalogue:
    """The catalogue without the phrases that are held back."""
    return replace(
        catalogue,
        entries=tuple(replace(entry, phrases=_kept(entry.phrases)) for entry in catalogue.entries),
        families=tuple(replace(family, phrases=_kept(family.phrases)) for family in catalogue.families),
    )


def held_back_cases(catalogue: Catalogue) -> Iterator[Case]:
    """The phrases held back, each with the codes of its target."""
    for entry in catalogue.entries:
        yield from (Case(Mode.ASK, text, frozenset({entry.code}), "entry") for text in entry.phrases[::SHARE])
    for family in catalogue.families:
        codes = frozenset(key.code for key in family.members)
        yield from (Case(Mode.ASK, text, codes, "family") for text in family.phrases[::SHARE])


def held_back_desk(catalogue: Catalogue) -> Desk:
    """A desk that doesn't know the phrases held back."""
    return Desk((without_held_back(catalogue),))


def _kept(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(phrase for place, phrase in enumerate(phrases) if place % SHARE)
