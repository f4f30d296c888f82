"""What a discussion group shows of its channel: each post comes twice where the bot is in both.

A bot isn't told of what it posts in a channel itself, but of the copy of it in the discussion group; and
nothing in the copy says whose it is. So where the bot is in the channel, copies are passed over: whatever
others post there has come from the channel.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from telegram import Bot
from telegram.constants import ChatMemberStatus

from bot.delivery.courier import DeliveryError, RefusedError
from bot.platforms.telegram.calls import told
from bot.platforms.telegram.senders import mirrored_post
from bot.platforms.telegram.updates import message_of

FRESH = 300.0  # seconds that the bot may have come or gone meanwhile
MOST_KEPT = 1_000  # channels in memory

_IN = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER, ChatMemberStatus.MEMBER)


@dataclass(slots=True)
class Mirrors:
    """Knows for a while in which channels the bot is; `me` is its id."""

    bot: Bot
    me: int
    _known: dict[int, tuple[float, bool]] = field(default_factory=dict)

    async def shows_again(self, update: object) -> bool:
        """Whether the update brings a copy of what has come, or been posted by the bot, in its channel."""
        channel, _ = mirrored_post(message_of(update))
        return channel != 0 and await self._is_in(channel)

    async def _is_in(self, channel: int) -> bool:
        """Whether the bot is in the channel; where that can't be learnt it isn't, so that nothing gets lost."""
        until, known = self._known.get(channel, (0.0, False))
        if until > time.monotonic():
            return known
        try:
            member = await told(self.bot.get_chat_member(channel, self.me))
            found = member.status in _IN
        except RefusedError:
            found = False
        except DeliveryError:
            return False
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[channel] = (time.monotonic() + FRESH, found)
        return found
