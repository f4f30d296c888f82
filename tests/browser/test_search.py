"""Searching: as one types, with reasons, in both languages, with and without scripts."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visits import LANGUAGES, PHONE
from tests.browser.words import word


def box(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("main").get_by_role("searchbox", name=word("find", language))


def results(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("region", name=word("results", language))


@pytest.mark.parametrize(
    ("language", "typed", "reason"),
    [
        ("en", "face is fuz", re.compile("score .* ahead of the next")),
        ("en", "selfie too dark", re.compile("score .* ahead of the next")),
        ("zh", "照片糊了", re.compile("“照片糊了”，100 分，领先下一个")),
        ("zh", "zhaopian mohu", re.compile("分，领先下一个")),
    ],
)
def test_results_come_as_one_types_and_say_why(
    visiting: Visiting, language: str, typed: str, reason: re.Pattern[str]
) -> None:
    page = visiting(language=language).open("/search")
    box(page, language).press_sequentially(typed)
    first = results(page, language).get_by_role("listitem").first
    expect(first).to_contain_text(reason)
    expect(page).to_have_url(re.compile(re.escape(quote(typed, safe="")).replace("%20", r"(%20|\+)")))


def test_every_key_of_a_code_lists_what_it_may_become(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search")
    for number, key in enumerate("223114", 1):
        box(page).press(key)
        expect(results(page).get_by_role("link", name="223114" if number > 3 else "2").first).to_be_visible()
        expect(results(page)).not_to_contain_text("not in the catalogue")


def test_a_word_alone_lists_the_rows_that_hold_it(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search")
    box(page).press_sequentially("face i")
    results(page).get_by_role("link", name=re.compile("See and filter")).click()
    expect(page.get_by_role("main").get_by_role("searchbox", name=word("contains", "en"))).to_have_value("face i")


def test_the_other_language_keeps_what_was_typed(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search")
    box(page).press_sequentially("face is fuzzy")
    expect(results(page)).to_contain_text("223114")
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(box(page, "zh")).to_have_value("face is fuzzy")
    expect(results(page, "zh")).to_contain_text("人脸模糊")


def test_the_address_can_be_handed_on(visiting: Visiting) -> None:
    """Whoever opens it sees the same."""
    mine = visiting(language="en").open("/search")
    box(mine).press_sequentially("照片糊了")
    expect(results(mine)).to_contain_text("223114")
    theirs = visiting(language="en", dark=True).page
    theirs.goto(mine.url)
    expect(box(theirs)).to_have_value("照片糊了")
    assert results(theirs).inner_text() == results(mine).inner_text()


def test_back_from_a_result_leads_to_the_results(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.get_by_role("navigation").get_by_role("link", name=word("search", "en")).click()
    box(page).press_sequentially("face is fuzzy")
    results(page).get_by_role("link", name="223114").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("223114")
    page.go_back()
    expect(box(page)).to_have_value("face is fuzzy")
    expect(results(page)).to_contain_text("223114")
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))


def test_an_emptied_box_shows_what_stood_there_first(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search?q=223114")
    expect(results(page)).to_contain_text("face is fuzzy")
    box(page).fill("")
    expect(results(page)).not_to_contain_text("face is fuzzy")
    expect(page).to_have_url(re.compile("/search$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_searching_needs_no_script(visiting: Visiting, language: str) -> None:
    page = visiting(language=language, width=PHONE, scripts=False).open("/c/baidu-face/18")
    page.get_by_role("banner").get_by_role("searchbox").fill("照片糊了")
    page.get_by_role("banner").get_by_role("button", name=word("search", language)).click()
    results(page, language).get_by_role("link", name="223114").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("face is fuzzy")
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))


def test_an_unknown_code_is_answered_with_those_near_it(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search?q=223141")
    expect(results(page)).to_contain_text("not in the catalogue")
    results(page).get_by_role("link", name="223114").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("face is fuzzy")


def test_a_shared_message_names_all_its_codes(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search?q=system+busy")
    for code in ("222361", "222901", "222916"):
        expect(results(page).get_by_role("link", name=code).first).to_be_visible()


def test_what_is_searched_for_is_shown_as_text(visiting: Visiting) -> None:
    foul = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    page = visiting(language="en").open(f"/search?q={quote(foul)}")
    expect(box(page)).to_have_value(foul)
    assert page.locator("main img, main script").count() == 0


def test_searching_by_the_keyboard_alone(visiting: Visiting) -> None:
    page = visiting(language="en").open("/search")
    expect(box(page)).to_be_focused()
    page.keyboard.type("face is fuzzy")
    expect(results(page)).to_contain_text("223114")
    for _ in range(10):
        page.keyboard.press("Tab")
        if "223114" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("223114")
