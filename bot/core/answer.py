"""What the bot has to say, free of any platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.core.entry import Bilingual, CodeRange, Entry


class Kind(StrEnum):
    """What sort of answer it is."""

    FOUND = "found"
    CHOICES = "choices"
    UNKNOWN_CODE = "unknown_code"
    NOTHING = "nothing"


class By(StrEnum):
    """What the match rests on, the strongest first."""

    FIELD = "field"
    CODE = "code"
    MESSAGE = "message"
    DESCRIPTION = "description"
    PHRASE = "phrase"
    ADVICE = "advice"


CERTAIN: Final = frozenset({By.FIELD, By.CODE, By.MESSAGE})  # what the text itself says; the others are likeness
OWN_SCORE: Final = 96.0  # from which a text holds the catalogue's own words whole, and isn't merely like them


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry is in the answer.

    `score` runs from 0 to 100; `evidence` is the piece of the text or of the catalogue that
    matched; `margin` is the distance to the runner-up, 0 for a tie.
    """

    by: By
    score: float
    evidence: str
    margin: float = 100.0


def is_own(reason: Reason) -> bool:
    """Whether the text itself names the error: by its code, or by the catalogue's own words, whole."""
    if reason.by in (By.FIELD, By.CODE):
        return True
    return reason.by in (By.MESSAGE, By.DESCRIPTION) and reason.score >= OWN_SCORE


@dataclass(frozen=True, slots=True)
class Card:
    """One entry within an answer. `count` is how often it stands in the paste, 1 or more."""

    entry: Entry
    reason: Reason
    count: int = 1


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """Entries shown as one, because the question doesn't tell them apart."""

    title: Bilingual
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near code, offered but not claimed. `score` runs from 0 to 100."""

    entry: Entry
    score: float


class RemarkKind(StrEnum):
    """What the reader should be told beside the answer."""

    CONTRADICTION = "contradiction"  # the message beside a code is another's; the code was believed
    WRONG_CODE = "wrong-code"  # the code beside a message is another's; the message was believed
    SECRET = "secret"  # noqa: S105 - the kind of a remark
    TRUNCATED = "truncated"
    UNNAMED = "unnamed"  # it asks about an error (its FollowUp, or "choice") and names none; the answer is NOTHING
    ASKED = "asked"  # what the text asks about the one code that it names: a FollowUp; the answer leads with that
    UNREAD = "unread"  # a file beside the text: why, its bytes (0: unknown), and the most that are read


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark: its kind and what it is about (a secret's kind, never the secret)."""

    kind: RemarkKind
    detail: str


@dataclass(frozen=True, slots=True)
class Context:
    """What else stood in the paste and belongs into a ticket.

    `timestamp` is in UTC; `param` is the parameter that a message template captured.
    """

    log_id: str = ""
    timestamp: datetime | None = None
    param: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's answer to one text.

    `cards` come best first for a question, in order of appearance for a paste. `unknown` are
    the numbers that look like codes and stand in no catalogue, with the range they fall into.
    `language` is "zh" or "en". With `greets`, a NOTHING, the text only meets the bot.
    """

    kind: Kind
    language: str
    cards: tuple[Card, ...] = ()
    family: FamilyCard | None = None
    suggestions: tuple[Suggestion, ...] = ()
    unknown: str = ""
    unknown_range: CodeRange | None = None
    context: Context = field(default_factory=Context)
    remarks: tuple[Remark, ...] = ()
    greets: bool = False

    @property
    def codes(self) -> list[str]:
        """The codes presented, each once, in the cards' order."""
        return list(dict.fromkeys(card.entry.code for card in self.cards))


def choose(answer: Answer, index: int) -> Answer | None:
    """The answer that remains when the asker takes one of the choices, or of the codes offered; None for no such one.

    `index` counts the choices of a CHOICES answer, or else the suggestions, from 0.
    """
    if answer.kind is Kind.CHOICES:
        offered = answer.cards
    else:
        offered = tuple(Card(near.entry, Reason(By.CODE, 100.0, near.entry.code)) for near in answer.suggestions)
    if not 0 <= index < len(offered):
        return None
    return Answer(Kind.FOUND, answer.language, (offered[index],), context=answer.context, remarks=answer.remarks)
