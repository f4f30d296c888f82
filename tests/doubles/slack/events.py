"""The payloads that Slack sends, built as its servers and its client build them."""

from __future__ import annotations

import re
import time
from typing import Any

from .workspace import Channel, Json, Message, Workspace

_PIECES = re.compile(r"(<@[UW][A-Z0-9]+>)|(https?://[^\s<>|]+)|(:(?:100|8ball|smile|warning):)")
_EVENT_SCOPES = {
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
    "mpim": ("message.mpim", "mpim:history"),
}


def escape(text: str) -> str:
    """The three characters that Slack escapes in `text`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def compose(typed: str) -> tuple[str, list[Json]]:
    """What the client makes of typed words: `text` with escapes and links, and a rich_text block.

    "<@U1>" stands for a mention picked from the client's list; three backticks make preformatted text.
    """
    text, elements = "", []
    for number, part in enumerate(typed.split("```")):
        inline, written = _inline(part)
        text += f"```{written}```" if number % 2 else written
        if inline:
            elements.append(
                {"type": "rich_text_preformatted" if number % 2 else "rich_text_section", "elements": inline}
            )
    return text, [{"type": "rich_text", "block_id": "bl0ck", "elements": elements}] if elements else []


def _inline(part: str) -> tuple[list[Json], str]:
    elements: list[Json] = []
    written = ""
    for piece in filter(None, _PIECES.split(part)):
        if piece.startswith("<@") and _PIECES.fullmatch(piece):
            elements.append({"type": "user", "user_id": piece[2:-1]})
            written += piece
        elif _PIECES.fullmatch(piece) and piece.startswith("http"):
            elements.append({"type": "link", "url": piece})
            written += f"<{escape(piece)}>"
        elif _PIECES.fullmatch(piece):
            elements.append({"type": "emoji", "name": piece[1:-1]})
            written += piece
        else:
            elements.append({"type": "text", "text": piece})
            written += escape(piece)
    return elements, written


def hears(workspace: Workspace, channel: Channel) -> bool:
    """Whether messages of this channel reach the app: member, subscribed, and with the scope."""
    event, scope = _EVENT_SCOPES[channel.kind]
    allowed = event in workspace.settings.subscriptions and scope in workspace.settings.scopes
    return allowed and workspace.bot_in(channel)


def hears_mentions(workspace: Workspace, channel: Channel) -> bool:
    """Whether mentions in this channel reach the app as app_mention."""
    settings = workspace.settings
    allowed = "app_mention" in settings.subscriptions and "app_mentions:read" in settings.scopes
    return allowed and channel.kind != "im" and workspace.bot_in(channel)


def callback(workspace: Workspace, event: Json) -> Json:
    """The event_callback around an event, with a fresh event_id."""
    settings = workspace.settings
    me = {"enterprise_id": None, "team_id": settings.team, "user_id": settings.bot_user}
    return {
        "token": "deprecated",
        "team_id": settings.team,
        "context_team_id": settings.team,
        "context_enterprise_id": None,
        "api_app_id": settings.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.next_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [{**me, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-stand-in",
    }


def message_event(channel: Channel, body: Json) -> Json:
    """A new message."""
    return {**body, "channel": channel.id, "event_ts": body["ts"], "channel_type": channel.kind}


def mention_event(channel: Channel, body: Json) -> Json:
    """The same message as app_mention; Slack leaves its channel_type out."""
    kept = {name: body[name] for name in _MENTION_FIELDS if name in body}
    return {**kept, "type": "app_mention", "channel": channel.id, "event_ts": body["ts"]}


_MENTION_FIELDS = ("user", "bot_id", "text", "ts", "team", "blocks", "thread_ts", "client_msg_id", "files", "edited")


def changed_event(workspace: Workspace, channel: Channel, now: Json, before: Json) -> Json:
    """A message that was edited, unfurled, or became a tombstone."""
    return _hidden(workspace, channel, "message_changed", message=now, previous_message=before)


def deleted_event(workspace: Workspace, channel: Channel, before: Json) -> Json:
    """A message that was deleted, and had no replies."""
    return _hidden(workspace, channel, "message_deleted", deleted_ts=before["ts"], previous_message=before)


def _hidden(workspace: Workspace, channel: Channel, subtype: str, **beside: Any) -> Json:
    ts = workspace.next_ts()
    head = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id}
    return {**head, **beside, "ts": ts, "event_ts": ts, "channel_type": channel.kind}


def tombstone(message: Message) -> Json:
    """What Slack leaves in place of a deleted message that has replies."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": message.ts,
        "thread_ts": message.ts,
    }


def command_body(workspace: Workspace, channel: Channel, user: str, command: str, text: str, hook: str) -> Json:
    """A slash command's form fields."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {
        "token": "deprecated",
        "team_id": workspace.settings.team,
        "team_domain": workspace.settings.team_name.lower(),
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user,
        "user_name": workspace.users[user]["name"],
        "command": command,
        "text": text,
        "api_app_id": workspace.settings.app_id,
        "is_enterprise_install": "false",
        "response_url": hook,
        "trigger_id": workspace.new_trigger(user),
    }


def interaction(workspace: Workspace, kind: str, user: str, **beside: Any) -> Json:
    """What every interactive payload begins with."""
    settings = workspace.settings
    return {
        "type": kind,
        "token": "deprecated",
        "api_app_id": settings.app_id,
        "team": {"id": settings.team, "domain": settings.team_name.lower()},
        "user": {"id": user, "username": workspace.users[user]["name"], "team_id": settings.team},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.new_trigger(user),
        **beside,
    }
