"""Answers to buttons and to inline queries, checked as Telegram does."""

from __future__ import annotations

import time
from typing import Any

from tests.doubles.happenings import Kind

from .arguments import Arguments
from .chats import Chats, Json
from .keyboards import check_keyboard
from .refusal import bad
from .sending import compose, formatted_text

_OLD = "query is too old and response timeout expired or query ID is invalid"
_MOST_RESULTS, _MOST_OFFSET = 50, 64


def answer_button(chats: Chats, args: Arguments) -> bool:
    """answerCallbackQuery. Raises RefusalError."""
    _open(chats, args, "callback_query_id")
    if len(args.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    url = args.text("url")
    if url and not url.startswith(("https://", "http://", "tg://")):
        raise bad("URL_INVALID")
    chats.answered[args.text("callback_query_id")] = args.given
    return True


def answer_inline(chats: Chats, args: Arguments) -> bool:
    """answerInlineQuery; its results are recorded as seen by the one who typed. Raises RefusalError."""
    update, user = _open(chats, args, "inline_query_id")
    results = args.list("results")
    if len(results) > _MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len(args.text("next_offset").encode()) > _MOST_OFFSET:
        raise bad("NEXT_OFFSET_INVALID")
    texts = [_check_result(result) for result in results]
    if len({result["id"] for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    _check_start(args.object("button"))
    chats.answered[args.text("inline_query_id")] = {**args.given, "results": results}
    about = {"channel": "inline", "name": update, "author": str(user)}
    chats.history.add(Kind.WHISPERED, text="\n".join(texts), **about)
    return True


def chosen_content(result: Json) -> Json:
    """What a chosen result puts into a chat."""
    arguments = _content(result)
    keyboard = {"reply_markup": result["reply_markup"]} if result.get("reply_markup") else {}
    return {**compose(arguments), **keyboard}


def _open(chats: Chats, args: Arguments, name: str) -> tuple[str, int]:
    until, update, user = chats.queries.get(args.text(name), (0.0, "", 0))
    if time.monotonic() > until:
        raise bad(_OLD)
    return update, user


def _check_result(result: Any) -> str:
    if not isinstance(result, dict) or not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if result.get("type") != "article":
        raise bad("can't parse inline query result (this stand-in reads articles alone)")
    if not str(result.get("title") or "").strip():
        raise bad("can't parse inline query result: ARTICLE_TITLE_EMPTY")
    check_keyboard(result.get("reply_markup") or {})
    return f"{result['title']}\n{result.get('description', '')}\n{formatted_text(_content(result), 'text').text}"


def _content(result: Json) -> Arguments:
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad("can't parse inline query result: no input_message_content with message_text")
    rest = {name: value for name, value in content.items() if name != "message_text"}
    return Arguments({**rest, "text": content["message_text"]})


def _check_start(button: Json) -> None:
    start = str(button.get("start_parameter", "x"))
    allowed = start.replace("_", "").replace("-", "").isalnum() and start.isascii() and len(start) <= 64
    if button and not (allowed and button.get("text")):
        raise bad("START_PARAM_INVALID")
