"""A platform in memory, and a courier to it that breaks as it is told; it refuses posts that no platform would take."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.delivery.courier import DoubtfulError, Post, PostKind

NEEDED = {
    PostKind.REPEAT: {"count", "minutes", "first"},
    PostKind.COUNTER: {"count"},
    PostKind.FOLLOW_UP: {"kind", "language", "thread"},
    PostKind.NOTICE: {"name", "language"},
}
STANDING = (PostKind.ANSWER, PostKind.HEADLINE, PostKind.REPEAT, PostKind.FOLLOW_UP, PostKind.NOTICE)  # messages

Trouble = Exception | Callable[[], Awaitable[object]]


@dataclass(slots=True)
class FakeCourier:
    """`trouble`: what the next deliveries meet, one each: an exception, or something to wait for; then all is well."""

    delivered: list[Post] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    standing: dict[str, str] = field(default_factory=dict)  # key -> reference
    trouble: deque[Trouble] = field(default_factory=deque)
    trouble_looking: deque[Trouble] = field(default_factory=deque)
    busy: dict[str, int] = field(default_factory=dict)
    most_busy: int = 0  # posts of one channel under way at once
    takes: float = 0.0  # seconds of a delivery

    async def find(self, post: Post) -> str | None:
        self.looked_for.append(post.key)
        found = self.standing.get(post.key)
        if self.trouble_looking:
            await _meet(self.trouble_looking.popleft())
        return found

    async def deliver(self, post: Post) -> str:
        check(post)
        channel = post.case.channel
        self.busy[channel] = self.busy.get(channel, 0) + 1
        self.most_busy = max(self.most_busy, self.busy[channel])
        try:
            await asyncio.sleep(self.takes)
            if self.trouble:
                await _meet(self.trouble.popleft())
            return self.put(post)
        finally:
            self.busy[channel] -= 1

    def put(self, post: Post) -> str:
        """It stands there now."""
        self.delivered.append(post)
        if post.kind in STANDING:
            if post.key in self.standing:
                raise AssertionError(f"{post.key} was posted twice")
            self.standing[post.key] = f"{len(self.standing) + 1}.000001"
            return self.standing[post.key]
        return post.case.ref

    def keys(self) -> list[str]:
        return [post.key for post in self.delivered]

    def kinds(self) -> list[str]:
        return [post.kind.value for post in self.delivered]


class PutThenBrokenError(DoubtfulError):
    """The platform took it, and the connection broke before it could say so."""


@dataclass(slots=True)
class LosingCourier(FakeCourier):
    """The first `losing` deliveries arrive, and nobody hears of it."""

    losing: int = 1

    async def deliver(self, post: Post) -> str:
        # Named, as a dataclass with slots is another class than the one that `super` would look into.
        ref = await FakeCourier.deliver(self, post)
        if self.losing:
            self.losing -= 1
            raise PutThenBrokenError("the connection broke")
        return ref


async def _meet(trouble: Trouble) -> None:
    if isinstance(trouble, Exception):
        raise trouble
    await trouble()


def check(post: Post) -> None:
    """What every platform needs."""
    if not post.key or not post.case.channel:
        raise AssertionError(f"a post without its key or its place: {post}")
    missing = NEEDED.get(post.kind, set()) - post.body.keys()
    if missing:
        raise AssertionError(f"a {post.kind} without {missing}")
    if post.kind is PostKind.ANSWER and not (post.case.thread or post.case.reply_url):
        raise AssertionError(f"nowhere to answer: {post}")
    if post.case.withdrawn and post.kind is not PostKind.WITHDRAWAL:
        raise AssertionError(f"its message was deleted: {post}")
