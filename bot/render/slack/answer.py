"""Answer -> the message that answers it: compact first, then a quiet line, then buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, Kind, RemarkKind
from bot.core.entry import Entry, remedies_of
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.links import Links
from bot.render.markdown import Block, Items, Paragraph, Piece, coded
from bot.render.shown import shown
from bot.render.slack.card import card_blocks, compact_blocks, family_blocks, first_steps, labelled, said
from bot.render.slack.limits import LONGEST_NAME, LONGEST_SAID, Json, fitting
from bot.render.slack.message import Message, Voice, codes_of, entries_of, harmless, message, some_codes
from bot.render.slack.paint import actions, button, context, defused, fitted, linked, mrkdwn, plain, rich_text
from bot.render.wording import Label
from bot.render.wording_chat import Word

MOST_IN_CHANNEL: Final = 5  # cards of one answer, beyond which it would drown the channel
MOST_IN_PRIVATE: Final = 50
MOST_CHOICES: Final = 5  # buttons to choose among
MOST_REMARKS: Final = 5
MOST_SOURCES: Final = 3

_Group = Sequence[Block]  # what stands in one rich_text block


@dataclass(frozen=True, slots=True)
class _Told:
    """What an answer is told with: the voice, how often the error was seen, how many cards there may be."""

    voice: Voice
    seen: int
    most: int


def answer_message(
    answer: Answer, voice: Voice, case: str, *, private: bool, count: int = 1, marker: str = "", also: str = ""
) -> Message:
    """The answer, of any kind, within Slack's limits.

    `case` is what the buttons carry; without it there are none. `private` allows more cards, and tells
    of secrets. `count` is how often the error was seen in this channel; `also` is one more quiet line: "invite"
    for how to get answers in threads, or any text.
    """
    safe = harmless(answer)
    told = _Told(voice, count, MOST_IN_PRIVATE if private else MOST_IN_CHANNEL)
    lead, *cards = _GROUPS[safe.kind](safe, told)
    below = [
        *_shared_steps(safe),
        *_remark_blocks(safe, private=private),
        *_context_blocks(safe, voice, also),
        *_buttons(safe, case),
    ]
    first = fitted(lead, below)
    blocks = _with_rest(safe, first, list(map(rich_text, cards)), below, told) if cards else [first, *below]
    return message(sentences(safe), blocks, marker)


def choices_of(answer: Answer) -> tuple[Entry, ...]:
    """What the buttons of the answer choose among, in their order; at most MOST_CHOICES."""
    if answer.kind is Kind.FOUND:
        return ()
    offered = answer.cards if answer.kind is Kind.CHOICES else answer.suggestions
    return tuple(offer.entry for offer in offered[:MOST_CHOICES])


def _with_rest(answer: Answer, lead: Json, cards: list[Json], below: list[Json], told: _Told) -> list[Json]:
    """As many cards as may be and fit, and the others as one line."""
    many = fitting(cards, [lead, *below], told.most)
    if many < len(answer.cards):
        many = fitting(cards, [lead, _rest_block(answer, 0), *below], told.most)
        below = [_rest_block(answer, many), *below]
    return [lead, *cards[:many], *below]


def _rest_block(answer: Answer, first: int) -> Json:
    return rich_text([Paragraph((Piece(say.rest_text(answer.cards[first:], answer.language)),))])


# --- the body, by the kind of answer ---------------------------------------------------------


def _found(answer: Answer, told: _Told) -> Iterator[_Group]:
    """One card, or one family; of several cards each its own group, below a line that counts them."""
    links, language = told.voice.links, answer.language
    if answer.family:
        yield list(family_blocks(answer.family, links, language, told.seen))
    elif len(answer.cards) == 1:
        yield list(card_blocks(answer.cards[0], links, language, told.seen))
    else:
        yield [
            Paragraph((Piece(say.found_text(answer.cards, language), bold=True),)),
            *(Paragraph((Piece(chat.counter_text(told.seen, language)),)) for _ in range(told.seen > 1)),
        ]
        for card in answer.cards[: told.most]:
            yield list(compact_blocks(card, links, language))


def _choices(answer: Answer, told: _Told) -> Iterator[_Group]:
    """The equals; a verdict that holds for all of them is said once."""
    language = answer.language
    verdicts = {say.verdict_text(card.entry.verdict, language) for card in answer.cards}
    lead = Paragraph((Piece(say.which_one(language), bold=True),))
    shared = [Paragraph((Piece(say.whichever_text(text, language)),)) for text in verdicts if len(verdicts) == 1]
    yield [lead, *_offers(choices_of(answer), told.voice.links, language), *shared]


def _unknown(answer: Answer, told: _Told) -> Iterator[_Group]:
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


def _nothing(answer: Answer, told: _Told) -> Iterator[_Group]:
    yield [Paragraph((Piece(say.nothing_text(answer.language)),)), *_near(answer, told.voice.links)]


_GROUPS: Final[Mapping[Kind, Callable[[Answer, _Told], Iterator[_Group]]]] = MappingProxyType(
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


def _shared_steps(answer: Answer) -> Iterator[Json]:
    """Below several cards with one remedy, its first steps."""
    steps = list(first_steps(entries_of(answer), answer.language))
    if steps and answer.kind is Kind.FOUND and not answer.family and len(answer.cards) > 1:
        yield rich_text(steps)


def _remark_blocks(answer: Answer, *, private: bool) -> Iterator[Json]:
    """What the reader should be told; of secrets only in private."""
    language = answer.language
    told = [remark for remark in answer.remarks if private or remark.kind is not RemarkKind.SECRET]
    texts = list(dict.fromkeys(say.remark_text(remark, language) for remark in told))[:MOST_REMARKS]
    if texts:
        note = chat.word(Word.NOTE, language)
        yield rich_text([labelled(note, (Piece(text),), language) for text in texts])


def _context_blocks(answer: Answer, voice: Voice, also: str) -> Iterator[Json]:
    """Why it matched and what else stood in the paste; the vendor's words; the sources."""
    facts = " · ".join(_facts(answer))
    told = [facts, _vendors_words(answer), defused(chat.also_text(also, answer.language))]
    elements = [plain(text, LONGEST_SAID) for text in told] + [mrkdwn(text) for text in _sources(answer, voice)]
    elements = [element for element in elements if element["text"]]
    if elements:
        yield context(elements)


