"""Every kind of page can be read by keyboard, by screen reader, in dark and light, and without any script."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from httpx import Response

from tests.web.reading import page, words

Send = Callable[..., Response]
PAGES = (
    "/c/baidu-face",
    "/c/baidu-face?retry=never&text=limit",
    "/c/baidu-face/223114",
    "/c/baidu-face/222361",
    "/c/baidu-face/222013",
    "/c/baidu-face/223199",
    "/r/baidu-face/service-busy",
    "/search",
    "/search?q=system+busy",
    "/search?q=照片糊了",
    "/nowhere",
)
STYLE = Path(__file__).parents[2] / "bot/web/static/site.css"


@pytest.fixture(params=PAGES)
def soup(send: Send, request: pytest.FixtureRequest) -> BeautifulSoup:
    return page(send("GET", request.param))


def test_heads_descend_one_by_one_from_a_single_first(soup: BeautifulSoup) -> None:
    levels = [int(head.name[1]) for head in soup.select("h1, h2, h3, h4, h5, h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [] == [(one, two) for one, two in pairwise(levels) if two > one + 1]


def test_landmarks_are_there_and_told_apart(soup: BeautifulSoup) -> None:
    assert [1, 1, 1] == [len(soup.select(name)) for name in ("body > header", "body > main", "body > footer")]
    names = [str(nav.get("aria-label") or nav.get("aria-labelledby")) for nav in soup.select("nav")]
    assert len(set(names)) == len(names)
    assert "None" not in names


def test_the_first_stop_of_the_keyboard_skips_to_the_content(soup: BeautifulSoup) -> None:
    first = soup.select("a, button, input, select, [tabindex]")[0]

    assert "#main" == first["href"]
    assert ["-1"] == [main["tabindex"] for main in soup.select("#main")]


def test_what_is_named_is_there_once(soup: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    named = [str(a["href"])[1:] for a in soup.select('a[href^="#"]')]
    named += [str(tag["aria-labelledby"]) for tag in soup.select("[aria-labelledby]")]

    assert len(set(ids)) == len(ids)
    assert set(named) <= set(ids)


def test_every_field_has_a_label_and_every_picture_a_text(soup: BeautifulSoup) -> None:
    labelled = {label["for"] for label in soup.select("label[for]")}

    assert {field["id"] for field in soup.select("input:not([type=hidden]), select, textarea")} == labelled
    assert [] == [picture for picture in soup.select("img") if not picture.has_attr("alt")]
    assert [] == [button for button in soup.select("button") if not button.get_text(strip=True)]


def test_tables_have_heads(soup: BeautifulSoup) -> None:
    for table in soup.select("table"):
        assert [] == table.select("th:not([scope])")
        width = len(table.select("thead th"))
        assert {width} == {len(row.select("th, td")) for row in table.select("tr")}


def test_a_table_that_falls_apart_on_a_phone_keeps_its_roles(soup: BeautifulSoup) -> None:
    for table in soup.select("table.list"):
        assert [] == table.select("tr:not([role]), th:not([role]), td:not([role])")


def test_what_scrolls_can_be_reached(soup: BeautifulSoup) -> None:
    assert [] == soup.select("pre:not([tabindex]), .wide:not([tabindex])")


def test_a_verdict_is_words_and_never_only_a_colour(soup: BeautifulSoup) -> None:
    assert [] == [badge for badge in soup.select(".badge") if not badge.get_text(strip=True)]
    assert all(row.select(".badge") for row in soup.select(".found > li, .list tbody tr"))


def test_the_page_where_one_is_is_marked(send: Send) -> None:
    soup = page(send("GET", "/c/baidu-face", headers={"Accept-Language": "en"}))

    assert ["All errors"] == words(soup, 'nav [aria-current="page"]')


def test_other_languages_are_marked(send: Send) -> None:
    soup = page(send("GET", "/c/baidu-face/223114", headers={"Accept-Language": "zh"}))

    assert {"zh"} == {p["lang"] for p in soup.select(".said:not(.second) p")}
    assert {"en"} == {p["lang"] for p in soup.select(".said.second p, h1 .message")}
    assert ["English"] == words(soup, 'a.other[lang="en"][hreflang="en"]')


# --- the style -------------------------------------------------------------------------------


def colours(dark: bool) -> dict[str, str]:
    light, night, *_ = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return {**found, **(dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", night)) if dark else {})}


def luminance(colour: str) -> float:
    """Of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(dark: bool) -> None:
    """WCAG 2.2, AA: 4.5 for text, 3 for the border of a field."""
    known = colours(dark)
    texts = ("ink", "quiet", "accent", "now", "backoff", "after-fix", "never")

    assert [] == [
        (text, ground) for text in texts for ground in ("ground", "sheet") if contrast(known[text], known[ground]) < 4.5
    ]
    assert contrast(known["accent-ink"], known["accent"]) >= 4.5
    assert contrast(known["warn-ink"], known["warn-ground"]) >= 4.5
    assert min(contrast(known["line-strong"], known[ground]) for ground in ("ground", "sheet")) >= 3


def test_the_style_knows_night_print_phones_and_the_keyboard() -> None:
    style = STYLE.read_text(encoding="utf-8")

    for rule in (
        "prefers-color-scheme: dark",
        "@media print",
        ":focus-visible",
        "color-scheme: light dark",
        ".skip:focus",
    ):
        assert rule in style
