"""Text from elsewhere (a paste, a catalogue), made fit to be shown; and text put together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

LONGEST_VALUE = 80  # characters of a log_id or a parameter
LONGEST_QUOTE = 120  # characters of a paste that a phrase repeats

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}  # escapes, bidi, half surrogates: never to a screen


def shown(text: str, longest: int = 10_000) -> str:
    """`text` on one line, fit to be shown: what can't be seen becomes one blank, and what goes beyond
    `longest` characters (1 or more) an ellipsis.
    """
    start = text[: longest * 4]  # so that megabytes cost nothing
    visible = start if start.isprintable() else "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in start)
    seen = " ".join(visible.split())
    if len(seen) <= longest and len(start) == len(text):
        return seen
    return seen[: longest - 1].rstrip() + "…"


def visible(line: str, longest: int = 10_000) -> str:
    """The line without what can't be seen; a blank at either end, which keeps it apart from its neighbours, stays."""
    seen = shown(line, longest)
    if not seen:
        return " " if line else ""
    return " " * line[:1].isspace() + seen + " " * line[-1:].isspace()


def quoted(text: str) -> str:
    """A piece of a paste or of the catalogue in quotation marks, at most LONGEST_QUOTE characters of it."""
    return f"“{shown(text, LONGEST_QUOTE)}”"


def joined(sentences: Iterable[str], language: str) -> str:
    """Sentences one after the other; Chinese ones need no blank between them."""
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)


def listed(items: Iterable[str], language: str) -> str:
    """Items in a row."""
    return ("、" if language == "zh" else ", ").join(items)


def time_text(moment: datetime) -> str:
    """A moment in UTC, to the second; one without a zone is taken for UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC).isoformat(' ', 'seconds')[:19]} UTC"
