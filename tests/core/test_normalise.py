"""What folds to the same, and what stays apart."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.normalise import clean, fold, is_han, language_of

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain ASCII, kept", "plain ASCII, kept"),
        ("Ｅｒｒｏｒ　２２３１１４：", "Error 223114:"),
        ("٢٢٣١١٤ ۲۲۳ १२", "223114 223 12"),
        ("“a” ‘b’ «c» 「d」 `e`", '"a" \'b\' "c" "d" \'e\''),
        ("【a】〔b〕《c》", "[a][b]<c>"),
        ("a–b—c−d", "a-b-c-d"),
        ("好。好、好…", "好.好,好..."),
        ("｡､", ".,"),
        ("２２２\u200b２０２", "222202"),
        ("\u200f222\u202a202\ufeff", "222202"),
        ("2\x002\x1f2\x7f", "222"),
        ("a\r\nb\rc\nd\u2028e\u2029f\te", "a\nb\nc\nd\ne\nf\te"),
        ("a\u00a0b\u3000c", "a b c"),
        ("e\u0301\u0336", "e"),
        ("a\ud800b\uffffc\U000e0041d", "abcd"),
        ("ﬁ ㎏ ① ¨ ﹘", "fi kg 1   -"),
        ("Café İ ß", "Café İ ß"),
        ("人臉", "人臉"),
        ("😀", "😀"),
    ],
)
def test_clean_keeps_case_and_script_and_nothing_that_cannot_be_seen(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("FACE Is Fuzzy", "face is fuzzy"),
        ("ＦＡＣＥ　ｉｓ　Ｆｕｚｚｙ", "face is fuzzy"),
        ("人臉模糊，請重試！", "人脸模糊,请重试!"),
        ("證件號碼與姓名不匹配", "证件号码与姓名不匹配"),
        ("Ⅳ ⑴ ½", "iv (1) 1⁄2"),
        ("Café İ rén liǎn", "cafe i ren lian"),
        ("Cafe\u0301", "cafe"),
        ("ΟΔΟΣ Ж が", "οδοσ ж が"),
        ("Face\u200bId", "faceid"),
        ("A\r\nB", "a\nb"),
    ],
)
def test_fold_is_clean_in_lower_case_and_simplified_script(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_folding_a_clean_text_is_folding_the_text(text: str) -> None:
    assert fold(clean(text)) == fold(text)


@given(ANY_TEXT)
def test_a_clean_text_holds_no_controls_but_line_feed_and_tab(text: str) -> None:
    hidden = [c for c in clean(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn", "Mn") and c not in "\n\t"]

    assert hidden == []


def test_every_character_can_be_cleaned_and_folded() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(every.replace("薴", ""))  # of which the simplified form is a traditional one too

    assert clean(clean(every)) == clean(every)
    assert fold(folded) == folded


@pytest.mark.parametrize(("char", "expected"), [("脸", True), ("㐀", True), ("〇", True), ("a", False), ("あ", False)])
def test_what_a_chinese_character_is(char: str, expected: bool) -> None:
    assert is_han(char) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("face is fuzzy", "en"),
        ("照片糊了", "zh"),
        ("人臉", "zh"),
        ("token 过期", "zh"),
        ("error_msg 是什么意思", "zh"),
        ("the face of 张 is too dark for the API", "en"),
        ("脸 a b", "zh"),
        ("脸 a b c", "en"),
        ("脸 222 333 444", "zh"),
        ("223114", "en"),
        ("", "en"),
        ("FACE", "en"),
        (
            '{"error_code": 222203, "error_msg": "image check fail", "log_id": 1, "cached": 0, "result": null} 怎么回事',
            "zh",
        ),
        ('what is {"error_code":222203,"error_msg":"图片尺寸错误，请重新上传"}', "en"),
        ("what does “图片中没有人脸” mean", "en"),
        (
            "Traceback (most recent call last):\n  raise FaceError(body)\nFaceError: face is fuzzy\n这个报错怎么处理",
            "zh",
        ),
        ('{"error_msg":"图片中没有人脸"}', "zh"),
    ],
)
def test_the_language_is_the_scripts(text: str, expected: str) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("223114", "zh"),
        ("😀", "zh"),
        ("", "zh"),
        ("ok", "en"),
        ("OK", "en"),
        ('{"error_code":223114,"error_msg":"face is fuzzy"}', "zh"),
        ('{"error_code":223114,"error_msg":"face is fuz', "zh"),
        ('{"result":{"items":[{"error_msg":"face is fuzzy"}]}}', "zh"),
        ("```\nERROR face is fuzzy\n```", "zh"),
        ('"face is fuzzy"', "zh"),
        ('help: {"error_code":223114,"error_msg":"face is fuzzy"}', "en"),
    ],
)
def test_a_text_without_words_of_its_own_has_the_default_language(text: str, expected: str) -> None:
    assert language_of(text, default="zh") == expected
