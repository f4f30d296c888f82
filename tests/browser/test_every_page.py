"""What holds for every page, in both languages: light, quick, safe, found by machines, and usable by everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

import pytest

from tests.browser.conftest import Visiting
from tests.browser.examined import Examined, examine
from tests.browser.visits import LANGUAGES, Reader, Visits

PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
KEPT = {  # pages that machines should know
    "the desk": "/",
    "a catalogue": "/c/baidu-face",
    "an entry": "/c/baidu-face/223114",
    "two entries": "/c/baidu-face/222361",
    "one of a family": "/c/baidu-face/222901",
    "a remedy": "/r/baidu-face/face-unclear",
}
FLEETING = {  # what somebody asked
    "an answer": f"/?text={quote(PASTE)}",
    "choices": "/?text=system%20busy",
    "a search": f"/search?q={quote('照片糊了')}",
}
LOST = {
    "an unknown code": "/c/baidu-face/223115x",
    "an unknown address": "/nowhere",
}
FOUND = {**KEPT, **FLEETING}
PAGES = {**FOUND, **LOST}
MOST_BYTES = 60_000  # of a page and all that it brings, on the wire
MOST_REQUESTS = 6
SLOWEST_PAINT = 3_000  # ms; a bound for sanity on a busy machine, the figure is in `make bench`

Look = Callable[[str, str], Examined]


@pytest.fixture(scope="module")
def look(visits: Visits, site: str) -> Look:
    """`look(page, language)`: each examined once."""
    seen: dict[tuple[str, str], Examined] = {}

    def at(page: str, language: str) -> Examined:
        if (page, language) not in seen:
            with visits.begin(site, Reader(language)) as visit:
                seen[page, language] = examine(visit, PAGES[page], language)
                visit.faults.clear()  # they are a test of their own
        return seen[page, language]

    return at


def each(pages: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(page, language) for page in pages for language in LANGUAGES]


@pytest.fixture(params=each(PAGES), ids=", in ".join, scope="module")
def one(request: pytest.FixtureRequest, look: Look) -> Examined:
    return look(*request.param)


@pytest.fixture(params=each(FOUND), ids=", in ".join, scope="module")
def found(request: pytest.FixtureRequest, look: Look) -> Examined:
    return look(*request.param)


@pytest.fixture(params=each(KEPT), ids=", in ".join, scope="module")
def kept(request: pytest.FixtureRequest, look: Look) -> Examined:
    return look(*request.param)


@pytest.fixture(params=each({**FLEETING, **LOST}), ids=", in ".join, scope="module")
def fleeting(request: pytest.FixtureRequest, look: Look) -> Examined:
    return look(*request.param)


@pytest.fixture(params=each(LOST), ids=", in ".join, scope="module")
def lost(request: pytest.FixtureRequest, look: Look) -> Examined:
    return look(*request.param)


def test_a_page_that_is_there_is_given(found: Examined) -> None:
    assert [answered.url for answered in found.answered if answered.status != 200] == []


def test_a_page_that_is_not_there_says_so(lost: Examined) -> None:
    assert lost.page.status == 404


def test_nothing_goes_wrong_in_it(one: Examined) -> None:
    """No error of a script or the policy, no call to another host."""
    assert one.faults == ()


def test_it_is_light(one: Examined) -> None:
    cached = [answered.url for answered in one.answered if answered.size < int(answered.headers["content-length"])]
    assert cached == []  # or the sum would tell nothing
    assert one.size < MOST_BYTES, {answered.url: answered.size for answered in one.answered}
    assert len(one.answered) <= MOST_REQUESTS, [answered.url for answered in one.answered]


def test_it_is_painted_soon(one: Examined) -> None:
    assert one.first_paint < SLOWEST_PAINT


def test_it_is_packed(one: Examined) -> None:
    plain = [
        answered.url
        for answered in one.answered
        if answered.size > 2_000 and "content-encoding" not in answered.headers
    ]
    assert plain == []


def test_it_may_do_little(one: Examined) -> None:
    headers = one.page.headers
    rules = [rule.split() for rule in headers["content-security-policy"].split(";")]
    policy = {name: sources for name, *sources in rules}
    assert policy["default-src"] == ["'none'"]
    assert {"base-uri", "form-action", "frame-ancestors"} <= policy.keys()
    assert {source for sources in policy.values() for source in sources} <= {"'none'", "'self'"}
    assert one.about["inline"] == []
    assert headers["referrer-policy"] == "no-referrer"
    assert [answered.url for answered in one.answered if answered.headers["x-content-type-options"] != "nosniff"] == []


def test_what_it_brings_along_is_kept_for_good(one: Examined) -> None:
    fleeting = [
        answered.url for answered in one.answered[1:] if "immutable" not in answered.headers.get("cache-control", "")
    ]
    assert fleeting == []


def test_it_says_what_it_is(one: Examined, request: pytest.FixtureRequest) -> None:
    about = one.about
    assert about["viewport"] == "width=device-width, initial-scale=1"
    assert about["language"].startswith(request.node.callspec.params["one"][1])
    assert "errcode" in about["title"]
    assert about["landmarks"] == ["header", "main", "footer"]


def test_it_says_to_machines_what_it_is(kept: Examined) -> None:
    about, path = kept.about, urlsplit(kept.page.url).path
    assert 10 <= len(about["description"]) <= 300
    assert about["canonical"].startswith(kept.base + path)
    assert {"en", "zh", "x-default"} == about["alternates"].keys()
    assert all(url.startswith(kept.base + path) for url in about["alternates"].values())
    assert {"og:title", "og:description", "og:url", "og:site_name"} <= about["previews"].keys()
    assert about["robots"] == ""


def test_machines_keep_nothing_that_was_asked(fleeting: Examined) -> None:
    assert (fleeting.about["robots"], fleeting.about["canonical"]) == ("noindex", "")


def test_its_headings_are_in_order(one: Examined) -> None:
    headings = one.about["headings"]
    assert headings.count(1) == 1
    assert [(above, below) for above, below in zip([0, *headings], headings, strict=False) if below > above + 1] == []


def test_it_never_scrolls_sideways(one: Examined) -> None:
    assert one.spilling == ()


def test_everybody_can_use_it(one: Examined) -> None:
    """axe-core finds nothing: by day and night, on a screen and a phone, with targets large enough for a thumb."""
    assert one.obstacles == {}


def test_a_page_that_did_not_change_is_not_sent_again(visiting: Visiting, site: str) -> None:
    net = visiting().page.request
    answer = net.get(f"{site}/c/baidu-face/223114")
    again = net.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body()) == (304, b"")
