"""Bad input by either way: refused or answered, and the bot goes on; what it held stays out of the log."""

from __future__ import annotations

import copy
import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.doubles.slack import Json, Message, SlackServer
from tests.doubles.slack.delivery import Delivery
from tests.doubles.slack.events import callback, command_body, interaction, message_event
from tests.e2e.slack_bot import ANN, BOB, SlackBot, Transport

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
CANARY = "canary-5e1f-who-must-not-be-told"  # stands in what is sent here, and must not stand in the log
WRONG: tuple[object, ...] = (None, 0, f"\x00\ud800 {CANARY}", [[]], {"id": {"id": []}}, -1e300)
SHORTCUT, FORM = "errcode_decode_message", "errcode_decode_form"


@pytest.fixture
def bot(set_bot: SlackBot) -> SlackBot:
    """The bot that may be brought anything."""
    set_bot.written.append(CANARY)
    return set_bot


@pytest.fixture(autouse=True)
def _goes_on(bot: SlackBot) -> Iterator[None]:
    """After each test the bot still answers."""
    yield
    bot.asks()


@pytest.fixture
def _app_is_known(bot: SlackBot, request: pytest.FixtureRequest) -> None:
    """Over HTTP the signature is the app's own: what it has signed is for no other app."""
    change = request.node.callspec.params["change"]
    if bot.transport is Transport.HTTP and "api_app_id" in change:
        pytest.skip("the signature tells the app")


def send(bot: SlackBot, kind: str, payload: Json) -> bool:
    """Brings a payload as it is; whether it was acknowledged."""
    responds = kind == "slash_commands"
    return bot.act(lambda server: _outcome(server, Delivery(kind, payload, responds=responds)))


async def _outcome(server: SlackServer, delivery: Delivery) -> bool:
    return (await server.postman.send(delivery).outcome).acked


def send_all(bot: SlackBot, kind: str, payloads: list[Json]) -> None:
    """Brings many at once, until each is acknowledged or given up."""

    async def run(server: SlackServer) -> None:
        deliveries = [server.postman.send(Delivery(kind, payload)) for payload in payloads]
        for delivery in deliveries:
            await delivery.outcome

    bot.act(run)


def damaged(payload: Json) -> Iterator[Json]:
    """The payload without each of its parts in turn, and with each wrong value in their places."""
    for path in list(_paths(payload)):
        yield _with(payload, path, ...)
        for value in WRONG:
            yield _with(payload, path, value)


def _paths(part: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(part, dict):
        inner = part.items()
    elif isinstance(part, list):
        inner = enumerate(part[:1])
    for key, value in inner:
        yield (*above, key)
        if len(above) < 3:
            yield from _paths(value, (*above, key))


def _with(payload: Json, path: tuple[str | int, ...], value: object) -> Json:
    changed = copy.deepcopy(payload)
    part: Any = changed
    for key in path[:-1]:
        part = part[key]
    if value is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return changed


def said(bot: SlackBot, channel: str, text: str, **more: object) -> Json:
    """The event_callback of a message."""
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]}]
    body: Json = {"type": "message", "user": ANN, "text": f"{text} {CANARY}", "blocks": blocks, **more}

    def make(server: SlackServer) -> Json:
        place = server.workspace.channels[channel]
        return callback(server.workspace, message_event(place, {"ts": server.workspace.next_ts(), **body}))

    return bot.act(make)


# --- fields that are missing or wrong --------------------------------------------------------


def test_message_with_damaged_fields(bot: SlackBot) -> None:
    files = [{"id": "F1", "mode": "snippet", "url_private_download": "http://x/", "size": 3, "mimetype": "text/plain"}]
    for more in (
        {"files": files, "subtype": "file_share"},
        {"attachments": [{"text": "x", "fields": [{"title": "x"}]}]},
    ):
        send_all(bot, "events_api", list(damaged(said(bot, bot.channel(), FUZZY, **more))))


