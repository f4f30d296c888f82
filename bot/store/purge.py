"""What is kept for how long. Whoever runs the store calls this now and then, until nothing is left to delete.

What isn't named here stays: what channels have set, and the leases, of which there is one each.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ColumnElement, and_, bindparam, delete, func, select

from bot.store.engine import Connection
from bot.store.tables import CASES, CHANNELS, FEEDBACK, GAPS, INBOX, OUTBOX, SIGHTINGS

DAY: Final = 86400.0  # seconds
_KEPT: tuple[tuple[Column[float], int], ...] = (  # days since the time in that column
    (INBOX.c.received_at, 7),  # platforms repeat a message for a day at most
    (SIGHTINGS.c.last_at, 7),
    (OUTBOX.c.done_at, 30),
    (CASES.c.created_at, 90),  # and what is owed for it
    (FEEDBACK.c.at, 90),  # it names who gave it, and is about a case
    (GAPS.c.last_at, 180),
    (CHANNELS.c.held_until, 1),  # where nothing is set
)
_NOTHING_SET: Final = and_(CHANNELS.c.policy == "", CHANNELS.c.language == "")


async def purge(conn: Connection, now: float, most: int = 200) -> dict[str, int]:
    """Deletes up to `most` rows of each table that are past their time; how many of each, cases counting as one."""
    return {column.table.name: await _purge(conn, column, now - days * DAY, most) for column, days in _KEPT}


async def overdue(conn: Connection, now: float) -> dict[str, int]:
    """How many rows of each table are past their time; nothing is deleted."""
    return {
        column.table.name: (
            await conn.execute(
                select(func.count()).select_from(column.table).where(_is_past(column)), {"before": now - days * DAY}
            )
        ).scalar_one()
        for column, days in _KEPT
    }


def kept_days() -> dict[str, int]:
    """How many days each table's rows are kept."""
    return {column.table.name: days for column, days in _KEPT}


async def _purge(conn: Connection, column: Column[float], before: float, most: int) -> int:
    table = column.table
    keys = list(table.primary_key)
    old = select(*keys).where(_is_past(column)).order_by(column).limit(bindparam("most"))
    found = (await conn.execute(old, {"before": before, "most": most})).all()
    if not found:
        return 0
    mine = [key == bindparam(f"key_{key.name}") for key in keys]
    gone = delete(table).where(*mine, _is_past(column))  # another replica may have renewed it since
    rows = [{f"key_{key.name}": value for key, value in zip(keys, row, strict=True)} for row in found]
    for row in rows:
        await conn.execute(gone, row | {"before": before})
    return len(rows)


def _is_past(column: Column[float]) -> ColumnElement[bool]:
    past = column < bindparam("before")
    return and_(past, _NOTHING_SET) if column.table is CHANNELS else past
