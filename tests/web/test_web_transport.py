"""How pages go over the wire: known by a tag, compressed once, kept within bounds, and assets kept for ever."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
from httpx import Response
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from bot.core.entry import Knowledge
from bot.web.app import open_door
from bot.web.press import Kept, press
from tests.web.conftest import app_of, sender
from tests.web.reading import page

Send = Callable[..., Response]
PAGES = ("/", "/c/baidu-face", "/c/baidu-face/223114", "/r/baidu-face/limits", "/search", "/search?q=face+is+fuzzy")
LARGEST = 60_000  # bytes of a page and what it fetches


@pytest.mark.parametrize("where", PAGES[1:])
def test_a_page_that_the_reader_has_is_not_sent_again(send: Send, where: str) -> None:
    first = send("GET", where)
    again = send("GET", where, headers={"If-None-Match": first.headers["etag"]})

    assert (304, b"") == (again.status_code, again.content)
    assert all(first.headers[name] == again.headers[name] for name in ("etag", "vary", "cache-control"))


@pytest.mark.parametrize("had", ['W/"other"', '"x", W/"y"', "nonsense"])
def test_a_page_that_the_reader_has_not_is_sent(send: Send, had: str) -> None:
    assert send("GET", "/c/baidu-face/223114", headers={"If-None-Match": had}).status_code == 200


def test_the_description_of_the_api_is_not_sent_again_either(send: Send) -> None:
    tag = send("GET", "/api/v1/openapi.json").headers["etag"]

    assert send("GET", "/api/v1/openapi.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("where", "media"), [("/favicon.ico", "image/x-icon"), ("/robots.txt", "text/plain; charset=utf-8")]
)
def test_what_is_looked_for_at_the_root_is_there(send: Send, where: str, media: str) -> None:
    response = send("GET", where)

    assert (200, media) == (response.status_code, response.headers["content-type"])
    assert response.content


def test_one_of_several_tags_is_enough(send: Send) -> None:
    tag = send("GET", "/c/baidu-face/223114").headers["etag"]

    for had in (f'W/"other", {tag}', tag.removeprefix("W/"), "*"):
        assert send("GET", "/c/baidu-face/223114", headers={"If-None-Match": had}).status_code == 304


def test_each_language_has_a_tag_of_its_own(send: Send) -> None:
    tags = {
        send("GET", "/c/baidu-face/223114", headers={"Accept-Language": language}).headers["etag"]
        for language in ("zh", "en")
    }

    assert len(tags) == 2


def test_a_page_that_is_missing_is_never_called_the_same(send: Send) -> None:
    assert send("GET", "/c/baidu-face/223199", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    ("where", "vary"),
    [
        ("/c/baidu-face/223114", {"Accept-Language", "Accept-Encoding"}),
        ("/c/baidu-face/223114?language=zh", {"Accept-Encoding"}),
        ("/search?q=223114", {"Accept-Language", "Accept-Encoding"}),
        ("/c/baidu-face/223199", {"Accept-Language", "Accept-Encoding"}),
        ("/", {"Accept-Language", "Accept-Encoding"}),
        ("/nowhere", {"Accept-Language", "Accept-Encoding"}),
        ("/static/site.css", {"Accept-Encoding"}),
        ("/api/v1/openapi.json", {"Accept-Encoding"}),
    ],
)
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_a_response_names_what_it_depends_on(send: Send, where: str, vary: set[str], accepted: str) -> None:
    response = send("GET", where, headers={"Accept-Encoding": accepted})

    assert sorted(vary) == sorted(response.headers["vary"].split(", "))


@pytest.mark.parametrize("where", PAGES)
def test_a_page_says_in_which_language_it_is(send: Send, where: str) -> None:
    response = send("GET", where, headers={"Accept-Language": "zh-TW"})
    html = page(response).html

    assert html is not None
    assert "zh" == html["lang"]
    assert response.headers.get("content-language", "zh") == "zh"


@pytest.mark.parametrize("where", [*PAGES, "/static/site.css", "/api/v1/openapi.json"])
@pytest.mark.parametrize(
    "accepted",
    ["gzip", "br;q=1.0, gzip;q=0.8", "identity", "", "gzip;q=0", "br, gzip; q=0.00", "GZIP;Q=0", "x-gzipped"],
)
def test_a_page_is_compressed_for_those_who_can_read_that(send: Send, where: str, accepted: str) -> None:
    plain = send("GET", where, headers={"Accept-Encoding": "identity"})
    response = send("GET", where, headers={"Accept-Encoding": accepted})

    assert plain.content == response.content
    taken = accepted in ("gzip", "br;q=1.0, gzip;q=0.8")
    assert taken == (response.headers.get("content-encoding") == "gzip")


def test_what_is_read_as_it_comes_is_not_held_back_to_be_compressed(knowledge: Knowledge) -> None:
    async def lines(_request: Request) -> StreamingResponse:
        return StreamingResponse(iter([b'{"share": 0.5}\n' * 100] * 2), media_type="application/x-ndjson")

    app = app_of(knowledge)
    open_door(app, [Route("/lines", lines)])
    response = sender(app)("GET", "/lines", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in response.headers
    assert response.text == '{"share": 0.5}\n' * 200


@pytest.mark.parametrize("where", ["/c/baidu-face/223114", "/c/baidu-face", "/search?q=system+busy"])
def test_a_compressed_page_is_that_page(send: Send, where: str) -> None:
    response = send("GET", where, headers={"Accept-Encoding": "gzip"})

    assert int(response.headers["content-length"]) < len(response.content) / 2


@pytest.mark.parametrize("where", [*PAGES, "/c/baidu-face/222361", "/c/baidu-face/222013"])
def test_a_page_with_all_it_fetches_is_small(send: Send, where: str) -> None:
    def wire(address: str) -> int:
        return int(send("GET", address, headers={"Accept-Encoding": "gzip"}).headers["content-length"])

    fetched = page(send("GET", where)).select("script[src], link[rel=icon], link[rel=stylesheet]")
    assert wire(where) + sum(wire(str(tag.get("src") or tag.get("href"))) for tag in fetched) < LARGEST


@pytest.mark.parametrize("where", PAGES)
def test_what_a_page_fetches_is_kept_for_ever(send: Send, where: str) -> None:
    for tag in page(send("GET", where)).select("link[rel=icon], link[rel=stylesheet]"):
        response = send("GET", str(tag["href"]))

        assert response.status_code == 200
        assert "public, max-age=31536000, immutable" == response.headers["cache-control"]


@pytest.mark.parametrize("name", ["site.css", "site.000000000000.css"])
def test_an_asset_by_another_name_is_not_kept(send: Send, name: str) -> None:
    """Another version's page may ask for it while replicas change; today's file is better than none."""
    response = send("GET", f"/static/{name}")

    assert (200, "no-cache") == (response.status_code, response.headers["cache-control"])
    assert response.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", ["nothing.css", "site.css.000000000000", "..%2fapp.py", "", "a/b.css"])
def test_no_other_asset_is_there(send: Send, name: str) -> None:
    assert send("GET", f"/static/{name}").status_code == 404


@pytest.mark.parametrize("where", [*PAGES, "/static/site.css", "/api/v1/openapi.json", "/livez", "/c/baidu-face/1x"])
def test_head_is_get_without_a_body(send: Send, where: str) -> None:
    head, get = (send(method, where, headers={"Accept-Encoding": "identity"}) for method in ("HEAD", "GET"))

    assert get.status_code == head.status_code
    assert {name: value for name, value in get.headers.items() if name != "date"} == dict(head.headers)


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ("/", "GET, HEAD, OPTIONS, POST"),
        ("/c/baidu-face/223114", "GET, HEAD, OPTIONS"),
        ("/search", "GET, HEAD, OPTIONS"),
        ("/api/v1/answer", "OPTIONS, POST"),
        ("/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
        ("/static/site.css", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_address_says_what_it_takes(send: Send, where: str, allowed: str) -> None:
    options, refused = send("OPTIONS", where), send("DELETE", where)

    assert (204, 405) == (options.status_code, refused.status_code)
    assert allowed == options.headers["allow"] == refused.headers["allow"]


def test_what_is_kept_has_a_bound_and_the_least_asked_for_goes_first() -> None:
    sample = press(b"a" * 10_000)
    kept = Kept(3 * sample.size)
    made = []

    def make(name: str) -> Callable[[], str]:
        def made_now() -> str:
            made.append(name)
            return "a" * 10_000

        return made_now

    for name in ("one", "two", "three", "one", "four", "one", "two"):
        kept.get(name, make(name))

    assert ["one", "two", "three", "four", "two"] == made
    assert len(kept) == 3


def test_what_is_pressed_unpacks_to_itself() -> None:
    pressed = press("错误".encode() * 1000)

    assert pressed.body == gzip.decompress(pressed.packed)
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', pressed.tag)
    assert press(b"short").packed == b""
