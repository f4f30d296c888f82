"""A command as it was typed: /name@target rest."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from bot.platforms.payload import storable
from bot.platforms.telegram.text import trimmed

# Not /usr/bin, and no address of mail: what follows the name must not belong to it.
_TYPED: Final = re.compile(r"[/／]([A-Za-z0-9_]{1,32})(?:[@＠]([A-Za-z0-9_]{1,32}))?(?![A-Za-z0-9_@＠/.])")
_PAYLOAD: Final = re.compile(r"c-([A-Za-z0-9_-]{1,62})")


@dataclass(frozen=True, slots=True)
class Typed:
    """`name` in lower case, `target` the bot it is for ("" for whichever), `rest` what follows, blanks removed."""

    name: str
    target: str
    rest: str


def read_typed(text: str) -> Typed | None:
    """The command that `text` begins with, None for none. Any blank ends it, full-width ones too, or a colon."""
    found = _TYPED.match(text)
    if not found:
        return None
    rest = trimmed(text[found.end() :])
    return Typed(found[1].lower(), (found[2] or "").lower(), trimmed(rest.lstrip(":：")))


def read_payload(payload: str) -> str:
    """What a deep link asks: a code as it is, or "c-" and any text in base64url; "" when that can't be read."""
    packed = _PAYLOAD.fullmatch(payload)
    if not packed:
        return payload
    try:
        raw = base64.b64decode(packed[1] + "=" * (-len(packed[1]) % 4), altchars=b"-_", validate=True)
        return trimmed(storable(raw.decode()))
    except (binascii.Error, UnicodeDecodeError):
        return ""
