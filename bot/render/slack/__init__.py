"""Answer -> what Slack's methods take: plain data within Slack's limits, no SDK.

Every value from outside stands where Slack parses nothing (the text of a rich_text or plain_text), or
is escaped; `limits` names the limits, `paint` is the only module that makes Block Kit.
"""

from bot.render.chat.answer import choices_of
from bot.render.chat.bounds import MOST_IN_CHANNEL
from bot.render.chat.voice import Voice
from bot.render.slack.answer import answer_message
from bot.render.slack.message import Message
from bot.render.slack.notes import (
    headline_message,
    help_message,
    policy_message,
    repeat_message,
    thanks_message,
    warning_message,
)
from bot.render.slack.remedy import follow_up_message, steps_message, ticket_message
from bot.render.slack.views import FORM, FORM_BLOCK, FORM_INPUT, Health, form_view, home_view, result_view

__all__ = [
    "FORM",
    "FORM_BLOCK",
    "FORM_INPUT",
    "MOST_IN_CHANNEL",
    "Health",
    "Message",
    "Voice",
    "answer_message",
    "choices_of",
    "follow_up_message",
    "form_view",
    "headline_message",
    "help_message",
    "home_view",
    "policy_message",
    "repeat_message",
    "result_view",
    "steps_message",
    "thanks_message",
    "ticket_message",
    "warning_message",
]
