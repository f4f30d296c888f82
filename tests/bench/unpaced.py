"""`python -m tests.bench.unpaced serve`: the bot without its own limit of messages a second, for a stand-in that has none.

As shipped it sends thirty a second to Telegram, as Telegram wants it, and no bot can be compared at that.
"""

from __future__ import annotations

from bot.cli import main
from bot.platforms.telegram.pace import TelegramPace


class NoPace:
    """Lets everything through."""

    def spend(self, _channel: object, _moment: float) -> float:
        """Never a pause."""
        return 0.0


if __name__ == "__main__":
    TelegramPace.spend = NoPace.spend  # type: ignore[method-assign,assignment] # that is what it is for
    main()
