"""Whose turn it is: posts handed out to senders, never the same one to two of them while a lease lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import CTE, BindParameter, Double, Integer, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.store.cases import Case, case_of
from bot.store.engine import Connection
from bot.store.tables import CASES, CHANNELS, OUTBOX

MOST_LOOKED_AT: Final = 500  # posts that could go, the oldest; what waits behind them has its turn later


@dataclass(frozen=True, slots=True)
class Leased:
    """A post that is this owner's to send until `until`, and the case that it belongs to."""

    id: int
    key: str
    kind: str
    body: dict[str, Any]
    attempts: int  # this one included: 1 the first time
    doubtful: bool  # it may have gone out before
    version: int
    created_at: float
    owner: str
    until: float
    case: Case


_ROW = OUTBOX.c
_NOW = bindparam("n", type_=Double)
_WITHOUT: BindParameter[Any] = bindparam("without", expanding=True)
_DUE = and_(_ROW.done_at.is_(None), _ROW.next_at <= _NOW)
_CASES = (
    select(_ROW.id, *CASES.c)
    .join_from(OUTBOX, CASES)
    .where(_ROW.id.in_(bindparam("ids", expanding=True)))
    .order_by(_ROW.id)
)


async def lease(
    conn: Connection,
    owner: str,
    now: float,
    until: float,
    limit: int,
    most_of_one_channel: int = 1,
    without: Sequence[str] = (),
) -> list[Leased]:
    """Up to `limit` posts that are due, oldest first, at most so many of one channel in this call.

    Due are posts that wait, and posts whose lease lapsed: these are doubtful from now on. Left out are posts with an
    earlier one of the same case unfinished, those of a channel that is held back, and those to the platforms `without`.
    """
    values = {"n": now, "u": until, "o": owner, "most": limit, "of_one": most_of_one_channel}
    if without:
        values["without"] = list(without)
    taken = {row[0]: row for row in await conn.execute(_lease(without=bool(without)), values)}
    if not taken:
        return []
    rows = await conn.execute(_CASES, {"ids": list(taken)})
    return [Leased(*(*taken[row[0]], owner, until, case_of(row[1:]))) for row in rows]


@cache
def _lease(*, without: bool = False) -> ReturningUpdate[Any]:
    turns = _turns(_ripe(without=without))
    # On PostgreSQL a row that another sender has just taken is skipped, or looked at again: hence `_DUE` once more.
    picked = (
        select(_ROW.id)
        .join(turns, turns.c.id == _ROW.id)
        .where(_DUE, turns.c.turn <= bindparam("of_one", type_=Integer))
        .order_by(_ROW.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=OUTBOX, skip_locked=True)
        .cte("picked")
    )
    return (
        update(OUTBOX)
        .where(_ROW.id.in_(select(picked.c.id)))
        .values(
            state="sending",
            next_at=bindparam("u"),
            owner=bindparam("o"),
            attempts=_ROW.attempts + 1,
            doubtful=or_(_ROW.doubtful, _ROW.state == "sending"),
        )
        .returning(_ROW.id, _ROW.key, _ROW.kind, _ROW.body, _ROW.attempts, _ROW.doubtful, _ROW.version, _ROW.created_at)
    )


def _ripe(*, without: bool) -> CTE:
    """The oldest posts that could go now."""
    earlier = OUTBOX.alias("earlier")
    waits = exists().where(earlier.c.case_id == _ROW.case_id, earlier.c.id < _ROW.id, earlier.c.done_at.is_(None))
    here = and_(*(CHANNELS.c[name] == CASES.c[name] for name in ("platform", "team", "channel")))
    held = exists().where(CASES.c.id == _ROW.case_id, here, CHANNELS.c.held_until > _NOW)
    due = select(_ROW.id, _ROW.case_id).where(_DUE, ~waits, ~held)
    if without:
        due = due.where(~exists().where(CASES.c.id == _ROW.case_id, CASES.c.platform.in_(_WITHOUT)))
    return due.order_by(_ROW.id).limit(MOST_LOOKED_AT).cte("ripe")


def _turns(ripe: CTE) -> CTE:
    """The same, each with its place in its channel's queue, from 1."""
    queue = [CASES.c.platform, CASES.c.team, CASES.c.channel]
    turn = func.row_number().over(partition_by=queue, order_by=ripe.c.id)
    return select(ripe.c.id, turn.label("turn")).join_from(ripe, CASES, CASES.c.id == ripe.c.case_id).cte("turns")
