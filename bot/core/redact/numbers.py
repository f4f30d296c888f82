"""What takes more than a pattern: key blocks, numbers with a checksum, the names beside them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from datetime import date
from operator import mul

from bot.core.redact.rules import ID_JOINT, ID_KEY, JOINT, RULES
from bot.core.redact.secret import SecretKind, Span

_KEY_BLOCK = re.compile(
    r"-----BEGIN[A-Z0-9 +]{1,40}KEY[A-Z +]{0,12}-----(?P<body>(?:[^-]++|-(?!----))*+)"
    r"(?P<end>-----END[^-]{0,60}-----)?",
)
_KEY_LINES = re.compile(
    r"""(?:\s{0,9}[A-Za-z0-9+/=]{16,}+)*+(?:\s{1,9}[A-Za-z0-9+/=]{1,15}(?=["'.…]|\s*+\Z|\r?\n\r?\n))?""",
)


def key_blocks(folded: str) -> Iterator[Span]:
    """Yield PEM private keys; of a block without its end, the lines that look like one."""
    if "PRIVATE" not in folded or "-----BEGIN" not in folded:
        return
    for match in _KEY_BLOCK.finditer(folded):
        whole = match["end"] and len(match["body"]) <= 20_000
        lines = match.end() if whole else _end(_KEY_LINES.match(folded, match.start("body")))
        if "PRIVATE" in folded[match.start() : match.start("body")] and lines > match.start("body"):
            yield Span(match.start(), lines, 0, SecretKind.PRIVATE_KEY)


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


_NUMBERS = (
    re.compile(r"[0-9]{11,}+[Xx]?"),
    re.compile(r"1[3-9][0-9][ -]{1,3}[0-9]{4}[ -]{0,3}[0-9]{4}(?![0-9])"),
    re.compile(
        r"[0-9]{4}(?:[0-9]{2}[ -]{1,3}(?:19|20)[0-9]{6}[ -]{1,3}[0-9]{3}[0-9Xx]"
        r"|(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)",
    ),
)
_KEPT = re.compile(
    r"(?:(?:log|request|req|trace|span|order)[_ -]?id|timestamp|日志 ?(?:id|号))"
    r"""[^a-z0-9\u4e00-\u9fff\r\n]{0,12}+[是为]?[ "]?\Z""",
)
_CARD = re.compile(r"银行|卡号|bank|(?<!id)(?<!id[_ -])card[_ -]?(?:no|num)")
_BEFORE = re.compile(r"(?:[0-9]\.|(?<![0-9])(?:00)?86|[A-Za-z0-9])\Z")


def number_spans(folded: str, lower: str) -> Iterator[Span]:
    """Yield ID cards, mobile numbers and bank cards by their shape and checksum."""
    for pattern in _NUMBERS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            kind = _number_kind(match[0], lower[max(0, start - 24) : end + 12])
            if kind and _apart(folded, start, end) and not _kept(lower[max(0, start - 40) : start]):
                yield Span(start, end, len(RULES) + 1, kind)


def _kept(before: str) -> bool:
    """Tell whether the number after `before` is a log_id or a timestamp, which the ticket needs."""
    hinted = "id" in before or "stamp" in before or "日志" in before
    return hinted and _KEPT.search(before) is not None


def _apart(folded: str, start: int, end: int) -> bool:
    """Tell whether a number stands alone, not inside an identifier or a decimal; +86 may precede it."""
    before = _BEFORE.search(folded[max(0, start - 5) : start])
    after = re.match(r"[A-Za-z0-9]|\.[0-9]", folded[end : end + 2])
    return not after and (not before or before[0].endswith("86"))


def _number_kind(number: str, around: str) -> SecretKind | None:
    """Return what a number of 11 digits or more is, or None; `around` is what stands beside it."""
    digits = number.replace(" ", "").replace("-", "")
    if len(digits) == 18 and _is_id_card(digits):
        return SecretKind.ID_CARD
    if re.fullmatch(r"(?:(?:00)?86)?1[3-9][0-9]{9}", digits):
        return SecretKind.PHONE
    if 16 <= len(digits) <= 19 and digits.isdigit() and _CARD.search(around) and _luhn(digits):
        return SecretKind.BANK_CARD
    return None


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_id_card(digits: str) -> bool:
    """Check birth date and checksum (ISO 7064 mod 11-2) of a resident ID number of 18 characters."""
    if digits[6:8] not in {"19", "20"} or digits[0] == "0" or not digits[:17].isdigit():
        return False
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(map(mul, map(int, digits[:17]), _ID_WEIGHTS))
    return "10X98765432"[total % 11] == digits[17].upper()


def _luhn(digits: str) -> bool:
    """Check the check digit of a bank card."""
    doubled = sum(map(int, digits[-2::-2])) * 2 - 9 * sum(map(digits[-2::-2].count, "56789"))
    return (doubled + sum(map(int, digits[::-2]))) % 10 == 0


_ID_FIELD = re.compile(rf"{ID_KEY}{ID_JOINT}(?:[0-9][0-9x*]{{7}}|\[?id-card\])")
_NAME_KEY = r"name(?:(?<![a-z0-9_.-]name)|(?<=realname)|(?<=username)|(?<=real.name)|(?<=user.name)|(?<=card.name))"
_NAME_FIELD = re.compile(
    rf"""(?:{_NAME_KEY}|姓名){JOINT}(?P<name>[\u4e00-\u9fff·]{{1,96}}+|(?<=["'])[a-z][a-z .-]{{1,40}}+"""
    r"""|(?<=[=:])[a-z][a-z.-]{1,40}+)""",
)


def name_spans(lower: str) -> Iterator[Span]:
    """Yield names that stand beside an ID number in the same object, at most 300 characters away."""
    if not any(word in lower for word in ("name", "姓名")):
        return
    starts = [match.start() for match in _ID_FIELD.finditer(lower)]
    for match in _NAME_FIELD.finditer(lower) if starts else ():
        start, end = match.span("name")
        near = bisect(starts, start)
        for field in starts[max(0, near - 1) : near + 1]:
            between = lower[min(field, end) : max(field, start)] if abs(field - start) <= 300 else "{"
            if "{" not in between and "}" not in between:
                yield Span(start, end, len(RULES) + 2, SecretKind.PERSON_NAME)
                break
