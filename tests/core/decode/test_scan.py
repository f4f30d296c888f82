from __future__ import annotations

import random
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decode import scan
from bot.core.decode.decoder import Decoder
from bot.core.decode.scan import PIECE, REACH, Scanner
from tests.heldout.cases import read_cases

CODES = ("4", "18", "110", "222001", "222901", "223114")
MESSAGES = (
    "Open api qps request limit reached",
    "face is fuzzy",
    "system busy",
    "param[start] format error",
    "param[] is null",
    "image_url_download_fail",
    "the number of user's faces is beyond the limit",
    "视频中人脸质量较差 (返回信息中包含具体原因)",
    "porn",
)
CLEAN = b"".join(
    b"09:14:%d INFO gate opened, all 17 cameras fine %s\n" % (10 + i % 50, b"." * (i * 7 % 23)) for i in range(100)
)
SCANNER = Scanner(CODES, MESSAGES, ("aip.baidubce.com",))

FORMS = {
    "json": '{"error_code":18,"log_id":1}',
    "json over lines": '{\n  "error_code":\n    18,\n  "log_id": 1\n}',
    "json in json": '{"msg":"{\\"error_code\\":18}"}',
    "json in json in json": '{"a":"{\\"b\\":\\"{\\\\\\"error_code\\\\\\":18}\\"}"}',
    "json with an escaped key": r'{"\u9519\u8bef\u7801":18}',
    "python repr": "{'error_code': 18, 'cached': 0}",
    "bytes repr": "b'{\"errcode\": 18}'",
    "camel case": "ErrorResponse(errorCode=18, cached=0)",
    "camel case, other name": "returnCode: 18",
    "hyphen": "error-code = 18",
    "errno": "errno=110",
    "err_no": '"err_no": "110"',
    "upper case": "ERR_CODE=18",
    "logfmt": "level=warn error_code=18 took=83ms",
    "xml": "<error_code>18</error_code>",
    "xml with a type": '<error_code type="integer">18</error_code>',
    "yaml": "error_code:      18",
    "php var_dump": '["error_code"]=>\n  int(18)',
    "php print_r": "[error_code] => 18",
    "ruby": '"error_code"=>18',
    "html escaped": "&quot;error_code&quot;:18&quot;",
    "query string": "/callback?error_code=18&x=1",
    "percent escaped": "%22error_code%22%3A18%2C",
    "coloured": "\x1b[36merror_code=\x1b[0m\x1b[1m18\x1b[0m",
    "fullwidth": "错误码：１８",
    "smart quotes": "“error_code”：18，",
    "prose": "the error code is 18 now",
    "prose, Chinese": "测试账号报错18，错误码是18",
    "prose, traditional": "錯誤碼 18",
    "at the end of the line": "code 18",
    "float": "error_code 18.0",
    "long code": "it failed with 223114 again",
    "long code, Chinese": "报错223114（人脸模糊）",
    "long code glued to a word": "err223114",
    "long code, escaped break before": r'"error\n223114"',
    "long code, percent escape before": "error%20223114",
    "long code, fullwidth": "报错２２３１１４",
    "long code and a mark": "aip.baidubce.com said 223114",
    "long code under its key": "error_code =\n\n  223114",
    "list": "errors: [222001, 222901]",
    "message": "Face Is Fuzzy",
    "message in snake case": "face_is_fuzzy",
    "message in a URL": "?m=face%20is%20fuzzy",
    "message over two lines": "system\r\n  busy",
    "message with another parameter": "param[max_user_num] format error",
    "message with a parameter filled in": "param[image] is null",
    "message with an apostrophe": "The number of user&#39;s faces is beyond the limit".replace("&#39;", "’"),
    "message without its small words": "face fuzzy",
    "message with blanks for underscores": "image url download fail",
    "message in Chinese": "视频中人脸质量较差 illumiantion(光照不足)",
    "message in Chinese, escaped": "".join(f"\\u{ord(c):04X}" for c in "视频中人脸质量较差"),
    "message varied in its field": '"error_msg": "image download fail"',
    "message after its number": "[18] Open api qps request limit reached",
}


