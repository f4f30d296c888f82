"""A PostgreSQL database, shared by replicas."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.engine import telling_passing_errors

# Of one process, kept once they were needed: opened and closed with each burst they cost a third of the answers.
MOST_CONNECTIONS = 15

# For this transaction only: a session's settings would be another client's behind a connection pooler.
_TIMEOUTS = (
    "SELECT set_config('statement_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '10s', true)"
)


# What libpq says of a connection has no code. A server of another language is waited for, which harms nobody.
_REFUSALS = re.compile(r"does not exist|authentication failed|no password supplied|no pg_hba\.conf entry")


def is_refusal(reason: str) -> bool:
    """Whether a server is there, and doesn't let us in: an unknown database or user, or a wrong password."""
    return bool(_REFUSALS.search(reason))


class PostgresqlDatabase:
    """A pool of connections, each made when it is needed."""

    def __init__(self, url: URL, *, read_only: bool) -> None:
        # Without prepared statements a connection pooler may stand between.
        arguments = {"prepare_threshold": None, "connect_timeout": 5, "application_name": "errcode"}
        # Errors never show a statement's values.
        self._engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=MOST_CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            pool_recycle=300,
            pool_timeout=5,
            connect_args=arguments,
        )
        begin = f"{_TIMEOUTS}, set_config('transaction_read_only', 'on', true)" if read_only else _TIMEOUTS

        @event.listens_for(self._engine.sync_engine, "begin")
        def begun(connection: sqlalchemy.Connection) -> None:
            connection.exec_driver_sql(begin)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by an exception."""
        with telling_passing_errors():
            async with self._engine.begin() as connection:
                yield connection

    async def run(self, work: Callable[[sqlalchemy.Connection], None]) -> None:
        """Does `work` in one transaction."""
        async with self.begin() as connection:
            await connection.run_sync(work)

    async def close(self) -> None:
        """Closes every connection."""
        await self._engine.dispose()
