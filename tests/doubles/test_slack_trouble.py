"""The stand-in's Web API in trouble: rate limits, faults on cue, an outage; and the stand-in in a thread."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .slack import Fault, Pace, Rate, Settings, SlackServer, SlackThread, Trouble
from .slack_client import FREE, run


def test_posts_are_limited_by_channel_after_a_burst() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.workspace.add_channel("C2")
        for _ in range(3):
            await client.chat_postMessage(channel="C1", text="x")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C1", text="x")

        assert (429, "1") == (caught.value.response.status_code, caught.value.response.headers["Retry-After"])
        assert "ratelimited" == caught.value.response["error"]
        await client.chat_postMessage(channel="C2", text="x")
        await asyncio.sleep(1.05)
        await client.chat_postMessage(channel="C1", text="x")
        assert 5 == len(slack.workspace.own_messages())

    run(steps, Settings(rate=Rate()))


@pytest.mark.parametrize(
    ("fault", "caught", "stored"),
    [
        (Trouble.RATE_LIMITED, SlackApiError, 0),
        (Trouble.SERVER_ERROR, SlackApiError, 0),
        (Trouble.BAD_GATEWAY, SlackApiError, 0),
        (Trouble.REFUSED, SlackApiError, 0),
        (Trouble.RESET, aiohttp.ClientError, 0),
        (Trouble.DONE_RESET, aiohttp.ClientError, 1),
        (Fault(Trouble.TIMEOUT, 0.05), aiohttp.ClientError, 0),
        (Fault(Trouble.DONE_TIMEOUT, 0.05), aiohttp.ClientError, 1),
        (Fault(Trouble.SLOW, 0.05), None, 1),
    ],
)
def test_trouble_on_cue(fault: Fault | Trouble, caught: type[Exception] | None, stored: int) -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.faults.next("chat.postMessage", fault)
        error: Exception | None = None
        try:
            await client.chat_postMessage(channel="C1", text="x")
        except (SlackApiError, aiohttp.ClientError) as raised:
            error = raised

        assert caught is None if error is None else caught is not None and isinstance(error, caught)
        assert stored == len(slack.workspace.own_messages())
        await client.chat_postMessage(channel="C1", text="y")
        assert stored + 1 == len(slack.workspace.own_messages())

    run(steps)


def test_a_request_under_way_is_done_after_its_connection_broke() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.faults.next("chat.postMessage", Fault(Trouble.LATE_RESET, 0.05))
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel="C1", text="x")

        assert [] == slack.workspace.own_messages()
        assert "x" == (await slack.wait_for(slack.workspace.own_messages))[0].text

    run(steps)


def test_chances_are_seeded_and_end_with_clear() -> None:
    async def outcomes(slack: SlackServer, client: AsyncWebClient) -> list[bool]:
        slack.faults.chance("*", Trouble.REFUSED, 0.5)
        results = []
        for _ in range(12):
            try:
                await client.auth_test()
                results.append(True)
            except SlackApiError:
                results.append(False)
        slack.faults.clear()
        await client.auth_test()
        return results

    seen: list[list[bool]] = []

    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        seen.append(await outcomes(slack, client))

    run(steps)
    run(steps)
    assert seen[0] == seen[1]
    assert {True, False} == set(seen[0])


def test_a_file_needs_the_token_or_shows_the_login_page() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        ts = slack.people.shares("C1", '{"error_code": 223114}', "log.txt")
        told = slack.workspace.channels["C1"].messages[ts].body["files"][0]
        good = {"Authorization": f"Bearer {FREE.bot_token}"}
        async with aiohttp.ClientSession() as session:
            async with session.get(told["url_private_download"], headers=good) as response:
                assert '{"error_code": 223114}' == await response.text()
            async with session.get(told["url_private"], allow_redirects=False) as response:
                assert 302 == response.status
            slack.change(login="page", scopes=frozenset())
            async with session.get(told["url_private"], headers=good) as response:
                assert (200, "text/html") == (response.status, response.content_type)

    run(steps)


def test_a_platform_that_is_down_resets_everything_until_it_is_back() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.go_down()
        with pytest.raises(aiohttp.ClientError):
            await client.auth_test()
        slack.faults.clear()

        assert (await client.auth_test())["ok"]

    run(steps)


def test_waiting_in_vain_tells_what_happened_last() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        await client.auth_test()
        with pytest.raises(TimeoutError, match=r"0.05 s(.|\n)*called .*auth\.test"):
            await slack.wait_for(slack.workspace.own_messages, 0.05)

    run(steps)


def test_a_thread_serves_a_synchronous_test() -> None:
    with SlackThread(Settings(rate=None, pace=Pace().faster(50))) as slack:
        ts = slack.do(lambda server: server.people.says("C1", "223114", wanted=False))
        client = AsyncWebClient(FREE.bot_token, base_url=slack.api_url)
        asyncio.run(client.chat_postMessage(channel="C1", thread_ts=ts, text="blurred"))

        found = slack.wait_for(lambda server: server.workspace.own_messages("C1", ts))
        assert "blurred" == found[0].text
