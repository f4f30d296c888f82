"""A log of any length -> findings, in bounded memory: the decoder reads only what the scanner hands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.core.answer import Context
from bot.core.decode.decoder import Decoder
from bot.core.decode.finding import Decoded, merge
from bot.core.decode.scan import Scanner

WHOLE = 64 * 1024  # bytes up to which a stream is decoded as one text


def decode_text(decoders: Sequence[Decoder], text: str) -> Decoded:
    """The findings of all catalogues in one text, in order of appearance.

    A number that one catalogue refuses and another knows is known.
    """
    decoded = [decoder.decode(text) for decoder in decoders]
    findings = sorted((f for d in decoded for f in d.findings), key=lambda finding: finding.start)
    known = {entry.code for finding in findings for entry in finding.entries}
    return Decoded(
        findings=tuple(findings),
        refused=tuple(dict.fromkeys(code for d in decoded for code in d.refused if code not in known)),
        foreign=tuple(dict.fromkeys(code for d in decoded for code in d.foreign if code not in known)),
        mentions=tuple(finding for d in decoded for finding in d.mentions),
        context=decoded[0].context if decoded else Context(),
    )


def decode_stream(
    decoders: Sequence[Decoder], chunks: Iterable[bytes], scanner: Callable[[], Scanner] | None = None
) -> Decoded:
    """The findings of a stream of bytes, each once with its count, in order of first appearance.

    Bytes that aren't UTF-8 become replacement characters. A stream of at most WHOLE bytes gives just
    what its text would. `scanner` gives the decoders' scanner, if it is kept somewhere.
    """
    head, rest = head_of(chunks)
    if rest is None:
        return decode_text(decoders, text_of_piece(head))
    found = scanner() if scanner else scanner_for(decoders)
    total = Decoded()
    for number, window in enumerate(found.windows(chain([head], rest))):
        total = _added(total, decode_text(decoders, text_of_piece(window)), number)
    return total


def scanner_for(decoders: Sequence[Decoder]) -> Scanner:
    """The scanner that finds what these decoders would; it takes a fifth of a second to build."""
    return Scanner(
        (code for decoder in decoders for code in decoder.codes),
        (wording for decoder in decoders for wording in decoder.wordings),
        (mark for decoder in decoders for mark in decoder.marks),
    )


def head_of(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes] | None]:
    """The first bytes of a stream, and the rest of it, or None when that was all."""
    head = b""
    rest = iter(chunks)
    for chunk in rest:
        head += chunk
        if len(head) > WHOLE:
            return head, rest
    return head, None


def text_of_piece(piece: bytes) -> str:
    """Its text; bytes that aren't UTF-8 become replacement characters."""
    return piece.decode("utf-8", "replace")


def _added(total: Decoded, more: Decoded, number: int) -> Decoded:
    if not more.findings:
        return total
    moved = [replace(finding, start=number) for finding in more.findings]
    known = total.context
    context = Context(
        known.log_id or more.context.log_id,
        known.timestamp or more.context.timestamp,
        known.param or more.context.param,
    )
    return replace(total, findings=tuple(merge([*total.findings, *moved])), context=context)
