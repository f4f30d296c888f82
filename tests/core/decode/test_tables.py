"""Codes in columns."""

from __future__ import annotations

import pytest

from bot.core.decode.tables import LONGEST_ROW, LONGEST_TABLE, Cell, table_cells


def cells(text: str) -> list[tuple[str, str]]:
    return [(cell.code, cell.message) for cell in table_cells(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "| error_code | error_msg |\n|---|---|\n| 18 | too fast |\n| 17 | too many |",
            [("18", "too fast"), ("17", "too many")],
        ),
        ("+------+-----+\n| code | msg |\n+------+-----+\n|   18 | a   |\n+------+-----+", [("18", "a")]),
        ("time,code,msg\n09:00,18,a\n09:01,17,b", [("18", "a"), ("17", "b")]),
        ('"err_code";"message"\n"18";"a"', [("18", "a")]),
        ("code\tn\n18\t4", [("18", "")]),
        ("errcode   n\n18        4", [("18", "")]),
        ("错误码,原因\n18,超限", [("18", "超限")]),
        ("t.err_no | t.err_msg\n-------+-----\n 18 | a\n(1 row)", [("18", "a")]),
        ("code,msg\n18.0,a\n`17`,b\n-6,c", [("18", "a"), ("17", "b"), ("-6", "c")]),
        ("msg,code\na,18", [("18", "a")]),
        ("code,msg\nnone,a\n18,b", [("18", "b")]),
        ("code,msg\n18,a,extra\n17,b", []),
        ("code,msg\n18,a\n\n17,b", [("18", "a"), ("17", "b")]),
        ("code,msg\n18,a\nend of report\n17,b", [("18", "a")]),
        ("code,msg\n18,a\nmsg,code\nb,17", [("18", "a"), ("17", "b")]),
        ("code,msg\n18,a\ncode|n|msg\n17|2|b", [("18", "a"), ("17", "b")]),
        ("code\n18", []),
        ("n,error\n1,2", []),
        ("a barcode,msg\n18,a", []),
        ("", []),
    ],
)
def test_the_codes_of_a_table(text: str, expected: list[tuple[str, str]]) -> None:
    assert cells(text) == expected


def test_a_cell_knows_the_place_of_its_row() -> None:
    text = "x\ncode,msg\n18,a"

    assert list(table_cells(text)) == [Cell("18", "a", 11, 15)]
    assert text[11:15] == "18,a"


def test_tables_rows_and_heads_are_bounded() -> None:
    assert len(cells("code,msg\n" + "18,a\n" * (LONGEST_TABLE + 9))) == LONGEST_TABLE
    assert cells("code,msg\n18," + "a" * LONGEST_ROW) == []
    assert cells("code," + "a" * 1_000 + "\n18,a") == []
