"""POST /api/v1/answer: the answer object, or an error that says how to mend the request."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Callable
from itertools import repeat

import pytest
from httpx import Response

from bot.core.desk import Desk, Mode
from bot.core.entry import Knowledge
from bot.render.json import answer_object
from bot.render.links import Links
from bot.web.body import DRAINED, LONGEST_JSON

Send = Callable[..., Response]
ANSWER = "/api/v1/answer"
IS_JSON = {"Content-Type": "application/json"}
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'


@pytest.mark.parametrize("text", ["223114", PASTE, "照片糊了", "system busy", "223199", "hello there", ""])
@pytest.mark.parametrize("mode", list(Mode))
def test_the_answer_is_the_object_of_every_other_door(send: Send, knowledge: Knowledge, text: str, mode: Mode) -> None:
    expected = answer_object(Desk(knowledge).answer(text, mode), Links("http://desk.test"))

    response = send("POST", ANSWER, json={"mode": mode.value, "text": text})

    assert response.status_code == 200
    assert expected == response.json()


def test_the_mode_is_ask_where_none_is_given(send: Send) -> None:
    found, silent = (send("POST", ANSWER, json={"text": "111", **mode}) for mode in ({}, {"mode": "listen"}))

    assert ("found", "nothing") == (found.json()["kind"], silent.json()["kind"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_can_be_asked_for(send: Send, language: str) -> None:
    response = send("POST", ANSWER, json={"text": "223114", "language": language})

    assert language == response.json()["language"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "word"),
    [
        (b"", IS_JSON, 400, "JSON"),
        (b"{", IS_JSON, 400, "JSON"),
        (b'{"text": "\xff"}', IS_JSON, 400, "UTF-8"),
        (b"[" * 100_000, IS_JSON, 400, "JSON"),
        (b'{"text":' * 50_000, IS_JSON, 400, "JSON"),
        (b'{"text": ' + b"9" * 100_000 + b"}", IS_JSON, 400, "JSON"),
        (b'{"text": "' + b"a" * LONGEST_JSON + b'"}', IS_JSON, 413, str(LONGEST_JSON)),
        (b'{"text": "a"}', {"Content-Type": "text/plain"}, 415, "Content-Type"),
        (b'{"text": "a"}', {}, 415, "Content-Type"),
        (b"[]", IS_JSON, 422, "object"),
        (b"null", IS_JSON, 422, "object"),
        (b"{}", IS_JSON, 422, "`text`"),
        (b'{"text": 223114}', IS_JSON, 422, "`text`"),
        (b'{"text": "a", "mode": "shout"}', IS_JSON, 422, "`mode`"),
        (b'{"text": "a", "mode": ["ask"]}', IS_JSON, 422, "`mode`"),
        (b'{"text": "a", "language": "fr"}', IS_JSON, 422, "`language`"),
        (b'{"text": "a", "language": {}}', IS_JSON, 422, "`language`"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(
    send: Send, body: bytes, headers: dict[str, str], status: int, word: str
) -> None:
    response = send("POST", ANSWER, content=body, headers=headers)

    assert status == response.status_code
    assert {"error"} == set(response.json())
    assert {"what", "mend"} == set(response.json()["error"])
    assert word in response.json()["error"]["what"]
    assert response.json()["error"]["mend"]


def test_all_wrong_fields_are_named_at_once(send: Send) -> None:
    what = send("POST", ANSWER, json={"mode": 1, "language": 2}).json()["error"]["what"]

    assert all(field in what for field in ("`text`", "`mode`", "`language`"))


def test_a_body_without_a_length_is_bounded_too(send: Send) -> None:
    """And what is beyond the bound is not waited for without end."""
    sent = 0

    async def long() -> AsyncIterator[bytes]:
        nonlocal sent
        for chunk in repeat(b" " * 65_536, 4 * (LONGEST_JSON + DRAINED) // 65_536):
            sent += len(chunk)
            yield chunk

    response = send("POST", ANSWER, content=long(), headers=IS_JSON)

    assert response.status_code == 413
    assert sent < LONGEST_JSON + DRAINED + 10 * 65_536


def test_a_request_of_exactly_the_longest_size_is_answered(send: Send) -> None:
    frame = len(b'{"text": ""}')

    response = send("POST", ANSWER, content=b'{"text": "%s"}' % (b"a" * (LONGEST_JSON - frame)), headers=IS_JSON)

    assert response.status_code == 200
    assert ["truncated"] == [warning["kind"] for warning in response.json()["warnings"]]


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '"\\u0000\\u202e"', '"\\ud83d\\ude00"', '"error_code: 223114 \\udfff face is fuzzy"']
)
def test_text_that_no_encoding_can_carry_is_answered(send: Send, text: str) -> None:
    response = send("POST", ANSWER, content=b'{"text": %s}' % text.encode(), headers=IS_JSON)

    assert response.status_code == 200
    assert json.loads(response.content.decode("utf-8"))["kind"] in {"found", "nothing"}


def test_a_byte_order_mark_does_no_harm(send: Send) -> None:
    response = send("POST", ANSWER, content=b'\xef\xbb\xbf{"text": "223114"}', headers=IS_JSON)

    assert response.json()["kind"] == "found"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", ANSWER, 405), ("POST", "/api/v1/nothing", 404), ("GET", "/api/v2/answer", 404)],
)
def test_a_program_gets_its_errors_as_json(send: Send, method: str, path: str, status: int) -> None:
    response = send(method, path)

    assert status == response.status_code
    assert {"what", "mend"} == set(response.json()["error"])


def test_a_wrong_address_or_method_is_told_what_a_program_can_do(send: Send) -> None:
    """And nothing of a desk, which is for people."""
    method, address = (send("GET", where).json()["error"] for where in (ANSWER, "/api/v1/nope"))

    assert "use POST" == method["mend"]
    assert "/api/v1/openapi.json" in address["mend"]
    assert [] == [text for error in (method, address) for text in error.values() if "desk" in text]


@pytest.mark.parametrize("coding", ["gzip", "br", "GZIP, identity"])
def test_a_compressed_body_is_refused_by_what_it_is(send: Send, coding: str) -> None:
    body = gzip.compress(b'{"text": "223114"}')
    response = send("POST", ANSWER, content=body, headers={**IS_JSON, "Content-Encoding": coding})

    assert response.status_code == 415
    assert "Content-Encoding" in response.json()["error"]["what"]


def test_a_body_that_says_it_is_not_compressed_is_read(send: Send) -> None:
    headers = {**IS_JSON, "Content-Encoding": "identity"}

    assert send("POST", ANSWER, content=b'{"text": "18"}', headers=headers).status_code == 200


def test_a_fault_of_ours_is_a_number_and_no_traceback(send_to: Callable[[Exception], Send]) -> None:
    broken = send_to(RuntimeError("the secret of 223114"))

    response = broken("POST", ANSWER, json={"text": "the secret"})

    assert response.status_code == 500
    assert {"what", "mend"} == set(response.json()["error"])
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_livez_says_ok(send: Send) -> None:
    assert (200, "ok") == (send("GET", "/livez").status_code, send("GET", "/livez").text)
