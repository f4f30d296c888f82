"""What is shown on demand, from the remedies: all steps, a ticket's text, the answer to a follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from bot.core.answer import Answer
from bot.core.followup import FollowUp
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.card import remedy_line
from bot.render.chat.remedy import follow_up_lead, language_of, steps_blocks, ticket_blocks, topic_blocks
from bot.render.chat.voice import Voice, entries_of, some_codes
from bot.render.markdown import Block, Items, Paragraph, Piece
from bot.render.telegram.answer import again_part, answer_message, page_row
from bot.render.telegram.message import Message, Part, folded, harmless, message

LONGEST_OPEN: Final = 900  # units of a passage that is shown without a tap


def steps_message(answer: Answer, voice: Voice) -> Message:
    """All steps of the remedies, for the codes of the answer."""
    safe = harmless(answer)
    return _told(safe, voice, [Part(list(steps_blocks(safe, voice)))], _codes_line(safe))


def ticket_message(answer: Answer, voice: Voice) -> Message:
    """The ticket's text, to be copied, for each code whose advice is a ticket."""
    safe = harmless(answer)
    return _told(safe, voice, [Part(list(ticket_blocks(safe, voice)))], _codes_line(safe))


def follow_up_message(answer: Answer, topic: FollowUp, voice: Voice, case: str = "", *, again: bool = False) -> Message:
    """What the answer has to say on `topic`, for a question that replied to it.

    For another language that is the answer itself, with its buttons where `case` names their case.
    `again` marks a possible repeat.
    """
    if language := language_of(topic):
        return answer_message(replace(answer, language=language), voice, case, private=False, again=again)
    safe = harmless(answer)
    blocks = topic_blocks(safe, topic, voice)
    parts = [Part(list(blocks))] if topic is FollowUp.STEPS else list(_passages(blocks))
    return _told(safe, voice, parts, follow_up_lead(safe, topic, voice), again=again)


def _codes_line(answer: Answer) -> list[Block]:
    return [Paragraph((Piece(some_codes(entries_of(answer), answer.language)),))]


def _told(answer: Answer, voice: Voice, told: Sequence[Part], lead: Sequence[Block], *, again: bool = False) -> Message:
    """What is `told` below `lead`, cut between lines where it must be, and the links below it.

    An answer without entries has nothing to say but itself.
    """
    entries, language = entries_of(answer), answer.language
    note = again_part(language, again=again)
    if not entries:
        headline = chat.ended(say.headline(answer), language)
        return message([Part([Paragraph((Piece(headline),))], 0), note])
    links = Part([remedy_line(entries, voice.links, language)], 0)
    return message([Part(lead, 0, head=True), *told, links, note], [page_row(answer, voice)])


def _passages(blocks: Iterable[Block]) -> Iterator[Part]:
    """Running text folds where it is long; what is to be copied never does."""
    for running, run in groupby(blocks, key=lambda block: isinstance(block, Paragraph | Items)):
        part = Part(list(run))
        yield replace(part, quiet=running and folded(part, LONGEST_OPEN))
