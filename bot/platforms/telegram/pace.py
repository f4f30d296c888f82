"""How fast the bot may speak: to a chat, to a group, to all together (core.telegram.org/bots/faq)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.delivery.pace import Channel, Pace, Window


@dataclass(frozen=True, slots=True)
class TelegramPace:
    """A message a second to a chat, twenty a minute to a group, thirty a second in all; edits count too.

    A chat that was told to wait holds up no other. The second is a tenth longer: what leaves in time may arrive closer
    to what left before it.
    """

    chats: Pace = field(default_factory=lambda: Pace(rate=1.0, burst=3.0))
    groups: Pace = field(default_factory=lambda: Pace(rate=20 / 60, burst=20.0))
    all: Window = field(default_factory=lambda: Window(most=30, seconds=1.1))

    def room(self, _platform: str, moment: float) -> int:
        """How many messages may leave now."""
        return self.all.room(moment)

    def spend(self, channel: Channel, moment: float) -> float:
        """Counts a post to `channel`; the seconds until its next one may leave."""
        self.all.spend(moment)
        pauses = [self.chats.spend(channel, moment)]
        if channel[2].startswith("-"):  # Telegram gives groups and channels negative ids
            pauses.append(self.groups.spend(channel, moment))
        return max(pauses)
