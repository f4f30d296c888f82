"""Bad input by either way: refused or answered, and the bot goes on; what it held stays out of the log."""

from __future__ import annotations

import copy
import http.client
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.doubles.telegram import SECRET_HEADER, Json, TelegramServer
from tests.e2e.telegram_bot import ANN, SECRET, TelegramBot, Transport

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
CANARY = "canary-5e1f-who-must-not-be-told"  # stands in what is sent here, and must not stand in the log
WRONG: tuple[object, ...] = (None, 0, f"\x00\ud800 {CANARY}", [[]], {"id": {"id": []}}, -1e300, True)
PATH = "/telegram/webhook"


@pytest.fixture
def bot(private_telegram: TelegramBot) -> TelegramBot:
    """The bot that may be brought anything."""
    private_telegram.written.append(CANARY)
    private_telegram.expected |= {"chat not found", "message to be replied not found", "query is too old"}
    return private_telegram


@pytest.fixture(autouse=True)
def _goes_on(bot: TelegramBot) -> Iterator[None]:
    """After each test the bot still answers."""
    yield
    bot.asks()


def damaged(update: Json, turn: int = 0) -> Iterator[Json]:
    """The update without each of its parts in turn, and with two wrong values in their places; others each `turn`."""
    for number, path in enumerate(_paths(update), turn):
        yield _with(update, path, ...)
        for more in (0, 3):
            yield _with(update, path, WRONG[(number + more) % len(WRONG)])


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


def _with(update: Json, path: tuple[str | int, ...], value: object) -> Json:
    changed = copy.deepcopy(update)
    part: Any = changed
    for key in path[:-1]:
        part = part[key]
    if value is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return changed


def brings(bot: TelegramBot, *updates: object) -> None:
    """Telegram brings updates as they are, until each is confirmed."""

    def send(server: TelegramServer) -> None:
        for number, update in enumerate(updates):
            server.people.sends_raw(update, f"raw {number % 30}")

    bot.act(send)
    bot.act(lambda server: server.settle(15))


# --- fields that are missing or wrong --------------------------------------------------------


def said(**more: object) -> Json:
    """A message with a bit of everything, of a group that the bot has never heard of."""
    group = {"id": -1_009_999_999_999, "type": "supergroup", "title": CANARY, "is_forum": True}
    user = {"id": 99_999, "is_bot": False, "first_name": CANARY, "language_code": "zh-hans"}
    document = {"file_id": "BQAC-none", "file_name": f"{CANARY}.log", "mime_type": "text/plain", "file_size": 12}
    quoted = {"message_id": 6, "from": user, "chat": group, "date": 1, "text": f"{FUZZY} {CANARY}"}
    return {
        "message_id": 7,
        "date": 4_000_000_000,
        "chat": group,
        "from": user,
        "sender_chat": group,
        "message_thread_id": 3,
        "is_topic_message": True,
        "text": f"good morning {CANARY}",
        "entities": [{"type": "text_mention", "offset": 0, "length": 4, "user": user}],
        "quote": {"text": CANARY, "position": 0, "is_manual": True},
        "reply_to_message": quoted,
        "document": document,
        "forward_origin": {"type": "channel", "chat": group, "message_id": 5, "date": 1},
        "is_automatic_forward": False,
        "rich_message": {"blocks": [{"type": "paragraph", "text": [CANARY]}]},
        "edit_date": 4_000_000_001,
        **more,
    }


def test_message_with_damaged_fields(bot: TelegramBot) -> None:
    for turn, kind in enumerate(("message", "edited_message", "channel_post", "edited_channel_post")):
        brings(bot, *damaged({kind: said()}, turn))


