"""What people and other apps do in the workspace; each act reaches the bot as Slack would tell it."""

from __future__ import annotations

import uuid
from typing import Any

from tests.doubles.happenings import Kind

from . import posting
from .delivery import Delivery, Outcome, Postman
from .events import (
    callback,
    changed_event,
    command_body,
    compose,
    hears,
    hears_mentions,
    mention_event,
    message_event,
)
from .files import keep_file
from .hooks import Hooks
from .workspace import Channel, Json, Message, Workspace


class People:
    """Everybody but the bot. Messages are named by (channel, ts); `wanted` and `tag` are for the checker."""

    def __init__(self, workspace: Workspace, postman: Postman, hooks: Hooks) -> None:
        self._workspace = workspace
        self._postman = postman
        self._hooks = hooks

    def publish(self, event: Json, channel: str, message: str, after: float = 0.0) -> Delivery:
        """Delivers an event; for events that no method here makes."""
        body = callback(self._workspace, event)
        return self._postman.send(Delivery("events_api", body, channel, message), after)

    def says(self, channel: str, typed: str, user: str = "U1", *, thread: str = "", **how: Any) -> str:
        """A person writes what is typed; the message's ts. `how`: what `posts` takes."""
        text, blocks = compose(typed)
        content = {"text": text, "blocks": blocks} if blocks else {"text": text}
        author = {"user": user, "client_msg_id": str(uuid.uuid4()), "team": self._workspace.settings.team}
        return self.posts(channel, {**author, **content}, thread=thread, **how)

    def mentions(self, channel: str, typed: str, user: str = "U1", **how: Any) -> str:
        """A person writes to the bot: Slack tells it twice, as message and as app_mention."""
        return self.says(channel, f"<@{self._workspace.settings.bot_user}> {typed}", user, **how)

    def writes_privately(self, typed: str, user: str = "U1", **how: Any) -> str:
        """A person writes in the private chat with the bot."""
        return self.says(f"D{user}", typed, user, **how)

    def alerts(self, channel: str, attachments: list[Json], text: str = "", **how: Any) -> str:
        """Another app posts the old way: subtype bot_message, no user, the words in attachments."""
        body = {"subtype": "bot_message", "bot_id": "B9ALERT", "username": "Alertmanager", "text": text}
        return self.posts(channel, {**body, "attachments": attachments}, **how)

    def posts(
        self,
        channel: str,
        body: Json,
        *,
        thread: str = "",
        wanted: bool = True,
        tag: str = "",
        first: str = "",
        gap: float = 0.0,
    ) -> str:
        """Any message, as its wire form without ts and channel.

        A mention's twins come in any order unless `first` is "message" or "app_mention"; `gap` seconds apart.
        """
        place = self._workspace.channels[channel]
        message = self._workspace.keep(place, {**body, **({"thread_ts": thread} if thread else {})})
        posting.record(self._workspace, Kind.ASKED, message, wanted=wanted, tag=tag)
        events = self._events(place, message.body)
        if events and events[0]["type"] != (first or self._workspace.random.choice(("message", "app_mention"))):
            events.reverse()
        for number, event in enumerate(events):
            self.publish(event, channel, message.ts, number * gap)
        return message.ts

    def _events(self, channel: Channel, body: Json) -> list[Json]:
        bot = f"<@{self._workspace.settings.bot_user}>"
        events = [message_event(channel, body)] if hears(self._workspace, channel) else []
        if bot in str(body.get("text")) and hears_mentions(self._workspace, channel):
            events.append(mention_event(channel, body))
        return events

    def shares(
        self,
        channel: str,
        content: str | bytes,
        name: str = "error.txt",
        mimetype: str = "text/plain",
        *,
        mode: str = "snippet",
        typed: str = "",
        user: str = "U1",
        access: str = "visible",
        file: Json | None = None,
        **how: Any,
    ) -> str:
        """A person shares a file; `access` "check_file_info" tells its id alone; `file` overrides what is told."""
        raw = content.encode() if isinstance(content, str) else content
        told = {**keep_file(self._workspace, raw, name, mimetype, mode), **(file or {})}
        if access != "visible":
            told = {"id": told["id"], "mode": "file_access", "file_access": access}
        text, blocks = compose(typed)
        body = {"subtype": "file_share", "user": user, "text": text, "files": [told], "upload": True}
        return self.posts(channel, {**body, **({"blocks": blocks} if blocks else {})}, **how)

    def edits(self, channel: str, ts: str, typed: str) -> None:
        """The author edits their message."""
        text, blocks = compose(typed)
        message = self._message(channel, ts)
        edited = {"user": message.body.get("user", ""), "ts": self._workspace.next_ts()}
        self._change(message, {**message.body, "text": text, "blocks": blocks, "edited": edited})
        posting.record(self._workspace, Kind.REWRITTEN, message)

    def unfurls(self, channel: str, ts: str, attachments: list[Json]) -> None:
        """Slack adds a preview to a message: told as message_changed, though nobody edited."""
        message = self._message(channel, ts)
        self._change(message, {**message.body, "attachments": attachments})

    def _change(self, message: Message, after: Json) -> None:
        channel, before = self._workspace.channels[message.channel], message.body
        message.versions.append(before)
        message.body = after
        if hears(self._workspace, channel):
            self.publish(changed_event(self._workspace, channel, after, before), channel.id, message.ts)

    def deletes(self, channel: str, ts: str) -> None:
        """The author deletes their message: message_deleted, or a tombstone when it has replies."""
        place = self._workspace.channels[channel]
        posting.delete(self._workspace, place, self._message(channel, ts), Kind.WITHDRAWN)

    async def commands(
        self,
        channel: str,
        text: str,
        user: str = "U1",
        *,
        command: str = "/errcode",
        wanted: bool = True,
        tag: str = "",
    ) -> Outcome:
        """A person types a slash command; works where the bot is no member. What rides on the ack is shown."""
        place = self._workspace.channels[channel]
        self._workspace.askers.add(user)
        hook = self._hooks.new(channel, user)
        body = command_body(self._workspace, place, user, command, text, hook)
        what = {"channel": channel, "name": body["trigger_id"], "author": user, "text": text}
        self._workspace.history.add(Kind.ASKED, wanted=wanted, tag=tag, **what)
        outcome = await self._postman.send(Delivery("slash_commands", body, channel, responds=True)).outcome
        if outcome.acked:
            self._hooks.answer_in_ack(place, user, outcome.payload)
        return outcome

    def opens_home(self, user: str = "U1", tab: str = "home") -> None:
        """A person opens the app's home (tab "home") or its private chat (tab "messages")."""
        view = self._workspace.homes.get(user)
        at = self._workspace.next_ts()
        event = {"type": "app_home_opened", "user": user, "channel": f"D{user}", "event_ts": at, "tab": tab}
        if "app_home_opened" in self._workspace.settings.subscriptions:
            self.publish({**event, **({"view": view} if view else {})}, f"D{user}", at)

    def _message(self, channel: str, ts: str) -> Message:
        message = self._workspace.message(channel, ts)
        assert message is not None, f"no message {ts} in {channel}"
        return message
