"""The pages of codes, catalogues and remedies, read by people who need help now."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visits import LANGUAGES, PHONE
from tests.browser.words import word


def shade(page: Page) -> float:
    """How light the page's ground is, from 0 to 1."""
    colour: str = page.locator("body").evaluate("(found) => getComputedStyle(found).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (red + green + blue) / (3 * 255)


def in_sight(page: Page, what: str) -> bool:
    seen: bool = page.locator(what).first.evaluate(
        "(found) => { const { top } = found.getBoundingClientRect(); return top >= 0 && top < innerHeight; }"
    )
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_with_two_meanings_shows_both(visiting: Visiting, language: str) -> None:
    page = visiting(language=language).open("/c/baidu-face/222361")
    for message in ("system busy", "network not available"):
        meaning = page.get_by_role("article").filter(has=page.get_by_role("heading", name=message))
        expect(meaning.locator(".do")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_leads_to_the_nearest(visiting: Visiting, language: str) -> None:
    page = visiting(language=language).open("/c/baidu-face/223141")
    expect(page.get_by_role("heading", level=1)).to_contain_text("223141")
    page.get_by_role("main").get_by_role("link", name="223114").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("face is fuzzy")


@pytest.mark.parametrize("scripts", [True, False])
def test_changing_the_language_keeps_the_place(visiting: Visiting, scripts: bool) -> None:
    """And the language stays, from link to link."""
    page = visiting(language="en", scripts=scripts).open("/c/baidu-face/222901")
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile("/c/baidu-face/222901"))
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.get_by_role("link", name=re.compile("222902")).first.click()
    expect(page).to_have_url(re.compile("/c/baidu-face/222902"))
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/c/baidu-face/222902"))
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))


@pytest.mark.parametrize("path", ["/c/baidu-face/223114", "/c/baidu-face", "/r/baidu-face/face-unclear"])
def test_the_addresses_told_to_machines_are_the_page_in_each_language(visiting: Visiting, path: str) -> None:
    page = visiting(language="en").open(path)
    links = {
        link.get_attribute("hreflang"): link.get_attribute("href") for link in page.locator("link[hreflang]").all()
    }
    for language in LANGUAGES:
        page.goto(links[language] or "")
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
        assert page.locator("link[rel=canonical]").get_attribute("href") == links[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ticket_is_copied_by_its_button(visiting: Visiting, language: str) -> None:
    page = visiting(language=language).open("/c/baidu-face/222901")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ticket = page.locator("details").filter(has_text="222901").first
    ticket.locator("summary").press("Enter")
    ticket.get_by_role("button", name=word("copy", language)).click()
    expect(ticket).to_contain_text(word("copied", language))
    text = ticket.locator("pre").inner_text()
    assert "222901" in text
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_ticket_can_be_read_without_scripts(visiting: Visiting) -> None:
    page = visiting(scripts=False).open("/c/baidu-face/222901")
    ticket = page.locator("details").filter(has_text="222901").first
    ticket.locator("summary").click()
    expect(ticket.locator("pre")).to_be_visible()
    expect(ticket.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_steps_lead_to_the_whole_remedy(visiting: Visiting, language: str) -> None:
    page = visiting(language=language, width=PHONE).open("/c/baidu-face/223114")
    assert not in_sight(page, "#face-unclear")
    page.get_by_role("link", name=re.compile(word("whole_remedy", language))).click()
    expect(page).to_have_url(re.compile("#face-unclear$"))
    page.wait_for_function("document.getElementById('face-unclear').getBoundingClientRect().top < innerHeight")
    page.locator("#face-unclear").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/r/baidu-face/face-unclear"))


def test_a_remedy_leads_to_its_codes(visiting: Visiting) -> None:
    page = visiting(language="en").open("/r/baidu-face/face-unclear")
    page.get_by_role("main").get_by_role("link", name="223115").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("223115")


def test_the_keyboard_skips_the_frame(visiting: Visiting) -> None:
    page = visiting(language="en").open("/c/baidu-face/223114")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=word("skip", "en"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/c/baidu-face/223114", "/search?q=223114"])
def test_the_night_is_dark(visiting: Visiting, path: str) -> None:
    page = visiting().open(path)
    assert shade(page) > 0.8
    page.emulate_media(color_scheme="dark")
    assert shade(page) < 0.2


@pytest.mark.parametrize("path", ["/c/baidu-face/223114", "/r/baidu-face/face-unclear"])
def test_paper_gets_the_page_alone(visiting: Visiting, path: str) -> None:
    page = visiting(language="en").open(path)
    page.emulate_media(media="print")
    for frame in ("banner", "contentinfo", "search"):
        expect(page.get_by_role(frame)).to_have_count(0)  # nothing hidden has a role
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


COLOURS = """() => [...document.querySelectorAll("main, main *")].map((part) => {
  const { color, backgroundColor, borderLeftColor } = getComputedStyle(part);
  return [color, backgroundColor, borderLeftColor];
})"""


@pytest.mark.parametrize("path", ["/c/baidu-face/222901", "/r/baidu-face/face-unclear", "/?text=222901"])
def test_paper_is_light_by_night_too(visiting: Visiting, path: str) -> None:
    page = visiting(language="en").open(path)
    page.emulate_media(media="print", color_scheme="light")
    by_day = page.evaluate(COLOURS)
    page.emulate_media(media="print", color_scheme="dark")
    assert by_day == page.evaluate(COLOURS)


def test_paper_shows_what_is_folded_up_and_nothing_to_press(visiting: Visiting) -> None:
    page = visiting(language="en").open("/c/baidu-face/222901")
    ticket = page.locator(".ticket pre").first
    expect(ticket).to_be_hidden()
    page.emulate_media(media="print")
    expect(ticket).to_be_visible()
    page.goto(page.url.partition("/c/")[0] + "/?text=222901")
    expect(page.locator(".turn")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)  # nothing hidden has a role


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("zh", False)])
def test_a_catalogue_is_filtered(visiting: Visiting, language: str, scripts: bool) -> None:
    page = visiting(language=language, scripts=scripts).open("/c/baidu-face")
    rows = page.get_by_role("main").locator("tbody tr")
    expect(rows).to_have_count(145)
    page.get_by_label(word("retry", language), exact=True).select_option("backoff")
    page.get_by_label(word("contains", language)).fill("system busy")
    page.get_by_role("button", name=word("show", language)).click()
    expect(rows).to_have_count(18)
    expect(page).to_have_url(re.compile("retry=backoff"))
    page.get_by_role("link", name=word("all_again", language)).click()
    expect(rows).to_have_count(145)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_that_leaves_nothing_says_so(visiting: Visiting, language: str) -> None:
    page = visiting(language=language).open("/c/baidu-face?text=nothing-has-this")
    expect(page.get_by_text(word("none_left", language))).to_be_visible()
