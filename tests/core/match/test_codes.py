"""Which codes a question names."""

from __future__ import annotations

import pytest

from bot.core.entry import Knowledge
from bot.core.match.codes import Asked, Codes


@pytest.fixture(scope="module")
def codes(knowledge: Knowledge) -> Codes:
    return Codes(knowledge)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("223114", ["223114"]),
        ("18", ["18"]),
        ("18?", ["18"]),
        ("face:110", ["110"]),
        ("baidu-face/223114", ["223114"]),
        ("Baidu-Face: 4", ["4"]),
        ("222 356 ?", ["222356"]),
        ("216,505", ["216505"]),
        ("2 2 2 2 1 0", ["222210"]),
        ("２２２３０４", ["222304"]),
        ("٢٢٢٣٠٤", ["222304"]),
        ("222\u200b304", ["222304"]),
        ("报222361了", ["222361"]),
        ("java里拿到个222351L", ["222351"]),
        ("ERR-222046", ["222046"]),
        ("error 4 from baidu", ["4"]),
        ("erreur 6 renvoyée", ["6"]),
        ("错误码为17", ["17"]),
        ("17、18、19这三个限额怎么区分", ["17", "18", "19"]),
        ("110 vs 111?", ["110", "111"]),
        ("222202和222203", ["222202", "222203"]),
        ("223100,223103,223111", ["223100", "223103", "223111"]),
        ("222301\n222303", ["222301", "222303"]),
        ("222304 image too large", ["222304"]),
        ("222202 222202", ["222202"]),
    ],
)
def test_known_codes(codes: Codes, text: str, known: list[str]) -> None:
    assert codes.asked(text) == Asked(known=tuple(known))


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("返回2833437", ["2833437"]),
        ("22352 是什么错", ["22352"]),
        ("sdk 报 -1005 怎么破", ["-1005"]),
        ("216201 image format error", ["216201"]),
        ("error code 3", ["3"]),
        ("errcode 42001", ["42001"]),
        ("404", ["404"]),
        ("500 error?", ["500"]),
    ],
)
def test_numbers_that_only_look_like_codes(codes: Codes, text: str, unknown: list[str]) -> None:
    assert codes.asked(text) == Asked(unknown=tuple(unknown))


@pytest.mark.parametrize(
    "text",
    [
        "图片超过600KB",
        "max_user_num 填了100",
        "1920x1080",
        "一个用户20张脸",
        "18岁以下能刷脸吗",
        "got 2 faces in the video",
        "it failed 3 times",
        "订单号2024222901337",
        "手机 13822290155",
        "user_id=12345 不存在",
        "¥222300元",
        "周四 18:00",
        "error_code: 0",
        "",
    ],
)
def test_numbers_that_are_no_codes(codes: Codes, text: str) -> None:
    assert codes.asked(text) == Asked()


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("216343", ["216433"]),  # swapped
        ("22352", ["222352"]),  # missing
        ("2833437", ["283437"]),  # one too many
        ("222917", ["222916", "222915", "222914", "222913", "222912"]),  # changed: the nearest in value first
        ("222399", ["222361", "222360", "222356", "222355", "222354"]),  # none is one digit off: those of its range
        ("223378", ["223131", "223130", "223129", "223128", "223127"]),  # of no range: those that begin alike
        ("42001", []),
        ("999999", []),
        ("5", []),
        ("5" * 5000, []),
    ],
)
def test_near_codes(codes: Codes, code: str, near: list[str]) -> None:
    assert [entry.code for entry, _ in codes.near(code)] == near


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("5", ["4", "6", "17", "18", "19"]),
        ("104", ["100", "110", "111"]),
        ("216503", ["216502", "216501", "216505", "216500", "216506"]),  # of equals the smaller first
        ("999999", []),
        ("22", []),
        ("x", []),
        ("", []),
        ("5" * 5000, []),
    ],
)
def test_codes_around_a_number(codes: Codes, code: str, around: list[str]) -> None:
    assert [entry.code for entry, _ in codes.around(code)] == around


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("223114", "223114"),
        ("223 114", "223114"),
        ("22-31-14", "223114"),
        ("0018", "18"),
        ("1 8", "1 8"),  # two numbers
        ("1-8", "1-8"),
        ("223199", "223199"),
        ("face", "face"),
        ("", ""),
    ],
)
def test_a_code_by_itself_in_any_spelling(codes: Codes, text: str, code: str) -> None:
    assert codes.spelled(text) == code


def test_codes_that_begin_with_some_digits(codes: Codes) -> None:
    assert codes.beginning("22311") == [f"22311{n}" for n in range(10) if codes.entries(f"22311{n}")]
    assert codes.beginning("1")[:3] == ["17", "18", "19"]
    assert codes.beginning("223114") == []


def test_the_range_of_an_unknown_code_says_what_its_neighbours_are_about(codes: Codes) -> None:
    found = codes.range_of("222950")

    assert found is not None
    assert (found.first, found.last) == (222900, 222999)


@pytest.mark.parametrize("code", ["0", "-1005", "9" * 30, "abc", ""])
def test_no_range(codes: Codes, code: str) -> None:
    assert codes.range_of(code) is None
