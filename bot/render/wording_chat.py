"""What only a chat says, Chinese beside English: buttons, headlines of threads, repeats, help, the channel's policy.

`language` is "zh" or "en" throughout; no platform, no markup. What comes from elsewhere has to be
fit to be shown before it stands in a phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.core.entry import Actor, Bilingual
from bot.render.shown import listed

_STOPS: Final = tuple(".!?…:。！？：")

# --- labels ----------------------------------------------------------------------------------


class Word(StrEnum):
    """A button or a head."""

    STEPS = "steps"
    TICKET = "ticket"
    LANGUAGE = "language"
    UNHELPFUL = "unhelpful"
    NOTE = "note"
    SAME = "same"
    FIRST_ANSWER = "first-answer"
    END_USER = "end-user"
    ALL_STEPS = "all-steps"
    SECRETS = "secrets"
    HELP = "help"
    TRY = "try"
    HEALTH = "health"
    DESK = "desk"
    FORM = "form"
    FORM_INPUT = "form-input"
    FORM_HINT = "form-hint"
    SUBMIT = "submit"
    CLOSE = "close"
    TICKET_CODE = "ticket-code"
    NO_TICKET = "no-ticket"
    VENDORS_WORDS = "vendors-words"


_WORDS: Final[Mapping[Word, Bilingual]] = MappingProxyType(
    {
        Word.STEPS: Bilingual("更多步骤", "More steps"),
        Word.TICKET: Bilingual("工单内容", "Ticket text"),
        Word.LANGUAGE: Bilingual("English", "中文"),  # the language that one changes to
        Word.UNHELPFUL: Bilingual("没有帮助", "Not helpful"),
        Word.NOTE: Bilingual("注意", "Note"),
        Word.SAME: Bilingual("同一个错误", "The same error"),
        Word.FIRST_ANSWER: Bilingual("第一次的回答", "first answer"),
        Word.END_USER: Bilingual("怎么对最终用户说", "What to tell the end user"),
        Word.ALL_STEPS: Bilingual("全部步骤", "All steps"),
        Word.SECRETS: Bilingual(
            "只有你能看到这条提醒。你发的内容里有不该公开的东西：",
            "Only you can see this. What you posted holds something that shouldn't be public:",
        ),
        Word.HELP: Bilingual(
            "发错误码、整段报错，或者用自己的话描述，我来说明含义、处理办法、能否重试、由谁处理。",
            "Send a code, a whole error or your own words: I say what it means, what to do, whether to retry "
            "and who has to act.",
        ),
        Word.TRY: Bilingual("试试看", "Try"),
        Word.HEALTH: Bilingual("运行状况", "Health"),
        Word.DESK: Bilingual("在网页上查询", "Search on the web"),
        Word.FORM: Bilingual("查询错误", "Decode an error"),
        Word.FORM_INPUT: Bilingual("错误码、报错内容或一句描述", "Code, pasted error or question"),
        Word.FORM_HINT: Bilingual(
            "例如 223114，或粘贴一段日志；请先去掉密钥和个人信息。",
            "223114, or paste a log; take out secrets and personal data first.",
        ),
        Word.SUBMIT: Bilingual("查询", "Decode"),
        Word.CLOSE: Bilingual("关闭", "Close"),
        Word.TICKET_CODE: Bilingual("【请填写错误码】", "[the error code]"),
        Word.NO_TICKET: Bilingual("官方建议里没有要求提交工单。", "The vendor's advice doesn't ask for a ticket."),
        Word.VENDORS_WORDS: Bilingual("官方原文", "In the vendor's words"),
    }
)


def word(name: Word, language: str) -> str:
    """The text of a button or a head."""
    return _WORDS[name].in_language(language)


def led(name: str, language: str) -> str:
    """A label with its colon, for what stands on the same line."""
    return f"{name}：" if language == "zh" else f"{name}: "


def ended(text: str, language: str) -> str:
    """The text as a sentence: with a full stop, unless it ends in one already."""
    return text if text.endswith(_STOPS) else text + ("。" if language == "zh" else ".")


def capital(text: str) -> str:
    """The text with its first letter in upper case, to begin a line with."""
    return text[:1].upper() + text[1:]


# --- buttons' names for screen readers -------------------------------------------------------


def steps_hint(codes: Iterable[str], language: str) -> str:
    """What the button for more steps does."""
    named = listed(codes, language)
    return Bilingual(f"显示 {named} 的全部处理步骤", f"Show all steps for {named}").in_language(language)


def ticket_hint(codes: Iterable[str], language: str) -> str:
    """What the button for the ticket does."""
    named = listed(codes, language)
    return Bilingual(f"显示 {named} 的工单内容", f"Show a ticket text for {named}").in_language(language)


def language_hint(language: str) -> str:
    """What the button for the other language does, in that language."""
    return Bilingual("Show this answer in English", "用中文显示这个回答").in_language(language)


def unhelpful_hint(language: str) -> str:
    """What the button does."""
    return Bilingual("告诉编辑：这个回答没有帮助", "Tell the editors that this answer doesn't help").in_language(
        language
    )


def choice_hint(said: str, language: str) -> str:
    """What the button of a choice does."""
    return Bilingual(f"选择 {said}", f"Choose {said}").in_language(language)


# --- sentences -------------------------------------------------------------------------------


def page_text(code: str, language: str) -> str:
    """What stands on the link to an entry's page."""
    return Bilingual(f"{code} 详情", f"All about {code}").in_language(language)


