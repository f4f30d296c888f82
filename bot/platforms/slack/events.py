"""What Slack sends -> plain values: an event, a command, a message shortcut, a click.

Payloads are read without trust: what is missing or of another type makes None, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.core.desk import Mode
from bot.delivery.inbound import Deletion, Inbound, Place
from bot.platforms.payload import items, mapping, string
from bot.platforms.slack.files import readable_files
from bot.platforms.slack.payload import identifier, timestamp
from bot.platforms.slack.text import LONGEST_TEXT, from_app, mentions, message_text, undo_mrkdwn

LONGEST_ACTION = 255  # characters of an action_id; Slack's limit
LONGEST_VALUE = 2_000  # characters of a button's value; Slack's limit

_SAID = {"file_share", "thread_broadcast", "me_message", "bot_message"}  # and none at all: somebody said something
_SLACKBOT = "USLACKBOT"
_TRIGGER = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the bot is in the workspace that installed it: `team`, its user, its bot id, its app. "" is unknown."""

    team: str
    user: str
    bot_id: str
    app_id: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `name` is as typed ("/errcode"), `text` all that follows it, its sub-command included.

    `trigger` opens a form, within three seconds; `response_url` takes five answers within half an hour. Whether it
    is Slack's address is for its user to check.
    """

    name: str
    text: str
    user: str
    channel: str
    team: str
    response_url: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed or an option chosen. In the home tab `channel` and `thread` are ""."""

    action: str
    value: str
    user: str
    channel: str
    team: str
    thread: str
    response_url: str
    trigger: str


def read_event(body: object, bot: Bot) -> Inbound | Deletion | None:
    """The message of an Events API body, or the deletion of one; None for what is not ours to answer.

    A message and its app_mention give the same Inbound but for `delivery`. An edit that leaves the author's words
    as they were (an unfurl, a pin) is None. `text` has at most text.LONGEST_TEXT characters.
    """
    event = mapping(body, "event")
    kind, subtype = string(event, "type"), event.get("subtype")
    place = Place("slack", _team(body, bot), identifier(event, "channel"))
    app = identifier(body, "api_app_id")
    if kind not in {"message", "app_mention"} or not (place.team and place.channel) or _differ(app, bot.app_id):
        return None
    delivery = identifier(body, "event_id")
    if subtype == "message_changed":
        return _edit(event, place, bot, delivery)
    if subtype == "message_deleted":
        return _deletion(event, place, bot)
    private = _is_private(event, place)
    said = _said(event, place, bot, private=private, addressed=kind == "app_mention", delivery=delivery)
    empty = said and said.mode is Mode.LISTEN and not said.text and not readable_files(event)
    return None if empty else said


def _said(
    message: dict[str, Any], place: Place, bot: Bot, *, private: bool, addressed: bool = False, delivery: str = ""
) -> Inbound | None:
    """A message that somebody else posted; None for the bot's own and for news of the channel."""
    ts, user, subtype = timestamp(message, "ts"), identifier(message, "user"), message.get("subtype")
    by_app = from_app(message) or user == _SLACKBOT
    known = subtype is None or string(message, "subtype") in _SAID
    if not (ts and known and (user or by_app)) or _is_own(message, bot):
        return None
    addressed = addressed or private or mentions(message, bot.user)
    mode = Mode.ASK if addressed and not by_app else Mode.LISTEN
    root = timestamp(message, "thread_ts")
    return Inbound(
        key=_key(place, ts),
        place=place,
        message=ts,
        thread=root or ts,
        author="" if by_app else user,
        text=message_text(message, bot.user),
        mode=mode,
        delivery=delivery,
        private=private,
        in_thread=bool(root) and root != ts,
    )


def _edit(event: dict[str, Any], place: Place, bot: Bot, delivery: str) -> Inbound | Deletion | None:
    message, before = mapping(event, "message"), mapping(event, "previous_message")
    if message.get("subtype") == "tombstone":  # so Slack says that a thread's root was deleted
        return _deletion(event, place, bot)
    private = _is_private(event, place)
    now = _said(message, place, bot, private=private, delivery=delivery)
    if now is None or _is_own(event, bot):
        return None
    was = _said({**before, "ts": now.message}, place, bot, private=private)
    if was and (was.text, was.mode) == (now.text, now.mode):
        return None
    # `edited.ts` has whole seconds, within which a message can be edited twice
    version = timestamp(event, "event_ts") or timestamp(event, "ts") or timestamp(mapping(message, "edited"), "ts")
    return replace(now, edited=version or now.message)


