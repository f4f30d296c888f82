"""How the Bot API says no."""

from __future__ import annotations

from typing import Any


class RefusalError(Exception):
    """Answered with `code` as HTTP status, and as {"ok": false, "error_code": ..., "description": ...}."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """What goes over the wire."""
        beside = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.description, **beside}


def bad(description: str, **parameters: int) -> RefusalError:
    """A 400, as Telegram words it."""
    return RefusalError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> RefusalError:
    """A 403."""
    return RefusalError(403, f"Forbidden: {description}")


def conflict(description: str) -> RefusalError:
    """A 409."""
    return RefusalError(409, f"Conflict: {description}")


def flooded(seconds: int) -> RefusalError:
    """A 429: come again in so many seconds."""
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
