"""The desk is the bot as in a chat: answers, follow-ups, buttons and commands, with scripts and without."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from bs4 import BeautifulSoup
from httpx import Response
from starlette.applications import Starlette

from bot.core.answer import Answer, By, Card, Kind, Reason
from bot.core.desk import Desk, Mode
from bot.core.entry import Knowledge
from bot.core.followup import FollowUp
from bot.delivery.answering import SHORT
from bot.render.chat.bounds import MOST_IN_PRIVATE
from bot.render.wording import rest_text
from bot.web.body import LONGEST_FORM
from bot.web.desk.doors import EXAMPLES
from bot.web.desk.thread import LONGEST_ECHO, echo
from bot.web.desk.words import WORDS, word
from bot.web.labels import LABELS
from tests.web.conftest import BASE, app_of

Send = Callable[..., Response]
SendTo = Callable[[Answer | Exception], Send]
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
BUSY = '{"error_code":222901,"error_msg":"system busy","log_id":1234567890,"timestamp":1606222304}'
TOKEN = "24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-1234567"


@pytest.fixture(scope="module")
def app(knowledge: Knowledge) -> Starlette:
    return app_of(knowledge)


def page(response: Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in soup.select(selector)]


def asked(send: Send, text: str, language: str = "auto", **headers: str) -> BeautifulSoup:
    """The page after a question, without scripts."""
    response = send("POST", "/", data={"text": text, "language": language}, headers=headers)

    assert response.status_code == 200
    return page(response)


def about(soup: BeautifulSoup) -> str:
    """What the page remembers."""
    return str(soup.select_one("#about")["value"])  # type: ignore[index]


def said(send: Send, before: BeautifulSoup, **fields: str) -> BeautifulSoup:
    """The page after one thing more in the same thread."""
    return page(send("POST", "/", data={"about": about(before), **fields}))


def answer_of(soup: BeautifulSoup) -> str:
    (answer,) = words(soup, ".answer")
    return answer


# --- the page --------------------------------------------------------------------------------


def test_the_desk_can_be_used_without_scripts(send: Send) -> None:
    soup = page(send("GET", "/"))

    form = soup.select_one("form#desk")
    assert form is not None
    assert ("post", "/") == (form["method"], form["action"])
    assert ["auto", "zh", "en"] == [radio["value"] for radio in form.select("input[name=language]")]
    assert ["text"] == [box["name"] for box in form.select("textarea")]
    assert ["submit"] == [button["type"] for button in form.select("button:not([hidden])")]
    assert [] == soup.select(".turn")


def test_the_empty_desk_teaches_in_three_lines(send: Send) -> None:
    ways = words(page(send("GET", "/")), "#welcome .ways li")

    assert [WORDS[name].en for name in ("way_type", "way_paste", "way_follow")] == ways


def test_new_turns_are_announced(send: Send) -> None:
    soup = asked(send, "223114")

    log = soup.select_one("[role=log]")
    assert log is not None
    assert 1 == len(log.select("article.turn[tabindex='-1']"))
    assert [LABELS["asked"].en, word("answered", "en")] == words(soup, ".turn h2")


def test_every_control_has_a_name(send: Send) -> None:
    soup = asked(send, "system busy, token")

    assert [] == [button for button in soup.select("button") if not button.get_text(strip=True)]
    named = {label["for"] for label in soup.select("label[for]")}
    unnamed = [
        field
        for field in soup.select("textarea, input:not([type=hidden]), progress")
        if not (field.get("id") in named or field.find_parent("label") or field.get("aria-label"))
    ]
    assert [] == unnamed


def test_an_address_with_a_question_shows_its_answer(send: Send) -> None:
    soup = page(send("GET", f"/?text={quote('照片糊了')}"))

    assert ["照片糊了"] == words(soup, ".question pre")
    assert "223114" in words(soup, ".card h3")[0]


def test_the_examples_lead_to_answers(send: Send) -> None:
    chips = page(send("GET", "/")).select(".chip")

    assert list(EXAMPLES) == [chip["data-text"] for chip in chips]
    for chip in chips:
        assert page(send("GET", str(chip["href"]))).select(".answer h3, .answer li"), chip


def test_the_script_gets_the_same_turn_as_the_page(send: Send) -> None:
    """One renderer: the fragment is a part of the page, to the letter."""
    fragment = send("POST", "/turn", data={"text": PASTE, "language": "zh"}).text
    whole = send("POST", "/", data={"text": PASTE, "language": "zh"}).text

    assert fragment.strip() in whole
    assert "<html" not in fragment


def test_a_blank_question_leaves_the_desk_as_it_was(send: Send) -> None:
    assert [] == asked(send, " \n ").select(".turn")


def test_the_desk_is_light(send: Send) -> None:
    soup = page(send("GET", "/"))

    parts = [tag["src"] if tag.has_attr("src") else tag["href"] for tag in soup.select("[src], link[href]")]
    size = sum(len(send("GET", part).content) for part in {"/", *map(str, parts)})
    assert size < 60_000


def test_every_phrase_of_the_desk_has_both_languages() -> None:
    assert [] == [name for name, text in WORDS.items() if not (text.zh and text.en)]


def test_every_phrase_of_the_desk_is_shown_somewhere() -> None:
    web = Path(__file__).parents[2] / "bot/web"
    sources = [*web.glob("templates/*.html"), *(path for path in web.glob("desk/*.py") if path.name != "words.py")]
    used = " ".join(path.read_text(encoding="utf-8") for path in sources)

    mends = {f"{name}_mend" for name in ("too_large", "busy", "not_text")}  # asked for beside their names
    assert [] == [name for name in WORDS if name not in mends and not re.search(rf"""(desk\.|["']){name}\b""", used)]


