"""Updates in the shapes that Telegram sends them in. All names, ids and addresses are made up."""

from __future__ import annotations

from typing import Any

from bot.platforms.telegram.updates import Me

Json = dict[str, Any]

ME = Me(7000000001, "AcmeErrcodeBot", sees_all=True)
GROUP, FORUM, CHANNEL, DANA_ID, OLGA_ID = -1001000000001, -1001000000002, -1001000000003, 500000001, 500000002
NOW, THEN = 1_800_000_000, 1_799_999_998
MESSAGE = 17
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
CASE = "0123456789abcdef"

DANA = {"id": DANA_ID, "is_bot": False, "first_name": "Dana", "username": "dana_made_up", "language_code": "en"}
OLGA = {"id": OLGA_ID, "is_bot": False, "first_name": "Olga", "language_code": "zh-hans", "is_premium": True}
US = {"id": ME.id, "is_bot": True, "first_name": "errcode", "username": ME.username}
ALERTS = {"id": 7000000002, "is_bot": True, "first_name": "Alerts", "username": "AcmeAlertsBot"}
GROUP_ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_PERSONA = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
SERVICE = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

TRIAGE = {"id": GROUP, "title": "Triage", "type": "supergroup"}
TOPICS = {"id": FORUM, "title": "Triage by topic", "type": "supergroup", "is_forum": True}
ALERT_CHANNEL = {"id": CHANNEL, "title": "Alerts", "username": "acme_alerts", "type": "channel"}
PRIVATE = {"id": DANA_ID, "first_name": "Dana", "username": "dana_made_up", "type": "private"}


def update(kind: str, body: Any) -> Json:
    return {"update_id": 900000001, kind: body}


def said(text: str | None = PASTE, **more: Any) -> Json:
    """A message of Dana's in the group; a field that is given as None is left out."""
    body = {"message_id": MESSAGE, "from": DANA, "chat": TRIAGE, "date": THEN, "text": text, **more}
    return {key: value for key, value in body.items() if value is not None}


def private(text: str | None = PASTE, **more: Any) -> Json:
    return said(text, **{"chat": PRIVATE, **more})


def post(text: str | None = PASTE, **more: Any) -> Json:
    """A channel's post: nobody's, but the channel's."""
    return said(text, **{"from": None, "chat": ALERT_CHANNEL, "sender_chat": ALERT_CHANNEL, **more})


def mirror(text: str = PASTE, **more: Any) -> Json:
    """The same post in the channel's discussion group."""
    origin = {"type": "channel", "chat": ALERT_CHANNEL, "message_id": MESSAGE, "date": THEN}
    automatic = {"sender_chat": ALERT_CHANNEL, "is_automatic_forward": True, "forward_origin": origin}
    return said(text, **{"message_id": 40, "from": SERVICE, **automatic, **more})


def document(**more: Any) -> Json:
    return {
        "file_name": "app.log",
        "mime_type": "text/plain",
        "file_id": "BQACAgIAAxkBAAMR_made-up",
        "file_unique_id": "AgADmadeup",
        "file_size": 69,
        **more,
    }


TOPIC_BEGINNING = {
    "message_id": 5,
    "from": US,
    "chat": TOPICS,
    "date": THEN - 9000,
    "message_thread_id": 5,
    "forum_topic_created": {"name": "payments", "icon_color": 7322096},
    "is_topic_message": True,
}
IN_TOPIC = said(chat=TOPICS, message_thread_id=5, is_topic_message=True, reply_to_message=TOPIC_BEGINNING)
IN_GENERAL = said(chat=TOPICS, message_thread_id=12, reply_to_message=said("look", message_id=12, chat=TOPICS))
OUR_ANSWER = said("223114 · face is fuzzy", message_id=15, **{"from": US})
ALERT = said(PASTE, message_id=16, **{"from": ALERTS})
RICH = {
    "blocks": [
        {"type": "heading", "text": "Alert", "size": 1},
        {
            "type": "paragraph",
            "text": ["service ", {"type": "bold", "text": ["face", {"type": "code", "text": "-api"}]}],
        },
        {"type": "pre", "text": PASTE, "language": "json"},
        {"type": "divider"},
        {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "third pod"}]}]},
        {"type": "table", "caption": "codes", "cells": [[{"text": "code", "is_header": True}, {"text": "18"}], [{}]]},
        {"type": "details", "summary": "more", "blocks": [{"type": "blockquote", "blocks": [], "credit": "olga"}]},
        {"type": "photo", "photo": [], "caption": {"text": "a graph", "credit": "dashboard"}},
        {"type": "buttons", "buttons": [[{"text": "silence", "callback_data": "x"}]]},
    ]
}
RICH_TEXT = f"Alert\nservice face-api\n{PASTE}\nthird pod\ncode\t18\ncodes\nmore\nolga\na graph"

CALLBACK = {
    "id": "4382bfdwdsb323b2d9",
    "from": OLGA,
    "message": {**OUR_ANSWER, "reply_to_message": said()},
    "chat_instance": "-3141592653589793238",
    "data": f"choose:{CASE}:2",
}
INLINE = {"id": "4382bfdwdsb323b2da", "from": OLGA, "query": "\u3000223114 ", "offset": "", "chat_type": "group"}


def membership(before: str, after: str, chat: Json = TRIAGE, **more: Any) -> Json:
    """The bot's status in a chat has changed."""
    return {
        "chat": chat,
        "from": DANA,
        "date": THEN,
        "old_chat_member": {"user": US, "status": before, **more},
        "new_chat_member": {"user": US, "status": after, **more},
    }


SERVICE_MESSAGES: list[Json] = [
    {"new_chat_members": [DANA], "new_chat_member": DANA, "new_chat_participant": DANA},
    {"left_chat_member": US},
    {"new_chat_title": "error_code 18"},
    {"pinned_message": ALERT},
    {
        "forum_topic_created": {"name": "error_code 18", "icon_color": 1},
        "is_topic_message": True,
        "message_thread_id": 17,
    },
    {"group_chat_created": True},
    {"video_chat_started": {}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
]
