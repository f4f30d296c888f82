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
@pytest.mark.parametrize("path", ["/", "/search/?q=system+busy", "/c/baidu-face/223114/"])
def test_everybody_can_use_it(visiting: Visiting, files: str, path: str, language: str) -> None:
    seen = examine(visiting(files, language=language), ROOTS[language] + path, language)
    assert seen.spilling == ()
    assert seen.obstacles == {}
