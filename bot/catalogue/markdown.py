"""What a remedy's Markdown is made of, as CommonMark sees it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLOCKS = frozenset({"paragraph", "bullet_list", "ordered_list", "list_item", "blockquote", "fence", "inline"})
_INLINES = frozenset({"text", "softbreak", "code_inline", "strong", "link"})


class Inline(NamedTuple):
    """A piece of running text: `kind` is "code" (its text) or "link" (its address)."""

    kind: str
    text: str


def fences(text: str) -> list[tuple[str, str]]:
    """The code samples in their order: the language behind the fence, and the code."""
    return [(token.info.strip(), token.content) for token in _tokens(text) if token.type == "fence"]


def inlines(text: str) -> Iterator[Inline]:
    """The codes and the links in their order."""
    for token in _running(text):
        if token.type == "code_inline":
            yield Inline("code", token.content)
        elif token.type == "link_open":
            yield Inline("link", str(token.attrs["href"]))


def item_counts(text: str) -> list[int]:
    """How many items each outermost numbered list has, in their order."""
    counts: list[int] = []
    for token in _tokens(text):
        if token.type == "ordered_list_open" and token.level == 0:
            counts.append(0)
        elif token.type == "list_item_open" and token.level == 1 and token.markup in {".", ")"}:
            counts[-1] += 1
    return counts


def quotes(text: str) -> int:
    """How many block quotes there are."""
    return sum(token.type == "blockquote_open" for token in _tokens(text))


def strange_markup(text: str) -> list[str]:
    """What a page shouldn't hold, by CommonMark's names: images, HTML, tables, rules, deeper heads."""
    kinds = {_kind(token): None for token in _tokens(text) if _kind(token) not in _BLOCKS}
    kinds |= {_kind(token): None for token in _running(text) if _kind(token) not in _INLINES}
    return list(kinds)


def _kind(token: Token) -> str:
    return token.type.removesuffix("_open").removesuffix("_close")


def _running(text: str) -> Iterator[Token]:
    for token in _tokens(text):
        yield from token.children or ()


def _tokens(text: str) -> list[Token]:
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")