def _deletion(event: dict[str, Any], place: Place, bot: Bot) -> Deletion | None:
    before = mapping(event, "previous_message")
    ts = timestamp(event, "deleted_ts") or timestamp(mapping(event, "message"), "ts") or timestamp(before, "ts")
    return Deletion(_key(place, ts), place) if ts and not _is_own(before, bot) else None


def read_command(body: object) -> Command | None:
    """A slash command; None without its name, user, channel or workspace. Its text has at most LONGEST_TEXT characters."""
    name, user = string(body, "command", LONGEST_ACTION), identifier(body, "user_id")
    channel, team = identifier(body, "channel_id"), identifier(body, "team_id")
    if not (name and user and channel and team):
        return None
    text = undo_mrkdwn(string(body, "text", LONGEST_TEXT)).strip()
    return Command(name, text, user, channel, team, string(body, "response_url"), read_trigger(body))


def read_message_shortcut(body: object, bot: Bot | None = None) -> Inbound | None:
    """The message that "Decode this error" was chosen on, asked by who chose it; None when parts are missing.

    Its key is that of the message's own event when the shortcut is used in the workspace that `bot` is of.
    """
    message, channel = mapping(body, "message"), identifier(mapping(body, "channel"), "id")
    ts = timestamp(message, "ts") or timestamp(body, "message_ts")
    team, user = _acting_team(body, bot), identifier(mapping(body, "user"), "id")
    if not (message and channel and ts and team and user):
        return None
    place = Place("slack", team, channel)
    root = timestamp(message, "thread_ts")
    return Inbound(
        key=_key(place, ts),
        place=place,
        message=ts,
        thread=root or ts,
        author=user,
        text=message_text(message, bot.user if bot else ""),
        mode=Mode.ASK,
        delivery=read_trigger(body),
        in_thread=bool(root) and root != ts,
        reply_url=string(body, "response_url"),
        commanded=True,
    )


def read_click(body: object, bot: Bot | None = None) -> Click | None:
    """The first action of a block_actions payload; None without an action, a user or a workspace."""
    actions, container = items(body, "actions"), mapping(body, "container")
    action = actions[0] if actions else None
    name, user = string(action, "action_id", LONGEST_ACTION), identifier(mapping(body, "user"), "id")
    team = _acting_team(body, bot)
    if not (name and user and team):
        return None
    message = mapping(body, "message")
    ts = timestamp(container, "message_ts") or timestamp(message, "ts")
    option = mapping(action, "selected_option")
    return Click(
        action=name,
        value=string(action, "value", LONGEST_VALUE) or string(option, "value", LONGEST_VALUE),
        user=user,
        channel=identifier(mapping(body, "channel"), "id") or identifier(container, "channel_id"),
        team=team,
        thread=timestamp(container, "thread_ts") or timestamp(message, "thread_ts") or ts,
        response_url=string(body, "response_url"),
        trigger=read_trigger(body),
    )


def read_trigger(body: object) -> str:
    """The `trigger_id` of a payload, or "" when it can't be one: it names what was done, in keys and in the log."""
    found = string(body, "trigger_id", LONGEST_ACTION)
    return found if _TRIGGER.fullmatch(found) else ""


def _key(place: Place, ts: str) -> str:
    return f"slack:{place.team}:{place.channel}:{ts}"


def _team(body: object, bot: Bot) -> str:
    """The workspace that installed the bot: in a shared channel `team_id` may be another company's."""
    first = (items(body, "authorizations") or [None])[0]
    return bot.team or identifier(first, "team_id") or identifier(body, "team_id")


def _acting_team(body: object, bot: Bot | None) -> str:
    named = identifier(mapping(body, "team"), "id") or identifier(mapping(body, "user"), "team_id")
    return (bot.team if bot else "") or named


def _is_private(event: dict[str, Any], place: Place) -> bool:
    """Whether the bot and one person are alone; an app_mention doesn't say, but the channel's id does."""
    return string(event, "channel_type") == "im" or place.channel.startswith("D")


def _is_own(message: dict[str, Any], bot: Bot) -> bool:
    """Whether the bot posted it: its user, its bot id or its app, wherever they stand."""
    named = (message, mapping(message, "message"), mapping(message, "bot_profile"))
    own = {("user", bot.user), ("bot_id", bot.bot_id), ("app_id", bot.app_id)}
    return any(value and string(each, key) == value for each in named for key, value in own)


def _differ(first: str, second: str) -> bool:
    return bool(first and second) and first != second
