"""Posts owed: promised to a platform until they are recorded as sent, or given up.

A post's `next_at` says when it may be leased: while it is pending, for its next try; while it is being sent, because
its lease has lapsed, and then nobody knows whether it went out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, func, null, or_, select, text, update

from bot.store.engine import Connection, Upsert, insert_into, insert_new
from bot.store.leasing import Leased, lease
from bot.store.tables import CHANNELS, OUTBOX

__all__ = ["CANCELLED", "DeadPost", "Leased", "Tally", "bury", "cancel", "defer", "expect_settled", "graveyard",
           "hold_back", "lease", "owe", "owe_again", "postpone", "record", "tally"]  # fmt: skip

CANCELLED: Final = "cancelled"  # the error of a post that was no longer wanted: no dead letter


@dataclass(frozen=True, slots=True)
class Tally:
    """How many posts are in each state; `oldest_age` is the longest wait of an unfinished one in seconds, or 0.0."""

    pending: int
    sending: int
    dead: int  # without the cancelled ones
    oldest_age: float


@dataclass(frozen=True, slots=True)
class DeadPost:
    """A post that was given up, when and why."""

    key: str
    kind: str
    error: str
    done_at: float


_ROW = OUTBOX.c
_FRESH = {"state": "pending", "owner": "", "attempts": 0, "doubtful": False, "error": "", "done_at": None}
_HELD_LEASE = update(OUTBOX).where(
    _ROW.id == bindparam("i"),
    _ROW.state == "sending",
    _ROW.owner == bindparam("o"),
    _ROW.next_at == bindparam("u"),  # another lease of the same owner ends at another time
)
_CURRENT = _ROW.version == bindparam("v")
_RECORD = _HELD_LEASE.values(
    state=case((_CURRENT, "sent"), else_="pending"),
    done_at=case((_CURRENT, bindparam("n")), else_=null()),
    created_at=case((_CURRENT, _ROW.created_at), else_=bindparam("n")),
    attempts=case((_CURRENT, _ROW.attempts), else_=0),
    next_at=bindparam("n"),
    ref=bindparam("r"),
    owner="",
    doubtful=False,
    error="",
)
_DEFER = _HELD_LEASE.values(
    state="pending", next_at=bindparam("n"), error=bindparam("e"), doubtful=bindparam("d"), owner=""
)
_BURY = _HELD_LEASE.values(state="dead", done_at=bindparam("n"), error=bindparam("e"), owner="")
_CANCEL = (
    update(OUTBOX)
    .where(_ROW.case_id == bindparam("c"), _ROW.state == "pending", _ROW.attempts == 0)
    .values(state="dead", error=CANCELLED, done_at=_ROW.created_at)
)
_POSTPONE = (
    update(OUTBOX)
    .where(_ROW.case_id == bindparam("c"), _ROW.kind == bindparam("k"), _ROW.state == "pending", _ROW.attempts == 0)
    .values(next_at=bindparam("u"))
)
_SETTLE = update(OUTBOX).where(_ROW.done_at.is_(None), _ROW.state == "sending").values(next_at=bindparam("n"))
_TALLY = select(
    func.count(case((_ROW.state == "pending", 1))),
    func.count(case((_ROW.state == "sending", 1))),
    func.min(_ROW.created_at),
).where(_ROW.done_at.is_(None))
_DEAD = and_(text("state = 'dead'"), _ROW.error != CANCELLED)  # verbatim: SQLite knows its small index by it
_COUNT_DEAD = select(func.count()).select_from(OUTBOX).where(_DEAD)
_GRAVEYARD = (
    select(_ROW.key, _ROW.kind, _ROW.error, _ROW.done_at)
    .where(_DEAD)
    .order_by(_ROW.done_at.desc(), _ROW.id.desc())
    .limit(bindparam("most"))
)


async def owe(
    conn: Connection, key: str, kind: str, case_id: str, body: dict[str, Any], now: float, next_at: float | None = None
) -> bool:
    """Promise a post, not to be sent before `next_at` (default: now). False when its key is known: nothing changes."""
    row = _row(key, kind, case_id, body, now, now if next_at is None else next_at)
    return await insert_new(conn, OUTBOX, row)


async def owe_again(
    conn: Connection, key: str, kind: str, case_id: str, body: dict[str, Any], now: float, next_at: float
) -> None:
    """Promise a post, or a newer body of the one with this key.

    One that is sent or dead is pending again, as if it were new. One that waits for its first try keeps the earlier
    `next_at`, one that waits for another try keeps its own. One on its way goes out again once it is recorded.
    """
    await conn.execute(_owe_again(conn.dialect.name), _row(key, kind, case_id, body, now, next_at))


async def cancel(conn: Connection, case_id: str) -> None:
    """Give up the posts of the case that were never tried."""
    await conn.execute(_CANCEL, {"c": case_id})


async def postpone(conn: Connection, case_id: str, kind: str, until: float) -> bool:
    """Let the case's post of that kind wait until then, if it was never tried; False when it was, or there is none."""
    return (await conn.execute(_POSTPONE, {"c": case_id, "k": kind, "u": until})).rowcount > 0


