"""What is owed to a platform, and who takes it there.

A courier tells a delivery that failed apart by what the sender has to do next:

    DeliveryError
    ├── ThrottledError   not delivered; not again before some seconds have passed
    ├── UnsentError      not delivered, for sure; try again
    ├── DoubtfulError    may have been delivered: look before sending again
    ├── MovedError       not delivered: the channel has another name now
    ├── ElsewhereError   not delivered: it has to go into another thread
    └── RefusedError     never will be
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from bot.store.cases import Case


class PostKind(StrEnum):
    """What a post is; its `body` holds what only that kind needs."""

    ANSWER = "answer"  # the answer of a case, into its thread
    HEADLINE = "headline"  # who asked what, into the channel; its own reference becomes the case's thread
    REPEAT = "repeat"  # one line: the same error again; body: count, minutes, first (a case's id)
    COUNTER = "counter"  # the answer again, with how often it was seen; body: count
    REVISION = "revision"  # the answer again, as the paste was edited or a choice was made
    WITHDRAWAL = "withdrawal"  # the answer taken back
    WARNING = "warning"  # to the poster alone: there was a secret in it; body: channel, thread (if another's)
    FOLLOW_UP = "follow-up"  # what the thread asked about the case; body: kind, language
    NOTICE = "notice"  # what the bot says about itself; body: name, language


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to deliver. `key` is its marker: no two posts have the same.

    `first` is the case that a REPEAT leads back to. `again` says that it may have been delivered before, and
    could not be found.
    """

    key: str
    kind: PostKind
    case: Case
    body: Mapping[str, Any]
    first: Case | None = None
    again: bool = False


class Courier(Protocol):
    """Takes posts to one platform. One call, one try: it never repeats a request by itself."""

    async def find(self, post: Post) -> str | None:
        """The reference of the post where it was delivered before, None where it wasn't. Raises DeliveryError."""

    async def deliver(self, post: Post) -> str:
        """Delivers it; the platform's reference to it, "" where there is none. Raises DeliveryError."""


class DeliveryError(Exception):
    """A delivery failed. Its text is for the log: it never holds a token or a user's words."""


class ThrottledError(DeliveryError):
    """The platform wants a pause of `seconds` in this channel."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"told to wait {seconds:g} s")
        self.seconds = seconds


class UnsentError(DeliveryError):
    """Nothing reached the platform."""


class DoubtfulError(DeliveryError):
    """The request was on its way when the connection failed, or the platform failed itself."""


class MovedError(DeliveryError):
    """The channel is known as `channel` from now on (a Telegram group that became a supergroup)."""

    def __init__(self, channel: str) -> None:
        super().__init__("the channel has moved")
        self.channel = channel


class ElsewhereError(DeliveryError):
    """It can't be delivered where it was to go, but in that `thread` of that `channel` of the same platform."""

    def __init__(self, channel: str, thread: str) -> None:
        super().__init__("has to go elsewhere")
        self.channel = channel
        self.thread = thread


class RefusedError(DeliveryError):
    """The platform won't ever take it: the channel is gone, the message was deleted."""
