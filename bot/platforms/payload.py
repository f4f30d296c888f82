"""Reads bodies from outside without trust: whatever is missing or of another type is empty, nothing raises."""

from __future__ import annotations

import re
from typing import Any

LONGEST_STRING = 2_000  # characters of a string that isn't said to be longer

_UNSTORABLE = re.compile("[\ud800-\udfff\0]")  # no encoding takes the first, PostgreSQL not the second


def mapping(value: object, key: str) -> dict[str, Any]:
    """The object at `key`, or an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: object, key: str) -> list[Any]:
    """The list at `key`, or an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def string(value: object, key: str, longest: int = LONGEST_STRING) -> str:
    """The first `longest` characters of the string at `key`, or ""; lone surrogates and NUL become U+FFFD."""
    found = value.get(key) if isinstance(value, dict) else None
    return storable(found[:longest]) if isinstance(found, str) else ""


def storable(text: str) -> str:
    """`text` with U+FFFD for what a database can't hold."""
    return _UNSTORABLE.sub("\ufffd", text)
