"""/errcode: answered in the channel, in a thread under a headline, or to the asker alone."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.answer import Kind
from bot.core.desk import Mode
from bot.core.entry import LANGUAGES
from bot.core.normalise import language_of
from bot.delivery.channels import Policy
from bot.delivery.inbound import Inbound, Place
from bot.platforms.slack.events import Command, read_command
from bot.platforms.slack.workspace import Workspace
from bot.render.slack import Message, answer_message, help_message, policy_message
from bot.settings import SlashReply

Ack = Callable[..., Awaitable[Any]]

_WISHES = {*map(str, Policy), *LANGUAGES, ""}


class Commands:
    """What the slash command does."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def run(self, ack: Ack, body: dict[str, Any]) -> None:
        """Acknowledges when the reply is owed in the database, or with the reply itself."""
        command = read_command(body)
        if command is None or not self._workspace.serves(body):
            await ack()
            return
        first, _, rest = command.text.partition(" ")
        match (first.lower(), rest.strip()):
            case ("" | "help" | "帮助", ""):
                await _ack_with(ack, help_message(await self._language(command), command.name))
            case ("channel", wish) if wish.lower() in _WISHES:
                await _ack_with(ack, await self._channel(command, wish.lower()))
            case ("me", text) if text:
                await self._answer(ack, command, text, SlashReply.PRIVATE)
            case ("thread", text) if text:
                await self._answer(ack, command, text, SlashReply.THREAD)
            case _:
                await self._answer(ack, command, command.text, self._workspace.slash_reply)

    async def _answer(self, ack: Ack, command: Command, text: str, reply: SlashReply) -> None:
        """In the thread what was found; what wasn't is the asker's business alone."""
        workspace = self._workspace
        in_thread = reply is SlashReply.THREAD
        case = await workspace.intake.take(_inbound(command, text, in_thread=in_thread))
        if case is None:
            await ack()
            return
        answer = workspace.answer_of(case)
        found = answer.kind is Kind.FOUND
        if in_thread and found:
            await ack()
            return
        private = not (found and reply is SlashReply.CHANNEL)
        message = answer_message(answer, workspace.voice, case.id, private=private)
        await _ack_with(ack, message, "ephemeral" if private else "in_channel")

    async def _channel(self, command: Command, wish: str) -> Message:
        """Says what the channel wants, after setting it if asked to; anybody in it may."""
        channels, place = self._workspace.channels, _place(command)
        if wish in LANGUAGES:
            await channels.set_language(place, wish)
        elif wish:
            await channels.set_policy(place, Policy(wish))
        return policy_message((await channels.wish(place)).policy.value, await self._language(command))

    async def _language(self, command: Command) -> str:
        wish = await self._workspace.channels.wish(_place(command))
        return "zh" if language_of(command.text, "") == "zh" else wish.language or "en"


def _place(command: Command) -> Place:
    return Place("slack", command.team, command.channel)


def _inbound(command: Command, text: str, *, in_thread: bool) -> Inbound:
    """A command has no message of its own: its trigger names it, or chance."""
    return Inbound(
        key=f"slack:{command.team}:{command.channel}:command:{command.trigger or secrets.token_hex(8)}",
        place=_place(command),
        message="",
        thread="",
        author=command.user,
        text=text,
        mode=Mode.ASK,
        reply_url=command.response_url,
        headline=in_thread,
        answered_directly=not in_thread,
        commanded=True,
    )


async def _ack_with(ack: Ack, message: Message, to: str = "ephemeral") -> None:
    await ack(response_type=to, text=message.text, blocks=list(message.blocks))
