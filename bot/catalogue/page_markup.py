"""HTML without anything that a table of errors doesn't need, before it goes to the parser.

The standard library's parser takes quadratic time over markup that is begun and never closed, and
a tree as deep as the page's tags. Here each such beginning is read once, and of the tags only
those stay that make tables, headings and line breaks. Lines keep their numbers.
"""

from __future__ import annotations

import re

TABLE_TAGS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCK_TAGS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "ul",
    }
)
_KEPT = TABLE_TAGS | HEADING_TAGS | BLOCK_TAGS
# A "<" ends every alternative, so that no character is looked at from more than one beginning.
_TAG = re.compile(
    r"""<(?:(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,15})(?P<rest>(?![a-zA-Z0-9])[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+)>"""
    r"""|(?P<declared>[!?][^<>]*+>)|(?P<bare>))"""
)
_SPAN = re.compile(r"""\bcolspan\s{0,8}=\s{0,8}["']?([0-9]{1,3})\b""", re.IGNORECASE)
_HIDDEN = re.compile(r"<(?:(?P<comment>!--)|(?P<name>script|style|template)\b)", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style", "template")} | {
    "!--": re.compile("-->")
}


def reduced_markup(text: str) -> str:
    """`text` with only the tags of tables, headings and blocks, and of their attributes only colspan.

    Comments and scripts go, to the end of the page where they are never closed, as in a browser; a
    "<" that begins no tag is text.
    """
    return _TAG.sub(_reduced, _without_hidden(text))


def _without_hidden(text: str) -> str:
    parts = []
    done = 0
    while begun := _HIDDEN.search(text, done):
        parts.append(text[done : begun.start()])
        kind = begun["comment"] or begun["name"].lower()
        ended = _ENDS[kind].search(text, begun.end())
        if ended is None:
            return "".join(parts)
        parts.append(_breaks(text[begun.start() : ended.end()]))
        done = ended.end()
    return "".join([*parts, text[done:]])


def _reduced(tag: re.Match[str]) -> str:
    if tag["bare"] is not None:
        return "&lt;"
    name = (tag["name"] or "").lower()
    if name not in _KEPT:
        return _breaks(tag[0])
    span = _SPAN.search(tag["rest"])
    attribute = f' colspan="{span[1]}"' if span else ""
    return f"<{tag['slash']}{name}{attribute}>{_breaks(tag[0])}"


def _breaks(text: str) -> str:
    """The line breaks of what goes, so that what follows stays on its line."""
    return "\n" * text.count("\n")
