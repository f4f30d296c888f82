"""What Telegram shows of the bot before anybody writes to it, Chinese beside English.

Limits of core.telegram.org/bots/api: a command's description has 256 characters, the bot's 512, its short one 120.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.entry import Bilingual

COMMANDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "errcode": Bilingual(
            "查询错误码、报错或一句描述；回复别人的消息可解读它",
            "Decode a code, an error or your own words; as a reply: that message",
        ),
        "help": Bilingual("怎么用", "How to use me"),
        "privacy": Bilingual("我看什么、存什么", "What I see and keep"),
        "lang": Bilingual("回答语言：zh 或 en", "Language of the answers: zh or en"),
        "channel": Bilingual("在这里：listen、mention 或 off", "What I answer here: listen, mention or off"),
    }
)
DESCRIPTION: Final = Bilingual(
    "发错误码、整段报错，或者用自己的话描述，我来说明含义、处理办法、能否重试、由谁处理，并附上出处。\n例如：223114、face is fuzzy、照片糊了",
    "Send a code, a whole error or your own words: I say what it means, what to do, whether to retry and who has to "
    "act, and where the vendor says so.\nFor example: 223114, face is fuzzy, system busy",
)
SHORT_DESCRIPTION: Final = Bilingual(
    "解读有文档的错误码：含义、处理办法、能否重试、由谁处理",
    "Knows documented error codes: meaning, what to do, whether to retry, who must act",
)
