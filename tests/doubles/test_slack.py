"""The stand-in's Web API, driven by the real client: what it takes, keeps, refuses and breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .happenings import Kind
from .slack import Fault, Json, Pace, Rate, Settings, SlackServer, SlackThread, Trouble

FREE = Settings(rate=None)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*223114*"}}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Steps"}}
Steps = Callable[[SlackServer, AsyncWebClient], Awaitable[None]]


def run(steps: Steps, settings: Settings = FREE, token: str = FREE.bot_token) -> None:
    """Runs steps with a client that repeats nothing."""

    async def all_steps() -> None:
        async with SlackServer(settings) as slack, aiohttp.ClientSession() as session:
            client = AsyncWebClient(token, base_url=slack.api_url, session=session, retry_handlers=[])
            await steps(slack, client)

    asyncio.run(all_steps())


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def test_it_tells_who_the_token_is_and_what_it_may() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        answer = await client.auth_test()

        assert "U0BOT" == answer["user_id"]
        assert "https://acme.slack.test/" == answer["url"]
        assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")

    run(steps)


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), ("", "not_authed")])
def test_a_wrong_token_is_refused(token: str, error: str) -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        assert error == await refused(client.auth_test())

    run(steps, token=token)


def test_a_missing_scope_is_named() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.change(scopes=frozenset({"commands"}))
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C1", text="hello")

        assert {"error": "missing_scope", "needed": "chat:write", "provided": "commands", "ok": False} == dict(
            caught.value.response.data
        )
        assert "missing_scope" == await refused(client.conversations_history(channel="C1"))
        assert "not_allowed_token_type" == await refused(client.apps_connections_open(app_token=FREE.bot_token))

    run(steps)


def test_a_thread_is_read_back_with_its_markers() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        ts = slack.people.says("C1", "223114")
        key = {"event_type": "errcode_post", "event_payload": {"key": "answer:1"}}
        sent = await client.chat_postMessage(
            channel="C1", thread_ts=ts, text="blurred", blocks=[SECTION | {"block_id": "answer:1"}], metadata=key
        )
        bare = await client.conversations_replies(channel="C1", ts=ts)
        full = await client.conversations_replies(channel="C1", ts=ts, include_all_metadata=True)

        assert [ts, sent["ts"]] == [message["ts"] for message in full["messages"]]
        assert key == full["messages"][1]["metadata"]
        assert "metadata" not in bare["messages"][1]
        assert "answer:1" == bare["messages"][1]["blocks"][0]["block_id"]
        assert [ts] == [one["ts"] for one in (await client.conversations_history(channel="C1"))["messages"]]
        assert "answer:1" == slack.history.of(Kind.POSTED)[0].marker

    run(steps)


def test_an_edit_with_text_alone_takes_the_blocks_away() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        sent = await client.chat_postMessage(channel="C1", text="one", blocks=[SECTION])
        await client.chat_update(channel="C1", ts=sent["ts"], text="two")

        message = slack.workspace.own_messages("C1")[0]
        assert ("two", [], 1) == (message.text, message.blocks, len(message.versions))
        await client.chat_delete(channel="C1", ts=sent["ts"])
        assert [] == slack.workspace.own_messages("C1")
        assert "message_not_found" == await refused(client.chat_update(channel="C1", ts=sent["ts"], text="three"))
        theirs = slack.people.says("C1", "mine")
        assert "cant_update_message" == await refused(client.chat_update(channel="C1", ts=theirs, text="yours"))
        assert "cant_delete_message" == await refused(client.chat_delete(channel="C1", ts=theirs))

    run(steps)


def test_where_the_bot_may_not_write() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        slack.workspace.add_channel("C2", members={"U1"})
        slack.workspace.add_channel("G1", kind="group", members={"U1"})
        slack.workspace.add_channel("C3").archived = True
        cases = {"C2": "not_in_channel", "G1": "channel_not_found", "C3": "is_archived", "C9": "channel_not_found"}
        for channel, error in cases.items():
            assert error == await refused(client.chat_postMessage(channel=channel, text="hello"))
        slack.change(scopes=slack.settings.scopes | {"chat:write.public"})
        await client.chat_postMessage(channel="C2", text="hello")
        assert "user_not_in_channel" == await refused(client.chat_postEphemeral(channel="C1", user="U9", text="psst"))
        assert "thread_not_found" == await refused(
            client.chat_postMessage(channel="C1", thread_ts="1.000001", text="x")
        )
        assert "DU1" == (await client.chat_postMessage(channel="U1", text="hello"))["channel"]

    run(steps)


def section(**more: Any) -> list[Json]:
    return [SECTION | more]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"blocks": section() * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "actions", "elements": [BUTTON, BUTTON]}]}, "invalid_blocks"),
        ({"blocks": [{"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}]}, "invalid_blocks"),
        (
            {
                "blocks": [
                    {"type": "actions", "elements": [BUTTON | {"text": {"type": "plain_text", "text": "x" * 76}}]}
                ]
            },
            "invalid_blocks",
        ),
        ({"blocks": section(block_id="a") + section(block_id="a")}, "invalid_blocks"),
        ({"blocks": section(block_id="a" * 256)}, "invalid_blocks"),
        ({"blocks": section(colour="red")}, "invalid_blocks"),
        ({"blocks": [{"type": "surprise"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}]}, "invalid_blocks"),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}} for _ in range(5)]},
            "msg_blocks_too_long",
        ),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ],
)
def test_what_slack_would_not_show_is_refused(body: Json, error: str) -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        with pytest.raises(SlackApiError) as caught:
            await client.api_call("chat.postMessage", json={"channel": "C1", **body})

        assert error == caught.value.response["error"]
        assert (error == "invalid_blocks") == ("response_metadata" in caught.value.response.data)

    run(steps)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ({"text": "hello &lt;!channel&gt; &amp; co <https://a.test|there>"}, []),
        ({"text": "hello <!channel>"}, ["group"]),
        ({"text": "a < b"}, ["stray"]),
        ({"text": "```<@U2>```"}, ["user"]),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<@U2>"}}]}, ["user"]),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<@U2>"}}]}, []),
        ({"text": "x", "attachments": [{"text": "<!subteam^S1>"}]}, ["group"]),
        ({"text": "fish & chips &nbsp;"}, ["stray"]),
    ],
)
def test_every_mention_in_the_bots_words_is_recorded(body: Json, kinds: list[str]) -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C1", unfurl_links=False, unfurl_media=False, **body)

        assert kinds == [line.name for line in slack.history.of(Kind.MENTION)]
        assert not slack.history.of(Kind.PREVIEW)

    run(steps)


def test_a_link_that_would_be_previewed_is_recorded_and_a_mention_may_be_allowed() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C1", text="<@U1> see <https://a.test/x|this>")

        assert ["https://a.test/x"] == [line.text for line in slack.history.of(Kind.PREVIEW)]
        assert ["allowed"] == [line.detail for line in slack.history.of(Kind.MENTION)]

    run(steps, Settings(rate=None, may_mention=frozenset({"U1"})))


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
        assert "x" == (await slack.wait_for(lambda: slack.workspace.own_messages()))[0].text

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
        with pytest.raises(TimeoutError, match=r"0.05 s.*auth\.test"):
            await slack.wait_for(lambda: slack.workspace.own_messages(), 0.05)

    run(steps)


def test_a_thread_serves_a_synchronous_test() -> None:
    with SlackThread(Settings(rate=None, pace=Pace().faster(50))) as slack:
        ts = slack.do(lambda server: server.people.says("C1", "223114", wanted=False))
        client = AsyncWebClient(FREE.bot_token, base_url=slack.api_url)
        asyncio.run(client.chat_postMessage(channel="C1", thread_ts=ts, text="blurred"))

        found = slack.wait_for(lambda server: server.workspace.own_messages("C1", ts))
        assert "blurred" == found[0].text
