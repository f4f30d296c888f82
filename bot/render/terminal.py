"""Answer -> a terminal: plain lines for a pipe, panels for a screen.

Both are painted from the same blocks, so neither can say what the other doesn't. Rich is imported by
the painters alone: a pipe doesn't wait for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.answer import Answer, Card, Context, FamilyCard, Kind, Suggestion
from bot.core.entry import Entry, Knowledge, Retry
from bot.render import wording as say
from bot.render.links import Links
from bot.render.shown import listed, shown
from bot.render.wording import Label

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

WIDEST = 100  # columns beyond which a panel is tiring to read

_COLOURS = {Retry.NOW: "green", Retry.BACKOFF: "yellow", Retry.AFTER_FIX: "cyan", Retry.NEVER: "red"}
_QUIET = "bright_black"


@dataclass(frozen=True, slots=True)
class _Row:
    """A fact: its name, or "" when the row above has it, its text, where it leads to, its colour or ""."""

    name: str
    text: str
    link: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands in one panel. Only `title` and `badge` are on the panel's frame, so both are short."""

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[_Row, ...] = ()
    colour: str = _QUIET
    badge: str = ""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A whole answer: a line above the blocks or "", the blocks, a ticket or "", remarks."""

    lead: str
    blocks: tuple[_Block, ...]
    remarks: tuple[str, ...]
    ticket_title: str = ""
    ticket: str = ""


def plain_text(answer: Answer, links: Links, knowledge: Knowledge = ()) -> str:
    """The whole answer for a pipe: a line a fact however long, names aligned, no colours and no frames.

    `knowledge` gives the titles and editions of the sources; without it they go by their slugs. No
    line ends in a blank, and no newline stands at the end.
    """
    sheet = _sheet(answer, links, knowledge)
    parts = [sheet.lead] if sheet.lead else []
    parts += ["\n".join(_plain_block(block)) for block in sheet.blocks]
    if sheet.ticket:
        parts.append("\n".join([f"{sheet.ticket_title}:", *(f"  {line}" for line in sheet.ticket.splitlines())]))
    if sheet.remarks:
        parts.append("\n".join(f"! {remark}" for remark in sheet.remarks))
    return "\n\n".join(parts)


def rich_view(answer: Answer, links: Links, knowledge: Knowledge = ()) -> RenderableType:
    """The whole answer for a screen, at most WIDEST columns wide; `knowledge` as for plain_text.

    Texts of the paste and of the catalogue are Text, so nothing in them is markup.
    """
    from rich.console import Group  # noqa: PLC0415 - see the module's docstring
    from rich.constrain import Constrain  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    sheet = _sheet(answer, links, knowledge)
    parts: list[RenderableType] = [Text(sheet.lead, "bold")] if sheet.lead else []
    parts += [_panel(block) for block in sheet.blocks]
    if sheet.ticket:  # without a frame, to be copied
        parts += [Text(sheet.ticket_title, "bold"), Text(sheet.ticket), Text()]
    parts += [Text(f"! {remark}", "yellow") for remark in sheet.remarks]
    return Constrain(Group(*parts), WIDEST)


# --- answer -> blocks ------------------------------------------------------------------------


def _sheet(answer: Answer, links: Links, knowledge: Knowledge) -> _Sheet:
    """The answer's blocks, whatever its kind."""
    lead, blocks = _BLOCKS[answer.kind](answer, links, knowledge)
    remarks = tuple(say.remark_text(remark, answer.language) for remark in answer.remarks)
    sheet = _Sheet(lead, (*blocks, *_near_block(answer, links)), remarks)
    alone = answer.cards[0] if answer.kind is Kind.FOUND and len(answer.cards) == 1 else None
    if alone is None or not alone.entry.verdict.ticket:
        return sheet
    ticket = say.ticket_text(alone, answer.context, answer.language)
    return replace(sheet, ticket_title=say.ticket_title(answer.language), ticket=ticket)


_Built = tuple[str, tuple[_Block, ...]]


def _found(answer: Answer, links: Links, knowledge: Knowledge) -> _Built:
    """A card each, or the family; what else the paste held goes into the only block, or below all of them."""
    language = answer.language
    context = tuple(_context_rows(answer.context, language))
    if answer.family:
        blocks = (_family_block(answer.family, answer.cards, knowledge, language),)
    else:
        blocks = tuple(_card_block(card, links, knowledge, language) for card in answer.cards)
    if len(blocks) == 1:
        blocks = (replace(blocks[0], rows=(*blocks[0].rows, *context)),)
    elif context:
        blocks = (*blocks, _Block(say.context_title(language), rows=context))
    return "" if answer.family else say.found_text(answer.cards, language), blocks


