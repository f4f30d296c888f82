"""Which edit of a message is the latest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds only: a bot of the version before works on."""
    op.add_column("inbox", sa.Column("edited_at", sa.Double, nullable=False, server_default="0"))
