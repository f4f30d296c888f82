"""What the page remembers of an answer comes back as the answer, and whatever else comes back as nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Answer, By, Card, Context, Kind, Reason, Suggestion
from bot.core.desk import Desk, Mode
from bot.core.entry import Knowledge
from bot.core.match.codes import Codes
from bot.render.json import answer_object
from bot.render.links import Links
from bot.web.desk.memory import LONGEST_MEMORY, MOST_CARDS, Recall, to_memory

ASKED = [
    "223114",
    "222361",
    "222027",
    "system busy",
    "照片糊了",
    "token",
    "param[image] format error",
    "223199",
    "SDK 222999",
    '{"error_code":222013,"error_msg":"param[image] format error","log_id":1234567890,"timestamp":1606222304}',
    '{"error_code":18,"error_msg":"User was deleted or banned"}',
    "error_code 223114\nerror_code 223114\nerror_code 222901",
]


@pytest.fixture(scope="module")
def desk(knowledge: Knowledge) -> Desk:
    return Desk(knowledge)


@pytest.fixture(scope="module")
def recall(knowledge: Knowledge) -> Recall:
    return Recall(knowledge, Codes(knowledge))


def forgetful(answer: Answer) -> Answer:
    """The answer without what isn't remembered: why it matched, and its remarks."""
    reason = Reason(By.CODE, 100.0, "")
    return replace(answer, cards=tuple(replace(card, reason=reason) for card in answer.cards), remarks=())


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_comes_back_as_it_was(desk: Desk, recall: Recall, text: str, language: str) -> None:
    answer = desk.answer(text, Mode.ASK, language)

    assert answer.kind is not Kind.NOTHING
    assert forgetful(answer) == recall.answer(to_memory(answer))


def test_nothing_has_no_memory(desk: Desk) -> None:
    assert "" == to_memory(desk.answer("good morning", Mode.ASK))


def test_the_largest_answer_can_be_remembered(knowledge: Knowledge, recall: Recall) -> None:
    card = Card(knowledge[0].entries[0], Reason(By.FIELD, 100.0, "x" * 1000), count=10**6)
    cards = tuple(replace(card, entry=entry) for entry in knowledge[0].entries)
    near = tuple(Suggestion(entry, 99.5) for entry in knowledge[0].entries[:5])
    memory = to_memory(Answer(Kind.FOUND, "en", cards, suggestions=near))

    known = recall.answer(memory)
    assert len(memory) <= LONGEST_MEMORY
    assert known is not None
    assert list(cards[:MOST_CARDS]) == [replace(kept, reason=card.reason) for kept in known.cards]


def test_what_a_paste_holds_is_remembered_only_in_its_shape(knowledge: Knowledge) -> None:
    card = Card(knowledge[0].entries[0], Reason(By.FIELD, 100.0, "hush"))
    context = Context("12<b>", None, "im age; hush")

    assert "hush" not in to_memory(Answer(Kind.FOUND, "en", (card,), context=context, unknown="hush hush"))
    assert "log_id" not in to_memory(Answer(Kind.FOUND, "en", (card,), context=context))


GOOD = {"kind": "found", "language": "en", "cards": [["baidu-face", "general", "223114", 1]]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nothing"},
        {"kind": "lost"},
        {"kind": None},
        {"language": "fr"},
        {"cards": []},
        {"cards": [["baidu-face", "general", "999999", 1]]},
        {"cards": [["baidu-face", "general", "223114", "1"]]},
        {"cards": [["baidu-face", "general", "223114", 10**12]]},
        {"cards": [["baidu-face", "general", "223114", -1]]},
        {"cards": [["baidu-face", "general", ["223114"], 1]]},
        {"cards": [[]]},
        {"cards": ["baidu-face"]},
        {"cards": [GOOD["cards"][0]] * (MOST_CARDS + 1)},
        {"cards": {"baidu-face": 1}},
        {"near": [["baidu-face", "general", "223114", "near"]]},
        {"unknown": "<b>"},
        {"unknown": 7},
        {"log_id": "1" * 21},
        {"time": 2**40},
        {"time": "now"},
        {"parameter": "a b"},
    ],
    ids=str,
)
def test_what_was_changed_is_worth_nothing(recall: Recall, wrong: dict[str, object]) -> None:
    assert recall.answer(json.dumps(GOOD)) is not None
    assert recall.answer(json.dumps({**GOOD, **wrong})) is None


@pytest.mark.parametrize(
    "memory", ["", "null", "[]", "1", '"found"', "{", "[" * 7000, "1" * 7000, "x" * 9000, "\ud800"]
)
def test_what_is_no_memory_is_worth_nothing(recall: Recall, memory: str) -> None:
    assert recall.answer(memory) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["found", "en", "223114", "general"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from([*GOOD, "near", "family"]), inner),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys((*GOOD, "near", "family", "unknown", "time"), JSON)))
def test_no_memory_breaks_anything(recall: Recall, knowledge: Knowledge, forged: dict[str, object]) -> None:
    known = recall.answer(json.dumps({**GOOD, **forged}))

    if known is not None:
        json.dumps(answer_object(known, Links("")), allow_nan=False)
