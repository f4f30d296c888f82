"""What a request brings, bounded in size and time: its body, its form, its language."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.core.entry import LANGUAGES, Bilingual
from bot.web.site import Reader, Site

LONGEST_JSON = 1 << 20  # bytes of an API request
LONGEST_FORM = 1 << 20  # bytes of a form: a character outside ASCII takes up to twelve of them
DRAINED = 8 << 20  # bytes read and dropped, so that the sender lives to see the refusal
SLOWEST_BODY = 30.0  # seconds for a body to arrive
LONGEST_HEADER = 400  # characters of Accept-Language that are read

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_SURROGATE = re.compile("[\ud800-\udfff]")
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


class RefusalError(HTTPException):
    """A request that can't be answered: the status, what is wrong, and how to mend it."""

    def __init__(self, status: int, what: Bilingual, mend: Bilingual, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, what.en, headers)
        self.what = what
        self.mend = mend


async def read_json(request: Request) -> Any:
    """The JSON value of a request. Raises RefusalError with 400, 408, 413 or 415."""
    _expect_type(request, _JSON)
    body = await read_bytes(request, LONGEST_JSON, _too_long(LONGEST_JSON))
    try:
        return json.loads(_decoded(body))
    except (ValueError, RecursionError):  # digits without end are a ValueError, brackets without end the other
        raise RefusalError(
            400,
            Bilingual("请求体不是 JSON", "the body is not JSON that can be read"),
            Bilingual('请发送一个对象：{"text": "223114"}', 'send one object, such as {"text": "223114"}'),
        ) from None


async def read_form(request: Request, longest: int = LONGEST_FORM, slowest: float = SLOWEST_BODY) -> dict[str, str]:
    """The fields of a form of at most `longest` bytes, the last of each name.

    Raises RefusalError with 400, 408, 413 or 415.
    """
    _expect_type(request, _FORM)
    body = await read_bytes(request, longest, _too_long(longest), slowest)
    if len(body) <= LONGEST_FORM:
        return _fields(body)
    return await asyncio.to_thread(_fields, body)  # megabytes take their time


async def read_bytes(
    request: Request, longest: int, refused: tuple[Bilingual, Bilingual], slowest: float = SLOWEST_BODY
) -> bytes:
    """The body as it is, of at most `longest` bytes, in at most `slowest` seconds.

    Raises RefusalError with 408, or with 413: `refused` says why, and how to mend it. A body that is said to be far too
    long isn't read at all.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > 15 or int(declared) > longest + DRAINED):
        raise RefusalError(413, *refused)
    chunks, size = [], 0
    try:
        async with asyncio.timeout(slowest):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= longest:
                    chunks.append(chunk)
                else:
                    chunks.clear()
                    if size > longest + DRAINED:
                        break
    except (TimeoutError, ClientDisconnect):
        raise RefusalError(
            408,
            Bilingual("请求体没有收完", "the body did not arrive in time"),
            Bilingual("请重新发送", "send it again"),
        ) from None
    if size > longest:
        raise RefusalError(413, *refused)
    return b"".join(chunks)


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(_decoded(body), keep_blank_values=True, errors="strict", max_num_fields=20))
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise RefusalError(
            400,
            Bilingual("表单字段太多", "the form has too many fields"),
            Bilingual("只发送 text 和 language", "send text and language only"),
        ) from None


def whole(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which no encoding can carry."""
    return _SURROGATE.sub("\ufffd", text)


def wanted_language(value: str | None) -> str | None:
    """The language that a form or an address asks for, in any case and of any region ("zh-CN"); None for "auto",
    nothing, or anything else.
    """
    tag = (value or "").lower().replace("_", "-").partition("-")[0]
    return tag if tag in LANGUAGES else None


def reader_of(request: Request, site: Site) -> Reader:
    """Who reads: in the language that the address asks for, or else in the browser's."""
    chosen = wanted_language(request.query_params.get("language"))
    return Reader(site, chosen or browser_language(request), chosen is not None, request.scope["path"])


def browser_language(request: Request) -> str:
    """Which of zh and en the browser likes better (RFC 9110, 12.5.4); of equals the first, en when it wants neither."""
    header = request.headers.get("accept-language", "")[:LONGEST_HEADER].lower()
    ours = [liked for liked in map(_liked, header.split(",")) if liked[0] in LANGUAGES and liked[1] > 0]
    return max(ours, key=lambda liked: liked[1], default=("en", 0.0))[0]


def _liked(part: str) -> tuple[str, float]:
    """A language without its region, and its weight from 0 to 1; a weight that nobody can read is 0."""
    tag, _, parameter = part.partition(";")
    weight = _WEIGHT.fullmatch(parameter.strip() or "q=1")
    return tag.strip().partition("-")[0], float(weight[1]) if weight else 0.0


def _expect_type(request: Request, expected: str) -> None:
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise RefusalError(
            415,
            Bilingual("请求体不能带 Content-Encoding", "a body with a Content-Encoding isn't read"),
            Bilingual("请不要压缩，原样发送", "send it as it is, not compressed"),
            {"Accept-Encoding": "identity"},
        )
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != expected:
        raise RefusalError(
            415,
            Bilingual(f"Content-Type 不是 {expected}", f"the Content-Type is not {expected}"),
            Bilingual(f"请设置 Content-Type: {expected}", f"send Content-Type: {expected}"),
        )


def _too_long(longest: int) -> tuple[Bilingual, Bilingual]:
    return (
        Bilingual(f"请求体超过 {longest} 字节", f"the body is longer than {longest} bytes"),
        Bilingual("只发送报错附近的内容", "send only what stands around the error"),
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")  # some shells put a mark before the text
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> RefusalError:
    return RefusalError(
        400,
        Bilingual("内容不是 UTF-8", "the text is not UTF-8"),
        Bilingual("请用 UTF-8 编码后再发送", "send it in UTF-8"),
    )
