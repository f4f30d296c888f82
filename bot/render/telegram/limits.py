"""Telegram's limits, and how text is measured against them.

From core.telegram.org/bots/api, but for the entities: what is beyond those is shown without its style.
"""

from __future__ import annotations

from typing import Final

LONGEST_MESSAGE: Final = 4096  # UTF-16 units of a message's text, after its markup is parsed
MOST_ENTITIES: Final = 100  # styles and links of a message
LONGEST_DATA: Final = 64  # bytes of a button's callback_data
LONGEST_ALERT: Final = 200  # characters that a pressed button may answer
LONGEST_URL: Final = 2000  # characters of an address; ours
LONGEST_BUTTON: Final = 64  # characters of a button's text; ours, as clients cut it
LONGEST_TITLE: Final = 120  # characters of an inline result's title and description; ours
MOST_RESULTS: Final = 10  # of an inline query; Telegram takes 50


def units(text: str) -> int:
    """How much of a message the text takes: its UTF-16 units. `text` holds no half surrogates."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """The text, or as much of its beginning as takes `most` units (1 or more) with an ellipsis."""
    if units(text) <= most:
        return text
    kept = text[: most - 1]
    while units(kept) > most - 1:
        kept = kept[: -max(1, (units(kept) - most + 1) // 2)]
    return kept.rstrip() + "…"
