"""How chats change around the bot: it comes and goes, is promoted or muted; groups become supergroups."""

from __future__ import annotations

import time

from .chats import ANN, PRESENT, Chats, shown
from .members import member


class Moves:
    """Each change is told to the bot."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def changes_bot(self, chat: int, status: str, user: int = ANN) -> None:
        """The bot's status becomes this one: my_chat_member, and the group's own line when it came or went."""
        place, bot = self._chats.chats[chat], self._chats.bot
        before, place.bot = place.bot, status
        old = "left" if before == "new" else before
        change = {"chat": place.wire, "from": self._chats.users[user], "date": int(time.time())}
        states = {"old_chat_member": member(bot, old), "new_chat_member": member(bot, status)}
        self._chats.publish("my_chat_member", {**change, **states}, chat, "")
        came, went = old not in PRESENT and status in PRESENT, old in PRESENT and status not in PRESENT
        if place.kind in ("group", "supergroup") and came:
            body = {"from": self._chats.users[user], "new_chat_members": [bot]}
            line = self._chats.keep(place, body)
            self._chats.publish("message", shown(line.body), chat, line.id)
        elif place.kind == "group" and went:
            self._chats.keep(place, {"from": self._chats.users[user], "left_chat_member": bot})

    def adds_bot(self, chat: int, status: str = "member", user: int = ANN) -> None:
        """Somebody adds the bot."""
        self.changes_bot(chat, status, user)

    def removes_bot(self, chat: int, user: int = ANN) -> None:
        """Somebody removes the bot from a group or channel."""
        self.changes_bot(chat, "kicked", user)

    def mutes_bot(self, chat: int, user: int = ANN) -> None:
        """The bot may not write any more."""
        self.changes_bot(chat, "restricted", user)

    def blocks_bot(self, user: int) -> None:
        """Somebody blocks the bot in their private chat."""
        self.changes_bot(user, "kicked", user)

    def unblocks_bot(self, user: int) -> None:
        """... and lets it write again."""
        self.changes_bot(user, "member", user)

    def migrates(self, chat: int) -> int:
        """A basic group becomes a supergroup; its new id. Both chats tell of it, and the old one is closed."""
        old = self._chats.chats[chat]
        assert old.kind == "group", f"{chat} is a {old.kind}, a basic group is wanted"
        new = self._chats.chats[self._chats.add_group(old.title, bot=old.bot)]
        old.migrated_to = new.id
        for place, name, other in ((old, "migrate_to_chat_id", new.id), (new, "migrate_from_chat_id", old.id)):
            line = self._chats.keep(place, {"from": self._chats.users[ANN], name: other})
            self._chats.publish("message", shown(line.body), place.id, line.id)
        return new.id

    def closes_topic(self, chat: int, topic: int) -> None:
        """A topic is closed: nobody but administrators writes there."""
        self._chats.chats[chat].topics[topic] = ""
