"""The JSON API: a text in, the answer object of bot/render/json out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.core.desk import Mode
from bot.core.entry import LANGUAGES, Bilingual
from bot.render.json import answer_object
from bot.render.links import Links
from bot.web.asking import Asking, Question, ask
from bot.web.body import RefusalError, read_json, whole
from bot.web.openapi import EXAMPLE, description
from bot.web.press import JSON, QUICK, press, respond

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Api:
    """The doors for programs: the answer, and its description."""

    asking: Asking
    links: Links

    def routes(self) -> list[Route]:
        """The routes; each GET answers HEAD, too."""
        return [
            Route(f"{API}/answer", self.answer, methods=["POST"]),
            Route(f"{API}/openapi.json", self.openapi),
        ]

    async def answer(self, request: Request) -> Response:
        """The answer object, or `error` with 400, 408, 413, 415 or 422."""
        question = _question(await read_json(request))
        answer = await self.asking.do(lambda desk: ask(desk, question), len(question.text))
        return JSONResponse(answer_object(answer, self.links))

    async def openapi(self, request: Request) -> Response:
        """What this API takes and gives, with an answer of its own as the example."""
        answer = await self.asking.do(lambda desk: desk.answer(EXAMPLE, Mode.ASK, "en"), len(EXAMPLE))
        told = json.dumps(description(self.links.base, answer_object(answer, self.links)), ensure_ascii=False)
        return respond(request, press(told.encode(), JSON, level=QUICK))


def error_response(status: int, what: str, mend: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal, as the API gives it."""
    return JSONResponse({"error": {"what": what, "mend": mend}}, status, headers)


def _question(asked: Any) -> Question:
    """What a request asks. Raises RefusalError with 422, which names every field that is wrong."""
    if not isinstance(asked, dict):
        raise _refusal(["the body is not a JSON object"], ['send one object, such as {"text": "223114"}'])
    text, mode, language = asked.get("text"), asked.get("mode", Mode.ASK.value), asked.get("language")
    what, mend = [], []
    if not isinstance(text, str):
        what.append("`text` is missing or no string")
        mend.append("put the text into `text`")
    if mode not in [known.value for known in Mode]:
        what.append("`mode` is neither ask nor listen")
        mend.append("leave `mode` out for ask")
    if language is not None and language not in LANGUAGES:
        what.append("`language` is neither zh nor en")
        mend.append("leave `language` out, and the text decides")
    if what or not isinstance(text, str):
        raise _refusal(what, mend)
    return Question(whole(text), "api", Mode(mode), language)


def _refusal(what: list[str], mend: list[str]) -> RefusalError:
    said, remedy = "; ".join(what), "; ".join(mend)
    return RefusalError(422, Bilingual(said, said), Bilingual(remedy, remedy))
