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
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file
_HEADER = b"SQLite format 3\0"  # sqlite.org/fileformat.html, 1.3


class OtherMeansError(StoreError):
    """A PostgreSQL database has its own means, which do it better."""


def back_up(url: str, file: Path) -> int:
    """Writes the copy to `file`, checked and at once, for this user alone; its size in bytes.

    A former backup of that name stays until the new one is whole; nothing else is replaced. Raises StoreError;
    OtherMeansError, which names the command, for PostgreSQL.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() != SQLITE:
        raise OtherMeansError("this is a PostgreSQL database", f"back it up with: {_pg_dump(parsed, file)}")
    database = Path(parsed.database or "")
    if not database.is_file():
        raise StoreError(f"there is no database {database}", "name the one that the bot uses, by ERRCODE_DATABASE_URL")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        _check_free(file, database)
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
        for left in (part, *(part.with_name(f"{part.name}{suffix}") for suffix in _BESIDE)):
            left.unlink(missing_ok=True)


def _check_free(file: Path, database: Path) -> None:
    """StoreError where something stands, or belongs, that is no former backup."""
    own = {database.resolve().with_name(f"{database.resolve().name}{suffix}") for suffix in ("", ".lock", *_BESIDE)}
    if file.resolve() in own or (file.exists() and file.samefile(database)):
        raise StoreError(f"{file} belongs to the database itself", "name another file")
    if file.exists() and not _is_backup(file):
        raise StoreError(f"{file} is no former backup", "name another file, or remove it")


def _is_backup(file: Path) -> bool:
    """Whether it is a SQLite file that no bot has opened as its own."""
    if not file.is_file() or Path(f"{file}.lock").exists():
        return False
    with file.open("rb") as content:
        return content.read(len(_HEADER)) == _HEADER


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
