"""A channel that got another name: all that belongs to it moves along."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, select, update

from bot.store.engine import Connection
from bot.store.tables import CASES, CHANNELS, SIGHTINGS

_HERE = {
    table.name: and_(
        table.c.platform == bindparam("p"), table.c.team == bindparam("t"), table.c.channel == bindparam("c")
    )
    for table in (CASES, CHANNELS, SIGHTINGS)
}
_MOVED = select(CHANNELS.c.channel).where(
    CHANNELS.c.platform == bindparam("p"), CHANNELS.c.team == bindparam("t"), CHANNELS.c.channel == bindparam("new")
)


async def move(conn: Connection, platform: str, team: str, old: str, new: str) -> None:
    """From `old` to `new`. What was counted in `old` is counted anew; settings that `new` has already are kept."""
    place = {"p": platform, "t": team, "c": old}
    to = {**place, "new": new}
    await conn.execute(delete(SIGHTINGS).where(_HERE["sightings"]), place)
    await conn.execute(update(CASES).where(_HERE["cases"]).values(channel=bindparam("new")), to)
    if (await conn.execute(_MOVED, {"p": platform, "t": team, "new": new})).first() is None:
        await conn.execute(update(CHANNELS).where(_HERE["channels"]).values(channel=bindparam("new")), to)
    else:
        await conn.execute(delete(CHANNELS).where(_HERE["channels"]), place)
