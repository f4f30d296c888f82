"""A SQLite file: one connection, one transaction after another.

A statement takes a few hundredths of a millisecond, less than a thread's turn, so it runs where it is called; only a
commit that has something to write waits for the disk, and does so in a thread.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import URL, Dialect, Engine, Executable, RootTransaction, create_engine, event

from bot.store.engine import Rows, telling_passing_errors
from bot.store.errors import StoreError, UnavailableError
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


class SqliteDatabase:
    """The file, open. It is this process's alone, unless `read_only`."""

    def __init__(self, url: URL, *, read_only: bool) -> None:
        self._lock = _locked(url, read_only=read_only)
        self._engine = _engine(url, read_only=read_only)
        self._connection = self._engine.connect()
        self._turn = asyncio.Lock()
        self._disk = ThreadPoolExecutor(1, "errcode-commit")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end, rolled back by an exception."""
        async with self._turn:
            with telling_passing_errors():
                transaction = await self._begun()
                before = self._changes()
                try:
                    yield Transaction(self._connection)
                    await self._committed(transaction, written=self._changes() != before)
                except BaseException:
                    transaction.rollback()
                    raise

    async def run(self, work: Callable[[sqlalchemy.Connection], None]) -> None:
        """Does `work` in one transaction."""
        async with self.begin():
            work(self._connection)

    async def close(self) -> None:
        """Closes the file, once the transaction under way has ended, and gives up its lock."""
        async with self._turn:
            self._connection.close()
            self._engine.dispose()
            self._disk.shutdown()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    async def _begun(self) -> RootTransaction:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            try:
                with telling_passing_errors():
                    return self._connection.begin()
            except UnavailableError:
                if loop.time() > end:
                    raise
            await asyncio.sleep(_PAUSE)

    async def _committed(self, transaction: RootTransaction, *, written: bool) -> None:
        if not written:
            transaction.commit()
            return
        commit = asyncio.get_running_loop().run_in_executor(self._disk, transaction.commit)
        try:
            await asyncio.shield(commit)
        finally:
            while not commit.done():  # cancelled: but no other transaction may begin before this one has ended
                await asyncio.wait([commit])

    def _changes(self) -> int:
        driver: sqlite3.Connection | None = self._connection.connection.driver_connection
        return driver.total_changes if driver else 0


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
        raise StoreError(f"there is no database {database}", "start the bot once, which creates it")
    return None
