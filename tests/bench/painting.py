"""How soon a page is seen: the main pages in the Chromium of this machine, beside a page that has nothing to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, browsers, running_browser
from tests.browser.examined import FIRST_PAINT
from tests.browser.served import served, served_files

LOADS = 20  # each with an empty cache
BARE = "a bare static page"
PAGES = {
    "the desk": "/",
    "the desk, with an answer": "/?text=223114",
    "an entry": "/c/baidu-face/223114",
    "a catalogue": "/c/baidu-face",
    "a remedy": "/r/baidu-face/face-unclear",
    "a search": f"/search?q={quote('照片糊了')}",
}
_HELLO = '<!doctype html><html lang="en"><meta charset="utf-8"><title>hello</title><h1>hello</h1>'


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds from the start of the navigation, half and 95 % of the loads: to the first paint, and to the load's end."""

    page: str
    paint: tuple[float, float]
    load: tuple[float, float]


def measure_painting(browser: Browser) -> Iterator[Seen]:
    """The bare page first, then ours."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(_HELLO, encoding="utf-8")
        with served_files(Path(folder)) as base:
            yield _measure(browser, BARE, base + "/")
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as base:
        for page, path in PAGES.items():
            yield _measure(browser, page, base + path)


def _measure(browser: Browser, page: str, address: str) -> Seen:
    _load(browser, address)
    paints, loads = zip(*(_load(browser, address) for _ in range(LOADS)), strict=True)
    return Seen(page, _half_and_most(paints), _half_and_most(loads))


def _load(browser: Browser, address: str) -> tuple[float, float]:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        paint: float = page.evaluate(FIRST_PAINT)
        loaded: float = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        return paint, loaded
    finally:
        context.close()


def _half_and_most(times: tuple[float, ...]) -> tuple[float, float]:
    cuts = quantiles(times, n=20)
    return cuts[9], cuts[18]


def main() -> None:
    """The table, as Markdown."""
    found = browsers()
    if not found:
        print(MISSING)
        return
    print("| page | first paint p50 ms | p95 ms | ratio of p50 | loaded p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|")
    bare = 0.0
    with running_browser(found[0]) as browser:
        for seen in measure_painting(browser):
            bare = bare or seen.paint[0]
            print(
                f"| {seen.page} | {seen.paint[0]:.0f} | {seen.paint[1]:.0f} | {seen.paint[0] / bare:.1f} "
                f"| {seen.load[0]:.0f} | {seen.load[1]:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
