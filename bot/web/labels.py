"""The phrases that only the web has, Chinese beside English; all others are in bot/render/wording."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Final

from bot.core.entry import Actor, Bilingual

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
        "home_written": Bilingual("回到首页", "Back to the start"),
        "our_english": Bilingual("英文（我们翻译）", "In English (ours)"),
        "same_code": Bilingual("这个错误码有几行，含义各不相同：", "This code stands in several rows:"),
        "marked": Bilingual(
            "标“官方”的引文逐字出自服务方的页面，其余是我们的工程建议。",
            "What is marked “vendor” is quoted from the vendor's page; everything else is our own engineering advice.",
        ),
        "no_remedy": Bilingual("没有这一页", "No such page here"),
        "all_remedies": Bilingual("全部处理步骤", "All remedies"),
        "remedies": Bilingual("现有的处理步骤：", "The remedies there are:"),
        "no_entry": Bilingual("目录里没有这个错误码", "No such code here"),
        "no_catalogue": Bilingual("没有这个目录", "No such catalogue"),
        "catalogues": Bilingual("现有目录：", "The catalogues there are:"),
        "not_found": Bilingual("没有这个页面", "There is no such page"),
        "not_found_mend": Bilingual("检查一下地址，或者回到问询台直接提问。", "Check the address, or ask at the desk."),
        "not_found_written": Bilingual("检查一下地址，或者搜索错误码。", "Check the address, or search for the code."),
        "not_allowed": Bilingual("这个地址不支持这种请求", "That address doesn't take this method"),
        "not_allowed_mend": Bilingual("请从问询台提交。", "Send it from the desk."),
        "not_in_api": Bilingual("API 没有这个地址", "The API has no such address"),
        "not_in_api_mend": Bilingual(
            "有哪些地址，见 /api/v1/openapi.json。", "See /api/v1/openapi.json for those it has."
        ),
        "broken": Bilingual("出错了，原因在我们这边", "Something broke on our side"),
        "broken_mend": Bilingual(
            "请再试一次；还是不行的话，请把编号告诉管理员",
            "Try again; if it stays broken, tell whoever runs this service the number",
        ),
        "refused": Bilingual("没法处理这个请求", "That can't be handled"),
        # The frame of every page
        "skip": Bilingual("跳到正文", "Skip to the content"),
        "pages": Bilingual("网站导航", "Pages"),
        "desk": Bilingual("问询台", "Desk"),
        "all_errors": Bilingual("全部错误码", "All errors"),
        "search": Bilingual("搜索", "Search"),
        "find": Bilingual("错误码、报错信息或一句描述", "Code, message or your own words"),
        # A code's page
        "where": Bilingual("所在位置", "Where this is"),
        "steps_first": Bilingual("我们建议的步骤", "Steps we suggest"),
        "whole_remedy": Bilingual("逐步排查和修复", "Check and mend, step by step"),
        "may_ticket": Bilingual("可能要提工单", "may need a ticket"),
        "copy": Bilingual("复制", "Copy"),
        "copied": Bilingual("已复制", "Copied"),
        "in_chinese": Bilingual("中文版", "In Chinese, for the vendor"),
        "codes": Bilingual("错误码", "Codes"),
        "code": Bilingual("错误码", "Code"),
        "message": Bilingual("报错信息", "Message"),
        "meaning": Bilingual("含义", "What it means"),
        "retry": Bilingual("能否重试", "Retry"),
        "this_one": Bilingual("（本页）", "(this one)"),
        "sample": Bilingual("返回结果示例", "What the API returns"),
        "made_up": Bilingual(
            "虚构的示例：log_id 和 timestamp 是编的，字段以你调用的接口文档为准。",
            "A made-up example: log_id and timestamp are invented, and other interfaces may return further fields.",
        ),
        "neighbours": Bilingual("前后的错误码", "Before and after it"),
        "previous": Bilingual("上一个", "Previous"),
        "next": Bilingual("下一个", "Next"),
        "near_codes": Bilingual("容易看错的错误码", "Easily mistaken for it"),
        "source": Bilingual("出处", "Source"),
        # A catalogue's page
        "filter": Bilingual("筛选", "Filter"),
        "actor": Bilingual("谁来处理", "Who must act"),
        "ticket": Bilingual("工单", "Ticket"),
        "with_ticket": Bilingual("可能要提", "may be needed"),
        "without_ticket": Bilingual("不需要", "not needed"),
        "any": Bilingual("不限", "Any"),
        "contains": Bilingual("包含", "Containing"),
        "show": Bilingual("显示", "Show"),
        "all_again": Bilingual("清除筛选", "Clear the filter"),
        "none_left": Bilingual("没有符合条件的错误码，请放宽条件。", "No error fits. Ask for less."),
        "sections": Bilingual("章节", "Sections"),
        "vendors_page": Bilingual("官方页面", "The vendor's page"),
        # A remedy's page
        "for_codes": Bilingual("适用的错误码", "For these codes"),
        # Search
        "search_intro": Bilingual(
            "错误码、报错信息、错别字、拼音、大白话都可以。",
            "Codes, messages, typos, pinyin, everyday words: all will do.",
        ),
        "results": Bilingual("搜索结果", "Results"),
        "tier_code": Bilingual("错误码一致", "Exact code"),
        "tier_exact": Bilingual("文字一致", "Exact text"),
        "tier_near": Bilingual("相近", "Near text"),
        "ask_desk": Bilingual("到问询台解读整段报错", "Have a whole paste read at the desk"),
        "searching_failed": Bilingual("搜索没有成功，请再试一次。", "The search failed. Try again."),
        "written_search": Bilingual(
            "这里只按字面查找错误码、报错信息、含义和常见说法，英文错一个字母也能找到；错别字、拼音和整段报错，请直接问机器人。",
            "This search compares words only: codes, messages, meanings, what people say. "
            "It reads past one letter mistyped; for pinyin, wrong characters and whole pastes ask the bot.",
        ),
        "needs_script": Bilingual(
            "这里的搜索需要 JavaScript；没有的话，请在全部错误码里查找。",
            "The search needs JavaScript here; without it, look through all errors.",
        ),
        "written_private": Bilingual(
            "搜索在你的浏览器里进行，什么也不会发出去。",
            "The search runs in your browser, and sends nothing anywhere.",
        ),
        "nothing_fits": Bilingual("没有找到。", "Nothing fits."),
        # Filled in by scripts
        "found_all": Bilingual("{every} 个结果", "Results: {every}"),
        "found_part": Bilingual("{every} 个结果，列出前 {shown} 个", "Results: the first {shown} of {every}"),
        "rows_part": Bilingual("{every} 条中的 {shown} 条", "{shown} of {every} rows"),
    }
)

ACTORS: Final[Mapping[Actor, Bilingual]] = MappingProxyType(
    {
        Actor.CALLER: Bilingual("调用方", "the caller"),
        Actor.END_USER: Bilingual("终端用户", "the end user"),
        Actor.ACCOUNT_OWNER: Bilingual("账号负责人", "the account owner"),
        Actor.VENDOR: Bilingual("服务方", "the vendor"),
        Actor.REVIEWER: Bilingual("人工复核", "a reviewer"),
    }
)


def labels(language: str) -> SimpleNamespace:
    """Every phrase in `language` ("zh" or "en"), as an attribute by its name."""
    return SimpleNamespace(**{name: text.in_language(language) for name, text in LABELS.items()})


def named(what: str, name: str, language: str) -> str:
    """A sentence with what it is about behind it."""
    return Bilingual(f"{what}：{name}", f"{what}: {name}").in_language(language)


def told(what: str, mend: str, language: str) -> str:
    """What is wrong and how to mend it, as one text; `what` is a sentence without its stop."""
    return Bilingual(f"{what}。{mend}", f"{what}. {mend}").in_language(language)


def search_text(text: str, language: str) -> str:
    """What leads to the search for a text."""
    return Bilingual(f"搜索“{text}”", f"Search for “{text}”").in_language(language)


def more_text(count: int, language: str) -> str:
    """What stands below the cards when `count` more (1 or more) aren't shown."""
    return Bilingual(f"另有 {count} 个错误没有列出。", f"{count} more are not shown.").in_language(language)


