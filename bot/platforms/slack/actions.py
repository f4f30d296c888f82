"""Buttons, shortcuts and the form: answered to whoever pressed them, and to nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.core.answer import choose
from bot.core.desk import Mode
from bot.delivery.courier import DeliveryError
from bot.delivery.inbound import Inbound, Place
from bot.platforms.payload import mapping, string
from bot.platforms.slack.courier import told
from bot.platforms.slack.events import Click, read_click, read_message_shortcut, read_trigger
from bot.platforms.slack.payload import identifier
from bot.platforms.slack.text import LONGEST_TEXT
from bot.platforms.slack.workspace import Workspace, team_of
from bot.render.slack import (
    Message,
    answer_message,
    form_view,
    result_view,
    steps_message,
    thanks_message,
    ticket_message,
)
from bot.store import cases
from bot.store.cases import Case

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]

_log = structlog.get_logger("errcode.slack")


class Actions:
    """What people press."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def click(self, ack: Ack, body: Body) -> None:
        """A button below an answer. Links and unknown buttons are only acknowledged."""
        click = read_click(body, self._workspace.bot)
        if click is None or not self._workspace.serves(body):
            await ack()
            return
        identity, _, index = click.value.partition(":")
        case = await self._case(identity)
        if case is None or (case.team, case.channel) != (click.team, click.channel):
            await ack()  # somebody else's, or long gone
            return
        if click.action.startswith("choose"):
            await self._choose(click, case, index)
        elif message := await self._message(click, case):
            await self._reply(click, message)
        await ack()

    async def decode_message(self, ack: Ack, body: Body) -> None:
        """The message shortcut: as if the bot had been asked about that message."""
        inbound = read_message_shortcut(body, self._workspace.bot)
        if inbound is None or not self._workspace.serves(body):
            await ack()
            return
        case = await self._workspace.intake.take(await self._workspace.read_files(inbound, body))
        if case is None:  # it was answered before: show whoever asks
            case = await self._case_of(inbound.key)
            if case and inbound.reply_url:
                answer = self._workspace.answer_of(case)
                private = inbound.author == case.author  # what was secret in a paste is the poster's business alone
                message = answer_message(answer, self._workspace.voice, case.id, private=private)
                await self._send(inbound.reply_url, message, inbound.thread)
        await ack()

    async def open_form(self, ack: Ack, body: Body) -> None:
        """The global shortcut: a form to paste into. Its trigger lives three seconds."""
        trigger = read_trigger(body)
        if trigger and self._workspace.serves(body):
            try:
                await told(self._workspace.client.views_open(trigger_id=trigger, view=form_view("en")))
            except DeliveryError as error:
                _log.warning("form_not_opened", reason=str(error))
        await ack()

    async def submit_form(self, ack: Ack, body: Body, view: Body) -> None:
        """The form again, with the answer in it."""
        workspace = self._workspace
        user, trigger = identifier(mapping(body, "user"), "id"), read_trigger(body)
        if not (user and trigger and workspace.serves(body)):
            await ack()
            return
        place = Place("slack", team_of(body), user)
        inbound = Inbound(
            key=f"slack:{place.team}:{place.channel}:form:{trigger}",
            place=place,
            message="",
            thread="",
            author=user,
            text=_pasted(view),
            mode=Mode.ASK,
            private=True,
            answered_directly=True,
            commanded=True,
        )
        case = await workspace.intake.take(inbound)
        if case is None:
            await ack()
            return
        answer = workspace.answer_of(case)
        message = answer_message(answer, workspace.voice, case.id, private=True)
        await ack(response_action="update", view=result_view(message, answer.language))

    async def _case(self, identity: str) -> Case | None:
        async with self._workspace.store.begin() as conn:
            return await cases.case(conn, identity)

    async def _case_of(self, key: str) -> Case | None:
        async with self._workspace.store.begin() as conn:
            return await cases.of_message(conn, key)

    async def _message(self, click: Click, case: Case) -> Message | None:
        workspace, answer = self._workspace, self._workspace.answer_of(case)
        match click.action:
            case "steps":
                return steps_message(answer, workspace.voice)
            case "ticket":
                return ticket_message(answer, workspace.voice)
            case "language":
                other = workspace.answer_of(case, "en" if case.language == "zh" else "zh")
                return answer_message(other, workspace.voice, case.id, private=click.user == case.author)
            case "unhelpful":
                await workspace.intake.find_unhelpful(case, click.user)
                return thanks_message(case.language)
        return None

    async def _choose(self, click: Click, case: Case, index: str) -> None:
        """The asker's choice takes the place of the question; anybody else sees theirs alone."""
        chosen = choose(self._workspace.answer_of(case), int(index) if index.isdecimal() else -1)
        if chosen is None:
            return
        if case.ref and click.user == case.author:
            await self._workspace.intake.choose(case, chosen)
            return
        own = click.user == case.author
        message = answer_message(chosen, self._workspace.voice, case.id, private=own)
        await self._reply(click, message, replaced=not case.ref)

    async def _reply(self, click: Click, message: Message, *, replaced: bool = False) -> None:
        await self._send(click.response_url, message, click.thread, replace=replaced)

    async def _send(self, url: str, message: Message, thread: str, *, replace: bool = False) -> None:
        try:
            await self._workspace.replies.send(url, message, thread=thread, replace=replace)
        except DeliveryError as error:
            _log.warning("reply_failed", reason=str(error))


def _pasted(view: Body) -> str:
    """What was typed into the form; the only input it has."""
    for block in mapping(mapping(view, "state"), "values").values():
        for element in block.values() if isinstance(block, dict) else ():
            if text := string(element, "value", LONGEST_TEXT):
                return text
    return ""
