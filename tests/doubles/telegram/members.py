"""Members of chats, as getChatMember and my_chat_member tell them."""

from __future__ import annotations

from .arguments import Arguments
from .chats import PRESENT, Chats, Json
from .reach import find_chat, may_write
from .refusal import bad, forbidden

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_SAYS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_react_to_messages",
    "can_edit_tag",
)


def member(user: Json, status: str) -> Json:
    """A ChatMember."""
    told: Json = {"user": user, "status": status}
    if status == "creator":
        return {**told, "is_anonymous": False}
    if status == "administrator":
        return {**told, "can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, False)}
    if status == "restricted":
        return {**told, "is_member": True, "until_date": 0, **dict.fromkeys(_SAYS, False)}
    return {**told, "until_date": 0} if status == "kicked" else told


def get_member(chats: Chats, args: Arguments) -> Json:
    """getChatMember. Raises RefusalError."""
    chat, number = find_chat(chats, args), args.number("user_id")
    if number == chats.settings.bot_id:
        return member(chats.bot, "left" if chat.bot == "new" else chat.bot)
    if chat.bot not in PRESENT:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    if number not in chats.users:
        raise bad("user not found")
    return member(chats.users[number], chat.members.get(number, "member"))


def get_chat(chats: Chats, args: Arguments) -> Json:
    """getChat. Raises RefusalError."""
    chat = find_chat(chats, args)
    if chat.bot not in PRESENT and chat.kind != "private":
        may_write(chat)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    beside = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, True)}
    linked = {"linked_chat_id": chat.linked} if chat.linked else {}
    return {**chat.wire, **beside, **linked}


def leave_chat(chats: Chats, args: Arguments) -> bool:
    """leaveChat. Raises RefusalError."""
    chat = find_chat(chats, args)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    if chat.bot not in PRESENT:
        may_write(chat)
    chat.bot = "left"
    return True
