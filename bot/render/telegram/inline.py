"""Answer -> what an inline query offers: each result is a message of its own, for any chat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.core.answer import Answer, By, Card, Kind, Reason
from bot.core.entry import Entry
from bot.render import wording as say
from bot.render.chat.voice import Voice, some_codes
from bot.render.shown import joined, shown
from bot.render.telegram.answer import answer_message
from bot.render.telegram.limits import LONGEST_TITLE, MOST_RESULTS
from bot.render.telegram.message import Message, harmless
from bot.render.wording_chat import ended


class Result(NamedTuple):
    """A result: its id (64 bytes at most), what the list shows of it, and the message that is sent."""

    id: str
    title: str
    description: str
    message: Message


def inline_results(answer: Answer, voice: Voice, language: str) -> list[Result]:
    """A result for each card, choice or near code, at most MOST_RESULTS; one for a family; none for nothing.

    Their messages have no buttons: what those would answer to has no case.
    """
    asked = harmless(replace(answer, language=language))
    results = [_result(told, title, description, voice) for told, title, description in _told(asked)]
    return list({result.id: result for result in results}.values())[:MOST_RESULTS]


def _told(answer: Answer) -> Iterator[tuple[Answer, str, str]]:
    """Each answer with its title and description."""
    language = answer.language
    if answer.family:
        title, many = say.family_headline(answer.family, language)
        yield answer, title, f"{many} · {some_codes(answer.family.entries, language)}"
    elif answer.kind in (Kind.FOUND, Kind.CHOICES):
        yield from _of_cards(answer, answer.cards)
    else:
        if answer.kind is Kind.UNKNOWN_CODE:
            yield answer, answer.unknown or "?", say.unknown_text(answer)
        yield from _of_cards(answer, (_carded(offer.entry) for offer in answer.suggestions))


def _of_cards(answer: Answer, cards: Iterable[Card]) -> Iterator[tuple[Answer, str, str]]:
    language = answer.language
    for card in cards:
        entry = card.entry
        told = Answer(Kind.FOUND, language, (card,), context=answer.context)
        means = ended(entry.description.in_language(language), language)
        said = joined((means, say.verdict_text(entry.verdict, language)), language)
        yield told, f"{entry.code} · {entry.message}", said


def _carded(entry: Entry) -> Card:
    return Card(entry, Reason(By.CODE, 100.0, entry.code))


def _result(answer: Answer, title: str, description: str, voice: Voice) -> Result:
    said = answer_message(answer, voice, "", private=False)
    name = hashlib.sha256(said.html.encode()).hexdigest()[:32]
    return Result(name, _short(title), _short(description), said)


def _short(text: str) -> str:
    return shown(text.replace("`", ""), LONGEST_TITLE) or "?"  # Telegram refuses a result without a title
