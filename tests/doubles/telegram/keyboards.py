"""The buttons below a message, checked as Telegram does."""

from __future__ import annotations

import re
from typing import Any

from .refusal import bad

Json = dict[str, Any]

_ACTIONS = {
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "login_url",
    "web_app",
    "pay",
    "callback_game",
}
_MOST_BUTTONS, _MOST_IN_A_ROW = 100, 8
_WEB = re.compile(r"(https?|tg|ton)://[^\s]+\Z")


def check_keyboard(markup: Json) -> Json:
    """The markup as it is kept: {} for none. Raises RefusalError."""
    rows = markup.get("inline_keyboard")
    if rows is None:
        return {}  # reply keyboards leave nothing with the message
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard: field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        if len(row) > _MOST_IN_A_ROW:
            raise bad("too many buttons in a row")
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad("reply markup is too long")
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else {}


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: field "text" must be of type String')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_EMPTY")
    actions = _ACTIONS.intersection(button)
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: exactly one action is wanted")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= 64):
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not (isinstance(url, str) and _WEB.match(url)):
        raise bad(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")
    if "copy_text" in button and not 1 <= len(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def buttons_of(body: Json) -> list[Json]:
    """A message's buttons, row by row."""
    rows = (body.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button for row in rows for button in row]
