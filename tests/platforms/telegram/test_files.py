"""Which documents are texts, and their text: over real sockets, asked for by a real Bot."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import structlog
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.core.desk import LONGEST_TEXT, Mode
from bot.delivery.inbound import Inbound
from bot.platforms.reading import FileRefused, Refusal
from bot.platforms.telegram import files
from bot.platforms.telegram.documents import other_files
from bot.platforms.telegram.files import (
    LARGEST_FILE,
    TextFile,
    fetch_text,
    files_of,
    text_files,
    with_files,
)
from bot.platforms.telegram.updates import read_update
from tests.platforms.telegram.shapes import ALERT, ME, NOW, PASTE, document, post, said, update

TOKEN = "7000000001:AA-made-up-token-of-thirty-five-chars"
FILE = TextFile("BQACAgIAAxkBAAMR_made-up", "app.log", 69)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"mime_type": "application/octet-stream"},
        {"mime_type": "application/octet-stream", "file_name": "APP.LOG"},
        {"mime_type": "application/x-log"},
        {"mime_type": None},
        {"mime_type": "text/plain; charset=utf-8", "file_name": None},
        {"mime_type": "text/x-python", "file_name": "a.py"},
        {"mime_type": "application/json", "file_name": "answer"},
        {"mime_type": "application/octet-stream", "file_name": "日志.txt"},
        {"mime_type": "application/octet-stream", "file_name": "a.json"},
        {"file_size": LARGEST_FILE},
        {"file_size": None},
        {"file_size": -5},
    ],
)
def test_texts_are_read(more: Any) -> None:
    (found,) = text_files({"document": document(**more)})
    assert FILE.id == found.id
    assert 0 <= found.size <= LARGEST_FILE


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"document": document(mime_type="application/pdf", file_name="a.pdf")}, [Refusal.NOT_TEXT]),
        ({"document": document(mime_type="image/png", file_name="a.txt")}, [Refusal.PICTURE]),
        ({"photo": [{"file_id": "1"}]}, [Refusal.PICTURE]),
        ({"document": document()}, []),
        ({"document": document(mime_type="video/mp4"), "animation": {"file_id": "1"}}, []),
        ({"document": "x", "photo": 7}, []),
        ({"sticker": {}}, []),
        (None, []),
    ],
)
def test_why_other_files_are_not_read(message: Any, why: list[Refusal]) -> None:
    assert why == [file.reason for file in other_files(message)]


@pytest.mark.parametrize(
    "message",
    [
        {"document": document(mime_type="image/png", file_name="a.log")},
        {"document": document(mime_type="text/html", file_name="a.html")},
        {"document": document(mime_type="application/zip", file_name="logs.zip")},
        {"document": document(mime_type="application/octet-stream", file_name="log")},
        {"document": document(file_id=None)},
        {"document": document(file_id="../../etc/passwd")},
        {"document": document(file_id="x" * 257)},
        {"document": [document()]},
        {"photo": [document()]},
        {"video": document()},
        None,
    ],
)
def test_other_files_are_not(message: Any) -> None:
    assert () == text_files(message)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from([*document(), "document"]), x),
    )
)
def test_any_json_has_files_or_none(value: Any) -> None:
    text_files(value)
    files_of(value)
    text_files({"document": value})


WITH_FILE = said(None, document=document())


@pytest.mark.parametrize(
    ("body", "kind", "count"),
    [
        (WITH_FILE, "message", 1),
        (post(None, document=document()), "channel_post", 1),
        ({**WITH_FILE, "caption": "/errcode"}, "edited_message", 1),
        (said("/errcode", reply_to_message=WITH_FILE), "message", 1),
        (said(f"/errcode@{ME.username}\u3000", reply_to_message=WITH_FILE), "message", 1),
        (said("/errcode 18", reply_to_message=WITH_FILE), "message", 0),
        (said("18", reply_to_message=WITH_FILE), "message", 0),
        (said("/help", reply_to_message=WITH_FILE), "message", 0),
        (said("/errcode", reply_to_message=ALERT), "message", 0),
        ({"data": "x"}, "callback_query", 0),
    ],
)
def test_the_files_of_an_update(body: Any, kind: str, count: int) -> None:
    assert count == len(files_of(update(kind, body)))


class Server:
    """Answers getFile with `found`, and what is downloaded with `handler`."""

    def __init__(self, handler: Handler, found: Any = None, status: int = 200) -> None:
        self.handler, self.status = handler, status
        path = {"file_path": "documents/file_0.txt", "file_size": 69}
        self.found = {"file_id": FILE.id, "file_unique_id": "AgADmadeup", **path} if found is None else found
        self.paths: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.raw_path)
        if request.path == f"/bot{TOKEN}/getFile":
            ok = self.status == 200
            body = {"ok": ok, "result": self.found} if ok else {"ok": ok, "error_code": self.status, **self.found}
            return web.json_response(body, status=self.status)
        return await self.handler(request)


def serve(server: Server, work: Callable[[Bot], Awaitable[Any]]) -> Any:
    """What `work` returns, given a bot that asks `server`."""

    async def run() -> Any:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", server.answer)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        request = HTTPXRequest(httpx_kwargs={"trust_env": False})
        try:
            return await work(Bot(TOKEN, f"{base}/bot", f"{base}/file/bot", request=request))
        finally:
            await request.shutdown()
            await runner.cleanup()

    return asyncio.run(run())


def fetched(handler: Handler, found: Any = None, status: int = 200) -> str | FileRefused:
    async def work(bot: Bot) -> str | FileRefused:
        return await fetch_text(bot, FILE)

    result: str | FileRefused = serve(Server(handler, found, status), work)
    assert TOKEN not in repr(result)
    return result


def answering(content: bytes, status: int = 200, **headers: str) -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=content, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return handler


def reason(result: str | FileRefused) -> Refusal:
    assert isinstance(result, FileRefused)
    return result.reason


def test_the_download() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert ("identity", "GET") == (request.headers["Accept-Encoding"], request.method)
        return web.Response(text=PASTE)

    server = Server(handler)
    assert PASTE == serve(server, lambda bot: fetch_text(bot, FILE))
    assert [f"/bot{TOKEN}/getFile", f"/file/bot{TOKEN}/documents/file_0.txt"] == server.paths


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
        (b"\xff\xfe1\x00\x00\x008\x00", "1\ufffd8"),
        (b"", ""),
        (b"x" * LARGEST_FILE, "x" * LARGEST_FILE),
    ],
)
def test_encodings(content: bytes, written: str) -> None:
    assert written == fetched(answering(content))


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (answering(b"x" * (LARGEST_FILE + 1)), Refusal.TOO_LARGE),
        (answering(b"18\0"), Refusal.NOT_TEXT),
        (answering(gzip.compress(b"18")), Refusal.NOT_TEXT),
        (answering(b"PK\x03\x04 logs"), Refusal.NOT_TEXT),
        (answering(b"%PDF-1.7"), Refusal.NOT_TEXT),
        (answering(gzip.compress(b"18" * 99), Content_Encoding="gzip"), Refusal.NOT_TEXT),
        (answering(b"18", status=302, Location="/elsewhere"), Refusal.NO_ACCESS),
        (answering(b"18", status=404), Refusal.NO_ACCESS),
        (answering(b"18", status=206), Refusal.NO_ACCESS),
        (answering(b"18", status=500), Refusal.UNREACHABLE),
        (answering(b"18", status=429), Refusal.UNREACHABLE),
    ],
)
def test_what_is_refused(handler: Handler, why: Refusal) -> None:
    assert why is reason(fetched(handler))


TOO_BIG = {"description": "Bad Request: file is too big"}


@pytest.mark.parametrize(
    ("status", "found", "why"),
    [
        (400, TOO_BIG, Refusal.TOO_LARGE),
        (400, {"description": "Bad Request: wrong file_id or the file is temporarily unavailable"}, Refusal.NO_ACCESS),
        (401, {"description": "Unauthorized"}, Refusal.NO_ACCESS),
        (404, {"description": "Not Found"}, Refusal.NO_ACCESS),
        (403, {"description": "Forbidden"}, Refusal.NO_ACCESS),
        (429, {"description": "Too Many Requests", "parameters": {"retry_after": 3}}, Refusal.UNREACHABLE),
        (502, {"description": "Bad Gateway"}, Refusal.UNREACHABLE),
        (200, {"file_id": "x", "file_unique_id": "y", "file_size": LARGEST_FILE + 1, "file_path": "a"},
         Refusal.TOO_LARGE),
        (200, {"file_id": "x", "file_unique_id": "y"}, Refusal.NO_ACCESS),
        (200, {"file_id": "x"}, Refusal.UNREACHABLE),
        (200, [], Refusal.UNREACHABLE),
        (200, {"file_id": "x", "file_unique_id": "y", "file_path": 5}, Refusal.UNREACHABLE),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # the library warns of itself
def test_telegrams_refusals(status: int, found: Any, why: Refusal) -> None:
    assert why is reason(fetched(answering(b"18"), found, status))


@pytest.mark.parametrize(
    "path",
    ["/etc/hostname", "../getMe", "documents/../../getMe", "documents/a?b=c", "documents/a#b", "a\\b", "a\nb", "",
     "x" * 600, "/var/lib/telegram-bot-api/file_0.txt", "//other.example/a"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_not_followed(path: str) -> None:
    server = Server(answering(b"18"), {"file_id": "x", "file_unique_id": "y", "file_path": path})
    assert Refusal.NO_ACCESS is reason(serve(server, lambda bot: fetch_text(bot, FILE)))
    assert [f"/bot{TOKEN}/getFile"] == server.paths


def test_a_file_that_is_said_to_be_large_is_not_asked_for() -> None:
    server = Server(answering(b"18"))
    large = TextFile(FILE.id, "app.log", 20_000_000)
    assert FileRefused(Refusal.TOO_LARGE, "as it was said to be", 20_000_000) == serve(
        server, lambda bot: fetch_text(bot, large)
    )
    assert [] == server.paths


def test_an_endless_file_is_left() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)

    assert Refusal.TOO_LARGE is reason(fetched(handler))


def test_a_slow_file_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SLOWEST_FILE", 0.2)

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b"x")
            await asyncio.sleep(0.05)
        return response

    assert Refusal.TOO_SLOW is reason(fetched(handler))


@pytest.mark.parametrize("failure", ["cut", "500"])
def test_a_second_try_is_made(failure: str) -> None:
    tries: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        tries.append(failure)
        if len(tries) == 1 and failure == "cut":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(text=PASTE, status=500 if len(tries) == 1 else 200)

    assert PASTE == fetched(handler)
    assert 2 == len(tries)


def test_nobody_there() -> None:
    async def run() -> str | FileRefused:
        request = HTTPXRequest(httpx_kwargs={"trust_env": False})
        try:
            bot = Bot(TOKEN, "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot", request=request)
            return await fetch_text(bot, FILE)
        finally:
            await request.shutdown()

    assert FileRefused(Refusal.UNREACHABLE, "NetworkError") == asyncio.run(run())


def inbound(body: Any) -> tuple[Inbound, Any]:
    whole = update("message", body)
    found = read_update(whole, ME, NOW)
    assert isinstance(found, Inbound)
    return found, whole


def joined(body: Any, handler: Handler) -> str:
    found, whole = inbound(body)
    result: Inbound = serve(Server(handler), lambda bot: with_files(found, whole, bot))
    assert (found.key, found.mode) == (result.key, result.mode)
    return result.text


def test_a_files_text_stands_below_the_messages() -> None:
    assert PASTE == joined(WITH_FILE, answering(PASTE.encode()))
    assert f"look\n{PASTE}" == joined({**WITH_FILE, "caption": "look"}, answering(PASTE.encode()))
    assert PASTE == joined(said("/errcode", reply_to_message=WITH_FILE), answering(PASTE.encode()))
    assert LONGEST_TEXT == len(joined(WITH_FILE, answering(b"x" * LARGEST_FILE)))


def test_a_command_in_reply_to_a_file_is_asked() -> None:
    assert Mode.ASK is inbound(said("/errcode", reply_to_message=WITH_FILE))[0].mode


def test_a_file_that_cannot_be_read_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG, logger="errcode"):
        assert "look" == joined({**WITH_FILE, "caption": "look"}, answering(b"\0"))
    assert [{"event": "file_not_read", "reason": "not_text", "detail": "binary", "log_level": "warning"}] == logs
    assert TOKEN not in repr(logs) + caplog.text


def test_another_kind_of_request_is_told_of() -> None:
    async def run() -> None:
        await files._content(Strange(), "http://127.0.0.1:9/")  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="expected HTTPXRequest"):
        asyncio.run(run())


class Strange:
    request = object()
