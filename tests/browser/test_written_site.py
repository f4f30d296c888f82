"""The pages written as files, in a folder of a web server that knows nothing of us."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.examined import examine
from tests.browser.served import environ, served_files
from tests.browser.visits import LANGUAGES
from tests.browser.words import word

WITHIN = "/help/errors"  # where on that server
ROOTS = {"en": WITHIN, "zh": f"{WITHIN}/zh"}


@pytest.fixture(scope="module")
def files(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address, below which `errcode site` wrote the pages."""
    folder = tmp_path_factory.mktemp("written")
    with served_files(folder) as base:
        write(folder.joinpath(*WITHIN.split("/")[1:]), base + WITHIN)
        yield base


def write(folder: Path, address: str) -> None:
    folder.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "site", str(folder)],
        env={**environ(folder, 8080), "ERRCODE_PUBLIC_URL": address},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def results(page: Page, language: str) -> Locator:
    return page.get_by_role("region", name=word("results", language)).get_by_role("listitem")


@pytest.mark.parametrize(
    ("language", "typed", "first"),
    [
        ("en", "223114", "223114"),
        ("en", "face is fuzzy", "223114"),
        ("en", "Open api qps request limit", "18"),
        ("zh", "照片糊了", "223114"),
        ("zh", "没有接口权限", "6"),
    ],
)
def test_its_search_needs_no_server(visiting: Visiting, files: str, language: str, typed: str, first: str) -> None:
    page = visiting(files).open(f"{ROOTS[language]}/search/")
    page.get_by_role("main").get_by_role("searchbox").press_sequentially(typed)
    link = results(page, language).first.get_by_role("link")
    expect(link).to_contain_text(first)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(first)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    page.go_back()
    expect(results(page, language).first).to_contain_text(first)


def test_its_search_says_when_nothing_fits(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/search/?q=zzzz")
    expect(page.get_by_role("status")).to_have_text(word("nothing_fits", "en"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [("face is fuzy", "223114"), ("face is fuz", "223114"), ("2231", "223100")],
)
def test_its_search_reads_on_behind_a_typo_or_a_word_just_begun(
    visiting: Visiting, files: str, typed: str, first: str
) -> None:
    page = visiting(files).open(f"{WITHIN}/search/?q={typed}")
    expect(results(page, "en").first).to_contain_text(first)


def test_its_search_knows_another_vendors_number(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/search/?q=wechat+42001")
    expect(page.get_by_role("status")).to_have_text(word("nothing_fits", "en"))


def test_its_search_says_how_many_it_leaves_out(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/search/?q=face")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Results: the first 20 of \d{2,}$"))
    expect(results(page, "en")).to_have_count(20)


def test_its_search_keeps_what_was_typed_in_the_other_language(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/search/")
    page.get_by_role("main").get_by_role("searchbox").press_sequentially("face is fuzzy")
    expect(results(page, "en").first).to_contain_text("223114")
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(results(page, "zh").first).to_contain_text("人脸模糊")


def test_its_catalogue_is_filtered_without_a_server(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/c/baidu-face/")
    rows, total = page.get_by_role("main").locator("tbody tr"), page.locator("#total")
    whole = total.inner_text()
    page.get_by_label(word("contains", "en")).press_sequentially("fuzzy")
    expect(rows.filter(visible=True)).to_have_count(1)
    expect(total).to_have_text("1 of 145 rows")
    page.get_by_label(word("contains", "en")).fill("")
    page.get_by_label(word("ticket", "en")).select_option("yes")
    shown = rows.filter(visible=True).count()
    assert 1 < shown < 145
    expect(page.get_by_label(word("ticket", "en")).locator("option:checked")).to_have_text(re.compile(rf"\({shown}\)$"))
    page.reload()
    expect(rows.filter(visible=True)).to_have_count(shown)
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile(r"/zh/c/baidu-face/\?ticket=yes$"))
    expect(rows.filter(visible=True)).to_have_count(shown)
    page.get_by_role("link", name=word("all_again", "zh")).click()
    expect(rows.filter(visible=True)).to_have_count(145)
    expect(total).not_to_have_text(whole)
    page.get_by_label(word("contains", "zh")).fill("zzzz")
    expect(page.get_by_text(word("none_left", "zh"))).to_be_visible()


def test_its_catalogue_needs_no_script(visiting: Visiting, files: str) -> None:
    page = visiting(files, scripts=False).open(f"{WITHIN}/c/baidu-face/")
    expect(page.get_by_role("main").locator("tbody tr").filter(visible=True)).to_have_count(145)
    expect(page.get_by_label(word("contains", "en"))).to_be_hidden()


@pytest.mark.parametrize(("language", "there"), [("zh", True), ("en", False)])
def test_its_root_tells_who_reads_chinese_of_the_chinese_pages(
    visiting: Visiting, files: str, language: str, there: bool
) -> None:
    page = visiting(files, language=language).open(f"{WITHIN}/c/baidu-face/18/")
    expect(page.locator("#tongue")).to_be_visible(visible=there)
    if there:
        page.locator("#tongue a").click()
        expect(page).to_have_url(f"{files}{WITHIN}/zh/c/baidu-face/18/")


def test_every_page_leads_to_its_search(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/c/baidu-face/18/")
    page.get_by_role("banner").get_by_role("searchbox").fill("face is fuzzy")
    page.get_by_role("banner").get_by_role("button").click()
    expect(results(page, "en").first).to_contain_text("223114")


def test_its_languages_lead_to_each_other(visiting: Visiting, files: str) -> None:
    page = visiting(files).open(f"{WITHIN}/c/baidu-face/223114/")
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{files}{WITHIN}/zh/c/baidu-face/223114/")
    page.get_by_role("main").get_by_role("link", name="223115").first.click()
    expect(page).to_have_url(f"{files}{WITHIN}/zh/c/baidu-face/223115/")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{files}{WITHIN}/c/baidu-face/223115/")


def test_an_answers_link_leads_there(visiting: Visiting, files: str) -> None:
    """A bot whose ERRCODE_PUBLIC_URL is the site links to addresses without a slash at the end."""
    page = visiting(files).open(f"{WITHIN}/r/baidu-face/face-unclear")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="223114").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("face is fuzzy")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/search/?q=system+busy", "/c/baidu-face/223114/", "/c/baidu-face/", "/r/"])
def test_everybody_can_use_it(visiting: Visiting, files: str, path: str, language: str) -> None:
    seen = examine(visiting(files, language=language), ROOTS[language] + path, language)
    assert seen.spilling == ()
    assert seen.obstacles == {}
