"""Whatever stands in an address or a form: it is answered, and never becomes markup."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from httpx import Response
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.web.body import LONGEST_FORM, LONGEST_JSON
from bot.web.desk.doors import LONGEST_PAGE_FORM
from bot.web.desk.reading import LARGEST_LOG
from tests.web.reading import page

Send = Callable[..., Response]
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;b&gt;{{7*7}}{% raw %}</title></pre></textarea>"
ADDRESSES = (
    "/{}",
    "/c/{}",
    "/c/{}/223114",
    "/c/baidu-face/{}",
    "/c/baidu-face/223114?language={}",
    "/c/baidu-face?text={}",
    "/c/baidu-face?retry={}&actor={}&ticket={}",
    "/r/{}/limits",
    "/r/baidu-face/{}",
    "/search?q={}",
    "/search?q=223114+{}",
    "/search?q=error_code%3D223114,error_msg%3D{}&language={}",
    "/static/{}",
    "/?text={}&language={}",
)
MARKUP = st.lists(
    st.sampled_from(["<", ">", "&", '"', "'", "<b ", "<script>", "</title>", "on=", "{{", "{%", "`", "=", "/", "%", "a", "图"]),
    max_size=20,
).map("".join)  # fmt: skip


def shape(soup: BeautifulSoup) -> set[str]:
    """The tags of a page, each with the names of its attributes."""
    return {f"{tag.name}.{name}" for tag in soup.find_all() for name in ("", *tag.attrs)}


@pytest.fixture(scope="module")
def known(send: Send) -> set[str]:
    """What pages are made of where nothing is evil."""
    harmless = (
        "no such thing",
        "223114",
        "222013",
        "system busy",
        "223199",
        "照片糊了",
        "face is fuzy",
        "100",
        "222901",
        "token",  # choices
        '{"error_code":223114,"error_msg":"pic not has face","log_id":1} error_code: 18',  # a remark, several cards
    )
    pages = (send("GET", address.replace("{}", quote(text))) for address in ADDRESSES for text in harmless)
    more = (
        "/c/baidu-face?actor=vendor&language=en",
        "/r/baidu-face/service-busy",
        "/search?language=zh",
        "/c/baidu-face/222361",
    )
    return set().union(*(shape(page(found)) for found in (*pages, *(send("GET", where) for where in more))))


@pytest.mark.parametrize("address", ADDRESSES)
@given(text=MARKUP | st.text(max_size=40))
@example(text=EVIL)
@settings(max_examples=12)
def test_an_address_is_answered_and_becomes_no_markup(send: Send, known: set[str], address: str, text: str) -> None:
    response = send("GET", address.replace("{}", quote(text, safe="")))

    assert response.status_code in (200, 404)
    assert response.headers["content-type"].startswith(("text/html", "text/plain"))
    soup = page(response)
    assert set() == shape(soup) - known
    assert [] == [script for script in soup.select("script") if script.get_text().strip()]
    assert EVIL not in response.text


@given(text=MARKUP | st.text(max_size=40), language=MARKUP)
@example(text=EVIL, language=EVIL)
@settings(max_examples=20)
def test_a_form_is_answered_and_becomes_no_markup(send: Send, text: str, language: str) -> None:
    for where in ("/", "/turn"):
        response = send("POST", where, data={"text": text, "language": language})

        assert response.status_code == 200
        assert EVIL not in response.text
        assert [] == [tag for tag in page(response).find_all() for name in tag.attrs if name.startswith("on")]


@given(header=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=200))
@settings(max_examples=20)
def test_any_header_is_answered(send: Send, header: str) -> None:
    headers = {"Accept-Language": header, "If-None-Match": header, "Accept-Encoding": header}
    raw = {name: value.encode("latin-1") for name, value in headers.items()}

    assert send("GET", "/c/baidu-face/223114", headers=raw).status_code in (200, 304)


@pytest.mark.parametrize(
    ("where", "size"),
    [("/", LONGEST_PAGE_FORM), ("/turn", LONGEST_FORM), ("/log", LARGEST_LOG), ("/api/v1/answer", LONGEST_JSON)],
)
def test_a_body_beyond_the_bound_is_refused(served: str, where: str, size: int) -> None:
    import httpx

    kind = "application/json" if where.startswith("/api") else "application/x-www-form-urlencoded"
    body = b"text=" + b"a" * size

    assert httpx.post(served + where, content=body, headers={"Content-Type": kind}, timeout=30).status_code == 413
