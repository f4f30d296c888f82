"""The answer to a follow-up in a thread, in words: a title and what can be said in a sentence or a few.

What needs a remedy's passage (the steps, the ticket, what to tell the end user) stands below it; the
sentence here says what the verdict alone decides. `language` is "zh" or "en" throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, RemarkKind
from bot.core.entry import Bilingual, Entry, Knowledge, Retry
from bot.core.followup import FollowUp
from bot.render.shown import LONGEST_VALUE, joined, listed, quoted, shown
from bot.render.wording import HEADLINE_CODES, source_text
from bot.render.wording_chat import actor_text, ended, led
from bot.render.wording_verdict import verdict_text

MOST_GROUPS = 5  # different things that are said of an answer's errors

_TextOf = Callable[[Entry, str], str]

_TITLES: Final[Mapping[FollowUp, Bilingual]] = MappingProxyType(
    {
        FollowUp.RETRY: Bilingual("能否重试", "Can I retry?"),
        FollowUp.STEPS: Bilingual("怎么处理", "What to do"),
        FollowUp.TICKET: Bilingual("工单", "Ticket"),
        FollowUp.MEANING: Bilingual("含义", "What it means"),
        FollowUp.ACTOR: Bilingual("由谁处理", "Who has to act"),
        FollowUp.END_USER: Bilingual("怎么对最终用户说", "What to tell the end user"),
        FollowUp.SOURCE: Bilingual("出处", "Source"),
        FollowUp.SAMPLE: Bilingual("示例代码", "Sample code"),
        FollowUp.ENGLISH: Bilingual("英文", "In English"),
        FollowUp.CHINESE: Bilingual("中文", "In Chinese"),
    }
)
_MAY_RETRY: Final[Mapping[Retry, Bilingual]] = MappingProxyType(
    {
        Retry.NOW: Bilingual("可以。", "Yes."),
        Retry.BACKOFF: Bilingual("可以，但要隔一会儿。", "Yes, but with pauses."),
        Retry.AFTER_FIX: Bilingual("先不要。", "Not yet."),
        Retry.NEVER: Bilingual("不要。", "No."),
    }
)
_TICKETS: Final[Mapping[Retry, Bilingual]] = MappingProxyType(
    {
        Retry.NOW: Bilingual("反复出现再提工单。", "Only if it keeps coming back."),
        Retry.BACKOFF: Bilingual("多次重试无效再提工单。", "Only if several tries have failed."),
        Retry.AFTER_FIX: Bilingual("修正后仍然出现再提工单。", "Only if it persists after the fix."),
        Retry.NEVER: Bilingual("需要提交工单。", "Yes, open one."),
    }
)
_NO_TICKET = Bilingual("官方建议里没有要求提交工单。", "The vendor's advice doesn't ask for one.")
_SAMPLE = Bilingual("处理页上的示例代码：", "The sample on its page:")
_NO_SAMPLE = Bilingual("它的处理页没有示例代码，步骤如下。", "Its page has no sample code; these are the steps.")
_NOTHING = Bilingual("这条消息列里没有我认识的错误。", "There is no error in this thread that I know.")
_LANGUAGES: Final[Mapping[FollowUp, str]] = MappingProxyType({FollowUp.ENGLISH: "en", FollowUp.CHINESE: "zh"})


def asked_about(answer: Answer) -> FollowUp | None:
    """What was asked beside the code that was answered; None for nothing, or nothing that this version knows."""
    details = {remark.detail for remark in answer.remarks if remark.kind is RemarkKind.ASKED}
    return next((kind for kind in FollowUp if kind.value in details), None)


def follow_up_words(answer: Answer, kind: FollowUp, language: str, knowledge: Knowledge = ()) -> tuple[str, str]:
    """What `answer` says about `kind`: a title that names the errors, and a sentence or a few, on one line.

    Errors of which the same holds are named together; of MOST_GROUPS different texts the first are said.
    ENGLISH and CHINESE give the meaning in that language. SOURCE is in full where `knowledge` has the
    catalogue, else by its slugs. An answer without entries gives the title alone and says so.
    """
    told = _LANGUAGES.get(kind, language)
    title = _TITLES[kind].in_language(told)
    entries = answer.family.entries if answer.family else tuple(card.entry for card in answer.cards)
    if not entries:
        return title, _NOTHING.in_language(told)
    return f"{_name(answer, entries, told)} · {title}", _said(entries, _text_of(kind, knowledge), told)


def _name(answer: Answer, entries: Sequence[Entry], language: str) -> str:
    if answer.family:
        return shown(answer.family.title.in_language(language), LONGEST_VALUE)
    return _codes(entries, language)


def _codes(entries: Sequence[Entry], language: str) -> str:
    codes = list(dict.fromkeys(entry.code for entry in entries))
    more = ["…"] if len(codes) > HEADLINE_CODES else []
    return listed((*codes[:HEADLINE_CODES], *more), language)


def _said(entries: Sequence[Entry], text_of: _TextOf, language: str) -> str:
    """What holds for the entries; with their names where not the same holds for all."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(shown(text_of(entry, language)), []).append(entry)
    if len(groups) == 1:
        return next(iter(groups))
    told = list(groups.items())
    sentences = [led(_group_name(members, entries, language), language) + text for text, members in told[:MOST_GROUPS]]
    return joined((*sentences, *(["…"] if len(told) > MOST_GROUPS else [])), language)


