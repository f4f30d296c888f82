"""The door for Slack over HTTP: who may come in, and what it does with bodies that nobody can read."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlencode

import pytest

from tests.doubles.slack import SlackServer
from tests.doubles.slack.events import callback, command_body, message_event
from tests.doubles.slack.webhook import sign
from tests.e2e.slack_bot import ANN, SlackBot, Transport

pytestmark = pytest.mark.parametrize("set_bot", [Transport.HTTP], indirect=True)

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
SECRET = "stand-in-signing-secret"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def ask(
    bot: SlackBot, body: bytes, headers: dict[str, str], method: str = "POST", path: str = "/slack/events"
) -> tuple[int, str]:
    """One request as it is: the status, and what was answered."""
    connection = http.client.HTTPConnection("127.0.0.1", int(bot.environ["ERRCODE_PORT"]), timeout=10)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def signed(body: bytes, kind: str = JSON, at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    return {"Content-Type": kind, **sign(secret, body, at)}


def message(bot: SlackBot, channel: str, text: str = FUZZY) -> bytes:
    """The body of a message's event."""
    bot.written.append(text)

    def make(server: SlackServer) -> bytes:
        said = {"type": "message", "user": ANN, "text": text, "ts": server.workspace.next_ts()}
        server.workspace.keep(server.workspace.channels[channel], said)
        return json.dumps(callback(server.workspace, message_event(server.workspace.channels[channel], said))).encode()

    return bot.act(make)


def test_signed_message_is_answered(set_bot: SlackBot) -> None:
    channel = set_bot.channel()
    body = message(set_bot, channel)

    assert 200 == ask(set_bot, body, signed(body))[0]

    assert set_bot.wait(lambda server: server.workspace.own_messages(channel))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"X-Slack-Signature": None}, id="no signature"),
        pytest.param({"X-Slack-Request-Timestamp": None}, id="no time"),
        pytest.param({"X-Slack-Signature": ""}, id="empty"),
        pytest.param({"X-Slack-Signature": "v0="}, id="no digits"),
        pytest.param({"X-Slack-Signature": "v0=" + "0" * 64}, id="zeros"),
        pytest.param({"X-Slack-Signature": "v1=" + "0" * 64}, id="another version"),
        pytest.param({"X-Slack-Signature": "v0=" + "\xe9" * 64}, id="not ASCII"),
        pytest.param({"X-Slack-Signature": "v0=" + "f" * 60_000}, id="long"),
        pytest.param({"X-Slack-Request-Timestamp": "now"}, id="no number"),
        pytest.param({"X-Slack-Request-Timestamp": "\xb2" * 10}, id="strange digits"),
        pytest.param({"X-Slack-Request-Timestamp": "-1"}, id="before all time"),
        pytest.param({"X-Slack-Request-Timestamp": "9" * 400}, id="after all time"),
        pytest.param({"X-Slack-Request-Timestamp": "1e9"}, id="a float"),
    ],
)
def test_unsigned_message_is_refused(set_bot: SlackBot, change: dict[str, str | None]) -> None:
    channel = set_bot.channel()
    body = message(set_bot, channel)
    headers = {name: value for name, value in {**signed(body), **change}.items() if value is not None}

    status, _ = ask(set_bot, body, headers)

    set_bot.settle()
    assert status in (400, 401, 431)
    assert [] == set_bot.posts(channel)


@pytest.mark.parametrize(("age", "status"), [(290, 200), (-290, 200), (310, 401), (-310, 401), (86_400, 401)])
def test_message_must_be_fresh(set_bot: SlackBot, age: int, status: int) -> None:
    channel = set_bot.channel()
    body = message(set_bot, channel)

    assert status == ask(set_bot, body, signed(body, at=int(time.time()) - age))[0]

    set_bot.settle()
    assert (status == 200) == bool(set_bot.posts(channel))


def test_message_signed_by_somebody_else_is_refused(set_bot: SlackBot) -> None:
    body = message(set_bot, set_bot.channel())

    assert 401 == ask(set_bot, body, signed(body, secret="another-secret"))[0]


def test_message_changed_on_its_way_is_refused(set_bot: SlackBot) -> None:
    body = message(set_bot, set_bot.channel())

    assert 401 == ask(set_bot, body + b" ", signed(body))[0]