def counter_text(count: int, language: str) -> str:
    """How often the error was seen in this channel: 2 or more."""
    return Bilingual(f"本频道已出现 {count} 次", f"Seen {count} times in this channel").in_language(language)


def rest_codes_text(codes: Iterable[str], language: str) -> str:
    """The codes of a family for which no line was left."""
    named = listed(codes, language)
    return Bilingual(f"其余：{named}", f"The rest: {named}").in_language(language)


def asked_text(language: str) -> str:
    """What stands between who asked and what."""
    return Bilingual(" 查询 ", " asked ").in_language(language)


def repeat_text(name: str, count: int, minutes: int, language: str) -> str:
    """The same error again: for the `count`th time (2 or more) within `minutes`."""
    return Bilingual(
        f"{name} 又出现了，{minutes} 分钟内第 {count} 次", f"{name} again, {_ordinal(count)} time in {minutes} min"
    ).in_language(language)


def _ordinal(number: int) -> str:
    tens, ones = number // 10 % 10, number % 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(ones, 'th')}"


_ALSO: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "invite": Bilingual(
            "把我加进这个频道（/invite），我就能在消息列里回答。",
            "Add me to this channel (/invite), and I answer in its threads.",
        )
    }
)


def also_text(also: str, language: str) -> str:
    """A line beside an answer: the phrase of that name ("invite"), or else `also` itself."""
    return _ALSO[also].in_language(language) if also in _ALSO else also


def thanks_text(language: str) -> str:
    """The answer to "not helpful"."""
    return Bilingual(
        "谢谢，已记下（内容已脱敏），编辑会补上。也可以换个说法再问一次。",
        "Thank you, noted (with secrets removed): the editors will see to it. You may also ask in other words.",
    ).in_language(language)


_ACTORS: Final[Mapping[Actor, Bilingual]] = MappingProxyType(
    {
        Actor.CALLER: Bilingual("调用方（写这个请求的开发者）", "the caller: whoever wrote the request"),
        Actor.END_USER: Bilingual("最终用户", "the end user"),
        Actor.ACCOUNT_OWNER: Bilingual("账号负责人", "the account owner"),
        Actor.VENDOR: Bilingual("服务方", "the vendor"),
        Actor.REVIEWER: Bilingual("人工审核", "a reviewer: a person has to look at the case"),
    }
)


def actor_text(actor: Actor, language: str) -> str:
    """Who has to act, as a sentence."""
    name = _ACTORS[actor]
    return Bilingual(f"由谁处理：{name.zh}。", f"Who has to act: {name.en}.").in_language(language)


