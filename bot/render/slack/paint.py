"""Neutral blocks and plain texts -> Block Kit, as plain data.

Data stands in the text elements of a rich_text block or in plain_text, which Slack never parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, takewhile

from bot.render.chat.bounds import LONGEST_NAME, LONGEST_SAID
from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Pieces, Quote
from bot.render.shown import shown, visible
from bot.render.slack.limits import (
    LONGEST_BUTTON,
    LONGEST_FALLBACK,
    LONGEST_HEADER,
    LONGEST_TEXT,
    LONGEST_URL,
    LONGEST_VALUE,
    ROOM,
    Json,
    size,
)

_WEB = re.compile(r"https?://[^\s]+")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # the three that Slack reads, and no others
_DEFUSED = str.maketrans("<>", "‹›")


def defused(text: str, longest: int = LONGEST_TEXT) -> str:
    """Text of a paste on one line, with nothing in it that anybody could parse as Slack's markup."""
    return shown(text, longest).translate(_DEFUSED)


def escaped(text: str, longest: int = LONGEST_FALLBACK) -> str:
    """`text` on one line for a field that Slack parses; cut, where it must be, between characters."""
    seen = shown(text, longest)
    if len(whole := _escape(seen)) <= longest:
        return whole
    room = accumulate(len(_escape(char)) for char in seen)
    return _escape(seen[: sum(1 for _ in takewhile(lambda used: used < longest, room))].rstrip()) + "…"


def linked(label: str, url: str) -> str:
    """A link for a mrkdwn text; only its label where the address doesn't lead to the web, or is too long."""
    address = _escape(url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E"))
    said = escaped(label.replace("|", " "), LONGEST_NAME)
    return f"<{address}|{said}>" if _leads(url) and len(address) <= LONGEST_SAID else said


def _escape(text: str) -> str:
    return text.translate(_ENTITIES)


# --- rich text -------------------------------------------------------------------------------


def rich_text(blocks: Iterable[Block], before: Sequence[Json] = ()) -> Json:
    """A rich_text block; `before` are elements that begin it."""
    painted = [element for element in map(_element, blocks) if element["elements"]]
    return {"type": "rich_text", "elements": [*before, *painted]}


def fitted(blocks: Sequence[Block], others: Sequence[Json] = ()) -> Json:
    """A rich_text block of as many of `blocks` as fit beside `others`; the first and the last stay."""
    *kept, last = blocks
    while size([rich_text([*kept, last]), *others]) > ROOM and len(kept) > 1:
        kept.pop()
    return rich_text([*kept, last])


def section(pieces: Pieces, before: Sequence[Json] = ()) -> Json:
    """A line of a rich_text block; `before` are elements that begin it."""
    return {"type": "rich_text_section", "elements": [*before, *_inlines(pieces)]}


def _element(block: Block) -> Json:
    match block:
        case Paragraph(pieces):
            return section(pieces)
        case Quote(pieces):
            return {"type": "rich_text_quote", "elements": list(_inlines(pieces))}
        case Code(text):
            return {"type": "rich_text_preformatted", "elements": list(_texts(text, {}))}
        case Items(items, start, depth):
            style = {"style": "ordered" if start else "bullet"}
            offset = {"offset": start - 1} if start > 1 else {}
            indent = {"indent": depth} if depth else {}
            return {"type": "rich_text_list", **style, **offset, **indent, "elements": list(map(_item, items))}


def _item(pieces: Pieces) -> Json:
    """An item; a blank stands in one that holds nothing but what follows it."""
    return section(pieces or (Piece(" "),))


def _inlines(pieces: Pieces) -> Iterator[Json]:
    for piece in pieces:
        text = "\n".join(visible(line, LONGEST_TEXT) for line in piece.text.split("\n"))
        if _leads(piece.link):
            yield {"type": "link", "url": piece.link, "text": shown(text, LONGEST_TEXT), **_style(piece)}
        else:
            yield from _texts(text, _style(piece))


def _texts(text: str, style: Json) -> Iterator[Json]:
    for start in range(0, len(text), LONGEST_TEXT):
        yield {"type": "text", "text": text[start : start + LONGEST_TEXT], **style}


def _style(piece: Piece) -> Json:
    style = {name: True for name, on in (("bold", piece.bold), ("code", piece.code)) if on}
    return {"style": style} if style else {}


def _leads(url: str) -> bool:
    return bool(_WEB.fullmatch(url)) and len(url) <= LONGEST_URL


# --- everything else -------------------------------------------------------------------------


def plain(text: str, longest: int = LONGEST_TEXT) -> Json:
    """A plain_text object; a catalogue's backticks, which it can't show as code, are left out."""
    return {"type": "plain_text", "text": shown(text.replace("`", ""), longest), "emoji": False}


def header(text: str) -> Json:
    """A header block."""
    return {"type": "header", "text": plain(text, LONGEST_HEADER)}


def context(elements: Sequence[Json]) -> Json:
    """A quiet line; Slack takes ten elements (Context block: elements)."""
    return {"type": "context", "elements": list(elements)}


def mrkdwn(text: str) -> Json:
    """A text object of escaped text and our own links, in which nothing else becomes a link."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def button(action: str, label: str, value: str, hint: str) -> Json:
    """A button; `hint` is what a screen reader says. Raises ValueError when the value is too long."""
    if len(value) > LONGEST_VALUE:
        raise ValueError(f"a button's value has {len(value)} characters, Slack takes {LONGEST_VALUE}; pass an id")
    return {
        "type": "button",
        "action_id": action,
        "text": plain(label, LONGEST_BUTTON),
        "value": value,
        "accessibility_label": shown(hint.replace("`", ""), LONGEST_BUTTON),
    }


def actions(buttons: Sequence[Json]) -> Json:
    """A row of buttons; Slack takes 25 (Actions block: elements)."""
    return {"type": "actions", "elements": list(buttons)}
