"""Answer -> neutral blocks: its body, in groups that stand together, and what comes below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, Kind, RemarkKind
from bot.core.entry import Entry
from bot.core.followup import FollowUp
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.bounds import MOST_CHOICES, MOST_REMARKS
from bot.render.chat.card import (
    card_blocks,
    compact_blocks,
    counter_lines,
    family_blocks,
    first_steps,
    labelled,
    said,
)
from bot.render.chat.remedy import follow_up_lead, ticket_blocks
from bot.render.chat.voice import Voice, entries_of, some_codes
from bot.render.links import Links
from bot.render.markdown import Block, Items, Paragraph, Piece, coded
from bot.render.wording import Label
from bot.render.wording_chat import Word
from bot.render.wording_followup import asked_about

Group = Sequence[Block]  # what stands together


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer is told with.

    The voice, how often the error was seen (in words, "" for once), and how many cards there may be.
    """

    voice: Voice
    counter: str
    most: int


def groups_of(answer: Answer, told: Told) -> Iterator[Group]:
    """The body: the first group leads, each further one is a card."""
    return _GROUPS[answer.kind](answer, told)


def choices_of(answer: Answer) -> tuple[Entry, ...]:
    """What the buttons of the answer choose among, in their order; at most MOST_CHOICES."""
    if answer.kind is Kind.FOUND:
        return ()
    offered = answer.cards if answer.kind is Kind.CHOICES else answer.suggestions
    return tuple(offer.entry for offer in offered[:MOST_CHOICES])


def rest_line(answer: Answer, first: int) -> Paragraph:
    """The cards from `first` on, as one line."""
    return Paragraph((Piece(say.rest_text(answer.cards[first:], answer.language)),))


# --- the body, by the kind of answer ---------------------------------------------------------


def _found(answer: Answer, told: Told) -> Iterator[Group]:
    """One card, or one family; of several cards each its own group, below a line that counts them."""
    links, language = told.voice.links, answer.language
    asked = list(_asked(answer, told.voice))
    if answer.family:
        yield list(family_blocks(answer.family, links, language, told.counter))
    elif len(answer.cards) == 1:
        yield [*asked, *card_blocks(answer.cards[0], links, language, told.counter)]
    else:
        lead = Paragraph((Piece(say.found_text(answer.cards, language), bold=True),))
        yield [*asked, lead, *counter_lines(told.counter)]
        for card in answer.cards[: told.most]:
            yield list(compact_blocks(card, links, language))


def _asked(answer: Answer, voice: Voice) -> Iterator[Block]:
    """What was asked beside the code: in a sentence or a few, and a ticket's text."""
    if topic := asked_about(answer):
        yield from follow_up_lead(answer, topic, voice)
        if topic is FollowUp.TICKET and any(card.entry.verdict.ticket for card in answer.cards):
            yield from ticket_blocks(answer, voice)


def _choices(answer: Answer, told: Told) -> Iterator[Group]:
    """The equals; a verdict that holds for all of them is said once."""
    language = answer.language
    verdicts = {say.verdict_text(card.entry.verdict, language) for card in answer.cards}
    lead = Paragraph((Piece(say.which_one(language), bold=True),))
    shared = [Paragraph((Piece(say.whichever_text(text, language)),)) for text in verdicts if len(verdicts) == 1]
    yield [lead, *_offers(choices_of(answer), told.voice.links, language), *shared]


def _unknown(answer: Answer, told: Told) -> Iterator[Group]:
    """The code, what its range means, and what is close to it or has the same number."""
    language, links = answer.language, told.voice.links
    group: list[Block] = [
        Paragraph((Piece(answer.unknown or "?", bold=True), Piece(f" · {say.unknown_text(answer)}"))),
    ]
    if run := answer.unknown_range:
        group.append(labelled(say.label(Label.RANGE, language), coded(say.range_text(run, language)), language))
    own = [entry for entry in choices_of(answer) if entry.code == answer.unknown]
    if own:
        group += [Paragraph((Piece(say.foreign_text(language)),)), *_offers(own, links, language)]
    yield [*group, *_near(answer, links)]


def _nothing(answer: Answer, told: Told) -> Iterator[Group]:
    said = [Paragraph((Piece(text),)) for text in say.nothing_texts(answer)]
    yield [*said, *_near(answer, told.voice.links)]


_GROUPS: Final[Mapping[Kind, Callable[[Answer, Told], Iterator[Group]]]] = MappingProxyType(
    {Kind.FOUND: _found, Kind.CHOICES: _choices, Kind.UNKNOWN_CODE: _unknown, Kind.NOTHING: _nothing}
)


def _near(answer: Answer, links: Links) -> Iterator[Block]:
    """What is offered but not claimed."""
    near = [entry for entry in choices_of(answer) if entry.code != answer.unknown]
    if near:
        yield labelled(say.near_title(answer.kind, answer.language), (), answer.language)
        yield from _offers(near, links, answer.language)


def _offers(entries: Iterable[Entry], links: Links, language: str) -> Iterator[Block]:
    items = tuple(
        (
            Piece(entry.code, link=links.entry(entry)),
            *said(f" · {say.entry_text(entry, language)}"),
        )
        for entry in entries
    )
    if items:
        yield Items(items)


# --- below the body --------------------------------------------------------------------------


def shared_steps(answer: Answer) -> Group:
    """Below several cards with one remedy, its first steps."""
    several = answer.kind is Kind.FOUND and not answer.family and len(answer.cards) > 1
    return list(first_steps(entries_of(answer), answer.language)) if several else []


def remark_lines(answer: Answer, *, private: bool) -> Group:
    """What the reader should be told; of secrets only in private, of files not where that is all there is to say."""
    language = answer.language
    hidden = {RemarkKind.UNNAMED, RemarkKind.ASKED, *([RemarkKind.UNREAD] if answer.kind is Kind.NOTHING else [])}
    if not private:
        hidden.add(RemarkKind.SECRET)
    told = [remark for remark in answer.remarks if remark.kind not in hidden]
    texts = list(dict.fromkeys(say.remark_text(remark, language) for remark in told))[:MOST_REMARKS]
    note = chat.word(Word.NOTE, language)
    return [labelled(note, (Piece(text),), language) for text in texts]


# --- the answer as running text --------------------------------------------------------------


def sentences(answer: Answer) -> Iterator[str]:
    """The answer in a few sentences: what it is, with its codes, and what it comes to."""
    language, entries = answer.language, entries_of(answer)
    named = f" ({some_codes(entries, language)})" if answer.family else ""
    yield chat.ended(say.headline(answer) + named, language)
    if answer.kind is Kind.FOUND:
        verdicts = dict.fromkeys(say.verdict_text(entry.verdict, language) for entry in entries)
        yield from verdicts if len(verdicts) == 1 else ()
        advice = dict.fromkeys(entry.advice.in_language(language) for entry in entries)
        yield from advice if len(advice) == 1 else ()
