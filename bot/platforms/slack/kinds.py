"""What Slack brings, by its kind: a closed set, for what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.metrics import OTHER

_EVENTS: Final = {"message": "message", "app_mention": "mention", "app_home_opened": "home"}
_CHANGES: Final = {"message_changed": "edit", "message_deleted": "deletion"}
_INTERACTIONS: Final = {
    "block_actions": "button",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "view_submission": "form",
}


def kind_of(body: Mapping[str, Any]) -> str:
    """Such as "message", "command" or "button"; OTHER for what the bot knows nothing of."""
    event = body.get("event")
    if isinstance(event, dict):
        changed = _known(_CHANGES, event.get("subtype"))
        return changed or _known(_EVENTS, event.get("type")) or OTHER
    return "command" if "command" in body else _known(_INTERACTIONS, body.get("type")) or OTHER


def _known(names: Mapping[str, str], name: object) -> str:
    return names.get(name, "") if isinstance(name, str) else ""
