"""The ten-line Bolt bot that ours is measured beside: it acknowledges, and says something in the thread."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=client)


@app.event("message")
async def echo(event: dict[str, Any], say: AsyncSay) -> None:
    await say(text=event["text"], thread_ts=event["ts"])


async def main() -> None:
    handlers = [AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client) for _ in range(2)]
    await asyncio.gather(*(handler.connect_async() for handler in handlers))  # type: ignore[no-untyped-call]
    print("slack_connected", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
