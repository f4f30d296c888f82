"""The pictures of README: `python -m tests.browser.screenshots FOLDER` takes them anew."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.chromium import MISSING, browsers, running_browser
from tests.browser.logs import log_of
from tests.browser.served import served
from tests.browser.visits import PHONE, Reader, Visits

FOLDER = Path(__file__).parent / "screenshots"
WIDE, HIGH = 1000, 720  # CSS pixels of a picture of a wide screen
COLOURS = 96  # enough for pages of two tones, and a quarter of the size
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304,"cached":0}'


def _as_it_is(page: Page) -> None:
    """Nothing more is done to it."""


def _ask(text: str) -> Callable[[Page], None]:
    def ask(page: Page) -> None:
        page.locator("textarea").fill(text)
        page.keyboard.press("Enter")
        page.locator(".turn").wait_for()

    return ask


def _open_log(page: Page) -> None:
    log, _ = log_of(400_000)
    page.locator("input[type=file]").set_input_files({"name": "app.log", "mimeType": "text/plain", "buffer": log})
    page.locator(".turn").wait_for()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: of which page, for whom, and what they do there first."""

    name: str
    path: str
    reader: Reader
    before: Callable[[Page], None] = _as_it_is


SHOTS = (
    Shot("desk-en", "/", Reader("en", WIDE), _ask(PASTE)),
    Shot("log-zh-dark", "/", Reader("zh", WIDE, dark=True), _open_log),
    Shot("entry-zh", "/c/baidu-face/222901", Reader("zh", WIDE)),
    Shot("search-en-dark", "/search?q=selfie+too+dark", Reader("en", WIDE, dark=True)),
    Shot("phone-en", "/c/baidu-face/223114", Reader("en", PHONE)),
    Shot("phone-zh-dark", "/", Reader("zh", PHONE, dark=True), _ask("照片糊了")),
)


def take(visits: Visits, base: str, shot: Shot) -> bytes:
    """The picture as a PNG, of what is on the screen without scrolling."""
    with visits.begin(base, shot.reader) as visit:
        page = visit.open(shot.path)
        page.emulate_media(reduced_motion="reduce")
        if shot.reader.width >= WIDE:
            page.set_viewport_size({"width": WIDE, "height": HIGH})
        shot.before(page)
        page.mouse.move(0, 0)
        return _small(page.screenshot(animations="disabled", caret="hide"))


def _small(picture: bytes) -> bytes:
    small = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main(folder: Path) -> None:
    """Takes all of them; a sentence on standard error when there is no browser."""
    found = browsers()
    if not found:
        sys.exit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, running_browser(found[0]) as browser, served(Path(home)) as base:
        visits = Visits(browser)
        for shot in SHOTS:
            picture = take(visits, base, shot)
            (folder / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name}.png {len(picture) / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
