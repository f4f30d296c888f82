"""Which numbers are called codes, how surely, and what stands beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.decode.fields import (
    CodeField,
    MessageField,
    Strength,
    bare_numbers,
    code_fields,
    is_qualified,
    log_id,
    message_fields,
    timestamp,
)


@pytest.mark.parametrize(
    ("text", "strength", "code"),
    [
        *(
            (f"{key}: 18", Strength.STRONG, "18")
            for key in ("error_code", "errorCode", "errcode", "err_code", "error-code")
        ),
        *((f"{key}=18", Strength.STRONG, "18") for key in ("err_no", "err.code", "ErrorCode", "ERROR_CODE", "errorno")),
        *(
            (f"{key}18", Strength.STRONG, "18")
            for key in ("错误码：".replace("：", ":"), "错误代码 ", "返回码=", "异常码为", "报错码是")
        ),
        *((f"{key} 18", Strength.SPOKEN, "18") for key in ("error code", "err no.", "errno", "error number", "状态码")),
        *(
            (f"{key}: 18", Strength.WEAK, "18")
            for key in ("code", "ret", "rc", "status", "ret_code", "resCode", "代码")
        ),
        *((f"{key} 18", Strength.PROSE, "18") for key in ("error", "failed with", "returned", "报错", "提示", "threw")),
        ('"error_code" : "18"', Strength.STRONG, "18"),
        ("[error_code] => 18", Strength.STRONG, "18"),
        ('["error_code"]=>\n  int(18)', Strength.STRONG, "18"),
        ('["error_code"]=> string(2) "18"', Strength.STRONG, "18"),
        ("error_code => Some(18)", Strength.STRONG, "18"),
        ("error_code was 18", Strength.STRONG, "18"),
        ("<error_code>18</error_code>", Strength.STRONG, "18"),
        ("error_code=18L", Strength.STRONG, "18"),
        ("error_code=18.0", Strength.STRONG, "18"),
        ("error_code=0018", Strength.STRONG, "18"),
        ("error_code=000", Strength.STRONG, "0"),
        ("error_code=-18", Strength.STRONG, "-18"),
        ('body["error_code"], 18', Strength.STRONG, "18"),
        ("**error_code**: `18`", Strength.STRONG, "18"),
    ],
)
def test_a_number_that_its_surroundings_call_a_code(text: str, strength: Strength, code: str) -> None:
    (found,) = code_fields(text)

    assert (strength, code) == (found.strength, found.code)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "error_code",
            "error_code:",
            "error_code: none",
            "error_code: 18x",
            "error_code: 18_000",
            "error_code: 1.5",
        ),
        *("error_code: 18,000 rows", "error_code: 1234567890123", "zip code 18", "exit code: 18", "http status 18"),
        *("验证码 18", "decode 18", "barcode: 18", "secret 18", "18", "encoded=18"),
    ],
)
def test_a_number_that_nothing_calls_a_code(text: str) -> None:
    assert code_fields(text) == []


def test_each_number_has_its_strongest_reading_and_its_place() -> None:
    text = "error: error_code=18 code 17, error code 19"

    assert code_fields(text) == [
        CodeField("18", Strength.STRONG, 7, 20),
        CodeField("17", Strength.WEAK, 21, 28),
        CodeField("19", Strength.SPOKEN, 30, 43),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("223114", ["223114"]),
        ("a 17, b (18); -19", ["17", "18", "-19"]),
        ("007", ["7"]),
        ("retry -> 222908 system busy", ["222908"]),
        ("x1 1x 1.5 1,000 12:30 a_1 v-1 /1 #1 $1 1% 1/2 1234567890", []),
    ],
)
def test_a_number_that_stands_by_itself(text: str, expected: list[str]) -> None:
    assert [field.code for field in bare_numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("zip code", True), ("exit code", True), ("邮政code", True), ("error code", False), ("code", False)],
)
def test_the_word_before_a_code_can_make_it_another_thing(text: str, expected: bool) -> None:
    assert is_qualified(text, text.index("code")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"error_msg": "face is fuzzy", "x": 1', ["face is fuzzy"]),
        ("'error_msg': 'face is fuzzy'}", ["face is fuzzy"]),
        ("'error_msg': 'user's face'}", ["user's face"]),
        ("error_msg=face is fuzzy&a=1", ["face is fuzzy"]),
        ("errorMsg: face is fuzzy\nnext", ["face is fuzzy"]),
        ("errmsg=face is fuzzy took=5", ["face is fuzzy"]),
        ("msg: face, cut: no", ["face"]),
        ("message: one; two", ["one"]),
        ("[error_msg] => face is fuzzy\n", ["face is fuzzy"]),
        ('["error_msg"]=> string(13) "face is fuzzy"', ["face is fuzzy"]),
        ('error_msg: Some("face is fuzzy")', ["face is fuzzy"]),
        ("<error_msg>face is fuzzy</error_msg>", ["face is fuzzy"]),
        ('<ns:message lang="en">face is fuzzy</ns:message>', ["face is fuzzy"]),
        ("<msg>cut off", ["cut off"]),
        ("错误信息:人脸模糊\n", ["人脸模糊"]),
        ("error_description is 'expired'", ["expired"]),
        ("NSLocalizedDescription=face not forward, AB=c", ["face not forward"]),
        ("reason: a\ndetail: b\ncause: c", ["a", "b", "c"]),
        ('error_msg: ""', []),
        ("error_msg:   \n", []),
        ("commsg: x", []),
        ("message in a bottle", []),
        ('error_msg: "cut', ["cut"]),
    ],
)
def test_the_values_of_message_fields(text: str, expected: list[str]) -> None:
    assert [field.text.strip() for field in message_fields(text)] == expected


def test_a_value_knows_its_place_and_is_at_most_300_characters_long() -> None:
    assert message_fields('x msg="ab"') == [MessageField("ab", 7, 9)]
    assert [len(f.text) for f in message_fields("msg: " + "a" * 900)] == [300]
    assert [len(f.text) for f in message_fields('msg: "' + "a" * 900)] == [299]
    assert [len(f.text) for f in message_fields("<msg>" + "a" * 900 + "<")] == [300]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"log_id": 12345', "12345"),
        ("logId=98765432101234567890", "98765432101234567890"),
        ("[log_id] => 12345", "12345"),
        ('["log_id"]=>\n  int(12345)', "12345"),
        ('["log_id"]=>\n  string(5) "12345"', "12345"),
        ("log_id为12345 log_id为67890", "12345"),
        ("log_id: 1234", ""),
        ("log_id: 123456789012345678901", ""),
        ("log_id: none", ""),
        ("", ""),
    ],
)
def test_the_log_id(text: str, expected: str) -> None:
    assert log_id(text) == expected


MOMENT = datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"timestamp": 1606222304', MOMENT),
        ("timestamp=1606222304123", MOMENT),
        ("[timestamp] => 1606222304", MOMENT),
        ('["timestamp"]=> int(1606222304)', MOMENT),
        ("timestamp: 0000000000", datetime(1970, 1, 1, tzinfo=UTC)),
        ("timestamp: 9999999999", datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)),
        ("timestamp: 160622230", None),
        ("timestamp: 16062223041", None),
        ('"timestamp": "2020-11-24"', None),
        ("", None),
    ],
)
def test_the_timestamp(text: str, expected: datetime | None) -> None:
    assert timestamp(text) == expected
