"""Who found which answer unhelpful."""

from __future__ import annotations

from bot.store.engine import Connection, insert_new
from bot.store.tables import FEEDBACK


async def note(conn: Connection, case_id: str, author: str, now: float) -> bool:
    """True the first time that `author` says so of this case."""
    row = {"case_id": case_id, "author": author, "at": now}
    return await insert_new(conn, FEEDBACK, row)