def test_edit_with_damaged_fields(bot: SlackBot) -> None:
    before = said(bot, channel := bot.channel(), FUZZY)["event"]
    change = {"subtype": "message_changed", "message": {**before, "text": CANARY}, "previous_message": before}

    send_all(bot, "events_api", list(damaged(said(bot, channel, "", **change))))


def test_home_with_damaged_fields(bot: SlackBot) -> None:
    event = {"type": "app_home_opened", "user": ANN, "channel": f"D{ANN}", "tab": "home", "event_ts": "1.1"}

    send_all(bot, "events_api", list(damaged(bot.act(lambda server: callback(server.workspace, event)))))


def test_command_with_damaged_fields(bot: SlackBot) -> None:
    channel = bot.channel()

    def make(server: SlackServer) -> Json:
        place = server.workspace.channels[channel]
        return command_body(server.workspace, place, ANN, "/errcode", f"223114 {CANARY}", "http://127.0.0.1:1/hook")

    payload = bot.act(make)
    sockets = bot.transport is Transport.SOCKETS
    send_all(bot, "slash_commands", [one for one in damaged(payload) if sockets or _fits_a_form(one)])


def _fits_a_form(payload: Json) -> bool:
    return all(isinstance(value, str) and value.isprintable() for value in payload.values())


def _answered(bot: SlackBot) -> Message:
    channel = bot.channel()
    return bot.answer(channel, bot.says(channel, FUZZY))


def _click(server: SlackServer, answer: Message) -> Json:
    case = next(block for block in answer.blocks if block["type"] == "actions")["elements"][0]
    where = {"type": "message", "message_ts": answer.ts, "channel_id": answer.channel, "thread_ts": answer.thread}
    message = {"ts": answer.ts, "text": CANARY, "user": ANN}
    beside = {"channel": {"id": answer.channel}, "container": where, "message": message, "actions": [case]}
    return interaction(server.workspace, "block_actions", ANN, response_url="http://127.0.0.1:1/hook", **beside)


def _shortcut(server: SlackServer, answer: Message) -> Json:
    message = {"type": "message", "user": BOB, "ts": answer.ts, "text": f"{FUZZY} {CANARY}"}
    beside = {"channel": {"id": answer.channel}, "message": message, "message_ts": answer.ts, "callback_id": SHORTCUT}
    return interaction(server.workspace, "message_action", ANN, response_url="http://127.0.0.1:1/hook", **beside)


def _form(server: SlackServer, _answer: Message) -> Json:
    state = {"values": {"errcode_text": {"text": {"type": "plain_text_input", "value": f"223114 {CANARY}"}}}}
    view = {"id": "V1", "type": "modal", "callback_id": FORM, "state": state, "hash": "1", "private_metadata": ""}
    return interaction(server.workspace, "view_submission", ANN, view=view)


def _call(server: SlackServer, _answer: Message) -> Json:
    return interaction(server.workspace, "shortcut", ANN, callback_id=FORM)


@pytest.mark.parametrize("make", [_click, _shortcut, _form, _call], ids=lambda make: make.__name__[1:])
def test_interaction_with_damaged_fields(bot: SlackBot, make: Callable[[SlackServer, Message], Json]) -> None:
    answer = _answered(bot)

    send_all(bot, "interactive", list(damaged(bot.act(lambda server: make(server, answer)))))


