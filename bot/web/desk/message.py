"""What the desk says, put together from the chat's own blocks: answers, steps, tickets, follow-ups, help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from bot.core.answer import Answer, Kind, RemarkKind
from bot.core.followup import FollowUp
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.answer import Group, Told, groups_of, remark_lines, rest_line, shared_steps
from bot.render.chat.beside import choice_names, facts_text, sources, tools, vendors_words
from bot.render.chat.bounds import LONGEST_NAME, LONGEST_SAID, MOST_IN_CHANNEL, MOST_IN_PRIVATE
from bot.render.chat.card import remedy_line
from bot.render.chat.remedy import follow_up_lead, language_of, steps_blocks, ticket_blocks, topic_blocks
from bot.render.chat.voice import Voice, entries_of, harmless, some_codes
from bot.render.markdown import Block, Items, Paragraph, Piece
from bot.render.shown import shown
from bot.render.wording_chat import Word
from bot.web.desk.memory import to_memory
from bot.web.desk.painted import painted

COMMAND: Final = "/errcode"
NOTHING: Final = Markup()
UNHELPFUL: Final = "unhelpful"  # the chat's button for which the desk, which keeps nothing, has no use


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together. `tone` names its verdict's colour, "" for none."""

    markup: Markup
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed below an answer: what it does, its label, what a screen reader says."""

    do: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is said in one turn. `notes` are remarks, `quiet` what matters least, `memory` what it is about."""

    language: str
    parts: tuple[Part, ...]
    notes: Markup = NOTHING
    quiet: Markup = NOTHING
    choices: tuple[Button, ...] = ()
    tools: tuple[Button, ...] = ()
    memory: str = ""


def answer_message(answer: Answer, voice: Voice, *, private: bool) -> Message:
    """The answer, of any kind, as a chat has it; `private` allows more cards."""
    safe = harmless(answer, shown)
    language, most = safe.language, MOST_IN_PRIVATE if private else MOST_IN_CHANNEL
    lead, *cards = groups_of(safe, Told(voice, "", most))
    groups = [*cards, *([[rest_line(safe, most)]] if len(safe.cards) > most and cards else ()), shared_steps(safe)]
    tones = [card.entry.verdict.retry.value for card in safe.cards[: len(cards)]]
    parts = [
        Part(painted(lead, language, headed=safe.kind is not Kind.NOTHING), _tone(safe)),
        *(Part(painted(group, language, headed=True), tone) for group, tone in zip(cards, tones, strict=True)),
        *(Part(painted(group, language)) for group in groups[len(cards) :] if group),
    ]
    remembered = to_memory(answer)
    return Message(
        language,
        tuple(parts),
        notes=painted(_notes(safe, private=private), language),
        quiet=painted(_quiet(safe, voice), language),
        choices=tuple(_choices(safe)),
        tools=tuple(_tools(safe)) if remembered else (),
        memory=remembered,
    )


def steps_message(answer: Answer, voice: Voice) -> Message:
    """All steps of the remedies, for the codes of the answer."""
    safe = harmless(answer, shown)
    return _told(safe, voice, _codes_line(safe), steps_blocks(safe, voice))


def ticket_message(answer: Answer, voice: Voice) -> Message:
    """The ticket's text, to be copied, for each code whose advice is a ticket."""
    safe = harmless(answer, shown)
    return _told(safe, voice, _codes_line(safe), ticket_blocks(safe, voice))


def follow_up_message(answer: Answer, topic: FollowUp, voice: Voice) -> Message:
    """What the answer has to say on `topic`; for another language that is the answer itself."""
    if language := language_of(topic):
        return answer_message(replace(answer, language=language), voice, private=True)
    safe = harmless(answer, shown)
    return _told(safe, voice, follow_up_lead(safe, topic, voice), topic_blocks(safe, topic, voice))


def help_message(language: str, ways: Iterable[str]) -> Message:
    """What can be typed, as examples that run as they stand, and the other `ways` to ask."""
    examples = chat.command_examples(COMMAND, language, in_channel=False)
    items = tuple((Piece(typed, code=True), Piece(f" · {does}")) for typed, does in examples)
    lead = Paragraph((Piece(chat.word(Word.HELP, language)),))
    return plain_message(language, lead, Items(items), Items(tuple((Piece(way),) for way in ways)))


def plain_message(language: str, *blocks: Block) -> Message:
    """Blocks with nothing to press."""
    return Message(language, (Part(painted(blocks, language)),))


def lines_message(language: str, *lines: str) -> Message:
    """A few sentences, a line each."""
    return plain_message(language, *(Paragraph((Piece(line),)) for line in lines))


def secrets_note(answer: Answer) -> Markup:
    """The word to the poster alone: which secrets the text held; empty without any."""
    safe = harmless(answer, shown)
    secrets = [remark for remark in safe.remarks if remark.kind is RemarkKind.SECRET]
    return painted(_warning(replace(safe, remarks=tuple(secrets))), safe.language) if secrets else NOTHING


def _tone(answer: Answer) -> str:
    """The verdict's colour of what was found, where it is one."""
    retries = {entry.verdict.retry.value for entry in entries_of(answer)}
    alone = answer.family or len(answer.cards) == 1
    return retries.pop() if answer.kind is Kind.FOUND and alone and len(retries) == 1 else ""


def _notes(answer: Answer, *, private: bool) -> Iterator[Block]:
    yield from remark_lines(answer, private=private)
    if not private:
        yield from _warning(answer)


def _warning(answer: Answer) -> Iterator[Block]:
    """In a channel secrets are told of apart, to the poster alone."""
    secrets = [remark for remark in answer.remarks if remark.kind is RemarkKind.SECRET]
    texts = dict.fromkeys(say.remark_text(remark, answer.language) for remark in secrets)
    if texts:
        yield Paragraph((Piece(chat.word(Word.SECRETS, answer.language), bold=True),))
        yield Items(tuple((Piece(text),) for text in texts))


def _quiet(answer: Answer, voice: Voice) -> Iterator[Block]:
    """Why it matched and what else stood in the paste; the vendor's words; the sources."""
    for text in (facts_text(answer), vendors_words(answer)):
        if text:
            yield Paragraph((Piece(shown(text.replace("`", ""), LONGEST_SAID)),))
    for text, href in sources(answer, voice):
        yield Paragraph((Piece(shown(text, LONGEST_NAME), link=href),))


def _choices(answer: Answer) -> Iterator[Button]:
    for index, name in enumerate(choice_names(answer)):
        label = shown(name.replace("`", ""), LONGEST_NAME)
        yield Button(f"choose-{index}", label, chat.choice_hint(label, answer.language))


def _tools(answer: Answer) -> Iterator[Button]:
    for tool in tools(answer):
        if tool.verb != UNHELPFUL:
            yield Button(tool.verb, tool.label, tool.hint)


def _codes_line(answer: Answer) -> Sequence[Block]:
    return [Paragraph((Piece(some_codes(entries_of(answer), answer.language), bold=True),))]


def _told(answer: Answer, voice: Voice, lead: Group, told: Iterable[Block]) -> Message:
    """What is `told` below `lead`, and the links below it. An answer without entries has nothing to say but itself."""
    entries, language = entries_of(answer), answer.language
    if not entries:
        return lines_message(language, chat.ended(say.headline(answer), language))
    blocks = [*lead, *told, remedy_line(entries, voice.links, language)]
    return Message(language, (Part(painted(blocks, language, headed=True)),), memory=to_memory(answer))
