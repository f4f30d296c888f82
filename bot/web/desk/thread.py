"""A text or a pressed button, and what the thread is about -> what is said to it, as in a chat."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from bot.core.answer import Answer, Kind, choose
from bot.core.decode.unwrap import without_colours
from bot.core.desk import LONGEST_TEXT, Desk, Mode
from bot.core.followup import choice_of, follow_up_beside
from bot.core.normalise import language_of
from bot.core.redact import redact
from bot.render import wording_chat as chat
from bot.render.chat.beside import choice_names
from bot.render.chat.voice import Voice, codes_of, entries_of
from bot.render.wording_chat import Word
from bot.web.asking import Question, ask
from bot.web.desk.memory import Recall
from bot.web.desk.message import (
    Message,
    answer_message,
    follow_up_message,
    help_message,
    lines_message,
    secrets_note,
    steps_message,
    ticket_message,
)
from bot.web.desk.report import Report
from bot.web.desk.words import word

LONGEST_ECHO: Final = 4000  # characters of the question that are shown again

_UNSEEN: Final = {"Cc", "Cf", "Cs"}  # control characters, bidi overrides, half surrogates
_COMMAND = re.compile(
    r"\s{0,20}[/／](errcode|help|start|lang|channel)(?:[@＠]\w{1,32})?(?![A-Za-z0-9_@＠/.])[\s:：]{0,20}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brings: a text, or the button `do` below an earlier answer; `about` is what the page remembers.

    `language` is "zh", "en" or None where the text decides, `locale` the browser's. With `listening` the text is
    one that merely appeared in a channel.
    """

    text: str = ""
    do: str = ""
    about: str = ""
    language: str | None = None
    locale: str = "en"
    listening: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what was asked, as it is shown again, what is said to it, and what the thread is about now.

    `report` is what a log has come to, where one was sent.
    """

    question: str
    message: Message
    about: str = ""
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The bot's side of every thread. It keeps nothing: what it has to remember is in what is sent."""

    voice: Voice
    recall: Recall

    def reply(self, desk: Desk, sent: Sent) -> Turn:
        """What is said to it, with the answers of `desk`."""
        earlier = self.recall.answer(sent.about)
        turn = self._pressed(sent, earlier) if sent.do else self._asked(desk, sent, earlier)
        kept = sent.about if earlier else ""
        return replace(turn, about=turn.message.memory or kept)

    def _pressed(self, sent: Sent, earlier: Answer | None) -> Turn:
        """What a button does; it speaks the language of the answer that it stands below."""
        if earlier is None:
            return Turn("", lines_message(sent.locale, word("forgotten", sent.locale)))
        language, codes = earlier.language, codes_of(entries_of(earlier))
        match sent.do.partition("-"):
            case ("steps", "", ""):
                return Turn(chat.steps_hint(codes, language), steps_message(earlier, self.voice))
            case ("ticket", "", ""):
                return Turn(chat.ticket_hint(codes, language), ticket_message(earlier, self.voice))
            case ("language", "", ""):
                other = replace(earlier, language="en" if language == "zh" else "zh")
                return Turn(chat.word(Word.LANGUAGE, language), answer_message(other, self.voice, private=True))
            case ("choose", "-", index) if index.isdecimal() and len(index) < 3:
                return self._chosen(sent, earlier, int(index))
        return Turn("", lines_message(sent.locale, word("no_button", sent.locale)))

    def _chosen(self, sent: Sent, earlier: Answer, index: int) -> Turn:
        chosen, names = choose(earlier, index), choice_names(earlier)
        if chosen is None or index >= len(names):
            return Turn("", lines_message(sent.locale, word("forgotten", sent.locale)))
        question = chat.choice_hint(names[index], earlier.language)
        return Turn(question, answer_message(chosen, self.voice, private=not sent.listening))

    def _asked(self, desk: Desk, sent: Sent, earlier: Answer | None) -> Turn:
        """A command, a follow-up, or anything else that may be an error."""
        command = _COMMAND.match(sent.text)
        if not command:
            return Turn(echo(sent.text), self._answered(desk, sent, sent.text, earlier))
        rest = sent.text[command.end() :].strip()
        first, _, more = rest.partition(" ")
        name, spoken = command[1].lower(), self._spoken(sent)
        addressed = replace(sent, listening=False)  # a command is answered wherever it is typed
        match (name, first.lower(), more.strip()):
            case ("lang", wish, _):
                language = wish if wish in ("zh", "en") else spoken
                said = lines_message(language, word("no_language", language))
            case ("channel", _, _) | ("errcode", "channel", _):
                said = lines_message(spoken, word("no_channel", spoken))
            case ("help", _, _) | (_, "" | "help" | "帮助", ""):
                said = self._help(spoken)
            case ("errcode", "me" | "thread", text) if text:
                said = self._answered(desk, addressed, text, earlier)
            case _:
                said = self._answered(desk, addressed, rest, earlier)
        return Turn(echo(sent.text), said)

    def _help(self, language: str) -> Message:
        return help_message(language, (word("way_paste", language), word("way_follow", language)))

    def _spoken(self, sent: Sent) -> str:
        """The language of what says nothing of an error: the chosen one, or the text's, or the browser's."""
        return sent.language or ("zh" if language_of(sent.text[:LONGEST_TEXT], "") == "zh" else sent.locale)

    def _answered(self, desk: Desk, sent: Sent, text: str, earlier: Answer | None) -> Message:
        told = sent.language or (None if language_of(text[:LONGEST_TEXT], "") else sent.locale)
        mode = Mode.LISTEN if sent.listening else Mode.ASK
        answer = ask(desk, Question(text, "desk", mode, told))
        if earlier and not sent.listening and (chosen := _chosen_in(text, earlier)):
            return answer_message(replace(chosen, language=answer.language), self.voice, private=True)
        topic = follow_up_beside(text, answer, addressed=not sent.listening) if earlier else None
        if earlier and topic:
            return follow_up_message(replace(earlier, language=answer.language), topic, self.voice)
        if answer.greets:
            return self._help(answer.language)
        if sent.listening and answer.kind is Kind.NOTHING:
            silence = lines_message(sent.language or sent.locale, word("silent", sent.language or sent.locale))
            return replace(silence, notes=secrets_note(answer))
        return answer_message(answer, self.voice, private=not sent.listening)


def _chosen_in(text: str, earlier: Answer) -> Answer | None:
    """What "the second one" leaves of the choices above; None where there are none, or not as many."""
    index = choice_of(text)
    return None if index is None or index >= len(choice_names(earlier)) else choose(earlier, index)


def echo(text: str) -> str:
    """The question as it is shown again: without secrets and unseen characters, its lines kept."""
    plain = redact(text[:LONGEST_TEXT]).text
    kept = without_colours(plain[:LONGEST_ECHO])
    seen = "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    return (seen.strip("\n") if seen.strip() else "") + ("…" if len(plain) > LONGEST_ECHO else "")