# --- answers ---------------------------------------------------------------------------------


def test_a_paste_brings_all_there_is_to_say(send: Send) -> None:
    soup = asked(send, PASTE)

    answer = answer_of(soup)
    for told in (
        "223114 · face is fuzzy · The face is blurry.",
        "The end user has to act",
        "人脸图片模糊, 前端页面可以提示用户拍摄时不要晃动手机",
        "hold the phone",
        "error_code:223114",
        "log_id 1234567890",
        "2020-11-24 12:51:44 UTC",
        "General and business errors",
        "2020-12-15",
    ):
        assert told in answer
    assert soup.select('.card.after-fix a[href="/c/baidu-face/223114"]')
    assert soup.select('.quiet span[lang="zh"]')


def test_how_often_an_error_was_pasted_is_told(send: Send) -> None:
    assert "×3" in words(asked(send, f"{PASTE}\n{PASTE}\n{PASTE}"), ".card h3")[0]


def test_the_parameter_of_a_message_is_told(send: Send) -> None:
    soup = asked(send, '{"error_code":222013,"error_msg":"param[image] format error"}')

    assert "Parameter image" in words(soup, ".quiet")[0]


def test_a_family_is_one_card_with_all_its_codes(send: Send) -> None:
    soup = asked(send, "system busy")

    assert 1 == len(soup.select(".card"))
    assert {"222901", "222916", "222361", "216612"} <= set(words(soup, ".card li a"))


def test_several_errors_are_a_card_each_in_their_verdicts_colour(send: Send) -> None:
    soup = asked(send, f"{PASTE}\n{BUSY}")

    assert [["card", "after-fix"], ["card", "backoff"]] == [card["class"] for card in soup.select(".card")]
    assert ["223114", "222901"] == [title[:6] for title in words(soup, ".card h3")]


def test_not_more_cards_are_shown_than_a_private_chat_shows(send_to: SendTo, knowledge: Knowledge) -> None:
    entries = {entry.code: entry for entry in knowledge[0].entries}
    cards = tuple(Card(entry, Reason(By.FIELD, 100.0, "x")) for entry in entries.values())[: MOST_IN_PRIVATE + 7]

    soup = asked(send_to(Answer(Kind.FOUND, "en", cards)), "many")

    assert MOST_IN_PRIVATE == len(soup.select(".card"))
    assert rest_text(cards[MOST_IN_PRIVATE:], "en") in answer_of(soup)