_POLICIES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "listen": Bilingual(
            "本频道：listen。只要有人或告警发出认识的错误，我就在它的消息列里回答。",
            "This channel: listen. Whenever a person or an alert posts an error I know, I answer in its thread.",
        ),
        "mention": Bilingual(
            "本频道：mention。只有提到我或使用命令时，我才回答。",
            "This channel: mention. I answer only when I am mentioned or the command is used.",
        ),
        "off": Bilingual(
            "本频道：off。我在这里只回答命令，例如 /errcode 223114；其他消息我不理会，提到我也一样。",
            "This channel: off. I answer only commands here, such as /errcode 223114: no pastes, no mentions.",
        ),
    }
)
_UNSET_POLICY = Bilingual(
    "本频道没有单独设置，按默认办。", "This channel has no setting of its own: the default holds."
)
_CHANGE_POLICY = Bilingual(
    "可以设为 channel listen、channel mention 或 channel off。",
    "It can be set by channel listen, channel mention or channel off.",
)


def policy_text(policy: str, language: str) -> str:
    """What a channel's policy means: "listen", "mention" or "off"; anything else counts as not set."""
    return _POLICIES.get(policy, _UNSET_POLICY).in_language(language)


def change_policy_text(language: str) -> str:
    """How to change it."""
    return _CHANGE_POLICY.in_language(language)


# --- help ------------------------------------------------------------------------------------


def command_examples(command: str, language: str, *, in_channel: bool = True) -> tuple[tuple[str, str], ...]:
    """What can be typed, and what it does: with `in_channel` also what only a channel has. `command` begins with its slash."""
    told = [
        ("223114", Bilingual("一个错误码", "a code")),
        ("face is fuzzy", Bilingual("报错原文", "an error's message")),
        ("照片糊了", Bilingual("自己的话，中文英文都行", "your own words, Chinese or English")),
    ]
    if in_channel:
        told += [
            ("me 223114", Bilingual("只给你一个人看", "for your eyes only")),
            ("channel listen", Bilingual("本频道：listen、mention 或 off", "this channel: listen, mention or off")),
        ]
    told.append(("help", Bilingual("这段说明", "this text")))
    return tuple((f"{command} {typed}", does.in_language(language)) for typed, does in told)


def other_ways(language: str) -> tuple[str, ...]:
    """How to ask without the command."""
    ways = (
        Bilingual(
            "在消息列里提到我，或者给我发私信，内容随意：一段日志、一张告警、一句话。",
            "Mention me in a thread, or write to me privately: a log, an alert, a sentence.",
        ),
        Bilingual(
            "消息的快捷菜单里选“Decode this error”，解读别人发的报错。",
            "Choose “Decode this error” in a message's menu for an error that somebody else posted.",
        ),
        Bilingual(
            "回答之后可以在同一消息列里接着问：能重试吗？怎么处理？in English",
            "After an answer just go on in its thread: can I retry? what do I tell the user? 用中文",
        ),
    )
    return tuple(way.in_language(language) for way in ways)


def knowledge_text(codes: int, remedies: int, edition: str, language: str) -> str:
    """How much is known."""
    return Bilingual(
        f"认识 {codes} 个错误码，{remedies} 套处理步骤，{edition} 版。",
        f"{codes} codes and {remedies} remedies, edition {edition}.",
    ).in_language(language)


def outbox_text(waiting: int, oldest: float, dead: int, language: str) -> str:
    """What is on its way: answers waiting, the oldest one's age in seconds, and those given up."""
    if not (waiting or dead):
        return Bilingual("所有回答都已送达。", "Every answer has been delivered.").in_language(language)
    age = round(oldest)
    late = Bilingual(f"{waiting} 条回答待发，最久的等了 {age} 秒", f"{waiting} answers waiting, the oldest for {age} s")
    lost = Bilingual(f"{dead} 条没能送达。", f"{dead} could not be delivered.")
    return Bilingual(f"{late.zh}；{lost.zh}", f"{late.en}; {lost.en}").in_language(language)
