from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.desk import Desk, Mode
from bot.core.entry import Bilingual, CodeRange, Entry, EntryKey
from bot.delivery.memo import codes_of, from_memo, to_memo

ROWS = tuple(entry for catalogue in read_knowledge([default_folder()]) for entry in catalogue.entries)
ENTRIES = {entry.key: entry for entry in ROWS}

texts = st.text(max_size=20)
scores = st.floats(0, 100)
entries = st.sampled_from(ROWS[::7])
bilinguals = st.builds(Bilingual, texts, texts)
cards = st.builds(Card, entries, st.builds(Reason, st.sampled_from(By), scores, texts, scores), st.integers(1, 99))
moments = st.none() | st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
answers = st.builds(
    Answer,
    kind=st.sampled_from(Kind),
    language=st.sampled_from(("zh", "en")),
    cards=st.lists(cards, max_size=4).map(tuple),
    family=st.none() | st.builds(FamilyCard, bilinguals, st.lists(entries, min_size=1, max_size=3).map(tuple)),
    suggestions=st.lists(st.builds(Suggestion, entries, scores), max_size=3).map(tuple),
    unknown=texts,
    unknown_range=st.none() | st.builds(CodeRange, st.integers(0, 9**6), st.integers(0, 9**6), bilinguals),
    context=st.builds(Context, texts, moments, texts),
    remarks=st.lists(st.builds(Remark, st.sampled_from(RemarkKind), texts), max_size=3).map(tuple),
    greets=st.booleans(),
)


@settings(max_examples=100)
@given(answers)
def test_a_memo_gives_the_answer_back_by_way_of_json(answer: Answer) -> None:
    assert answer == from_memo(json.loads(json.dumps(to_memo(answer))), ENTRIES)


@pytest.mark.parametrize(
    ("text", "mode", "kind"),
    [
        (
            '{"error_code":223114,"error_msg":"face is fuzzy","log_id":12345,"timestamp":1606222304}',
            Mode.LISTEN,
            "found",
        ),
        ("system busy", Mode.ASK, "found"),
        ("image error", Mode.ASK, "choices"),
        ("222999", Mode.ASK, "unknown_code"),
        ("what is the meaning of life", Mode.ASK, "nothing"),
        (
            "223114 access_token=24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-8574074",
            Mode.ASK,
            "found",
        ),
    ],
)
def test_every_kind_of_answer_comes_back(desk: Desk, text: str, mode: Mode, kind: str) -> None:
    answer = desk.answer(text, mode)

    assert kind == answer.kind
    assert answer == from_memo(json.loads(json.dumps(to_memo(answer))), ENTRIES)


def without(*codes: str) -> dict[EntryKey, Entry]:
    return {key: entry for key, entry in ENTRIES.items() if key.code not in codes}


def test_an_entry_that_the_knowledge_has_lost_is_left_out(desk: Desk) -> None:
    memo = to_memo(desk.answer("222901 222902", Mode.ASK))

    assert ["222902"] == [card.entry.code for card in from_memo(memo, without("222901")).cards]


def test_a_family_keeps_the_members_that_are_left(desk: Desk) -> None:
    answer = desk.answer("system busy", Mode.ASK)
    again = from_memo(to_memo(answer), without("222901"))

    assert answer.family
    assert again.family
    assert [entry for entry in answer.family.entries if entry.code != "222901"] == list(again.family.entries)


def test_an_answer_that_lost_all_its_cards_says_nothing(desk: Desk) -> None:
    for text in ("223114", "system busy", "image error"):
        again = from_memo(to_memo(desk.answer(text, Mode.ASK)), {})

        assert (Kind.NOTHING, (), None) == (again.kind, again.cards, again.family)


def test_an_unknown_code_stays_one_without_its_neighbours(desk: Desk) -> None:
    again = from_memo(to_memo(desk.answer("222999", Mode.ASK)), {})

    assert (Kind.UNKNOWN_CODE, "222999", ()) == (again.kind, again.unknown, again.suggestions)


def test_codes_are_named_once(desk: Desk) -> None:
    assert ["222361"] == codes_of(to_memo(desk.answer("222361", Mode.ASK)))
