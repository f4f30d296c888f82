"""Neutral blocks -> lines of Telegram's HTML, each with the text that is left when it is parsed.

Everything is escaped. Outside of code, where Telegram looks for nothing, an invisible joiner keeps it
from making mentions, commands, hashtags and addresses out of text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Pieces, Quote, merged
from bot.render.shown import shown, visible
from bot.render.telegram.limits import LONGEST_URL, cut, units

LONGEST_LINE: Final = 1500  # units
LONGEST_SAMPLE: Final = 2500  # units of a Code block, and of a Quote
FOLDED: Final = 600  # units, from which on a quote opens only when it is tapped
JOINER: Final = "\u2060"

_WEB = re.compile(r"https?://[^\s]+")
_LIVE = re.compile(r"[@#$]|(?<!\w)/(?=\S|$)|(?<=\w)\.(?=\w)|:(?=//)")
_LANGUAGE = re.compile(r"[a-z][a-z0-9+#-]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a message that isn't cut. `plain` is what is left of `html`; `entities` is how many styles it has.

    `lead` is one that says nothing without what follows it.
    """

    html: str
    plain: str
    entities: int = 0
    lead: bool = False

    @property
    def units(self) -> int:
        """How much of a message it takes, with the newline before it."""
        return units(self.plain) + 1


def lines_of(block: Block, *, strong: bool = False, quoted: bool = False) -> Iterator[Line]:
    """The lines of a block: one each for a list's items, else one, which may hold newlines.

    `strong` is a head, all of it bold; `quoted` stands in a quote, where nothing is code and no quote begins.
    """
    match block:
        case Paragraph(pieces):
            bold = tuple(replace(piece, bold=True) for piece in pieces) if strong else pieces
            yield replace(_line(bold, quoted=quoted), lead=_is_lead(pieces))
        case Items(items, start, depth):
            for number, item in enumerate(items, start):
                mark = f"{number}. " if start else "• "
                yield _line((Piece("\u2003" * depth + mark), *item), quoted=quoted)
        case Quote(pieces):
            inner = _line(pieces, quoted=True, longest=LONGEST_SAMPLE)
            yield inner if quoted else in_quote([inner], folded=inner.units > FOLDED)
        case Code(text, language):
            yield _line((Piece(text),), quoted=True) if quoted else _sample(text, language)


def in_quote(lines: Iterable[Line], *, folded: bool) -> Line:
    """The lines as one quote; `folded` opens only when it is tapped."""
    every = list(lines)
    tag = "blockquote expandable" if folded else "blockquote"
    inner = "\n".join(line.html for line in every)
    plain = "\n".join(line.plain for line in every)
    return Line(f"<{tag}>{inner}</blockquote>", plain, 1 + sum(line.entities for line in every))


def leads(url: str) -> bool:
    """Whether the address leads to the web."""
    return bool(_WEB.fullmatch(url)) and len(url) <= LONGEST_URL


def unlinked(text: str) -> str:
    """The text with joiners, so that nothing in it is a mention, a command, a hashtag or an address."""
    return _LIVE.sub(lambda live: live[0] + JOINER, text)


def _is_lead(pieces: Pieces) -> bool:
    return all(piece.bold for piece in pieces) and pieces[-1:] != () and pieces[-1].text.rstrip().endswith((":", "："))


def _line(pieces: Pieces, *, quoted: bool, longest: int = LONGEST_LINE) -> Line:
    """The pieces one after the other; cut within one where they are too long."""
    painted: list[Line] = []
    room = longest
    for piece in merged(pieces):
        if room <= 1:
            break
        line = _piece(piece, room, quoted=quoted)
        painted.append(line)
        room -= units(line.plain)
    return Line(
        "".join(line.html for line in painted),
        "".join(line.plain for line in painted),
        sum(line.entities for line in painted),
    )


def _piece(piece: Piece, room: int, *, quoted: bool) -> Line:
    text = "\n".join(map(visible, piece.text.split("\n")))
    if not text.strip():
        return Line(text, text)
    if piece.code and not quoted:
        text = cut(text, room)
        return Line(f"<code>{_escape(text)}</code>", text, 1)
    linked = leads(piece.link)
    text = cut(text if linked else unlinked(text), room)
    markup = _escape(text)
    if linked:
        markup = f'<a href="{html.escape(piece.link)}">{markup}</a>'
    if piece.bold:
        markup = f"<b>{markup}</b>"
    return Line(markup, text, linked + piece.bold)


def _sample(text: str, language: str) -> Line:
    """A sample to be copied: its blanks stay, what can't be seen goes."""
    seen = "\n".join(_indented(line) for line in text.split("\n")).strip("\n")
    inner = cut(seen, LONGEST_SAMPLE) or " "
    named = bool(_LANGUAGE.fullmatch(language))
    code = f'<code class="language-{html.escape(language)}">{_escape(inner)}</code>' if named else _escape(inner)
    return Line(f"<pre>{code}</pre>", inner, 1)


def _indented(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))] + shown(line)


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