def _group_name(members: Sequence[Entry], entries: Sequence[Entry], language: str) -> str:
    """The codes of a group; the messages too where one of its codes has a row in another group."""
    codes = {entry.code for entry in members}
    if all(entry in members for entry in entries if entry.code in codes):
        return _codes(members, language)
    rows = dict.fromkeys(f"{entry.code} {quoted(entry.message)}" for entry in members)
    return listed(rows, language)


# --- what is said of one entry -------------------------------------------------------------------


def _text_of(kind: FollowUp, knowledge: Knowledge) -> _TextOf:
    if kind is FollowUp.SOURCE:
        return lambda entry, language: _source(entry, knowledge, language)
    return _TEXTS[kind]


def _retry(entry: Entry, language: str) -> str:
    first = _MAY_RETRY[entry.verdict.retry].in_language(language)
    return joined((first, verdict_text(entry.verdict, language)), language)


def _advice(entry: Entry, language: str) -> str:
    advice = entry.advice.in_language(language)
    return ended(advice, language) if advice else verdict_text(entry.verdict, language)


def _ticket(entry: Entry, language: str) -> str:
    wanted = _TICKETS[entry.verdict.retry] if entry.verdict.ticket else _NO_TICKET
    return wanted.in_language(language)


def _meaning(entry: Entry, language: str) -> str:
    return ended(entry.description.in_language(language) or quoted(entry.message), language)


def _actor(entry: Entry, language: str) -> str:
    return actor_text(entry.verdict.actor, language)


def _sample(entry: Entry, language: str) -> str:
    passages = entry.remedy.passages if entry.remedy else ()
    return (_SAMPLE if any("```" in passage.text.en for passage in passages) else _NO_SAMPLE).in_language(language)


def _verdict(entry: Entry, language: str) -> str:
    return verdict_text(entry.verdict, language)


def _source(entry: Entry, knowledge: Knowledge, language: str) -> str:
    """Catalogue, section and edition, and the address of the vendor's page."""
    pages = (catalogue.source for catalogue in knowledge if catalogue.slug == entry.key.catalogue)
    where = ended(source_text(entry, knowledge, language), language)
    return " ".join((where, *pages))


_TEXTS: Final[Mapping[FollowUp, _TextOf]] = MappingProxyType(
    {
        FollowUp.RETRY: _retry,
        FollowUp.STEPS: _advice,
        FollowUp.TICKET: _ticket,
        FollowUp.MEANING: _meaning,
        FollowUp.ACTOR: _actor,
        FollowUp.END_USER: _verdict,
        FollowUp.SAMPLE: _sample,
        FollowUp.ENGLISH: _meaning,
        FollowUp.CHINESE: _meaning,
    }
)
