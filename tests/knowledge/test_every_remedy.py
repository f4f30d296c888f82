"""What to do next stands on every card, in both languages, and it is the card's own."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bot.core.answer import Kind
from bot.core.desk import Desk, Mode
from bot.core.entry import FIRST_STEPS, Catalogue, Entry, remedies_of
from bot.render.links import Links
from bot.render.sheet import Row, sheet_of
from bot.render.wording import Label, label

LINKS = Links("https://bot.example.com")


def paste(entry: Entry) -> str:
    return json.dumps({"error_code": int(entry.code), "error_msg": entry.message})


def rows_of(answer_rows: tuple[Row, ...], name: Label, language: str) -> list[Row]:
    """The row of that name and the nameless ones below it."""
    names = [row.name for row in answer_rows]
    start = names.index(label(name, language))
    end = next((place for place in range(start + 1, len(names)) if names[place]), len(names))
    return list(answer_rows[start:end])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_card_ends_with_its_first_steps_and_their_page(catalogue: Catalogue, desk: Desk, language: str) -> None:
    for entry in catalogue.entries:
        assert entry.remedy
        answer = desk.answer(paste(entry), Mode.LISTEN, language)
        rows = sheet_of(answer, LINKS, (catalogue,)).blocks[0].rows

        assert answer.kind is Kind.FOUND
        steps = [step.in_language(language) for step in entry.remedy.first_steps([entry.code])]
        assert 2 <= len(steps) <= FIRST_STEPS
        assert [row.text for row in rows_of(rows, Label.STEPS, language)] == [
            f"{number}. {step}" for number, step in enumerate(steps, start=1)
        ]
        assert rows_of(rows, Label.REMEDY, language) == [
            Row(
                label(Label.REMEDY, language),
                entry.remedy.title.in_language(language),
                f"https://bot.example.com/r/baidu-face/{entry.remedy.slug}",
            )
        ]


def test_every_code_has_one_remedy(catalogue: Catalogue) -> None:
    """Those that stand in several rows, too."""
    remedies = {
        entry.code: remedies_of(e for e in catalogue.entries if e.code == entry.code) for entry in catalogue.entries
    }

    assert Counter(map(len, remedies.values())) == {1: 140}


def test_twenty_to_thirty_pages_serve_them_all(catalogue: Catalogue) -> None:
    assert 20 <= len(catalogue.remedies) <= 30
    assert set(remedies_of(catalogue.entries)) == set(catalogue.remedies)


def test_a_family_has_one_remedy(catalogue: Catalogue) -> None:
    """So that its one card can say what to do."""
    entries = {entry.key: entry for entry in catalogue.entries}
    shared = {f.slug: len(remedies_of(entries[member] for member in f.members)) for f in catalogue.families}

    assert shared == dict.fromkeys(shared, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_family_s_card_says_the_first_steps_too(catalogue: Catalogue, desk: Desk, language: str) -> None:
    answer = desk.answer("system busy", Mode.ASK, language)
    rows = sheet_of(answer, LINKS, (catalogue,)).blocks[0].rows

    assert answer.family
    assert len(rows_of(rows, Label.STEPS, language)) == FIRST_STEPS
    assert rows_of(rows, Label.REMEDY, language)[0].link == "https://bot.example.com/r/baidu-face/service-busy"
