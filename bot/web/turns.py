"""A question and its answer as one turn of the conversation, ready for the template."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from bot.core.answer import Answer, Kind
from bot.core.desk import LONGEST_TEXT
from bot.core.entry import Knowledge
from bot.core.redact import redact
from bot.render import wording as say
from bot.render.links import Links
from bot.render.shown import LONGEST_VALUE, shown
from bot.web.labels import more_text
from bot.web.views import CardView, FamilyView, Line, Painter

MOST_CARDS = 50  # cards of one answer that are shown
LONGEST_ECHO = 4000  # characters of the question that are shown again

_UNSEEN = {"Cc", "Cf", "Cs"}  # control characters, bidi overrides, half surrogates


@dataclass(frozen=True, slots=True)
class Turn:
    """What one question brought.

    `folded` says that the cards are choices, of which the reader opens one. `near` is offered, not
    claimed; `facts` are what else stood in a paste with several errors. "" and () are left out.
    """

    question: str
    language: str
    lead: str = ""
    title: str = ""
    remarks: tuple[str, ...] = ()
    cards: tuple[CardView, ...] = ()
    folded: bool = False
    more: str = ""
    family: FamilyView | None = None
    own: tuple[Line, ...] = ()
    near_title: str = ""
    near: tuple[Line, ...] = ()
    facts_title: str = ""
    facts: tuple[Line, ...] = ()
    ticket_title: str = ""


def turn(text: str, answer: Answer, knowledge: Knowledge, links: Links) -> Turn:
    """The turn of `text`, whose secrets are cut out, and its answer."""
    painter = Painter(knowledge, links, answer.language)
    alone = len(answer.cards) == 1
    apart = answer.kind is Kind.FOUND and not alone and not answer.family
    near = say.near_suggestions(answer)
    title, lead, own = _opening(answer, painter)
    cards = () if answer.family else answer.cards
    return Turn(
        question=echo(text),
        language=answer.language,
        title=title,
        lead=lead,
        remarks=tuple(say.remark_text(remark, answer.language) for remark in answer.remarks),
        cards=tuple(painter.card(card, answer.context, alone=alone) for card in cards[:MOST_CARDS]),
        folded=answer.kind is Kind.CHOICES,
        more=more_text(len(cards) - MOST_CARDS, answer.language) if len(cards) > MOST_CARDS else "",
        family=painter.family(answer.family, answer.cards, answer.context) if answer.family else None,
        own=own,
        near_title=say.near_title(answer.kind, answer.language) if near else "",
        near=painter.offers(near),
        facts_title=say.context_title(answer.language),
        facts=painter.context(answer.context) if apart else (),
        ticket_title=say.ticket_title(answer.language),
    )


def echo(text: str) -> str:
    """The question as it is shown again: without secrets and unseen characters, its lines kept."""
    plain = redact(text[:LONGEST_TEXT]).text
    seen = "".join(c for c in plain[:LONGEST_ECHO] if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return seen.strip("\n") + ("…" if len(plain) > LONGEST_ECHO else "")


def _opening(answer: Answer, painter: Painter) -> tuple[str, str, tuple[Line, ...]]:
    """What stands above the cards: a title, a sentence, and an unknown code's own entries."""
    language = answer.language
    if answer.kind is Kind.NOTHING:
        return "", say.nothing_text(language), ()
    if answer.kind is Kind.CHOICES:
        return say.which_one(language), "", ()
    if answer.kind is Kind.FOUND:
        return "", "" if answer.family else say.found_text(answer.cards, language), ()
    title = f"{shown(answer.unknown, LONGEST_VALUE)} · {say.unknown_text(answer)}"
    own = [s.entry for s in answer.suggestions if s.entry.code == answer.unknown]
    if own:
        return title, say.foreign_text(language), painter.listed(own)
    return title, say.range_text(answer.unknown_range, language) if answer.unknown_range else "", ()
