"""What is undone before a paste is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decode.unwrap import LONGEST_PASTE, join_wrapped, unwrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain {text}: 100% & <more>", "plain {text}: 100% & <more>"),
        (r"{\"a\": \"b\/c\"}", '{"a": "b/c"}'),
        (r"{\\\"a\\\": \\\"b\\\"}", '{"a": "b"}'),
        (r"\[a\]\{b\}\_c", "[a]{b}_c"),
        (r"\u9519\u8bef\\u7801", "错误码"),
        (r"smile \ud83d\ude00!", "smile   !"),
        (r"a\nB\\n1\r\n2", "a\nB\n1\n\n2"),
        (r"a\tB", "a\tB"),
        (r"C:\new\temp", r"C:\new\temp"),
        (r"\u12", r"\u12"),
        ("\x1b[31;1merr\x1b[0m\x1b(B \x1b[38:5:1m!", "err !"),
        ("&quot;a&quot; &lt;b&gt; &#34;c&#x22;", '"a" <b> "c"'),
        ("&amp;quot;a&amp;quot;", '"a"'),
        ("&amp;amp;quot;", "&quot;"),
        ("a && b & c &nosuch;", "a && b & c &nosuch;"),
        ("q=%7B%22a%22%3A+1%7D", 'q={"a": 1}'),
        ("msg=a%20b, 50% off", "msg=a b, 50% off"),
        ("n=%E9%94%99%E8%AF%AF", "n=错误"),
        ("%E9%94 %20%FF", "\ufffd  \ufffd"),
        ("100%zz%d", "100%zz%d"),
        ("“ａ”：１", '"a":1'),
        ("> one\n>> two\n > > three\nfour > five", "one\ntwo\nthree\nfour > five"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_a_wrapping_is_undone(text: str, expected: str) -> None:
    assert unwrap(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "a\nb"),
        ('{"a": "b\nc"}', '{"a": "bc"}'),
        ('{"a": 12\n34}', '{"a": 1234}'),
        ('{\n"a": 1,\n"b": 2\n}', '{\n"a": 1,\n"b": 2\n}'),
        ('{"a": 1\n}\n2', '{"a": 1\n}\n2'),
        ('{"a": 1}\n2', '{"a": 1}\n2'),
        ('say "hi\nyou" {"a": 1}', 'say "hi\nyou" {"a": 1}'),
        ('{"a": "}\n{"}\nend', '{"a": "}{"}\nend'),
        ('}}\n{"a\nb": 1}', '}}\n{"ab": 1}'),
        ('{"a": "b\nc', '{"a": "bc'),
        ("{\n1\n2\n}", "{\n12\n}"),
    ],
)
def test_a_line_break_within_a_string_or_number_is_a_terminals(text: str, expected: str) -> None:
    assert join_wrapped(text) == expected


def test_what_follows_the_longest_paste_is_cut() -> None:
    assert unwrap("a" * LONGEST_PASTE + "b") == "a" * LONGEST_PASTE


@given(st.dictionaries(st.sampled_from(["code", "message", "list"]), st.text('ab 错误"{}[]:,_/', max_size=20)))
def test_json_in_json_reads_like_json(value: dict[str, str]) -> None:
    once = json.dumps(value, ensure_ascii=False)

    assert unwrap(json.dumps(once)).strip('"') == unwrap(once).strip('"')


@given(st.text(st.characters(), max_size=200), st.integers(1, 30))
def test_wrapping_a_json_document_changes_nothing(text: str, width: int) -> None:
    document = json.dumps({"message": text.replace("\\", "").replace('"', "")}, ensure_ascii=False)
    lines = [document[i : i + width] for i in range(0, len(document), width)]
    within = document.index(":") + 3  # breaks before the value may stand between tokens

    assert join_wrapped("\n".join(lines)).replace("\n", "")[within:] == document.replace("\n", "")[within:]
