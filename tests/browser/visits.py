"""People who open pages: in their language, at their screen's width, by day or night, with or without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

DESKTOP, PHONE, SMALLEST = 1280, 390, 320  # CSS pixels
LANGUAGES = ("en", "zh")
_LOCALES = {"en": "en-GB", "zh": "zh-CN"}
_NOT_THERE = (
    "Failed to load resource: the server responded with a status of 404"  # said of a page that is meant to be one
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the pages. `language` is their browser's, `width` in CSS pixels."""

    language: str = "en"
    width: int = DESKTOP
    dark: bool = False
    scripts: bool = True

    @property
    def options(self) -> dict[str, Any]:
        """What a browser context is made from."""
        phone = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if self.width < 600 else {}
        return {
            "locale": _LOCALES[self.language],
            "viewport": {"width": self.width, "height": 844},
            "color_scheme": "dark" if self.dark else "light",
            "java_script_enabled": self.scripts,
            "timezone_id": "Asia/Shanghai",
            **phone,
        }


@dataclass(slots=True)
class Visit:
    """A reader's tab, and what went wrong in it: errors of scripts, of the policy, calls to other hosts."""

    page: Page
    base: str = ""
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """The tab with that page of ours, loaded."""
        self.page.goto(self.base + path)
        return self.page

    def watch(self) -> None:
        """Notes what goes wrong, from now on."""
        self.page.on("console", lambda message: self._console(message))  # noqa: PLW0108 - a method of slots can't listen
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("crash", lambda _: self.faults.append("the page crashed"))
        self.page.on("request", lambda request: self._request(request))  # noqa: PLW0108 - as above

    def _console(self, message: ConsoleMessage) -> None:
        meant = message.text.startswith(_NOT_THERE) and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not meant:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.base:
            self.faults.append(f"another host: {request.url}")


@dataclass(frozen=True, slots=True)
class Visits:
    """The readers' tabs. Each reader keeps one: another costs a process, and three times what a page costs."""

    browser: Browser
    _kept: dict[Reader, Visit] = field(default_factory=dict)

    @contextmanager
    def begin(self, base: str, reader: Reader) -> Iterator[Visit]:
        """A visit to the pages at `base`, which ends without faults. A reader is at one place at a time."""
        visit = self._kept.get(reader) or self._come(reader)
        visit.base = base
        visit.faults.clear()
        page = visit.page
        page.context.set_offline(False)
        page.context.clear_permissions()
        page.set_viewport_size(reader.options["viewport"])
        page.emulate_media(media="null", color_scheme="dark" if reader.dark else "light", reduced_motion="null")
        yield visit
        assert visit.faults == []

    def _come(self, reader: Reader) -> Visit:
        context = self.browser.new_context(**reader.options)
        context.set_default_timeout(30_000)  # ms
        visit = self._kept[reader] = Visit(context.new_page())
        visit.watch()
        return visit
