"""The database's shape, brought up to date at start, by one process at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from bot.store.engine import POSTGRESQL
from bot.store.errors import StoreError, UnpreparedError

if TYPE_CHECKING:  # Alembic is loaded where something is to be done: it takes a quarter of a second, and 8 MB for ever
    from alembic.config import Config

# The newest revision in `migrations/versions`. They are numbered upwards, four digits each: what is greater is newer.
HEAD: Final = "0003"
VERSION_TABLE = "errcode_version"
_MAY_CREATE = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
_GRANT = "GRANT CREATE ON SCHEMA public TO the user"
_LOCK = 0x657272636F6465  # "errcode" in ASCII: no other program's lock, one hopes


def upgrade(connection: Connection) -> None:
    """Applies what is missing, within the connection's transaction.

    A database that is newer than this program is left as it is: revisions only ever add, so that replicas of two
    versions can run side by side.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text("SELECT set_config('statement_timeout', '0', true)"))  # a long table takes its time
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _revision(connection) >= HEAD:
        return
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check_current(connection: Connection) -> None:
    """UnpreparedError when the database is older than this program, StoreError when no start could mend that."""
    if _revision(connection) < HEAD:
        if connection.dialect.name == POSTGRESQL and not connection.execute(_MAY_CREATE).scalar():
            raise StoreError("this user may not create tables in the database", f"as its owner: {_GRANT}")
        raise outdated()


def check_not_newer(connection: Connection) -> None:
    """StoreError when the database is newer than this program, which wouldn't know all that is in it."""
    if (revision := _revision(connection)) > HEAD:
        raise StoreError(
            f"{_name(connection)} is newer ({revision}) than this program ({HEAD})", "copy with the newer program"
        )


def outdated() -> UnpreparedError:
    """The database has a shape that this program is too new for."""
    mend = "start the bot once, which brings it up to date"
    return UnpreparedError("the database is older than this program", mend, "it is older than this program")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _name(connection: Connection) -> str:
    return connection.engine.url.set(query={}).render_as_string(hide_password=True)


def _revision(connection: Connection) -> str:
    """What the database says of its shape, "" when it has none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or "")  # noqa: S608 - a constant
