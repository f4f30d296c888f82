"""What must not be posted: anything for the noise of a channel, and nothing of a paste that Slack would act on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.slack import Json, SlackServer
from tests.e2e.slack_bot import BOB, ROOT, SlackBot

EVALUATION = ROOT.parent / "shared" / "eval" / "dev.jsonl"
HELD_OUT = sorted((ROOT / "tests" / "heldout").glob("listen-*.jsonl"))
SECRET = "24.c0ffee4d5e6f708192a3b4c5d6e7f809.2592000.1700000000.282335-12345678"

_MRKDWN = re.compile(r"<(?:https?://[^<>|]+(?:\|[^<>]*)?|@" + BOB + ")>")


def noise(path: Path) -> dict[str, str]:
    """The messages of a file which nobody wants answered, by the names of their cases."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["id"]: row["text"] for row in rows if row["mode"] == "listen" and not row["expect"]}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(EVALUATION, marks=pytest.mark.skipif(not EVALUATION.is_file(), reason="not beside the checkout")),
        *HELD_OUT,
    ],
    ids=lambda path: path.stem,
)
@pytest.mark.parametrize("way", ["says", "alerts"])
def test_noise_is_passed_over(bot: SlackBot, path: Path, way: str) -> None:
    cases = noise(path)
    places = {name: bot.channel() for name in cases}

    for name, text in cases.items():
        if way == "says":
            bot.says(places[name], text)
        else:
            bot.act(partial(_alerts, channel=places[name], text=text))

    bot.settle()
    assert len(cases) > 5
    assert [] == [name for name, place in places.items() if bot.posts(place) or bot.whispers(place)]


def _alerts(server: SlackServer, channel: str, text: str) -> None:
    server.people.alerts(channel, [{"text": text}])


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "channel_join", "text": "<@U1> has joined the channel"},
        {"subtype": "channel_topic", "topic": "error_code 223114 face is fuzzy", "text": "set the topic: 223114"},
        {"subtype": "reminder_add", "text": 'set up a reminder: {"error_code":223114,"error_msg":"face is fuzzy"}'},
        {"subtype": "bot_message", "bot_id": "B0BOT", "text": '{"error_code":223114,"error_msg":"face is fuzzy"}'},
        {"bot_id": "B0BOT", "app_id": "A1", "text": '{"error_code":223114,"error_msg":"face is fuzzy"}'},
        {"subtype": "message_replied", "text": '{"error_code":223114,"error_msg":"face is fuzzy"}'},
        {"subtype": "not_invented_yet", "text": '{"error_code":223114,"error_msg":"face is fuzzy"}'},
    ],
    ids=lambda event: event.get("subtype", "own app"),
)
def test_news_of_the_channel_and_the_bots_own_words_are_passed_over(bot: SlackBot, event: Json) -> None:
    channel = bot.channel()

    ts = bot.act(lambda server: server.people.posts(channel, {"user": BOB, **event}))

    bot.settle()
    assert [] == [post for post in bot.posts(channel) if post.ts != ts] + bot.whispers(channel)


# --- nothing that Slack would act on ---------------------------------------------------------

_ATTACKS = st.sampled_from(
    [
        "<!channel>",
        "<!here|here>",
        "<!everyone>",
        "<!subteam^S0123ABCD>",
        "<@U00000ANN>",
        "<@W0123ABCD|boss>",
        "<https://evil.example/?q=1|223114>",
        "https://evil.example/223114",
        "<tel:223114>",
        "@channel",
        "@here",
        "&lt;!channel&gt;",
        "&amp;lt;!here&amp;gt;",
        "*_~`",
        "```",
        ":warning:",
        "\u202e",
        "\u2066",
        "> ",
        "\n",
        "|",
        SECRET,
        "<",
        ">",
        "&",
        "&#60;!channel&#62;",
        "\\u003c!channel>",
    ]
)
_BITS = st.lists(_ATTACKS | st.text(max_size=8), min_size=1, max_size=6).map("".join)
_PASTES = st.one_of(
    _BITS,
    _BITS.map(lambda bits: f"222999 {bits}"),
    _BITS.map(lambda bits: f"223114 {bits}"),
    _BITS.map(lambda bits: json.dumps({"error_code": 222001, "error_msg": f"param[{bits}] is null", "log_id": bits})),
    _BITS.map(lambda bits: f"error_code=223114&error_msg=face is fuzzy {bits}&log_id={bits}&timestamp={bits}"),
    _BITS.map(lambda bits: f'{{"error_code":"{bits}","error_msg":"{bits}"}}'),
    _BITS.map(lambda bits: f'{{"error_code":42001,"error_msg":"{bits}"}}'),
)


def parsed(part: Any) -> Iterator[str]:
    """The texts of a message in which Slack looks for markup."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for inner in part.values():
            yield from parsed(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from parsed(inner)


def mentioned(part: Any) -> Iterator[str]:
    """What a message's rich text pings."""
    if isinstance(part, dict):
        if part.get("type") in ("user", "usergroup", "broadcast"):
            yield str(part.get("user_id", part["type"]))
        for inner in part.values():
            yield from mentioned(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from mentioned(inner)


def _written(server: SlackServer, channel: str) -> list[Json]:
    """All that the bot wrote into a channel, and showed there to somebody."""
    notes = [note.body for note in server.workspace.whispers if note.channel == channel]
    return notes + [post.body for post in server.workspace.own_messages(channel)]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paste=_PASTES)
def test_nothing_of_a_paste_is_acted_upon(bot: SlackBot, paste: str) -> None:
    asked, commanded = bot.channel(), bot.channel()

    ts = bot.mentions(asked, paste, BOB)
    bot.commands(commanded, paste, BOB)

    bot.answer(asked, ts)
    bot.wait(lambda server: _written(server, commanded))
    bodies = bot.act(lambda server: _written(server, asked) + _written(server, commanded))
    texts = [text for body in bodies for text in [body["text"], *parsed(body["blocks"])]]
    assert [] == [text for text in texts if "<" in _MRKDWN.sub("", text) or "evil.example" in "".join(links(text))]
    assert set() == {user for body in bodies for user in mentioned(body["blocks"])} - {BOB}
    assert SECRET not in json.dumps(bodies, ensure_ascii=False)
    assert [] == bot.dangers()


def links(text: str) -> list[str]:
    """The addresses that a text leads to."""
    return re.findall(r"<(https?://[^<>|]+)", text)
