"""Cases and posts made up for the tests."""

from __future__ import annotations

from typing import Any

from bot.store import cases, outbox
from bot.store.cases import Case
from bot.store.store import Connection

NOW = 1_700_000_000.25


def made_case(id: str = "c1", **parts: Any) -> Case:  # noqa: A002 - the column's name
    """A case in channel C1, its thread and message named after it."""
    whole: dict[str, Any] = {
        "platform": "slack", "team": "T1", "channel": "C1", "thread": f"thread-{id}",
        "message_key": f"slack:T1:C1:{id}", "author": "U1", "mode": "listen", "private": False,
        "language": "zh", "memo": {"kind": "found", "text": "人脸模糊"}, "asked": "error 223114", "created_at": NOW,
    }  # fmt: skip
    return Case(id=id, **(whole | parts))


async def owed(conn: Connection, *keys: str, case: Case | None = None, now: float = NOW) -> None:
    """Posts of one new case, in this order."""
    case = case or made_case(f"case of {keys[0]}")
    await cases.open_case(conn, case)
    for key in keys:
        assert await outbox.owe(conn, key, "answer", case.id, {"of": key}, now)


async def keys_leased(conn: Connection, now: float = NOW, limit: int = 10, **more: Any) -> list[str]:
    """What one call of lease hands out, for 20 seconds."""
    return [post.key for post in await outbox.lease(conn, "me", now, now + 20, limit, **more)]


async def one_leased(conn: Connection, now: float = NOW) -> outbox.Leased:
    """The only post that is due."""
    (post,) = await outbox.lease(conn, "me", now, now + 20, 10)
    return post
