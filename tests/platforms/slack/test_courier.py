"""A post that may stand in Slack already is looked for before it is sent again."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.courier import Post, PostKind, RefusedError
from bot.platforms.slack.courier import MOST_LOOKED_AT, SlackCourier
from bot.platforms.slack.replies import Replies, seconds_of
from bot.render.links import Links
from bot.render.slack import Message, Voice
from tests.doubles.slack import SlackServer
from tests.doubles.slack_client import run
from tests.store.made import made_case

KEY = "slack:T1:C1:1.000001"


def courier(client: AsyncWebClient, session: aiohttp.ClientSession) -> SlackCourier:
    return SlackCourier(
        client, Replies(session, frozenset()), Voice((), Links("http://errcode.test")), {}, "https://acme.slack.test/"
    )


@pytest.mark.parametrize("in_thread", [True, False])
@pytest.mark.parametrize("between", [0, MOST_LOOKED_AT + 5])
def test_own_post_is_found_however_much_was_said_beside_it(in_thread: bool, between: int) -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        thread = slack.people.says("C1", "223114") if in_thread else ""

        def talk() -> None:
            for number in range(between):
                slack.people.says("C1", f"line {number}", thread=thread)

        if in_thread:  # the oldest come first there, and the latest in a channel
            talk()
        metadata = {"event_type": "errcode_post", "event_payload": {"key": KEY}}
        sent = await client.chat_postMessage(channel="C1", thread_ts=thread or None, text="blurred", metadata=metadata)
        if not in_thread:
            talk()
        case = made_case(thread=thread, created_at=time.time())
        async with aiohttp.ClientSession() as session:
            found = [
                await courier(client, session).find(Post(key, PostKind.ANSWER, case, {})) for key in (KEY, "another")
            ]

        assert [sent["ts"], None] == found

    run(steps)


@pytest.mark.parametrize("url", ["https://[bad", "https://example.org/x", "", "hooks.slack.com/x"])
def test_response_url_of_another_host_is_refused(url: str) -> None:
    async def steps() -> None:
        async with aiohttp.ClientSession() as session:
            with pytest.raises(RefusedError):
                await Replies(session, frozenset({"https://hooks.slack.com"})).send(url, Message("", ()))

    asyncio.run(steps())


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.1),
        ("-5", 0.1),
        ("1e9", 300.0),
        ("inf", 300.0),
        ("nan", 0.1),
        ("²", 1.0),
        (None, 1.0),
        ("soon", 1.0),
    ],
)
def test_pause_that_slack_asks_for_is_within_reason(said: str | None, seconds: float) -> None:
    assert seconds == seconds_of(said)