def _choices(answer: Answer, links: Links, _knowledge: Knowledge) -> _Built:
    """The choices, numbered from 1; a verdict that holds for all of them is said once."""
    language = answer.language
    rows = tuple(
        _Row(
            str(number),
            f"{say.entry_headline(card.entry, language)} ({say.reason_text(card.reason, language)})",
            links.entry(card.entry),
        )
        for number, card in enumerate(answer.cards, start=1)
    )
    verdicts = {say.verdict_text(card.entry.verdict, language) for card in answer.cards}
    lead = say.whichever_text(verdicts.pop(), language) if len(verdicts) == 1 else ""
    return lead, (_Block(say.which_one(language), rows=rows),)


def _unknown(answer: Answer, links: Links, _knowledge: Knowledge) -> _Built:
    """The code, with what its range means; or whose it probably is, when the catalogue has it too."""
    language = answer.language
    title, said = shown(answer.unknown, say.LONGEST_VALUE), say.unknown_text(answer)
    own = [s.entry for s in answer.suggestions if s.entry.code == answer.unknown]
    if own:
        rows = tuple(_Row(entry.code, _told(entry, language), links.entry(entry)) for entry in own)
        return "", (_Block(title, (said, say.foreign_text(language)), rows, "yellow"),)
    meaning = answer.unknown_range
    told = (
        (_Row(say.label(Label.RANGE, language), say.range_text(meaning, language)),) if meaning else ()
    )
    return "", (_Block(title, (said,), told, "yellow"),)


def _nothing(answer: Answer, _links: Links, _knowledge: Knowledge) -> _Built:
    return say.nothing_text(answer.language), ()


_BLOCKS: Mapping[Kind, Callable[[Answer, Links, Knowledge], _Built]] = MappingProxyType(
    {Kind.FOUND: _found, Kind.CHOICES: _choices, Kind.UNKNOWN_CODE: _unknown, Kind.NOTHING: _nothing}
)


def _near_block(answer: Answer, links: Links) -> Iterator[_Block]:
    """What is offered but not claimed, with how near it is."""
    near = say.near_suggestions(answer)
    if near:
        rows = tuple(
            _Row(
                suggestion.entry.code,
                f"{_told(suggestion.entry, answer.language)} ({say.likeness_text(suggestion.score, answer.language)})",
                links.entry(suggestion.entry),
            )
            for suggestion in near
        )
        yield _Block(say.near_title(answer.kind, answer.language), rows=rows)


def _card_block(card: Card, links: Links, knowledge: Knowledge, language: str) -> _Block:
    entry, verdict = card.entry, card.entry.verdict
    rows = (
        _Row(say.label(Label.VERDICT, language), say.verdict_text(verdict, language), colour=_COLOURS[verdict.retry]),
        *_advice_rows((entry,), language),
        _Row(say.label(Label.LINK, language), links.entry(entry), links.entry(entry)),
        *_source_rows((entry,), knowledge, language),
        *_match_rows(card, language),
    )
    lines = (entry.message, entry.description.in_language(language))
    return _Block(entry.code, lines, rows, _COLOURS[verdict.retry], say.retry_label(verdict.retry, language))


def _family_block(
    family: FamilyCard, cards: Sequence[Card], knowledge: Knowledge, language: str
) -> _Block:
    """What the entries share is said once; what differs, by the codes that it holds for."""
    entries = family.entries
    one_message = len({entry.message for entry in entries}) == 1
    retries = {entry.verdict.retry for entry in entries}
    retry = retries.pop() if len(retries) == 1 else None
    rows = (
        *_varied(Label.VERDICT, entries, language, lambda entry: say.verdict_text(entry.verdict, language)),
        *_advice_rows(entries, language),
        *_source_rows(entries, knowledge, language),
        *(_match_rows(cards[0], language) if cards else ()),
        *_coded(
            entries,
            language,
            lambda entry: entry.description.in_language(language) if one_message else _told(entry, language),
        ),
    )
    title, size = say.family_headline(family, language)
    return _Block(
        title, (size,), rows, _COLOURS[retry] if retry else _QUIET, say.retry_label(retry, language) if retry else ""
    )


def _advice_rows(entries: Sequence[Entry], language: str) -> Iterator[_Row]:
    """The vendor's words; for who reads English, ours first."""
    if language == "zh":
        yield from _varied(Label.ADVICE, entries, language, lambda entry: entry.advice.in_language(language))
        return
    yield from _varied(Label.ADVICE, entries, language, lambda entry: entry.advice.in_language(language))
    if any(entry.advice.en for entry in entries):
        yield from _varied(Label.SOURCE_ADVICE, entries, language, lambda entry: entry.advice.zh)
