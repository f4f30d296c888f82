"""The API's description is complete and true: answers of all kinds are held against it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response

from bot.core.answer import Answer, By, Card, Kind, Reason, RemarkKind
from bot.core.entry import Knowledge

Send = Callable[..., Response]
ANSWER = "/api/v1/answer"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
ASKED = {
    "a code": "223114",
    "a paste": '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}',
    "a parameter": "param[image_type] format error",
    "two errors": "error_code: 223114 ... error_code: 18, error_msg: Open api qps request limit reached",
    "a family": "system busy",
    "words": "照片糊了",
    "an unknown code": "223199",
    "an unknown code of no range": "987654",
    "another API's error": '{"error_code":18,"error_msg":"User was deleted or banned"}',
    "a wrong code": '{"error_code":4,"error_msg":"face is fuzzy"}',
    "a contradiction": '{"error_code":223114,"error_msg":"pic not has face"}',
    "a secret": "223114 access_token=24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-1234567",
    "too much": "223114 " + "a" * 300_000,
    "chit-chat": "hello there",
    "silence": "",
    "a question that names no error": "can I retry?",
    "a question beside a code": "can I retry 223113",
}


@pytest.fixture(scope="module")
def described(send: Send) -> dict[str, Any]:
    return dict(send("GET", "/api/v1/openapi.json").json())


def faults(value: object, schema: dict[str, Any], described: dict[str, Any], where: str = "answer") -> list[str]:
    """How `value` differs from `schema`, which uses no more of JSON Schema than this knows.

    A key that isn't described is a fault, too: the description is to be complete.
    """
    known = {"$ref", "anyOf", "type", "enum", "properties", "required", "items", "minimum", "maximum", "format"}
    assert known >= set(schema) - {"description", "default"}, where
    if "$ref" in schema:
        return faults(value, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], described, where)
    if "anyOf" in schema:
        tried = [faults(value, option, described, where) for option in schema["anyOf"]]
        return [] if [] in tried else max(tried, key=len)
    return own_faults(value, schema, where) or inner_faults(value, schema, described, where)


def own_faults(value: object, schema: dict[str, Any], where: str) -> list[str]:
    if "type" in schema and (
        not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean")
    ):
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return [f"{where}: {value!r} is out of bounds"]
    return []


def inner_faults(value: object, schema: dict[str, Any], described: dict[str, Any], where: str) -> list[str]:
    found = []
    if isinstance(value, list):
        for place, item in enumerate(value):
            found += faults(item, schema["items"], described, f"{where}[{place}]")
    if isinstance(value, dict):
        found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, item in value.items():
            if name in schema["properties"]:
                found += faults(item, schema["properties"][name], described, f"{where}.{name}")
            else:
                found.append(f"{where}: {name} is not described")
    return found


def response_schema(described: dict[str, Any], status: int) -> dict[str, Any]:
    responses = described["paths"][ANSWER]["post"]["responses"]
    return dict(responses[str(status)]["content"]["application/json"]["schema"])


@pytest.mark.parametrize("text", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("mode", ["ask", "listen"])
def test_an_answer_is_as_described(send: Send, described: dict[str, Any], text: str, mode: str) -> None:
    answer = send("POST", ANSWER, json={"text": text, "mode": mode}).json()

    assert [] == faults(answer, response_schema(described, 200), described)


def test_choices_are_as_described(
    send_to: Callable[[Answer], Send], described: dict[str, Any], knowledge: Knowledge
) -> None:
    cards = tuple(Card(entry, Reason(By.PHRASE, 61.5, "<b>", 0.0)) for entry in knowledge[0].entries[:3])
    send = send_to(Answer(Kind.CHOICES, "zh", cards))

    answer = send("POST", ANSWER, json={"text": "token"}).json()

    assert answer["kind"] == "choices"
    assert [] == faults(answer, response_schema(described, 200), described)


def test_the_examples_show_everything_that_an_answer_may_hold(send: Send) -> None:
    """Otherwise the description could be wrong where nobody looks."""
    answers = [send("POST", ANSWER, json={"text": text}).json() for text in ASKED.values()]

    assert set(Kind) - {Kind.CHOICES} <= {answer["kind"] for answer in answers}
    assert set(RemarkKind) - {RemarkKind.UNREAD} == {
        warning["kind"] for answer in answers for warning in answer["warnings"]
    }
    assert any(answer["family"] for answer in answers)
    assert any(answer["suggestions"] for answer in answers)
    assert {True, False} == {bool(answer["unknown"]["range"]) for answer in answers if answer["unknown"]}
    assert all(any(answer["context"][name] for answer in answers) for name in ("log_id", "timestamp", "param"))


@pytest.mark.parametrize(
    ("status", "request_parts"),
    [
        (400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (415, {"content": b"{}"}),
        (422, {"json": {}}),
    ],
)
def test_an_error_is_as_described(
    send: Send, described: dict[str, Any], status: int, request_parts: dict[str, Any]
) -> None:
    response = send("POST", ANSWER, **request_parts)

    assert status == response.status_code
    assert [] == faults(response.json(), response_schema(described, status), described)


@pytest.mark.parametrize(
    "asked", [{"text": "a"}, {"text": "a", "mode": "listen", "language": "zh"}, {"text": "", "language": None}]
)
def test_a_question_as_described_is_answered(send: Send, described: dict[str, Any], asked: dict[str, Any]) -> None:
    body = described["paths"][ANSWER]["post"]["requestBody"]["content"]["application/json"]["schema"]

    assert [] == faults(asked, body, described)
    assert send("POST", ANSWER, json=asked).status_code == 200


def test_every_described_path_is_there(send: Send, described: dict[str, Any]) -> None:
    known = {"{catalogue}": "baidu-face", "{code}": "223114", "{slug}": "limits"}
    methods = [
        (method.upper(), "/".join(known.get(part, part) for part in path.split("/")))
        for path, item in described["paths"].items()
        for method in item
    ]

    assert [] == [pair for pair in methods if send(*pair).status_code in (404, 405)]


def test_every_schema_is_used_and_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    text = json.dumps(described)
    names = set(described["components"]["schemas"])
    used = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}

    assert names == used


def test_the_examples_are_what_they_show(send: Send, described: dict[str, Any]) -> None:
    operation = described["paths"][ANSWER]["post"]
    asked = operation["requestBody"]["content"]["application/json"]["examples"]
    answered = operation["responses"]["200"]["content"]["application/json"]["examples"]

    assert all(send("POST", ANSWER, json=example["value"]).status_code == 200 for example in asked.values())
    assert answered["found"]["value"] == send("POST", ANSWER, json=asked["paste"]["value"]).json()


def test_the_checker_sees_what_is_wrong(described: dict[str, Any]) -> None:
    bad: dict[str, Any] = {"error": {"what": 1, "more": ""}}

    assert [
        "answer.error: mend is missing",
        "answer.error.what: 1 is no string",
        "answer.error: more is not described",
    ] == faults(bad, {"$ref": "#/components/schemas/Error"}, described)
