"""The same error seen again in the same channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Double, bindparam, case, delete, or_, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.engine import Connection, insert_into
from bot.store.tables import SIGHTINGS


@dataclass(frozen=True, slots=True)
class Sighting:
    """How often an error was seen since its case was opened."""

    case_id: str
    count: int  # this time included
    lines: int  # repeat lines posted so far
    first_at: float
    previous_at: float  # the time before this one; 0.0 when fresh
    fresh: bool  # it starts anew with this one


_ROW = SIGHTINGS.c
_KEY = (_ROW.platform, _ROW.team, _ROW.channel, _ROW.code)
_ADD_LINE = (
    update(SIGHTINGS)
    .where(_ROW.platform == bindparam("p"), _ROW.team == bindparam("t"), _ROW.channel == bindparam("c"))
    .where(_ROW.code == bindparam("e"))
    .values(lines=_ROW.lines + 1)
)
_FORGET = (
    delete(SIGHTINGS)
    .where(_ROW.platform == bindparam("p"), _ROW.team == bindparam("t"), _ROW.channel == bindparam("c"))
    .where(_ROW.case_id == bindparam("i"))
)


async def see(
    conn: Connection,
    platform: str,
    team: str,
    channel: str,
    code: str,
    case_id: str,
    now: float,
    quiet: float,
    longest: float,
) -> Sighting:
    """Count it. It is fresh, and `case_id` its case, when it was never seen, or not for more than `quiet` seconds,
    or first seen more than `longest` seconds ago.
    """
    row = {"platform": platform, "team": team, "channel": channel, "code": code, "case_id": case_id, "count": 1,
           "lines": 0, "first_at": now, "previous_at": 0.0, "last_at": now,
           "last_before": now - quiet, "first_before": now - longest}  # fmt: skip
    seen = (await conn.execute(_see(conn.dialect.name), row)).one()
    return Sighting(*seen)


async def add_line(conn: Connection, platform: str, team: str, channel: str, code: str) -> None:
    """A repeat line is posted about it."""
    await conn.execute(_ADD_LINE, {"p": platform, "t": team, "c": channel, "e": code})


async def forget(conn: Connection, platform: str, team: str, channel: str, case_id: str) -> None:
    """Nothing leads to that case any more: its errors start anew when they are seen again."""
    await conn.execute(_FORGET, {"p": platform, "t": team, "c": channel, "i": case_id})


@cache
def _see(dialect: str) -> ReturningInsert[Any]:
    insert = insert_into(dialect, SIGHTINGS)
    over = or_(
        _ROW.last_at < bindparam("last_before", type_=Double), _ROW.first_at < bindparam("first_before", type_=Double)
    )
    later: dict[str, ColumnElement[Any]] = {
        "case_id": _ROW.case_id,
        "count": _ROW.count + 1,
        "lines": _ROW.lines,
        "first_at": _ROW.first_at,
        "previous_at": _ROW.last_at,
        "last_at": insert.excluded.last_at,
    }
    changed = {name: case((over, insert.excluded[name]), else_=value) for name, value in later.items()}
    upsert = insert.on_conflict_do_update(index_elements=list(_KEY), set_=changed)
    return upsert.returning(_ROW.case_id, _ROW.count, _ROW.lines, _ROW.first_at, _ROW.previous_at, _ROW.count == 1)
