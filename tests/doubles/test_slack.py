"""The stand-in's Web API, driven by the real client: what it takes, keeps and refuses."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .happenings import Kind
from .slack import Json, Pace, Settings, SlackServer
from .slack_client import FREE, refused, run

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*223114*"}}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Steps"}}


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


def test_a_reply_to_a_deleted_message_is_refused_or_falls_into_the_channel() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        ts = slack.people.says("C1", "223114")
        slack.people.deletes("C1", ts)
        assert "thread_not_found" == await refused(client.chat_postMessage(channel="C1", thread_ts=ts, text="x"))
        slack.change(orphans_to_channel=True)
        await client.chat_postMessage(channel="C1", thread_ts=ts, text="x")

        assert [""] == [message.thread for message in slack.workspace.own_messages("C1")]

    run(steps)


def test_a_trigger_is_good_once_and_not_for_long() -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Decode"}, "blocks": [SECTION]}

    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        trigger = slack.workspace.new_trigger("U1")
        long = view | {"title": {"type": "plain_text", "text": "x" * 25}}
        assert "invalid_arguments" == await refused(client.views_open(trigger_id=trigger, view=long))
        opened = await client.views_open(trigger_id=trigger, view=view)
        assert "exchanged_trigger_id" == await refused(client.views_open(trigger_id=trigger, view=view))
        slack.change(pace=Pace(trigger=-1.0))
        late = slack.workspace.new_trigger("U1")
        assert "expired_trigger_id" == await refused(client.views_open(trigger_id=late, view=view))
        number = opened["view"]["id"]
        assert "hash_conflict" == await refused(client.views_update(view_id=number, hash="old", view=view))
        await client.views_update(view_id=number, hash=opened["view"]["hash"], view=view)
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": [SECTION]})

        assert "home" == slack.workspace.homes["U1"]["type"]

    run(steps)


def test_what_can_be_looked_up() -> None:
    async def steps(slack: SlackServer, client: AsyncWebClient) -> None:
        ts = slack.people.says("C1", "223114")
        sent = await client.chat_postMessage(channel="C1", thread_ts=ts, text="x")
        link = (await client.chat_getPermalink(channel="C1", message_ts=sent["ts"]))["permalink"]
        assert f"thread_ts={ts}&cid=C1" in link
        assert "message_not_found" == await refused(client.chat_getPermalink(channel="C1", message_ts="1.000001"))
        assert (await client.conversations_info(channel="C1"))["channel"]["is_member"]
        assert "en-US" == (await client.users_info(user="U1"))["user"]["locale"]
        page = await client.conversations_replies(channel="C1", ts=ts, limit=1)
        rest = await client.conversations_replies(channel="C1", ts=ts, cursor=page["response_metadata"]["next_cursor"])
        assert [[ts], [sent["ts"]]] == [[one["ts"] for one in part["messages"]] for part in (page, rest)]

    run(steps)
