"""What a user reads, Chinese beside English: labels, headlines, sentences. No platform, no markup.

Verdicts, remarks and tickets have modules of their own, and stand here too. `language` is "zh" or "en"
throughout. What comes from a paste goes through `shown` or `quoted` before it stands in a phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, By, Card, FamilyCard, Kind, Reason, RemarkKind, Suggestion
from bot.core.entry import Bilingual, CodeRange, Entry, Knowledge
from bot.render.shown import LONGEST_VALUE, joined, listed, quoted, shown, time_text
from bot.render.wording_remark import remark_text
from bot.render.wording_ticket import ticket_text, ticket_title
from bot.render.wording_verdict import retry_label, verdict_text

__all__ = [
    "LONGEST_VALUE",
    "Label",
    "beside_texts",
    "choice_text",
    "context_title",
    "count_text",
    "entry_text",
    "family_headline",
    "foreign_text",
    "found_text",
    "greeting_text",
    "headline",
    "label",
    "near_suggestions",
    "near_title",
    "nothing_text",
    "nothing_texts",
    "range_text",
    "reason_text",
    "remark_text",
    "retry_label",
    "source_text",
    "suggestion_text",
    "ticket_text",
    "ticket_title",
    "time_text",
    "unknown_text",
    "verdict_text",
    "which_one",
    "whichever_text",
]

HEADLINE_CODES = 5  # codes that a headline names
MOST_UNREAD = 3  # files of which it is said why they weren't read
LONGEST_HEADLINE = 200  # characters; a phone shows fewer, and one description is a paragraph

# --- labels ----------------------------------------------------------------------------------


class Label(StrEnum):
    """What stands before a fact."""

    VERDICT = "verdict"
    ADVICE = "advice"
    SOURCE_ADVICE = "source_advice"
    STEPS = "steps"
    REMEDY = "remedy"
    LINK = "link"
    SOURCE = "source"
    MATCH = "match"
    COUNT = "count"
    LOG_ID = "log_id"
    TIME = "time"
    PARAMETER = "parameter"
    CODES = "codes"
    RANGE = "range"


_LABELS: Final[Mapping[Label, Bilingual]] = MappingProxyType(
    {
        Label.VERDICT: Bilingual("结论", "Verdict"),
        Label.ADVICE: Bilingual("处理建议", "What to do"),
        Label.SOURCE_ADVICE: Bilingual("官方原文", "Vendor says"),
        Label.STEPS: Bilingual("我们建议", "We suggest"),
        Label.REMEDY: Bilingual("完整步骤", "Full steps"),
        Label.LINK: Bilingual("详情", "Link"),
        Label.SOURCE: Bilingual("出处", "Source"),
        Label.MATCH: Bilingual("匹配", "Matched"),
        Label.COUNT: Bilingual("次数", "Seen"),
        Label.LOG_ID: Bilingual("log_id", "log_id"),
        Label.TIME: Bilingual("时间", "Time"),
        Label.PARAMETER: Bilingual("参数", "Parameter"),
        Label.CODES: Bilingual("错误码", "Codes"),
        Label.RANGE: Bilingual("号段", "Range"),
    }
)


def label(name: Label, language: str) -> str:
    """The word before a fact."""
    return _LABELS[name].in_language(language)


# --- headlines -------------------------------------------------------------------------------


def headline(answer: Answer) -> str:
    """The answer in one line, as a phone's notification shows it, in its language; LONGEST_HEADLINE at most."""
    return shown(_HEADLINES[answer.kind](answer), LONGEST_HEADLINE)


def entry_text(entry: Entry, language: str) -> str:
    """Message and description."""
    return f"{entry.message} · {entry.description.in_language(language)}"


def family_headline(family: FamilyCard, language: str) -> tuple[str, str]:
    """The family's title, and how many codes it has."""
    size = len({entry.code for entry in family.entries})
    return family.title.in_language(language), Bilingual(f"{size} 个错误码", f"{size} codes").in_language(language)


def _found_headline(answer: Answer) -> str:
    language, cards = answer.language, answer.cards
    if answer.family:
        return " · ".join(family_headline(answer.family, language))
    counts = _counts(cards)
    codes = [f"{code} ×{count}" if count > 1 else code for code, count in counts.items()]
    if len(codes) == 1:
        messages = dict.fromkeys(card.entry.message for card in cards)
        descriptions = dict.fromkeys(card.entry.description.in_language(language) for card in cards)
        return " · ".join((*codes, " / ".join(messages), " / ".join(descriptions)))
    told = _some_codes(codes, language)
    return Bilingual(f"{len(codes)} 个错误：{told}", f"{len(codes)} errors: {told}").in_language(language)


