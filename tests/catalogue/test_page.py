"""A vendor's page in its three forms -> rows, or every reason why not."""

from __future__ import annotations

import time
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.page import MAX_BYTES, Page, PageError, Row, detect_form, parse_page, strip_layout
from bot.core.entry import Catalogue

PAGES = Path(__file__).parent / "pages"
FORMS = [("txt", "text"), ("md", "markdown"), ("html", "html")]


def read(suffix: str) -> str:
    return (PAGES / f"baidu-face-error-codes.{suffix}").read_text(encoding="utf-8")


def cells(page: Page) -> list[tuple[str, ...]]:
    return [(row.section, row.code, row.message, row.description, row.advice) for row in page.rows]


def faults_of(text: str, max_rows: int = 1000) -> str:
    with pytest.raises(PageError) as caught:
        parse_page(text, max_rows=max_rows)
    return str(caught.value)


@pytest.mark.parametrize(("suffix", "form"), FORMS)
class TestTheVendorsPage:
    def test_form_edition_and_sections(self, suffix: str, form: str) -> None:
        page = parse_page(read(suffix))

        assert (page.form, page.edition, page.passed_over) == (form, "2020-12-15", ())
        assert page.sections == (
            "接口流控及鉴权错误码",
            "通用及业务错误码",
            "人脸实名认证接口错误码",
            "H5活体检测接口错误码列表",
            "实名认证系统错误码列表",
        )

    def test_rows_are_those_of_the_catalogue_in_its_order(self, suffix: str, form: str, catalogue: Catalogue) -> None:
        expected = [
            (
                catalogue.section(entry.key.section).title.zh,
                entry.code,
                entry.message,
                entry.description.zh,
                entry.advice.zh,
            )
            for entry in catalogue.entries
        ]

        assert expected == cells(parse_page(read(suffix)))

    def test_windows_line_ends_and_a_byte_order_mark_change_nothing(self, suffix: str, form: str) -> None:
        text = read(suffix)

        assert parse_page("\ufeff" + text.replace("\n", "\r\n")) == parse_page(text)


def test_lines_are_those_of_the_file() -> None:
    lines = read("txt").split("\n")

    for row in parse_page(read("txt")).rows:
        assert lines[row.line - 1].startswith(f"{row.code} |")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("从图片的url下载 图片失败", "从图片的url下载图片失败"),
        ("人脸库中\n 用户", "人脸库中用户"),
        ("face_token 永久", "face_token 永久"),
        ("请重新尝试, 如果", "请重新尝试, 如果"),
        ("  param[start]\n format\t error ", "param[start] format error"),
        ("人 脸 库", "人脸库"),
        ("全\u3000角", "全角"),
        (" \n ", ""),
    ],
)
def test_blanks_of_the_layout(cell: str, expected: str) -> None:
    assert strip_layout(cell) == expected


@given(st.text("人脸a ,\n\t\u3000"))
def test_stripping_twice_changes_nothing(text: str) -> None:
    assert strip_layout(strip_layout(text)) == strip_layout(text)


TEXT = """\
    Basics
    code | message | what | do |
    ---|---|---|---|
"""

# how a row may be broken over lines: what stands under the header
BROKEN_ROWS = {
    "one line": "101 | m | d | a |",
    "without the last pipe": "101 | m | d | a",
    "after a cell": "101 | m |\n    d | a |",
    "within a cell": "101 | m | d\n    | a |",
    "a cell a line": "101 |\n    m |\n    d |\n    a |",
    "an empty line within": "101 | m |\n\n    d | a |",
    "text below the table": "101 | m | d | a |\n\n    The codes may change.",
    "text below the table, the last pipe missing": "101 | m | d | a\n\n    The codes may change.",
}


@pytest.mark.parametrize("rows", BROKEN_ROWS.values(), ids=BROKEN_ROWS.keys())
def test_rows_broken_over_lines(rows: str) -> None:
    page = parse_page(dedent(TEXT + "    " + rows))

    assert page.rows == (Row("Basics", "101", "m", "d", "a", 4),)