def test_an_unknown_code_says_so_and_offers_the_nearest(send: Send) -> None:
    soup = asked(send, "223199")

    assert [] == soup.select(".card")
    assert "223199" in words(soup, ".answer h3")[0]
    assert "223119" in [choice[:6] for choice in words(soup, ".choices button")]


def test_another_apis_error_is_not_claimed(send: Send) -> None:
    assert [] == asked(send, '{"error_code":18,"error_msg":"User was deleted or banned"}').select(".card")


def test_chit_chat_gets_a_friendly_word(send: Send) -> None:
    soup = asked(send, "good morning everyone")

    assert answer_of(soup).startswith("errcode That's not something I know.")
    assert [] == soup.select(".actions")


def test_a_secret_is_neither_shown_again_nor_kept_silent_about(send: Send) -> None:
    soup = asked(send, f"223114 access_token={TOKEN}")

    assert TOKEN not in str(soup)
    assert ["223114 access_token=[access-token]"] == words(soup, ".question pre")
    assert "access token" in words(soup, ".remark")[0]


@pytest.mark.parametrize(
    ("text", "language", "browser", "expected"),
    [
        ("223114", "auto", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("223114", "auto", "en-GB", "en"),
        ("223114", "auto", "fr", "en"),
        ("223114", "en", "zh-CN", "en"),
        ("照片糊了", "auto", "en", "zh"),
        ("face is fuzzy", "auto", "zh", "en"),
        (PASTE, "auto", "zh-CN", "zh"),
        (PASTE, "auto", "en", "en"),
        (f"what is this? {PASTE}", "auto", "zh-CN", "en"),
        ("face is fuzzy", "zh", "en", "zh"),
        ("face is fuzzy", "nonsense", "de, zh-TW;q=0.5", "en"),
    ],
)
def test_the_answer_is_in_the_askers_language(
    send: Send, text: str, language: str, browser: str, expected: str
) -> None:
    soup = asked(send, text, language, **{"Accept-Language": browser})

    assert [expected] == [answer["lang"] for answer in soup.select(".answer")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, en ; q=0.5, zh ; q=0.9", "en"),
        ("en;q=0.5, zh;q=0.9", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr, zh;q=0.3", "zh"),
        ("zh;q=much, en;q=0.1", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_browser_says_by_weights_which_language_it_likes_better(send: Send, header: str, expected: str) -> None:
    soup = page(send("GET", "/", headers={"Accept-Language": header}))

    assert soup.html
    assert expected == soup.html["lang"]


def test_the_page_is_in_the_browsers_language(send: Send) -> None:
    chinese = page(send("GET", "/", headers={"Accept-Language": "zh-CN"}))
    english = page(send("GET", "/?language=en", headers={"Accept-Language": "zh-CN"}))

    assert [LABELS["title"].zh, LABELS["title"].en] == [words(soup, "h1")[0] for soup in (chinese, english)]
    assert ["zh", "en"] == [soup.html["lang"] for soup in (chinese, english) if soup.html]


# --- the thread ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I retry?", "222901 · Can I retry? Yes, but with pauses."),
        ("怎么处理", "222901 · 怎么处理"),
        ("ticket", "log_id: 1234567890"),
        ("what does it mean?", "222901 · What it means"),
        ("who has to fix this?", "222901 · Who has to act"),
        ("用中文", "222901 · system busy · 参数校验初始化失败"),
        ("/errcode can I retry?", "222901 · Can I retry?"),
    ],
)
def test_a_follow_up_is_about_the_answer_above(send: Send, text: str, expected: str) -> None:
    assert expected in answer_of(said(send, asked(send, BUSY), text=text))


def test_a_follow_up_may_come_after_another(send: Send) -> None:
    second = said(send, asked(send, BUSY), text="can I retry?")

    assert "222901 · Ticket" in answer_of(said(send, second, text="ticket"))


def test_an_error_of_its_own_is_no_follow_up(send: Send) -> None:
    second = said(send, asked(send, BUSY), text="223114, can I retry?")

    assert "223114 · face is fuzzy" in answer_of(second)
    assert "223114 · Can I retry?" in answer_of(said(send, second, text="can I retry?"))


def test_what_is_not_known_leaves_the_thread_where_it_was(send: Send) -> None:
    lost = said(send, asked(send, BUSY), text="good morning everyone")

    assert "222901 · Can I retry?" in answer_of(said(send, lost, text="can I retry?"))


@pytest.mark.parametrize("text", ["can I retry?", "ticket", "第二个"])
def test_without_an_answer_above_it_is_asked_which_error_is_meant(send: Send, text: str) -> None:
    answer = answer_of(asked(send, text))

    assert answer.split(" ", 1)[1].startswith(("About which error?", "问的是哪个错误？"))


@pytest.mark.parametrize(
    ("text", "place"), [("the second one", 1), ("第二个", 1), ("the first one", 0), ("option 2", 1)]
)
def test_a_choice_may_be_taken_in_words(send: Send, text: str, place: int) -> None:
    first = asked(send, "token")
    codes = [button.split(" ")[0] for button in words(first, "button[name=do][value^=choose]")]

    assert answer_of(said(send, first, text=text)).split(" ", 1)[1].startswith(f"{codes[place]} · ")


def test_there_is_no_third_of_two_choices(send: Send) -> None:
    second = said(send, asked(send, "redis"), text="the third one")

    assert "About which error?" in answer_of(second)


def test_what_is_asked_beside_a_code_is_answered_first(send: Send) -> None:
    assert answer_of(asked(send, "can I retry 223113")).startswith("errcode 223113 · Can I retry? Not yet.")
    assert "222901 · Ticket" in answer_of(asked(send, "222901 ticket"))


def test_each_button_below_an_answer_says_its_part(send: Send) -> None:
    first = asked(send, BUSY)

    buttons = {str(button["value"]): button.get_text() for button in first.select(".tools button")}
    assert {"steps": "More steps", "ticket": "Ticket text", "language": "中文"} == buttons
    told = {do: answer_of(said(send, first, do=do)) for do in buttons}
    assert "All steps:" in told["steps"]
    assert "Error code: 222901" in told["ticket"]
    assert "参数校验初始化失败" in told["language"]
    assert ["Show a ticket text for 222901"] == words(said(send, first, do="ticket"), ".question pre")


def test_a_button_carries_what_it_is_about(send: Send) -> None:
    """A button below an older turn is about that one, whatever came later."""
    soup = asked(send, BUSY)

    assert [about(soup)] == [field["value"] for field in soup.select(".actions [name=about]")]


def test_the_other_language_keeps_the_tickets_facts(send: Send) -> None:
    chinese = said(send, asked(send, BUSY), do="language")

    assert "log_id：1234567890" in answer_of(said(send, chinese, do="ticket"))


def test_a_choice_becomes_the_answer(send: Send) -> None:
    unknown = asked(send, "223199")
    first = unknown.select_one(".choices button")
    assert first is not None

    chosen = said(send, unknown, do=str(first["value"]))

    assert words(chosen, ".card h3")[0].startswith(first.get_text()[:6])
    assert first.get_text()[:6] in answer_of(said(send, chosen, text="can I retry?"))


@pytest.mark.parametrize("do", ["choose-9", "choose-99999999999", "choose-x", "choose", "steps-1", "delete", "<b>"])
def test_a_button_that_is_not_there_does_nothing(send: Send, do: str) -> None:
    soup = said(send, asked(send, BUSY), do=do)

    assert answer_of(soup) in (f"errcode {word('no_button', 'en')}", f"errcode {word('forgotten', 'en')}")


@pytest.mark.parametrize(
    "memory", ["", "x", "{}", "[" * 5000, '{"kind":"found","language":"en","cards":[["a","b","c",1]]}']
)
def test_a_memory_that_cannot_be_read_is_no_memory(send: Send, memory: str) -> None:
    pressed = page(send("POST", "/", data={"do": "ticket", "about": memory}))
    asked_anew = page(send("POST", "/", data={"text": "223114", "about": memory}))

    assert answer_of(pressed) == f"errcode {word('forgotten', 'en')}"
    assert "face is fuzzy" in answer_of(asked_anew)


def test_the_page_remembers_no_word_of_the_text(send: Send) -> None:
    memory = json.loads(about(asked(send, f'{BUSY} access_token={TOKEN} "user": "Zhang San"')))

    assert {
        "kind": "found",
        "language": "en",
        "cards": [["baidu-face", "general", "222901", 1]],
        "log_id": "1234567890",
        "time": 1606222304,
    } == memory


@pytest.mark.parametrize("topic", [topic.value for topic in FollowUp])
def test_no_topic_is_without_its_words(send: Send, topic: str) -> None:
    """Every follow-up that the chat knows is answered about an unknown code, too."""
    phrase = {"english": "in English", "chinese": "用中文", "end-user": "what do I tell the user?"}.get(topic, topic)

    assert send("POST", "/turn", data={"text": phrase, "about": about(asked(send, "223199"))}).status_code == 200


# --- commands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["/errcode 223114", "/errcode me 223114", "/errcode thread 223114", "／errcode：223114", "/errcode@bot 223114"],
)
def test_the_command_asks(send: Send, text: str) -> None:
    assert "223114 · face is fuzzy" in answer_of(asked(send, text))


@pytest.mark.parametrize(
    ("text", "language", "example"),
    [
        *((text, "en", "/errcode 223114 · a code") for text in ("/errcode", "/errcode help", "/HELP", "/start")),
        *((text, "en", "/errcode 223114 · a code") for text in ("help", "Hello!", "hi there", "/errcode hello")),
        *((text, "zh", "/errcode 223114 · 一个错误码") for text in ("/errcode 帮助", "你好", "帮助", "怎么用？")),
    ],
)
def test_help_is_as_in_the_chat(send: Send, text: str, language: str, example: str) -> None:
    answer = answer_of(asked(send, text))

    assert example in answer
    assert word("way_follow", language) in answer


def test_help_names_nothing_that_is_refused_here(send: Send) -> None:
    examples = [example.partition(" · ")[0] for example in words(asked(send, "/errcode help"), ".answer li")]

    for example in examples:
        if example.startswith("/errcode"):
            assert asked(send, example).select(".card, .answer li"), example
    assert "channel" not in "".join(examples)


@pytest.mark.parametrize("text", ["/errcode channel off", "/channel listen"])
def test_a_channels_settings_are_switches_here(send: Send, text: str) -> None:
    assert answer_of(asked(send, text)) == f"errcode {word('no_channel', 'en')}"


@pytest.mark.parametrize(("text", "language"), [("/lang zh", "zh"), ("/lang en", "en"), ("/lang", "en")])
def test_the_language_is_a_switch_here(send: Send, text: str, language: str) -> None:
    soup = asked(send, text)

    assert answer_of(soup).endswith(word("no_language", language))
    assert [language] == [answer["lang"] for answer in soup.select(".answer")]


def test_telegrams_start_with_a_question_asks_it(send: Send) -> None:
    assert "223114 · face is fuzzy" in answer_of(asked(send, "/start 223114"))


def test_a_path_is_no_command(send: Send) -> None:
    assert "/errcode 223114 · a code" not in answer_of(asked(send, "/errcode/bin/run: failed"))


# --- listening -------------------------------------------------------------------------------


def listened(send: Send, text: str, **fields: str) -> BeautifulSoup:
    return page(send("POST", "/", data={"text": text, "mode": "listen", **fields}))


def test_listening_it_answers_what_is_surely_an_error(send: Send) -> None:
    assert "223114 · face is fuzzy" in answer_of(listened(send, PASTE))


@pytest.mark.parametrize("text", ["照片糊了", "223114", "can someone look at the login page?"])
def test_listening_it_shows_that_it_would_stay_silent(send: Send, text: str) -> None:
    soup = listened(send, text)

    assert answer_of(soup) == f"errcode {word('silent', 'en')}"
    assert [True] == [box.has_attr("checked") for box in soup.select("#listen")]


def test_a_command_is_answered_in_a_channel_too(send: Send) -> None:
    assert "223114 · face is fuzzy" in answer_of(listened(send, "/errcode 223114"))


def test_overheard_a_colleagues_question_is_left_to_colleagues(send: Send) -> None:
    memory = about(asked(send, BUSY))

    assert "Can I retry?" in answer_of(listened(send, "can I retry?", about=memory))
    assert answer_of(listened(send, "hey, can I retry the deploy?", about=memory)) == f"errcode {word('silent', 'en')}"


@pytest.mark.parametrize("text", [f"{PASTE} access_token={TOKEN}", f"access_token={TOKEN} is mine"])
def test_in_a_channel_the_poster_alone_is_warned_of_a_secret(send: Send, text: str) -> None:
    soup = listened(send, text)

    assert words(soup, ".remark")[0].startswith("Only you can see this.")
    assert TOKEN not in str(soup)


# --- from where ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/turn", "/log"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://desk.test"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://desk.example"}, 200),
        ({}, 200),
    ],
)
def test_another_sites_form_is_refused(send: Send, path: str, headers: dict[str, str], status: int) -> None:
    body = {"content": b"223114"} if path == "/log" else {"data": {"text": "223114"}}

    assert status == send("POST", path, headers=headers, **body).status_code


