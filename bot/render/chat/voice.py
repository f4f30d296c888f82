"""What answers speak from, and what is made safe before anything is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.core.answer import Answer, Card, Context
from bot.core.entry import Entry, Knowledge
from bot.render.links import Links
from bot.render.shown import LONGEST_QUOTE, LONGEST_VALUE, listed
from bot.render.wording import HEADLINE_CODES

Defused = Callable[[str, int], str]  # text of a paste on one line, with so many characters, free of markup


@dataclass(frozen=True, slots=True)
class Voice:
    """What answers speak from: the titles and editions of the sources, and where the pages stand."""

    knowledge: Knowledge
    links: Links

    def remedy_hrefs(self, catalogue: str) -> dict[str, str]:
        """The addresses of all remedies of the catalogue with that slug, by their slugs."""
        return {
            remedy.slug: self.links.remedy(remedy)
            for known in self.knowledge
            if known.slug == catalogue
            for remedy in known.remedies
        }


def harmless(answer: Answer, defused: Defused) -> Answer:
    """The answer with all that came from a paste defused: on one line, bounded, free of the platform's markup."""
    context = answer.context
    return replace(
        answer,
        cards=tuple(_harmless_card(card, defused) for card in answer.cards),
        unknown=defused(answer.unknown, LONGEST_VALUE),
        context=Context(
            defused(context.log_id, LONGEST_VALUE), context.timestamp, defused(context.param, LONGEST_VALUE)
        ),
        remarks=tuple(replace(remark, detail=defused(remark.detail, LONGEST_QUOTE)) for remark in answer.remarks),
    )


def entries_of(answer: Answer) -> tuple[Entry, ...]:
    """The entries that the answer presents: claimed, or offered as equals."""
    return answer.family.entries if answer.family else tuple(card.entry for card in answer.cards)


def codes_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Their codes, each once."""
    return tuple(dict.fromkeys(entry.code for entry in entries))


def some_codes(entries: Iterable[Entry], language: str) -> str:
    """The first HEADLINE_CODES of their codes, in a row."""
    codes = codes_of(entries)
    more = ("…",) if len(codes) > HEADLINE_CODES else ()
    return listed((*codes[:HEADLINE_CODES], *more), language)


def _harmless_card(card: Card, defused: Defused) -> Card:
    return replace(card, reason=replace(card.reason, evidence=defused(card.reason.evidence, LONGEST_QUOTE)))
