"""One process to a SQLite file: two of them would answer everything twice."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.store.errors import StoreError


def lock_file(database: Path) -> int:
    """Takes the lock of this database; the descriptor holds it until it is closed, or the process ends however.

    The database file is created here, empty, so that nobody but its owner can ever read it.
    """
    descriptor = -1
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
        descriptor = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise StoreError(
            f"{database} is in use by another running process",
            "stop that one, or let both share a PostgreSQL database",
        ) from None
    except OSError as error:
        raise cant_write(database, error) from None
    return descriptor


def cant_write(database: Path, error: OSError) -> StoreError:
    """Why a database can't be made or written, and what to do about it."""
    return StoreError(f"can't write {database}: {error.strerror}", _mend(database))


def _mend(database: Path) -> str:
    if database.is_dir():
        return "name a file in it"
    if not database.parent.is_dir():
        return f"create the folder {database.parent}"
    return f"let this user write the folder {database.parent} and what is in it"
