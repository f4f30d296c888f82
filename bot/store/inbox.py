"""Messages seen. A message's key is its identity, so twins, retries and edits meet here."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.store.engine import Connection, insert_new
from bot.store.tables import INBOX

_DIGEST = select(INBOX.c.digest).where(INBOX.c.key == bindparam("k"))
_EDITED = (
    update(INBOX)
    .where(INBOX.c.key == bindparam("k"), INBOX.c.edited_at <= bindparam("at"))
    .values(edited_at=bindparam("at"))
)
_SET_DIGEST = update(INBOX).where(INBOX.c.key == bindparam("k")).values(digest=bindparam("d"))


async def claim(conn: Connection, key: str, digest: str, delivery: str, now: float) -> bool:
    """True when the message is new; False, and nothing is changed, when it was seen before.

    On PostgreSQL it waits for another replica that is just claiming the same key.
    """
    row = {"key": key, "digest": digest, "delivery": delivery, "received_at": now}
    return await insert_new(conn, INBOX, row)


async def digest_of(conn: Connection, key: str) -> str | None:
    """The digest of the text as last seen; None for a message never seen, or purged."""
    found: str | None = (await conn.execute(_DIGEST, {"k": key})).scalar()
    return found


async def set_digest(conn: Connection, key: str, digest: str) -> None:
    """The text of a message was edited."""
    await conn.execute(_SET_DIGEST, {"k": key, "d": digest})


async def note_edit(conn: Connection, key: str, at: float) -> bool:
    """False where a later edit of the message was seen; of the same moment both count."""
    done = await conn.execute(_EDITED, {"k": key, "at": at})
    return bool(done.rowcount) or await digest_of(conn, key) is None
