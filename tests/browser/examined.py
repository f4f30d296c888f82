"""One page looked at once and from every side: what it cost, what it says of itself, who can't use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

from tests.browser.visits import DESKTOP, PHONE, SMALLEST, Visit

WIDTHS = (DESKTOP, PHONE, SMALLEST)
Look = tuple[Literal["light", "dark"], int]
LOOKS: Mapping[str, tuple[Look, Look]] = MappingProxyType(  # both languages together see all four
    {"en": (("light", DESKTOP), ("dark", PHONE)), "zh": (("light", PHONE), ("dark", DESKTOP))}
)
_AXE = """() => axe.run(
  { exclude: ["tbody tr:nth-child(n + 7)"] },
  { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } },
).then((found) =>
  found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id} (${rule.impact}) at ${node.target}: ${node.html} ${node.failureSummary}`)))"""
_ABOUT = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const one = (what, name) => document.querySelector(what)?.getAttribute(name) ?? "";
  return {
    language: document.documentElement.lang,
    title: document.title,
    viewport: one("meta[name=viewport]", "content"),
    description: one("meta[name=description]", "content"),
    canonical: one("link[rel=canonical]", "href"),
    robots: one("meta[name=robots]", "content"),
    alternates: Object.fromEntries(all("link[rel=alternate][hreflang]").map((link) => [link.hreflang, link.href])),
    previews: Object.fromEntries(all("meta[property^='og:']").map((meta) => [meta.getAttribute("property"), meta.content])),
    headings: all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.localName[1])),
    landmarks: ["header", "main", "footer"].filter((name) => document.querySelector(`body > ${name}`)),
    inline: all("[style], style, script:not([src]):not([type='application/json'])").map((found) => found.outerHTML.slice(0, 80)),
  };
}"""

FIRST_PAINT = """() => new Promise((seen) => new PerformanceObserver((all) => {
  for (const paint of all.getEntriesByName("first-contentful-paint")) seen(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True, slots=True)
class Answered:
    """One response: of the page, or of something it asked for. `size` is bytes on the wire, headers included."""

    url: str
    status: int
    headers: Mapping[str, str]
    size: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What there is to know of a page. `first_paint` is milliseconds from the navigation's start; `spilling` are the
    widths at which it scrolls sideways; `obstacles` are axe-core's findings, in each look ("dark, 390 px").
    """

    base: str
    answered: tuple[Answered, ...]
    about: Mapping[str, Any]
    first_paint: float
    spilling: tuple[int, ...]
    obstacles: Mapping[str, list[str]]
    faults: tuple[str, ...]

    @property
    def page(self) -> Answered:
        """The response that is the page itself."""
        return self.answered[0]

    @property
    def size(self) -> int:
        """Bytes on the wire, all in all."""
        return sum(one.size for one in self.answered)


def examine(visit: Visit, path: str, language: str) -> Examined:
    """Loads the page once, as if for the first time."""
    page, responses = visit.page, list[Response]()

    def came(response: Response) -> None:
        responses.append(response)

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("response", came)
    visit.open(path)
    about, paint = page.evaluate(_ABOUT), _first_paint(page)
    spilling = tuple(width for width in WIDTHS if _spills(page, width))
    found = obstacles(page, LOOKS[language])
    page.remove_listener("response", came)
    wire.detach()
    answered = tuple(map(_answered, responses))  # late, so that what scripts ask for has come too
    return Examined(visit.base, answered, about, paint, spilling, found, tuple(visit.faults))


def _answered(response: Response) -> Answered:
    sizes = response.request.sizes()
    size = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    return Answered(response.url, response.status, response.all_headers(), size)


def _first_paint(page: Page) -> float:
    paint: float = page.evaluate(FIRST_PAINT)
    return paint


def _spills(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 844})
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return wide > width


def obstacles(page: Page, looks: Iterable[Look]) -> dict[str, list[str]]:
    """What axe-core finds in the page as it stands, in each of the looks in which it finds something.

    Of a long table the first rows stand for all.
    """
    page.evaluate(AXE_SCRIPT)
    found: dict[str, list[str]] = {}
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 844})
        found[f"{scheme}, {width} px"] = page.evaluate(_AXE)
    return {look: lines for look, lines in found.items() if lines}
