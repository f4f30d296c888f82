"""How the stand-in is set up: who the bot is, what it may see, and how fast Telegram's clocks run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Telegram's clocks, in seconds. The defaults are the real ones."""

    webhook: float = 60.0  # to answer a delivery to the webhook
    retry: float = 1.0  # the pause before the first redelivery; it doubles each time ...
    longest_retry: float = 60.0  # ... up to this
    conflict: float = 3.0  # how late the older of two pollers hears of its conflict
    query: float = 15.0  # a button's or an inline query's life
    second: float = 1.0  # what a second of the webhook's Retry-After takes

    def faster(self, times: float) -> Pace:
        """The same clocks, running `times` as fast."""
        return Pace(
            self.webhook / times,
            self.retry / times,
            self.longest_retry / times,
            self.conflict / times,
            self.query / times,
            self.second / times,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """The flood limits: sends and edits per chat with a burst, per group and minute, and overall."""

    per_second: float = 1.0
    burst: int = 3
    per_group_minute: int = 20
    overall: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """One bot."""

    token: str = "7000000001:AAF-stand-in-token-of-35-characters"
    username: str = "errcode_bot"
    name: str = "errcode"
    sees_all: bool = True  # False: privacy mode, as @BotFather sets it up; an administrator sees all anyway
    mentions_seen: bool = False  # whether privacy mode lets plain @mentions through (not promised by Telegram)
    bot_to_bot: bool = False  # whether other bots' messages can come
    inline: bool = True
    pace: Pace = Pace()
    rate: Rate | None = Rate()  # None: no limits
    webhook_base: str = ""  # such as "http://127.0.0.1:8080": where deliveries go instead of the URL's host
    commands: frozenset[str] = frozenset({"start", "help", "errcode", "privacy", "lang", "channel"})  # may be sent
    may_mention: frozenset[str] = frozenset()  # usernames that the bot may mention, beside its own
    seed: int = 0

    @property
    def bot_id(self) -> int:
        """The bot's user id: the token's first half."""
        return int(self.token.partition(":")[0])
