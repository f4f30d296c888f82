"""All rows of one database into another, empty one; what arrived is read again and compared before it is committed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, Select, Table, func, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError

from bot.store.engine import POSTGRESQL, SQLITE, database_url, reason
from bot.store.errors import StoreError
from bot.store.filelock import lock_file
from bot.store.migrate import check_current, check_not_newer, upgrade
from bot.store.tables import METADATA

BATCH: Final = 500  # rows read, and written, at a time
APPLICATION: Final = "errcode"  # what our connections call themselves at PostgreSQL
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = :name AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Content:
    """A table's rows: how many, and a checksum that doesn't depend on their order."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A table, what was read of it, and what stands in the other database."""

    table: str
    read: Content
    written: Content

    @property
    def is_whole(self) -> bool:
        """Whether they are the same."""
        return self.read == self.written


def copy_database(source: str, target: str) -> list[Copied]:
    """Copies every table, in the order in which they rest on each other, in one transaction.

    Where a table isn't whole nothing is committed. StoreError when the source is in use or older than this program,
    the target is in use or not empty, or one of them is newer than this program or can't be used.
    """
    urls = database_url(source), database_url(target)
    if urls[0] == urls[1]:
        raise StoreError(
            "both addresses are the same database", "name another one to copy to, or set ERRCODE_DATABASE_URL to it"
        )
    with _opened(urls[0], reading=True) as old, _opened(urls[1], reading=False) as new:
        with _telling(urls[0]):
            check_current(old)
            check_not_newer(old)
        upgrade(new)
        check_not_newer(new)
        full = [table.name for table in METADATA.sorted_tables if new.execute(select(table).limit(1)).first()]
        if full:
            raise StoreError(f"the database to copy to has rows in {', '.join(full)}", "name an empty one")
        copied = [_copied(table, old, new) for table in METADATA.sorted_tables]
        if all(one.is_whole for one in copied):
            _continue_numbers(new)
            new.commit()
        return copied


def _copied(table: Table, old: Connection, new: Connection) -> Copied:
    read = _Sum()
    for batch in _batches(table, old):
        read.add(batch)
        new.execute(table.insert(), batch)
    written = _Sum()
    for batch in _batches(table, new):
        written.add(batch)
    return Copied(table.name, read.content(), written.content())


def _batches(table: Table, connection: Connection) -> Iterator[Sequence[dict[str, Any]]]:
    """Its rows by their key, so that none is held longer than its batch."""
    keys = list(table.primary_key)
    query = select(table).order_by(*keys).limit(BATCH)
    after = query
    while rows := _fetched(connection, after):
        yield rows
        last = [rows[-1][key.name] for key in keys]
        after = query.where(tuple_(*keys) > tuple_(*last))


def _fetched(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    with _telling(connection.engine.url):
        return [dict(row) for row in connection.execute(query).mappings()]


class _Sum:
    """Rows, one after the other."""

    def __init__(self) -> None:
        self._rows = self._sum = 0

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """More of them."""
        self._rows += len(rows)
        for row in rows:
            canonical = json.dumps(row, sort_keys=True, ensure_ascii=False).encode()
            self._sum += int.from_bytes(hashlib.sha256(canonical).digest()[:16])

    def content(self) -> Content:
        """What they come to."""
        return Content(self._rows, f"{self._sum % (1 << 64):016x}")


def _continue_numbers(connection: Connection) -> None:
    """PostgreSQL hands out numbers by itself, and knows nothing of those that came along; SQLite looks."""
    if connection.dialect.name != POSTGRESQL:
        return
    for table in METADATA.sorted_tables:
        key = table.primary_key.columns.values()[0]
        if key is table.autoincrement_column:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            connection.execute(select(func.setval(sequence, func.coalesce(func.max(key), 0) + 1, False)))


@contextmanager
def _opened(url: URL, *, reading: bool) -> Iterator[Connection]:
    """A transaction, with the database to ourselves as far as can be told."""
    with _alone(url, reading=reading):
        engine = _engine(url, reading=reading)
        try:
            with _telling(url), engine.connect() as connection:
                if connection.dialect.name == POSTGRESQL:
                    _refuse_company(connection)
                yield connection
        finally:
            engine.dispose()


@contextmanager
def _telling(url: URL) -> Iterator[None]:
    """StoreError, which names the database, for what it says to what is asked within."""
    try:
        yield
    except SQLAlchemyError as error:
        where = url.set(query={}).render_as_string(hide_password=True)
        raise StoreError(
            f"can't copy: {where}: {reason(error)}", "nothing was changed; mend it, and try again"
        ) from error


@contextmanager
def _alone(url: URL, *, reading: bool) -> Iterator[None]:
    if url.get_backend_name() != SQLITE:
        yield
        return
    file = Path(url.database or "")
    if reading and not file.is_file():
        raise StoreError(f"there is no database {file}", "name the one that the bot uses")
    lock = lock_file(file)
    try:
        yield
    finally:
        os.close(lock)


def _refuse_company(connection: Connection) -> None:
    others = connection.execute(_OTHERS, {"name": APPLICATION}).scalar_one()
    if others:
        raise StoreError(
            f"{connection.engine.url.database} is in use: a running bot has {others} connections to it",
            "stop every replica first; the platforms keep what comes meanwhile",
        )


def _engine(url: URL, *, reading: bool) -> Engine:
    # Errors never show a statement's values.
    if url.get_backend_name() == SQLITE:
        engine = sqlalchemy.create_engine(url, hide_parameters=True, connect_args={"isolation_level": None})

        @sqlalchemy.event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

        return engine
    level = {"isolation_level": "REPEATABLE READ"} if reading else {}
    return sqlalchemy.create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 5}, **level)
