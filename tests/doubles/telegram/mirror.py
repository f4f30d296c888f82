"""A channel's posts appear in its discussion group by themselves."""

from __future__ import annotations

from .chats import SERVICE, Chat, Chats, Json, Message, shown

_CONTENT = ("text", "entities", "caption", "caption_entities", "document", "photo", "rich_message")


def mirror(chats: Chats, channel: Chat, post: Message) -> Message:
    """The copy of a post, told to the bot: Telegram sends it in the channel's name."""
    group = chats.chats[channel.linked]
    content = {name: post.body[name] for name in _CONTENT if name in post.body}
    origin = {"type": "channel", "chat": channel.wire, "message_id": post.id, "date": post.body["date"]}
    copy = chats.keep(
        group,
        {**content, **sender(), "sender_chat": channel.wire, "forward_origin": origin, "is_automatic_forward": True},
    )
    chats.publish("message", shown(copy.body), group.id, copy.id)
    return copy


def sender() -> Json:
    """Telegram's own account."""
    return {"from": {"id": SERVICE, "is_bot": False, "first_name": "Telegram"}}