def test_message_that_is_played_again_is_answered_once(set_bot: SlackBot) -> None:
    channel = set_bot.channel()
    body = message(set_bot, channel)

    assert [200] * 3 == [ask(set_bot, body, signed(body))[0] for _ in range(3)]

    set_bot.settle()
    assert 1 == len(set_bot.posts(channel))


@pytest.mark.parametrize("told", [True, False], ids=["by its header", "by its end"])
def test_body_over_a_mebibyte_is_refused(set_bot: SlackBot, told: bool) -> None:
    body = json.dumps({"type": "event_callback", "text": "x" * (1 << 20)}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", int(set_bot.environ["ERRCODE_PORT"]), timeout=10)
    parts = body if told else (body[at : at + 65_536] for at in range(0, len(body), 65_536))

    try:
        connection.request("POST", "/slack/events", parts, signed(body), encode_chunked=not told)
        status = connection.getresponse().status
    except ConnectionError:
        status = 413  # it was told in the middle, and left
    finally:
        connection.close()

    assert 413 == status


def test_body_of_nearly_a_mebibyte_is_read(set_bot: SlackBot) -> None:
    channel = set_bot.channel()
    body = message(set_bot, channel, FUZZY + " " * 1_000_000)

    assert 200 == ask(set_bot, body, signed(body))[0]

    assert set_bot.wait(lambda server: server.workspace.own_messages(channel))


@pytest.mark.parametrize("kind", [JSON, FORM, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="broken JSON"),
        pytest.param(b"\xff\xfe\xfd", id="no UTF-8"),
        pytest.param(b'{"type":"event_callback","event":{"text":"\xff"}}', id="broken UTF-8"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[[]]", id="a list"),
        pytest.param(b"payload=", id="no payload"),
        pytest.param(b"payload=%7B", id="a broken payload"),
        pytest.param(b"payload=null&payload=1", id="two payloads"),
        pytest.param(b"payload=" + b"%5B" * 20_000, id="a deep payload"),
        pytest.param(b"[" * 200_000, id="deep"),
        pytest.param(b'{"type":' * 100_000, id="deep objects"),
        pytest.param(b'{"type":"event_callback","event":' + b'{"a":' * 50_000, id="a deep event"),
        pytest.param(b'{"a":' * 20_000 + b"1" + b"}" * 20_000, id="deep and closed"),
        pytest.param(b"command=/errcode&" + b"a=1&" * 5_000, id="many fields"),
        pytest.param(b"ssl_check=1", id="a check"),
        pytest.param(b'{"type":"url_verification"}', id="no challenge"),
        pytest.param(b'{"type":"app_rate_limited"}', id="rate limited"),
        pytest.param(b'{"type":"event_callback","event":{"type":"message","ts":1e400}}', id="infinity"),
    ],
)
def test_unreadable_body_is_refused_and_nothing_breaks(set_bot: SlackBot, kind: str, body: bytes) -> None:
    status, said = ask(set_bot, body, signed(body, kind))

    assert (status < 500, "Traceback" in said, len(said) < 1000) == (True, False, True)


def test_address_is_verified(set_bot: SlackBot) -> None:
    assert "ch4llenge" == set_bot.act(lambda server: server.webhook.verify())


def test_address_is_not_verified_for_strangers(set_bot: SlackBot) -> None:
    body = b'{"type":"url_verification","challenge":"ch4llenge"}'

    status, said = ask(set_bot, body, signed(body, secret="another-secret"))

    assert (401, False) == (status, "ch4llenge" in said)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods_are_refused(set_bot: SlackBot, method: str) -> None:
    assert 405 == ask(set_bot, b"", {}, method)[0]


@pytest.mark.parametrize(
    "text", ["payload too large 216102", "payload=223114", "{payload} 223114", "me payload 223114"]
)
def test_command_that_holds_the_word_payload_is_answered(set_bot: SlackBot, text: str) -> None:
    channel = set_bot.channel()

    def make(server: SlackServer) -> bytes:
        server.workspace.askers.add(ANN)
        place = server.workspace.channels[channel]
        return urlencode(
            command_body(server.workspace, place, ANN, "/errcode", text, f"{server.workspace.url}/")
        ).encode()

    body = set_bot.act(make)
    status, said = ask(set_bot, body, signed(body, FORM))

    assert (200, True) == (status, "blocks" in json.loads(said))
