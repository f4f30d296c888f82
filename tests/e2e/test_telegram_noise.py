"""What must not be posted: anything for the noise of a group, and nothing of a paste that Telegram would act on."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.happenings import Kind
from tests.doubles.telegram import Message, TelegramServer
from tests.e2e.telegram_bot import BOB, ROOT, TelegramBot

EVALUATION = ROOT.parent / "shared" / "eval" / "dev.jsonl"
HELD_OUT = sorted((ROOT / "tests" / "heldout").glob("listen-*.jsonl"))
FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy"}'
SECRET = "24.c0ffee4d5e6f708192a3b4c5d6e7f809.2592000.1700000000.282335-12345678"
LONGEST = 4096  # units of a message


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
def test_noise_is_passed_over(telegram: TelegramBot, path: Path) -> None:
    cases = noise(path)
    telegram.written.extend(cases.values())

    def say(server: TelegramServer) -> dict[str, int]:
        places = {name: server.chats.add_group() for name in cases}
        for name, text in cases.items():
            server.people.says(places[name], text)
            server.people.alerts(places[name], text)
            server.people.forwards(places[name], text, BOB)
        return places

    places = telegram.act(say)

    telegram.settle()
    assert len(cases) > 5
    assert [] == [name for name, place in places.items() if telegram.posts(place)]


_SERVICE = [
    {"new_chat_title": "223114 face is fuzzy"},
    {"pinned_message": {"message_id": 1, "date": 1, "text": FUZZY, "chat": {"id": 1, "type": "group"}}},
    {"new_chat_members": [{"id": 1, "is_bot": False, "first_name": FUZZY}]},
    {"poll": {"id": "1", "question": FUZZY, "options": [{"text": FUZZY, "voter_count": 0}]}},
    {"contact": {"phone_number": "223114", "first_name": "face is fuzzy"}},
    {"sticker": {"file_id": "1", "emoji": "223114"}},
    {"text": FUZZY, "via_bot": {"id": 7000000001, "is_bot": True, "first_name": "errcode"}},
    {"text": FUZZY, "date": 1_600_000_000},
]


@pytest.mark.parametrize("body", _SERVICE, ids=lambda body: next(reversed(body)))
def test_news_of_the_group_and_the_bots_own_words_are_passed_over(
    telegram: TelegramBot, body: dict[str, object]
) -> None:
    group = telegram.group()

    telegram.act(lambda server: server.people.posts(group, body))

    telegram.settle()
    assert [] == telegram.posts(group)


# --- nothing that Telegram would act on ------------------------------------------------------

_ATTACKS = st.sampled_from(
    [
        "@channel",
        "@u1001_name",
        "@admin",
        "/start",
        "/ban@other_bot",
        "#hashtag",
        "<b>",
        "</b>",
        "<a href='tg://user?id=1001'>223114</a>",
        "<tg-spoiler>",
        "<pre><code class='language-x'>",
        "</code></pre>",
        "</blockquote>",
        "<blockquote expandable>",
        "&lt;b&gt;",
        "&#60;a href=x&#62;",
        "&amp;lt;",
        "https://evil.example/?q=223114",
        "evil.example",
        "tg://resolve?domain=evil",
        "mailto:a@evil.example",
        "*_~`",
        "```",
        "\u202e",
        "\u2066",
        "\n",
        "\x00",
        SECRET,
        "<",
        ">",
        "&",
        '"',
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
_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


class _Tags(HTMLParser):
    """The tags of a message and the addresses that it leads to; `open` is empty for one that is well-formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _check(message: Message, home: str) -> None:
    """What holds for whatever the bot sends; `home` is the host of its own pages."""
    parsed = _Tags(message.html)
    addresses = [*parsed.links, *(button["url"] for button in message.buttons if "url" in button)]
    assert "HTML" == message.args["parse_mode"]
    assert ([], set()) == (parsed.open, parsed.tags - _TAGS)
    assert {home} >= {urlsplit(address).netloc for address in addresses if "baidu" not in urlsplit(address).netloc}
    assert len(message.text.encode("utf-16-le")) // 2 <= LONGEST
    assert "c0ffee4d5e6f" not in message.html


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pastes=st.lists(_PASTES, min_size=4, max_size=4))
def test_nothing_of_a_paste_is_acted_upon(telegram: TelegramBot, pastes: list[str]) -> None:
    def say(server: TelegramServer) -> list[tuple[int, int]]:
        asked = []
        for number, paste in enumerate(pastes):
            chat, author = server.chats.add_group(), server.chats.add_user(9_000_000 + server.chats.next_number())
            text = f"/errcode {paste}" if number % 2 else f"@errcode_bot what is {paste}"
            asked.append((chat, server.people.says(chat, text, author)))
        return asked

    asked = telegram.act(say)

    home = f"127.0.0.1:{telegram.environ['ERRCODE_PORT']}"
    for chat, number in asked:
        _check(telegram.answer(chat, number), home)
    assert [] == telegram.dangers()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paste=_PASTES)
def test_nothing_of_an_inline_question_is_acted_upon(telegram: TelegramBot, paste: str) -> None:
    results = telegram.inline(paste[:256])

    for result in results:
        content = result["input_message_content"]
        parsed = _Tags(content["message_text"])
        assert ([], set()) == (parsed.open, parsed.tags - _TAGS)
        assert "c0ffee4d5e6f" not in json.dumps(result)
        assert content["link_preview_options"]["is_disabled"]
    assert [] == telegram.happened(Kind.PREVIEW)
