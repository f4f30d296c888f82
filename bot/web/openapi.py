"""The API in the words of OpenAPI 3.1. tests/web/test_openapi.py holds real answers against it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.core.answer import By, Kind, RemarkKind
from bot.core.desk import LONGEST_TEXT, Mode
from bot.core.entry import LANGUAGES, Actor, Retry
from bot.render.json import Json
from bot.web.body import LONGEST_JSON

EXAMPLE: Final = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'

_QUESTIONS: Final[Json] = {
    "code": {"summary": "A code", "value": {"text": "223114"}},
    "paste": {"summary": "What a call returned", "value": {"text": EXAMPLE, "language": "en"}},
    "words": {"summary": "What happened, in anybody's words", "value": {"text": "照片糊了"}},
    "listening": {
        "summary": "What was said in a channel",
        "value": {"text": "good morning everyone", "mode": "listen"},
    },
}
_ERRORS: Final[Json] = {
    "unreadable": {
        "value": {
            "error": {
                "what": "the body is not JSON that can be read",
                "mend": 'send one object, such as {"text": "223114"}',
            }
        }
    }
}
_TEXT: Json = {"type": "string"}
_HTML: Final[Json] = {"text/html": {"schema": _TEXT}}
_LANGUAGE: Final[Json] = {"language": "zh or en, of any region; with anything else Accept-Language decides"}
_PAGES: Final[Mapping[str, tuple[str, str, Json]]] = MappingProxyType(
    {
        "/c": ("catalogues", "The catalogues there are, for people", _LANGUAGE),
        "/r": ("all_remedies", "The remedies of all catalogues, for people", _LANGUAGE),
        "/r/{catalogue}": ("remedies", "The remedies of a catalogue, for people", _LANGUAGE),
        "/c/{catalogue}": (
            "catalogue",
            "The errors of a catalogue, for people",
            {
                "retry": f"one of {', '.join(Retry)}; anything else asks for nothing, as below",
                "actor": f"one of {', '.join(Actor)}",
                "ticket": "yes or no",
                "text": "words that have to stand in a row",
                **_LANGUAGE,
            },
        ),
        "/c/{catalogue}/{code}": ("code", "All that is known of a code, for people", _LANGUAGE),
        "/r/{catalogue}/{slug}": ("remedy", "A remedy, for people", _LANGUAGE),
        "/search": ("search", "The search, for people", {"q": "what to look for", **_LANGUAGE}),
    }
)
_SCORE: Json = {"type": "number", "minimum": 0, "maximum": 100}
_FLAG: Json = {"type": "boolean"}
_ADDRESS: Json = {"type": "string", "format": "uri"}


def description(base: str, answered: Json) -> Json:
    """The whole description; `base` is the service's public address, `answered` the answer object of EXAMPLE."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "errcode",
            "version": "1",
            "description": "Recognises documented error codes in a question or a paste, and says what to do now.",
        },
        "servers": [{"url": base}],
        "paths": {
            "/api/v1/answer": {"post": _answer_operation(answered)},
            "/api/v1/openapi.json": {"get": _plain_operation("describe", "This description", "application/json")},
            "/livez": {"get": _plain_operation("livez", "Whether the process answers: ok", "text/plain")},
            "/readyz": {"get": _readiness()},
            **{path: {"get": _page_operation(path, *told)} for path, told in _PAGES.items()},
        },
        "components": {"schemas": _schemas()},
    }


def _answer_operation(answered: Json) -> Json:
    refusals = {
        "400": "Not JSON, not UTF-8, or nested too deeply",
        "408": "The body did not arrive in time",
        "413": f"More than {LONGEST_JSON} bytes",
        "415": "The Content-Type is not application/json, or there is a Content-Encoding",
        "422": "A field is missing or wrong",
        "500": "A fault of this service; the number in it is also in its log",
    }
    answers = {"found": {"summary": "To the paste above", "value": answered}}
    return {
        "operationId": "answer",
        "summary": "Answer a question, or decode a paste",
        "requestBody": {"required": True, "content": _json(_ref("Question"), _QUESTIONS)},
        "responses": {
            "200": {"description": "The answer, whatever its kind", "content": _json(_ref("Answer"), answers)},
            **{
                status: {"description": meaning, "content": _json(_ref("Error"), _ERRORS if status == "400" else {})}
                for status, meaning in refusals.items()
            },
        },
    }


def _page_operation(path: str, name: str, summary: str, asked: Json) -> Json:
    """A page for people; its address is what answers link to."""
    places = [field.strip("{}") for field in path.split("/") if field.startswith("{")]
    missing = {"404": {"description": "No such page, and what is near", "content": _HTML}} if places else {}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [
            *({"name": place, "in": "path", "required": True, "schema": _TEXT} for place in places),
            *({"name": field, "in": "query", "schema": _TEXT, "description": told} for field, told in asked.items()),
        ],
        "responses": {
            "200": {"description": summary, "content": _HTML},
            "304": {"description": "The reader has it, as If-None-Match says"},
            **missing,
        },
    }


def _plain_operation(name: str, summary: str, media: str) -> Json:
    schema = _TEXT if media == "text/plain" else {"type": "object"}
    had = {} if media == "text/plain" else {"304": {"description": "The reader has it, as If-None-Match says"}}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": {media: {"schema": schema}}}, **had},
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


def _json(schema: Json, examples: Json) -> Json:
    return {"application/json": {"schema": schema, **({"examples": examples} if examples else {})}}
