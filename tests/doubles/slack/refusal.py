"""How the Web API says no."""

from __future__ import annotations

from typing import Any


class RefusalError(Exception):
    """Answered as {"ok": false, "error": ...} with whatever stands beside it."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside

    @classmethod
    def listing(cls, error: str, problems: list[str]) -> RefusalError:
        """With the problems where Slack puts them."""
        return cls(error, errors=problems, response_metadata={"messages": [f"[ERROR] {one}" for one in problems]})

    def body(self) -> dict[str, Any]:
        """What goes over the wire."""
        return {"ok": False, "error": self.error, **self.beside}
