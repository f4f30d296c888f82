"""What is said on Telegram alone, Chinese beside English: help, privacy, welcome, a chat's policy and language.

`language` is "zh" or "en" throughout; no markup. `username` is the bot's, without its @.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.entry import Bilingual

# --- beside an answer ------------------------------------------------------------------------


def counter_text(count: int, language: str) -> str:
    """How often the error was seen in this chat: 2 or more."""
    return Bilingual(f"这里已出现 {count} 次", f"Seen {count} times here").in_language(language)


def again_text(language: str) -> str:
    """A message that may have been sent before."""
    return Bilingual(
        "可能是重复：发送时我重启了，不确定上一条是否送达。",
        "This may be a repeat: I was restarted while sending, and can't tell whether it arrived.",
    ).in_language(language)


def warning_text(language: str) -> str:
    """What stands above the secrets of a paste. It may be read in the group, too."""
    return Bilingual(
        "你发的内容里有不该公开的东西，请在发出的地方删掉：",
        "What you posted holds something that shouldn't be public; delete it where you posted it:",
    ).in_language(language)


def not_yours_text(language: str) -> str:
    """Why a button does nothing for whoever pressed it."""
    return Bilingual(
        "只有提问的人能按这个按钮。你可以自己发一遍错误。",
        "Only the one who asked can use this button. Post the error yourself to get your own answer.",
    ).in_language(language)


# --- help ------------------------------------------------------------------------------------


def command_examples(username: str, language: str) -> tuple[tuple[str, str], ...]:
    """What can be typed, and what it does."""
    told = (
        ("/errcode 223114", Bilingual("一个错误码", "a code")),
        ("/errcode face is fuzzy", Bilingual("报错原文", "an error's message")),
        ("/errcode 照片糊了", Bilingual("自己的话，中文英文都行", "your own words, Chinese or English")),
        (f"@{username} 223114", Bilingual("在任何聊天里查，不用拉我进去", "in any chat, without adding me")),
        ("/channel listen", Bilingual("这里：listen、mention 或 off", "this chat: listen, mention or off")),
        ("/lang en", Bilingual("在这里用英文；zh 是中文", "English in this chat; zh for Chinese")),
        ("/privacy", Bilingual("我读什么、存什么", "what I read and keep")),
    )
    return tuple((typed, does.in_language(language)) for typed, does in told)


def other_ways(language: str) -> tuple[str, ...]:
    """How to ask without typing the error."""
    ways = (
        Bilingual(
            "回复别人的报错或告警，只发 /errcode，就能解读那条消息。",
            "Reply to somebody's error or alert with /errcode alone: I decode that message.",
        ),
        Bilingual(
            "私聊直接粘贴日志，或发 .log、.txt、.json 文件（不超过 2 MB）。",
            "In private just paste a log, or send a .log, .txt or .json file (2 MB at most).",
        ),
        Bilingual(
            "回复我的回答可以接着问：能重试吗？怎么处理？in English",
            "Reply to my answer to go on: can I retry? what do I tell the user? 用中文",
        ),
    )
    return tuple(way.in_language(language) for way in ways)


# --- privacy ---------------------------------------------------------------------------------


def privacy_texts(language: str) -> tuple[str, ...]:
    """What is read, kept and passed on: a title, and a sentence each."""
    told = (
        Bilingual("我读什么、存什么", "What I read and keep"),
        Bilingual(
            "只读 Telegram 交给我的：私聊，以及叫到我的消息；群里能看到其他消息时，只在其中找已知的错误。",
            "I read what Telegram hands me: private chats and messages addressed to me; where I see a group's other "
            "messages, I only look for known errors in them.",
        ),
        Bilingual(
            "密钥、令牌、证件号、手机号等先去掉，然后才保存或显示；图片不看。",
            "Keys, tokens, ID and phone numbers are taken out before anything is kept or shown; images aren't read.",
        ),
        Bilingual(
            "保存的是：回答了什么、在哪里、谁问的，以及脱敏后的提问（最多 500 字），90 天后删除；"
            "没答上来的提问保存 180 天，给编辑补充用。",
            "I keep what was answered, where and to whom, with the question without its secrets (500 characters at "
            "most), for 90 days; questions that I couldn't answer for 180 days, for the editors.",
        ),
        Bilingual(
            "查询全部在部署者自己的机器上完成，除 Telegram 外不向任何人发送。",
            "Everything is looked up on my operator's own machines; nothing is sent to anybody but Telegram.",
        ),
    )
    return tuple(text.in_language(language) for text in told)


# --- a group ---------------------------------------------------------------------------------


def welcome_texts(username: str, language: str) -> tuple[str, str, str, str]:
    """To a group whose pastes are hidden from the bot: what it sees, what to type, and the two ways out."""
    told = (
        Bilingual(
            "大家好！本群开着隐私模式，我只能看到发给我的命令和对我的回复，看不到贴出来的报错。",
            "Hello! Privacy mode is on here: I only see commands for me and replies to me, not the errors you paste.",
        ),
        Bilingual(f"/errcode@{username} 223114", f"/errcode@{username} 223114"),
        Bilingual(
            "想让我自动解读：把我设为管理员（不需要任何权限）。",
            "To have pastes decoded: make me an administrator (no rights needed).",
        ),
        Bilingual(
            "或者请机器人的主人在 BotFather 里关闭隐私模式（/setprivacy），再把我移出本群、重新拉进来。",
            "Or let the bot's owner turn privacy mode off in BotFather (/setprivacy), then remove me and add me again.",
        ),
    )
    sees, typed, admin, owner = (text.in_language(language) for text in told)
    return sees, typed, admin, owner


_POLICIES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "listen": Bilingual(
            "这里：listen。只要有人或告警发出我能看到并认识的错误，我就回复它。",
            "This chat: listen. Whenever a person or an alert posts an error that I can see and know, I reply to it.",
        ),
        "mention": Bilingual(
            "这里：mention。只有使用命令、回复我或提到我时，我才回答。",
            "This chat: mention. I answer only commands, replies to me and messages that mention me.",
        ),
        "off": Bilingual(
            "这里：off。我在这里只回答命令，例如 /errcode 223114；其他消息我不理会，提到我、回复我也一样。",
            "This chat: off. I answer only commands here, such as /errcode 223114: no pastes, mentions or replies.",
        ),
    }
)
_UNSET_POLICY = Bilingual("这里没有单独设置，按默认办。", "This chat has no setting of its own: the default holds.")


def policy_texts(policy: str, language: str) -> tuple[str, str, tuple[str, ...]]:
    """What a chat's policy means ("listen", "mention", "off"; anything else is not set), and how to change it."""
    change = Bilingual("可以设为：", "It can be set by:")
    said = _POLICIES.get(policy, _UNSET_POLICY)
    return (
        said.in_language(language),
        change.in_language(language),
        ("/channel listen", "/channel mention", "/channel off"),
    )


def language_texts(language: str) -> tuple[str, str]:
    """Which language is spoken from now on, and the command for the other."""
    said = Bilingual("好的，在这里我用中文回答。切换成英文：", "All right, I answer in English here. For Chinese:")
    return said.in_language(language), "/lang en" if language == "zh" else "/lang zh"


# --- buttons ---------------------------------------------------------------------------------


def page_button(language: str) -> str:
    """The button that leads to the remedy's page."""
    return Bilingual("完整步骤 ↗", "Full steps ↗").in_language(language)
