"""The little of YAML that the manifests are written in, and nothing else: every reader of YAML reads it the same.

Blocks indented by two, quoted strings, whole numbers, true and false, comments. The rest of YAML (bare words such
as no, anchors, tabs, a key twice, long strings) is refused, for Slack's own reader is known to be touchy.
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Any

_COMMENT = re.compile(r" *(#.*)?")
_LINE = re.compile(r'(?P<indent> *)(?P<rest>(?:[^"#]|"(?:[^"\\]|\\.)*")*?)(?: +#.*)?')
_ENTRY = re.compile(r"(?P<key>_?[a-z][a-z_]*):(?: (?P<value>.+))?")
_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"|true|false|[0-9]+')

Lines = deque[tuple[int, str]]  # indent, text


def read(text: str) -> Any:
    """The document's value. Raises ValueError at whatever is not of this little language."""
    lines: Lines = deque(_line(line) for line in text.splitlines() if not _COMMENT.fullmatch(line))
    value = _block(lines, 0)
    if lines:
        raise ValueError(f"out of its column: {lines[0][1]}")
    return value


def _line(line: str) -> tuple[int, str]:
    found = _LINE.fullmatch(line)
    if not found or len(found["indent"]) % 2:
        raise ValueError(f"not a line of block YAML: {line}")
    return len(found["indent"]), found["rest"]


def _block(lines: Lines, indent: int) -> Any:
    if not lines or lines[0][0] != indent:
        raise ValueError(f"nothing at column {indent}")
    return _items(lines, indent) if lines[0][1].startswith("- ") else _entries(lines, indent)


def _items(lines: Lines, indent: int) -> list[Any]:
    items = []
    while lines and lines[0][0] == indent:
        _, rest = lines.popleft()
        if not rest.startswith("- "):
            raise ValueError(f"no item of a list: {rest}")
        if _VALUE.fullmatch(rest[2:]):
            items.append(json.loads(rest[2:]))
        else:
            lines.appendleft((indent + 2, rest[2:]))
            items.append(_entries(lines, indent + 2))
    return items


def _entries(lines: Lines, indent: int) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    while lines and lines[0][0] == indent:
        _, rest = lines.popleft()
        found = _ENTRY.fullmatch(rest)
        if not found or found["key"] in entries:
            raise ValueError(f"no key, or a key twice: {rest}")
        if found["value"] is None:
            entries[found["key"]] = _block(lines, indent + 2)
        elif _VALUE.fullmatch(found["value"]):
            entries[found["key"]] = json.loads(found["value"])
        else:
            raise ValueError(f"not a quoted string, a number, true or false: {rest}")
    return entries
