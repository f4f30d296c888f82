"""Gaps: unknown codes, questions without an answer, answers found unhelpful. What editors should look at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select

from bot.store.engine import Connection, Upsert, insert_into
from bot.store.tables import GAPS


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of question that wasn't answered well, how often, and its latest wording."""

    kind: str
    text: str
    code: str
    count: int
    first_at: float
    last_at: float


_ROW = GAPS.c
_LIST = (
    select(_ROW.kind, _ROW.text, _ROW.code, _ROW.count, _ROW.first_at, _ROW.last_at)
    .order_by(_ROW.count.desc(), _ROW.last_at.desc(), _ROW.digest)
    .limit(bindparam("most"))
)


async def note(conn: Connection, kind: str, text: str, code: str, now: float) -> None:
    """Count one. What has a code is the same gap by its code, the rest by its text, upper case and spaces aside.

    `text` is redacted and cut by the caller.
    """
    same = code or " ".join(text.casefold().split())
    digest = hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:32]
    row = {"kind": kind, "digest": digest, "text": text, "code": code, "count": 1, "first_at": now, "last_at": now}
    await conn.execute(_note(conn.dialect.name), row)


async def list_gaps(conn: Connection, limit: int) -> list[Gap]:
    """The gaps met most often first; of the same count, the latest first."""
    return [Gap(*row) for row in await conn.execute(_LIST, {"most": limit})]


@cache
def _note(dialect: str) -> Upsert:
    insert = insert_into(dialect, GAPS)
    changed = {"count": _ROW.count + 1, "text": insert.excluded.text, "last_at": insert.excluded.last_at}
    return insert.on_conflict_do_update(index_elements=["kind", "digest"], set_=changed)
