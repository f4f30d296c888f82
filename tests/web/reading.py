"""What a reader finds on a page."""

from __future__ import annotations

from bs4 import BeautifulSoup
from httpx import Response


def page(response: Response) -> BeautifulSoup:
    """The page that a response holds."""
    return BeautifulSoup(response.text, "html.parser")


def words(soup: BeautifulSoup, selector: str) -> list[str]:
    """The text of each element that a selector finds, with single blanks."""
    return [" ".join(found.get_text().split()) for found in soup.select(selector)]


def meta(soup: BeautifulSoup, name: str) -> str:
    """The content of a meta element, by its name or property."""
    found = soup.select_one(f'meta[name="{name}"], meta[property="{name}"]')
    assert found is not None, name
    return str(found["content"])
