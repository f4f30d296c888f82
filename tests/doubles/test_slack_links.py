"""How deliveries fare: repeats, lost acknowledgements, links that drop, go silent or are too many, signed HTTP."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from .bolt_bot import QUICK, Bot, run
from .happenings import Kind
from .history import check
from .slack import Json, Pace, SlackServer


def test_an_event_without_acknowledgement_comes_again_and_is_given_up() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        sent = []

        @bot.app.middleware
        async def break_down(body: Json, **_: Any) -> None:
            sent.append(body["event_id"])
            raise RuntimeError

        slack.people.says("C1", "223114")
        await slack.settle()

        assert (4, 1) == (len(sent), len(set(sent)))
        assert [0, 1, 2, 3] == [line.attempt for line in slack.history.of(Kind.SENT)]
        assert ["timeout"] == [line.detail for line in slack.history.of(Kind.GIVEN_UP)]
        assert 1 == check(slack.history).never_acked

    run(steps, replace(QUICK, pace=replace(QUICK.pace, ack=0.1)))


def test_a_lost_acknowledgement_brings_the_event_twice() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        slack.change(echo=False)
        slack.faults.lost_acks = 1.0
        slack.people.says("C1", "223114")
        await slack.wait_for(lambda: len(slack.history.of(Kind.SENT)) == 2)
        slack.faults.clear()
        await slack.settle()

        await slack.wait_for(lambda: len(slack.workspace.own_messages("C1")) == 2)
        assert [True] == [line.endswith("2 times") for line in check(slack.history).doubled]

    run(steps)


def test_events_go_to_one_of_several_links_and_a_dropped_one_comes_back() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        assert [0, 1] == slack.sockets.open
        slack.sockets.drop(0)
        await slack.wait_for(lambda: slack.sockets.open == [1, 2])
        await slack.sockets.refresh(1)
        await slack.wait_for(lambda: len(slack.sockets.open) == 2 and 1 not in slack.sockets.open)
        for number in range(10):
            slack.people.says("C1", f"message {number}")
        await slack.settle()

        await slack.wait_for(lambda: len(slack.workspace.own_messages("C1")) == 10)
        assert check(slack.history).good

    run(steps, links=2)


def test_a_silent_link_loses_what_is_sent_to_it_until_it_is_replaced() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        await asyncio.sleep(0.15)  # the handler has pinged once
        slack.sockets.silence(0)
        slack.people.says("C1", "223114")
        await slack.wait_for(lambda: slack.sockets.open == [1])
        await slack.settle()

        acked = slack.history.of(Kind.ACKED)[0]
        assert acked.attempt > 0
        assert await slack.wait_for(lambda: slack.workspace.own_messages("C1"))

    run(steps, replace(QUICK, pace=Pace(ack=0.3, retries=(0.0, 0.5, 0.5))))


def test_an_eleventh_link_is_turned_away() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        client = AsyncWebClient(base_url=slack.api_url)
        address = (await client.apps_connections_open(app_token=slack.settings.app_token))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
            assert "too_many_websockets" == (await socket.receive_json())["reason"]
        async with aiohttp.ClientSession() as session:  # a ticket is good once
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(address)

    run(steps, replace(QUICK, most_connections=1))


def test_over_http_everything_is_signed_and_repeated() -> None:
    seen: list[tuple[str, Json, str]] = []
    verifier = SignatureVerifier(QUICK.signing_secret)

    async def receive(request: web.Request) -> web.Response:
        raw = await request.text()
        assert verifier.is_valid_request(raw, dict(request.headers))
        is_json = request.content_type == "application/json"
        body = json.loads(raw) if is_json else {name: value[0] for name, value in parse_qs(raw).items()}
        seen.append((request.content_type, body, request.headers.get("X-Slack-Retry-Num", "")))
        if "challenge" in body:
            return web.json_response({"challenge": body["challenge"]})
        return web.Response(status=500 if is_json and len(seen) < 3 else 200, text="" if is_json else "done")

    async def steps(slack: SlackServer, bot: Bot) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", receive)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.change(request_url=f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        try:
            assert "ch4llenge" == await slack.webhook.verify()
            slack.people.says("C1", "223114")
            await slack.settle()
            assert {"text": "done"} == (await slack.people.commands("C1", "payload 1")).payload
            assert (await slack.hands.calls_form("form")).acked
        finally:
            await runner.cleanup()

        assert ["", "", "1", "", ""] == [retry for _, _, retry in seen]
        assert "payload 1" == seen[3][1]["text"]
        assert "shortcut" == json.loads(seen[4][1]["payload"])["type"]

    run(steps, links=0)


def test_an_acknowledgement_on_another_link_may_not_count() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        client = AsyncWebClient(base_url=slack.api_url)
        addresses = [(await client.apps_connections_open(app_token=slack.settings.app_token))["url"] for _ in range(2)]
        async with aiohttp.ClientSession() as session:
            links = [await session.ws_connect(address) for address in addresses]
            hellos = [await link.receive_json() for link in links]
            slack.people.says("C1", "223114", wanted=False)
            waiting = [asyncio.create_task(link.receive_json()) for link in links]
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            told = waiting.index(next(iter(done)))
            await links[1 - told].send_json({"envelope_id": waiting[told].result()["envelope_id"]})
            await slack.wait_for(lambda: len(slack.history.of(Kind.SENT)) > 1)
            await asyncio.gather(*(link.close() for link in links), *waiting, return_exceptions=True)

        assert [1, 2] == [hello["num_connections"] for hello in hellos]
        assert not slack.history.of(Kind.ACKED)

    run(steps, replace(QUICK, foreign_acks=False), links=0)


def test_a_late_acknowledgement_is_written_down() -> None:
    async def steps(slack: SlackServer, bot: Bot) -> None:
        client = AsyncWebClient(base_url=slack.api_url)
        address = (await client.apps_connections_open(app_token=slack.settings.app_token))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as link:
            await link.receive_json()
            slack.people.says("C1", "223114")
            envelope = await link.receive_json()
            await slack.wait_for(lambda: slack.history.of(Kind.GIVEN_UP))
            await link.send_json({"envelope_id": envelope["envelope_id"]})
            acked = await slack.wait_for(lambda: slack.history.of(Kind.ACKED))

        assert "late" == acked[0].detail
        assert check(slack.history).lost

    run(steps, replace(QUICK, pace=Pace(ack=0.05, retries=())), links=0)
