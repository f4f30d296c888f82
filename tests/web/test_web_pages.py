"""The desk: with and without scripts, in both languages, and never any markup of a paste."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from httpx import Response
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.answer import Answer, By, Card, Kind, Reason
from bot.core.entry import Knowledge
from bot.web.app import HEADERS
from bot.web.body import LONGEST_FORM
from bot.web.labels import LABELS
from bot.web.turns import LONGEST_ECHO, MOST_CARDS, echo

Send = Callable[..., Response]
SendTo = Callable[[Answer | Exception], Send]
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
TOKEN = "24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-1234567"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;b&gt;{{7*7}}{% raw %}</pre></textarea>"
STATIC = sorted(path.name for path in (Path(__file__).parents[2] / "bot/web/static").iterdir())


def page(response: Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in soup.select(selector)]


def asked(send: Send, text: str, language: str = "auto", **headers: str) -> BeautifulSoup:
    response = send("POST", "/", data={"text": text, "language": language}, headers=headers)

    assert response.status_code == 200
    return page(response)


# --- the desk --------------------------------------------------------------------------------


def test_the_desk_can_be_used_without_scripts(send: Send) -> None:
    soup = page(send("GET", "/"))

    form = soup.select_one("form")
    assert form is not None
    assert ("post", "/") == (form["method"], form["action"])
    assert ["auto", "zh", "en"] == [radio["value"] for radio in form.select("input[name=language]")]
    assert ["text"] == [box["name"] for box in form.select("textarea")]
    assert [] == soup.select(".turn")


def test_a_paste_brings_a_card_with_all_there_is_to_say(send: Send) -> None:
    soup = asked(send, PASTE)

    (card,) = words(soup, ".card")
    for told in (
        "223114",
        "face is fuzzy",
        "The face is blurry.",
        "The end user has to act",
        "人脸图片模糊, 前端页面可以提示用户拍摄时不要晃动手机",
        "hold the phone steady",
        "error_code:223114",
        "1234567890",
        "2020-11-24 12:51:44 UTC",
        "General and business errors",
        "2020-12-15",
    ):
        assert told in card
    assert soup.select('.card a[href="/c/baidu-face/223114"]')
    assert ["zh"] == [p["lang"] for p in soup.select(".advice.second p")]


def test_how_often_an_error_was_pasted_is_told(send: Send) -> None:
    (card,) = words(asked(send, f"{PASTE}\n{PASTE}\n{PASTE}"), ".card")

    assert "3 times" in card


def test_the_parameter_of_a_message_is_told(send: Send) -> None:
    soup = asked(send, '{"error_code":222013,"error_msg":"param[image] format error"}')

    assert "Parameter image" in words(soup, ".facts")[0]


def test_an_address_with_a_question_shows_its_answer(send: Send) -> None:
    soup = page(send("GET", f"/?text={quote('照片糊了')}"))

    assert ["照片糊了"] == words(soup, ".question pre")
    assert "223114" in words(soup, ".card h3")[0]


def test_the_examples_lead_to_answers(send: Send) -> None:
    links = [link["href"] for link in page(send("GET", "/")).select(".chip")]

    assert len(links) == 4
    for link in links:
        assert page(send("GET", str(link))).select(".card"), link


def test_the_script_gets_the_same_turn_as_the_page(send: Send) -> None:
    """One renderer: the fragment is a part of the page, to the letter."""
    fragment = send("POST", "/turn", data={"text": PASTE, "language": "zh"}).text
    whole = send("POST", "/", data={"text": PASTE, "language": "zh"}).text

    assert fragment.strip() in whole
    assert "<html" not in fragment


def test_a_family_is_one_card_with_all_its_codes(send: Send) -> None:
    soup = asked(send, "system busy")

    assert len(soup.select(".card")) == 1
    assert {"222901", "222916", "222361", "216612"} <= set(words(soup, ".rows a.code"))


def test_choices_are_folded_and_none_is_claimed(send_to: SendTo, knowledge: Knowledge) -> None:
    cards = tuple(Card(entry, Reason(By.PHRASE, 61.0, "token", 0.0)) for entry in knowledge[0].entries[:3])
    send = send_to(Answer(Kind.CHOICES, "en", cards))

    soup = asked(send, "token")

    assert [card.entry.code for card in cards] == words(soup, "details.choice summary .code")
    assert [] == soup.select("details.choice[open]")
    assert ["Which one is it?"] == words(soup, ".title")


def test_an_unknown_code_says_so_and_offers_the_nearest(send: Send) -> None:
    soup = asked(send, "223199")

    assert [] == soup.select(".card")
    assert "223199" in words(soup, ".title")[0]
    assert "223119" in words(soup, ".near a.code")


def test_another_apis_error_is_not_claimed(send: Send) -> None:
    soup = asked(send, '{"error_code":18,"error_msg":"User was deleted or banned"}')

    assert [] == soup.select(".card")


def test_chit_chat_gets_a_friendly_word(send: Send) -> None:
    soup = asked(send, "good morning everyone")

    assert [] == soup.select(".card")
    assert ["That's not something I know."] == [lead[:28] for lead in words(soup, ".lead")]


def test_a_blank_question_leaves_the_desk_as_it_was(send: Send) -> None:
    assert [] == asked(send, " \n ").select(".turn")


def test_not_more_cards_are_shown_than_can_be_read(send_to: SendTo, knowledge: Knowledge) -> None:
    cards = tuple(Card(entry, Reason(By.FIELD, 100.0, "x")) for entry in knowledge[0].entries[: MOST_CARDS + 7])
    send = send_to(Answer(Kind.FOUND, "en", cards))

    soup = asked(send, "many")

    assert len(soup.select(".card")) == MOST_CARDS
    assert "7 more are not shown." in words(soup, ".lead")


def test_a_secret_is_neither_shown_again_nor_kept_silent_about(send: Send) -> None:
    soup = asked(send, f"223114 access_token={TOKEN}")

    assert TOKEN not in str(soup)
    assert ["223114 access_token=[access-token]"] == words(soup, ".question pre")
    assert "access token" in words(soup, ".remark")[0]


# --- language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "browser", "expected"),
    [
        ("223114", "auto", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("223114", "auto", "en-GB", "en"),
        ("223114", "auto", "fr", "en"),
        ("223114", "en", "zh-CN", "en"),
        ("照片糊了", "auto", "en", "zh"),
        ("face is fuzzy", "auto", "zh", "en"),
        ("face is fuzzy", "zh", "en", "zh"),
        ("face is fuzzy", "nonsense", "de, zh-TW;q=0.5", "en"),
    ],
)
def test_the_answer_is_in_the_askers_language(
    send: Send, text: str, language: str, browser: str, expected: str
) -> None:
    soup = asked(send, text, language, **{"Accept-Language": browser})

    assert [expected] == [answer["lang"] for answer in soup.select(".answer")]


def test_the_page_is_in_the_browsers_language(send: Send) -> None:
    chinese = page(send("GET", "/", headers={"Accept-Language": "zh-CN"}))
    english = page(send("GET", "/?language=en", headers={"Accept-Language": "zh-CN"}))

    assert [LABELS["title"].zh, LABELS["title"].en] == [words(soup, "h1")[0] for soup in (chinese, english)]
    assert ["zh", "en"] == [soup.html["lang"] for soup in (chinese, english) if soup.html]


def test_every_phrase_has_both_languages() -> None:
    assert [] == [name for name, text in LABELS.items() if not (text.zh and text.en)]


def test_every_phrase_is_shown_somewhere() -> None:
    web = Path(__file__).parents[2] / "bot/web"
    sources = [path for path in (*web.rglob("*.html"), *web.glob("*.py")) if path.name != "labels.py"]
    used = " ".join(path.read_text(encoding="utf-8") for path in sources)

    assert [] == [name for name in LABELS if not re.search(rf"""(say\.|here\.|["']){name}\b""", used)]


