"""The Home tab and the form, as views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.render import wording_chat as chat
from bot.render.markdown import Block, Paragraph, Piece
from bot.render.slack.limits import LONGEST_INPUT, LONGEST_LABEL, LONGEST_PLACEHOLDER, LONGEST_TITLE, Json
from bot.render.slack.message import Message
from bot.render.slack.notes import help_blocks
from bot.render.slack.paint import header, plain, rich_text
from bot.render.wording_chat import Word

FORM: Final = "errcode_decode_form"  # the callback_id of the global shortcut and of its form
FORM_BLOCK: Final = "errcode_text"  # where a submitted form holds its text: values[FORM_BLOCK][FORM_INPUT]
FORM_INPUT: Final = "text"


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is: how much it knows (codes, remedies, the sources' edition), and what is on its way.

    `waiting` answers are owed, the oldest for `oldest` seconds; `dead` could not be delivered. `desk` is
    the web desk's address, "" for none; `command` the slash command's name.
    """

    codes: int
    remedies: int
    edition: str
    waiting: int = 0
    oldest: float = 0.0
    dead: int = 0
    desk: str = ""
    command: str = "/errcode"


def home_view(languages: Sequence[str], health: Health) -> Json:
    """The Home tab: what the bot does, examples, how it is; in each of `languages`, one below the other."""
    blocks = [block for language in languages for block in (*_home_blocks(language, health), {"type": "divider"})]
    return {"type": "home", "blocks": blocks[:-1]}


def _home_blocks(language: str, health: Health) -> list[Json]:
    known = chat.knowledge_text(health.codes, health.remedies, health.edition, language)
    sent = chat.outbox_text(health.waiting, health.oldest, health.dead, language)
    state: list[Block] = [Paragraph((Piece(known),)), Paragraph((Piece(sent),))]
    if health.desk:
        state.append(Paragraph((Piece("→ "), Piece(chat.word(Word.DESK, language), link=health.desk))))
    return [
        header("errcode"),
        rich_text([Paragraph((Piece(chat.word(Word.HELP, language)),))]),
        header(chat.word(Word.TRY, language)),
        rich_text(help_blocks(language, health.command)),
        header(chat.word(Word.HEALTH, language)),
        rich_text(state),
    ]


def form_view(language: str) -> Json:
    """The form of the global shortcut: one field for a code, a paste or a question."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(chat.word(Word.FORM, language), LONGEST_TITLE),
        "submit": plain(chat.word(Word.SUBMIT, language), LONGEST_TITLE),
        "close": plain(chat.word(Word.CLOSE, language), LONGEST_TITLE),
        "blocks": [
            {
                "type": "input",
                "block_id": FORM_BLOCK,
                "label": plain(chat.word(Word.FORM_INPUT, language), LONGEST_LABEL),
                "hint": plain(chat.word(Word.FORM_HINT, language), LONGEST_LABEL),
                "element": {
                    "type": "plain_text_input",
                    "action_id": FORM_INPUT,
                    "multiline": True,
                    "max_length": LONGEST_INPUT,
                    "placeholder": plain('{"error_code":223114}', LONGEST_PLACEHOLDER),
                },
            }
        ],
    }


def result_view(message: Message, language: str) -> Json:
    """The form's answer, in its place. Without buttons: what they would answer to is no message."""
    return {
        "type": "modal",
        "title": plain(chat.word(Word.FORM, language), LONGEST_TITLE),
        "close": plain(chat.word(Word.CLOSE, language), LONGEST_TITLE),
        "blocks": [block for block in message.blocks if block["type"] != "actions"],
    }
