"""What a file is written in, and its text."""

from __future__ import annotations

import pytest

from bot.core.decode.encoding import CHUNK, encoding_of, text_of, utf8_chunks

LINE = "2020-11-24 12:51:44 接口报错 错误码:223114 人脸模糊\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"", "utf-8-sig"),
        (LINE.encode(), "utf-8-sig"),
        (LINE.encode("utf-8-sig"), "utf-8-sig"),
        (LINE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LINE.encode("utf-16-be"), "utf-16"),
        (LINE.encode("gb18030"), "gb18030"),
        (b"caf\xe9\xff\xff", "utf-8-sig"),
    ],
)
def test_a_text_is_read_whatever_it_is_written_in(content: bytes, encoding: str) -> None:
    assert encoding == encoding_of(content)
    assert b"".join(utf8_chunks(content, encoding)).decode("utf-8-sig", "replace") == text_of(content)


@pytest.mark.parametrize(
    "content", [b"\x7fELF\0\0", b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-1.7", b"BZh9", b"\xfd7zXZ", b"7z\xbc\xaf"]
)
def test_what_is_no_text_is_told_apart(content: bytes) -> None:
    assert encoding_of(content) is None
    assert text_of(content) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_character_across_two_chunks_stays_whole(encoding: str) -> None:
    text = "a" + "模糊\n" * (CHUNK // 3)
    content = text.encode(encoding)
    known = encoding_of(content)

    assert known is not None
    assert text == b"".join(utf8_chunks(content, known)).decode()
