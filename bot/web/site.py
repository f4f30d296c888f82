"""Where the pages stand, served or written as files, and how they lead to each other in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from bot.core.entry import Catalogue, Entry, Remedy
from bot.render.links import Links

HOME, SEARCH, CATALOGUES, REMEDIES = "/", "/search", "/c", "/r"
ROBOTS: Final = "User-agent: *\nAllow: /\n"
WITHIN: Final = Links("")  # pages within a site: "/c/baidu-face/223114"


@dataclass(frozen=True, slots=True)
class Site:
    """The pages below the public address `base`.

    A server gives each in the language that is asked for. As files they stand once in each language:
    `written` at the root, the other one in a folder of its name. `written` is "" for a server.
    """

    base: str
    written: str = ""

    @property
    def root(self) -> str:
        """The path of the public address, without a slash at its end."""
        return urlsplit(self.base).path.rstrip("/")

    def path(self, page: str, language: str = "") -> str:
        """The path of a page ("/c/baidu-face/18") in a language; "" leaves that to the browser, or to the root."""
        if not self.written:
            return self.root + page + (f"?{urlencode({'language': language})}" if language else "")
        folder = "" if language in ("", self.written) else f"/{language}"
        return f"{self.root}{folder}{page.rstrip('/')}/"

    def address(self, page: str, language: str = "") -> str:
        """The same with the host: for those who look from elsewhere."""
        return self.base.rstrip("/").removesuffix(self.root) + self.path(page, language)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: in which language, and whether it was `chosen`; links keep what was chosen.

    `at` is the path that was asked for, where a page that has no place of its own is switched to the other language.
    """

    site: Site
    language: str
    chosen: bool = False
    at: str = ""

    @property
    def other(self) -> str:
        """The language that the reader can change to."""
        return "en" if self.language == "zh" else "zh"

    def path(self, page: str) -> str:
        """Where a page stands for this reader, as a path: it holds whatever address the browser came by."""
        return self.site.path(page, self.language if self.chosen or self.site.written else "")

    @property
    def here(self) -> str:
        """The path that was asked for, fit for an address of this site; "" where nothing was asked for."""
        return f"/{quote(self.at.lstrip('/'), errors='replace')}" if self.at else ""  # "//x" would be another host

    def search(self, text: str) -> str:
        """The search for a text."""
        return with_query(self.path(SEARCH), urlencode({"q": text}))

    def catalogue(self, catalogue: Catalogue) -> str:
        """The page of a catalogue."""
        return self.path(WITHIN.catalogue(catalogue))

    def filtered(self, catalogue: Catalogue, text: str) -> str:
        """The rows of a catalogue that hold a text."""
        return with_query(self.catalogue(catalogue), urlencode({"text": text}))

    def entry(self, entry: Entry) -> str:
        """The page of an entry's code."""
        return self.path(WITHIN.entry(entry))

    def remedy(self, remedy: Remedy) -> str:
        """The page of a remedy."""
        return self.path(WITHIN.remedy(remedy))


def with_query(path: str, query: str) -> str:
    """A path with a further query, if there is any."""
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path