# --- what goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "parts", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/static/nothing.js", {}, 404),
        ("GET", "/static/../pages.py", {}, 404),
        ("GET", "/static/%2e%2e/pages.py", {}, 404),
        ("DELETE", "/", {}, 405),
        ("GET", "/turn", {}, 405),
        ("POST", "/", {"content": b"text=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ("POST", "/", {"content": b"text=\xff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ("POST", "/", {"content": b"a=&" * 99, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ("POST", "/turn", {"content": b"{}", "headers": {"Content-Type": "application/json"}}, 415),
        ("POST", "/turn", {"data": {"text": "a" * LONGEST_FORM}}, 413),
    ],
)
def test_a_request_that_cannot_be_answered_gets_a_friendly_page(
    send: Send, method: str, path: str, parts: dict[str, object], status: int
) -> None:
    response = send(method, path, **parts)

    assert status == response.status_code
    assert response.headers["content-type"].startswith("text/html")
    assert words(page(response), "h1, .title")


def test_the_script_gets_a_refusal_as_a_turn(send: Send) -> None:
    response = send("POST", "/turn", data={"text": "a" * LONGEST_FORM}, headers={"Accept-Language": "zh"})

    assert "<html" not in response.text
    assert [f"请求体超过 {LONGEST_FORM} 字节"] == words(page(response), ".turn .title")


@pytest.mark.parametrize("path", ["/", "/turn"])
def test_a_fault_of_ours_shows_no_traceback(send_to: SendTo, path: str) -> None:
    response = send_to(RuntimeError("hush"))("POST", path, data={"text": "223114"})

    assert response.status_code == 500
    assert "hush" not in response.text
    assert "Traceback" not in response.text
    assert words(page(response), "h1, .title")


# --- safety ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/livez"),
        ("GET", "/c/baidu-face/223114"),
        ("GET", "/nowhere"),
        ("GET", "/static/site.css"),
        ("GET", "/api/v1/openapi.json"),
        ("DELETE", "/api/v1/answer"),
    ],
)
def test_every_response_has_the_safe_headers(send: Send, method: str, path: str) -> None:
    headers = send(method, path).headers

    assert dict(HEADERS) == {name: headers.get(name) for name in HEADERS}