# --- what is unknown, or somebody else's -----------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_created", "channel": {"id": "C9", "name": CANARY}},
        {"type": "reaction_added", "user": ANN, "reaction": CANARY, "item": {"type": "message"}},
        {"type": "not_invented_yet", "text": FUZZY},
        {"type": "app_uninstalled"},
        {"type": "message"},
    ],
    ids=lambda event: event["type"],
)
def test_unknown_event_is_acknowledged(bot: SlackBot, event: Json) -> None:
    body = bot.act(lambda server: callback(server.workspace, event))

    assert send(bot, "events_api", body)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("slash_commands", {"command": "/other"}),
        ("slash_commands", {"command": "/errcode-staging"}),
        (
            "interactive",
            {"type": "block_actions", "actions": [{"action_id": "vote", "block_id": "b", "value": CANARY}]},
        ),
        ("interactive", {"type": "shortcut", "callback_id": "vote"}),
        ("interactive", {"type": "message_action", "callback_id": "vote"}),
        ("interactive", {"type": "view_submission", "view": {"callback_id": "vote", "type": "modal"}}),
    ],
)
def test_unknown_action_is_acknowledged(bot: SlackBot, kind: str, change: Json) -> None:
    channel = bot.channel()

    def make(server: SlackServer) -> Json:
        place = server.workspace.channels[channel]
        if kind == "slash_commands":
            return {**command_body(server.workspace, place, ANN, "/errcode", CANARY, "http://127.0.0.1:1/"), **change}
        return interaction(
            server.workspace, str(change["type"]), ANN, **{k: v for k, v in change.items() if k != "type"}
        )

    assert send(bot, kind, bot.act(make))


@pytest.mark.parametrize(
    "change",
    [{"api_app_id": "A9"}, {"team_id": "T9", "authorizations": [{"team_id": "T9", "user_id": "U9"}]}],
    ids=["another app", "another team"],
)
@pytest.mark.usefixtures("_app_is_known")
def test_message_for_somebody_else_is_passed_over(bot: SlackBot, change: Json) -> None:
    channel = bot.channel()

    assert send(bot, "events_api", {**said(bot, channel, FUZZY), **change})

    bot.settle()
    assert [] == bot.posts(channel)


@pytest.mark.parametrize("change", [{"api_app_id": "A9"}, {"team_id": "T9"}], ids=["another app", "another team"])
@pytest.mark.usefixtures("_app_is_known")
def test_command_for_somebody_else_is_passed_over(bot: SlackBot, change: Json) -> None:
    channel = bot.channel()

    def make(server: SlackServer) -> Json:
        place = server.workspace.channels[channel]
        return command_body(server.workspace, place, ANN, "/errcode", "223114", f"{server.workspace.url}/hook/x")

    assert send(bot, "slash_commands", {**bot.act(make), **change})

    bot.settle()
    assert ([], []) == (bot.posts(channel), bot.whispers(channel))


@pytest.mark.parametrize(
    "change", [{"api_app_id": "A9"}, {"team": {"id": "T9"}, "user": {"id": ANN, "team_id": "T9"}}], ids=["app", "team"]
)
@pytest.mark.parametrize("make", [_click, _shortcut, _form, _call], ids=lambda make: make.__name__[1:])
@pytest.mark.usefixtures("_app_is_known")
def test_interaction_for_somebody_else_is_passed_over(
    bot: SlackBot, make: Callable[[SlackServer, Message], Json], change: Json
) -> None:
    answer = _answered(bot)
    views = bot.act(lambda server: len(server.workspace.views))

    assert send(bot, "interactive", {**bot.act(lambda server: make(server, answer)), **change})

    bot.settle()
    assert ([answer.ts], []) == ([post.ts for post in bot.posts(answer.channel)], bot.whispers(answer.channel))
    assert views == bot.act(lambda server: len(server.workspace.views))


# --- size and shape --------------------------------------------------------------------------


def _deep(levels: int) -> Json:
    part: Json = {"type": "text", "text": FUZZY}
    for _ in range(levels):
        part = {"type": "rich_text_section", "elements": [part]}
    return {"type": "rich_text", "elements": [part]}


@pytest.mark.parametrize("levels", [50, 150])
def test_deeply_nested_blocks(bot: SlackBot, levels: int) -> None:
    channel = bot.channel()

    assert send(bot, "events_api", {**said(bot, channel, "", blocks=[_deep(levels)], attachments=[_deep(levels)])})


