"""What can be told of a database without changing anything in it: which it is, and whether a start could use it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Select, and_, column, func, select, table

from bot.store.engine import POSTGRESQL, SQLITE, Connection, database_url
from bot.store.errors import StoreError
from bot.store.filelock import cant_write
from bot.store.migrate import HEAD, VERSION_TABLE

_REVISION: Final[Select[Any]] = select(column("version_num")).select_from(table(VERSION_TABLE))

_MAY_WRITE: Final = select(and_(*(func.has_table_privilege("outbox", what) for what in ("INSERT", "UPDATE", "DELETE"))))


def described(url: str) -> str:
    """Which database that is, without a password: "the SQLite file ..." or "the PostgreSQL database ...". StoreError."""
    parsed = database_url(url)
    if parsed.get_backend_name() == SQLITE:
        return f"the SQLite file {parsed.database}"
    return f"the PostgreSQL database {parsed.database or ''}{_where(parsed)}".rstrip()


def check_place(url: str) -> None:
    """StoreError where a SQLite file can't be written, or made where there is none yet. Nothing stays behind."""
    parsed = database_url(url)
    if parsed.get_backend_name() != SQLITE:
        return
    file = Path(parsed.database or "")
    try:
        if file.is_dir():
            raise IsADirectoryError(0, "Is a directory")
        with tempfile.TemporaryFile(dir=file.absolute().parent):
            pass
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise PermissionError(0, "Permission denied")
    except OSError as error:
        raise cant_write(file, error) from None


def free_bytes(url: str) -> int | None:
    """What the disk of a SQLite file has left; None for a server's, which is its own affair."""
    parsed = database_url(url)
    if parsed.get_backend_name() != SQLITE:
        return None
    return shutil.disk_usage(Path(parsed.database or "").absolute().parent).free


async def newer_revision(conn: Connection) -> str:
    """The database's revision where it is newer than this program, "" otherwise."""
    revision = str((await conn.execute(_REVISION)).scalar_one())
    return revision if revision > HEAD else ""


async def check_writable(conn: Connection) -> None:
    """StoreError where a PostgreSQL server only reads, as a standby does, or doesn't let this user write."""
    if conn.dialect.name != POSTGRESQL:
        return
    if (await conn.execute(select(func.pg_is_in_recovery()))).scalar_one():
        raise StoreError("this PostgreSQL server is a standby, which only reads", "name the primary")
    if not (await conn.execute(_MAY_WRITE)).scalar_one():
        raise StoreError("this user may not write the tables", "grant it what is in the schema, or make it their owner")


def _where(url: URL) -> str:
    host = url.host or url.query.get("host") or ""
    port = f":{url.port}" if url.port else ""
    return f" at {host}{port}" if host else ""
