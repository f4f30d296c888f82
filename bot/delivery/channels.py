"""What a channel wants: whether the bot listens there, and which language it speaks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from bot.core.desk import Mode
from bot.delivery.inbound import Inbound, Place
from bot.store import channels as rows
from bot.store.store import Store

FRESH = 30.0  # seconds that another replica may not know yet what was set
MOST_KEPT = 10_000  # channels in memory


class Policy(StrEnum):
    """What the bot answers in a channel. A command, or another way to ask about one message, is answered under each."""

    LISTEN = "listen"  # errors that appear, and what is addressed to it
    MENTION = "mention"  # what is addressed to it
    OFF = "off"  # commands alone


@dataclass(frozen=True, slots=True)
class Wish:
    """A channel's settings; `language` is "zh", "en" or "" for none."""

    policy: Policy = Policy.LISTEN
    language: str = ""


class Channels:
    """The wishes of the channels, kept in memory for a moment."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[Place, tuple[float, Wish]] = {}

    async def wish(self, place: Place) -> Wish:
        """What `place` wants."""
        until, wish = self._kept.get(place, (0.0, Wish()))
        if until > time.monotonic():
            return wish
        async with self._store.begin() as conn:
            row = await rows.channel(conn, place.platform, place.team, place.channel)
        return self._keep(place, Wish(Policy(row.policy or Policy.LISTEN), row.language) if row else Wish())

    async def set_policy(self, place: Place, policy: Policy) -> None:
        """From now on `place` wants this."""
        async with self._store.begin() as conn:
            await rows.set_policy(conn, place.platform, place.team, place.channel, policy.value)
        self.forget(place)

    async def set_language(self, place: Place, language: str) -> None:
        """From now on `place` is answered in this language where the text doesn't tell."""
        async with self._store.begin() as conn:
            await rows.set_language(conn, place.platform, place.team, place.channel, language)
        self.forget(place)

    def forget(self, *places: Place) -> None:
        """What they want may have changed: it is looked up anew."""
        for place in places:
            self._kept.pop(place, None)

    def _keep(self, place: Place, wish: Wish) -> Wish:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[place] = (time.monotonic() + FRESH, wish)
        return wish


def is_wanted(inbound: Inbound, wish: Wish) -> bool:
    """Whether the channel wants this message looked at."""
    if inbound.private or inbound.commanded or wish.policy is Policy.LISTEN:
        return True
    return wish.policy is Policy.MENTION and inbound.mode is Mode.ASK
