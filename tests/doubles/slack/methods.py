"""The Web API's methods: what each needs, and what it does and answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import posting
from .limits import MOST_UPDATE_TEXT
from .refusal import RefusalError
from .views import open_view, publish_view, update_view
from .workspace import Channel, Json, Message, Workspace

_STRUCTURES = ("blocks", "attachments", "metadata", "view")
_FLAGS = (
    "include_all_metadata",
    "inclusive",
    "reply_broadcast",
    "unfurl_links",
    "unfurl_media",
    "link_names",
    "mrkdwn",
)
_SCOPE_PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Method:
    """`scope` is what the token must have, "" for nothing; what depends on the kind of channel is asked for by the method."""

    run: Callable[[Workspace, Json], Json]
    scope: str = ""


def normalised(args: Json) -> Json:
    """Arguments of a form read as those of JSON: structures and flags are strings there."""
    read = dict(args)
    for name in _STRUCTURES:
        if isinstance(read.get(name), str):
            try:
                read[name] = json.loads(read[name])
            except ValueError:
                raise RefusalError(f"invalid_{name}_format" if name == "blocks" else "invalid_arguments") from None
    for name in _FLAGS:
        if isinstance(read.get(name), str):
            read[name] = read[name].lower() in ("1", "true")
    return read


def need_scope(workspace: Workspace, scope: str) -> None:
    """Raises RefusalError, naming what is needed and what there is."""
    have = workspace.settings.scopes
    if scope and scope not in have:
        raise RefusalError("missing_scope", needed=scope, provided=",".join(sorted(have)))


def _visible(workspace: Workspace, args: Json, purpose: str) -> Channel:
    """A channel that the bot can see; `purpose` is "history" or "read"."""
    channel = workspace.channels.get(str(args.get("channel")))
    if channel is None or (channel.kind != "channel" and not workspace.bot_in(channel)):
        raise RefusalError("channel_not_found")
    need_scope(workspace, f"{_SCOPE_PREFIX[channel.kind]}:{purpose}")
    if purpose == "history" and not workspace.bot_in(channel):
        raise RefusalError("not_in_channel")
    return channel


def _writable(workspace: Workspace, name: Any) -> Channel:
    """A channel that the bot may write to; a user's id stands for the private chat with them."""
    channel = workspace.channels.get(f"D{name}" if name in workspace.users else str(name))
    if channel is None:
        raise RefusalError("channel_not_found")
    if not workspace.bot_in(channel):
        if channel.kind != "channel":
            raise RefusalError("channel_not_found")
        if "chat:write.public" not in workspace.settings.scopes:
            raise RefusalError("not_in_channel")
    if channel.archived:
        raise RefusalError("is_archived")
    return channel


def _own(workspace: Workspace, args: Json, error: str) -> tuple[Channel, Message]:
    """A living message of the bot's own; raises message_not_found, or `error` for somebody else's."""
    channel = workspace.channels.get(str(args.get("channel")))
    if channel is None:
        raise RefusalError("channel_not_found")
    message = workspace.message(channel.id, str(args.get("ts")))
    if message is None:
        raise RefusalError("message_not_found")
    if message.body.get("bot_id") != workspace.settings.bot_id:
        raise RefusalError(error)
    return channel, message


def _auth_test(workspace: Workspace, _args: Json) -> Json:
    settings = workspace.settings
    names = {"team": settings.team_name, "user": settings.bot_name, "team_id": settings.team}
    me = {"user_id": settings.bot_user, "bot_id": settings.bot_id, "is_enterprise_install": False}
    return {"url": f"https://{settings.team_name.lower()}.slack.test/", **names, **me}


def _post_message(workspace: Workspace, args: Json) -> Json:
    channel = _writable(workspace, args.get("channel"))
    message = posting.post(workspace, channel, args)
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


def _update(workspace: Workspace, args: Json) -> Json:
    channel, message = _own(workspace, args, "cant_update_message")
    if len(str(args.get("text") or "")) > MOST_UPDATE_TEXT:
        raise RefusalError("msg_too_long")
    if not any(args.get(name) for name in ("text", "blocks", "attachments", "metadata")):
        raise RefusalError("no_text")
    posting.update(workspace, channel, message, args)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.body}


