"""What the two engines have in common, and the few ways in which they differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, TypeAlias

from sqlalchemy import URL, CursorResult, Dialect, Executable, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.errors import StoreError, UnavailableError

Rows: TypeAlias = CursorResult[*tuple[Any, ...]]
Upsert: TypeAlias = sqlite.Insert | postgresql.Insert

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DRIVERS = {SQLITE: "sqlite+pysqlite", POSTGRESQL: "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_MEND = "set it to sqlite:////folder/errcode.db or postgresql://user@host/database"
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}  # fmt: skip

_READ_ONLY = "25006"  # PostgreSQL's, of a standby: after a switch another server takes writes


class Connection(Protocol):
    """A transaction under way: what the query modules need of it."""

    @property
    def dialect(self) -> Dialect:
        """Its `name` tells the engine."""

    async def execute(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Runs one statement; the result is complete."""


def database_url(url: str) -> URL:
    """The address with its driver; StoreError for one that is no SQLite file and no PostgreSQL database."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("the database's address is not a URL", _MEND) from None  # the text may hold a password
    if "@" in f"{parsed.host or ''}{parsed.database or ''}" and not parsed.drivername.startswith(SQLITE):
        # What stands before the last @ may be the end of a password.
        raise StoreError("the database's address has an @ too many", "write an @ of the password as %40")
    name, _, driver = parsed.drivername.partition("+")
    if name not in _DRIVERS or (driver and parsed.drivername != _DRIVERS[name]):
        raise StoreError(f"the database's address starts with {parsed.drivername!r}", _MEND)
    if name == SQLITE and parsed.database in (None, "", ":memory:"):
        raise StoreError("the database's address names no file, and what is owed must survive the process", _MEND)
    return parsed.set(drivername=_DRIVERS[name])


@contextmanager
def telling_passing_errors() -> Iterator[None]:
    """UnavailableError for what another try may cure; a mistake in a statement or its values stays what it is."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        if not _is_passing(error):
            raise
        raise UnavailableError(f"the database can't be used: {reason(error)}", "try again", _public(error)) from error


def reason(error: Exception) -> str:
    """The driver's first line: what follows may quote what was to be stored."""
    told = error.orig if isinstance(error, DBAPIError) else error
    return str(told).partition("\n")[0][:300]


def _public(error: DBAPIError | PoolTimeoutError) -> str:
    """The kind of it. What PostgreSQL says names users, databases and addresses; what SQLite says, nothing."""
    if not isinstance(error, DBAPIError):
        return "no connection is free"
    if isinstance(error.orig, sqlite3.Error):
        return reason(error)
    if getattr(error.orig, "sqlstate", None):
        return f"its server refuses ({type(error.orig).__name__})"  # such as DiskFull, TooManyConnections
    return "its server can't be reached"


def insert_into(dialect: str, table: Table) -> Upsert:
    """An INSERT that can say ON CONFLICT; both engines spell it alike, the library keeps it apart."""
    return postgresql.insert(table) if dialect == POSTGRESQL else sqlite.insert(table)


async def insert_new(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts it, unless one like it is there: then False, and nothing is changed."""
    return (await conn.execute(_insert_new(conn.dialect.name, table), row)).first() is not None


@cache
def _insert_new(dialect: str, table: Table) -> ReturningInsert[*tuple[Any, ...]]:
    return insert_into(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


def _is_passing(error: DBAPIError | PoolTimeoutError) -> bool:
    if not isinstance(error, DBAPIError):
        return True
    if isinstance(error.orig, sqlite3.Error):  # an OperationalError there may be a misspelt column as well
        return (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) in _PASSING
    if getattr(error.orig, "sqlstate", "") == _READ_ONLY:
        return True
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