def test_blocks_without_end(bot: SlackBot) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"{n} {CANARY}"}} for n in range(5_000)]

    assert send(bot, "events_api", said(bot, bot.channel(), "", blocks=blocks))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 39_000 + FUZZY, id="a long word"),
        pytest.param("\u202e\u2066\x07\x1b[31m\x00" + FUZZY + "\u202c\ufffe\uffff", id="control and bidi"),
        pytest.param("\ud83d" + FUZZY + "\udc00", id="halves of characters"),
        pytest.param("[" * 20_000 + FUZZY, id="brackets"),
        pytest.param('{"a":' * 7_000 + FUZZY, id="nested JSON"),
        pytest.param("\\" * 30_000 + FUZZY, id="backslashes"),
        pytest.param("&lt;" * 9_000 + FUZZY, id="escapes"),
        pytest.param("<" * 30_000 + FUZZY, id="angles"),
    ],
)
def test_strange_text(bot: SlackBot, text: str) -> None:
    channel = bot.channel()

    assert send(bot, "events_api", said(bot, channel, text, blocks=[]))

    bot.settle()
    assert len(bot.posts(channel)) < 2


@pytest.mark.parametrize("text", ["me {}", "thread {}", "{}"])
@pytest.mark.parametrize("where", ["before", "after"])
def test_command_of_40000_characters(bot: SlackBot, text: str, where: str) -> None:
    channel = bot.channel()
    filler = f"nothing to see here, {CANARY}; " * 700
    typed = text.format(f"{FUZZY} {filler}" if where == "before" else f"{filler} {FUZZY}")[:40_000]

    outcome = bot.commands(channel, typed)

    assert outcome.acked
    bot.wait(lambda server: server.workspace.own_messages(channel) or _whispers(server, channel))


def _whispers(server: SlackServer, channel: str) -> list[object]:
    return [note for note in server.workspace.whispers if note.channel == channel]


@pytest.mark.parametrize(
    "text", ["payload too large 216102", "payload=223114", "what is a payload? 223114 &payload={}"]
)
def test_command_with_the_word_payload(bot: SlackBot, text: str) -> None:
    channel = bot.channel()

    outcome = bot.commands(channel, text)

    assert outcome.acked
    bot.wait(lambda server: server.workspace.own_messages(channel) or _whispers(server, channel))


def test_form_with_more_than_its_field_takes(bot: SlackBot) -> None:
    bot.act(lambda server: server.hands.calls_form(FORM))
    view = bot.act(lambda server: list(server.workspace.views)[-1])

    outcome = bot.act(lambda server: server.hands.submits(view, {"text": f"{FUZZY} {CANARY} " * 300}))

    assert (True, "update") == (outcome.acked, (outcome.payload or {}).get("response_action"))


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["redirect", "page"])
def test_snippet_that_is_a_login_page(bot: SlackBot, login: str) -> None:
    channel = bot.channel()
    scopes = bot.act(lambda server: server.settings.scopes)
    bot.act(lambda server: server.change(scopes=scopes - {"files:read"}, login=login))

    bot.act(lambda server: server.people.shares(channel, f"{FUZZY} {CANARY}"))

    bot.settle()
    bot.act(lambda server: server.change(scopes=scopes))
    assert [] == bot.posts(channel)
    assert "no_access" in bot.logged()


def test_text_beside_a_file_that_cannot_be_read_is_answered(bot: SlackBot) -> None:
    channel = bot.channel()
    gone = {"url_private_download": "http://127.0.0.1:1/gone", "url_private": "http://127.0.0.1:1/gone"}

    ts = bot.act(lambda server: server.people.shares(channel, CANARY, typed=FUZZY, file=gone))

    assert bot.answer(channel, ts).text.startswith("223114")