@pytest.mark.parametrize("path", ["/", "/api/v1/answer"])
def test_a_fault_of_ours_has_the_safe_headers_too(send_to: SendTo, path: str) -> None:
    parts = {"json": {"text": "a"}} if path.startswith("/api") else {"data": {"text": "a"}}
    headers = send_to(RuntimeError())("POST", path, **parts).headers

    assert dict(HEADERS) == {name: headers.get(name) for name in HEADERS}


@pytest.mark.parametrize("path", ["/", f"/?text={quote(PASTE)}", "/c/baidu-face/223114", "/nowhere"])
def test_a_page_needs_nothing_from_elsewhere_and_nothing_inline(send: Send, path: str) -> None:
    soup = page(send("GET", path))

    fetched = [*soup.select("[src]"), *soup.select("link[rel=icon], link[rel=stylesheet]")]
    assert [] == [tag for tag in fetched if not str(tag.get("src") or tag.get("href")).startswith("/static/")]
    assert [] == [script for script in soup.select("script") if script.get_text().strip()]
    assert [] == soup.select("style, [style], iframe, object, embed")
    assert [] == [tag for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]


@pytest.mark.parametrize("name", STATIC)
def test_what_a_page_fetches_is_there_and_asks_for_nothing_else(send: Send, name: str) -> None:
    response = send("GET", f"/static/{name}")

    assert response.status_code == 200
    assert [] == re.findall(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", response.text)


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "&", '"', "'", "</pre>", "<script>", "&lt;", "{{", "{%", "\\", "\n", "a", "图", "=", "`"]
    ),
    max_size=30,
).map("".join)


@given(MARKUP | st.text(max_size=60))
@example(EVIL)
@settings(max_examples=80, deadline=None)
def test_pasted_text_is_shown_as_text(send: Send, text: str) -> None:
    """Where the question is shown again, a browser reads exactly its characters."""
    soup = page(send("POST", "/", data={"text": f"{text} 223114"}))

    (shown,) = soup.select(".question pre")
    assert [] == shown.find_all()
    assert echo(f"{text} 223114") == shown.get_text()


@given(MARKUP)
@example(EVIL)
@settings(max_examples=40, deadline=None)
def test_pasted_text_never_becomes_markup(send: Send, text: str) -> None:
    """Evidence, log_id, parameter, contradiction: whatever a paste holds, the page has no other tags for it."""
    pastes = (
        f"error_code: 223114, error_msg: {text}",
        f'{{"error_code":223114,"error_msg":"pic not has face {text}","log_id":"{text}"}}',
        f"param[{text}] format error",
    )
    known = {tag.name for tag in page(send("GET", "/?text=system+busy")).find_all()}
    known |= {tag.name for tag in page(send("GET", "/?text=222901")).find_all()}

    for paste in pastes:
        soup = page(send("POST", "/", data={"text": paste}))
        assert {tag.name for tag in soup.find_all()} <= known | {"details", "summary", "section"}
        assert [] == [script for script in soup.select("script") if not script.get("src")]
        assert [] == [tag for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]


@pytest.mark.parametrize(
    "path", [f"/c/baidu-face/{quote(EVIL, safe='')}", f"/c/{quote('<b>x', safe='')}/1", "/%3Cscript%3E"]
)
def test_an_address_never_becomes_markup(send: Send, path: str) -> None:
    soup = page(send("GET", path))

    assert [] == soup.select("main b, main script, main img")


def test_what_cannot_be_seen_is_not_shown_again() -> None:
    assert "a\n\tb c" == echo("a\r\n\tb \u202e\x00\x1b\u200bc\udfff")


def test_a_long_paste_is_shown_again_in_part_and_its_secret_in_none() -> None:
    """A token across the cut is found before the cut is made."""
    shown = echo("a" * (LONGEST_ECHO - 20) + f" access_token={TOKEN}" + "b" * 1000)

    assert TOKEN[:4] not in shown
    assert len(shown) <= LONGEST_ECHO + 1
