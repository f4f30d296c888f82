"""Whether a value is a secret: the value, and what stands between its name and it."""

from __future__ import annotations

import re
from collections.abc import Callable

Judge = Callable[[str, str], bool]
_PROSE = frozenset(
    re.findall(
        "[a-z]+",
        """a an and are be can cannot changed does empty error expired fail failed false field for format
    has hidden in incorrect input invalid is length mismatch missing must need needs nil no none not null of
    ok optional or pass passwd password protected redacted removed required reset rejected secret should
    str string the this token too true undefined unknown value was with wrong your""",
    ),
)
_CAMEL = re.compile(r"[A-Za-z]?[a-z]{2,}(?:[A-Z][a-z]{2,})+")
_FILLER = re.compile(r"[x*._/=0-]+")
_CODE = re.compile(r"(?:err|code|status|http|ret)[a-z_.-]*+[=:]{0,2}[0-9]{1,6}")


def certain(_value: str, _joint: str) -> bool:
    """Say yes: the pattern has proved it."""
    return True


def _placeholder(value: str) -> bool:
    """Tell what stands in a secret's place: `xxxx`, `24.***`, `YOUR_TOKEN`, an error's code."""
    low = value.lower()
    rest = _FILLER.sub("", low)
    masked = not rest or ("xxx" in low and len(rest) < 6)
    return masked or low.startswith("your") or _CODE.fullmatch(low) is not None


def _weak(joint: str) -> bool:
    """Tell whether only blanks join name and value, as in prose."""
    return not any(sign in joint for sign in "=:>是为")


def opaque(value: str, joint: str = ":") -> bool:
    """Tell a key or token from a word: long enough, with digits, or letters no word would have."""
    if len(value) < 8 or _placeholder(value):
        return False
    letters = any(char.isalpha() for char in value)
    digits = any(char.isdigit() for char in value)
    if _weak(joint):
        return letters and digits and len(value) >= 20 and value.isalnum()
    if digits:
        return letters or (len(value) >= 10 and value.isdigit())
    return len(value) >= 20 and value.isalpha() and not _CAMEL.fullmatch(value)


def shaped(value: str, _joint: str) -> bool:
    """Tell a token whose place or prefix gives it away from a placeholder."""
    return opaque(value)


def key_like(value: str, joint: str) -> bool:
    """Tell a key behind a name of two letters: at least 16 characters."""
    return len(value) >= 16 and opaque(value, joint)


def login(value: str, _joint: str) -> bool:
    """Tell the password of `user:password@host` from a group number, a mask or a port."""
    return not _placeholder(value) and value.lower() not in _PROSE and value[0] not in "$%{<[*"


def password(value: str, joint: str) -> bool:
    """Tell a password from prose, code and masks: `password: required`, `password = None`, `PWD=/home`."""
    if not (value.isascii() and value.strip() and login(value, joint)):
        return False
    words = re.split(r"[^a-z]+", value.lower()[:64])
    if (" " in value and not _PROSE.isdisjoint(words)) or value.lower().strip(".,;!?") in _PROSE:
        return False
    if _weak(joint):
        return opaque(value, joint)
    if joint[-1:] in {'"', "'", "`"}:
        return True
    if value[0] in "/~." or "(" in value:
        return False
    return len(value) >= 4 if joint == "=" else len(value) >= 6 and any(char.isdigit() for char in value)


def photo(value: str, _joint: str) -> bool:
    """Tell base64 from the path of a file; a JPEG in base64 starts with `/9j/`."""
    return not re.match(r"/++(?!9j/)", value)


def bare_photo(value: str, _joint: str) -> bool:
    """Tell an unnamed image in base64 from hex (no capitals), from words and from paths (many slashes)."""
    mixed = all(re.search(alphabet, value) for alphabet in ("[A-Z]", "[a-z]", "[0-9]"))
    return len(value) >= 200 and mixed and value.count("/") * 12 <= len(value)


def address(value: str, _joint: str) -> bool:
    """Tell a person's e-mail address from `git@host` and `icon@2x.png`."""
    return not re.match(r"git@|[^@]+@[23]x\.", value)
