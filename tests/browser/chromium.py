"""Chromium as the machine has it: found, started, and kept from every other host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (  # where macOS keeps them
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = (
    "no browser to test the pages with: install Chromium (Debian: apt-get install chromium; Fedora: dnf install chromium; "
    "macOS: brew install --cask chromium) or Google Chrome, or set CHROMIUM to the program of one"
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no name of another host means anything
)


def browsers() -> list[str]:
    """The browsers at hand, the first choice first: the one that CHROMIUM names, or those of the machine."""
    if given := os.environ.get("CHROMIUM"):
        found = shutil.which(given)
        assert found, f"CHROMIUM={given} is no program that can be run"
        return [found]
    return [found for name in (*NAMES, *PLACES) if (found := shutil.which(name))]


def first_browser() -> str:
    """The first of `browsers`; without any the test is skipped and says so, where CI is set it fails."""
    found = browsers()
    if found:
        return found[0]
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def running_browser(program: str) -> Iterator[Browser]:
    """A headless browser with a profile of its own, which goes with it.

    While it runs, this thread has a running event loop: nothing in it can use `asyncio.run`.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
