"""What the bot writes into the workspace: stored, recorded, and told to the bot itself as Slack does."""

from __future__ import annotations

from tests.doubles.happenings import Happening, Kind

from .events import changed_event, deleted_event, hears, message_event, tombstone
from .limits import MOST_TEXT, check_message
from .mentions import find_links, find_mentions, readable
from .refusal import RefusalError
from .workspace import Channel, Json, Message, Whisper, Workspace

_CONTENT = ("text", "blocks", "attachments", "metadata")


def post(workspace: Workspace, channel: Channel, args: Json) -> Message:
    """A message of the bot's; `args` as of chat.postMessage. Raises RefusalError."""
    content = _content(args)
    check_message(content)
    settings = workspace.settings
    author = {"user": settings.bot_user, "bot_id": settings.bot_id, "app_id": settings.app_id, "team": settings.team}
    body = {**author, **content}
    if root := _root(workspace, channel, str(args.get("thread_ts") or "")):
        body |= {"thread_ts": root}
        body |= {"subtype": "thread_broadcast"} if args.get("reply_broadcast") else {}
    _name_blocks(workspace, body)
    message = workspace.keep(channel, body)
    record(workspace, Kind.POSTED, message)
    _record_dangers(workspace, channel.id, message.ts, message.body, args)
    if settings.echo and hears(workspace, channel):
        workspace.publish(message_event(channel, _without_metadata(message.body)), channel.id, message.ts)
    return message


def update(workspace: Workspace, channel: Channel, message: Message, args: Json) -> None:
    """Edits a message of the bot's; what isn't given stays, but a text without blocks takes the blocks away."""
    content = _content(args)
    before = dict(message.body)
    after = {**before, **content}
    if "text" in content and "blocks" not in content:
        after.pop("blocks", None)
    check_message({name: after.get(name) for name in _CONTENT})
    _name_blocks(workspace, after)
    message.versions.append(before)
    message.body = after
    record(workspace, Kind.EDITED, message)
    _record_dangers(workspace, channel.id, message.ts, after, args)
    if workspace.settings.echo and hears(workspace, channel):
        event = changed_event(workspace, channel, _without_metadata(after), _without_metadata(before))
        workspace.publish(event, channel.id, message.ts)


def delete(workspace: Workspace, channel: Channel, message: Message, kind: Kind = Kind.DELETED) -> None:
    """Takes a message away. One with replies becomes a tombstone, which Slack tells as message_changed."""
    before = _without_metadata(message.body)
    message.deleted = True
    record(workspace, kind, message)
    if kind is Kind.DELETED and not workspace.settings.echo:
        return
    if hears(workspace, channel):
        replied = bool(channel.thread(message.ts))
        gone = deleted_event(workspace, channel, before)
        event = changed_event(workspace, channel, tombstone(message), before) if replied else gone
        workspace.publish(event, channel.id, message.ts)


def whisper(workspace: Workspace, channel: Channel, user: str, args: Json) -> Whisper:
    """A message that one user alone sees. Raises RefusalError."""
    content = _content(args)
    check_message(content)
    body = {"type": "message", "ts": workspace.next_ts(), "bot_id": workspace.settings.bot_id, **content}
    _name_blocks(workspace, body)
    if args.get("thread_ts"):
        body["thread_ts"] = args["thread_ts"]
    note = Whisper(channel.id, user, body)
    workspace.whispers.append(note)
    what = {"channel": channel.id, "message": body["ts"], "thread": str(args.get("thread_ts") or ""), "author": user}
    workspace.history.add(Kind.WHISPERED, text=readable(content), **what)
    _record_dangers(workspace, channel.id, body["ts"], body, args)
    return note


def record(workspace: Workspace, kind: Kind, message: Message, **beside: str | bool) -> Happening:
    """A line of history about a message."""
    content = {name: message.body.get(name) for name in ("text", "blocks", "attachments")}
    author = str(message.body.get("user") or message.body.get("bot_id", ""))
    what = {"channel": message.channel, "message": message.ts, "thread": message.thread, "author": author}
    return workspace.history.add(kind, text=readable(content), marker=marker(message.body), **what, **beside)


def marker(body: Json) -> str:
    """By what the bot knows its own message again: the metadata's key, else the first block's block_id."""
    payload = (body.get("metadata") or {}).get("event_payload") or {}
    blocks = body.get("blocks") or [{}]
    return str(next(iter(payload.values()), "") or blocks[0].get("block_id", ""))


def _content(args: Json) -> Json:
    content = {name: args[name] for name in _CONTENT if args.get(name) is not None}
    if "text" in content:
        content["text"] = str(content["text"])[:MOST_TEXT]
    return content


def _root(workspace: Workspace, channel: Channel, thread: str) -> str:
    if not thread:
        return ""
    known = channel.messages.get(thread)
    if known is not None and not known.thread and (not known.deleted or channel.thread(thread)):
        return thread
    if known is not None and known.deleted and workspace.settings.orphans_to_channel:
        return ""
    raise RefusalError("thread_not_found")


def _name_blocks(workspace: Workspace, body: Json) -> None:
    """Slack names the blocks that the app left nameless."""
    if body.get("blocks"):
        body["blocks"] = [{"block_id": workspace.next_id("b"), **block} for block in body["blocks"]]


def _without_metadata(body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "metadata"}


def _record_dangers(workspace: Workspace, channel: str, ts: str, body: Json, args: Json) -> None:
    for mention in find_mentions(body):
        workspace.note_mention(mention, ts, channel)
    if args.get("link_names") or args.get("parse") == "full":
        workspace.history.add(Kind.MENTION, channel=channel, message=ts, name="stray", detail="link_names or parse")
    shown = args.get("unfurl_links", True) is not False or args.get("unfurl_media", True) is not False
    if shown and "channel" in args and find_links(body):
        workspace.history.add(Kind.PREVIEW, channel=channel, message=ts, text=find_links(body)[0])
