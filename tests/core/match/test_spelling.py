"""What a strange word may have been meant to be."""

from __future__ import annotations

import pytest

from bot.core.match.spelling import HOMOPHONE, SLOPPY, Sounds, Spelling, sloppy


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(["face", "fuzzy", "occlusion", "redis", "qps", "app", "the"], ["人脸", "模糊", "连接", "失败"])


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("fuzy", "fuzzy"),
        ("fase", "face"),
        ("oclussion", "occlusion"),
        ("qsp", "qps"),
    ],
)
def test_a_typo_is_near_the_word_that_was_meant(spelling: Spelling, word: str, nearest: str) -> None:
    assert next(iter(spelling.near(word))) == nearest


@pytest.mark.parametrize("word", ["ape", "xyz", "quarterly", "", "x" * 10_000])
def test_nothing_is_near_a_word_of_its_own(spelling: Spelling, word: str) -> None:
    assert spelling.near(word) == {}


@pytest.mark.parametrize(
    ("words", "syllables"),
    [
        (["renlian", "mohu"], ["ren", "lian", "mo", "hu"]),
        (["ren", "lian", "mo", "hu"], ["ren", "lian", "mo", "hu"]),
        (["face"], None),  # fa-ce, but English
        (["the"], None),
        (["hello"], None),
        ([], None),
    ],
)
def test_a_run_of_words_is_pinyin_when_it_is_not_english(
    spelling: Spelling, words: list[str], syllables: list[str] | None
) -> None:
    assert spelling.pinyin(words) == syllables


def test_pinyin_with_a_known_word_glued_to_it(spelling: Spelling) -> None:
    assert spelling.glued("redislianjieshibai") == ("redis", "lian", "jie", "shi", "bai")
    assert spelling.glued("quarterly") == ()


def test_a_pair_by_its_sound() -> None:
    sounds = Sounds(["人脸", "失败"])

    assert sounds.pairs_like("ren", "lian") == {"人脸": 1.0}
    assert sounds.pairs_like("si", "bai") == {"失败": SLOPPY}
    assert sounds.homophones("人联") == {"人脸": HOMOPHONE}
    assert sounds.homophones("🙂🙂") == {}


@pytest.mark.parametrize(("syllable", "said"), [("zhong", "zon"), ("shi", "si"), ("lian", "lian"), ("ming", "min")])
def test_southern_spelling(syllable: str, said: str) -> None:
    assert sloppy(syllable) == said


@pytest.mark.parametrize(
    ("syllables", "runs"),
    [
        ("bao cuo ren lian mo hu zen me ban", [[], ["ren", "lian", "mo", "hu"], []]),
        ("ren lian shi shen me yi si", [["ren", "lian"], []]),
        ("ren lian", [["ren", "lian"]]),
        ("", [[]]),
    ],
)
def test_stop_words_in_pinyin_are_left_out(syllables: str, runs: list[list[str]]) -> None:
    assert [list(run) for run in Sounds([]).without_stop_words(syllables.split())] == runs
