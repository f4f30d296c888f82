"""What a value of the environment has to look like: each function takes one and gives it as it counts.

ValueError for one that can't be used; it never holds the value.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

LONGEST_URL: Final = 2048  # characters
WEBHOOK_PATH: Final = "/telegram/webhook"  # where Telegram's updates come in
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what setWebhook takes as secret_token
_TOKEN: Final = re.compile(r"[!-~]{1,1024}")  # no blank, no line break, no mark that can't be seen
_HOST: Final = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
_CHAT: Final = re.compile(r"-?[0-9]{1,19}")
_DATABASES: Final = ("sqlite:", "sqlite+", "postgresql:", "postgresql+", "postgres:")


def host(value: str) -> str:
    """A name or an address, without a scheme or a port."""
    if not _HOST.fullmatch(value):
        raise ValueError
    return value


def public_url(value: str) -> str:
    """An http or https address without a query or a password, and without a slash at its end."""
    parts = urlsplit(value)
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    sound = parts.scheme in ("http", "https") and parts.hostname and plain and value.isprintable() and " " not in value
    if not sound or len(value) > LONGEST_URL or parts.port == 0:  # .port raises ValueError beyond 65535
        raise ValueError
    return value.rstrip("/")


def webhook_url(value: str) -> str:
    """The base of the webhook's address: the path that is added to it may be there already. "" stays ""."""
    if value and not value.startswith("https://") and not value.startswith("http://127.0.0.1"):
        raise ValueError  # Telegram calls no other address
    return public_url(value).removesuffix(WEBHOOK_PATH) if value else ""


def webhook_secret(value: SecretStr) -> SecretStr:
    """What Telegram takes for one."""
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def token(value: SecretStr) -> SecretStr:
    """One word of what can be typed: what was wrapped, or copied with something unseen, is no token."""
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def api_url(value: str) -> str:
    """As `public_url`, with a slash at its end."""
    return public_url(value) + "/"


def database_url(value: SecretStr) -> SecretStr:
    """The address of a database of a kind that the store knows."""
    if not value.get_secret_value().startswith(_DATABASES):
        raise ValueError
    return value


def names(value: object) -> object:
    """Words between commas."""
    if not isinstance(value, str):
        return value
    return frozenset(name.strip() for name in value.split(",") if name.strip())


def chats(value: object) -> object:
    """Ids of chats between commas, as Telegram writes them: whole numbers, below zero for groups."""
    if not isinstance(value, str):
        return value
    ids = [each.strip() for each in value.split(",") if each.strip()]
    if not all(_CHAT.fullmatch(each) and int(each) for each in ids):
        raise ValueError
    return frozenset(str(int(each)) for each in ids)


def folders(value: object) -> object:
    """Paths between the path separators of this system."""
    if not isinstance(value, str):
        return value
    return tuple(Path(folder.strip()) for folder in value.split(os.pathsep) if folder.strip())


def upper(value: object) -> object:
    """In capitals."""
    return value.upper() if isinstance(value, str) else value


def lower(value: object) -> object:
    """In small letters."""
    return value.lower() if isinstance(value, str) else value
