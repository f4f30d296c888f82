"""A message for Slack, and what is made safe before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.answer import Answer
from bot.render.chat import voice
from bot.render.slack.limits import LONGEST_BLOCK_ID, Json
from bot.render.slack.paint import defused, escaped


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage` takes. `text` is a sentence for notifications and screen readers, escaped."""

    text: str
    blocks: tuple[Json, ...]


def message(sentences: Iterable[str], blocks: Iterable[Json], marker: str = "") -> Message:
    """A message whose `text` is those of the sentences that say something; `marker` names its first block.

    Raises ValueError when the marker is too long: cut, nobody would find the message by it.
    """
    if len(marker) > LONGEST_BLOCK_ID:
        what = f"a marker has {len(marker)} characters, and a block_id at most {LONGEST_BLOCK_ID}"
        raise ValueError(f"{what}; shorten the post's key")
    first, *rest = blocks
    named = {**first, "block_id": marker} if marker else first
    return Message(escaped(" ".join(sentence for sentence in sentences if sentence)), (named, *rest))


def harmless(answer: Answer) -> Answer:
    """The answer with all that came from a paste defused: on one line, bounded, free of Slack's markup."""
    return voice.harmless(answer, defused)
