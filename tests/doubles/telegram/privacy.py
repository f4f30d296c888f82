"""Which messages of a chat the bot gets to see."""

from __future__ import annotations

from .chats import PRESENT, Chat, Chats, Json
from .entities import part

ANONYMOUS_ADMIN, CHANNEL_PERSONA = 1087968824, 136817688  # accounts that Telegram calls bots, and aren't
_SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_closed",
        "new_chat_title",
        "group_chat_created",
    }
)


def sees(chats: Chats, chat: Chat, body: Json) -> bool:
    """Whether Telegram tells the bot of a message which somebody else wrote."""
    if chat.bot not in PRESENT:
        return False
    if chat.kind in ("private", "channel"):
        return True
    everything = chats.settings.sees_all or chat.bot == "administrator"
    author = body.get("from") or {}
    if author.get("is_bot") and "sender_chat" not in body:
        return chats.settings.bot_to_bot and (everything or _is_direct(chats, body))
    return everything or bool(_SERVICE.intersection(body)) or _is_meant(chats, chat, body)


def _is_meant(chats: Chats, chat: Chat, body: Json) -> bool:
    via = (body.get("via_bot") or {}).get("id") == chats.settings.bot_id
    bare = chat.last_bot == chats.settings.bot_id and any("@" not in command for command in _words(body, "bot_command"))
    named = f"@{chats.settings.username}".casefold()
    mentioned = chats.settings.mentions_seen and named in map(str.casefold, _words(body, "mention"))
    return via or bare or mentioned or _is_direct(chats, body)


def _is_direct(chats: Chats, body: Json) -> bool:
    answered = ((body.get("reply_to_message") or {}).get("from") or {}).get("id") == chats.settings.bot_id
    named = f"@{chats.settings.username}".casefold()
    return answered or any(command.casefold().endswith(named) for command in _words(body, "bot_command"))


def _words(body: Json, kind: str) -> list[str]:
    pairs = (("text", "entities"), ("caption", "caption_entities"))
    return [
        part(str(body.get(text, "")), entity)
        for text, entities in pairs
        for entity in body.get(entities) or []
        if entity["type"] == kind
    ]
