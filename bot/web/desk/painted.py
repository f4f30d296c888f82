"""Neutral blocks -> HTML. Everything is escaped; only a link that leads to the web or to a page of ours is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from markupsafe import Markup, escape

from bot.core.normalise import language_of
from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Pieces, Quote
from bot.render.shown import visible

DEEPEST: Final = 3  # levels of a list that are told apart

_LEADS = re.compile(r"https?://[^\s]+|/(?!/)[^\s]*")


def painted(blocks: Iterable[Block], language: str, *, headed: bool = False) -> Markup:
    """The blocks, in a text of that language; with `headed` the first of them is its heading."""
    return Markup("\n").join(
        _block(block, language, heading=headed and not number) for number, block in enumerate(blocks)
    )


def _block(block: Block, language: str, *, heading: bool) -> Markup:
    match block:
        case Paragraph(pieces):
            tag = "h3" if heading else "p"
            return Markup("<{0}>{1}</{0}>").format(tag, running(pieces, language))
        case Quote(pieces):
            return Markup("<blockquote>{}</blockquote>").format(running(pieces, language))
        case Code(text):
            seen = "\n".join(_sample_line(line) for line in text.split("\n"))
            return Markup('<pre class="sample" tabindex="0">{}</pre>').format(seen)
        case Items(items, start, depth):
            tag = "ol" if start else "ul"
            first = Markup(' start="{}"').format(start) if start > 1 else Markup()
            deep = Markup(' class="deep-{}"').format(min(depth, DEEPEST)) if depth else Markup()
            inner = Markup().join(Markup("<li>{}</li>").format(running(item, language)) for item in items)
            return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, first, deep, inner)


def running(pieces: Pieces, language: str) -> Markup:
    """Running text, in a text of that language."""
    return Markup().join(markup for piece in pieces for markup in _piece(piece, language))


def _piece(piece: Piece, language: str) -> Iterator[Markup]:
    lines = [escape(visible(line)) for line in piece.text.split("\n")]
    markup = Markup("<br>").join(lines)
    spoken = language_of(piece.text, language)
    if piece.code:
        markup = Markup("<code>{}</code>").format(markup)
    elif spoken != language:
        markup = Markup('<span lang="{}">{}</span>').format(spoken, markup)
    if _LEADS.fullmatch(piece.link):
        markup = Markup('<a href="{}" rel="noreferrer">{}</a>').format(piece.link, markup)
    if piece.bold:
        markup = Markup("<strong>{}</strong>").format(markup)
    yield markup


def _sample_line(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))] + visible(line.lstrip(" "))
