"""What is PostgreSQL's own: a server that may go away, and time limits."""

from __future__ import annotations

import asyncio
import select

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import inbox, leasing, outbox
from bot.store.engine import database_url
from bot.store.store import Store, UnavailableError
from tests.doubles.postgres import Postgres
from tests.store.made import NOW


async def _claimed(store: Store, key: str) -> bool:
    async with store.begin() as conn:
        return await inbox.claim(conn, key, "", "", NOW)


def test_killed_database_is_unavailable_then_there_again(mortal_postgres: Postgres) -> None:
    async def is_killed_meanwhile(store: Store) -> None:
        async with store.begin() as conn:
            await inbox.claim(conn, "lost", "", "", NOW)
            assert isinstance(conn, AsyncConnection)
            driver = (await conn.get_raw_connection()).driver_connection
            assert driver
            mortal_postgres.kill()
            await asyncio.to_thread(select.select, [driver], [], [], 30)  # until its end of the line is closed

    async def walk() -> None:
        store = await Store.open(mortal_postgres.url)
        assert await _claimed(store, "before")
        with pytest.raises(UnavailableError):
            await is_killed_meanwhile(store)
        with pytest.raises(UnavailableError):
            await _claimed(store, "meanwhile")
        mortal_postgres.restart()
        assert not await _claimed(store, "before")
        assert await _claimed(store, "lost")
        await store.close()

    asyncio.run(walk())


def test_server_that_only_reads_is_unavailable_and_no_stranger_hears_its_names(postgres: Postgres) -> None:
    url = postgres.new_database()
    name = url.rpartition("/")[2]

    async def walk() -> None:
        store = await Store.open(url)
        await store.check()
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(UnavailableError, match="read-only") as told:
            await store.check()
        assert "its server refuses (ReadOnlySqlTransaction)" == told.value.public
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(UnavailableError, match=name) as told:
            await store.check()
        assert "its server can't be reached" == told.value.public
        await store.close()

    asyncio.run(walk())


def test_statement_that_hangs_is_unavailable(shared_database: str) -> None:
    async def hangs(store: Store) -> None:
        async with store.begin() as conn:
            await conn.execute(text("SELECT set_config('statement_timeout', '50ms', true)"))
            await conn.execute(text("SELECT pg_sleep(5)"))

    async def walk() -> None:
        store = await Store.open(shared_database)
        with pytest.raises(UnavailableError, match="statement timeout"):
            await hangs(store)
        async with store.begin() as conn:
            limits = [
                (await conn.execute(text(f"SHOW {name}"))).scalar()
                for name in ("statement_timeout", "idle_in_transaction_session_timeout")
            ]
        assert limits == ["5s", "10s"]
        await store.close()

    asyncio.run(walk())


def test_looking_changes_nothing(shared_database: str) -> None:
    async def walk() -> None:
        store = await Store.open(shared_database, read_only=True)
        async with store.begin() as conn:
            await outbox.tally(conn, NOW)
        with pytest.raises(UnavailableError, match="read-only"):
            await _claimed(store, "k")
        await store.close()

    asyncio.run(walk())


def test_leasing_reads_no_finished_post(postgres: Postgres) -> None:
    """Twenty thousand finished posts, ten unfinished ones: no table is read from end to end."""
    many = (
        "INSERT INTO cases SELECT 'c' || n, 'slack', 'T', 'C' || n % 50, '', '', '', '', false, '', '{}', '', 1, '', '',"
        " 1, false FROM generate_series(1, 20000) n",
        "INSERT INTO outbox SELECT n, 'k' || n, 'answer', 'c' || n, '{}', 'sent', 1, '', 1, false, 1, '', '', 1,"
        " CASE WHEN n <= 19990 THEN n END FROM generate_series(1, 20000) n",
        "ANALYZE",
    )

    async def create(url: str) -> None:
        await (await Store.open(url)).close()

    url = postgres.new_database()
    asyncio.run(create(url))
    engine = sqlalchemy.create_engine(database_url(url))
    with engine.begin() as connection:
        for statement in many:
            connection.execute(text(statement))
        lease = leasing._lease().compile(dialect=engine.dialect)
        values = lease.construct_params({"n": NOW, "u": NOW + 20, "o": "me", "most": 10, "of_one": 1})
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {lease}", values).scalars())
    engine.dispose()
    assert "outbox_done" in plan
    assert "Seq Scan on outbox" not in plan, plan
    assert "Seq Scan on cases" not in plan, plan
