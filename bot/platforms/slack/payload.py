"""Slack's own references, read without trust: whatever is missing or of another shape is ""."""

from __future__ import annotations

import re

LONGEST_ID = 64  # characters; Slack's own have nine to thirteen, its event ids as many
LONGEST_URL = 2_000  # characters

_ID = re.compile(rf"[A-Za-z0-9_.-]{{1,{LONGEST_ID}}}")
_TS = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,10})?")


def identifier(value: object, key: str) -> str:
    """The id at `key`, or "" when it can't be one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def timestamp(value: object, key: str) -> str:
    """The message reference (`ts`) at `key`, such as "1700000000.000100", or "" when it can't be one."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and _TS.fullmatch(found) else ""
