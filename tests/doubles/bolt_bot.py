"""A small bot on real Bolt and the real Socket Mode handler, for the stand-in's own tests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from .slack import Json, Pace, Settings, SlackServer

QUICK = Settings(rate=None, pace=Pace(ack=0.25, retries=(0.0, 0.05, 0.05), warning=0.02))
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Decode"},
    "submit": {"type": "plain_text", "text": "Decode"},
    "blocks": [
        {
            "type": "input",
            "block_id": "paste",
            "label": {"type": "plain_text", "text": "Error"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}
ANY = re.compile(".*")


@dataclass
class Bot:
    """A small app on real Bolt: it answers every new message with its number of blocks, and notes what it saw."""

    slack: SlackServer
    app: AsyncApp
    seen: list[Json] = field(default_factory=list)
    handlers: list[AsyncSocketModeHandler] = field(default_factory=list)
    form: Json = field(default_factory=dict)


Steps = Callable[[SlackServer, Bot], Awaitable[None]]


def make_app(slack: SlackServer, session: aiohttp.ClientSession) -> Bot:
    async def authorise(**_: Any) -> AuthorizeResult:
        settings = slack.settings
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token=settings.bot_token, bot_id="B0BOT", bot_user_id="U0BOT"
        )

    client = AsyncWebClient(base_url=slack.api_url, session=session, retry_handlers=[])
    bot = Bot(slack, AsyncApp(client=client, authorize=authorise, signing_secret=slack.settings.signing_secret))

    @bot.app.event("message")
    async def on_message(event: Json, client: AsyncWebClient) -> None:
        bot.seen.append(event)
        if event.get("subtype") in (None, "bot_message", "file_share"):
            await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="answer")

    @bot.app.event(ANY)
    async def on_event(event: Json) -> None:
        bot.seen.append(event)

    _add_hands(bot)
    return bot


def _add_hands(bot: Bot) -> None:
    @bot.app.command(ANY)
    async def on_command(ack: Any, body: Json, respond: Any) -> None:
        bot.seen.append(body)
        await ack(f"you said {body['text']}")
        await respond("and more")

    @bot.app.action(ANY)
    async def on_action(ack: Any, body: Json) -> None:
        bot.seen.append(body)
        await ack()

    @bot.app.shortcut(ANY)
    async def on_shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        bot.seen.append(body)
        await ack()
        bot.form = dict((await client.views_open(trigger_id=body["trigger_id"], view=FORM))["view"])

    @bot.app.view("form")
    async def on_form(ack: Any, view: Json) -> None:
        if view["state"]["values"]["paste"]["text"]["value"]:
            await ack()
        else:
            await ack(response_action="errors", errors={"paste": "nothing to decode"})


def run(steps: Steps, settings: Settings = QUICK, links: int = 1) -> None:
    async def all_steps() -> None:
        async with SlackServer(settings) as slack, AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            bot = make_app(slack, session)
            for _ in range(links):
                handler = AsyncSocketModeHandler(bot.app, settings.app_token, ping_interval=0.1)
                stack.push_async_callback(handler.close_async)
                bot.handlers.append(handler)
                await handler.connect_async()  # type: ignore[no-untyped-call] # slack_bolt has it untyped
            await steps(slack, bot)

    asyncio.run(all_steps())
