"""What is kept for how long. Whoever runs the store calls this now and then, until nothing is left to delete."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, bindparam, delete, select

from bot.store.engine import Connection
from bot.store.tables import CASES, GAPS, INBOX, OUTBOX, SIGHTINGS

DAY: Final = 86400.0  # seconds
_KEPT: tuple[tuple[Column[float], int], ...] = (  # days since the time in that column
    (INBOX.c.received_at, 7),  # platforms repeat a message for a day at most
    (SIGHTINGS.c.last_at, 7),
    (OUTBOX.c.done_at, 30),
    (CASES.c.created_at, 90),  # and what is owed for it
    (GAPS.c.last_at, 180),
)


async def purge(conn: Connection, now: float, most: int = 200) -> int:
    """Deletes up to `most` rows of each table that are past their time; how many it deleted, cases counting as one."""
    return sum([await _purge(conn, column, now - days * DAY, most) for column, days in _KEPT])


async def _purge(conn: Connection, column: Column[float], before: float, most: int) -> int:
    table = column.table
    keys = list(table.primary_key)
    old = select(*keys).where(column < bindparam("before")).order_by(column).limit(bindparam("most"))
    found = (await conn.execute(old, {"before": before, "most": most})).all()
    if not found:
        return 0
    mine = [key == bindparam(f"key_{key.name}") for key in keys]
    rows = [{f"key_{key.name}": value for key, value in zip(keys, row, strict=True)} for row in found]
    for row in rows:
        await conn.execute(delete(table).where(*mine), row)
    return len(rows)
