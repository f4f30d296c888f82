"""Every page: what it needs, what goes wrong, and never any markup of a paste."""

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

from bot.core.answer import Answer
from bot.web.app import HEADERS
from bot.web.body import LONGEST_FORM
from bot.web.desk.thread import echo
from bot.web.labels import LABELS
from tests.web.reading import meta

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


# --- words ---------------------------------------------------------------------------------


def test_every_phrase_has_both_languages() -> None:
    assert [] == [name for name, text in LABELS.items() if not (text.zh and text.en)]


def test_every_phrase_is_shown_somewhere() -> None:
    web = Path(__file__).parents[2] / "bot/web"
    sources = [path for path in (*web.rglob("*.html"), *web.glob("*.py")) if path.name != "labels.py"]
    used = " ".join(path.read_text(encoding="utf-8") for path in sources)

    assert [] == [name for name in LABELS if not re.search(rf"""(say\.|here\.|["']){name}\b""", used)]


# --- what is told of a page elsewhere ---------------------------------------------------------


def told(send: Send, text: str, language: str = "en") -> tuple[str, str, str]:
    """The title, description and address that a chat shows below a link to an answer."""
    soup = page(send("GET", "/", params={"text": text}, headers={"Accept-Language": language}))

    assert "noindex" == meta(soup, "robots")
    assert words(soup, "title") == [f"{meta(soup, 'og:title')} · errcode"]
    assert meta(soup, "description") == meta(soup, "og:description")
    return meta(soup, "og:title"), meta(soup, "og:description"), meta(soup, "og:url")


@pytest.mark.parametrize(
    ("text", "language", "title", "description"),
    [
        ("223114", "en", "223114 · face is fuzzy · The face is blurry.", "The end user has to act"),
        ("223114", "zh", "223114 · face is fuzzy · 人脸模糊", "终端用户"),
        (PASTE, "en", "223114 · face is fuzzy · The face is blurry.", "The end user has to act"),
        ("system busy", "en", "System busy: the service's own fault · 18 codes", "open a ticket"),
        (
            "223199",
            "en",
            "223199 · not in the catalogue; close to it: 223129, 223119",
            "223100-223199: the face library",
        ),
    ],
)
def test_a_shared_answer_is_told_by_its_headline(
    send: Send, text: str, language: str, title: str, description: str
) -> None:
    found = told(send, text, language)

    assert found[0].startswith(title)
    assert description in found[1]
    assert found[2].startswith("http://desk.test/?text=")


def test_a_preview_holds_no_secret_and_none_of_the_words_that_were_asked(send: Send) -> None:
    found = told(send, f"223114 Zhang's selfie access_token={TOKEN}")

    assert [] == [part for part in found if TOKEN[:12] in part]
    assert [] == [part for part in found[:2] if "Zhang" in part]


@pytest.mark.parametrize("where", ["/?text=good+morning", "/?text=%2Ferrcode+help", "/?text=%20"])
def test_what_is_no_answer_has_no_preview(send: Send, where: str) -> None:
    soup = page(send("GET", where))

    assert [] == [
        tag for tag in soup.select('meta[property="og:url"]') if "text=" in str(tag["content"]).replace("%20", "")
    ]


def test_a_shared_search_says_what_it_has_come_to(send: Send) -> None:
    soup = page(send("GET", "/search?q=223114", headers={"Accept-Language": "en"}))

    assert "223114 · Search" == meta(soup, "og:title")
    assert "223114 · face is fuzzy" in meta(soup, "og:description")


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
@settings(max_examples=80)
def test_pasted_text_is_shown_as_text(send: Send, text: str) -> None:
    """Where the question is shown again, a browser reads exactly its characters."""
    soup = page(send("POST", "/", data={"text": f"{text} 223114"}))

    (shown,) = soup.select(".question pre")
    assert [] == shown.find_all()
    assert echo(f"{text} 223114") == shown.get_text()


@given(MARKUP)
@example(EVIL)
@settings(max_examples=40)
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
