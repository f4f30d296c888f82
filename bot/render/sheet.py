"""Answer -> what is to be shown of it, in order, for any medium that shows blocks of named facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.core.answer import Answer, Card, Context, FamilyCard, Kind
from bot.core.entry import Entry, Knowledge, Retry, remedies_of
from bot.render import wording as say
from bot.render.links import Links
from bot.render.shown import joined, listed, shown
from bot.render.wording import Label
from bot.render.wording_followup import asked_about, follow_up_words


@dataclass(frozen=True, slots=True)
class Row:
    """A fact: its name ("" when the row above has it), its text, the address it leads to or "".

    `retry` is the verdict it tells, `quiet` marks what matters least.
    """

    name: str
    text: str
    link: str = ""
    retry: Retry | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What belongs together. `title` and `badge` (`retry` in words) fit on a frame; `lines` say more."""

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    retry: Retry | None = None
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole answer: a line above the blocks or "", the blocks, a ticket or "", remarks."""

    lead: str
    blocks: tuple[Block, ...]
    remarks: tuple[str, ...]
    ticket_title: str = ""
    ticket: str = ""


def sheet_of(answer: Answer, links: Links, knowledge: Knowledge) -> Sheet:
    """The sheet of an answer of any kind, in its language.

    `knowledge` gives the titles and editions of the sources; without it they go by their slugs.
    """
    lead, blocks = _BLOCKS[answer.kind](answer, links, knowledge)
    remarks = say.beside_texts(answer)
    sheet = Sheet(lead, (*blocks, *_near_block(answer, links)), remarks)
    alone = answer.cards[0] if answer.kind is Kind.FOUND and len(answer.cards) == 1 else None
    if alone is None or not alone.entry.verdict.ticket:
        return sheet
    ticket = say.ticket_text(alone, answer.context, answer.language)
    return replace(sheet, ticket_title=say.ticket_title(answer.language), ticket=ticket)


MOST_CARDS = 50  # of one answer; the rest is one line

_Built = tuple[str, tuple[Block, ...]]
_TextOf = Callable[[Entry], str]


def _found(answer: Answer, links: Links, knowledge: Knowledge) -> _Built:
    """A card each, or the family; what else the paste held goes into the only block, or below all of them."""
    language = answer.language
    context = tuple(_context_rows(answer.context, language))
    topic = asked_about(answer)
    asked = "\n".join(follow_up_words(answer, topic, language, knowledge)) if topic else ""
    lead, blocks = (
        asked,
        [_family_block(answer.family, answer.cards, links, knowledge, language)] if answer.family else [],
    )
    if not blocks:
        lead = "\n".join(filter(None, (asked, say.found_text(answer.cards, language))))
        blocks = [_card_block(card, links, knowledge, language) for card in answer.cards[:MOST_CARDS]]
        if len(answer.cards) > MOST_CARDS:
            blocks.append(Block(say.rest_text(answer.cards[MOST_CARDS:], language)))
    if len(blocks) == 1:
        return lead, (replace(blocks[0], rows=(*blocks[0].rows, *context)),)
    return lead, (*blocks, *([Block(say.context_title(language), rows=context)] if context else ()))


def _choices(answer: Answer, links: Links, _knowledge: Knowledge) -> _Built:
    """The choices, numbered from 1; a verdict that holds for all of them is said once."""
    language = answer.language
    rows = tuple(
        Row(
            str(number),
            say.choice_text(card, language),
            links.entry(card.entry),
        )
        for number, card in enumerate(answer.cards, start=1)
    )
    verdicts = {say.verdict_text(card.entry.verdict, language) for card in answer.cards}
    lead = say.whichever_text(verdicts.pop(), language) if len(verdicts) == 1 else ""
    return lead, (Block(say.which_one(language), rows=rows),)


def _unknown(answer: Answer, links: Links, _knowledge: Knowledge) -> _Built:
    """The code, with what its range means; or whose it probably is, when the catalogue has it too."""
    language = answer.language
    title, said = shown(answer.unknown, say.LONGEST_VALUE), say.unknown_text(answer)
    own = [s.entry for s in answer.suggestions if s.entry.code == answer.unknown]
    if own:
        rows = tuple(Row(entry.code, say.entry_text(entry, language), links.entry(entry)) for entry in own)
        return "", (Block(title, (said, say.foreign_text(language)), rows),)
    run = answer.unknown_range
    rows = (Row(say.label(Label.RANGE, language), say.range_text(run, language)),) if run else ()
    return "", (Block(title, (said,), rows),)


def _nothing(answer: Answer, _links: Links, _knowledge: Knowledge) -> _Built:
    return joined(say.nothing_texts(answer), answer.language), ()


_BLOCKS: Mapping[Kind, Callable[[Answer, Links, Knowledge], _Built]] = MappingProxyType(
    {Kind.FOUND: _found, Kind.CHOICES: _choices, Kind.UNKNOWN_CODE: _unknown, Kind.NOTHING: _nothing}
)


def _near_block(answer: Answer, links: Links) -> Iterator[Block]:
    """What is offered but not claimed, with how near it is."""
    near = say.near_suggestions(answer)
    if near:
        rows = tuple(
            Row(
                suggestion.entry.code,
                say.suggestion_text(suggestion, answer.language),
                links.entry(suggestion.entry),
            )
            for suggestion in near
        )
        yield Block(say.near_title(answer.kind, answer.language), rows=rows)


def _card_block(card: Card, links: Links, knowledge: Knowledge, language: str) -> Block:
    entry, verdict = card.entry, card.entry.verdict
    rows = (
        Row(say.label(Label.VERDICT, language), say.verdict_text(verdict, language), retry=verdict.retry),
        *_advice_rows((entry,), language),
        *_remedy_rows((entry,), links, language),
        Row(say.label(Label.LINK, language), links.entry(entry), links.entry(entry)),
        *_source_rows((entry,), knowledge, language),
        *_match_rows(card, language),
    )
    lines = (entry.message, entry.description.in_language(language))
    return Block(entry.code, lines, rows, verdict.retry, say.retry_label(verdict.retry, language))


def _family_block(
    family: FamilyCard, cards: Sequence[Card], links: Links, knowledge: Knowledge, language: str
) -> Block:
    """What the entries share is said once; what differs, by the codes that it holds for."""
    entries = family.entries
    title, size = say.family_headline(family, language)
    shared, apart = _descriptions(entries, language)
    rows = (
        *_varied(Label.VERDICT, entries, language, lambda entry: say.verdict_text(entry.verdict, language)),
        *_advice_rows(entries, language),
        *_remedy_rows(entries, links, language),
        *_coded(Label.CODES, entries, language, apart),
        *_source_rows(entries, knowledge, language),
        *(_match_rows(cards[0], language) if cards else ()),
    )
    lines = (size, *(text for text in shared if text != title))
    retries = {entry.verdict.retry for entry in entries}
    if len(retries) > 1:
        return Block(title, lines, rows)
    retry = retries.pop()
    return Block(title, lines, rows, retry, say.retry_label(retry, language))


def _descriptions(entries: Sequence[Entry], language: str) -> tuple[tuple[str, ...], _TextOf]:
    """The description that all entries share, if they do, and the text that tells one from the other."""
    shared = tuple({entry.description.in_language(language) for entry in entries})
    if len(shared) == 1:
        return shared, lambda entry: entry.message
    if len({entry.message for entry in entries}) == 1:
        return (), lambda entry: entry.description.in_language(language)
    return (), lambda entry: say.entry_text(entry, language)


def _advice_rows(entries: Sequence[Entry], language: str) -> Iterator[Row]:
    """The vendor's words; for who reads English, ours first."""
    yield from _varied(Label.ADVICE, entries, language, lambda entry: entry.advice.in_language(language))
    if language != "zh" and any(entry.advice.en for entry in entries):
        yield from _varied(Label.SOURCE_ADVICE, entries, language, lambda entry: entry.advice.zh)


