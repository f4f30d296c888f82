"""Whether a text only meets the bot: somebody says hello, or asks what it is for.

`help` is what Slack's guidelines have users send to an app (api.slack.com/best-practices/dos-and-donts), `/start` and
`/help` are what Telegram's clients offer for every bot (core.telegram.org/bots/features, global commands).
"""

from __future__ import annotations

import re
from typing import Final

from bot.core.normalise import fold

LONGEST_GREETING: Final = 60  # characters

_WORD = re.compile(r"/?\w+")
_BESIDE: Final = frozenset({"errcode", "bot", "there", "please"})
_GREETINGS: Final = frozenset(
    {
        *("help", "/help", "/start", "help me", "hello", "hi", "hey", "good morning", "good evening"),
        *("who are you", "what are you", "what is this", "what can you do", "what do you do", "how do you work"),
        *("how does this work", "how do i use this", "how do i use you", "how to use", "how to use this", "commands"),
        *("你好", "您好", "你好啊", "嗨", "哈喽", "哈啰", "早上好", "晚上好", "在吗", "帮助", "帮帮我", "使用帮助"),
        *("使用说明", "怎么用", "怎么使用", "如何使用", "你是谁", "你是什么", "这是什么", "你会什么", "你能做什么"),
        *("你能干什么", "你可以做什么"),
    }
)


def is_greeting(text: str) -> bool:
    """Whether that is all it says; its case, its script and its marks make no difference, nor does the bot's name."""
    if len(text) > LONGEST_GREETING:
        return False
    return " ".join(word for word in _WORD.findall(fold(text)) if word not in _BESIDE) in _GREETINGS
