"""Chinese by its sound: the toneless readings of characters, and pinyin cut into syllables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet

from bot.core.han_table import READINGS

LONGEST_SYLLABLE = 6  # zhuang
LONGEST_WORD = 16
LONGEST_RUN = 120


def readings_by_character() -> dict[str, tuple[str, ...]]:
    """Each character's toneless syllables, in alphabetical order."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for syllable, characters in READINGS.items():
        for character in characters:
            table[character].append(syllable)
    return {character: tuple(syllables) for character, syllables in table.items()}


def split_syllables(letters: str, words: AbstractSet[str] = frozenset()) -> tuple[str, ...] | None:
    """A run of latin letters as pinyin syllables, or None when it can't be read so.

    `words` may stand between the syllables: "redislianjieshibai" is redis-lian-jie-shi-bai.
    The fewest pieces win, then the longer first one: "xianzai" is xian-zai. Of a run longer than
    LONGEST_RUN nothing is read.
    """
    if len(letters) > LONGEST_RUN:
        return None
    longest = LONGEST_WORD if words else LONGEST_SYLLABLE
    best: list[tuple[str, ...] | None] = [None] * (len(letters) + 1)
    best[len(letters)] = ()
    for start in range(len(letters) - 1, -1, -1):
        for size in range(min(longest, len(letters) - start), 0, -1):
            rest = best[start + size]
            syllable = letters[start : start + size]
            if rest is None or not (syllable in READINGS or (size > 2 and syllable in words)):
                continue
            known = best[start]
            if known is None or len(rest) + 1 < len(known):
                best[start] = (syllable, *rest)
    return best[0]