async def record(conn: Connection, leased: Leased, ref: str, now: float) -> bool:
    """It stands at `ref`; when a newer body is owed meanwhile, it is pending again at once.

    False, and nothing is changed, when the lease has lapsed and was given to another (so with `defer` and `bury`).
    """
    return await _end(conn, _RECORD, leased, n=now, r=ref, v=leased.version)


async def defer(conn: Connection, leased: Leased, next_at: float, error: str, doubtful: bool) -> bool:
    """Another try at `next_at`; `doubtful` when it may have gone out all the same."""
    return await _end(conn, _DEFER, leased, n=next_at, e=error, d=doubtful)


async def bury(conn: Connection, leased: Leased, error: str, now: float) -> bool:
    """Give it up."""
    return await _end(conn, _BURY, leased, n=now, e=error)


async def hold_back(conn: Connection, platform: str, team: str, channel: str, until: float) -> None:
    """Lease no post of that channel before `until`, not even one that is owed later. A longer hold stays."""
    row = {"platform": platform, "team": team, "channel": channel, "policy": "", "language": "", "held_until": until}
    await conn.execute(_hold_back(conn.dialect.name), row)


async def expect_settled(conn: Connection, now: float, settle: float) -> None:
    """At start, where no other process can hold a lease: all of them lapse in `settle` seconds, when the platform
    shows whatever the last process sent.
    """
    await conn.execute(_SETTLE, {"n": now + settle})


async def tally(conn: Connection, now: float) -> Tally:
    """What waits, what was given up."""
    pending, sending, oldest = (await conn.execute(_TALLY)).one()
    dead = (await conn.execute(_COUNT_DEAD)).scalar_one()
    return Tally(pending, sending, dead, 0.0 if oldest is None else max(0.0, now - oldest))


async def graveyard(conn: Connection, limit: int) -> list[DeadPost]:
    """The posts that were given up, the latest first; cancelled ones are none of them."""
    return [DeadPost(*row) for row in await conn.execute(_GRAVEYARD, {"most": limit})]


def _row(key: str, kind: str, case_id: str, body: dict[str, Any], now: float, next_at: float) -> dict[str, Any]:
    return {"key": key, "kind": kind, "case_id": case_id, "body": body, "next_at": next_at, "created_at": now,
            "version": 1, "ref": "", **_FRESH}  # fmt: skip


async def _end(conn: Connection, statement: Any, leased: Leased, **values: Any) -> bool:
    values |= {"i": leased.id, "o": leased.owner, "u": leased.until}
    return (await conn.execute(statement, values)).rowcount == 1


@cache
def _owe_again(dialect: str) -> Upsert:
    insert = insert_into(dialect, OUTBOX)
    new = insert.excluded
    finished = _ROW.done_at.is_not(None)
    sooner = and_(_ROW.state == "pending", _ROW.attempts == 0, new.next_at < _ROW.next_at)
    revived: dict[str, ColumnElement[Any]] = {
        name: case((finished, new[name]), else_=_ROW[name]) for name in (*_FRESH, "created_at")
    }
    next_at = case((or_(finished, sooner), new.next_at), else_=_ROW.next_at)
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={**revived, "next_at": next_at, "body": new.body, "version": _ROW.version + 1}
    )


@cache
def _hold_back(dialect: str) -> Upsert:
    insert = insert_into(dialect, CHANNELS)
    longer = case((insert.excluded.held_until > CHANNELS.c.held_until, insert.excluded.held_until),
                  else_=CHANNELS.c.held_until)  # fmt: skip
    return insert.on_conflict_do_update(index_elements=["platform", "team", "channel"], set_={"held_until": longer})
