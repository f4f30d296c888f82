"""What the pages' controls are called, in the reader's language."""

from __future__ import annotations

from bot.web.desk.words import WORDS
from bot.web.labels import LABELS


def word(name: str, language: str) -> str:
    """The phrase of the pages, or of the desk, that has this name."""
    return {**WORDS, **LABELS}[name].in_language(language)
