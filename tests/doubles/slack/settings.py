"""How the stand-in workspace is set up: who the app is, what it may do, and how fast Slack's clocks run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERY_SCOPE = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "mpim:history",
        "mpim:read",
        "users:read",
    }
)
EVERY_EVENT = frozenset(
    {"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim"}
)

# Calls a minute, from Slack's tiers; chat.postMessage is limited per channel instead.
TIERS = {
    "apps.connections.open": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.replies": 50,
    "files.info": 100,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.update": 100,
}


@dataclass(frozen=True, slots=True)
class Pace:
    """Slack's clocks, in seconds. The defaults are the real ones."""

    ack: float = 3.0  # to confirm an event, a command, a click
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)  # the pauses before an event is delivered again
    warning: float = 10.0  # from a disconnect's warning to the refresh
    trigger: float = 3.0  # a trigger_id's life
    hook: float = 1800.0  # a response_url's life

    def faster(self, times: float) -> Pace:
        """The same clocks, running `times` as fast."""
        return Pace(
            self.ack / times,
            tuple(pause / times for pause in self.retries),
            self.warning / times,
            self.trigger / times,
            self.hook / times,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """What Slack lets through: posts a second and channel with a burst, and calls a minute by method."""

    per_second: float = 1.0
    burst: int = 3
    per_minute: Mapping[str, int] = field(default_factory=lambda: dict(TIERS))


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation of one app in one workspace."""

    team: str = "T1"
    team_name: str = "Acme"
    app_id: str = "A1"
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    bot_name: str = "errcode"
    bot_token: str = "xoxb-1-stand-in"
    app_token: str = "xapp-1-A1-stand-in"
    signing_secret: str = "stand-in-signing-secret"
    scopes: frozenset[str] = EVERY_SCOPE
    subscriptions: frozenset[str] = EVERY_EVENT
    pace: Pace = Pace()
    rate: Rate | None = Rate()  # None: no limits
    request_url: str = ""  # "": Socket Mode; else everything is delivered there, signed
    most_connections: int = 10
    seed: int = 0
    echo: bool = True  # the bot's own posts come back to it as events, as Slack does
    foreign_acks: bool = True  # an acknowledgement on another socket than the delivery's counts
    metadata_readable: bool = True  # False: messages are read back without their metadata
    orphans_to_channel: bool = False  # True: a reply to a deleted message appears in the channel, not refused
    login: str = "redirect"  # what an unauthorised download gets: "redirect" (302) or "page" (200, HTML)
    may_mention: frozenset[str] = frozenset()  # users whom the app may mention; askers of commands always
