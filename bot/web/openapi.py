"""The API in the words of OpenAPI 3.1. tests/web/test_openapi.py holds real answers against it."""

from __future__ import annotations

from typing import Any

from bot.core.answer import By, Kind, RemarkKind
from bot.core.desk import LONGEST_TEXT, Mode
from bot.core.entry import Actor, Retry
from bot.render.json import Json
from bot.web.body import LANGUAGES, LONGEST_JSON

_TEXT: Json = {"type": "string"}
_SCORE: Json = {"type": "number", "minimum": 0, "maximum": 100}
_FLAG: Json = {"type": "boolean"}
_ADDRESS: Json = {"type": "string", "format": "uri"}


def description(base: str) -> Json:
    """The whole description; `base` is the service's public address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "errcode",
            "version": "1",
            "description": "Recognises documented error codes in a question or a paste, and says what to do now.",
        },
        "servers": [{"url": base}],
        "paths": {
            "/api/v1/answer": {"post": _answer_operation()},
            "/api/v1/openapi.json": {"get": _plain_operation("describe", "This description", "application/json")},
            "/livez": {"get": _plain_operation("livez", "Whether the process answers: ok", "text/plain")},
            "/readyz": {"get": _readiness()},
        },
        "components": {"schemas": _schemas()},
    }


def _answer_operation() -> Json:
    refusals = {
        "400": "Not JSON, not UTF-8, or nested too deeply",
        "408": "The body did not arrive in time",
        "413": f"More than {LONGEST_JSON} bytes",
        "415": "The Content-Type is not application/json",
        "422": "A field is missing or wrong",
        "500": "A fault of this service; the number in it is also in its log",
    }
    return {
        "operationId": "answer",
        "summary": "Answer a question, or decode a paste",
        "requestBody": {"required": True, "content": _json(_ref("Question"))},
        "responses": {
            "200": {"description": "The answer, whatever its kind", "content": _json(_ref("Answer"))},
            **{
                status: {"description": meaning, "content": _json(_ref("Error"))}
                for status, meaning in refusals.items()
            },
        },
    }


def _plain_operation(name: str, summary: str, media: str) -> Json:
    schema = _TEXT if media == "text/plain" else {"type": "object"}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": {media: {"schema": schema}}}},
    }


def _readiness() -> Json:
    operation = _plain_operation("readyz", "It can work: ready", "text/plain")
    content = {"text/plain": {"schema": _TEXT}}
    operation["responses"]["503"] = {"description": "It can't now; the reasons, a line each", "content": content}
    return operation


def _schemas() -> Json:
    return {
        "Question": _question(),
        "Answer": _answer(),
        "Card": _card(),
        "Verdict": _object(retry=_enum(Retry), actor=_enum(Actor), ticket=_FLAG),
        "Match": _object(by=_enum(By), score=_SCORE, evidence=_TEXT, margin=_SCORE),
        "Family": _object(title=_ref("Bilingual"), codes=_list(_TEXT)),
        "Suggestion": _object(code=_TEXT, message=_TEXT, score=_SCORE, url=_ADDRESS),
        "Unknown": _object(code=_TEXT, range=_nullable(_ref("Bilingual"))),
        "Remedy": _object(slug=_TEXT, title=_ref("Bilingual"), url=_ADDRESS, steps=_list(_ref("Bilingual"))),
        "Context": _object(
            log_id=_nullable(_TEXT),
            timestamp=_nullable({"type": "string", "format": "date-time"}),
            param=_nullable(_TEXT),
        ),
        "Warning": _object(
            kind=_enum(kind for kind in RemarkKind if kind is not RemarkKind.UNREAD), detail=_TEXT
        ),  # no files come here
        "Bilingual": _object(zh=_TEXT, en=_TEXT),
        "Error": _object(error=_object(what=_TEXT, mend=_TEXT)),
    }


def _question() -> Json:
    return {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "description": f"The first {LONGEST_TEXT} characters are read."},
            "mode": {
                **_enum(Mode),
                "default": Mode.ASK.value,
                "description": "listen: the text merely appeared in a channel; nothing means silence.",
            },
            "language": {
                "enum": [*LANGUAGES, None],
                "description": "The answer's language; left out, the text's script decides.",
            },
        },
    }


def _answer() -> Json:
    return _object(
        kind=_enum(Kind),
        language={"enum": list(LANGUAGES)},
        cards=_list(_ref("Card")),
        family=_nullable(_ref("Family")),
        suggestions=_list(_ref("Suggestion")),
        unknown=_nullable(_ref("Unknown")),
        context=_ref("Context"),
        warnings=_list(_ref("Warning")),
    )


def _card() -> Json:
    return _object(
        catalogue=_TEXT,
        section=_TEXT,
        code=_TEXT,
        message=_TEXT,
        description=_ref("Bilingual"),
        advice=_ref("Bilingual"),
        verdict=_ref("Verdict"),
        url=_ADDRESS,
        remedy=_nullable(_ref("Remedy")),
        match=_ref("Match"),
        count={"type": "integer", "minimum": 1},
    )


def _object(**properties: Json) -> Json:
    """An object of which every property is always there; more may come with time."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


def _nullable(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _enum(names: Any) -> Json:
    return {"type": "string", "enum": [name.value for name in names]}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}
