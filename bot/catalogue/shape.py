"""What may stand in a catalogue's files: the keys of each table and the kind of each value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.catalogue.faults import shown
from bot.core.entry import Actor, Retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from enum import StrEnum


class Kind(NamedTuple):
    """A kind of value: its name, for people, and whether a value is one."""

    name: str
    fits: Callable[[object], bool]


class Misfit(NamedTuple):
    """A key of a table that is missing, unknown, or of the wrong kind."""

    key: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that a table has to have, and those that it may have."""

    name: str
    required: Mapping[str, Kind]
    optional: Mapping[str, Kind] = field(default_factory=dict)

    def misfits(self, table: Mapping[str, Any]) -> Iterator[Misfit]:
        """Every key of `table` that breaks the shape, missing ones first, then in the file's order."""
        for key, kind in self.required.items():
            if key not in table:
                yield Misfit(key, f"{self.name} has no {key}", f"add {key}, {kind.name}")
        for key, value in table.items():
            known = self.required.get(key) or self.optional.get(key)
            if known is None:
                keys = ", ".join([*self.required, *self.optional])
                yield Misfit(key, f"{self.name} has the unknown key {shown(key)}", f"use one of {keys}")
            elif not known.fits(value):
                yield Misfit(key, f"{key} is {shown(value)}", f"make it {known.name}")

    def fits(self, table: object) -> bool:
        """Whether `table` has this shape. Quick: nothing is worded."""
        if not isinstance(table, dict) or not self.required.keys() <= table.keys():
            return False
        kinds = self.required if len(table) == len(self.required) else {**self.required, **self.optional}
        return all(key in kinds and kinds[key].fits(value) for key, value in table.items())


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_groups(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_texts, value))


def _is_bilingual(value: object) -> bool:
    if not isinstance(value, dict) or len(value) != 2:
        return False
    return isinstance(value.get("zh"), str) and isinstance(value.get("en"), str)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _one_of(values: type[StrEnum]) -> Kind:
    allowed = frozenset(map(str, values))
    return Kind(f"one of {', '.join(values)}", lambda value: isinstance(value, str) and value in allowed)


TEXT = Kind("a text in quotes", _is_text)
TEXTS = Kind("a list of texts in quotes", _is_texts)
GROUPS = Kind("a list of lists of texts", _is_groups)
BILINGUAL = Kind("two texts, .zh and .en", _is_bilingual)
NUMBER = Kind("a whole number", _is_number)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
TABLES = Kind("tables in double brackets", _is_tables)

CATALOGUE = Shape(
    "catalogue.toml",
    {"title": BILINGUAL, "source": TEXT, "edition": TEXT, "sections": TEXTS, "code": TEXT},
    {"marks": TEXTS, "everyday": TEXTS, "range": TABLES},
)
RANGE = Shape("the range", {"first": NUMBER, "last": NUMBER, "meaning": BILINGUAL})
SECTION = Shape("the section", {"title": BILINGUAL}, {"entry": TABLES})
ENTRY = Shape(
    "the entry",
    {
        "code": TEXT,
        "message": TEXT,
        "description": BILINGUAL,
        "advice": BILINGUAL,
        "retry": _one_of(Retry),
        "actor": _one_of(Actor),
        "ticket": FLAG,
    },
    {"remedy": TEXT},
)
FAMILIES = Shape("families.toml", {}, {"family": TABLES})
FAMILY = Shape("the family", {"slug": TEXT, "title": BILINGUAL, "members": TEXTS})
SYNONYMS = Shape("synonyms.toml", {"groups": GROUPS})
PHRASES = Shape("the phrases", {}, {"zh": TEXTS, "en": TEXTS})
