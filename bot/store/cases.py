"""Cases: messages that the bot answers, and what it answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, false, insert, select, update

from bot.store.engine import Connection
from bot.store.tables import CASES, OUTBOX

NOTICE = "notice"  # the mode of a case that answers nothing: no follow-up is about it


@dataclass(frozen=True, slots=True)
class Case:
    """One message that the bot answers: where, who, the answer as a memo, and the bot's own message about it."""

    id: str
    platform: str
    team: str
    channel: str
    thread: str  # what to answer under
    message_key: str
    author: str
    mode: str
    private: bool
    language: str
    memo: dict[str, Any]
    asked: str  # redacted, and cut by the caller
    created_at: float
    ref: str = ""  # the bot's own answer, once it is posted
    reply_url: str = ""
    count: int = 1
    withdrawn: bool = False


_ONE = select(CASES).where(CASES.c.id == bindparam("i"))
_LATEST = select(CASES).order_by(CASES.c.created_at.desc(), CASES.c.id.desc()).limit(1)
_OF_MESSAGE = _LATEST.where(CASES.c.message_key == bindparam("m"))
_IN_THREAD = _LATEST.where(
    CASES.c.platform == bindparam("p"),
    CASES.c.team == bindparam("t"),
    CASES.c.channel == bindparam("c"),
    CASES.c.thread == bindparam("th"),
    CASES.c.mode != NOTICE,
    CASES.c.withdrawn == false(),
)
_IN_CHANNEL = _LATEST.where(
    CASES.c.platform == bindparam("p"),
    CASES.c.team == bindparam("t"),
    CASES.c.channel == bindparam("c"),
    CASES.c.created_at >= bindparam("since"),
    CASES.c.mode != NOTICE,
    CASES.c.withdrawn == false(),
)
_OF_REF = (
    select(CASES)
    .join_from(OUTBOX, CASES)
    .where(
        OUTBOX.c.ref == bindparam("r"),
        CASES.c.platform == bindparam("p"),
        CASES.c.team == bindparam("t"),
        CASES.c.channel == bindparam("c"),
        CASES.c.mode != NOTICE,
        CASES.c.withdrawn == false(),
    )
    .order_by(OUTBOX.c.id.desc())
    .limit(1)
)
_INSERT = insert(CASES)
_COLUMNS = tuple(CASES.c.keys())


def case_of(row: Sequence[Any]) -> Case:
    """The case of a row that holds exactly the table's columns, in the table's order."""
    return Case(*row)


async def open_case(conn: Connection, case: Case) -> None:
    """Insert it; its id must be new."""
    await conn.execute(_INSERT, {name: getattr(case, name) for name in _COLUMNS})


async def case(conn: Connection, id: str) -> Case | None:  # noqa: A002 - the column's name, and the glossary's
    """The case, withdrawn or not."""
    return await _first(conn, _ONE, i=id)


async def of_message(conn: Connection, message_key: str) -> Case | None:
    """The latest case of that message, withdrawn or not."""
    return await _first(conn, _OF_MESSAGE, m=message_key)


async def in_thread(conn: Connection, platform: str, team: str, channel: str, thread: str) -> Case | None:
    """The latest case answered in that thread that isn't withdrawn."""
    return await _first(conn, _IN_THREAD, p=platform, t=team, c=channel, th=thread)


async def latest(conn: Connection, platform: str, team: str, channel: str, since: float) -> Case | None:
    """The latest case of the channel that was opened at `since` or later and isn't withdrawn."""
    return await _first(conn, _IN_CHANNEL, p=platform, t=team, c=channel, since=since)


async def of_ref(conn: Connection, platform: str, team: str, channel: str, ref: str) -> Case | None:
    """The case that the bot's own message at `ref` belongs to, unless it is withdrawn."""
    return await _first(conn, _OF_REF, p=platform, t=team, c=channel, r=ref)


async def set_memo(conn: Connection, id: str, memo: dict[str, Any], language: str) -> None:  # noqa: A002 - as above
    """What the bot answers now, and in which language."""
    await _change(conn, id, memo=memo, language=language)


async def set_ref(conn: Connection, id: str, ref: str) -> None:  # noqa: A002 - as above
    """The answer stands at `ref`."""
    await _change(conn, id, ref=ref)


async def set_thread(conn: Connection, id: str, thread: str) -> None:  # noqa: A002 - as above
    """The case is answered in that thread from now on."""
    await _change(conn, id, thread=thread)


async def set_place(conn: Connection, id: str, channel: str, thread: str) -> None:  # noqa: A002 - as above
    """What is owed for the case goes there, where others read it too."""
    await _change(conn, id, channel=channel, thread=thread, private=False)


async def set_count(conn: Connection, id: str, count: int) -> None:  # noqa: A002 - as above
    """How often the error was seen while this case is the one that answers it."""
    await _change(conn, id, count=count)


async def withdraw(conn: Connection, id: str) -> None:  # noqa: A002 - as above
    """The message was deleted: the case answers no thread any more."""
    await _change(conn, id, withdrawn=True)


async def _first(conn: Connection, query: Any, **values: str | float) -> Case | None:
    row = (await conn.execute(query, values)).first()
    return None if row is None else case_of(row)


async def _change(conn: Connection, id_: str, **values: Any) -> None:
    await conn.execute(_changing(tuple(values)), {"i": id_, **{f"new_{name}": value for name, value in values.items()}})


@cache
def _changing(names: tuple[str, ...]) -> Update:
    return update(CASES).where(CASES.c.id == bindparam("i")).values({name: bindparam(f"new_{name}") for name in names})