def _delete(workspace: Workspace, args: Json) -> Json:
    channel, message = _own(workspace, args, "cant_delete_message")
    posting.delete(workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _post_ephemeral(workspace: Workspace, args: Json) -> Json:
    channel = _writable(workspace, args.get("channel"))
    user = str(args.get("user"))
    if user not in channel.members:
        raise RefusalError("user_not_in_channel")
    return {"message_ts": posting.whisper(workspace, channel, user, args).body["ts"]}


def _permalink(workspace: Workspace, args: Json) -> Json:
    channel = workspace.channels.get(str(args.get("channel")))
    if channel is None:
        raise RefusalError("channel_not_found")
    message = workspace.message(channel.id, str(args.get("message_ts")))
    if message is None:
        raise RefusalError("message_not_found")
    link = f"https://{workspace.settings.team_name.lower()}.slack.test/archives/{channel.id}/p{message.ts.replace('.', '')}"
    within = f"?thread_ts={message.thread}&cid={channel.id}" if message.thread else ""
    return {"channel": channel.id, "permalink": link + within}


def _replies(workspace: Workspace, args: Json) -> Json:
    channel = _visible(workspace, args, "history")
    root = channel.messages.get(str(args.get("ts")))
    if root is None or (root.deleted and not channel.thread(root.ts)):
        raise RefusalError("thread_not_found")
    above = [] if root.deleted else [root]
    return _page(workspace, channel, above + channel.thread(root.ts), args, 1000)


def _history(workspace: Workspace, args: Json) -> Json:
    channel = _visible(workspace, args, "history")
    shown = [
        message
        for message in channel.messages.values()
        if not message.deleted and (not message.thread or message.body.get("subtype") == "thread_broadcast")
    ]
    return _page(workspace, channel, shown[::-1], args, 100)


def _page(workspace: Workspace, channel: Channel, messages: list[Message], args: Json, usual: int) -> Json:
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999.999999")
    inclusive = bool(args.get("inclusive"))
    within = [
        message
        for message in messages
        if float(oldest) < float(message.ts) < float(latest) or (inclusive and message.ts in (oldest, latest))
    ]
    start, limit = int(args.get("cursor") or 0), min(int(args.get("limit") or usual), 1000)
    show = bool(args.get("include_all_metadata")) and workspace.settings.metadata_readable
    found = [_shown(channel, message, with_metadata=show) for message in within[start : start + limit]]
    more = start + limit < len(within)
    return {
        "messages": found,
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


def _shown(channel: Channel, message: Message, *, with_metadata: bool) -> Json:
    body = {name: value for name, value in message.body.items() if with_metadata or name != "metadata"}
    replies = channel.thread(message.ts)
    if replies:
        body |= {"reply_count": len(replies), "latest_reply": replies[-1].ts}
    return body


def _channel_info(workspace: Workspace, args: Json) -> Json:
    channel = _visible(workspace, args, "read")
    kinds = {"is_channel": "channel", "is_group": "group", "is_im": "im", "is_mpim": "mpim"}
    kind = {name: channel.kind == value for name, value in kinds.items()}
    state = {"is_private": channel.kind != "channel", "is_archived": channel.archived}
    return {
        "channel": {"id": channel.id, "name": channel.name, **kind, **state, "is_member": workspace.bot_in(channel)}
    }


def _user_info(workspace: Workspace, args: Json) -> Json:
    user = workspace.users.get(str(args.get("user")))
    if user is None:
        raise RefusalError("user_not_found")
    return {"user": user}


def _file_info(workspace: Workspace, args: Json) -> Json:
    known = workspace.files.get(str(args.get("file")))
    if known is None:
        raise RefusalError("file_not_found")
    return {"file": known[0], "content": known[1].decode(errors="replace")}


METHODS = {
    "auth.test": Method(_auth_test),
    "chat.delete": Method(_delete, "chat:write"),
    "chat.getPermalink": Method(_permalink),
    "chat.postEphemeral": Method(_post_ephemeral, "chat:write"),
    "chat.postMessage": Method(_post_message, "chat:write"),
    "chat.update": Method(_update, "chat:write"),
    "conversations.history": Method(_history),
    "conversations.info": Method(_channel_info),
    "conversations.replies": Method(_replies),
    "files.info": Method(_file_info, "files:read"),
    "users.info": Method(_user_info, "users:read"),
    "views.open": Method(open_view),
    "views.publish": Method(publish_view),
    "views.update": Method(update_view),
}
