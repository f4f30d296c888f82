"""The short messages around an answer: a thread's headline, a repeat, a warning, thanks, help, the policy."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.answer import Answer, RemarkKind
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.bounds import LONGEST_COMMAND
from bot.render.chat.voice import entries_of, some_codes
from bot.render.markdown import Block, Items, Paragraph, Piece, coded, spoken
from bot.render.slack.limits import Json
from bot.render.slack.message import Message, harmless, message
from bot.render.slack.paint import defused, escaped, rich_text, section
from bot.render.wording_chat import Word

_USER = re.compile(r"[UW][A-Z0-9]{2,40}")


def headline_message(answer: Answer, asker: str, command: str, marker: str) -> Message:
    """What a slash command posts first: who asked what, and the answer in one line. The rest goes below it.

    `asker` is a user id, and the only one who is mentioned; `command` is what was typed, redacted.
    """
    safe = harmless(answer)
    typed, headline = defused(command, LONGEST_COMMAND), say.headline(safe)
    named = bool(_USER.fullmatch(asker))
    user: list[Json] = [{"type": "user", "user_id": asker}] if named else []
    asked = (Piece(chat.asked_text(safe.language) if named else ""), Piece(typed, code=True))
    block = rich_text(
        [Paragraph(tuple(replace(piece, bold=True) for piece in coded(headline)))],
        before=[section(asked, before=user)] if typed else [],
    )
    said = message([headline], [block], marker)
    if not (typed and named):
        return said
    lead = f"<@{asker}>{chat.asked_text(safe.language)}{escaped(typed)}: "
    return Message(lead + said.text, said.blocks)


def repeat_message(answer: Answer, count: int, minutes: int, link: str, marker: str) -> Message:
    """The same error again, for the `count`th time within `minutes`; `link` leads to the first answer ("" for none)."""
    safe = harmless(answer)
    said = chat.repeat_text(_name(safe), count, minutes, safe.language)
    first = (Piece(" → "), Piece(chat.word(Word.FIRST_ANSWER, safe.language), link=link)) if link else ()
    return message([said], [rich_text([Paragraph((Piece(said), *first))])], marker)


def warning_message(answer: Answer) -> Message:
    """For the poster alone: which secrets the paste held, and how to rotate each.

    Raises ValueError for an answer that tells of none.
    """
    safe = harmless(answer)
    secrets = [remark for remark in safe.remarks if remark.kind is RemarkKind.SECRET]
    if not secrets:
        raise ValueError("the answer tells of no secret; send a warning only for remarks of kind SECRET")
    texts = list(dict.fromkeys(say.remark_text(remark, safe.language) for remark in secrets))
    lead = chat.word(Word.SECRETS, safe.language)
    blocks: list[Block] = [Paragraph((Piece(lead, bold=True),)), Items(tuple((Piece(text),) for text in texts))]
    return message([lead, *texts], [rich_text(blocks)])


def thanks_message(language: str) -> Message:
    """The answer to "not helpful", for who said it."""
    said = chat.thanks_text(language)
    return message([said], [rich_text([Paragraph((Piece(said),))])])


def help_message(language: str, command: str) -> Message:
    """What can be asked, as examples that run as they stand. `command` is the slash command's name."""
    named = defused(command, LONGEST_COMMAND)
    blocks: list[Block] = [Paragraph((Piece(chat.word(Word.HELP, language)),)), *help_blocks(language, named)]
    return message(spoken(blocks), [rich_text(blocks)])


def help_blocks(language: str, command: str) -> list[Block]:
    """The examples, and the other ways to ask."""
    examples = chat.command_examples(command, language)
    items = tuple((Piece(typed, code=True), Piece(f" · {does}")) for typed, does in examples)
    return [Items(items), Items(tuple((Piece(way),) for way in chat.other_ways(language)))]


def policy_message(policy: str, language: str) -> Message:
    """What the channel's policy is, and how to change it. `policy` is "listen", "mention", "off" or "" for unset."""
    said, change = chat.policy_text(policy, language), chat.change_policy_text(language)
    return message([said, change], [rich_text([Paragraph((Piece(said, bold=True),)), Paragraph((Piece(change),))])])


def _name(answer: Answer) -> str:
    """What a repeat calls the error: its codes, as far as it has some."""
    return some_codes(entries_of(answer), answer.language) or answer.unknown or chat.word(Word.SAME, answer.language)
