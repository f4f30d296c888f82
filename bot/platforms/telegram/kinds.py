"""What Telegram brings, by its kind: a closed set, for what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.metrics import OTHER

_KINDS: Final = {
    "message": "message",
    "edited_message": "edit",
    "channel_post": "message",
    "edited_channel_post": "edit",
    "callback_query": "button",
    "inline_query": "inline",
    "my_chat_member": "membership",
}


def kind_of(update: Mapping[str, Any]) -> str:
    """Such as "message" or "button"; OTHER for what the bot knows nothing of."""
    return next((kind for name, kind in _KINDS.items() if name in update), OTHER)
