"""Telling the source's own words from the white space that its layout put there."""

from __future__ import annotations

import re

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The Chinese characters, as the inside of a regular expression's brackets."""

_LAYOUT_BLANK = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_BLANKS = re.compile(r"\s+")


def strip_layout(cell: str) -> str:
    """A cell's text without the blanks and breaks that only the layout put there.

    A run of blanks between two Chinese characters goes; any other becomes one blank.
    Doing it twice changes nothing.
    """
    return _LAYOUT_BLANK.sub("", _BLANKS.sub(" ", cell).strip())
