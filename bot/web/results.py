"""An answer -> what a search shows: results in tiers, each with its reason; what is near; what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.answer import Answer, By, Card, Kind
from bot.render import wording as say
from bot.render.shown import LONGEST_VALUE, shown
from bot.web.catalogues import Listed, listed
from bot.web.labels import LABELS, found_count, more_text, unsure_text
from bot.web.rows import Beside
from bot.web.views import Line, Painter

MOST_RESULTS = 50
_BY_CODE: Final = (By.FIELD, By.CODE)
_EXACT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Result:
    """An entry, and why it is one of the results."""

    entry: Listed
    reason: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Results that are equally sure, the best first."""

    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found. `status` says in a line what it has come to, `lead` stands above the tiers and adds to that;
    `beside` are rows that merely look so, `near` is offered, not claimed.
    """

    status: str
    lead: str = ""
    remarks: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    more: str = ""
    beside: tuple[Beside, ...] = ()
    near_title: str = ""
    near: tuple[Line, ...] = ()


def results_view(answer: Answer, beside: Sequence[Beside], painter: Painter) -> Results:
    """The results of an answer, MOST_RESULTS at most."""
    language, cards = painter.language, answer.cards
    listed_beside = {line.name for rows in beside for line in rows.lines}
    near = [offer for offer in say.near_suggestions(answer) if offer.entry.code not in listed_beside]
    return Results(
        status=_status(answer, len(near) + sum(len(rows.lines) for rows in beside), language),
        lead=_lead(answer, language, found_beside=bool(beside)),
        remarks=say.beside_texts(answer),
        tiers=tuple(_tiers(cards[:MOST_RESULTS], painter)),
        more=more_text(len(cards) - MOST_RESULTS, language) if len(cards) > MOST_RESULTS else "",
        beside=tuple(beside),
        near_title=say.near_title(answer.kind, language) if near else "",
        near=painter.offers(near),
    )


def _status(answer: Answer, offered: int, language: str) -> str:
    """What it has come to, for who hears it as they type."""
    if answer.kind is Kind.FOUND:
        return f"{say.headline(answer)} · {found_count(len(answer.cards), language)}"
    return found_count(len(answer.cards), language) if answer.cards else unsure_text(offered, language)


def _lead(answer: Answer, language: str, *, found_beside: bool) -> str:
    """A sentence above the tiers, "" where the status says it all, or what is `found_beside` speaks for itself."""
    if answer.kind is Kind.NOTHING:
        return "" if found_beside else " ".join(say.nothing_texts(answer))
    if answer.kind is Kind.CHOICES:
        return say.which_one(language)
    if answer.kind is Kind.UNKNOWN_CODE:
        unknown = f"{shown(answer.unknown, LONGEST_VALUE)} · {say.unknown_text(answer)}"
        run = answer.unknown_range
        told = ("" if found_beside else unknown, say.range_text(run, language) if run else "")
        return " · ".join(filter(None, told))
    return say.found_text(answer.cards, language) if len(answer.codes) == 1 else ""


def _tiers(cards: Iterable[Card], painter: Painter) -> Iterable[Tier]:
    """Exact codes, exact texts, near texts; a tier without results is left out."""
    tiers: dict[str, list[Result]] = {"tier_code": [], "tier_exact": [], "tier_near": []}
    for card in cards:
        reason = say.reason_text(card.reason, painter.language)
        tiers[_tier(card)].append(Result(listed(card.entry, painter), reason))
    for name, results in tiers.items():
        if results:
            yield Tier(LABELS[name].in_language(painter.language), tuple(results))


def _tier(card: Card) -> str:
    if card.reason.by in _BY_CODE:
        return "tier_code"
    return "tier_exact" if card.reason.score >= _EXACT else "tier_near"
