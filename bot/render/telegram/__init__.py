"""Answer -> what Telegram's methods take: HTML and the same as plain text, within its limits; no SDK.

Every value is escaped, and nothing of a paste is a mention, a command or an address. `limits` names the
limits, `paint` is the only module that makes HTML, `message` puts its lines together.
"""

from bot.render.chat.answer import choices_of
from bot.render.chat.bounds import MOST_IN_CHANNEL
from bot.render.chat.voice import Voice
from bot.render.telegram.answer import answer_message
from bot.render.telegram.inline import Result, inline_results
from bot.render.telegram.message import Button, Message
from bot.render.telegram.notes import (
    help_message,
    language_message,
    not_yours_text,
    policy_message,
    privacy_message,
    repeat_message,
    thanks_text,
    warning_message,
    welcome_message,
)
from bot.render.telegram.remedy import follow_up_message, steps_message, ticket_message

__all__ = [
    "MOST_IN_CHANNEL",
    "Button",
    "Message",
    "Result",
    "Voice",
    "answer_message",
    "choices_of",
    "follow_up_message",
    "help_message",
    "inline_results",
    "language_message",
    "not_yours_text",
    "policy_message",
    "privacy_message",
    "repeat_message",
    "steps_message",
    "thanks_text",
    "ticket_message",
    "warning_message",
    "welcome_message",
]