def test_other_updates_with_damaged_fields(bot: TelegramBot) -> None:
    message = said()
    user, chat = message["from"], message["chat"]
    member = {"user": user, "status": "member", "until_date": 0, "is_member": True}
    change = {
        "chat": chat,
        "from": user,
        "date": 1,
        "old_chat_member": {**member, "status": "left"},
        "new_chat_member": member,
    }
    press = {"id": "1", "from": user, "message": message, "data": "steps:0123456789abcdef", "chat_instance": "1"}
    typed = {"id": "2", "from": user, "query": CANARY, "offset": "", "chat_type": "sender"}
    moved = {**message, "migrate_to_chat_id": -1_009_999_999_998}

    for update in ({"my_chat_member": change}, {"callback_query": press}, {"inline_query": typed}, {"message": moved}):
        brings(bot, *damaged(update))


def test_question_with_damaged_fields_is_answered_where_that_is_possible(bot: TelegramBot) -> None:
    person = bot.person()
    number = bot.says(person, f"{FUZZY} {CANARY}")
    bot.answer(person, number)
    body = bot.act(lambda server: dict(server.chats.chats[person].messages[number].body))

    brings(bot, *damaged({"message": {**body, "message_id": number + 1000}}))

    assert bot.posts(person)


@pytest.mark.parametrize(
    "update",
    [
        {"not_invented_yet": {"text": CANARY}},
        {"poll": {"id": "1", "question": CANARY}},
        {"message_reaction": {"chat": {"id": 1}, "message_id": 1}},
        {"message": {}},
        {"message": CANARY},
        {},
    ],
    ids=str,
)
def test_unknown_update_is_confirmed(bot: TelegramBot, update: Json) -> None:
    brings(bot, update)


# --- size and shape --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\u202e\u2066\x07\x1b[31m\x00" + FUZZY + "\u202c\ufffe\uffff", id="control and bidi"),
        pytest.param("\ud83d" + FUZZY + "\udc00", id="halves of characters"),
        pytest.param("[" * 2000, id="brackets"),
        pytest.param('{"a":' * 700 + FUZZY, id="nested JSON"),
        pytest.param("\\" * 2000, id="backslashes"),
        pytest.param("<" * 2000, id="angles"),
        pytest.param("&lt;" * 900 + FUZZY, id="escapes"),
        pytest.param("223114 " * 500, id="one code, many times"),
        pytest.param("x" * 900_000, id="more than Telegram ever sends"),
    ],
)
def test_strange_text_is_answered(bot: TelegramBot, text: str) -> None:
    person = bot.person()
    body = {"chat": {"id": person, "type": "private"}, "from": {"id": person, "is_bot": False}, "date": 1}

    def send(server: TelegramServer) -> int:
        server.chats.chats[person].bot = "member"
        return server.people.sends_raw({"message": {**body, "message_id": 9_000_000, "text": text}}, person)

    bot.act(send)

    bot.wait(lambda server: server.chats.own_messages(person))


def _deep(levels: int) -> Json:
    part: Json = {"type": "paragraph", "text": FUZZY}
    for _ in range(levels):
        part = {"type": "quote", "blocks": [part]}
    return part


@pytest.mark.parametrize("levels", [10, 150])
def test_deeply_nested_message(bot: TelegramBot, levels: int) -> None:
    brings(bot, {"message": said(text=None, rich_message={"blocks": [_deep(levels)]})})


# --- files -----------------------------------------------------------------------------------


LARGE, NO_TEXT, UNFETCHED = "it has", "isn't plain text", "couldn't be fetched"


