"""A code's own message, a near one, an empty one, somebody else's."""

from __future__ import annotations

import pytest

from bot.core.decode.messages import Messages
from bot.core.decode.relation import NEAR_SCORE, OWN_SCORE, Relation, likeness, other_owner, relate
from bot.core.entry import Catalogue, Entry


@pytest.fixture(scope="module")
def rows(catalogue: Catalogue) -> dict[str, list[Entry]]:
    table: dict[str, list[Entry]] = {}
    for entry in catalogue.entries:
        table.setdefault(entry.code, []).append(entry)
    return table


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("223114", "face is fuzzy", Relation.OWN),
        ("223114", "FACE_IS_FUZZY.", Relation.OWN),
        ("223114", "人脸模糊", Relation.OWN),
        ("223114", "register failed: face is fuzzy (try 3 of 5)", Relation.OWN),
        ("223105", "face already exist", Relation.OWN),
        ("222204", "image download fail", Relation.OWN),
        ("222302", "system error", Relation.OWN),
        ("222201", "network not available", Relation.OWN),
        ("18", "Open api qps limit reached", Relation.OWN),
        ("18", "qps limit", Relation.OWN),
        ("222202", "image has no face", Relation.NEAR),
        ("222202", "no face in picture", Relation.NEAR),
        ("100", "Missing parameter", Relation.NEAR),
        ("19", "limit", Relation.NEAR),
        ("223114", "", Relation.EMPTY),
        ("223114", "?", Relation.EMPTY),
        ("223114", "x", Relation.EMPTY),
        ("223114", "unknown error", Relation.EMPTY),
        ("223114", "request failed, please try again later", Relation.EMPTY),
        ("223114", "接口调用失败", Relation.EMPTY),
        ("223114", "null", Relation.EMPTY),
        ("18", "User was deleted or banned", Relation.FOREIGN),
        ("18", "Too many requests per second", Relation.FOREIGN),
        ("223114", "payment declined by bank", Relation.FOREIGN),
        ("222302", "invalid credential", Relation.FOREIGN),
    ],
)
def test_how_a_text_relates_to_a_code(rows: dict[str, list[Entry]], code: str, text: str, expected: Relation) -> None:
    assert relate(text, rows[code])[0] is expected


def test_likeness_agrees_with_the_relation(rows: dict[str, list[Entry]]) -> None:
    assert relate("face is fuzzy", rows["223114"]) == (Relation.OWN, 100.0)
    assert relate("system error", rows["222302"]) == (Relation.OWN, 100.0)
    assert OWN_SCORE > relate("image has no face", rows["222202"])[1] >= NEAR_SCORE
    assert relate("payment declined by bank", rows["223114"])[1] < NEAR_SCORE
    assert relate("", rows["223114"]) == (Relation.EMPTY, 0.0)


@pytest.mark.parametrize(("text", "expected"), [("anything", Relation.FOREIGN), ("unknown error", Relation.EMPTY)])
def test_without_entries_nothing_is_related(text: str, expected: Relation) -> None:
    assert relate(text, []) == (expected, 0.0)


@pytest.mark.parametrize(
    ("said", "code", "least", "most"),
    [
        ("face fuzzy", "223114", 100.0, 100.0),
        ("face fuzzy and more words around it", "223114", 97.0, 97.0),
        ("qps limit", "18", 85.0, 90.0),
        ("qqqq", "223114", 0.0, 0.0),
    ],
)
def test_likeness_runs_from_0_to_100(
    rows: dict[str, list[Entry]], said: str, code: str, least: float, most: float
) -> None:
    assert least <= likeness(said, rows[code][0]) <= most


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("face is fuzzy", "222202", "face is fuzzy"),
        ("face is fuzzy", "223114", ""),
        ("system busy", "222905", ""),
        ("system busy", "223114", "system busy"),
        ("face is fuz", "222202", ""),
        ("lunch is ready", "222202", ""),
        ("", "222202", ""),
    ],
)
def test_the_message_of_another_code(catalogue: Catalogue, text: str, code: str, expected: str) -> None:
    assert other_owner(text, Messages(catalogue.entries), code, score=0.0) == expected


def test_a_text_that_is_likelier_its_own_code_s_is_not_another_s(catalogue: Catalogue) -> None:
    messages = Messages(catalogue.entries)

    assert other_owner("left eye is occlusion", messages, "223122", score=88.0) == "left eye is occlusion"
    assert other_owner("left eye is occlusion", messages, "223122", score=99.0) == ""
