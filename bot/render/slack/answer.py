"""Answer -> the message that answers it: compact first, then a quiet line, then buttons."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.answer import Answer
from bot.render import wording_chat as chat
from bot.render.chat.answer import Told, groups_of, remark_lines, rest_line, sentences, shared_steps
from bot.render.chat.beside import choice_names, facts_text, sources, tools, vendors_words
from bot.render.chat.bounds import LONGEST_SAID, MOST_IN_CHANNEL, MOST_IN_PRIVATE
from bot.render.chat.voice import Voice
from bot.render.slack.limits import Json, fitting
from bot.render.slack.message import Message, harmless, message
from bot.render.slack.paint import actions, button, context, defused, fitted, linked, mrkdwn, plain, rich_text


def answer_message(
    answer: Answer, voice: Voice, case: str, *, private: bool, count: int = 1, marker: str = "", also: str = ""
) -> Message:
    """The answer, of any kind, within Slack's limits.

    `case` is what the buttons carry; without it there are none. `private` allows more cards, and tells
    of secrets. `count` is how often the error was seen in this channel; `also` is one more quiet line: "invite"
    for how to get answers in threads, or any text.
    """
    safe = harmless(answer)
    counter = chat.counter_text(count, safe.language) if count > 1 else ""
    told = Told(voice, counter, MOST_IN_PRIVATE if private else MOST_IN_CHANNEL)
    lead, *cards = groups_of(safe, told)
    groups = (shared_steps(safe), remark_lines(safe, private=private))
    below = [
        *(rich_text(group) for group in groups if group),
        *_context_blocks(safe, voice, also),
        *_buttons(safe, case),
    ]
    first = fitted(lead, below)
    blocks = _with_rest(safe, first, list(map(rich_text, cards)), below, told) if cards else [first, *below]
    return message(sentences(safe), blocks, marker)


def _with_rest(answer: Answer, lead: Json, cards: list[Json], below: list[Json], told: Told) -> list[Json]:
    """As many cards as may be and fit, and the others as one line."""
    many = fitting(cards, [lead, *below], told.most)
    if many < len(answer.cards):
        many = fitting(cards, [lead, rich_text([rest_line(answer, 0)]), *below], told.most)
        below = [rich_text([rest_line(answer, many)]), *below]
    return [lead, *cards[:many], *below]


def _context_blocks(answer: Answer, voice: Voice, also: str) -> Iterator[Json]:
    """Why it matched and what else stood in the paste; the vendor's words; the sources."""
    told = [facts_text(answer), vendors_words(answer), defused(chat.also_text(also, answer.language))]
    elements = [plain(text, LONGEST_SAID) for text in told]
    elements += [mrkdwn(linked(text, href)) for text, href in sources(answer, voice)]
    elements = [element for element in elements if element["text"]]
    if elements:
        yield context(elements)


def _buttons(answer: Answer, case: str) -> Iterator[Json]:
    """Choices have a row of their own, above what can be done with any answer."""
    if not case:
        return
    names = choice_names(answer)
    if names:
        yield actions(
            [
                button(f"choose-{index}", name, f"{case}:{index}", chat.choice_hint(name, answer.language))
                for index, name in enumerate(names)
            ]
        )
    yield actions([button(tool.verb, tool.label, case, tool.hint) for tool in tools(answer)])
