"""The first shape."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every table."""
    _inbox()
    _cases()
    _outbox()
    _sightings()
    _channels()
    _gaps()
    _feedback()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _time(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _inbox() -> None:
    op.create_table("inbox", _key("key"), _text("digest"), _text("delivery"), _time("received_at"))
    op.create_index("inbox_received", "inbox", ["received_at"])


def _cases() -> None:
    op.create_table(
        "cases",
        _key("id"),
        *map(_text, ("platform", "team", "channel", "thread", "message_key", "author", "mode")),
        _flag("private"),
        *map(_text, ("language", "memo", "asked")),
        _time("created_at"),
        *map(_text, ("ref", "reply_url")),
        _number("count"),
        _flag("withdrawn"),
    )
    op.create_index("cases_message", "cases", ["message_key"])
    op.create_index("cases_thread", "cases", ["platform", "team", "channel", "thread"])
    op.create_index("cases_channel", "cases", ["platform", "team", "channel", "created_at"])
    op.create_index("cases_created", "cases", ["created_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        _text("kind"),
        sa.Column("case_id", sa.Text, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        *map(_text, ("body", "state")),
        _time("next_at"),
        _text("owner"),
        _number("attempts"),
        _flag("doubtful"),
        _number("version"),
        *map(_text, ("ref", "error")),
        _time("created_at"),
        sa.Column("done_at", sa.Double),
    )
    dead = sa.text("state = 'dead'")
    op.create_index("outbox_case", "outbox", ["case_id", "id"])
    op.create_index("outbox_dead", "outbox", ["done_at"], sqlite_where=dead, postgresql_where=dead)
    op.create_index("outbox_done", "outbox", ["done_at", "id", "next_at"])


def _sightings() -> None:
    op.create_table(
        "sightings",
        *map(_key, ("platform", "team", "channel", "code")),
        _text("case_id"),
        *map(_number, ("count", "lines")),
        *map(_time, ("first_at", "previous_at", "last_at")),
    )


def _channels() -> None:
    op.create_table(
        "channels",
        *map(_key, ("platform", "team", "channel")),
        *map(_text, ("policy", "language")),
        _time("held_until"),
    )


def _gaps() -> None:
    op.create_table(
        "gaps",
        *map(_key, ("kind", "digest")),
        *map(_text, ("text", "code")),
        _number("count"),
        *map(_time, ("first_at", "last_at")),
    )


def _feedback() -> None:
    op.create_table("feedback", *map(_key, ("case_id", "author")), _time("at"))
