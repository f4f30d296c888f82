"""What a user reads, Chinese beside English: labels, headlines, sentences. No platform, no markup.

wording_verdict and wording_remark hold the two long tables. `language` is "zh" or "en" throughout.
What comes from a paste goes through `shown` or `quoted` before it stands in a phrase.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason
from bot.core.entry import Bilingual, Entry, Knowledge

LONGEST_QUOTE = 120  # characters of a paste that a phrase repeats
LONGEST_VALUE = 80  # characters of a log_id or a parameter
HEADLINE_CODES = 5  # codes that a headline names

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}  # escapes, bidi, half surrogates: never to a screen


# --- text from elsewhere ---------------------------------------------------------------------


def shown(text: str, longest: int = 10_000) -> str:
    """`text` on one line, fit to be shown: what can't be seen becomes one blank, and what goes beyond
    `longest` characters (1 or more) an ellipsis.
    """
    start = text[: longest * 4]  # so that megabytes cost nothing
    seen = " ".join("".join(" " if unicodedata.category(c) in _UNSEEN else c for c in start).split())
    if len(seen) <= longest and len(start) == len(text):
        return seen
    return seen[: longest - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """A piece of a paste or of the catalogue in quotation marks, at most LONGEST_QUOTE characters of it."""
    return f"“{shown(text, LONGEST_QUOTE)}”"


def joined(sentences: Iterable[str], language: str) -> str:
    """Sentences one after the other; Chinese ones need no blank between them."""
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)


def listed(items: Iterable[str], language: str) -> str:
    """Items in a row."""
    return ("、" if language == "zh" else ", ").join(items)


# --- labels ----------------------------------------------------------------------------------


class Label(StrEnum):
    """What stands before a fact."""

    VERDICT = "verdict"
    ADVICE = "advice"
    SOURCE_ADVICE = "source_advice"
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
    """The answer in one line, as a phone's notification shows it, in the answer's language."""
    if answer.kind is Kind.FOUND and answer.family:
        return " · ".join(family_headline(answer.family, answer.language))
    if answer.kind is Kind.FOUND:
        return _found_headline(answer.cards, answer.language)
    if answer.kind is Kind.CHOICES:
        codes = _some_codes((card.entry.code for card in answer.cards), answer.language)
        return joined((which_one(answer.language), codes), answer.language)
    if answer.kind is Kind.UNKNOWN_CODE:
        return " · ".join((shown(answer.unknown, LONGEST_VALUE), *unknown_text(answer)[:1]))
    return nothing_text(answer.language)[0]


def entry_headline(entry: Entry, language: str) -> str:
    """Code, message and description."""
    return " · ".join((entry.code, entry.message, entry.description.in_language(language)))


def family_headline(family: FamilyCard, language: str) -> tuple[str, str]:
    """The family's title, and how many codes it has."""
    size = len({entry.code for entry in family.entries})
    return family.title.in_language(language), Bilingual(f"{size} 个错误码", f"{size} codes").in_language(language)


def _found_headline(cards: Sequence[Card], language: str) -> str:
    counts: dict[str, int] = {}
    for card in cards:
        counts[card.entry.code] = max(counts.get(card.entry.code, 0), card.count)
    if len(counts) == 1:
        messages = dict.fromkeys(card.entry.message for card in cards)
        descriptions = dict.fromkeys(card.entry.description.in_language(language) for card in cards)
        (code, count), = counts.items()
        times = [f"×{count}"] if count > 1 else []
        return " · ".join((code, " / ".join(messages), " / ".join(descriptions), *times))
    codes = (f"{code} ×{count}" if count > 1 else code for code, count in counts.items())
    told = _some_codes(codes, language)
    return Bilingual(f"{len(counts)} 个错误:{told}", f"{len(counts)} errors: {told}").in_language(language)


def _some_codes(codes: Iterable[str], language: str) -> str:
    every = list(dict.fromkeys(codes))
    rest = ["…"] if len(every) > HEADLINE_CODES else []
    return listed((*every[:HEADLINE_CODES], *rest), language)


# --- sentences for each kind of answer -------------------------------------------------------


def found_text(cards: Sequence[Card], language: str) -> str:
    """What stands above several cards: how many there are, or that one code has several rows; else ""."""
    codes = {card.entry.code for card in cards}
    if len(cards) < 2:
        return ""
    if len(codes) == 1:
        code = cards[0].entry.code
        return Bilingual(
            f"{code} 在文档里有 {len(cards)} 行,都列在下面。", f"{code} stands in {len(cards)} rows of the source; here they are."
        ).in_language(language)
    total = sum({card.entry.code: card.count for card in cards}.values())
    if total == len(codes):
        return Bilingual(f"共 {total} 个错误。", f"{total} errors.").in_language(language)
    return Bilingual(
        f"共 {len(codes)} 个错误,出现 {total} 次。", f"{len(codes)} errors, seen {total} times in all."
    ).in_language(language)


def which_one(language: str) -> str:
    """The question above choices."""
    return Bilingual("是哪一个?", "Which one is it?").in_language(language)


def unknown_text(answer: Answer) -> tuple[str, ...]:
    """What is said of a code that isn't in the catalogue, or that is, but with somebody else's message."""
    foreign = is_foreign(answer)
    near = [s for s in answer.suggestions if s.entry.code != answer.unknown]
    if foreign:
        first = Bilingual("应该是其他接口的错误", "probably another API's error")
        why = Bilingual(
            "目录里有这个错误码,但旁边的报错信息对不上。",
            "The catalogue has this code, but not with the message beside it.",
        )
    else:
        first = Bilingual("目录里没有这个错误码", "not in the catalogue")
        why = Bilingual("", "")
    offer = Bilingual("相近的错误码:", "Codes close to it:") if near else Bilingual("", "")
    said = (text.in_language(answer.language) for text in (first, why, offer))
    return tuple(text for text in said if text)
