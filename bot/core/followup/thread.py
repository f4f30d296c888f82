"""Whether a message in a thread asks about the answer there, or has an error of its own."""

from __future__ import annotations

from bot.core.answer import Answer, Kind, is_own
from bot.core.followup.question import FollowUp, follow_up


def follow_up_beside(text: str, answer: Answer, addressed: bool) -> FollowUp | None:
    """What `text` asks about an earlier answer, unless it holds an error of its own; `answer` is its own answer."""
    if answer.kind is Kind.UNKNOWN_CODE or any(is_own(card.reason) for card in answer.cards):
        return None
    return follow_up(text, addressed)
