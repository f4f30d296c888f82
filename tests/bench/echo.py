"""The ten-line Bolt bot that ours is measured beside: it acknowledges, and says something in the thread."""

import asyncio
import os

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = AsyncApp(client=client)


@app.event("message")
async def echo(event, say):
    await say(text=event["text"], thread_ts=event["ts"])


async def main():
    handlers = [AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client) for _ in range(2)]
    await asyncio.gather(*(handler.connect_async() for handler in handlers))
    print("slack_connected", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