def windows(data: bytes, *, block: int = scan.BLOCK, cuts: tuple[int, ...] = ()) -> list[bytes]:
    places = [0, *sorted(cuts), len(data)]
    with patch.object(scan, "BLOCK", block):
        return list(SCANNER.windows(data[a:b] for a, b in pairwise(places)))


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_form_lies_in_a_window(text: str) -> None:
    found = windows(CLEAN + text.encode() + b"\n" + CLEAN)
    assert 1 == len(found)
    assert text.encode() in found[0]
    assert len(found[0]) < len(text.encode()) + 8 * 60  # and little else


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_form_alone_in_the_stream_lies_in_a_window(text: str) -> None:
    assert [text.encode()] == windows(text.encode())


@pytest.mark.parametrize(
    "line",
    [
        '{"error_code":0,"error_msg":"SUCCESS","log_id":1362231140022,"timestamp":1622229010}',
        "ERROR upstream returned status 502, code 404, 3 errors",
        "offset=222914 user_id=5223114 size=2231140 took=18ms",
        "user_id=223114 logged in",
        "code 180 error 1104 errno 1101 status_code: 18th",
        "we take 4 or 18 of them, 110 in all",
        "the system is busily running; faces look fine; fuzzy search",
        "no porn here",
        "错误数量很多，共 18 次",
    ],
)
def test_a_clean_log_is_skipped(line: str) -> None:
    assert [] == windows(CLEAN + (line + "\n").encode() * 50 + CLEAN)


def test_a_row_of_a_table_is_handed_on_with_its_heading() -> None:
    table = "time,site,error_code,count\n" + "".join(f"09:0{i},hangzhou,{code},7\n" for i, code in enumerate(CODES))
    found = windows(CLEAN + table.encode() + CLEAN)
    assert 1 == len(found)
    assert table.encode() in found[0]


def test_three_lines_on_either_side_are_handed_on_and_no_more() -> None:
    lines = [f"line {chr(97 + i)}\n".encode() for i in range(20)]
    lines[10] = b"error_code=18\n"
    assert [b"".join(lines[7:14])] == windows(b"".join(lines))


def test_a_long_line_is_cut_at_a_separator_and_not_within_a_number() -> None:
    data = b"1223114,"
    found = windows(data * 1000 + b"error_code=18," + data * 1000)
    assert 1 == len(found)
    assert found[0].startswith(data)
    assert found[0].endswith(data)
    assert REACH < len(found[0]) < 2 * REACH + 20


def test_nul_and_broken_utf_8_do_no_harm() -> None:
    junk = bytes(range(256)) * 40
    found = windows(junk + b"\xff\x00error_code\x00=\xfe18\x00" + junk)
    assert any(b"error_code\x00=\xfe18\x00" in piece for piece in found)


def test_a_code_far_behind_its_name_is_found_across_blocks() -> None:
    data = CLEAN + b"error_code:" + b" " * 3000 + b"18\n" + CLEAN
    assert 1 == len(windows(data, block=1000))


def test_an_empty_stream_has_no_windows() -> None:
    assert [] == windows(b"")


PIECES = st.one_of(
    st.sampled_from([form.encode() + b"\n" for form in FORMS.values()]),
    st.sampled_from(
        [b"\n", b"\r\n", b"ok ", b"x" * 700, b"a, " * 900, b"line\n" * 900, b"\xe9\x94", b"\x00", b"223114 "]
    ),
)
STREAMS = st.lists(PIECES, min_size=5, max_size=60).map(b"".join)


@given(STREAMS, st.data())
@settings(max_examples=60)
def test_chunks_make_no_difference(data: bytes, draw: st.DataObject) -> None:
    cuts = tuple(draw.draw(st.lists(st.integers(0, len(data)), max_size=20)))
    assert windows(data, block=3000) == windows(data, block=3000, cuts=cuts)


@pytest.mark.parametrize("block", [611, 3000, 10_007, 65_536])
@pytest.mark.parametrize("seed", range(6))
def test_blocks_make_no_difference(block: int, seed: int) -> None:
    dice = random.Random(seed)
    forms = [form.encode() + b"\n" for form in FORMS.values()]
    fillers = [b"line\n" * 300, b"a, " * 3000, CLEAN, b"x" * 2500, b"\n"]
    data = b"".join(dice.choice(forms if dice.random() < 0.2 else fillers) for _ in range(80))
    whole = windows(data)
    assert len(whole) > 5
    assert whole == windows(data, block=block)