def _remedy_rows(entries: Sequence[Entry], links: Links, language: str) -> Iterator[Row]:
    """The first steps, numbered, and where the others stand; for each remedy of the entries."""
    codes = {entry.code for entry in entries}
    for remedy in remedies_of(entries):
        for number, step in enumerate(remedy.first_steps(codes), start=1):
            name = say.label(Label.STEPS, language) if number == 1 else ""
            yield Row(name, f"{number}. {step.in_language(language)}")
        title = remedy.title.in_language(language)
        yield Row(say.label(Label.REMEDY, language), title, links.remedy(remedy))


def _source_rows(entries: Sequence[Entry], knowledge: Knowledge, language: str) -> Iterator[Row]:
    pages = {catalogue.slug: catalogue.source for catalogue in knowledge}
    page = pages.get(entries[0].key.catalogue, "")
    texts = dict.fromkeys(say.source_text(entry, knowledge, language) for entry in entries)
    for number, text in enumerate(texts):
        yield Row("" if number else say.label(Label.SOURCE, language), text, page, quiet=True)


def _match_rows(card: Card, language: str) -> Iterator[Row]:
    yield Row(say.label(Label.MATCH, language), say.reason_text(card.reason, language), quiet=True)
    if card.count > 1:
        yield Row(say.label(Label.COUNT, language), say.count_text(card.count, language))


def _context_rows(context: Context, language: str) -> Iterator[Row]:
    moment = say.time_text(context.timestamp) if context.timestamp else ""
    told = ((Label.LOG_ID, context.log_id), (Label.TIME, moment), (Label.PARAMETER, context.param))
    for name, text in told:
        visible = shown(text, say.LONGEST_VALUE)
        if visible.strip():
            yield Row(say.label(name, language), visible)


def _varied(name: Label, entries: Sequence[Entry], language: str, text_of: _TextOf) -> list[Row]:
    """A row for all entries, or, where they differ, one for each text with its codes before it."""
    rows = _coded(name, [entry for entry in entries if text_of(entry)], language, text_of)
    if len(rows) == 1 and all(map(text_of, entries)):
        return [Row(rows[0].name, text_of(entries[0]))]
    return rows


def _coded(name: Label, entries: Sequence[Entry], language: str, text_of: _TextOf) -> list[Row]:
    """A row for each text, with the codes that it holds for; only the first row is named.

    Texts that differ in blanks alone are one: the vendor's page has them by chance.
    """
    codes: dict[str, dict[str, None]] = {}
    texts: dict[str, str] = {}
    for entry in entries:
        text = text_of(entry)
        known = "".join(text.split())
        texts.setdefault(known, text)
        codes.setdefault(known, {})[entry.code] = None
    return [
        Row("" if number else say.label(name, language), f"{listed(codes[known], language)} · {text}")
        for number, (known, text) in enumerate(texts.items())
    ]
