"""A remedy's Markdown -> neutral blocks, for chats that don't read Markdown.

The blocks come flat, in reading order: what stands inside an item follows it, one deeper. Nothing in
them is markup, and only links that a page may have lead anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

LONGEST_PASSAGE = 100_000  # characters that are read; a whole page has at most 256 KiB

_PAGE = re.compile(r"([a-z0-9-]+)\.md")
_WEB = re.compile(r"https?://[^\s<>|]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+#-]{0,20}(?=\s|$)")
_OTHERS = re.compile("其他|其它|其余|other")
_COLONS: Final = (":", "：")
_LISTS: Final = ("bullet_list", "ordered_list")
_SAMPLES: Final = ("fence", "code_block")


@dataclass(frozen=True, slots=True)
class Piece:
    """Running text in one style. `link` is the address it leads to, "" for none."""

    text: str
    bold: bool = False
    code: bool = False
    link: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of its own."""

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Items:
    """Items of a list. `start` is the first one's number, 0 for bullets; `depth` counts from 0."""

    items: tuple[Pieces, ...]
    start: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to be passed on as they are. A newline in a piece begins another line."""

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Code:
    """A sample, to be copied as it is: its lines, without a newline at the end. `language` is its, "" for none."""

    text: str
    language: str = ""


Block = Paragraph | Items | Quote | Code


def passage_blocks(text: str, hrefs: Mapping[str, str]) -> tuple[Block, ...]:
    """The blocks of a passage, of which LONGEST_PASSAGE characters are read.

    `hrefs` has the addresses of all remedies of its catalogue, by their slugs. A link to anything but
    those and the web is plain text.
    """
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - most answers need no parser

    tree = SyntaxTreeNode(_parser().parse(text[:LONGEST_PASSAGE]))
    return tuple(_blocks(tree.children, hrefs, 0))


def coded(text: str) -> Pieces:
    """A sentence of a catalogue: what stands between backticks is code; one without its partner means nothing."""
    cut = text.split("`")
    if len(cut) % 2 == 0:
        return (Piece(text),)
    return tuple(Piece(part, code=bool(number % 2)) for number, part in enumerate(cut) if part)


def for_codes(blocks: Sequence[Block], codes: Collection[str]) -> tuple[Block, ...]:
    """The blocks without what is said for other codes than `codes`; all of them where nothing would be left.

    Said for a code is an item or paragraph that begins with it, and what follows such a paragraph's
    colon. One that also names a code of `codes`, or speaks of "the others", stays.
    """
    kept: list[Block] = []
    skipping = False
    for block in blocks:
        if isinstance(block, Paragraph):
            stray = _is_for_others(block.pieces, codes)
            skipping = stray and block.pieces[-1].text.rstrip().endswith(_COLONS)
            if not stray:
                kept.append(block)
        elif skipping:
            continue
        elif isinstance(block, Items):
            items = tuple(item for item in block.items if not _is_for_others(item, codes))
            kept += [replace(block, items=items)] if items else []
        else:
            kept.append(block)
    return tuple(kept) or tuple(blocks)


def spoken(blocks: Iterable[Block]) -> Iterator[str]:
    """The blocks' text without any style, a line each; numbered items with their numbers."""
    for block in blocks:
        if isinstance(block, Items):
            for number, item in enumerate(block.items, block.start):
                yield (f"{number}. " if block.start else "") + _text(item)
        else:
            yield block.text if isinstance(block, Code) else _text(block.pieces)


def _text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def _is_for_others(pieces: Pieces, codes: Collection[str]) -> bool:
    named = [piece.text for piece in pieces if piece.code and piece.text.isdigit()]
    if not named or pieces[0].text != named[0] or not pieces[0].code:
        return False
    return set(named).isdisjoint(codes) and not any(_OTHERS.search(piece.text) for piece in pieces)


# --- the tree -> blocks ----------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - see passage_blocks

    return MarkdownIt("commonmark", {"html": False})


def _blocks(nodes: Iterable[SyntaxTreeNode], hrefs: Mapping[str, str], depth: int) -> Iterator[Block]:
    """Recursion ends with the parser's own limit on nesting, 20."""
    for node in nodes:
        if node.type in _LISTS:
            yield from _list_blocks(node, hrefs, depth)
        elif node.type in _SAMPLES:
            yield Code(node.content.rstrip("\n"), _language(node.info))
        elif node.type == "blockquote":
            yield Quote(_lines(_blocks(node.children, hrefs, 0)))
        elif pieces := _pieces(node, hrefs):
            yield Paragraph(pieces)


def _language(info: str) -> str:
    """The language that a fence names; anything but a plain name counts as none."""
    named = _NAME.match(info)
    return named[0].lower() if named else ""


def _list_blocks(node: SyntaxTreeNode, hrefs: Mapping[str, str], depth: int) -> Iterator[Block]:
    """The items in runs: one that holds more than a paragraph ends its run."""
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    run: list[Pieces] = []
    for item in node.children:
        inner = item.children
        headed = bool(inner) and inner[0].type == "paragraph"
        run.append(_pieces(inner[0], hrefs) if headed else ())
        if rest := inner[1:] if headed else inner:
            yield Items(tuple(run), number, depth)
            yield from _blocks(rest, hrefs, depth + 1)
            number += len(run) if number else 0
            run = []
    if run:
        yield Items(tuple(run), number, depth)


def _lines(blocks: Iterable[Block]) -> Pieces:
    """The running text of blocks, a newline between them."""
    lines: list[Pieces] = []
    for block in blocks:
        if isinstance(block, Items):
            lines += block.items
        elif isinstance(block, Code):
            lines.append((Piece(block.text, code=True),))
        else:
            lines.append(block.pieces)
    return merged(piece for number, line in enumerate(lines) for piece in ((Piece("\n"),) if number else ()) + line)


# --- running text ----------------------------------------------------------------------------


def _pieces(node: SyntaxTreeNode, hrefs: Mapping[str, str]) -> Pieces:
    return merged(piece for child in node.children for piece in _inline(child, hrefs, Piece("")))


def _inline(node: SyntaxTreeNode, hrefs: Mapping[str, str], style: Piece) -> Iterator[Piece]:
    """The pieces of a node of running text, within `style`."""
    if node.type == "softbreak":
        yield replace(style, text=" ")
    elif node.type == "hardbreak":
        yield replace(style, text="\n")
    elif node.type == "code_inline":
        yield replace(style, text=node.content, code=True)
    elif node.type == "link":
        inside = replace(style, link=_address(str(node.attrs["href"]), hrefs))
        yield from _inlines(node.children, hrefs, inside)
    elif node.children:
        inside = replace(style, bold=style.bold or node.type == "strong")
        yield from _inlines(node.children, hrefs, inside)
    else:
        yield replace(style, text=node.content)


def _inlines(nodes: Iterable[SyntaxTreeNode], hrefs: Mapping[str, str], style: Piece) -> Iterator[Piece]:
    for node in nodes:
        yield from _inline(node, hrefs, style)


def _address(href: str, hrefs: Mapping[str, str]) -> str:
    page = _PAGE.fullmatch(href)
    if page:
        return hrefs.get(page[1], "")
    return href if _WEB.fullmatch(href) else ""


def merged(pieces: Iterable[Piece]) -> Pieces:
    """Neighbours of one style as one piece, and none that is empty."""
    runs = groupby(pieces, key=lambda piece: replace(piece, text=""))
    joined = (replace(style, text="".join(piece.text for piece in run)) for style, run in runs)
    return tuple(piece for piece in joined if piece.text)
