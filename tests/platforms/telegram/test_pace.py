"""Telegram's limits: a message a second to a chat, twenty a minute to a group, thirty a second in all."""

from __future__ import annotations

import pytest

from bot.platforms.telegram.pace import TelegramPace

PERSON, GROUP = "1001", "-1001"


def sent(pace: TelegramPace, chat: str, count: int, start: float = 0.0) -> list[float]:
    """When so many posts to a chat leave, each as soon as it may."""
    moments, moment = [], start
    for _ in range(count):
        moments.append(moment)
        moment += pace.spend(("telegram", "7", chat), moment)
    return moments


@pytest.mark.parametrize("chat", [PERSON, GROUP])
def test_a_few_at_once_then_one_a_second(chat: str) -> None:
    assert [0.0, 0.0, 0.0, 1.0, 2.0, 3.0] == pytest.approx(sent(TelegramPace(), chat, 6))


def test_a_group_gets_twenty_a_minute_and_a_person_more() -> None:
    assert 20 <= sum(moment <= 60 for moment in sent(TelegramPace(), GROUP, 60)) <= 40
    assert 60 < sum(moment <= 60 for moment in sent(TelegramPace(), PERSON, 90)) <= 64


def test_a_group_that_talks_on_gets_one_in_three_seconds() -> None:
    moments = sent(TelegramPace(), GROUP, 60)

    assert 3.0 == pytest.approx(moments[-1] - moments[-2])


def test_a_chat_that_has_to_wait_holds_up_no_other() -> None:
    pace = TelegramPace()
    sent(pace, GROUP, 10, 0.0)

    assert 0.0 == pace.spend(("telegram", "7", "-1002"), 7.0)


def test_all_chats_together_get_thirty_a_second() -> None:
    pace, left = TelegramPace(), list[float]()
    for moment in (tick / 20 for tick in range(200)):
        for chat in range(min(16, pace.room("telegram", moment))):
            pace.spend(("telegram", "7", f"{moment}{chat}"), moment)
            left.append(moment)

    seconds = [sum(start <= moment < start + 1 for moment in left) for start in left]
    assert 30 == max(seconds)
    assert len(left) > 250
