"""Answer -> the message that answers it: a bold headline, what to do, quiet facts in a quote, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.answer import Answer, Kind
from bot.core.entry import remedies_of
from bot.render import wording_telegram as telegram
from bot.render.chat.answer import Group, Told, groups_of, remark_lines, rest_line, shared_steps
from bot.render.chat.beside import choice_names, facts_text, sources, tools, vendors_words
from bot.render.chat.bounds import LONGEST_NAME, LONGEST_SAID, MOST_IN_CHANNEL, MOST_IN_PRIVATE
from bot.render.chat.voice import Voice, entries_of
from bot.render.markdown import Block, Paragraph, Piece
from bot.render.shown import shown
from bot.render.telegram.limits import LONGEST_URL
from bot.render.telegram.message import Button, Message, Part, button, fitting, harmless, label, message

_HEAD: Final = 0  # ranks: what has the least gives way last
_BODY: Final = 2
_BESIDE: Final = 3
_NAMED = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)
_LOCAL = re.compile(r"\.(?:local|localhost|internal|lan)(?:[:/]|$)", re.IGNORECASE)


def answer_message(
    answer: Answer, voice: Voice, case: str, *, private: bool, count: int = 1, again: bool = False
) -> Message:
    """The answer, of any kind, within Telegram's limits.

    `case` is what the buttons carry; without it there are none. `private` allows more cards, and tells
    of secrets. `count` is how often the error was seen in this chat; `again` marks a possible repeat.
    """
    safe = harmless(answer)
    counter = telegram.counter_text(count, safe.language) if count > 1 else ""
    told = Told(voice, counter, MOST_IN_PRIVATE if private else MOST_IN_CHANNEL)
    lead, *cards = groups_of(safe, told)
    above = list(_lead_parts(lead))
    below = [
        Part(shared_steps(safe), _BODY, apart=True),
        Part(remark_lines(safe, private=private), _HEAD),
        Part(list(_quiet(safe, voice)), _BESIDE, quiet=True),
        again_part(safe.language, again=again),
    ]
    parts = [*above, *_with_rest(safe, cards, [*above, *below], told.most), *below]
    return message(parts, _buttons(safe, voice, case) if case else ())


def again_part(language: str, *, again: bool) -> Part:
    """The line that marks a message as a possible repeat, when it is one."""
    return Part([Paragraph((Piece(telegram.again_text(language)),))] if again else [], _HEAD)


def page_row(answer: Answer, voice: Voice) -> tuple[Button, ...]:
    """A button that leads to the remedy's page, where there is one page and Telegram takes its address."""
    remedies = remedies_of(entries_of(answer)) if answer.kind is Kind.FOUND else ()
    if len(remedies) != 1 or not _public(href := voice.links.remedy(remedies[0])):
        return ()
    return (Button(label(telegram.page_button(answer.language)), url=href),)


def _lead_parts(lead: Group) -> Iterator[Part]:
    """The headline and the line of links stay; what is between them gives way."""
    head, *body = lead
    yield Part([head], _HEAD, head=True)
    if body:
        *middle, last = body
        yield Part(middle, _BODY)
        yield Part([last], _HEAD)


def _with_rest(answer: Answer, cards: Sequence[Group], others: Sequence[Part], most: int) -> list[Part]:
    """As many cards as may be and fit, and the others as one line."""
    if not cards:
        return []
    parts = [Part(card, _HEAD, head=True, apart=True) for card in cards]
    many = fitting(parts, others, most)
    if many < len(answer.cards):
        many = fitting(parts, [*others, _rest(answer, 0)], most)
        return [*parts[:many], _rest(answer, many)]
    return parts


def _rest(answer: Answer, first: int) -> Part:
    return Part([rest_line(answer, first)], _HEAD, apart=True)


def _quiet(answer: Answer, voice: Voice) -> Iterator[Block]:
    """Why it matched and what else stood in the paste; the vendor's words; the sources."""
    for text in (facts_text(answer), vendors_words(answer)):
        if text:
            yield Paragraph((Piece(shown(text.replace("`", ""), LONGEST_SAID)),))
    for text, href in sources(answer, voice):
        yield Paragraph((Piece(shown(text, LONGEST_NAME), link=href),))


def _buttons(answer: Answer, voice: Voice, case: str) -> Iterator[tuple[Button, ...]]:
    """Choices have a row each, above what can be done with any answer, two in a row."""
    for index, name in enumerate(choice_names(answer)):
        yield (button(name, "choose", case, index),)
    every = [button(tool.label, tool.verb, case) for tool in tools(answer)]
    yield (*every[:-2], *page_row(answer, voice))
    yield tuple(every[-2:])


def _public(url: str) -> bool:
    """Whether Telegram takes the address for a button: it refuses the whole message for a host without a name."""
    return bool(_NAMED.fullmatch(url)) and not _LOCAL.search(url) and len(url) <= LONGEST_URL
