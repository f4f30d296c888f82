"""How fast the bot may speak: to a chat, to a group, to all together (core.telegram.org/bots/faq)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.delivery.pace import Channel, Pace

EVERYBODY: Channel = ("telegram", "", "")


@dataclass(frozen=True, slots=True)
class TelegramPace:
    """A message a second to a chat, twenty a minute to a group, thirty a second in all; edits count too.

    A chat that was told to wait holds up no other.
    """

    chats: Pace = field(default_factory=lambda: Pace(rate=1.0, burst=3.0))
    groups: Pace = field(default_factory=lambda: Pace(rate=20 / 60, burst=20.0))
    all: Pace = field(default_factory=lambda: Pace(rate=30.0, burst=30.0))

    def spend(self, channel: Channel, moment: float) -> float:
        """Counts a post to `channel`; the seconds until its next one may leave."""
        pauses = [self.chats.spend(channel, moment), self.all.spend(EVERYBODY, moment)]
        if channel[2].startswith("-"):  # Telegram gives groups and channels negative ids
            pauses.append(self.groups.spend(channel, moment))
        return max(pauses)
