"""The store, opened: transactions, one after another on SQLite, side by side on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import URL, Select, column, func, select, table
from sqlalchemy.exc import SQLAlchemyError

from bot.store import leases
from bot.store.engine import POSTGRESQL, SQLITE, Connection, database_url, reason
from bot.store.errors import StoreError, UnavailableError
from bot.store.migrate import HEAD, VERSION_TABLE, check_current, outdated, upgrade
from bot.store.outage import Outage

if TYPE_CHECKING:
    from bot.store.postgresql import PostgresqlDatabase
    from bot.store.sqlite import SqliteDatabase

__all__ = ["Connection", "Store", "StoreError", "UnavailableError", "default_url", "now"]

_SHAPE: Final[Select[Any]] = select(column("version_num")).select_from(table(VERSION_TABLE))
_CLOCK = select(func.extract("epoch", func.clock_timestamp()))


class Store:
    """An open database. `open` makes one; `close` it."""

    def __init__(self, database: SqliteDatabase | PostgresqlDatabase, dialect: str) -> None:
        self._database = database
        self.dialect = dialect
        self._outage = Outage()

    @classmethod
    async def open(cls, url: str, *, read_only: bool = False) -> Self:
        """The database at `url`, its tables brought up to date.

        A SQLite file is this process's alone until `close`. `read_only` only looks: beside a running bot, without its
        lock, and the tables must be there. StoreError says what is wrong and how to mend it, UnavailableError that a
        PostgreSQL server is away: it is worth another try.
        """
        parsed = database_url(url)
        try:
            return await cls._opened(parsed, read_only=read_only)
        except (SQLAlchemyError, UnavailableError) as error:
            raise _unopened(parsed, error) from error

    @classmethod
    async def _opened(cls, url: URL, *, read_only: bool) -> Self:
        dialect = url.get_backend_name()
        database = _database(url, read_only=read_only)
        try:
            await database.run(check_current if read_only else upgrade)
        except BaseException:
            await database.close()
            raise
        return cls(database, dialect)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """One transaction: committed at the end, rolled back by an exception.

        UnavailableError when the database is away, busy or full: the whole transaction is worth another try. Where
        somebody keeps `watch`, the log says so.
        """
        try:
            async with self._database.begin() as connection:
                yield connection
        except UnavailableError as error:
            self._outage.met(error)
            raise

    async def check(self) -> None:
        """Nothing when it has the shape that this program needs and takes writes; else StoreError.

        A row is written and taken away again: that leaves nothing, and a commit goes to the disk all the same, which a
        full one or a broken one refuses. So nobody should ask more than once a second.
        """
        async with self.begin() as conn:
            if str((await conn.execute(_SHAPE)).scalar_one()) < HEAD:
                raise outdated()
            name, owner = f"check:{secrets.token_hex(8)}", "check"
            await leases.hold(conn, name, owner, 0.0, 0.0)
            await leases.release(conn, name, owner)

    async def watch(self) -> None:
        """Says in the log when the database is away, and when it takes writes again. Runs until it is cancelled."""
        await self._outage.watch(self.check)

    async def close(self) -> None:
        """Closes every connection, and gives up the file."""
        await self._database.close()


def _database(url: URL, *, read_only: bool) -> SqliteDatabase | PostgresqlDatabase:
    if url.get_backend_name() == SQLITE:
        from bot.store.sqlite import SqliteDatabase

        return SqliteDatabase(url, read_only=read_only)
    from bot.store.postgresql import PostgresqlDatabase

    return PostgresqlDatabase(url, read_only=read_only)


async def now(conn: Connection) -> float:
    """Seconds since 1970: by the database's clock where replicas share one, else by this machine's."""
    if conn.dialect.name == POSTGRESQL:
        return float((await conn.execute(_CLOCK)).scalar_one())
    return time.time()


def default_url() -> str:
    """A SQLite file in the user's data folder, which is created for this user alone."""
    home = os.environ.get("XDG_DATA_HOME", "")
    data = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    folder = data / "errcode"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"can't create {folder}: {error.strerror}", "set XDG_DATA_HOME to a writable folder") from None
    return URL.create(SQLITE, database=str(folder / "errcode.db")).render_as_string()


def _unopened(url: URL, error: Exception) -> StoreError:
    where = url.set(query={}).render_as_string(hide_password=True)
    what = error.what if isinstance(error, UnavailableError) else reason(error)
    kind = UnavailableError if _is_away(url, error, what) else StoreError
    mend = "check its address, its password, and that it is running"
    return kind(f"can't open {where}: {what}", mend, *([error.public] if isinstance(error, UnavailableError) else []))


def _is_away(url: URL, error: Exception, what: str) -> bool:
    if not isinstance(error, UnavailableError) or url.get_backend_name() != POSTGRESQL:
        return False
    from bot.store.postgresql import is_refusal

    return not is_refusal(what)
