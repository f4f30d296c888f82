"""The database's shape, brought up to date at start, by one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.engine import POSTGRESQL
from bot.store.errors import UnpreparedError

VERSION_TABLE = "errcode_version"
_LOCK = 0x657272636F6465  # "errcode" in ASCII: no other program's lock, one hopes


def upgrade(connection: Connection) -> None:
    """Applies what is missing, within the connection's transaction.

    A database that is newer than this program is left as it is: revisions only ever add, so that replicas of two
    versions can run side by side.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text("SELECT set_config('statement_timeout', '0', true)"))  # a long table takes its time
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = _config()
    if _is_newer(connection, config):
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check_current(connection: Connection) -> None:
    """UnpreparedError when the database is older than this program, and only it could be read."""
    config = _config()
    script = ScriptDirectory.from_config(config)
    if script.get_current_head() not in _revisions(connection) and not _is_newer(connection, config):
        raise UnpreparedError(
            "the database is older than this program", "start the bot once, which brings it up to date"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revisions(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads()


def _is_newer(connection: Connection, config: Config) -> bool:
    known = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
    return not known.issuperset(_revisions(connection))
