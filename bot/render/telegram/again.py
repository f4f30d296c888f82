"""A message that may have been sent before says so."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from bot.render.telegram.limits import LONGEST_MESSAGE, units
from bot.render.telegram.message import Message
from bot.render.wording_telegram import again_text


def again_message(message: Message, language: str) -> Message:
    """The message below that remark; unchanged where there is no room for it."""
    said = again_text(language)
    plain = f"{said}\n\n{message.plain}"
    if units(plain) > LONGEST_MESSAGE:
        return message
    return replace(message, html=f"<i>{escape(said, quote=False)}</i>\n\n{message.html}", plain=plain)
