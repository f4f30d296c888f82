"""Secrets and personal data out of a text, and what they were.

The text is first folded to one of the *same length*: fullwidth letters, smart quotes, percent
codes, `\\uXXXX`, `&quot;` and the like become what they stand for, repeated to the length of
the code. Rules read the folded text, spans are cut out of the original. Every pattern is linear:
what repeats is possessive or bounded, and starts at a literal or behind a boundary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import unescape


class SecretKind(StrEnum):
    """What a secret is; `[kind]` is its marker in the redacted text."""

    ACCESS_TOKEN = "access-token"
    API_KEY = "api-key"
    PRIVATE_KEY = "private-key"
    PASSWORD = "password"
    BOT_TOKEN = "bot-token"
    BEARER_TOKEN = "bearer-token"
    SIGNATURE = "signature"
    WEBHOOK = "webhook"
    COOKIE = "cookie"
    ID_CARD = "id-card"
    PERSON_NAME = "person-name"
    PHONE = "phone"
    EMAIL = "email"
    BANK_CARD = "bank-card"
    FACE_IMAGE = "face-image"


@dataclass(frozen=True, slots=True)
class Secret:
    """A kind of secret and how often it was found, 1 or more; never the secret nor its length."""

    kind: SecretKind
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets, and what they were, in order of first appearance."""

    text: str
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a secret stands: [start, end) in code points. `rank` decides overlaps, lowest wins."""

    start: int
    end: int
    rank: int
    kind: SecretKind


def redact(text: str) -> Redacted:
    """Replace each secret in `text` by its marker, such as `[access-token]`.

    Takes any str, lone surrogates and NUL included; never raises; time is linear in the length.
    Redacting twice changes nothing. Overlapping finds become one. A bare number in JSON gets a
    quoted marker, so that the JSON stays parsable. A text without secrets is returned as it is.
    """
    counts: dict[SecretKind, int] = {}
    for _ in range(_ROUNDS):
        spans = _disjoint(_spans(text))
        if not spans:
            break
        for span in spans:
            counts[span.kind] = counts.get(span.kind, 0) + 1
        text = _cut(text, spans)
    return Redacted(text, tuple(Secret(kind, count) for kind, count in counts.items()))


# A find can uncover its neighbour (an ID number glued to a phone number), so look again.
_ROUNDS = 4


def _spans(text: str) -> Iterator[_Span]:
    """Yield every find, overlapping or not, in any order."""
    folded = _fold(text)
    lower = folded.lower()
    if len(lower) != len(folded):  # a few capitals, such as U+0130, grow in lower case
        lower = "".join(char.lower() if char.isascii() else char for char in folded)
    yield from _pem_keys(folded)
    for rank, rule in enumerate(_RULES, start=1):
        if any(needle in lower for needle in rule.needles):
            yield from _field_spans(rule, rank, folded, folded if rule.cased else lower)
    yield from _numbers(folded, lower)
    yield from _names(lower)


def _disjoint(spans: Iterable[_Span]) -> list[_Span]:
    """Return the union of the spans in order of appearance; the best-ranked kind names it."""
    merged: list[_Span] = []
    for span in sorted(spans, key=lambda found: (found.start, found.rank)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            continue
        last = merged[-1]
        best = min(last, span, key=lambda found: found.rank)
        merged[-1] = _Span(last.start, max(last.end, span.end), best.rank, best.kind)
    return merged


_BEFORE_BARE = re.compile(r"""(\\{0,8}["'])[ \t]{0,4}:[ \t]{0,4}$""")


def _cut(text: str, spans: list[_Span]) -> str:
    """Return `text` with a marker in the place of each span."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        key = _BEFORE_BARE.search(text[max(done, span.start - 18) : span.start])
        bare = key and text[span.end : span.end + 1] in {"", ",", "}", "]", " ", "\r", "\n"}
        quote = key[1] if key and bare else ""
        pieces += [text[done : span.start], quote, f"[{span.kind}]", quote]
        done = span.end
    return "".join([*pieces, text[done:]])


# --- folding ---------------------------------------------------------------------------------

_WIDE = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in ",!?"},
    **dict.fromkeys("“”„‟「」『』", '"'),
    **dict.fromkeys("‘’‛", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u202f", " "),
}
_CODED = re.compile(
    r"%(?:25){0,3}(?P<byte>[0-9A-Fa-f]{2})|\\{1,4}u(?P<unit>[0-9A-Fa-f]{4})|\\{1,4}(?P<escape>[/nrt])"
    r"|&(?:quot|apos|amp|lt|gt|#[0-9]{2,3}|#x[0-9A-Fa-f]{2});",
)
_ESCAPES = {"/": "/", "n": "\n", "r": "\r", "t": "\t"}


def _fold(text: str) -> str:
    """Return a text of the same length, without wide characters and coded ones."""
    if not text.isascii():
        for wide, narrow in _WIDE.items():
            text = text.replace(wide, narrow)
    if "%" in text or "\\" in text or "&" in text:
        text = _CODED.sub(_decoded, text)
    return text


def _decoded(code: re.Match[str]) -> str:
    """Return the character a code stands for, repeated to the code's length."""
    if code["byte"]:
        value = int(code["byte"], 16)
        char = chr(value) if value < 0x80 else "某"  # a byte of UTF-8: any Chinese character will do
    elif code["unit"]:
        char = chr(int(code["unit"], 16))
    else:
        char = _ESCAPES[code["escape"]] if code["escape"] else unescape(code[0])
    return char[:1] * len(code[0])


# --- judging a value: (the value, what stands between its name and it) -> is it a secret ------

_Judge = Callable[[str, str], bool]
_PROSE = frozenset(
    """a an and are be can cannot changed does empty error expired fail failed false field for format
    has hidden in incorrect input invalid is length mismatch missing must need needs nil no none not null of
    ok optional or pass passwd password protected redacted removed required reset rejected secret should
    str string the this token too true undefined unknown value was with wrong your""".split(),
)
_CAMEL = re.compile(r"[A-Za-z]?[a-z]{2,}(?:[A-Z][a-z]{2,})+")
_FILLER = re.compile(r"[x*._/=0-]+")


def _certain(_value: str, _joint: str) -> bool:
    """Say yes: the pattern has proved it."""
    return True


def _placeholder(value: str) -> bool:
    """Tell whether somebody already took the secret out: `xxxx`, `YOUR_TOKEN`, one repeated sign."""
    low = value.lower()
    return low.startswith("your") or (("xxx" in low or len(set(low)) < 3) and len(_FILLER.sub("", low)) < 6)


def _weak(joint: str) -> bool:
    """Tell whether only blanks join name and value, as in prose."""
    return not any(sign in joint for sign in "=:>是为")


def _opaque(value: str, joint: str = ":") -> bool:
    """Tell a key or token from a word: long enough, with digits, or letters no word would have."""
    if len(value) < (16 if _weak(joint) else 8) or _placeholder(value):
        return False
    if any(char.isdigit() for char in value):
        return not _weak(joint) or any(char.isalpha() for char in value)
    return not _weak(joint) and len(value) >= 20 and value.isalpha() and not _CAMEL.fullmatch(value)


def _key_like(value: str, joint: str) -> bool:
    """Tell a key behind a name of two letters: at least 16 characters."""
    return len(value) >= 16 and _opaque(value, joint)


def _login(value: str, _joint: str) -> bool:
    """Tell the password of `user:password@host` from a group number, a mask or a port."""
    return not _placeholder(value) and value.lower() not in _PROSE and value[0] not in "$%{<[*"


def _password(value: str, joint: str) -> bool:
    """Tell a password from prose, code and masks: `password: required`, `password = None`, `PWD=/home`."""
    quoted = joint[-1:] in {'"', "'", "`"}
    if not (value.isascii() and value.strip() and _login(value, joint)) or _weak(joint):
        return value.isascii() and _opaque(value, joint)
    words = re.split(r"[^a-z]+", value.lower()[:64])
    if (" " in value and not _PROSE.isdisjoint(words)) or value.lower().strip(".,;!?") in _PROSE:
        return False
    if quoted:
        return True
    if value[0] in "/~." or "(" in value:
        return False
    return len(value) >= 4 if joint == "=" else len(value) >= 6 and any(char.isdigit() for char in value)
