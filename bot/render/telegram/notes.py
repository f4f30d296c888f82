"""The short messages around an answer: a repeat, a warning, help, privacy, the welcome, a chat's settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.core.answer import Answer, RemarkKind
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render import wording_telegram as telegram
from bot.render.chat.voice import entries_of, some_codes
from bot.render.markdown import Block, Items, Paragraph, Piece
from bot.render.telegram.answer import again_part
from bot.render.telegram.limits import LONGEST_ALERT
from bot.render.telegram.message import Message, Part, harmless, message
from bot.render.wording_chat import Word

LANGUAGES: Final = ("en", "zh")  # of a message to a group whose language nobody knows yet


def repeat_message(answer: Answer, count: int, minutes: int, link: str, *, again: bool = False) -> Message:
    """The same error again, for the `count`th time within `minutes`; `link` leads to the first answer ("" for none).

    `again` marks a possible repeat of this message.
    """
    safe = harmless(answer)
    language = safe.language
    name = some_codes(entries_of(safe), language) or safe.unknown or chat.word(Word.SAME, language)
    said = chat.repeat_text(name, count, minutes, language)
    first = (Piece(" → "), Piece(chat.word(Word.FIRST_ANSWER, language), link=link)) if link else ()
    return message([Part([Paragraph((Piece(said), *first))], 0), again_part(language, again=again)])


def warning_message(answer: Answer) -> Message:
    """For the poster: which secrets the paste held, and how to rotate each; never the secrets themselves.

    Raises ValueError for an answer that tells of none.
    """
    safe = harmless(answer)
    secrets = [remark for remark in safe.remarks if remark.kind is RemarkKind.SECRET]
    if not secrets:
        raise ValueError("the answer tells of no secret; send a warning only for remarks of kind SECRET")
    texts = dict.fromkeys(say.remark_text(remark, safe.language) for remark in secrets)
    return _titled(telegram.warning_text(safe.language), [Items(tuple((Piece(text),) for text in texts))])


def help_message(language: str, username: str) -> Message:
    """What can be asked, as examples that run as they stand; they are copied when tapped."""
    examples = telegram.command_examples(username, language)
    items = tuple((Piece(typed, code=True), Piece(f" · {does}")) for typed, does in examples)
    ways = tuple((Piece(way),) for way in telegram.other_ways(language))
    return _titled(chat.word(Word.HELP, language), [Items(items), Items(ways)])


def privacy_message(language: str, username: str) -> Message:
    """What the bot reads, keeps and passes on; `username` is the bot's own."""
    title, *texts = telegram.privacy_texts(language)
    return _titled(f"{title} · {username}" if username else title, [Items(tuple((Piece(text),) for text in texts))])


def welcome_message(username: str) -> Message:
    """For a group whose pastes privacy mode hides: what the bot sees and the two ways out, in both languages."""
    parts: list[Part] = []
    for language in LANGUAGES:
        sees, typed, *ways = telegram.welcome_texts(username, language)
        blocks: list[Block] = [
            Paragraph((Piece(sees),)),
            Paragraph((Piece(typed, code=True),)),
            Items(tuple((Piece(way),) for way in ways)),
        ]
        parts.append(Part(blocks, 0, head=True, apart=True))
    return message(parts)


def policy_message(policy: str, language: str) -> Message:
    """What the chat's policy is, and how to change it. `policy` is "listen", "mention", "off" or "" for unset."""
    said, change, commands = telegram.policy_texts(policy, language)
    return _titled(said, [Paragraph((Piece(change),)), Items(tuple((Piece(typed, code=True),) for typed in commands))])


def language_message(language: str) -> Message:
    """Which language is spoken in this chat from now on, and how to change it back."""
    said, command = telegram.language_texts(language)
    return message([Part([Paragraph((Piece(f"{said} "), Piece(command, code=True)))], 0)])


def thanks_text(language: str) -> str:
    """The answer to "not helpful", for who said it; short enough for a pressed button."""
    return chat.thanks_text(language)[:LONGEST_ALERT]


def not_yours_text(language: str) -> str:
    """Why a button does nothing for whoever pressed it; short enough for a pressed button."""
    return telegram.not_yours_text(language)[:LONGEST_ALERT]


def _titled(title: str, blocks: Iterable[Block]) -> Message:
    return message([Part([Paragraph((Piece(title),))], 0, head=True), Part(list(blocks))])