def _choices_headline(answer: Answer) -> str:
    codes = _some_codes((card.entry.code for card in answer.cards), answer.language)
    return joined((which_one(answer.language), codes), answer.language)


def _unknown_headline(answer: Answer) -> str:
    near = _some_codes((s.entry.code for s in near_suggestions(answer)), answer.language)
    said = unknown_text(answer)
    offer = Bilingual(f"；相近的有 {near}", f"; close to it: {near}").in_language(answer.language) if near else ""
    return f"{shown(answer.unknown, LONGEST_VALUE)} · {said}{offer}"


def _nothing_headline(answer: Answer) -> str:
    return joined(nothing_texts(answer), answer.language)


_HEADLINES: Final[Mapping[Kind, Callable[[Answer], str]]] = MappingProxyType(
    {
        Kind.FOUND: _found_headline,
        Kind.CHOICES: _choices_headline,
        Kind.UNKNOWN_CODE: _unknown_headline,
        Kind.NOTHING: _nothing_headline,
    }
)


def _counts(cards: Sequence[Card]) -> dict[str, int]:
    """How often each code stands in the paste; the rows of one code are one finding."""
    counts: dict[str, int] = {}
    for card in cards:
        counts[card.entry.code] = max(counts.get(card.entry.code, 0), card.count)
    return counts


def _some_codes(codes: Iterable[str], language: str) -> str:
    every = list(dict.fromkeys(codes))
    rest = ["…"] if len(every) > HEADLINE_CODES else []
    return listed((*every[:HEADLINE_CODES], *rest), language)


# --- sentences for each kind of answer -------------------------------------------------------


def found_text(cards: Sequence[Card], language: str) -> str:
    """What stands above several cards: how many errors, or how many rows one code has; "" for one card."""
    counts = _counts(cards)
    if len(cards) < 2:
        return ""
    if len(counts) == 1:
        return Bilingual(
            f"{cards[0].entry.code} 在官方文档里有 {len(cards)} 条：",
            f"{cards[0].entry.code} stands in {len(cards)} rows of the source:",
        ).in_language(language)
    total = sum(counts.values())
    if total == len(counts):
        return Bilingual(f"{total} 个错误：", f"{total} errors:").in_language(language)
    return Bilingual(
        f"{len(counts)} 个错误，共出现 {total} 次：", f"{len(counts)} errors, seen {total} times in all:"
    ).in_language(language)


def rest_text(cards: Sequence[Card], language: str) -> str:
    """The errors that got no card of their own, in one line with their counts."""
    counts = ", ".join(f"{code} ×{count}" for code, count in _counts(cards).items())
    return Bilingual(f"其余：{counts}", f"The rest: {counts}").in_language(language)


def which_one(language: str) -> str:
    """The question above choices."""
    return Bilingual("是哪一个？", "Which one is it?").in_language(language)


def whichever_text(said: str, language: str) -> str:
    """What holds for every choice."""
    return Bilingual(f"不管是哪一个：{said}", f"Whichever it is: {said}").in_language(language)


def near_suggestions(answer: Answer) -> tuple[Suggestion, ...]:
    """The suggestions that aren't the unknown code itself."""
    return tuple(suggestion for suggestion in answer.suggestions if suggestion.entry.code != answer.unknown)


def unknown_text(answer: Answer) -> str:
    """What an unknown code is: in no catalogue, or in one but with somebody else's message beside it."""
    if len(near_suggestions(answer)) < len(answer.suggestions):
        return Bilingual("应该是其他接口的错误", "probably another API's error").in_language(answer.language)
    return Bilingual("错误码表里没有这个码", "not in the catalogue").in_language(answer.language)


def range_text(run: CodeRange, language: str) -> str:
    """What the run of numbers around an unknown code means."""
    numbers = f"{run.first}-{run.last}"
    return Bilingual(f"{numbers}：{run.meaning.zh}", f"{numbers}: {run.meaning.en}").in_language(language)


def foreign_text(language: str) -> str:
    """Why a code that is in the catalogue isn't believed."""
    return Bilingual(
        "错误码表里有这个码，但旁边的报错信息不是它的：",
        "The catalogue has this code, but the message beside it isn't its own:",
    ).in_language(language)


def nothing_texts(answer: Answer) -> tuple[str, ...]:
    """What is said when nothing was found: which files weren't read, that no error was named, what to ask, or else the shrug."""
    told = dict.fromkeys(
        remark_text(remark, answer.language)
        for remark in answer.remarks
        if remark.kind in (RemarkKind.UNREAD, RemarkKind.UNNAMED)
    )
    said = greeting_text(answer.language) if answer.greets else nothing_text(answer.language)
    return tuple(told)[:MOST_UNREAD] or (said,)


