"""Which steps of a remedy a reader is shown."""

from __future__ import annotations

import pytest

from bot.core.entry import Bilingual, Remedy, Step


def step(words: str, *codes: str) -> Step:
    return Step(Bilingual(f"{words}（中文）", words), codes)


REMEDY = Remedy(
    "made-up",
    "cold",
    Bilingual("冷", "It is cold"),
    (
        step("Look out"),
        step("Shut the window", "101", "102"),
        step("Light a fire"),
        step("Put on a coat"),
        step("Knit a coat", "103"),
    ),
    (),
)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["101"], ["Look out", "Shut the window", "Light a fire", "Put on a coat"]),
        (["103"], ["Look out", "Light a fire", "Put on a coat", "Knit a coat"]),
        (["104"], ["Look out", "Light a fire", "Put on a coat"]),
        (["101", "104"], ["Look out", "`101`, `102`: Shut the window", "Light a fire", "Put on a coat"]),
    ],
)
def test_steps_are_those_that_help_with_the_codes(codes: list[str], expected: list[str]) -> None:
    assert [told.en for told in REMEDY.steps_for(codes)] == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["101"], ["Look out", "Shut the window", "Light a fire"]),
        (["103"], ["Look out", "Light a fire", "Knit a coat"]),
        (["104"], ["Look out", "Light a fire", "Put on a coat"]),
        (["103", "104"], ["Look out", "Light a fire", "Put on a coat"]),
    ],
)
def test_the_first_three_hold_a_code_s_own_step(codes: list[str], expected: list[str]) -> None:
    assert [told.en for told in REMEDY.first_steps(codes)] == expected


def test_codes_before_a_step_are_punctuated_as_its_language_does() -> None:
    assert step("Shut the window", "101", "102").labelled == Bilingual(
        "`101`、`102`：Shut the window（中文）", "`101`, `102`: Shut the window"
    )
