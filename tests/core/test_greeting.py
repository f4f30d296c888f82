"""Words with which somebody meets the bot."""

from __future__ import annotations

import pytest

from bot.core.answer import Kind
from bot.core.desk import Desk, Mode
from bot.core.greeting import LONGEST_GREETING, is_greeting


@pytest.mark.parametrize(
    "text",
    [
        *(
            "help",
            "Help!",
            "HELP ME",
            "/help",
            "/start",
            "hello",
            "Hi there",
            "hey, bot",
            "errcode help",
            "what can you do?",
        ),
        *("你好", "您好！", "帮助", "幫助", "怎么用？", "你是谁", "在吗", "ｈｅｌｐ", " help \n", "👋 hello"),
    ],
)
def test_who_says_hello_or_asks_for_help_is_met(text: str, desk: Desk) -> None:
    answer = desk.answer(text, Mode.ASK)

    assert is_greeting(text)
    assert (Kind.NOTHING, True, (), ()) == (answer.kind, answer.greets, answer.cards, answer.suggestions)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "?",
            "hello 223114",
            "help with 223114",
            "hello, face is fuzzy",
            "hi, system busy again",
            "start",
            "usage",
        ),
        *("你好，照片糊了", "怎么用 222202", "帮助文档在哪", "help" + " please" * LONGEST_GREETING),
    ],
)
def test_whoever_says_more_is_answered(text: str, desk: Desk) -> None:
    assert not is_greeting(text)
    assert not desk.answer(text, Mode.ASK).greets


@pytest.mark.parametrize("text", ["help", "你好"])
def test_overheard_it_is_left_alone(text: str, desk: Desk) -> None:
    answer = desk.answer(text, Mode.LISTEN)

    assert (Kind.NOTHING, False) == (answer.kind, answer.greets)