def greeting_text(language: str) -> str:
    """A friendly word to who doesn't know the bot yet, with examples."""
    return Bilingual(
        "你好！发错误码、整段报错，或者用自己的话描述，例如 223114、face is fuzzy、照片糊了：我来说明含义、处理办法、能否重试、由谁处理。",
        "Hello! Send a code, a whole error or your own words, such as 223114, face is fuzzy, the photo is blurred: "
        "I say what it means, what to do, whether to retry and who has to act.",
    ).in_language(language)


def nothing_text(language: str) -> str:
    """A friendly shrug with an example."""
    return Bilingual(
        "这个我不认识。可以发错误码、报错原文或一句话描述，例如 223114、face is fuzzy、照片糊了。",
        "That's not something I know. Try a code, an error message or your own words: "
        "223114, face is fuzzy, the photo is blurred.",
    ).in_language(language)


def beside_texts(answer: Answer) -> tuple[str, ...]:
    """The remarks in words, but for those that the answer itself begins with."""
    told = (remark for remark in answer.remarks if remark.kind not in (RemarkKind.UNNAMED, RemarkKind.ASKED))
    return tuple(remark_text(remark, answer.language) for remark in told)


def near_title(kind: Kind, language: str) -> str:
    """What stands above suggestions."""
    if kind is Kind.UNKNOWN_CODE:
        return Bilingual("相近的错误码", "Codes close to it").in_language(language)
    if kind is Kind.NOTHING:
        return Bilingual("最接近的", "The nearest I have").in_language(language)
    return Bilingual("也可能是", "Or perhaps").in_language(language)


def suggestion_text(suggestion: Suggestion, language: str) -> str:
    """What is offered, and how near it is: 0 to 100, rounded down."""
    score = int(suggestion.score)
    near = Bilingual(f"（相似度 {score}）", f" ({score} of 100)").in_language(language)
    return f"{entry_text(suggestion.entry, language)}{near}"


def choice_text(card: Card, language: str) -> str:
    """One of several equals, and what it rests on."""
    why = _match_text(card.reason, language)
    said = f"{card.entry.code} · {entry_text(card.entry, language)}"
    return said + Bilingual(f"({why})", f" ({why})").in_language(language)


def context_title(language: str) -> str:
    """What stands above the facts of a paste with several errors."""
    return Bilingual("文本里还有", "Also in your text").in_language(language)


# --- facts -----------------------------------------------------------------------------------

_BY: Final[Mapping[By, Bilingual]] = MappingProxyType(
    {
        By.FIELD: Bilingual("字段", "field"),
        By.CODE: Bilingual("错误码", "code"),
        By.MESSAGE: Bilingual("报错信息", "message"),
        By.DESCRIPTION: Bilingual("错误描述", "description"),
        By.PHRASE: Bilingual("常见说法", "everyday phrase"),
        By.ADVICE: Bilingual("处理建议", "advice"),
    }
)


def reason_text(reason: Reason, language: str) -> str:
    """Why it matched: what, how well (0 to 100, rounded down), and how far ahead of the runner-up, if any."""
    said = _match_text(reason, language)
    if reason.margin >= reason.score:
        return said
    if reason.margin <= 0:
        return said + Bilingual("，与下一个并列", ", tied with the next").in_language(language)
    ahead = f"{reason.margin:.3g}"
    return said + Bilingual(f"，领先下一个 {ahead} 分", f", {ahead} ahead of the next").in_language(language)


def _match_text(reason: Reason, language: str) -> str:
    evidence = reason.evidence
    if reason.by is By.FIELD:  # a piece of JSON, cut where the value ends: its quotes don't pair
        evidence = evidence.replace('"', "").replace("'", "").replace("\\", "")
    said = quoted(evidence)
    score = int(reason.score)
    return Bilingual(
        f"{_BY[reason.by].zh}{said}，{score} 分", f"{_BY[reason.by].en} {said}, score {score}"
    ).in_language(language)


def source_text(entry: Entry, knowledge: Knowledge, language: str) -> str:
    """Catalogue, section and edition; only their slugs where `knowledge` lacks the catalogue."""
    for catalogue in knowledge:
        if catalogue.slug == entry.key.catalogue:
            section = catalogue.section(entry.key.section).title.in_language(language)
            edition = Bilingual(
                f"{catalogue.edition} 版", f"edition {catalogue.edition}, in Chinese; the English is ours"
            )
            return " · ".join((catalogue.title.in_language(language), section, edition.in_language(language)))
    return f"{entry.key.catalogue} · {entry.key.section}"


def count_text(count: int, language: str) -> str:
    """How often an error stands in the paste."""
    return Bilingual(f"{count} 次", "once" if count == 1 else f"{count} times").in_language(language)
