"""What is shown on demand, from the remedies: all steps, a ticket's text, the answer to a follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.answer import Answer
from bot.core.followup import FollowUp
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.answer import sentences
from bot.render.chat.card import remedy_line
from bot.render.chat.remedy import follow_up_lead, language_of, steps_blocks, ticket_blocks, topic_blocks
from bot.render.chat.voice import Voice, entries_of, some_codes
from bot.render.markdown import Block, Paragraph, Piece, spoken
from bot.render.slack.answer import answer_message
from bot.render.slack.message import Message, harmless, message
from bot.render.slack.paint import fitted, rich_text


def steps_message(answer: Answer, voice: Voice) -> Message:
    """All steps of the remedies, for the codes of the answer."""
    safe = harmless(answer)
    return _told(safe, voice, steps_blocks(safe, voice))


def ticket_message(answer: Answer, voice: Voice) -> Message:
    """The ticket's text, to be copied, for each code whose advice is a ticket."""
    safe = harmless(answer)
    return _told(safe, voice, ticket_blocks(safe, voice))


def follow_up_message(answer: Answer, topic: FollowUp, voice: Voice, marker: str = "", case: str = "") -> Message:
    """What the answer has to say on `topic`, for a question in its thread.

    For another language that is the answer itself, with its buttons where `case` names their case.
    """
    if language := language_of(topic):
        return answer_message(replace(answer, language=language), voice, case, private=False, marker=marker)
    safe = harmless(answer)
    return _told(safe, voice, topic_blocks(safe, topic, voice), follow_up_lead(safe, topic, voice), marker)


def _told(answer: Answer, voice: Voice, told: Iterable[Block], lead: Sequence[Block] = (), marker: str = "") -> Message:
    """What is `told` below `lead`, cut between blocks where it must be, and the links below it.

    An answer without entries has nothing to say but itself.
    """
    entries, language = entries_of(answer), answer.language
    if not entries:
        return message(sentences(answer), [rich_text([Paragraph((Piece(say.headline(answer)),))])], marker)
    blocks = [*lead, *told]
    codes = "" if lead else chat.led(some_codes(entries, language), language).rstrip()
    links = remedy_line(entries, voice.links, language)
    return message([codes, *spoken(blocks)], [fitted([*blocks, links])], marker)