def actor_text(actor: Actor, language: str) -> str:
    """Who has to act, in two or three words: for a badge."""
    return ACTORS[actor].in_language(language)


def rows_text(shown: int, every: int, codes: int, language: str) -> str:
    """How many rows of a catalogue are shown, of how many, and how many codes these have."""
    if shown == every:
        return Bilingual(f"共 {every} 条，{codes} 个错误码", f"{every} rows, {codes} codes").in_language(language)
    return Bilingual(f"{every} 条中的 {shown} 条", f"{shown} of {every} rows").in_language(language)


def found_count(count: int, language: str) -> str:
    """How many results a search has."""
    return Bilingual(f"{count} 个结果", "1 result" if count == 1 else f"{count} results").in_language(language)


def unsure_text(offered: int, language: str) -> str:
    """What a search has come to that names no error, with so many rows offered instead."""
    if not offered:
        return Bilingual("没有结果", "No result").in_language(language)
    return Bilingual(f"没有确定的结果，另列出 {offered} 条", f"No sure result, {offered} offered").in_language(language)


def beginning_text(count: int, digits: str, language: str) -> str:
    """The head above `count` (1 or more) codes that begin with some digits."""
    begin = "1 code begins" if count == 1 else f"{count} codes begin"
    return Bilingual(f"{count} 个错误码以“{digits}”开头", f"{begin} with “{digits}”").in_language(language)


def holding_text(count: int, text: str, language: str) -> str:
    """The head above `count` (1 or more) rows that hold a text word for word."""
    contain = "1 row contains" if count == 1 else f"{count} rows contain"
    return Bilingual(f"{count} 条含有“{text}”", f"{contain} “{text}”").in_language(language)


def every_row(count: int, catalogue: str, language: str) -> str:
    """What leads to those rows in their catalogue, which can be filtered further."""
    return Bilingual(
        f"在“{catalogue}”里查看并筛选这 {count} 条",
        f"See and filter {'it' if count == 1 else f'all {count}'} in {catalogue}",
    ).in_language(language)


def counted(name: str, count: int, language: str) -> str:
    """A choice, and how many rows there would be."""
    return Bilingual(f"{name}（{count}）", f"{name} ({count})").in_language(language)


def same_words(count: int, message: str, language: str) -> str:
    """The head above `count` (1 or more) other codes with the same message."""
    others = "1 other code says" if count == 1 else f"{count} other codes say"
    return Bilingual(
        f"另有 {count} 个错误码的报错信息也是“{message}”，区别如下",
        f"{others} “{message}”, too; what differs",
    ).in_language(language)


def same_kind(count: int, title: str, language: str) -> str:
    """The head above `count` (1 or more) other codes of a family."""
    others = "1 other code" if count == 1 else f"{count} other codes"
    return Bilingual(
        f"同类的另外 {count} 个错误码（{title}），区别如下", f"{others} of the kind “{title}”; what differs"
    ).in_language(language)
