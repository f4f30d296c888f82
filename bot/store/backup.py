"""A copy of a SQLite file, whole as of one moment, while the bot goes on beside it."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from bot.store.engine import SQLITE, database_url
from bot.store.errors import StoreError

PATIENCE = 10.0  # seconds that the bot may hold the file


class OtherMeansError(StoreError):
    """A PostgreSQL database has its own means, which do it better."""


def back_up(url: str, file: Path) -> int:
    """Writes the copy to `file`, checked and at once, for this user alone; its size in bytes.

    A former backup of that name stays until the new one is whole. Raises StoreError; OtherMeansError, which names the
    command, for PostgreSQL.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() != SQLITE:
        raise OtherMeansError("this is a PostgreSQL database", f"back it up with: {_pg_dump(parsed, file)}")
    database = Path(parsed.database or "")
    if not database.is_file():
        raise StoreError(f"there is no database {database}", "name the one that the bot uses, by ERRCODE_DATABASE_URL")
    if file.exists() and (not file.is_file() or file.samefile(database)):
        raise StoreError(f"{file} is the database itself, or no file", "name another file")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(database, part)
        _check(part)
        return _put(part, file)
    except sqlite3.Error as error:
        raise StoreError(f"can't back up {database}: {error}", "nothing was written; try again") from error
    except OSError as error:
        raise StoreError(
            f"can't write {file}: {error.strerror}", "name a file in a folder that can be written"
        ) from None
    finally:
        for left in (part, *(part.with_name(f"{part.name}{suffix}") for suffix in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _copy(database: Path, part: Path) -> None:
    """In one step: a reader of the write-ahead log keeps no writer waiting."""
    address = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, which needs no other beside it


def _check(part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise StoreError("the copy is damaged, and so is the database", "restore the last good backup")


def _put(part: Path, file: Path) -> int:
    """In its place, for good: on the disk before it has its name."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    size = part.stat().st_size
    part.replace(file)
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size


def _pg_dump(url: URL, file: Path) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    return f"pg_dump --format=custom --file={file} {plain.render_as_string()}"
