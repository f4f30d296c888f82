"""The Markdown of a remedy's page -> HTML.

The pages are ours, yet nothing in them is trusted: HTML is shown as text, and only links that the
page may have lead anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from bot.render.markdown import coded

_PARSER: Final = MarkdownIt("commonmark", {"html": False})
_MARK = re.compile(r" ?\[(官方|vendor)\]")
_HREF = re.compile(r'<a href="([^"]*)">')
_PAGE = re.compile(r"([a-z0-9-]+)\.md")


def page_markup(text: str, hrefs: Mapping[str, str]) -> Markup:
    """The HTML of a passage; `hrefs` has the addresses of all remedies of its catalogue, by their slugs.

    The vendor's mark becomes a small badge behind the quote.
    """
    html = _PARSER.render(text)
    html = _HREF.sub(lambda link: _anchor(link[1], hrefs), html)
    html = html.replace("<pre>", '<pre tabindex="0">')  # a keyboard has to reach what scrolls
    return Markup(_MARK.sub(r'<small class="mark">\1</small>', html))  # noqa: S704 - all of it was escaped above


def coded_markup(text: str) -> Markup:
    """A sentence of a catalogue as HTML: what stands between backticks is code."""
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(piece.text) if piece.code else escape(piece.text) for piece in coded(text))


def _anchor(href: str, hrefs: Mapping[str, str]) -> str:
    page = _PAGE.fullmatch(href)
    return f'<a href="{hrefs[page[1]]}">' if page and page[1] in hrefs else f'<a href="{href}" rel="noreferrer">'
