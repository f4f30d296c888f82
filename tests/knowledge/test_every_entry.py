"""Every entry proves itself: found by all that it says of itself, and so are those that say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from opencc import OpenCC
from pypinyin import lazy_pinyin

from bot.core.answer import Kind
from bot.core.desk import Desk, Mode
from bot.core.entry import Catalogue, Entry
from bot.core.match.codes import NEAR_CODES
from bot.core.normalise import is_han

SEED = 20201215


def message(entry: Entry) -> str:
    return entry.message


def description(entry: Entry) -> str:
    return entry.description.zh


def english(entry: Entry) -> str:
    return entry.description.en


def with_typo(text: str, chance: random.Random) -> str:
    """Two neighbouring letters swapped, or one Chinese character replaced by another."""
    han = [i for i, char in enumerate(text) if is_han(char)]
    if han:
        place = chance.choice(han)
        return text[:place] + chance.choice("天地玄黄宇宙洪荒") + text[place + 1 :]
    swappable = [i for i in range(1, len(text) - 1) if text[i : i + 2].isalnum() and text[i] != text[i + 1]]
    place = chance.choice(swappable)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def sharing(catalogue: Catalogue, entry: Entry, text: Callable[[Entry], str]) -> set[str]:
    return {other.code for other in catalogue.entries if text(other) == text(entry)}


def not_found(desk: Desk, catalogue: Catalogue, text: Callable[[Entry], str], asked: Callable[[str], str]) -> list[str]:
    """The questions that don't bring every code whose entry has that text."""
    missed = []
    for entry in catalogue.entries:
        question = asked(text(entry))
        answer = desk.answer(question, Mode.ASK)
        if not sharing(catalogue, entry, text) <= {card.entry.code for card in answer.cards}:
            missed.append(f"{entry.code}: {question}")
    return missed


def test_the_page_has_145_rows_and_140_codes(catalogue: Catalogue) -> None:
    rows, codes = len(catalogue.entries), len({entry.code for entry in catalogue.entries})

    assert (rows, codes) == (145, 140)


@pytest.mark.parametrize("text", [message, description, english])
def test_by_its_own_words(desk: Desk, catalogue: Catalogue, text: Callable[[Entry], str]) -> None:
    assert not_found(desk, catalogue, text, asked=str) == []


@pytest.mark.parametrize("text", [message, description])
def test_by_its_own_words_with_a_typo(desk: Desk, catalogue: Catalogue, text: Callable[[Entry], str]) -> None:
    chance = random.Random(SEED)

    assert not_found(desk, catalogue, text, asked=lambda said: with_typo(said, chance)) == []


def test_by_its_traditional_form(desk: Desk, catalogue: Catalogue) -> None:
    assert not_found(desk, catalogue, description, asked=OpenCC("s2t").convert) == []


def test_by_its_pinyin(desk: Desk, catalogue: Catalogue) -> None:
    assert not_found(desk, catalogue, description, asked=lambda said: " ".join(lazy_pinyin(said))) == []


def test_by_its_pinyin_in_one_word(desk: Desk, catalogue: Catalogue) -> None:
    assert not_found(desk, catalogue, description, asked=lambda said: "".join(lazy_pinyin(said))) == []


def test_by_its_code_however_it_is_written(desk: Desk, catalogue: Catalogue) -> None:
    spellings: list[Callable[[str], str]] = [
        str,
        lambda code: f"error_code={code}",
        lambda code: f"错误码{code}是什么意思",
        lambda code: "".join(chr(ord("０") + int(digit)) for digit in code),
        lambda code: f"what does error {code} mean?",
    ]
    missed = [
        spelling(entry.code)
        for entry in catalogue.entries
        for spelling in spellings
        if {card.entry.code for card in desk.answer(spelling(entry.code), Mode.ASK).cards} != {entry.code}
    ]

    assert missed == []


@pytest.mark.parametrize("mode", list(Mode))
def test_in_a_json_paste(desk: Desk, catalogue: Catalogue, mode: Mode) -> None:
    missed = []
    for entry in catalogue.entries:
        paste = json.dumps({"error_code": int(entry.code), "error_msg": entry.message, "log_id": 1362223110})
        answer = desk.answer(paste, mode)
        if {card.entry.code for card in answer.cards} != {entry.code}:
            missed.append(paste)

    assert missed == []


def test_both_rows_of_222361_when_only_the_code_is_given(desk: Desk) -> None:
    answer = desk.answer("222361", Mode.ASK)

    assert [(card.entry.key.section, card.entry.message) for card in answer.cards] == [
        ("general", "system busy"),
        ("real-name", "network not available"),
    ]


def test_a_code_one_digit_off_has_no_card_and_is_near_its_neighbours(desk: Desk, catalogue: Catalogue) -> None:
    codes = {entry.code for entry in catalogue.entries}
    wrong = []
    for entry in catalogue.entries:
        if len(entry.code) < 6:
            continue
        for place in range(6):
            off = entry.code[:place] + str((int(entry.code[place]) + 5) % 10) + entry.code[place + 1 :]
            if off in codes or off.startswith("0"):
                continue
            answer = desk.answer(f"error {off}", Mode.ASK)
            near = {suggestion.entry.code for suggestion in answer.suggestions}
            if answer.kind is not Kind.UNKNOWN_CODE or not (entry.code in near or len(near) == NEAR_CODES):
                wrong.append((off, entry.code, answer.kind, near))

    assert wrong == []