@pytest.mark.parametrize(
    ("content", "name", "told", "why"),
    [
        pytest.param(FUZZY.encode(), "a.log", {"file_size": 21_000_000}, f"{LARGE} 21 MB", id="20 MB"),
        pytest.param(FUZZY.encode() + b"x" * 2_100_000, "b.log", {"file_size": 100}, LARGE, id="longer than told"),
        pytest.param(b"\x7fELF\x00\x01\x02" + FUZZY.encode(), "c.log", {}, NO_TEXT, id="binary"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00" + FUZZY.encode(), "d.txt", {}, NO_TEXT, id="a picture"),
        pytest.param(b"PK\x03\x04" + FUZZY.encode(), "e.txt", {}, NO_TEXT, id="a packed one"),
        pytest.param(b"<!DOCTYPE html><title>Sign in</title>", "i.txt", {}, NO_TEXT, id="a login page"),
        pytest.param(b"%PDF-1.7", "j.pdf", {"mime_type": "application/pdf"}, NO_TEXT, id="a PDF"),
        pytest.param(b"\x89PNG", "k.png", {"mime_type": "image/png"}, "don't read pictures", id="a picture as a file"),
        pytest.param(FUZZY.encode(), "h.txt", {"file_id": "BQAC-gone"}, UNFETCHED, id="gone"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_way_on(
    bot: TelegramBot, content: bytes, name: str, told: Json, why: str
) -> None:
    bot.expected |= {"file is too big", "wrong file_id"}
    person = bot.person()

    number = bot.act(lambda server: server.people.shares(person, content, name, file=told))

    answer = bot.answer(person, number).text
    assert (why in answer, "up to 2 MB" in answer, "aste the" in answer) == (True, True, True), answer
    assert "not something I know" not in answer


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        pytest.param(b"", "f.txt", {}, id="empty"),
        pytest.param(b"\xff\xfe" + b"\xd8\x00" * 50, "g.txt", {}, id="broken UTF-16"),
        pytest.param(FUZZY.encode(), "../../etc/passwd.log", {"mime_type": f"text/{CANARY}"}, id="strange names"),
    ],
)
def test_strange_file_is_answered(bot: TelegramBot, content: bytes, name: str, told: Json) -> None:
    person = bot.person()

    number = bot.act(lambda server: server.people.shares(person, content, name, file=told))

    assert bot.answer(person, number).text


def test_picture_in_private_is_told_that_pictures_are_not_read(bot: TelegramBot) -> None:
    person = bot.person("zh")

    number = bot.act(lambda server: server.people.captions(person, ""))

    assert bot.answer(person, number).text.startswith("图片没有看")


@pytest.mark.parametrize("caption", ["/errcode@errcode_bot", "/errcode"])
def test_command_for_a_file_that_cannot_be_read_says_so(bot: TelegramBot, caption: str) -> None:
    group = bot.group()
    pdf = {"mime_type": "application/pdf"}
    bot.act(lambda server: server.change(sees_all=True))
    own = bot.act(lambda server: server.people.shares(group, b"%PDF", "a.pdf", user=ANN, caption=caption, file=pdf))
    other = bot.act(lambda server: server.people.shares(group, b"%PDF", "b.pdf", user=ANN, file=pdf))
    about = bot.says(group, caption, reply_to=other)
    try:
        assert [True, True] == [NO_TEXT in bot.answer(group, number).text for number in (own, about)]
        assert 2 == len(bot.posts(group)), "the file that nobody asked about is passed over"
    finally:
        bot.act(lambda server: server.change(sees_all=False))


def test_text_beside_a_file_that_cannot_be_read_is_answered(bot: TelegramBot) -> None:
    bot.expected.add("wrong file_id")
    person = bot.person()

    def share(server: TelegramServer) -> int:
        return server.people.shares(person, CANARY, caption=f"{FUZZY} {CANARY}", file={"file_id": "BQAC-gone"})

    answer = bot.answer(person, bot.act(share)).text
    assert (True, True) == (answer.startswith("223114"), UNFETCHED in answer)


# --- the door --------------------------------------------------------------------------------


def ask(
    bot: TelegramBot, body: bytes, headers: dict[str, str] | None = None, method: str = "POST", path: str = PATH
) -> tuple[int, str]:
    """One request to the webhook as it is: the status, and what was answered."""
    told = {"Content-Type": "application/json", SECRET_HEADER: SECRET} if headers is None else headers
    connection = http.client.HTTPConnection("127.0.0.1", int(bot.environ["ERRCODE_PORT"]), timeout=10)
    try:
        connection.request(method, path, body, told)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def message(person: int, text: str = FUZZY) -> bytes:
    """The update of a private message."""
    who = {"id": person, "is_bot": False, "first_name": "x"}
    body = {"message_id": 9_000_001, "date": 1, "chat": {"id": person, "type": "private"}, "from": who, "text": text}
    return json.dumps({"update_id": 1, "message": body}).encode()


@pytest.fixture
def person(bot: TelegramBot) -> int:
    """Somebody who has written to the bot."""
    person = bot.person()
    bot.act(lambda server: setattr(server.chats.chats[person], "bot", "member"))
    return person


webhook = pytest.mark.parametrize("private_telegram", [Transport.WEBHOOK], indirect=True)


@webhook
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({SECRET_HEADER: ""}, id="empty"),
        pytest.param({SECRET_HEADER: SECRET[:-1]}, id="too short"),
        pytest.param({SECRET_HEADER: SECRET.upper()}, id="another case"),
        pytest.param({SECRET_HEADER: "\xe9" * 20}, id="not ASCII"),
        pytest.param({SECRET_HEADER: "x" * 60_000}, id="long"),
        pytest.param({"Authorization": SECRET}, id="elsewhere"),
    ],
)
def test_update_without_the_secret_is_refused(bot: TelegramBot, person: int, headers: dict[str, str]) -> None:
    status, _ = ask(bot, message(person), {"Content-Type": "application/json", **headers})

    bot.settle()
    assert status in (403, 431, 400)
    assert [] == bot.posts(person)


