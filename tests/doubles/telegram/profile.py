"""How the bot presents itself: commands and descriptions, by scope and language."""

from __future__ import annotations

import json
import re
from typing import Any

from .arguments import Arguments
from .chats import Chats, Json
from .refusal import bad

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_LONGEST = {"description": 512, "short_description": 120, "name": 64}


def get_me(chats: Chats, _args: Arguments) -> Json:
    """getMe."""
    settings = chats.settings
    reads = {"can_join_groups": True, "can_read_all_group_messages": settings.sees_all}
    more = {"supports_inline_queries": settings.inline, "can_connect_to_business": False, "has_main_web_app": False}
    return {**chats.bot, **reads, **more}


def set_commands(chats: Chats, args: Arguments) -> bool:
    """setMyCommands. Raises RefusalError."""
    commands = args.list("commands")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    chats.commands[_scope(args), _language(args)] = commands
    return True


def get_commands(chats: Chats, args: Arguments) -> list[Json]:
    """getMyCommands."""
    return chats.commands.get((_scope(args), _language(args)), [])


def delete_commands(chats: Chats, args: Arguments) -> bool:
    """deleteMyCommands."""
    chats.commands.pop((_scope(args), _language(args)), None)
    return True


def set_text(chats: Chats, args: Arguments, name: str) -> bool:
    """setMyDescription, setMyShortDescription, setMyName; `name` is the argument's. Raises RefusalError."""
    text = args.text(name)
    if len(text) > _LONGEST[name]:
        raise bad(f"BOT_{name.upper()}_TOO_LONG")
    chats.texts[name, _language(args)] = text
    return True


def get_text(chats: Chats, args: Arguments, name: str) -> Json:
    """Their getters; a language without a text of its own has the default's."""
    default = chats.texts.get((name, ""), "")
    return {name: chats.texts.get((name, _language(args)), "") or default}


def _check_command(command: Any) -> None:
    if not isinstance(command, dict) or not _COMMAND.match(str(command.get("command", ""))):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _scope(args: Arguments) -> str:
    scope = args.object("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return str(scope["type"]) if len(scope) == 1 else json.dumps(scope, sort_keys=True)


def _language(args: Arguments) -> str:
    language = args.text("language_code")
    if language and not re.match(r"[a-z]{2}\Z", language):
        raise bad("invalid language code specified")
    return language
