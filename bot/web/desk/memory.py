"""What a thread is about, carried by the page itself: keys of entries, and the ticket's facts; no word of the text.

It comes back from a browser, so nothing in it is believed: each key is looked up, every value has its shape and
its bound, and what doesn't fit makes it worth nothing. It opens nothing that isn't public, and needs no signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Suggestion
from bot.core.entry import LANGUAGES, Bilingual, Entry, EntryKey, Family, Knowledge
from bot.core.match.codes import Codes
from bot.delivery.memo import entries_of

MOST_CARDS: Final = 50
MOST_OFFERS: Final = 5
LONGEST_MEMORY: Final = 8_000  # characters
MOST_COUNTED: Final = 10**9
LAST_TIME: Final = 2**32  # seconds since 1970

_UNKNOWN = re.compile(r"[0-9A-Za-z_.\-]{0,40}")
_LOG_ID = re.compile(r"\d{0,20}")
_PARAMETER = re.compile(r"[A-Za-z0-9_.]{0,40}")


def to_memory(answer: Answer) -> str:
    """What the page carries of an answer; "" for one that has nothing to be asked about."""
    cards, paste = answer.cards[:MOST_CARDS], answer.context
    if answer.kind is Kind.NOTHING:
        return ""
    told: dict[str, Any] = {
        "kind": answer.kind.value,
        "language": answer.language,
        "cards": [[*card.entry.key, card.count] for card in cards],
        "near": [[*near.entry.key, near.score] for near in answer.suggestions[:MOST_OFFERS]],
        "family": answer.family.title.en if answer.family else None,
        "unknown": answer.unknown if _UNKNOWN.fullmatch(answer.unknown) else "",
        "log_id": paste.log_id if _LOG_ID.fullmatch(paste.log_id) else "",
        "time": int(paste.timestamp.timestamp()) if paste.timestamp else 0,
        "parameter": paste.param if _PARAMETER.fullmatch(paste.param) else "",
    }
    return json.dumps({name: value for name, value in told.items() if value}, separators=(",", ":"))


class Recall:
    """Reads what the page brings back, by the knowledge of the day."""

    def __init__(self, knowledge: Knowledge, codes: Codes) -> None:
        self._entries = entries_of(knowledge)
        self._families = tuple(family for catalogue in knowledge for family in catalogue.families)
        self._codes = codes

    def answer(self, memory: str) -> Answer | None:
        """The answer that it is about, without why it matched; None for what can't be read."""
        if not memory or len(memory) > LONGEST_MEMORY:
            return None
        try:
            return self._answer(json.loads(memory))
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    def _answer(self, told: Mapping[str, Any]) -> Answer:
        kind, unknown = Kind(told["kind"]), _fitting(told.get("unknown", ""), _UNKNOWN)
        cards = tuple(self._cards(told.get("cards", [])))
        near = tuple(self._near(told.get("near", [])))
        if kind is Kind.NOTHING or told["language"] not in LANGUAGES or (kind is not Kind.UNKNOWN_CODE and not cards):
            raise ValueError("nothing to be asked about")
        moment = _number(told.get("time", 0), LAST_TIME)
        return Answer(
            kind,
            told["language"],
            cards,
            family=self._family(cards, told["family"]) if "family" in told else None,
            suggestions=near,
            unknown=unknown,
            unknown_range=self._codes.range_of(unknown) if unknown else None,
            context=Context(
                _fitting(told.get("log_id", ""), _LOG_ID),
                datetime.fromtimestamp(moment, UTC) if moment else None,
                _fitting(told.get("parameter", ""), _PARAMETER),
            ),
        )

    def _cards(self, rows: Sequence[Any]) -> Iterable[Card]:
        for *parts, count in _listed(rows, MOST_CARDS):
            yield Card(self._entry(parts), Reason(By.CODE, 100.0, ""), max(1, _number(count, MOST_COUNTED)))

    def _near(self, rows: Sequence[Any]) -> Iterable[Suggestion]:
        for *parts, score in _listed(rows, MOST_OFFERS):
            yield Suggestion(self._entry(parts), min(100.0, max(0.0, float(score))))

    def _entry(self, parts: Sequence[Any]) -> Entry:
        return self._entries[EntryKey(*parts)]

    def _family(self, cards: Sequence[Card], title: object) -> FamilyCard:
        """The family of the cards: with the title that the catalogue has for it, or the message they share."""
        entries = tuple(card.entry for card in cards)
        named = (family.title for family in self._families if _is(family, entries) and family.title.en == title)
        message = entries[0].message
        return FamilyCard(next(named, Bilingual(message, message)), entries)


def _is(family: Family, entries: Iterable[Entry]) -> bool:
    return set(family.members) == {entry.key for entry in entries}


def _listed(rows: object, most: int) -> list[list[Any]]:
    if not isinstance(rows, list) or len(rows) > most or not all(isinstance(row, list) and row for row in rows):
        raise ValueError("no list, or too long a one")
    return rows


def _fitting(text: object, shape: re.Pattern[str]) -> str:
    if not isinstance(text, str) or not shape.fullmatch(text):
        raise ValueError("not of its shape")
    return text


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError("no number, or too large a one")
    return value