ODD_FORMS = {
    "text, nothing after the heading but the header": (
        "A\n\n\ncode | message | what | do\n---|---|---|---\n1 | m | d | a\n2 | n | d |  |\n",
        [("A", "1", "m", "d", "a"), ("A", "2", "n", "d", "")],
    ),
    "text, escaped pipe": (
        "A\ncode | message | what | do\n---|---|---|---\n1 | a \\| b | d | a |\n",
        [("A", "1", "a | b", "d", "a")],
    ),
    "text, negative code": (
        "A\ncode | message | what | do\n---|---|---|---\n-1 | m | d | a |\n",
        [("A", "-1", "m", "d", "a")],
    ),
    "markdown, markup and entities in cells": (
        "# **A**\n\n|c|m|d|a|\n|-|:-:|-:|---|\n|`1`|`param[a]`|see [the page](x)<br>now|a &lt; b \\* _c_ \\| d|\n",
        [("A", "1", "param[a]", "see the page now", "a < b * c | d")],
    ),
    "markdown, snake_case and brackets are no markup": (
        "# A\n\n|c|m|d|a|\n|-|-|-|-|\n|1|param[a_b_c] format error|d|['x', 'y']|\n",
        [("A", "1", "param[a_b_c] format error", "d", "['x', 'y']")],
    ),
    "markdown, underlined heading and no leading pipes": (
        "A\n===\n\nc | m | d | a\n-|-|-|-\n1 | m | d | a\n",
        [("A", "1", "m", "d", "a")],
    ),
    "markdown, no heading but a line above": (
        "text\n\nA\n\n| c | m | d | a |\n|-|-|-|-|\n| 1 | m | d | a |\n",
        [("A", "1", "m", "d", "a")],
    ),
    "markdown, table in a fence is an example": (
        "# A\n\n```\n|c|m|d|a|\n|-|-|-|-|\n|9|x|y|z|\n```\n\n|c|m|d|a|\n|-|-|-|-|\n|1|m|d|a|\n",
        [("A", "1", "m", "d", "a")],
    ),
    "markdown, two tables under one heading": (
        "# A\n\n|c|m|d|a|\n|-|-|-|-|\n|1|m|d|a|\n\nand\n\n|c|m|d|a|\n|-|-|-|-|\n|2|m|d|a|\n",
        [("A", "1", "m", "d", "a"), ("A", "2", "m", "d", "a")],
    ),
    "html, upper case, entities, breaks, nested tags": (
        "<H2>A &amp; B</H2><TABLE><TR><TD>code<TD></TR></TABLE>"
        "<table><tr><td>1</td><td><code>a&nbsp;&lt;b&gt;</code></td>"
        "<td>图<br/>片</td><td><p>one</p><p>t<b>w</b>o</p>three</td></tr></table>",
        [("A & B", "1", "a <b>", "图片", "one two three")],
    ),
    "html, header of th and of td": (
        "<h3>A</h3><table><thead><tr><th>c</th><th>m</th><th>d</th><th>a</th></tr></thead>"
        "<tbody><tr><td>1</td><td>m</td><td>d</td><td>a</td></tr></tbody></table>"
        "<h3>B</h3><table><tr><td>c</td><td>m</td><td>d</td><td>a</td></tr>"
        "<tr><th>2</th><td>m</td><td>d</td><td>a</td></tr></table>",
        [("A", "1", "m", "d", "a"), ("B", "2", "m", "d", "a")],
    ),
    "html, caption before the heading": (
        "<h1>Z</h1><table><caption>A</caption><tr><td>1</td><td>m</td><td>d</td><td>a</td></tr></table>",
        [("A", "1", "m", "d", "a")],
    ),
    "html, a row across the table heads its part": (
        "<h1>Z</h1><table><tr><td colspan='4'>A</td></tr><tr><td>1</td><td>m</td><td>d</td><td>a</td></tr>"
        '<tr><td COLSPAN="9">B</td></tr><tr><td>1</td><td>m</td><td>d</td><td>a</td></tr></table>',
        [("A", "1", "m", "d", "a"), ("B", "1", "m", "d", "a")],
    ),
    "html, a cell over two columns leaves the second empty": (
        "<h1>A</h1><table><tr><td>1</td><td>m</td><td colspan=2>d</td></tr></table>",
        [("A", "1", "m", "d", "")],
    ),
    "html, comments, scripts and an unclosed comment": (
        "<h1>A</h1><!-- <table> --><script>'<table><tr>'</script><table class='x>y' data-z=\"<\">"
        "<table><tr><td>1</td><td>m</td><td>a < b</td><td>a</td></tr></table><!-- <h1>",
        [("A", "1", "m", "a < b", "a")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ODD_FORMS.values(), ids=ODD_FORMS.keys())
def test_odd_forms(text: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(parse_page(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("更新时间:2020-12-15", "2020-12-15"),
        ("更新时间：2021/3/5", "2021-03-05"),
        ("更新于 2021年3月5日", "2021-03-05"),
        ("Last updated: 2020-12-15", "2020-12-15"),
        ("<p>更新时间：<b>2020-12-15</b></p>", "2020-12-15"),
        ("更新时间:2020-13-45", ""),
        ("released 2020-12-15", ""),
    ],
)
def test_edition(text: str, expected: str) -> None:
    table = "A\nc|m|d|a\n-|-|-|-\n1|m|d|a|\n"
    if "<" in text:
        table = "<h1>A</h1><table><tr><td>1</td><td>m</td><td>d</td><td>a</td></tr></table>"

    assert parse_page(f"{text}\n\n{table}").edition == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<TABLE border=1>", "html"),
        ("| a |\n|---|", "markdown"),
        ("a | b\n| c |", "text"),
        ("## A\n", "markdown"),
        ("A\n===\n", "markdown"),
        ("a | b\n", "text"),
    ],
)
def test_form(text: str, expected: str) -> None:
    assert detect_form(text) == expected


def test_table_of_something_else_is_passed_over_by_name() -> None:
    table = "name | type | must | what |\n---|---|---|---|\n"
    text = f"Parameters\n{table}image | text | yes | the image |\n\nErrors\n{table}1 | m | d | a |\n"
    markdown = f"# Parameters\n\n{table}image | text | yes | the image |\n\n# Errors\n\n{table}1 | m | d | a |\n"

    assert parse_page(text).passed_over == (("Parameters", 2),)
    assert parse_page(text).sections == ("Errors",)
    assert parse_page(markdown).passed_over == (("Parameters", 3),)


FAULTS = {
    "too few and too many cells, all together": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | m | d |\n2 | m | d | a |\n3 | m | d | a | b |\n4 | m\n",
        "page:4: the row that begins with '1' has 3 cells; write 4: code, message, description, advice\n"
        "page:6: the row that begins with '3' has 5 cells; write 4: code, message, description, advice\n"
        "page:7: the row that begins with '4' has 2 cells; write 4: code, message, description, advice",
    ),
    "a row that lost its code": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | m | d | a |\nm | d | a |\n2 | m | d | a |\n",
        "page:5: 'm | d | a |' belongs to no row; write the row from its code on, or move the text below the table",
    ),
    "text between rows": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | m | d | a |\nwhich may change\n2 | m | d | a |\n",
        "page:5: 'which may change' belongs to no row;"
        " write the row from its code on, or move the text below the table",
    ),
    "no message": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | | d | a |\n",
        "page:4: the row of 1 has no message; write what error_msg says",
    ),
    "code twice under one heading": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | m | d | a |\n1 | n | d | a |\n",
        "page:5: the code 1 stands twice under 'A', first on line 4; remove one of the two rows",
    ),
    "no heading": (
        "c | m | d | a |\n---|---|---|---|\n1 | m | d | a |\n",
        "page:3: the rows from here have no heading; write a line above their table",
    ),
    "rows before the first table": (
        "1 | m | d | a |\nA\nc | m | d | a |\n---|---|---|---|\n2 | m | d | a |\n",
        "page:1: the rows from here have no heading; write a line above their table",
    ),
    "no table": (
        "error 17 means too many requests\n",
        "page:1: no table of error codes was found, reading the page as text;"
        " write tables with the columns code, message, description, advice, each under a heading",
    ),
    "empty": (
        "",
        "page:1: no table of error codes was found, reading the page as text;"
        " write tables with the columns code, message, description, advice, each under a heading",
    ),
    "too many rows": (
        "A\nc | m | d | a |\n---|---|---|---|\n" + "".join(f"{n} | m | d | a |\n" for n in range(1001)),
        "page:1: the page has more than 1000 rows; split it into several pages",
    ),
    "lost character": (
        "A\nc | m | d | a |\n---|---|---|---|\n1 | \ufffd | d | a |\n",
        "page:4: holds '\ufffd', a lost character; save the page again, as UTF-8",
    ),
    "half a character": ("A\n\ud800", r"page:2: holds '\ud800', a lost character; save the page again, as UTF-8"),
    "markdown, short, long and orphaned rows": (
        "# A\n\n|c|m|d|a|\n|-|-|-|-|\n|1|m|d|\n|2|m|d|a|b|\n|x|m|d|a|\n|4|m|d|a|\n\n|5|m|d|a|\n",
        "page:5: the row that begins with '1' has 3 cells; write 4: code, message, description, advice\n"
        "page:6: the row that begins with '2' has 5 cells; write 4: code, message, description, advice\n"
        "page:7: the row begins with 'x'; begin it with its code, at most nine digits\n"
        "page:10: the rows from here have no heading; write a line above their table",
    ),
    "html, short and long rows": (
        "<h1>A</h1>\n<table>\n<tr><td>1</td><td>m</td></tr>\n"
        "<tr><td>2</td><td>m</td><td\n>d</td><td>a</td><td>b</td></tr>\n<tr></tr>\n</table>",
        "page:3: the row that begins with '1' has 2 cells; write 4: code, message, description, advice\n"
        "page:4: the row that begins with '2' has 5 cells; write 4: code, message, description, advice\n"
        "page:6: the row that begins with nothing has 0 cells; write 4: code, message, description, advice",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_page_that_would_have_to_be_guessed(text: str, expected: str) -> None:
    assert faults_of(text) == expected


def test_page_that_is_too_large() -> None:
    assert faults_of("中" * (MAX_BYTES // 3 + 1)) == "page:1: is larger than 33554432 bytes; cut it down to its tables"


def test_line_that_no_one_wrote() -> None:
    assert faults_of("a\n" + "|" * 100_001) == "page:2: is longer than 100000 characters; break the line between rows"


def test_faults_name_the_page() -> None:
    with pytest.raises(PageError, match=r"^errors\.md:1: no table"):
        parse_page("", Path("errors.md"))


PIECES = st.sampled_from(
    [
        "|",
        "\n",
        "---|---|---|---|",
        "1 | m | d | a |",
        "1",
        "-",
        "# A",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "<td colspan=4>",
        "</table>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<script>",
        "<h1>",
        "&#xD800;",
        "&",
        "[",
        "](",
        "`",
        "*",
        "\\",
        "\r",
        "人",
        "<",
        ">",
        "'",
        '"',
        "</",
        "<?",
        "\x00",
        "�",
        "\x1b[0m",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map("\n".join)))
@settings(max_examples=400)
def test_any_text_gives_a_page_or_its_own_error(text: str) -> None:
    try:
        said: tuple[object, ...] = parse_page(text).rows
    except PageError as error:
        said = error.faults

    assert said


MEGABYTE = 2**20
LONG = {
    "pipes": ("|\n", MEGABYTE),
    "brackets": ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n", MEGABYTE),
    "blanks": (" " * 99_000 + "|\n", MEGABYTE),
    "separators": ("h\na|b\n-|-\n", MEGABYTE),
    "codes": ("1|\n", MEGABYTE // 8),
    "markdown pipes": ("|\n|-\n", MEGABYTE // 8),
    "markdown brackets": (f"# A\n{'[' * 99_000}\n", MEGABYTE),
    "markdown brackets in cells": (f"# A\n\n|a|b|c|d|\n|-|-|-|-|\n|1|{'[' * 4900}|c|d|\n", MEGABYTE // 4),
    "markdown wide": (f"# A\n{'|a' * 1000}|\n{'|-' * 1000}|\n", MEGABYTE // 4),
    "html brackets": ("<table>[", MEGABYTE // 4),
    "html unclosed tags": ("<table><tr><td>", MEGABYTE // 4),
    "html comments": ("<table><!--", MEGABYTE),
    "html less-than": ("<table><", MEGABYTE // 4),
    "html quotes": ("<table><a '", MEGABYTE // 4),
    "html scripts": ("<table><script>", MEGABYTE),
}


@pytest.mark.slow
@pytest.mark.parametrize(("piece", "length"), LONG.values(), ids=LONG.keys())
def test_long_nonsense_takes_seconds(piece: str, length: int) -> None:
    """The slowest took 3 s on a busy machine; what this is to catch is quadratic and takes minutes."""
    start = time.perf_counter()

    with pytest.raises(PageError):
        parse_page(piece * (length // len(piece)))

    assert time.perf_counter() - start < 30
