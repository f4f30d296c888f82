"""Where the pages of catalogues, entries and remedies stand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from bot.core.entry import Catalogue, Entry, Remedy


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses below `base`, which is the service's public URL."""

    base: str

    def catalogue(self, catalogue: Catalogue) -> str:
        """The page of a catalogue, with all its entries."""
        return f"{self.base.rstrip('/')}/c/{quote(catalogue.slug)}"

    def entry(self, entry: Entry) -> str:
        """The page of an entry's code, with all its rows."""
        return f"{self.base.rstrip('/')}/c/{quote(entry.key.catalogue)}/{quote(entry.code)}"

    def remedy(self, remedy: Remedy) -> str:
        """The page of a remedy."""
        return f"{self.base.rstrip('/')}/r/{quote(remedy.catalogue)}/{quote(remedy.slug)}"
