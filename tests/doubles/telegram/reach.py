"""Where the bot may write: the refusals of chats that are gone, closed or forbidden."""

from __future__ import annotations

from .arguments import Arguments
from .chats import GENERAL, PRESENT, Chat, Chats
from .refusal import bad, forbidden


def find_chat(chats: Chats, args: Arguments) -> Chat:
    """The chat of a call. Raises RefusalError."""
    name = args.text("chat_id")
    if not name:
        raise bad("chat_id is empty")
    try:
        chat = chats.chats.get(int(name))
    except ValueError:
        chat = None
    if chat is None:
        raise bad("chat not found")
    if chat.migrated_to:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    return chat


def may_write(chat: Chat) -> None:
    """Raises RefusalError when the bot can't post there."""
    if chat.gone:
        raise forbidden(chat.gone)
    if chat.kind == "private":
        if chat.bot == "new":
            raise forbidden("bot can't initiate conversation with a user")
        if chat.bot != "member":
            raise forbidden("bot was blocked by the user")
    elif chat.bot == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot not in PRESENT:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif chat.bot == "restricted":
        raise bad("not enough rights to send text messages to the chat")
    elif chat.kind == "channel" and chat.bot != "administrator":
        raise bad("need administrator rights in the channel chat")


def check_topic(chat: Chat, topic: int, *, named: bool) -> None:
    """Raises RefusalError for a topic that can't be written to; `named` when the call named it itself."""
    if not topic:
        topic = GENERAL if chat.forum else 0
    elif named and (topic == GENERAL or topic not in chat.topics):
        raise bad("message thread not found")  # General is written to by naming no topic
    if topic and chat.topics.get(topic) == "":
        raise bad("TOPIC_CLOSED")