@given(STREAMS, st.sampled_from([611, 3000, 10_007, scan.BLOCK]))
@settings(max_examples=60)
def test_a_piece_stands_at_the_byte_and_line_that_it_says(data: bytes, block: int) -> None:
    with patch.object(scan, "BLOCK", block):
        found = list(SCANNER.pieces([data]))

    assert [(data[piece.start :][: len(piece.text)], data.count(b"\n", 0, piece.start)) for piece in found] == [
        (piece.text, piece.line) for piece in found
    ]


@given(STREAMS)
@settings(max_examples=60)
def test_windows_are_disjoint_in_order_and_bounded(data: bytes) -> None:
    place = 0
    for piece in windows(data, block=3000):
        assert 0 < len(piece) <= PIECE
        place = data.index(piece, place) + len(piece)


def test_where_candidates_are_dense_nothing_is_lost_and_no_record_is_torn() -> None:
    record = b'{\n  "error_code": 223114,\n  "error_msg": "face is fuzzy",\n  "log_id": 1\n}\n'
    found = windows(record * 20_000)
    assert record * 20_000 == b"".join(found)
    assert max(map(len, found)) <= PIECE
    assert sum(piece.count(record[4:58]) for piece in found) == 20_000
    assert record[4:58].endswith(b'fuzzy",\n')


def test_memory_is_bounded_on_one_endless_line() -> None:
    def chunks() -> Iterator[bytes]:
        yield b'"error_code": 223114, '
        for _ in range(40):
            yield b"0123456789abcdef" * 65536
        yield b' "error_code": 18, '

    tracemalloc.start()
    try:
        found = list(SCANNER.windows(chunks()))
        assert tracemalloc.get_traced_memory()[1] < 6 * scan.BLOCK
    finally:
        tracemalloc.stop()
    assert 2 == len(found)
    assert found[0].startswith(b'"error_code": 223114, ')
    assert found[1].endswith(b' "error_code": 18, ')


def test_importing_it_does_not_load_the_automaton() -> None:
    code = "import sys, bot.core.decode.scan; sys.exit('hyperscan' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_without_the_automaton_everything_is_handed_on() -> None:
    with patch.dict(sys.modules, {"hyperscan": None}):
        bare = Scanner(CODES, MESSAGES)
    data = CLEAN * 30 + b"x" * 300_000 + b"\n\n\nend"
    found = list(bare.windows([data]))
    assert data == b"".join(found)
    assert max(map(len, found)) <= PIECE


def test_a_scanner_that_knows_nothing_finds_nothing() -> None:
    assert [] == list(Scanner((), ()).windows([CLEAN, b"error_code=18 223114 face is fuzzy"]))


@pytest.mark.slow
def test_ten_thousand_codes_and_messages() -> None:
    names = [f"part {i} of {i % 97} gives way" for i in range(9_999)]
    many = Scanner(map(str, range(300_000, 310_000)), [*names, "param[] is null"])
    for text in (b"error 304711", b"Part 4711 of 55 gives way", b"part_4711_of_55_gives_way", b"param[image] is null"):
        found = list(many.windows([CLEAN, text, b"\n", CLEAN]))
        assert 1 == len(found), text
        assert text in found[0]


def test_whatever_the_decoder_finds_in_a_paste_it_finds_in_the_windows(decoder: Decoder) -> None:
    scanner = Scanner(decoder.codes, decoder.wordings, decoder.marks)
    for name in ("listen-a.jsonl", "listen-b.jsonl"):
        for case in read_cases(name):
            log = CLEAN + case.text.encode() + b"\n" + CLEAN
            pieces = [piece.decode("utf-8", "replace") for piece in scanner.windows([log])]
            handed_on = {finding.entries for piece in pieces for finding in decoder.decode(piece).findings}
            assert {finding.entries for finding in decoder.decode(case.text).findings} <= handed_on, case.text
