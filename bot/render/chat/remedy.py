"""What is shown on demand, from the remedies: all steps, a ticket's text, the answer to a follow-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.core.answer import Answer, Card
from bot.core.entry import Actor, Entry, Remedy, Topic, remedies_of
from bot.core.followup import FollowUp
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.bounds import MOST_ENTRIES, MOST_REMEDIES, MOST_TICKETS
from bot.render.chat.card import labelled, verdict_lines
from bot.render.chat.voice import Voice, codes_of, entries_of
from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Quote, coded, for_codes, passage_blocks
from bot.render.wording_chat import Word
from bot.render.wording_followup import follow_up_words

_Told = Iterator[Block]


def language_of(topic: FollowUp) -> str:
    """The language that `topic` asks for, "" where it asks for something else."""
    return {FollowUp.ENGLISH: "en", FollowUp.CHINESE: "zh"}.get(topic, "")


def follow_up_lead(answer: Answer, topic: FollowUp, voice: Voice) -> list[Block]:
    """What leads the answer to a follow-up: a title that names the errors, and a sentence or a few."""
    title, sentence = follow_up_words(answer, topic, answer.language, voice.knowledge)
    return [Paragraph((Piece(title, bold=True),)), Paragraph((Piece(sentence),))]


def topic_blocks(answer: Answer, topic: FollowUp, voice: Voice) -> Iterator[Block]:
    """What stands below that. Raises KeyError for a topic that asks for another language."""
    return _TOPICS[topic](answer, voice)


# --- what there is to tell -------------------------------------------------------------------


def steps_blocks(answer: Answer, _voice: Voice) -> _Told:
    """All steps of the remedies, for the codes of the answer."""
    entries = entries_of(answer)
    for remedy in _remedies(entries):
        codes = codes_of(entry for entry in entries if entry.remedy == remedy)
        title = remedy.title.in_language(answer.language)
        yield labelled(chat.word(Word.ALL_STEPS, answer.language), (Piece(title),), answer.language)
        yield Items(tuple(coded(step.in_language(answer.language)) for step in remedy.steps_for(codes)), start=1)


def ticket_blocks(answer: Answer, voice: Voice) -> _Told:
    """The ticket's text, to be copied, for each code whose advice is a ticket; else what the pages say of tickets."""
    language = answer.language
    cards = _ticket_cards(answer)
    if not cards:
        yield Paragraph((Piece(chat.word(Word.NO_TICKET, language)),))
        yield from _passages(answer, voice, Topic.TICKET)
        return
    yield Paragraph((Piece(say.ticket_title(language), bold=True),))
    for card in cards[:MOST_TICKETS]:
        yield Code(say.ticket_text(card, answer.context, language))


def _ticket_cards(answer: Answer) -> list[Card]:
    """A card for each ticket; one for a whole family, whose code the reader has to fill in."""
    cards = [card for card in answer.cards if card.entry.verdict.ticket]
    if not answer.family or not cards:
        return cards
    entry = cards[0].entry
    unnamed = entry.key._replace(code=chat.word(Word.TICKET_CODE, answer.language))
    return [replace(cards[0], entry=replace(entry, key=unnamed))]


def _retry(answer: Answer, voice: Voice) -> _Told:
    return _passages(answer, voice, Topic.RETRY)


def _ticket(answer: Answer, voice: Voice) -> _Told:
    if _ticket_cards(answer):
        yield from ticket_blocks(answer, voice)
    yield from _passages(answer, voice, Topic.TICKET)


def _meaning(answer: Answer, voice: Voice) -> _Told:
    return _passages(answer, voice, Topic.MEANING)


def _actor(answer: Answer, voice: Voice) -> _Told:
    entries = entries_of(answer)
    yield from verdict_lines(entries, answer.language)
    if any(entry.verdict.actor is Actor.END_USER for entry in entries):
        yield from _end_user(answer, voice)


def _end_user(answer: Answer, voice: Voice) -> _Told:
    return _passages(answer, voice, Topic.END_USER)


def _sample(answer: Answer, voice: Voice) -> _Told:
    """The code that mends it, with what leads it; all steps where no page has any."""
    blocks = list(_passages(answer, voice, Topic.MEND))
    samples = [place for place, block in enumerate(blocks) if isinstance(block, Code)]
    if not samples:
        yield from steps_blocks(answer, voice)
    for place in samples:
        yield from blocks[max(0, place - 1) : place + 1]


def _source(answer: Answer, voice: Voice) -> _Told:
    """The vendor's own words, and the page where they stand."""
    entries = entries_of(answer)
    pages = {catalogue.slug: catalogue.source for catalogue in voice.knowledge}
    for entry in entries[:MOST_ENTRIES]:
        yield Paragraph((Piece(entry.code, bold=True), Piece(f" · {entry.message}")))
        yield Quote((Piece("\n".join(text for text in (entry.description.zh, entry.advice.zh) if text)),))
    for page in dict.fromkeys(pages.get(entry.key.catalogue, "") for entry in entries):
        if page:
            yield Paragraph((Piece(page, link=page),))


_TOPICS: Final[Mapping[FollowUp, Callable[[Answer, Voice], _Told]]] = MappingProxyType(
    {
        FollowUp.RETRY: _retry,
        FollowUp.STEPS: steps_blocks,
        FollowUp.TICKET: _ticket,
        FollowUp.MEANING: _meaning,
        FollowUp.ACTOR: _actor,
        FollowUp.END_USER: _end_user,
        FollowUp.SOURCE: _source,
        FollowUp.SAMPLE: _sample,
    }
)


def _passages(answer: Answer, voice: Voice, topic: Topic) -> _Told:
    """What the remedies' pages say on `topic` of the answer's codes."""
    entries = entries_of(answer)
    remedies = _remedies(entries)
    for remedy in remedies:
        if len(remedies) > 1:
            yield Paragraph((Piece(remedy.title.in_language(answer.language), bold=True),))
        codes = codes_of(entry for entry in entries if entry.remedy == remedy)
        hrefs = voice.remedy_hrefs(remedy.catalogue)
        for passage in remedy.passages:
            if passage.topic is topic:
                yield from for_codes(passage_blocks(passage.text.in_language(answer.language), hrefs), codes)


def _remedies(entries: Iterable[Entry]) -> Sequence[Remedy]:
    return remedies_of(entries)[:MOST_REMEDIES]
