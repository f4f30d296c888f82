"""Chinese by its sound, and the tables it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import han_table
from bot.core.han import LONGEST_RUN, readings_by_character, split_syllables
from bot.core.han_table import READINGS
from tests.core.han_table_source import source

SYLLABLES = st.lists(st.sampled_from(sorted(READINGS)), max_size=12)


def test_the_table_is_what_opencc_and_pypinyin_know() -> None:
    text = Path(han_table.__file__).read_text(encoding="utf-8")

    assert text.splitlines() == source().splitlines(), "mend: make tables"


@pytest.mark.parametrize(
    ("character", "expected"),
    [("脸", ("lian",)), ("行", ("hang", "heng", "xing")), ("女", ("nv", "ru")), ("了", ("le", "liao"))],
)
def test_the_readings_of_a_character(character: str, expected: tuple[str, ...]) -> None:
    assert readings_by_character()[character] == expected


def test_traditional_characters_have_no_reading_of_their_own() -> None:
    assert "臉" not in readings_by_character()


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("", ()),
        ("renlian", ("ren", "lian")),
        ("xianzai", ("xian", "zai")),
        ("zhuangtai", ("zhuang", "tai")),
        ("renlianmohuzenmeban", ("ren", "lian", "mo", "hu", "zen", "me", "ban")),
        ("lv", ("lv",)),
        ("fuzzy", None),
        ("RENLIAN", None),
        ("ren lian", None),
        ("v", None),
    ],
)
def test_letters_as_syllables(letters: str, expected: tuple[str, ...] | None) -> None:
    assert split_syllables(letters) == expected


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("redislianjie", ("redis", "lian", "jie")),
        ("tokenguoqi", ("token", "guo", "qi")),
        ("guoqitoken", ("guo", "qi", "token")),
        ("xxlian", None),
        ("redistoken", ("redis", "token")),
    ],
)
def test_words_may_stand_between_the_syllables(letters: str, expected: tuple[str, ...] | None) -> None:
    assert split_syllables(letters, {"redis", "token", "xx"}) == expected


def test_of_a_very_long_run_nothing_is_read() -> None:
    assert split_syllables("ma" * (LONGEST_RUN // 2)) == ("ma",) * (LONGEST_RUN // 2)
    assert split_syllables("ma" * (LONGEST_RUN // 2) + "m") is None


@given(SYLLABLES)
def test_what_is_made_of_syllables_is_read_in_as_few_pieces(syllables: list[str]) -> None:
    letters = "".join(syllables)
    pieces = split_syllables(letters)

    assert pieces is not None
    assert "".join(pieces) == letters
    assert set(pieces) <= set(READINGS)
    assert len(pieces) <= len(syllables)
