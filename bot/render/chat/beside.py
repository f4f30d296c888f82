"""What stands beside an answer: the quiet facts below it, and the buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.answer import Answer, Kind
from bot.core.entry import Entry, remedies_of
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.answer import choices_of
from bot.render.chat.bounds import LONGEST_NAME, MOST_CHOICES, MOST_SOURCES
from bot.render.chat.voice import Voice, codes_of, entries_of
from bot.render.shown import shown
from bot.render.wording import Label
from bot.render.wording_chat import Word


@dataclass(frozen=True, slots=True)
class Tool:
    """A button: what it does, by a name for programs; its label; what a screen reader says."""

    verb: str
    label: str
    hint: str


# --- quiet facts -----------------------------------------------------------------------------


def facts_text(answer: Answer) -> str:
    """Why it matched, what else stood in the paste, what else it may be; in a row, "" for nothing."""
    return " · ".join(_facts(answer))


def _facts(answer: Answer) -> Iterator[str]:
    language, paste = answer.language, answer.context
    if answer.kind is Kind.FOUND and answer.cards and (answer.family or len(answer.cards) == 1):
        reason = answer.cards[0].reason
        if reason.evidence:  # an answer that is remembered has lost it
            yield chat.led(say.label(Label.MATCH, language), language) + say.reason_text(reason, language)
    named = ((Label.LOG_ID, paste.log_id), (Label.PARAMETER, paste.param))
    yield from (f"{say.label(name, language)} {text}" for name, text in named if text)
    if paste.timestamp:
        yield say.time_text(paste.timestamp)
    if answer.kind in (Kind.FOUND, Kind.CHOICES) and (near := answer.suggestions[:MOST_CHOICES]):
        offers = "; ".join(shown(f"{offer.entry.code} {offer.entry.message}", LONGEST_NAME) for offer in near)
        yield chat.led(say.near_title(answer.kind, language), language) + offers


def vendors_words(answer: Answer) -> str:
    """The vendor's advice, which is in Chinese, below ours in English; only where there is one."""
    advice = dict.fromkeys(entry.advice for entry in entries_of(answer) if entry.advice.en and entry.advice.zh)
    if answer.language == "zh" or answer.kind is not Kind.FOUND or len(advice) != 1:
        return ""
    return chat.led(say.label(Label.SOURCE_ADVICE, answer.language), answer.language) + next(iter(advice)).zh


def sources(answer: Answer, voice: Voice) -> list[tuple[str, str]]:
    """Catalogue, section and edition of what was found, and the page of each; at most MOST_SOURCES."""
    if answer.kind is not Kind.FOUND:
        return []
    pages = {catalogue.slug: catalogue.source for catalogue in voice.knowledge}
    texts = {
        say.source_text(entry, voice.knowledge, answer.language): pages.get(entry.key.catalogue, "")
        for entry in entries_of(answer)
    }
    return list(texts.items())[:MOST_SOURCES]


# --- buttons ---------------------------------------------------------------------------------


def choice_names(answer: Answer) -> list[str]:
    """Code and description of each choice; the message too for those that are alike otherwise."""
    entries, language = choices_of(answer), answer.language
    names = [f"{entry.code} · {entry.description.in_language(language)}" for entry in entries]
    return [
        f"{entry.code} · {say.entry_text(entry, language)}" if names.count(name) > 1 else name
        for entry, name in zip(entries, names, strict=True)
    ]


def tools(answer: Answer) -> Iterator[Tool]:
    """What can be done with the answer: "steps" and "ticket" where there are some, "language", "unhelpful"."""
    language, entries = answer.language, entries_of(answer) if answer.kind is Kind.FOUND else ()
    codes = codes_of(entries)
    if _has_more_steps(entries):
        yield Tool("steps", chat.word(Word.STEPS, language), chat.steps_hint(codes, language))
    if any(entry.verdict.ticket for entry in entries):
        yield Tool("ticket", chat.word(Word.TICKET, language), chat.ticket_hint(codes, language))
    yield Tool("language", chat.word(Word.LANGUAGE, language), chat.language_hint(language))
    yield Tool("unhelpful", chat.word(Word.UNHELPFUL, language), chat.unhelpful_hint(language))


def _has_more_steps(entries: Sequence[Entry]) -> bool:
    """Whether the remedies have steps that the message doesn't show: only one of them shows any."""
    codes, remedies = codes_of(entries), remedies_of(entries)
    told = len(remedies[0].first_steps(codes)) if len(remedies) == 1 else 0
    return sum(len(remedy.steps_for(codes)) for remedy in remedies) > told
