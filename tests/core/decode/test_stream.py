"""A stream gives what its text would, whatever its length and however it is cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answer import Context, Kind
from bot.core.decode.decoder import MOST_FINDINGS, Decoder
from bot.core.decode.finding import Decoded
from bot.core.decode.stream import WHOLE, decode_stream, decode_text
from bot.core.desk import Desk
from bot.core.entry import Bilingual, Catalogue, EntryKey, Section
from tests.core.decode.test_decoder import QUOTINGS, SILENT

CLEAN = "2024-05-02 11:03:22 INFO gate-7 door opened for visitor, all is well\n"
FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":12345678,"timestamp":1606222304}\n'


def pieces(text: str | bytes, size: int) -> Iterator[bytes]:
    """A text as a stream of chunks of `size` bytes."""
    whole = text.encode(errors="replace") if isinstance(text, str) else text
    return (whole[start : start + size] for start in range(0, len(whole), size))


def counts(decoded: Decoded) -> list[tuple[str, int]]:
    return [(finding.entries[0].code, finding.count) for finding in decoded.findings]


PASTES = [text for _, text in [*QUOTINGS, *SILENT]]


@pytest.mark.parametrize("text", PASTES, ids=[name for name, _ in [*QUOTINGS, *SILENT]])
def test_a_short_stream_is_its_text(decoder: Decoder, text: str) -> None:
    assert decode_stream([decoder], pieces(text, 7)) == decode_text([decoder], text)


LINES = ["Python bytes", "logfmt", "XML", "query string", "log line", "syslog", "English prose", "bracketed", "CRLF"]


@pytest.mark.parametrize("name", LINES)
def test_a_long_stream_has_the_findings_of_what_it_holds(decoder: Decoder, name: str) -> None:
    text = dict(QUOTINGS)[name]
    padding = CLEAN * (WHOLE // len(CLEAN))

    assert counts(decode_stream([decoder], pieces(f"{padding}\n{text}\n{padding}", 4096))) == [("223114", 1)]


def test_a_clean_stream_has_no_findings(decoder: Decoder) -> None:
    assert decode_stream([decoder], pieces(CLEAN * 3_000, 4096)) == Decoded()
    assert decode_stream([decoder], []) == Decoded()


def test_counts_are_summed_over_windows_in_order_of_first_appearance(decoder: Decoder) -> None:
    padding = CLEAN * 700
    busy = "ERROR error_code=222903 error_msg=system busy\n"
    text = padding.join([busy, FUZZY, busy + busy, FUZZY, ""])

    decoded = decode_stream([decoder], pieces(text, 10_000))
    assert counts(decoded) == [("222903", 3), ("223114", 2)]
    assert decoded.context == Context("12345678", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC))


def test_the_context_is_the_first_of_each_thing(decoder: Decoder) -> None:
    padding = CLEAN * 1_000
    text = padding.join(
        [
            "error_code=222013 error_msg=param[image] format error\n",
            FUZZY,
            "error_code=222015 error_msg=param[image_type] format error log_id=99999999\n",
        ]
    )

    context = decode_stream([decoder], pieces(text, 10_000)).context
    assert context == Context("12345678", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC), "image")


def test_a_storm_is_counted_to_the_last(decoder: Decoder) -> None:
    text = FUZZY * 5_000

    assert counts(decode_stream([decoder], pieces(text, 65_537))) == [("223114", 5_000)]


def test_a_long_stream_keeps_every_error_of_the_catalogue(catalogue: Catalogue) -> None:
    codes = [str(code) for code in range(700_001, 700_011 + MOST_FINDINGS)]
    keys = [EntryKey("made-up", "one", code) for code in codes]
    entries = tuple(replace(catalogue.entries[0], key=key, message="") for key in keys)
    text = "".join(f"ERROR error_code: {code}\n{CLEAN * 5}" for code in codes)

    assert len(text) > WHOLE
    decoded = decode_stream([Decoder(replace(catalogue, slug="made-up", entries=entries))], pieces(text, 4096))
    assert counts(decoded) == [(code, 1) for code in codes]


@pytest.mark.parametrize("junk", [b"\xff\xfe\x80", b"\x00", b"\xe9\x94", b"\xed\xa0\x80", b"\x00\xff\r"])
@pytest.mark.parametrize("length", [0, WHOLE])
def test_broken_bytes_do_no_harm(decoder: Decoder, junk: bytes, length: int) -> None:
    stream = junk * 9 + b"\n" + b"." * length + b"\n" + FUZZY.encode() + junk * 9

    assert counts(decode_stream([decoder], pieces(stream, 1_000))) == [("223114", 1)]


def test_nul_within_a_code_is_not_seen(decoder: Decoder) -> None:
    assert counts(decode_stream([decoder], [b"error_code: 223\x00114"])) == [("223114", 1)]


@settings(max_examples=15)
@given(st.lists(st.integers(1, 30_000), max_size=8), st.data())
def test_how_a_stream_is_cut_makes_no_difference(decoder: Decoder, cuts: list[int], data: st.DataObject) -> None:
    pads = data.draw(st.lists(st.integers(0, 600), min_size=3, max_size=3))
    text = "".join(CLEAN * pad + FUZZY for pad in pads).encode()
    chunks, start = [], 0
    for cut in cuts:
        chunks.append(text[start : start + cut])
        start += cut

    assert decode_stream([decoder], [*chunks, text[start:]]) == decode_stream([decoder], [text])


def test_of_several_catalogues_each_finds_its_own(decoder: Decoder, catalogue: Catalogue) -> None:
    key = EntryKey("made-up", "one", "216201")
    entry = replace(catalogue.entries[0], key=key, message="image format error")
    title = Bilingual("", "")
    other = Decoder(Catalogue("made-up", title, "", "", (Section("one", title),), (entry,)))
    text = '{"error_code":216201,"error_msg":"image format error"}\n{"error_code":333333}\n' + FUZZY

    decoded = decode_text([decoder, other], text)
    assert counts(decoded) == [("216201", 1), ("223114", 1)]
    assert decoded.refused == ("333333",)
    assert decode_stream([decoder, other], pieces(text + CLEAN * 3_000, 4096)).findings[0].entries == (entry,)


def test_without_catalogues_nothing_is_found() -> None:
    assert decode_text([], FUZZY) == Decoded()


def test_the_desk_answers_a_stream(desk: Desk) -> None:
    answer = desk.decode_stream(pieces(FUZZY * 2, 10), "zh")

    assert (Kind.FOUND, "zh") == (answer.kind, answer.language)
    assert [(card.entry.code, card.count) for card in answer.cards] == [("223114", 2)]
    assert desk.decode_stream([CLEAN.encode()]).kind is Kind.NOTHING
