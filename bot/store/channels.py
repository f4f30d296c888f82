"""What a channel's people have set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, select

from bot.store.engine import Connection, Upsert, insert_into
from bot.store.tables import CHANNELS


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's settings; "" where nothing is set."""

    policy: str
    language: str


_ROW = CHANNELS.c
_ONE = select(_ROW.policy, _ROW.language).where(
    _ROW.platform == bindparam("p"), _ROW.team == bindparam("t"), _ROW.channel == bindparam("c")
)


async def channel(conn: Connection, platform: str, team: str, channel: str) -> Channel | None:
    """Its settings; None when it has never been heard of."""
    row = (await conn.execute(_ONE, {"p": platform, "t": team, "c": channel})).first()
    return None if row is None else Channel(*row)


async def set_policy(conn: Connection, platform: str, team: str, channel: str, policy: str) -> None:
    """Set the policy; the language stays."""
    await _set(conn, platform, team, channel, policy=policy)


async def set_language(conn: Connection, platform: str, team: str, channel: str, language: str) -> None:
    """Set the language; the policy stays."""
    await _set(conn, platform, team, channel, language=language)


async def _set(conn: Connection, platform: str, team: str, channel: str, **settings: str) -> None:
    row = {"platform": platform, "team": team, "channel": channel, "policy": "", "language": "", "held_until": 0.0}
    await conn.execute(_upsert(conn.dialect.name, tuple(settings)), row | settings)


@cache
def _upsert(dialect: str, names: tuple[str, ...]) -> Upsert:
    insert = insert_into(dialect, CHANNELS)
    changed = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=["platform", "team", "channel"], set_=changed)
