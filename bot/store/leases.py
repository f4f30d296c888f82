"""What only one process at a time may do, by the database's clock."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, or_
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.engine import Connection, Upsert, insert_into
from bot.store.tables import LEASES

_ROW = LEASES.c
_RELEASE = delete(LEASES).where(_ROW.name == bindparam("x"), _ROW.owner == bindparam("o"))


async def hold(conn: Connection, name: str, owner: str, now: float, until: float) -> bool:
    """Whether `owner` has the lease until then: it was free, lapsed, or its own."""
    row = {"name": name, "owner": owner, "until": until, "moment": now}
    return (await conn.execute(_hold(conn.dialect.name), row)).first() is not None


async def claim(conn: Connection, name: str, owner: str, now: float, until: float) -> bool:
    """Whether `owner` is the first to claim that, of all who do so in the same name until then; another owner's claim
    ends the one before.
    """
    row = {"name": name, "owner": owner, "until": until, "moment": now}
    return (await conn.execute(_claim(conn.dialect.name), row)).first() is not None


async def release(conn: Connection, name: str, owner: str) -> None:
    """Gives it up, if it is the owner's."""
    await conn.execute(_RELEASE, {"x": name, "o": owner})


@cache
def _hold(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    insert = insert_into(dialect, LEASES)
    return _taken(insert, _ROW.owner == insert.excluded.owner)


@cache
def _claim(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    insert = insert_into(dialect, LEASES)
    return _taken(insert, _ROW.owner != insert.excluded.owner)


def _taken(insert: Upsert, whose: ColumnElement[bool]) -> ReturningInsert[*tuple[Any, ...]]:
    """Written where it is free, lapsed, or `whose` says so."""
    free = or_(whose, _ROW.until < bindparam("moment"))
    changed = {"owner": insert.excluded.owner, "until": insert.excluded.until}
    held = insert.on_conflict_do_update(index_elements=["name"], set_=changed, where=free)
    return held.returning(_ROW.name)  # how many rows an INSERT changed, PostgreSQL's driver doesn't say
