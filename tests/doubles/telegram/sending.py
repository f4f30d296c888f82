"""What the bot writes into chats: checked as Telegram does, stored and recorded."""

from __future__ import annotations

import time

from tests.doubles.happenings import Kind

from .arguments import Arguments
from .chats import Chat, Chats, Json, Message, is_own, placed, record, shown
from .entities import detect, part, units
from .keyboards import check_keyboard
from .markup import Formatted, parse_html
from .mirror import mirror
from .reach import check_topic, find_chat, may_write
from .refusal import bad

_MOST_TEXT, _MOST_ENTITIES = 4096, 100
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as"
    " a current content and reply markup of the message"
)
_KEPT = {"code", "pre", "text_link", "text_mention"}  # within these nothing is found


def send_message(chats: Chats, args: Arguments) -> Json:
    """sendMessage. Raises RefusalError."""
    chat = find_chat(chats, args)
    may_write(chat)
    content = compose(args)
    reply = args.object("reply_parameters")
    target = _target(chat, reply)
    topic = args.number("message_thread_id")
    check_topic(chat, topic or (target.topic if target else 0), named=bool(topic))
    author = {"sender_chat": chat.wire, "_own": True} if chat.kind == "channel" else {"from": chats.bot}
    place = placed(chat, target.id if target else 0, topic)
    message = chats.keep(chat, {**author, **place, **content}, args.given)
    message.target = int(reply.get("message_id") or 0)
    chat.last_bot = chats.settings.bot_id
    record(chats, Kind.POSTED, message, detail="orphan" if message.target and target is None else "")
    record_dangers(chats, message)
    if chat.kind == "channel" and chat.linked:
        mirror(chats, chat, message)
    return shown(message.body)


def compose(args: Arguments) -> Json:
    """The content of a text message: text, entities, preview, buttons. Raises RefusalError."""
    formatted = formatted_text(args)
    content: Json = {"text": formatted.text}
    inside = [entity for entity in formatted.entities if entity["type"] in _KEPT]
    every = [*formatted.entities, *detect(formatted.text, inside)]
    if every:
        content["entities"] = sorted(every, key=lambda entity: (entity["offset"], -entity["length"]))
    if preview := args.object("link_preview_options"):
        content["link_preview_options"] = preview
    if args.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    if keyboard := check_keyboard(args.object("reply_markup")):
        content["reply_markup"] = keyboard
    return content


def formatted_text(args: Arguments, name: str = "text") -> Formatted:
    """The text with its entities, within Telegram's limits. Raises RefusalError."""
    raw, mode = args.text(name), args.text("parse_mode").casefold()
    if mode not in ("", "html"):
        raise bad("unsupported parse_mode (this stand-in reads HTML alone)")
    given = args.list("entities")
    if not all(isinstance(entity, dict) and _is_placed(entity) for entity in given):
        raise bad("can't parse MessageEntity")
    read = parse_html(raw) if mode else Formatted(raw, tuple(given))
    text = read.text.rstrip()
    if not text.strip():
        raise bad(f"message {name} is empty")
    if units(text) > _MOST_TEXT:
        raise bad("message is too long")
    if len(read.entities) > _MOST_ENTITIES:
        raise bad("ENTITIES_TOO_LONG")  # Telegram may as well drop the rest in silence
    if any(entity["offset"] + entity["length"] > units(read.text) for entity in read.entities):
        raise bad("entity beginning or end is out of the text")
    return Formatted(text, read.entities)


def edit_text(chats: Chats, args: Arguments) -> Json | bool:
    """editMessageText. Raises RefusalError."""
    message = own_message(chats, args)
    content = compose(args)
    return _change(chats, message, args, content, ("text", "entities", "link_preview_options", "reply_markup"))


def edit_buttons(chats: Chats, args: Arguments) -> Json | bool:
    """editMessageReplyMarkup. Raises RefusalError."""
    message = own_message(chats, args)
    keyboard = check_keyboard(args.object("reply_markup"))
    return _change(chats, message, args, {"reply_markup": keyboard} if keyboard else {}, ("reply_markup",))


def _change(chats: Chats, message: Message, args: Arguments, content: Json, names: tuple[str, ...]) -> Json | bool:
    before = dict(message.body)
    compared = [name for name in names if name != "link_preview_options"]
    if all(before.get(name) == content.get(name) for name in compared):
        raise bad(_UNCHANGED)
    message.versions.append(before)
    rest = {name: value for name, value in before.items() if name not in names}
    message.body = {**rest, **content, "edit_date": int(time.time())}
    message.args = {**message.args, **args.given}
    record(chats, Kind.EDITED, message)
    record_dangers(chats, message)
    return True if "inline_message_id" in args else shown(message.body)


def delete_message(chats: Chats, args: Arguments) -> bool:
    """deleteMessage. Raises RefusalError."""
    chat = find_chat(chats, args)
    message = chats.message(chat.id, args.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    own = is_own(chats, message.body)
    if not own and chat.bot != "administrator":
        raise bad("message can't be deleted")
    message.deleted = True
    record(chats, Kind.DELETED if own else Kind.WITHDRAWN, message)
    return True


def own_message(chats: Chats, args: Arguments) -> Message:
    """The message to edit. Raises RefusalError when there is none, or it isn't the bot's."""
    if "inline_message_id" in args:
        inline = chats.inline_messages.get(args.text("inline_message_id"))
        if inline is None:
            raise bad("MESSAGE_ID_INVALID")
        return inline
    chat = find_chat(chats, args)
    may_write(chat)
    if "message_id" not in args:
        raise bad("message identifier is not specified")
    message = chats.message(chat.id, args.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not is_own(chats, message.body):
        raise bad("message can't be edited")
    return message


def _target(chat: Chat, reply: Json) -> Message | None:
    if not reply:
        return None
    if not isinstance(reply.get("message_id"), int):
        raise bad('can\'t parse reply parameters: field "message_id" must be a Number')
    if str(reply.get("chat_id") or chat.id) != str(chat.id):
        raise bad("message to be replied not found")  # replies across chats are not the bot's business
    found = chat.messages.get(reply["message_id"])
    if found is None or found.deleted:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")
    if (quote := reply.get("quote")) and str(quote) not in found.text:
        raise bad("QUOTE_TEXT_INVALID")
    return found


def record_dangers(chats: Chats, message: Message) -> None:
    """What the words do beside being read: ping somebody, offer a command, open a preview."""
    body, about = message.body, {"channel": str(message.chat), "message": str(message.id)}
    entities = body.get("entities") or []
    for entity in entities:
        words = part(message.text, entity)
        if entity["type"] in ("mention", "text_mention", "bot_command"):
            chats.history.add(
                Kind.MENTION, text=words, name=entity["type"], detail=_permit(chats, entity, words), **about
            )
    links = [entity for entity in entities if entity["type"] in ("url", "text_link")]
    if links and not (body.get("link_preview_options") or {}).get("is_disabled"):
        chats.history.add(Kind.PREVIEW, text=part(message.text, links[0]), **about)


def _is_placed(entity: Json) -> bool:
    return all(isinstance(entity.get(name), int) for name in ("offset", "length")) and "type" in entity


def _permit(chats: Chats, entity: Json, words: str) -> str:
    settings = chats.settings
    own = settings.username.casefold()
    if entity["type"] == "bot_command":
        command, _, bot = words[1:].partition("@")
        return "allowed" if command in settings.commands and bot.casefold() in ("", own) else "stray"
    names = {own, *map(str.casefold, settings.may_mention)}
    return "allowed" if words[1:].casefold() in names and entity["type"] == "mention" else "stray"
