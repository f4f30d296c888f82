"""A text folded to one of the same length: what is written wide or coded becomes what it stands for."""

from __future__ import annotations

import re
from html import unescape

_WIDE = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in ",!?"},
    **dict.fromkeys("“”„‟「」『』", '"'),
    **dict.fromkeys("‘’‛", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u202f", " "),
}
_CODED = re.compile(
    r"%(?:25){0,3}(?P<byte>[0-9A-Fa-f]{2})|\\{1,4}u(?P<unit>[0-9A-Fa-f]{4})|\\{1,4}(?P<escape>[/nrt])"
    r"|&(?:quot|apos|amp|lt|gt|#[0-9]{2,3}|#x[0-9A-Fa-f]{2});",
)
_ESCAPES = {"/": "/", "n": "\n", "r": "\r", "t": "\t"}


def fold_in_place(text: str) -> str:
    """Return a text of the same length, without wide characters and coded ones."""
    if not text.isascii():
        for wide, narrow in _WIDE.items():
            text = text.replace(wide, narrow)
    if "%" in text or "\\" in text or "&" in text:
        text = _CODED.sub(_decoded, text)
    return text


def _decoded(code: re.Match[str]) -> str:
    """Return the character a code stands for, repeated to the code's length."""
    if code["byte"]:
        value = int(code["byte"], 16)
        char = chr(value) if value < 0x80 else "某"  # a byte of UTF-8: any Chinese character will do
    elif code["unit"]:
        char = chr(int(code["unit"], 16))
    else:
        char = _ESCAPES[code["escape"]] if code["escape"] else unescape(code[0])
    return char[:1] * len(code[0])
