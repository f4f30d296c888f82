"""`python -m tests.bench.unpaced serve`: the bot without its own limit of messages a second, for a stand-in that has none.

As shipped it sends thirty a second to Telegram, as Telegram wants it, and no bot can be compared at that.
"""

from __future__ import annotations

from bot.cli import main
from bot.delivery.pace import UNBOUNDED
from bot.platforms.telegram.pace import TelegramPace


class NoPace:
    """Lets everything through."""

    def room(self, _platform: object, _moment: float) -> int:
        """As much as one likes."""
        return UNBOUNDED

    def spend(self, _channel: object, _moment: float) -> float:
        """Never a pause."""
        return 0.0


if __name__ == "__main__":
    TelegramPace.room = NoPace.room  # type: ignore[method-assign,assignment] # likewise
    TelegramPace.spend = NoPace.spend  # type: ignore[method-assign,assignment] # that is what it is for
    main()
