"""The phrases that only the web has, Chinese beside English; all others are in bot/render/wording."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Final

from bot.core.entry import Bilingual

LABELS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "tagline": Bilingual("错误码问询台", "the error desk"),
        "title": Bilingual("出了什么错？", "What went wrong?"),
        "intro": Bilingual(
            "发错误码、整段报错，或者用自己的话描述。",
            "A code, a whole paste, or your own words.",
        ),
        "box": Bilingual("错误码、报错内容或一句描述", "Code, pasted error or question"),
        "placeholder": Bilingual("例如 223114，或粘贴一段日志", "223114, or paste a log"),
        "language": Bilingual("回答语言", "Answer in"),
        "auto": Bilingual("自动", "Auto"),
        "ask": Bilingual("查询", "Ask"),
        "enter": Bilingual("Enter 发送，Shift+Enter 换行", "Enter sends, Shift+Enter starts a new line"),
        "examples": Bilingual("试试看", "Try"),
        "pasted": Bilingual("一段 JSON 报错", "a pasted JSON error"),
        "answers": Bilingual("回答", "Answers"),
        "asked": Bilingual("问", "You asked"),
        "waiting": Bilingual("正在查询……", "Looking it up…"),
        "failed": Bilingual(
            "没有连上服务，请确认它还在运行，再发一次。",
            "The service can't be reached. Check that it is running, then send it again.",
        ),
        "private": Bilingual(
            "粘贴的内容不会保存，也不会写进日志；密钥和个人信息在显示前已隐去。",
            "What you paste is neither stored nor logged; secrets are cut out before anything is shown.",
        ),
        "api": Bilingual("API 说明", "API description"),
        "home": Bilingual("回到问询台", "Back to the desk"),
        "ask_another": Bilingual("查询别的错误", "Ask about another error"),
        "our_english": Bilingual("英文（我们翻译）", "In English (ours)"),
        "same_code": Bilingual("这个错误码有几行，含义各不相同：", "This code stands in several rows:"),
        "marked": Bilingual(
            "标“官方”的引文逐字出自服务方的页面，其余是我们的工程建议。",
            "What is marked “vendor” is quoted from the vendor's page; everything else is our own engineering advice.",
        ),
        "no_remedy": Bilingual("没有这一页", "No such page here"),
        "remedies": Bilingual("现有的处理步骤：", "The remedies there are:"),
        "no_entry": Bilingual("目录里没有这个错误码", "No such code here"),
        "no_catalogue": Bilingual("没有这个目录", "No such catalogue"),
        "catalogues": Bilingual("现有目录：", "The catalogues there are:"),
        "not_found": Bilingual("没有这个页面", "There is no such page"),
        "not_found_mend": Bilingual("检查一下地址，或者回到问询台直接提问。", "Check the address, or ask at the desk."),
        "not_allowed": Bilingual("这个地址不支持这种请求", "That address doesn't take this method"),
        "not_allowed_mend": Bilingual("请从问询台提交。", "Send it from the desk."),
        "broken": Bilingual("出错了，原因在我们这边", "Something broke on our side"),
        "broken_mend": Bilingual(
            "请再试一次；还是不行的话，把编号告诉管理员：",
            "Try again; if it stays broken, tell whoever runs this service the number",
        ),
        "refused": Bilingual("没法处理这个请求", "That can't be handled"),
    }
)


def labels(language: str) -> SimpleNamespace:
    """Every phrase in `language` ("zh" or "en"), as an attribute by its name."""
    return SimpleNamespace(**{name: text.in_language(language) for name, text in LABELS.items()})
