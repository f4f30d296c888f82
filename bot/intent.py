"""What the environment seems to mean and doesn't bring about: a platform set in part, a name that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from bot.settings import NAMES, Settings

MOST_UNREAD: Final = 10  # names that are told
_NEAR: Final = 75  # of 100, by which a name is likely meant for another: SLACK_SECRET for SLACK_SIGNING_SECRET
_OURS: Final = re.compile(r"(?:ERRCODE|SLACK|TELEGRAM)_[A-Za-z0-9_]{1,64}")


@dataclass(frozen=True, slots=True)
class Off:
    """A platform that is off, which of its settings are there all the same, and what switches it on."""

    platform: str
    has: tuple[str, ...]
    mend: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A variable that looks like one of ours and isn't, and the one that it is likely meant for, "" for none."""

    name: str
    nearest: str


def platforms_off(settings: Settings) -> tuple[Off, ...]:
    """The platforms that are off, in the order in which they are always named."""
    slack = () if settings.slack_ready else (_slack(settings),)
    telegram = () if settings.telegram_ready else (_telegram(settings),)
    return (*slack, *telegram)


def unread(environ: Mapping[str, str]) -> tuple[Unread, ...]:
    """Up to MOST_UNREAD of them, by name. Other programs' may be among them, as both platforms have many."""
    read = {each for name in NAMES for each in (name, f"{name}_FILE")}
    strange = sorted(
        name for name, value in environ.items() if value.strip() and _OURS.fullmatch(name) and name not in read
    )
    return tuple(Unread(name, _nearest(name)) for name in strange[:MOST_UNREAD])


def _slack(settings: Settings) -> Off:
    values = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
    }
    has = tuple(name for name, value in values.items() if value)
    if "SLACK_BOT_TOKEN" in has:
        return Off("slack", has, "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
    ways_in = "" if has else ", and SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for HTTP"
    return Off("slack", has, f"set SLACK_BOT_TOKEN{ways_in}")


def _telegram(settings: Settings) -> Off:
    values = {
        "TELEGRAM_WEBHOOK_URL": settings.telegram_webhook_url,
        "TELEGRAM_WEBHOOK_SECRET": settings.telegram_webhook_secret,
    }
    return Off("telegram", tuple(name for name, value in values.items() if value), "set TELEGRAM_BOT_TOKEN")


def _nearest(name: str) -> str:
    choices = [f"{each}_FILE" for each in NAMES] if "_FILE" in name else NAMES
    found = process.extractOne(name, choices, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else ""
