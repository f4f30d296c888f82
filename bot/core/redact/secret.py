"""What a secret is, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SecretKind(StrEnum):
    """What a secret is; `[kind]` is its marker in the redacted text."""

    ACCESS_TOKEN = "access-token"  # noqa: S105 - the name of a kind
    API_KEY = "api-key"
    PRIVATE_KEY = "private-key"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    BOT_TOKEN = "bot-token"  # noqa: S105 - the name of a kind
    BEARER_TOKEN = "bearer-token"  # noqa: S105 - the name of a kind
    SIGNATURE = "signature"
    WEBHOOK = "webhook"
    COOKIE = "cookie"
    ID_CARD = "id-card"
    PERSON_NAME = "person-name"
    PHONE = "phone"
    EMAIL = "email"
    BANK_CARD = "bank-card"
    FACE_IMAGE = "face-image"


@dataclass(frozen=True, slots=True)
class Secret:
    """A kind of secret and how often it was found, 1 or more; never the secret nor its length."""

    kind: SecretKind
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and what they were, in order of first appearance."""

    text: str
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Where a secret stands: [start, end) in code points. `rank` decides overlaps, lowest wins."""

    start: int
    end: int
    rank: int
    kind: SecretKind