@pytest.mark.parametrize(
    ("content", "told", "why"),
    [
        pytest.param(b"\x7fELF\x00\x01", {}, "isn't plain text", id="binary"),
        pytest.param(b"%PDF", {"mode": "hosted", "mimetype": "application/pdf"}, "isn't plain text", id="a PDF"),
        pytest.param(FUZZY.encode(), {"size": 21_000_000}, "it has 21 MB", id="too large"),
        pytest.param(b"<!doctype html><title>Sign in</title>", {}, "couldn't be fetched", id="a login page"),
        pytest.param(b"GIF", {"mode": "hosted", "mimetype": "image/gif"}, "don't read pictures", id="a picture"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_way_on_where_it_was_asked_about(
    bot: SlackBot, content: bytes, told: Json, why: str
) -> None:
    direct, channel = bot.channel(kind="im"), bot.channel()

    bot.act(lambda server: server.people.shares(channel, content, file=told))
    ts = bot.act(lambda server: server.people.shares(direct, content, file=told))

    answer = bot.answer(direct, ts).text
    assert (why in answer, "up to 1 MB" in answer, "aste the" in answer) == (True, True, True), answer
    assert [] == bot.posts(channel), "nobody was asked"


@contextmanager
def _foreign_host() -> Iterator[tuple[str, list[bytes]]]:
    """A host that isn't Slack's, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(
                        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n223114"
                    )

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("disguise", ["{}/f.txt", "{}/files-pri/T1-F1/f.txt", "{slack}@{bare}/f.txt", "//{bare}/f.txt"])
def test_file_of_another_host_is_not_asked_for(bot: SlackBot, disguise: str) -> None:
    channel = bot.channel()
    slack = bot.slack.api_url.removesuffix("/api/")
    with _foreign_host() as (host, asked):
        url = disguise.format(host, slack=slack, bare=host.removeprefix("http://"))
        told = {"url_private_download": url, "url_private": url}

        bot.act(lambda server: server.people.shares(channel, CANARY, file=told))
        bot.settle()

    assert ([], []) == (asked, bot.posts(channel))


def test_answer_is_not_sent_to_another_host(bot: SlackBot) -> None:
    channel = bot.channel(joined=False)
    with _foreign_host() as (host, asked):

        def make(server: SlackServer) -> Json:
            place = server.workspace.channels[channel]
            return command_body(server.workspace, place, ANN, "/errcode", "223114", f"{host}/hook")

        send(bot, "slash_commands", bot.act(make))
        bot.settle()

    assert [] == asked


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x7fELF\x00\x01\x02" + FUZZY.encode(), {}),
        (FUZZY.encode() + b"x" * (1 << 20), {"size": 100}),
        (b"", {}),
        (b"\xff\xfe" + b"\xd8\x00" * 50, {}),
        (b"\xff\xfe\xfa", {}),
        (FUZZY.encode(), {"size": 1 << 40}),
        (FUZZY.encode(), {"mode": "tombstone"}),
    ],
    ids=["binary", "longer than told", "empty", "broken UTF-16", "odd UTF-16", "huge", "gone"],
)
def test_file_that_is_no_text(bot: SlackBot, content: bytes, told: Json) -> None:
    channel = bot.channel()

    bot.act(lambda server: server.people.shares(channel, content, file=told))

    bot.settle()
    assert [] == bot.posts(channel)


# --- frames ----------------------------------------------------------------------------------

_ENVELOPE = '{"envelope_id":"e1","type":"events_api","accepts_response_payload":false,"payload":%s}'
_DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000


@pytest.mark.parametrize("set_bot", [Transport.SOCKETS], indirect=True)
@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("{", id="broken"),
        pytest.param("", id="empty"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="a list"),
        pytest.param("42", id="a number"),
        pytest.param(json.dumps({"type": CANARY}), id="unknown type"),
        pytest.param(json.dumps({"type": "events_api", "payload": {}}), id="no envelope"),
        pytest.param(json.dumps({"type": "events_api", "envelope_id": 7, "payload": CANARY}), id="no object"),
        pytest.param(_ENVELOPE % _DEEP, id="deep"),
        pytest.param("[" * 100_000, id="brackets"),
        pytest.param('"\\ud800"', id="half a character"),
    ],
)
def test_strange_frame(bot: SlackBot, frame: str) -> None:
    links = bot.act(lambda server: server.sockets.open)

    bot.act(lambda server: server.sockets.send_raw(links[0], frame))

    bot.settle()
    assert links == bot.act(lambda server: server.sockets.open)
