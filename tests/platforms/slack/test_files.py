"""Which files are texts, and their text: over real sockets."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk import LONGEST_TEXT, Mode
from bot.delivery.inbound import Inbound, Place
from bot.platforms.reading import FileRefused, Refusal
from bot.platforms.slack import files
from bot.platforms.slack.files import (
    LARGEST_FILE,
    MOST_FILES,
    FileLateError,
    TextFile,
    fetch_text,
    readable_files,
    trusted_origins,
    with_files,
)
from tests.platforms.slack import shapes
from tests.platforms.slack.shapes import FILE, PASTE, TEAM, TS

TOKEN = "xoxb-made-up"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Work = Callable[[aiohttp.ClientSession, str], Awaitable[Any]]


@pytest.mark.parametrize(
    "file",
    [
        FILE,
        {**FILE, "mode": "snippet", "mimetype": "text/x-python", "filetype": "python"},
        {**FILE, "mode": "hosted", "mimetype": "application/json", "filetype": "json"},
        {**FILE, "mode": "hosted", "mimetype": "application/problem+json"},
        {**FILE, "mode": "hosted", "mimetype": "text/plain; charset=utf-8"},
        {**FILE, "mode": "hosted", "mimetype": "application/octet-stream", "filetype": "binary", "name": "app.LOG"},
        {**FILE, "mode": "hosted", "mimetype": "", "filetype": "text", "name": "reply"},
        {**FILE, "size": LARGEST_FILE},
        {**FILE, "size": None},
        {**FILE, "url_private_download": None},
    ],
)
def test_texts_are_read(file: Any) -> None:
    (read,) = readable_files({"files": [file]})
    assert "F0SNIPPET01" == read.id
    assert read.url.startswith("https://files.slack.com/files-pri/")


@pytest.mark.parametrize(
    "file",
    [
        {**FILE, "mode": "hosted", "mimetype": "image/png", "filetype": "png", "name": "a.log"},
        {**FILE, "mode": "hosted", "mimetype": "text/html", "filetype": "html"},
        {**FILE, "mode": "hosted", "mimetype": "application/octet-stream", "filetype": "binary", "name": "a.bin"},
        {**FILE, "size": LARGEST_FILE + 1},
        {**FILE, "mode": "tombstone"},
        {**FILE, "mode": "hidden_by_limit"},
        {**FILE, "is_external": True},
        {**FILE, "url_private": 5, "url_private_download": None},
        {"id": "F0SNIPPET01", "file_access": "check_file_info"},
        None,
        "reply.txt",
        [],
    ],
)
def test_other_files_are_not(file: Any) -> None:
    assert () == readable_files({"files": [file]})


def test_a_message_has_so_many_files_and_no_more() -> None:
    assert MOST_FILES == len(readable_files({"files": [FILE] * 10}))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(sorted(FILE)), x),
    )
)
def test_any_json_has_files_or_none(value: Any) -> None:
    readable_files(value)
    readable_files({"files": value})
    readable_files({"files": [value]})


@pytest.mark.parametrize(
    ("api_url", "more"),
    [
        ("", set()),
        (
            "http://127.0.0.1:9999/api/",
            {"http://127.0.0.1:9999", "https://127.0.0.1:9999", "https://files.127.0.0.1:9999"},
        ),
        ("https://slack-gov.com/api/", {"https://slack-gov.com", "https://files.slack-gov.com"}),
        ("ftp://a.example", set()),
        ("nonsense", set()),
        ("https://[", set()),
    ],
)
def test_the_hosts_that_are_trusted(api_url: str, more: set[str]) -> None:
    assert {"https://files.slack.com"} | more == trusted_origins(api_url)


def serve(handler: Handler, work: Work) -> Any:
    """What `work` returns, given a session and the address of a server that answers with `handler`."""

    async def run() -> Any:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        _, port = runner.addresses[0][:2]
        try:
            async with aiohttp.ClientSession() as session:
                return await work(session, f"http://127.0.0.1:{port}")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def fetched(handler: Handler) -> str | FileRefused:
    async def work(session: aiohttp.ClientSession, base: str) -> str | FileRefused:
        file = TextFile("F1", "reply.txt", f"{base}/files-pri/reply.txt", 0)
        return await fetch_text(session, file, TOKEN, trusted_origins(f"{base}/api/"))

    result: str | FileRefused = serve(handler, work)
    return result


def answering(
    content: bytes, kind: str = "text/plain", status: int = 200, also: tuple[str, str] = ("X", "")
) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=content, status=status, headers=dict([("Content-Type", kind), also]))

    return handler


def test_the_download_is_authorised() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert (f"Bearer {TOKEN}", "GET", "/files-pri/reply.txt") == (
            request.headers["Authorization"],
            request.method,
            request.path,
        )
        return web.Response(text=PASTE)

    assert PASTE == fetched(handler)


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("人脸模糊 18".encode(), "人脸模糊 18"),
        ("人脸模糊 18".encode("utf-8-sig"), "人脸模糊 18"),
        ("人脸模糊 18".encode("utf-16"), "人脸模糊 18"),
        (b"\xfe\xff" + "人脸模糊 18".encode("utf-16-be"), "人脸模糊 18"),
        ("人脸模糊 18".encode("gb18030"), "人脸模糊 18"),
        (b"error_code: 18 \xff\xff", "error_code: 18 \ufffd\ufffd"),
        (b"\xff\xfe1\x008\x00\x00\xd8", "18\ufffd"),
        (b"", ""),
    ],
)
def test_encodings(content: bytes, written: str) -> None:
    assert written == fetched(answering(content))


@pytest.mark.parametrize(
    "kind", ["text/plain; charset=utf-8", "application/json", "application/problem+json", "text/x-log"]
)
def test_content_types_of_text(kind: str) -> None:
    assert "18" == fetched(answering(b"18", kind))


LOGIN = b"\n<!DOCTYPE html><html><head><title>Sign in | Slack</title></head></html>"


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (answering(LOGIN, "text/html"), Refusal.NO_ACCESS),
        (answering(LOGIN, "text/plain"), Refusal.NO_ACCESS),
        (answering(b"<HTML lang=en>", "text/plain"), Refusal.NO_ACCESS),
        (answering(b"18", also=("x-slack-meta", "x=1; acl_fail=1")), Refusal.NO_ACCESS),
        (answering(b"18", status=302, also=("Location", "/other")), Refusal.NO_ACCESS),
        (answering(b"18", status=403), Refusal.NO_ACCESS),
        (answering(b"18", status=404), Refusal.NO_ACCESS),
        (answering(b"18", status=500), Refusal.UNREACHABLE),
        (answering(b"18", status=206), Refusal.UNREACHABLE),
        (answering(b"\x89PNG", "image/png"), Refusal.NOT_TEXT),
        (answering(b"18\x00", "application/octet-stream"), Refusal.NOT_TEXT),
        (answering(b"18", "application/zip"), Refusal.NOT_TEXT),
        (answering(b"MZ\x00\x01", "text/plain"), Refusal.NOT_TEXT),
        (answering(gzip.compress(b"18"), also=("Content-Encoding", "gzip")), Refusal.NOT_TEXT),
        (answering(b"x" * (LARGEST_FILE + 1)), Refusal.TOO_LARGE),
    ],
)
def test_what_is_refused(handler: Handler, reason: Refusal) -> None:
    result = fetched(handler)
    assert isinstance(result, FileRefused)
    assert reason is result.reason
    assert "/" not in result.detail


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    assert isinstance(fetched(handler), FileRefused)
    assert ["/files-pri/reply.txt"] == asked


def test_a_file_as_large_as_allowed_is_read() -> None:
    assert LARGEST_FILE == len(str(fetched(answering(b"x" * LARGEST_FILE))))


def test_a_body_without_end_is_cut_off() -> None:
    sent = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        while sent < 100 * LARGEST_FILE:
            await response.write(b"x" * 65536)
            sent += 65536
        return response

    assert FileRefused(Refusal.TOO_LARGE) == fetched(handler)
    assert sent < 20 * LARGEST_FILE  # what the sockets' buffers hold, and no more


def test_a_length_that_is_too_much_is_believed() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain", "Content-Length": str(LARGEST_FILE + 1)})
        await response.prepare(request)
        await response.write(b"x")
        for _ in range(500):  # nothing more comes, as long as anybody waits for it
            if request.transport is None:
                break
            await asyncio.sleep(0.02)
        return response

    assert FileRefused(Refusal.TOO_LARGE) == fetched(handler)


def test_a_trickle_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SLOWEST_FILE", 0.3)

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.05)
        return response

    assert FileRefused(Refusal.TOO_SLOW) == fetched(handler)


def test_a_dropped_connection_is_unreachable() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    result = fetched(handler)
    assert isinstance(result, FileRefused)
    assert Refusal.UNREACHABLE is result.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/a.txt",
        "https://files.slack.com.evil.example/a.txt",
        "https://evil.example/https://files.slack.com/",
        "https://files.slack.com@evil.example/a.txt",
        "https://files.slack.com:pass@evil.example/a.txt",
        "https://dana@files.slack.com/a.txt",
        "https://files.slack.com:8443/a.txt",
        "https://files.slack.com\\@evil.example/a.txt",
        "//files.slack.com/a.txt",
        "file:///etc/passwd",
        "https://[::1/a.txt",
        "https://files.slack.com:99999/a.txt",
        "https://" + "a" * 5000,
        "",
        "\ud800",
    ],
)
def test_another_host_never_sees_the_token(url: str) -> None:
    class Untouched:
        def get(self, *_args: Any, **_more: Any) -> None:
            raise AssertionError("asked")

    session: Any = Untouched()
    result = asyncio.run(fetch_text(session, TextFile("F1", "a.txt", url, 0), TOKEN, trusted_origins()))
    assert FileRefused(Refusal.FOREIGN_HOST) == result


def inbound(text: str) -> Inbound:
    return Inbound(f"slack:{TEAM}:C1:{TS}", Place("slack", TEAM, "C1"), TS, TS, "U1", text, Mode.LISTEN)


def read_with(event: Any, text: str, handler: Handler, *, insist: bool = False) -> Inbound:
    async def work(session: aiohttp.ClientSession, base: str) -> Inbound:
        located = {**FILE, "url_private_download": f"{base}/reply.txt"}
        body = {"event": event(located)} if callable(event) else {"event": event}
        return await with_files(inbound(text), body, session, TOKEN, trusted_origins(base), insist=insist)

    result: Inbound = serve(handler, work)
    return result


def test_a_files_text_stands_below_its_message() -> None:
    assert "look\n18" == read_with(lambda file: {"files": [file]}, "look", answering(b"18")).text
    assert "18" == read_with(lambda file: {"files": [file]}, "", answering(b"18")).text


def test_an_edited_messages_files_are_found() -> None:
    edit = lambda file: {"subtype": "message_changed", "message": {"files": [file]}}  # noqa: E731 - a case, not a function
    assert "look\n18" == read_with(edit, "look", answering(b"18")).text


def test_a_file_that_is_refused_leaves_the_message() -> None:
    assert "look" == read_with(lambda file: {"files": [file]}, "look", answering(LOGIN, "text/html")).text
    assert (
        "look"
        == read_with(
            lambda file: {"files": [{**file, "url_private_download": "https://evil.example"}]}, "look", answering(b"18")
        ).text
    )


def test_a_file_that_is_late_makes_slack_bring_its_message_again() -> None:
    late, event = answering(b"18", status=503), lambda file: {"files": [file]}

    with pytest.raises(FileLateError):
        read_with(event, "look", late, insist=True)
    assert "look" == read_with(event, "look", late).text


def test_a_file_that_is_refused_is_not_waited_for() -> None:
    read = read_with(lambda file: {"files": [file]}, "look", answering(LOGIN, "text/html"), insist=True)

    assert "look" == read.text


def test_message_and_files_are_bounded_together() -> None:
    read = read_with(lambda file: {"files": [file, file]}, "look", answering(b"x" * LARGEST_FILE))
    assert LONGEST_TEXT == len(read.text)


def test_a_message_without_texts_asks_nobody() -> None:
    assert inbound("look") == read_with(shapes.HUMAN_PASTE, "look", answering(b"18", status=500))
