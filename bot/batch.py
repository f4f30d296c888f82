"""The batch protocol: one JSON object in, one JSON object out."""

from __future__ import annotations

import json

from bot.core.desk import Desk, Mode
from bot.render.json import Json, batch_object
from bot.render.links import Links

LONGEST_LINE = 1 << 20  # bytes


def answer_line(line: bytes, desk: Desk, links: Links) -> Json:
    """The answer to one line; for a line that isn't a request, an object with `error` and the `id`, if known."""
    if len(line) > LONGEST_LINE:
        return _error(None, f"a line of more than {LONGEST_LINE} bytes", "send shorter texts, or use `errcode decode`")
    try:
        request = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return _error(None, f"not JSON: {error}", 'send one object a line: {"id": 1, "mode": "ask", "text": "223114"}')
    if not isinstance(request, dict):
        return _error(None, f"got {type(request).__name__}, expected an object", 'send {"id", "mode", "text"}')
    return _answer(request, desk, links)


def _answer(request: Json, desk: Desk, links: Links) -> Json:
    identity, mode, text = request.get("id"), request.get("mode", "ask"), request.get("text")
    if not isinstance(text, str):
        return _error(identity, f"`text` is {type(text).__name__}, expected a string", "put the text into `text`")
    if mode not in list(Mode):
        return _error(identity, "`mode` is neither ask nor listen", "leave `mode` out, or send ask or listen")
    return batch_object(identity, desk.answer(text, Mode(mode)), links)


def _error(identity: object, what: str, mend: str) -> Json:
    return {"id": identity, "error": {"what": what, "mend": mend}}
