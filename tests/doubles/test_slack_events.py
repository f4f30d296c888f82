"""What people do reaches a real Bolt app as Slack tells it: messages, edits, commands, clicks, forms."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from .bolt_bot import Bot, run
from .happenings import Kind
from .history import ack_times, check
from .slack import Json, SlackServer


def test_a_message_is_delivered_acknowledged_and_answered() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        ts = slack.people.says("C1", "a <b> & c\n```\nhttps://a.test/?x=1&y\n``` :100:")
        await slack.wait_for(lambda: slack.workspace.own_messages("C1", ts))
        await slack.settle()

        event = bot.seen[0]
        assert "a &lt;b&gt; &amp; c\n```\n<https://a.test/?x=1&amp;y>\n``` :100:" == event["text"]
        assert ["text", "text", "emoji"] == [
            part["type"] for block in event["blocks"][0]["elements"][::2] for part in block["elements"]
        ]
        assert 1 == len(bot.seen)  # Bolt leaves the echo of the answer out
        assert 2 == len(slack.history.of(Kind.ACKED))
        assert check(slack.history).good
        assert 0 < ack_times(slack.history)[0] < 0.25

    run(steps)


@pytest.mark.parametrize("first", ["message", "app_mention"])
def test_a_mention_is_told_twice_in_the_order_asked_for(first: str) -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        ts = slack.people.mentions("C1", "223114", first=first, gap=0.05)
        await slack.wait_for(lambda: len([event for event in bot.seen if event["ts"] == ts]) == 2)

        told = [event for event in bot.seen if event["ts"] == ts]
        assert [first] == [event["type"] for event in told[:1]]
        assert {"message", "app_mention"} == {event["type"] for event in told}
        assert "<@U0BOT> 223114" == told[0]["text"]

    run(steps)


def test_edits_and_deletions_are_told_as_slack_tells_them() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        slack.change(subscriptions=frozenset({"message.channels"}))
        alone = slack.people.posts("C1", {"user": "U1", "subtype": "me_message", "text": "alone"})
        answered = slack.people.says("C1", "223114")
        await slack.wait_for(lambda: slack.workspace.own_messages("C1", answered))
        slack.people.edits("C1", answered, "223115")
        slack.people.deletes("C1", alone)
        slack.people.deletes("C1", answered)
        await slack.wait_for(lambda: len(bot.seen) == 5)

        told = {(e["subtype"], e.get("message", {}).get("subtype")): e for e in bot.seen if "subtype" in e}
        assert "223115" == told["message_changed", None]["message"]["text"]
        assert alone == told["message_deleted", None]["deleted_ts"]
        assert answered == told["message_changed", "tombstone"]["message"]["ts"]

    run(steps)


def _name(event: Json) -> str:
    return str(event.get("tab") or event.get("subtype") or event.get("channel_type"))


def test_alerts_private_messages_files_and_the_home_arrive() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        slack.people.alerts("C1", [{"title": "firing", "text": "error_code 223114"}])
        slack.people.writes_privately("hello")
        slack.people.shares("C1", "223114", typed="see")
        slack.people.opens_home()
        expected = {"bot_message", "im", "file_share", "home"}
        await slack.wait_for(lambda: expected == {_name(event) for event in bot.seen})

    run(steps)


def test_a_channel_without_the_bot_is_silent_but_its_commands_work() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        slack.workspace.add_channel("G1", kind="group", members={"U1"})
        slack.people.says("G1", "223114")
        outcome = await slack.people.commands("G1", "payload 223114")
        await slack.wait_for(lambda: len(slack.workspace.whispers) == 2)

        assert {"text": "you said payload 223114"} == outcome.payload
        assert {"you said payload 223114", "and more"} == {note.body["text"] for note in slack.workspace.whispers}
        assert ["/errcode"] == [body["command"] for body in bot.seen]

    run(steps)


def test_buttons_shortcuts_and_forms() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        button = {"type": "button", "action_id": "steps", "value": "7", "text": {"type": "plain_text", "text": "Steps"}}
        client = AsyncWebClient(slack.settings.bot_token, base_url=slack.api_url)
        sent = await client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "actions", "elements": [button]}])
        clicked = await slack.hands.clicks("C1", sent["ts"], "steps")
        assert clicked.acked
        assert "7" == bot.seen[-1]["actions"][0]["value"]
        with pytest.raises(AssertionError, match="there are"):
            await slack.hands.clicks("C1", sent["ts"], "ticket")

        await slack.hands.decodes("C1", slack.people.says("C1", "223114"), "decode")
        assert "223114" == next(body["message"]["text"] for body in bot.seen if body.get("callback_id") == "decode")
        await slack.hands.calls_form("form")
        await slack.wait_for(lambda: bot.form)
        empty = await slack.hands.submits(bot.form["id"], {"text": ""})
        assert {"response_action": "errors", "errors": {"paste": "nothing to decode"}} == empty.payload
        assert (await slack.hands.submits(bot.form["id"], {"text": "223114"})).acked
        assert bot.form["id"] not in slack.workspace.views

    run(steps)


def test_a_response_url_is_good_five_times() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        address = slack.hooks.new("C1", "U1")
        async with aiohttp.ClientSession() as session:
            answers = []
            for _ in range(6):
                async with session.post(address, json={"text": "x", "response_type": "in_channel"}) as response:
                    answers.append((response.status, await response.text()))

        assert [(200, "ok")] * 5 + [(404, "used_url")] == answers
        assert 5 == len(slack.workspace.own_messages("C1"))

    run(steps, links=0)