def test_a_link_from_another_site_is_answered(send: Send) -> None:
    assert 200 == send("GET", "/?text=223114", headers={"Sec-Fetch-Site": "cross-site"}).status_code


def test_a_form_has_its_bound(send: Send) -> None:
    assert 413 == send("POST", "/turn", data={"text": "a" * LONGEST_FORM}).status_code


class PonderingDesk(Desk):
    """A desk that begins a long text, and is done with it when it is let."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.begun, self.let = threading.Event(), threading.Event()

    def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        if len(text) > SHORT:
            self.begun.set()
            assert self.let.wait(20), "nobody let it end"
        return super().answer(text, mode, language)


def test_a_long_paste_holds_up_nobody(knowledge: Knowledge) -> None:
    """A short question that comes after it is answered before it."""
    desk = PonderingDesk(knowledge)

    async def order() -> list[str]:
        answered: list[str] = []

        async def ask(client: httpx.AsyncClient, name: str, text: str) -> None:
            response = await client.post("/turn", data={"text": text})
            assert "face is fuzzy" in response.text
            answered.append(name)

        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app_of(knowledge, desk=desk)), base_url=BASE
        ) as client:
            long = asyncio.create_task(ask(client, "long", f"{PASTE}\n" * 600))
            assert await asyncio.to_thread(desk.begun.wait, 20)
            await ask(client, "short", "223114")
            desk.let.set()
            await long
        return answered

    assert ["short", "long"] == asyncio.run(order())


# --- what is shown again ---------------------------------------------------------------------


def test_what_cannot_be_seen_is_not_shown_again() -> None:
    assert "a\n\tb c" == echo("a\r\n\tb \u202e\x00\x1b\u200bc\udfff")


def test_a_terminals_colours_are_not_shown_again() -> None:
    assert "ERROR error_code=223114" == echo("\x1b[31mERROR\x1b[0m \x1b[1;33merror_code=223114\x1b[0m")


@pytest.mark.parametrize("text", [" ", "\u3000\n ", "\x1b[0m"])
def test_a_blank_is_no_question(send: Send, text: str) -> None:
    turn = page(send("POST", "/turn", data={"text": text}))

    assert [] == turn.select(".question")
    assert turn.select(".answer")


def test_a_long_paste_is_shown_again_in_part_and_its_secret_in_none() -> None:
    """A token across the cut is found before the cut is made."""
    shown = echo("a" * (LONGEST_ECHO - 20) + f" access_token={TOKEN}" + "b" * 1000)

    assert TOKEN[:4] not in shown
    assert len(shown) <= LONGEST_ECHO + 1