@webhook
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain"])
def test_update_with_the_secret_is_answered_once(bot: TelegramBot, person: int, kind: str) -> None:
    headers = {"Content-Type": kind, SECRET_HEADER: SECRET}

    assert [200] * 3 == [ask(bot, message(person), headers)[0] for _ in range(3)]

    bot.answer(person, None)
    bot.settle()
    assert 1 == len(bot.posts(person))


@webhook
@pytest.mark.parametrize("told", [True, False], ids=["by its header", "by its end"])
def test_body_over_a_mebibyte_is_refused(bot: TelegramBot, told: bool) -> None:
    body = message(ANN, "x" * (1 << 20))
    connection = http.client.HTTPConnection("127.0.0.1", int(bot.environ["ERRCODE_PORT"]), timeout=10)
    parts = body if told else (body[at : at + 65_536] for at in range(0, len(body), 65_536))

    try:
        connection.request("POST", PATH, parts, {SECRET_HEADER: SECRET}, encode_chunked=not told)
        status = connection.getresponse().status
    except ConnectionError:
        status = 413  # it was told in the middle, and left
    finally:
        connection.close()

    assert 413 == status


@webhook
def test_body_of_nearly_a_mebibyte_is_read(bot: TelegramBot, person: int) -> None:
    assert 200 == ask(bot, message(person, FUZZY + " " * 1_000_000))[0]

    assert bot.answer(person, None).text


@webhook
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="broken"),
        pytest.param(b"\xff\xfe\xfd", id="no UTF-8"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[[]]", id="a list"),
        pytest.param(b"[" * 200_000, id="brackets"),
        pytest.param(b'{"message":' * 90_000, id="deep"),
        pytest.param(b'{"a":' * 20_000 + b"1" + b"}" * 20_000, id="deep and closed"),
        pytest.param(b'{"message":{"text":' + b"[" * 900 + b"]" * 900 + b"}}", id="a deep text"),
        pytest.param(b'{"update_id":1e400,"message":{"date":NaN}}', id="infinity"),
        pytest.param(b'{"update_id":' + b"9" * 5_000 + b"}", id="a huge number"),
        pytest.param(b'{"update_id":"\\ud800"}', id="half a character"),
    ],
)
def test_unreadable_body_is_confirmed_and_nothing_breaks(bot: TelegramBot, body: bytes) -> None:
    status, told = ask(bot, body)  # it would be the same when it was brought again, for a whole day

    assert (200, False, True) == (status, "Traceback" in told, len(told) < 200)


@webhook
@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", PATH, 405), ("PUT", PATH, 405), ("POST", PATH + "/x", 404)]
)
def test_other_requests_are_refused(bot: TelegramBot, method: str, path: str, status: int) -> None:
    assert status == ask(bot, b"", {}, method, path)[0]
