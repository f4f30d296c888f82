"""Each test of the store runs on both engines: a new SQLite file, and a real PostgreSQL emptied before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest

from bot.store.store import Connection, Store
from tests.doubles.postgres import Postgres, mortal_postgres, postgres

__all__ = ["mortal_postgres", "postgres"]

Play: TypeAlias = Callable[[Callable[[Connection], Awaitable[None]]], None]
PlayStore: TypeAlias = Callable[[Callable[[Store], Awaitable[None]]], None]
_EMPTY = "TRUNCATE inbox, cases, outbox, sightings, channels, gaps, feedback, leases"


@pytest.fixture(scope="session")
def shared_database(postgres: Postgres) -> str:
    """A database with its tables."""
    url = postgres.new_database()

    async def create() -> None:
        await (await Store.open(url)).close()

    asyncio.run(create())
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a row."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/errcode.db"
    database: str = request.getfixturevalue("shared_database")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")  # behind a transaction that a test has left open
        connection.execute(_EMPTY)
    return database


@pytest.fixture
def play_store(url: str) -> PlayStore:
    """Runs a coroutine with the open store."""

    async def run(work: Callable[[Store], Awaitable[None]]) -> None:
        store = await Store.open(url)
        try:
            await work(store)
        finally:
            await store.close()

    return lambda work: asyncio.run(run(work))


@pytest.fixture
def play(play_store: PlayStore) -> Play:
    """Runs a coroutine within one transaction."""

    def run(work: Callable[[Connection], Awaitable[None]]) -> None:
        async def within(store: Store) -> None:
            async with store.begin() as conn:
                await work(conn)

        play_store(within)

    return run
