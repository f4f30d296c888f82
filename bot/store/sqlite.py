"""A SQLite file: one connection, one transaction after another, those that queue up in one commit.

A statement takes a few hundredths of a millisecond, less than a thread's turn, so it runs where it is called; only a
commit that has something to write waits for the disk, and does so in a thread.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import URL, Dialect, Engine, Executable, RootTransaction, create_engine, event

from bot.store.engine import Rows, telling_passing_errors
from bot.store.errors import UnavailableError, UnpreparedError
from bot.store.filelock import lock_file

PATIENCE: Final = 5.0  # seconds for another program, a backup say, to let go of the file
_PAUSE = 0.005  # seconds between two tries
# FULL: a commit survives a power cut. The time-out is for opening; a transaction waits without blocking the others.
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0")


class Transaction:
    """An `engine.Connection` over the file."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Rows:
        """Runs it at once."""
        return self._connection.execute(statement, parameters)


@dataclass(slots=True, eq=False)
class _Group:
    """Transactions that become one commit. `ended` is done when the disk has them, or holds why it hasn't."""

    transaction: RootTransaction
    ended: asyncio.Future[None]
    written: bool = False
    ending: asyncio.Task[None] | None = None


class SqliteDatabase:
    """The file, open. It is this process's alone, unless `read_only`."""

    def __init__(self, url: URL, *, read_only: bool) -> None:
        self._lock = _locked(url, read_only=read_only)
        self._engine = _engine(url, read_only=read_only)
        try:
            self._connection = self._engine.connect()
        except BaseException:
            self._unlock()
            raise
        self._turn = asyncio.Lock()
        self._group: _Group | None = None
        self._disk = ThreadPoolExecutor(1, "errcode-commit")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end, rolled back by an exception.

        Those that wait while the disk is busy become one commit: each in a savepoint, so that it can fail alone, and
        none ends before the disk has it.
        """
        with telling_passing_errors():
            async with self._turn:
                group = self._group or await self._begun()
                before = self._changes()
                with self._savepoint():
                    yield Transaction(self._connection)
                group.written |= self._changes() != before
            if group.written:  # what was only read may rest on what others in the group wrote
                await asyncio.shield(group.ended)

    async def run(self, work: Callable[[sqlalchemy.Connection], None]) -> None:
        """Does `work` in one transaction."""
        async with self.begin():
            work(self._connection)

    async def close(self) -> None:
        """Closes the file, once the transactions under way have ended, and gives up its lock."""
        if self._group:
            await asyncio.wait([self._group.ended])
        async with self._turn:
            self._connection.close()
            self._engine.dispose()
            self._disk.shutdown()
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def _begun(self) -> _Group:
        """A new group. Its commit queues up at once: who waits in front of it belongs to the group."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            try:
                with telling_passing_errors():
                    transaction = self._connection.begin()
                break
            except UnavailableError:
                if loop.time() > end:
                    raise
            await asyncio.sleep(_PAUSE)
        group = _Group(transaction, loop.create_future())
        group.ending = loop.create_task(self._ended(group))
        self._group = group
        return group

    async def _ended(self, group: _Group) -> None:
        """Commits the group in its turn; whatever came of it is told to all who wait for it."""
        try:
            async with self._turn:
                self._group = None
                await self._committed(group)
        except Exception as error:  # noqa: BLE001 - it is raised in each transaction of the group
            group.ended.set_exception(error)
            group.ended.exception()  # looked at, for the case that nobody waits
        else:
            group.ended.set_result(None)

    async def _committed(self, group: _Group) -> None:
        try:
            self._check_open()
            if group.written:
                await asyncio.get_running_loop().run_in_executor(self._disk, group.transaction.commit)
            else:
                group.transaction.commit()
        except Exception:
            group.transaction.rollback()
            raise

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """What is done within is undone by an exception, and by nothing else in the group."""
        self._check_open()
        driver = self._driver()
        driver.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if driver.in_transaction:
                driver.execute("ROLLBACK TO one")
                driver.execute("RELEASE one")
            raise
        driver.execute("RELEASE one")

    def _check_open(self) -> None:
        """A full disk, say, ends the whole transaction behind our back."""
        if not self._driver().in_transaction:
            what = "the database has taken a transaction back"
            raise UnavailableError(what, "try again", what)

    def _driver(self) -> sqlite3.Connection:
        driver: sqlite3.Connection | None = self._connection.connection.driver_connection
        assert driver, "the file is closed"
        return driver

    def _changes(self) -> int:
        return self._driver().total_changes


def _engine(url: URL, *, read_only: bool) -> Engine:
    # Errors never show a statement's values. Nothing is reset behind our back: `begin` ends what it began.
    arguments = {"check_same_thread": False, "isolation_level": None}
    engine = create_engine(
        url, hide_parameters=True, pool_size=1, max_overflow=0, pool_reset_on_return=None, connect_args=arguments
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"  # a later upgrade fails at once if another was quicker

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        for pragma in (*_PRAGMAS, *(("query_only=ON",) if read_only else ())):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _locked(url: URL, *, read_only: bool) -> int | None:
    database = Path(url.database or "")
    if not read_only:
        return lock_file(database)
    if not database.is_file():
        raise UnpreparedError(f"there is no database {database}", "start the bot once, which creates it")
    return None
