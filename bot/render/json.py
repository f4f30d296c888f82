"""Answer -> the answer object that the command line, the batch protocol and HTTP share."""

from __future__ import annotations

from typing import Any

from bot.core.answer import Answer, Card, FamilyCard, Suggestion
from bot.core.entry import Bilingual, Remedy
from bot.render.links import Links

Json = dict[str, Any]  # a JSON object


def answer_object(answer: Answer, links: Links) -> Json:
    """The answer as JSON values. Its keys may grow, and don't change otherwise."""
    return {
        "kind": answer.kind.value,
        "language": answer.language,
        "cards": [_card(card, links) for card in answer.cards],
        "family": _family(answer.family) if answer.family else None,
        "suggestions": [_suggestion(suggestion, links) for suggestion in answer.suggestions],
        "unknown": _unknown(answer),
        "context": {
            "log_id": answer.context.log_id or None,
            "timestamp": answer.context.timestamp.isoformat() if answer.context.timestamp else None,
            "param": answer.context.param or None,
        },
        "warnings": [{"kind": remark.kind.value, "detail": remark.detail} for remark in answer.remarks],
    }


def batch_object(identity: object, answer: Answer, links: Links) -> Json:
    """One line of the batch protocol: the codes presented, those only offered, and the answer."""
    return {
        "id": identity,
        "kind": answer.kind.value,
        "codes": answer.codes,
        "suggestions": list(dict.fromkeys(suggestion.entry.code for suggestion in answer.suggestions)),
        "answer": answer_object(answer, links),
    }


def _card(card: Card, links: Links) -> Json:
    entry = card.entry
    return {
        "catalogue": entry.key.catalogue,
        "section": entry.key.section,
        "code": entry.code,
        "message": entry.message,
        "description": _both(entry.description),
        "advice": _both(entry.advice),
        "verdict": {
            "retry": entry.verdict.retry.value,
            "actor": entry.verdict.actor.value,
            "ticket": entry.verdict.ticket,
        },
        "url": links.entry(entry),
        "remedy": _remedy(entry.remedy, entry.code, links) if entry.remedy else None,
        "match": {
            "by": card.reason.by.value,
            "score": card.reason.score,
            "evidence": card.reason.evidence,
            "margin": card.reason.margin,
        },
        "count": card.count,
    }


def _remedy(remedy: Remedy, code: str, links: Links) -> Json:
    return {
        "slug": remedy.slug,
        "title": _both(remedy.title),
        "url": links.remedy(remedy),
        "steps": [_both(step) for step in remedy.first_steps({code})],
    }


def _family(family: FamilyCard) -> Json:
    return {"title": _both(family.title), "codes": list(dict.fromkeys(entry.code for entry in family.entries))}


def _suggestion(suggestion: Suggestion, links: Links) -> Json:
    entry = suggestion.entry
    return {"code": entry.code, "message": entry.message, "score": suggestion.score, "url": links.entry(entry)}


def _unknown(answer: Answer) -> Json | None:
    if not answer.unknown:
        return None
    meaning = answer.unknown_range.meaning if answer.unknown_range else None
    return {"code": answer.unknown, "range": _both(meaning) if meaning else None}


def _both(text: Bilingual) -> Json:
    return {"zh": text.zh, "en": text.en}
