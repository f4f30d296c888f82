"""Undoes what logs, terminals, chats and serialisers do to a text on its way into a paste.

Every step keeps the order of what it keeps, so that findings come out in order of appearance.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote_plus

from bot.core.normalise import clean

LONGEST_PASTE = 256 * 1024  # characters; what follows is cut

_COLOUR = re.compile(r"\x1b\[[0-9;:?]{0,24}[ -/]{0,4}[@-~]|\x1b[()][A-Z0-9]")
_ESCAPED_UNICODE = re.compile(r"\\{1,8}u([0-9a-fA-F]{4})")
_ESCAPED_BREAK = re.compile(r"\\{1,8}[nr](?![a-z]{2})")
_ESCAPED_TAB = re.compile(r"\\{1,8}t(?![a-z]{2})")
_ESCAPED_QUOTE = re.compile(r"\\{1,8}([\"'/\[\]{}_])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_PERCENT = re.compile(r"%(?:22|20|3[AaDd]|7[BbDd]|5[BbDd]|[Ee][0-9A-Fa-f]%)")
_STRETCH = re.compile(r"[^\s\"'<>]+")
_ESCAPED = re.compile(r"\\.")
_DOUBLE_QUOTES = '"“”＂'
_QUOTE_PREFIX = re.compile(r"^[ \t]{0,8}(?:>[ \t]?){1,8}", re.MULTILINE)


def unwrap(text: str) -> str:
    """The text as the program wrote it before it was escaped, coloured, quoted or wrapped.

    At most LONGEST_PASTE characters are read. Linear in time.
    """
    text = text[:LONGEST_PASTE]
    if "\x1b" in text:
        text = without_colours(text)
    if "\n" in text:  # before escaped breaks become real ones, which no terminal put there
        text = join_wrapped(_QUOTE_PREFIX.sub("", text.replace("\r\n", "\n")))
    if "\\" in text:
        text = without_colours(_unescape(text))
    if "&" in text:
        text = _unescape_entities(text)
    if "%" in text:
        text = _STRETCH.sub(_unquote, text)
    text = clean(text)
    return _QUOTE_PREFIX.sub("", text) if ">" in text else text


def without_colours(text: str) -> str:
    """The text without what a terminal takes for a colour or another command."""
    return _COLOUR.sub("", text)


def _unescape(text: str) -> str:
    text = _ESCAPED_UNICODE.sub(_character, text)
    text = _ESCAPED_BREAK.sub("\n", text)
    text = _ESCAPED_TAB.sub("\t", text)
    return _ESCAPED_QUOTE.sub(r"\1", text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)


def _unquote(match: re.Match[str]) -> str:
    stretch = match[0]
    return unquote_plus(stretch, errors="replace") if "%" in stretch and _PERCENT.search(stretch) else stretch


def _unescape_entities(text: str) -> str:
    for _ in range(2):  # "&amp;quot;" is escaped twice
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def join_wrapped(text: str) -> str:
    """`text` with the line breaks taken out which a terminal put into a JSON string or number.

    A break within double quotes inside braces can't be JSON's own, nor one between two digits; an
    indented line is no continuation.
    """
    if "{" not in text and "｛" not in text:
        return text
    parts: list[str] = []
    depth = 0
    quoted = False
    for line in text.split("\n"):
        if parts:
            wrapped = depth > 0 and (quoted or _breaks_number(parts[-1], line)) and not line[:1].isspace()
            parts.append("" if wrapped else "\n")
            quoted = quoted and wrapped
        parts.append(line)
        depth, quoted = _follow(line, depth, quoted)
    return "".join(parts)


def _breaks_number(before: str, after: str) -> bool:
    return before[-1:].isdigit() and after[:1].isdigit()


def _follow(line: str, depth: int, quoted: bool) -> tuple[int, bool]:
    for char in _ESCAPED.sub("", line):
        if char in _DOUBLE_QUOTES:
            quoted = not quoted if depth else False
        elif quoted:
            continue
        elif char in "{｛":
            depth += 1
        elif char in "}｝":
            depth = max(0, depth - 1)
    return depth, quoted and depth > 0
