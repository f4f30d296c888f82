"""The tables. Times are epoch seconds; `migrations/` holds the same shape, step by step, and a test compares them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


class Words(TypeDecorator[str]):
    """Text from outside. NUL and halves of surrogate pairs, which PostgreSQL refuses, are stored as U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the library's signature
        """What is stored: always valid UTF-8, without NUL."""
        return None if value is None else _storable(value)


class Json(TypeDecorator[dict[str, Any]]):
    """An object as JSON text, read back as a new dict."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str:  # noqa: ARG002 - the library's signature
        """Compact JSON; Chinese stays readable."""
        return _storable(json.dumps(value or {}, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any]:  # noqa: ARG002 - the library's signature
        """The object."""
        loaded: dict[str, Any] = json.loads(value or "{}")
        return loaded


def _storable(value: str) -> str:
    if value.isascii():
        return value.replace("\0", "\ufffd") if "\0" in value else value
    whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


METADATA = MetaData()
_SERIAL = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER
_DEAD = text("state = 'dead'")

INBOX = Table(
    "inbox",
    METADATA,
    Column("key", Words, primary_key=True),
    Column("digest", Words, nullable=False),
    Column("delivery", Words, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("edited_at", Double, nullable=False, server_default="0"),  # of the latest edit that was seen
    Index("inbox_received", "received_at"),
)

CASES = Table(
    "cases",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("platform", Words, nullable=False),
    Column("team", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("thread", Words, nullable=False),
    Column("message_key", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("mode", Words, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("language", Words, nullable=False),
    Column("memo", Json, nullable=False),
    Column("asked", Words, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("ref", Words, nullable=False),
    Column("reply_url", Words, nullable=False),
    Column("count", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index("cases_message", "message_key"),
    Index("cases_thread", "platform", "team", "channel", "thread"),
    Index("cases_channel", "platform", "team", "channel", "created_at"),
    Index("cases_created", "created_at"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", _SERIAL, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),
    Column("case_id", Words, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("body", Json, nullable=False),
    Column("state", Words, nullable=False),  # pending, sending, sent or dead
    Column("next_at", Double, nullable=False),  # pending: not before; sending: when its lease lapses
    Column("owner", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ref", Words, nullable=False),
    Column("error", Words, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("done_at", Double),  # null exactly while pending or sending
    Index("outbox_case", "case_id", "id"),
    Index("outbox_ref", "ref"),
    Index("outbox_dead", "done_at", sqlite_where=_DEAD, postgresql_where=_DEAD),
    Index("outbox_done", "done_at", "id", "next_at"),  # the few unfinished stand together, oldest first
)

SIGHTINGS = Table(
    "sightings",
    METADATA,
    Column("platform", Words, primary_key=True),
    Column("team", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("code", Words, primary_key=True),
    Column("case_id", Words, nullable=False),
    Column("count", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("first_at", Double, nullable=False),
    Column("previous_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),
)

CHANNELS = Table(
    "channels",
    METADATA,
    Column("platform", Words, primary_key=True),
    Column("team", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("policy", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("held_until", Double, nullable=False),  # nothing is leased for it before
)

GAPS = Table(
    "gaps",
    METADATA,
    Column("kind", Words, primary_key=True),
    Column("digest", Words, primary_key=True),
    Column("text", Words, nullable=False),
    Column("code", Words, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("case_id", Words, primary_key=True),
    Column("author", Words, primary_key=True),
    Column("at", Double, nullable=False),
)

LEASES = Table(
    "leases",
    METADATA,
    Column("name", Words, primary_key=True),
    Column("owner", Words, nullable=False),
    Column("until", Double, nullable=False),
)
