"""What a request brings: form fields, whose lists and objects are JSON in text, or a JSON body."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from .refusal import bad

Json = dict[str, Any]


async def read_arguments(request: web.Request) -> Json:
    """The arguments of a call, from the query, a form (files left out) or JSON. Raises RefusalError."""
    if request.content_type == "application/json":
        try:
            read = json.loads(await request.text() or "{}")
        except ValueError:
            raise bad("can't parse JSON object") from None
        return {**request.query, **read} if isinstance(read, dict) else {}
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {**request.query, **form}


class Arguments:
    """The arguments by type. What is absent, null or "" is as if it weren't given."""

    def __init__(self, given: Json) -> None:
        self.given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return bool(self.given.get(name, "") != "")

    def text(self, name: str) -> str:
        """A text, "" for none. Raises RefusalError when it is no text or can't be encoded."""
        value = self.given.get(name, "")
        if isinstance(value, bool | dict | list):
            raise bad(f'field "{name}" must be of type String')
        try:
            str(value).encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
        return str(value)

    def number(self, name: str, usual: int = 0) -> int:
        """A whole number, `usual` for none. Raises RefusalError when it is none."""
        if name not in self:
            return usual
        try:
            return int(self.text(name))
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """True, "true", "yes" and "1" are true."""
        return str(self.given.get(name, "")).casefold() in ("true", "yes", "1")

    def structure(self, name: str) -> Any:
        """A list or an object, None for none. Raises RefusalError when it can't be read."""
        value = self.given.get(name)
        if name not in self or not isinstance(value, str):
            return value if name in self else None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def object(self, name: str) -> Json:
        """An object, {} for none."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad(f"object expected as {name.replace('_', ' ')}")
        return value or {}

    def list(self, name: str) -> list[Any]:
        """A list, [] for none."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise bad(f"can't parse {name}: expected an Array")
        return value or []
