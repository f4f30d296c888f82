"""What people, channels and other bots write; each act reaches the bot as Telegram would tell it."""

from __future__ import annotations

import time
from typing import Any

from tests.doubles.happenings import Kind

from .chats import ANN, Chats, Json, Message, placed, record, shown
from .entities import clip, detect
from .files import keep_file
from .mirror import mirror
from .privacy import ANONYMOUS_ADMIN, CHANNEL_PERSONA, sees
from .updates import Updates

MOST = 4096  # units of one message; a client cuts what is longer
_PHOTO = [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 60, "file_size": 1200}]


class People:
    """Everybody but the bot. A message is named by (chat, number); `wanted` and `tag` are for the checker."""

    def __init__(self, chats: Chats, updates: Updates) -> None:
        self._chats = chats
        self._updates = updates

    def says(self, chat: int, text: str, user: int = 0, **how: Any) -> int:
        """Somebody writes; the message's number. In a private chat it is its owner. `how`: what `posts` takes."""
        return self.posts(chat, texts(text), user, **how)

    def posts(
        self,
        chat: int,
        body: Json,
        user: int = 0,
        *,
        reply_to: int = 0,
        topic: int = 0,
        wanted: bool = True,
        tag: str = "",
    ) -> int:
        """Any message, as its wire form without number and chat; `from` and `date` may be among it."""
        place = self._chats.chats[chat]
        if place.kind == "channel":
            return self.publishes(chat, body, wanted=wanted, tag=tag)
        if place.bot == "new":
            place.bot = "member"  # who writes privately has started the bot
        author = user or (chat if place.kind == "private" else ANN)
        sender = {} if "from" in body else {"from": self._chats.users[author]}
        message = self._chats.keep(place, {**sender, **placed(place, reply_to, topic), **body})
        if message.body["from"].get("is_bot") and "sender_chat" not in message.body:
            place.last_bot = message.body["from"]["id"]
        record(self._chats, Kind.ASKED, message, wanted=wanted, tag=tag)
        if sees(self._chats, place, message.body):
            self._chats.publish("message", shown(message.body), chat, message.id)
        return message.id

    def captions(self, chat: int, caption: str, user: int = 0, **how: Any) -> int:
        """Somebody sends a photo with a caption."""
        return self.posts(chat, {"photo": _PHOTO, **texts(caption, "caption")}, user, **how)

    def shares(
        self,
        chat: int,
        content: str | bytes,
        name: str = "error.log",
        mimetype: str = "text/plain",
        user: int = 0,
        *,
        caption: str = "",
        file: Json | None = None,
        **how: Any,
    ) -> int:
        """Somebody sends a document; `file` overrides what is told of it, such as {"file_size": 21_000_000}."""
        raw = content.encode() if isinstance(content, str) else content
        told = keep_file(self._chats, raw, name, mimetype, file or {})
        return self.posts(chat, {"document": told, **(texts(caption, "caption") if caption else {})}, user, **how)

    def forwards(self, chat: int, text: str, user: int = 0, *, origin: Json | None = None, **how: Any) -> int:
        """Somebody forwards a text, by default of a person who hides."""
        hidden = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(time.time()) - 60}
        return self.posts(chat, {**texts(text), "forward_origin": origin or hidden}, user, **how)

    def shows_rich(self, chat: int, blocks: list[Json], user: int = 0, **how: Any) -> int:
        """Somebody sends a rich message: it has no text at all."""
        return self.posts(chat, {"rich_message": {"blocks": blocks}}, user, **how)

    def quotes(self, chat: int, quote: str, text: str = "?", user: int = 0, **how: Any) -> int:
        """Somebody replies to a message of another chat, of which the quote alone is told."""
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": int(time.time())}
        beside = {"quote": {"text": quote, "position": 0}, "external_reply": {"origin": origin}}
        return self.posts(chat, {**texts(text), **beside}, user, **how)

    def alerts(self, chat: int, text: str, bot: int = 5005, **how: Any) -> int:
        """Another bot posts; the bot sees it only where Settings.bot_to_bot allows."""
        if bot not in self._chats.users:
            self._chats.add_user(bot, "Alertmanager", is_bot=True)
        return self.posts(chat, texts(text), bot, **how)

    def says_anonymously(self, chat: int, text: str, **how: Any) -> int:
        """An administrator writes in the group's name."""
        author = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        wire = self._chats.chats[chat].wire
        return self.posts(chat, {"from": author, "sender_chat": wire, **texts(text)}, **how)

    def says_as_channel(self, chat: int, channel: int, text: str, **how: Any) -> int:
        """Somebody writes in a group in the name of their channel."""
        author = {"id": CHANNEL_PERSONA, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
        wire = self._chats.chats[channel].wire
        return self.posts(chat, {"from": author, "sender_chat": wire, **texts(text)}, **how)

    def pastes(
        self, chat: int, text: str, user: int = 0, *, trim: bool = False, wanted: bool = True, **how: Any
    ) -> list[int]:
        """Somebody pastes what is longer than a message: the client cuts it; the answer belongs to the first part.

        With `trim` blanks at the cuts get lost, as Telegram trims messages.
        """
        parts = []
        while text:
            parts.append(clip(text, MOST))
            text = text[len(parts[-1]) :]
        if trim:
            parts = [part.strip() for part in parts]
        return [
            self.says(chat, part, user, wanted=wanted and number == 0, **how)
            for number, part in enumerate(parts)
            if part
        ]

    def publishes(
        self, channel: int, content: str | Json, *, wanted: bool = True, tag: str = "", answered_in: str = "group"
    ) -> int:
        """A channel publishes; the post's number. Its copy appears in the discussion group, if there is one.

        One answer is wanted for both; `answered_in` "group" or "channel" says where. See `mirrored`.
        """
        place = self._chats.chats[channel]
        body = texts(content) if isinstance(content, str) else content
        post = self._chats.keep(place, {"sender_chat": place.wire, **body})
        asked = post
        told = place.bot in {"administrator", "member"}
        if told:
            self._chats.publish("channel_post", shown(post.body), channel, post.id)
        if place.linked:
            copy = mirror(self._chats, place, post)
            asked = copy if answered_in == "group" else post
        record(self._chats, Kind.ASKED, asked, wanted=wanted, tag=tag)
        return post.id

    def mirrored(self, channel: int, post: int) -> int:
        """The number of a post's copy in the discussion group."""
        group = self._chats.chats[self._chats.chats[channel].linked]
        copies = (copy for copy in group.messages.values() if copy.body.get("is_automatic_forward"))
        return next(copy.id for copy in copies if copy.body["forward_origin"]["message_id"] == post)

    def edits(self, chat: int, number: int, text: str) -> None:
        """The author edits their message or its caption."""
        message = self._message(chat, number)
        name = "caption" if "caption" in message.body else "text"
        after = {key: value for key, value in message.body.items() if key not in ("entities", "caption_entities")}
        self._change(message, {**after, **texts(text, name)})
        record(self._chats, Kind.REWRITTEN, message)

    def touches(self, chat: int, number: int, **fields: Any) -> None:
        """Telegram tells of an edit though the words are the same."""
        message = self._message(chat, number)
        self._change(message, {**message.body, **fields})

    def _change(self, message: Message, after: Json) -> None:
        place = self._chats.chats[message.chat]
        message.versions.append(message.body)
        last = int(message.body.get("edit_date") or 0)
        message.body = {**after, "edit_date": max(int(time.time()), last + 1)}
        if sees(self._chats, place, message.body):
            kind = "edited_channel_post" if place.kind == "channel" else "edited_message"
            self._chats.publish(kind, shown(message.body), message.chat, message.id)

    def deletes(self, chat: int, number: int) -> None:
        """The author deletes their message. The bot is not told."""
        message = self._message(chat, number)
        message.deleted = True
        record(self._chats, Kind.WITHDRAWN, message)

    def sends_raw(self, update: Any, chat: int | str = "", message: int | str = "") -> int:
        """Any update, malformed ones too; an update_id is given to an object that has none. Its number."""
        return self._updates.add(update, str(chat), str(message))

    def _message(self, chat: int, number: int) -> Message:
        message = self._chats.message(chat, number)
        assert message is not None, f"no message {number} in {chat}"
        return message


def texts(text: str, name: str = "text") -> Json:
    """A text (or caption) with what Telegram finds in it."""
    found = detect(text)
    entities = "entities" if name == "text" else f"{name}_entities"
    return {name: text, **({entities: found} if found else {})}
