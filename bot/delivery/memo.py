"""An answer <-> what is kept of it: keys of entries, what the match rests on, the ticket's facts.

A memo holds nothing of the text but what the answer shows of it, which was redacted before. Read
back, it takes the entries from the knowledge of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.entry import Bilingual, CodeRange, Entry, EntryKey, Knowledge
from bot.store.cases import Case

Memo = dict[str, Any]  # a JSON object
Entries = Mapping[EntryKey, Entry]


def to_memo(answer: Answer) -> Memo:
    """What is kept of an answer, as JSON values."""
    context, run = answer.context, answer.unknown_range
    return {
        "kind": answer.kind.value,
        "language": answer.language,
        "cards": [_card(card) for card in answer.cards],
        "family": _family(answer.family) if answer.family else None,
        "suggestions": [[*suggestion.entry.key, suggestion.score] for suggestion in answer.suggestions],
        "unknown": answer.unknown,
        "range": [run.first, run.last, run.meaning.zh, run.meaning.en] if run else None,
        "context": [context.log_id, context.timestamp.isoformat() if context.timestamp else "", context.param],
        "remarks": [[remark.kind.value, remark.detail] for remark in answer.remarks],
        "greets": answer.greets,
    }


def from_memo(memo: Memo, entries: Entries) -> Answer:
    """The answer again, without entries that the knowledge has lost since; NOTHING when these were all its cards."""
    log_id, moment, param = memo["context"]
    run, cards = memo["range"], tuple(_cards(memo["cards"], entries))
    lost = bool(memo["cards"]) and not cards
    return Answer(
        kind=Kind.NOTHING if lost else Kind(memo["kind"]),
        language=memo["language"],
        cards=cards,
        family=_family_card(memo["family"], entries) if memo["family"] else None,
        suggestions=tuple(
            Suggestion(entries[key], score)
            for *parts, score in memo["suggestions"]
            if (key := EntryKey(*parts)) in entries
        ),
        unknown=memo["unknown"],
        unknown_range=CodeRange(run[0], run[1], Bilingual(run[2], run[3])) if run else None,
        context=Context(log_id, datetime.fromisoformat(moment) if moment else None, param),
        remarks=tuple(Remark(RemarkKind(kind), detail) for kind, detail in memo["remarks"]),
        greets=memo.get("greets", False),  # an older memo doesn't say
    )


def answer_of(case: Case, entries: Entries, language: str = "") -> Answer:
    """The answer of a case, in its own language or another."""
    return from_memo({**case.memo, "language": language or case.language}, entries)


def entries_of(knowledge: Knowledge) -> Entries:
    """All entries, by their keys."""
    return {entry.key: entry for catalogue in knowledge for entry in catalogue.entries}


def codes_of(memo: Memo) -> list[str]:
    """The codes that the answer presents, each once, in their order."""
    return list(dict.fromkeys(key[2] for key, *_ in memo["cards"]))


def _card(card: Card) -> list[Any]:
    reason = card.reason
    return [list(card.entry.key), reason.by.value, reason.score, reason.evidence, reason.margin, card.count]


def _cards(rows: Iterable[list[Any]], entries: Entries) -> Iterator[Card]:
    for parts, by, score, evidence, margin, count in rows:
        entry = entries.get(EntryKey(*parts))
        if entry:
            yield Card(entry, Reason(By(by), score, evidence, margin), count)


def _family(family: FamilyCard) -> Memo:
    return {"zh": family.title.zh, "en": family.title.en, "members": [list(entry.key) for entry in family.entries]}


def _family_card(memo: Memo, entries: Entries) -> FamilyCard | None:
    keys = (EntryKey(*parts) for parts in memo["members"])
    members = tuple(entries[key] for key in keys if key in entries)
    return FamilyCard(Bilingual(memo["zh"], memo["en"]), members) if members else None