def _facts(answer: Answer) -> Iterator[str]:
    language, paste = answer.language, answer.context
    if answer.kind is Kind.FOUND and answer.cards and (answer.family or len(answer.cards) == 1):
        card = answer.cards[0]
        yield chat.led(say.label(Label.MATCH, language), language) + say.reason_text(card.reason, language)
    named = ((Label.LOG_ID, paste.log_id), (Label.PARAMETER, paste.param))
    yield from (f"{say.label(name, language)} {text}" for name, text in named if text)
    if paste.timestamp:
        yield say.time_text(paste.timestamp)
    if answer.kind in (Kind.FOUND, Kind.CHOICES) and (near := answer.suggestions[:MOST_CHOICES]):
        offers = "; ".join(shown(f"{offer.entry.code} {offer.entry.message}", LONGEST_NAME) for offer in near)
        yield chat.led(say.near_title(answer.kind, language), language) + offers


def _vendors_words(answer: Answer) -> str:
    """The vendor's advice, which is in Chinese, below ours in English; only where there is one."""
    advice = dict.fromkeys(entry.advice for entry in entries_of(answer) if entry.advice.en and entry.advice.zh)
    if answer.language == "zh" or answer.kind is not Kind.FOUND or len(advice) != 1:
        return ""
    return chat.led(say.label(Label.SOURCE_ADVICE, answer.language), answer.language) + next(iter(advice)).zh


def _sources(answer: Answer, voice: Voice) -> list[str]:
    if answer.kind is not Kind.FOUND:
        return []
    pages = {catalogue.slug: catalogue.source for catalogue in voice.knowledge}
    texts = {
        say.source_text(entry, voice.knowledge, answer.language): pages.get(entry.key.catalogue, "")
        for entry in entries_of(answer)
    }
    return [linked(text, href) for text, href in list(texts.items())[:MOST_SOURCES]]


def _buttons(answer: Answer, case: str) -> Iterator[Json]:
    """Choices have a row of their own, above what can be done with any answer."""
    if not case:
        return
    choices = choices_of(answer)
    if choices:
        names = _choice_names(choices, answer.language)
        yield actions(
            [
                button(f"choose-{index}", name, f"{case}:{index}", chat.choice_hint(name, answer.language))
                for index, name in enumerate(names)
            ]
        )
    yield actions(list(_tools(answer, case)))


def _choice_names(entries: Sequence[Entry], language: str) -> list[str]:
    """Code and description of each; the message too for those that are alike otherwise."""
    names = [f"{entry.code} · {entry.description.in_language(language)}" for entry in entries]
    return [
        f"{entry.code} · {say.entry_text(entry, language)}" if names.count(name) > 1 else name
        for entry, name in zip(entries, names, strict=True)
    ]


def _tools(answer: Answer, case: str) -> Iterator[Json]:
    language, entries = answer.language, entries_of(answer) if answer.kind is Kind.FOUND else ()
    codes = codes_of(entries)
    if _has_more_steps(entries):
        yield button("steps", chat.word(Word.STEPS, language), case, chat.steps_hint(codes, language))
    if any(entry.verdict.ticket for entry in entries):
        yield button("ticket", chat.word(Word.TICKET, language), case, chat.ticket_hint(codes, language))
    yield button("language", chat.word(Word.LANGUAGE, language), case, chat.language_hint(language))
    yield button("unhelpful", chat.word(Word.UNHELPFUL, language), case, chat.unhelpful_hint(language))


def _has_more_steps(entries: Sequence[Entry]) -> bool:
    """Whether the remedies have steps that the message doesn't show: only one of them shows any."""
    codes, remedies = codes_of(entries), remedies_of(entries)
    told = len(remedies[0].first_steps(codes)) if len(remedies) == 1 else 0
    return sum(len(remedy.steps_for(codes)) for remedy in remedies) > told


# --- the message's own text ------------------------------------------------------------------


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
