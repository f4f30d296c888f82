"""Buttons that people press, and inline queries that they type."""

from __future__ import annotations

import time

from tests.doubles.happenings import Kind

from .chats import ANN, Chats, Json, Message, placed, shown
from .inline import chosen_content
from .keyboards import buttons_of
from .privacy import sees

INLINE = "inline"  # the channel of inline queries in the history


class Hands:
    """Each act gives the query's id: Chats.answered has the answer under it."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def clicks(self, chat: int, number: int, button: str = "", user: int = 0) -> str:
        """Somebody presses a button: the one whose data begins so, or that says so; by default the first."""
        message = self._chats.message(chat, number)
        assert message is not None, f"no message {number} in {chat}"
        found = [one for one in buttons_of(message.body) if "callback_data" in one]
        fitting = (one for one in found if button in ("", one["text"]) or one["callback_data"].startswith(button))
        chosen = next(fitting, None)
        assert chosen is not None, f"no button {button!r}; there are {found}"
        return self.forges(chat, number, chosen["callback_data"], user)

    def forges(self, chat: int, number: int, data: str | None, user: int = 0, *, lost: bool = False) -> str:
        """A press with any data, of a button that needn't exist; `lost`: the message can't be told any more."""
        place, message = self._chats.chats[chat], self._chats.message(chat, number)
        author = user or (chat if place.kind == "private" else ANN)
        about: Json = {"data": data} if data is not None else {}
        inline = _inline_name(self._chats, message)
        if inline:
            about["inline_message_id"] = inline
        elif message is None or lost:
            about["message"] = {"chat": place.wire, "message_id": number, "date": 0}
        else:
            about["message"] = shown(message.body)
        query = f"4{self._chats.next_number():017d}"
        body = {"id": query, "from": self._chats.users[author], "chat_instance": f"-{abs(chat)}", **about}
        self._open(query, self._chats.publish("callback_query", body, chat, ""), author)
        return query

    def types_inline(
        self, text: str, user: int = ANN, *, offset: str = "", wanted: bool = True, tag: str = "", kind: str = "sender"
    ) -> str:
        """Somebody types "@bot text" in any chat."""
        query = f"8{self._chats.next_number():017d}"
        body = {"id": query, "from": self._chats.users[user], "query": text, "offset": offset, "chat_type": kind}
        number = self._chats.publish("inline_query", body, INLINE, "")
        what = {"channel": INLINE, "name": str(number), "author": str(user), "text": text}
        self._chats.history.add(Kind.ASKED, wanted=wanted, tag=tag, **what)
        self._open(query, number, user)
        return query

    def chooses(self, query: str, result: str, chat: int, user: int = ANN) -> int:
        """Somebody sends one of the results of an inline query to a chat; the message's number."""
        found = next(one for one in self._chats.answered[query]["results"] if one["id"] == result)
        place = self._chats.chats[chat]
        author = {"from": self._chats.users[user], "via_bot": self._chats.bot}
        message = self._chats.keep(place, {**author, **placed(place, 0, 0), **chosen_content(found)})
        if message.buttons:
            self._chats.inline_messages[f"inline-{message.chat}-{message.id}"] = message
        if sees(self._chats, place, message.body):
            self._chats.publish("message", shown(message.body), chat, message.id)
        return message.id

    def _open(self, query: str, update: int, user: int) -> None:
        self._chats.queries[query] = (time.monotonic() + self._chats.settings.pace.query, str(update), user)


def _inline_name(chats: Chats, message: Message | None) -> str:
    return next((name for name, known in chats.inline_messages.items() if known is message), "")
