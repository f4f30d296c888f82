"""Reads bodies from outside without trust: whatever is missing or of another type is empty, nothing raises."""

from __future__ import annotations

import re
from typing import Any

LONGEST_ID = 64  # characters; Slack's own have nine to thirteen, its event ids as many
LONGEST_URL = 2_000  # characters

_ID = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_ID}}}")
_TS = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,10})?")
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")  # no encoding takes the first, PostgreSQL not the second


def mapping(value: object, key: str) -> dict[str, Any]:
    """The object at `key`, or an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: object, key: str) -> list[Any]:
    """The list at `key`, or an empty one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def string(value: object, key: str, longest: int = LONGEST_URL) -> str:
    """The first `longest` characters of the string at `key`, or ""; lone surrogates and NUL become U+FFFD."""
    found = value.get(key) if isinstance(value, dict) else None
    return storable(found[:longest]) if isinstance(found, str) else ""


def identifier(value: object, key: str) -> str:
    """The id at `key`, or "" when it can't be one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def timestamp(value: object, key: str) -> str:
    """The message reference (`ts`) at `key`, such as "1700000000.000100", or "" when it can't be one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and _TS.fullmatch(found) else ""


def storable(text: str) -> str:
    """`text` with U+FFFD for what a database can't hold."""
    return _UNSTORABLE.sub("\ufffd", text)
