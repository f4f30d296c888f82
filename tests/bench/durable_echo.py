"""The Bolt echo bot with our promise: an event is in SQLite, for good, before it is acknowledged."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=client)
database = sqlite3.connect(os.environ["ERRCODE_DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE seen(name PRIMARY KEY, sent)")


@app.use
async def note(body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt's name
    if "bot_id" not in body["event"]:
        database.execute("INSERT INTO seen VALUES (?, 0) ON CONFLICT DO NOTHING", (body["event_id"],))
    await next()


@app.event("message")
async def echo(event: dict[str, Any], body: dict[str, Any], say: AsyncSay) -> None:
    await say(text=event["text"], thread_ts=event["ts"])
    database.execute("UPDATE seen SET sent = 1 WHERE name = ?", (body["event_id"],))


async def main() -> None:
    handlers = [AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client) for _ in range(2)]
    await asyncio.gather(*(handler.connect_async() for handler in handlers))  # type: ignore[no-untyped-call]
    print("slack_connected", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
