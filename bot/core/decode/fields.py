"""Reads fields out of a paste: codes, messages, and what a ticket needs.

The quoting doesn't matter: JSON, Python, PHP, Ruby, logfmt, XML, YAML, query strings and prose all put
a key, some punctuation and a value side by side, and that is all that is looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Strength(IntEnum):
    """How surely a number's surroundings call it an error code."""

    BARE = 0
    PROSE = 1  # "error 223120", "returned 222302"
    WEAK = 2  # code, ret, status: everybody has them
    SPOKEN = 3  # "error code 17", "errno": named, but other software says so too
    STRONG = 4  # error_code, errorCode, 错误码


@dataclass(frozen=True, slots=True)
class CodeField:
    """A number and what calls it a code. `start` and `end` are offsets of key and number together."""

    code: str
    strength: Strength
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MessageField:
    """The value of a message field: its text and offsets."""

    text: str
    start: int
    end: int


_NUMBER = r"(-?\d{1,12})(?:\.0{1,3})?(?:[lLuU]\b)?(?![0-9A-Za-z_])(?!\.\d)(?!,\d{3}\b)"
_JOIN = (
    r"[\s\"'\])>*`]{0,8}(?:-\s?value\s?)?(?:=>|->|:=|={1,3}|:|,(?=\s?[\"'\d])|\bis\b|\bwas\b|\bof\b|为|是|\))?[\s\"'\[(<*`#]{0,8}"
    r"(?:(?:int|integer|long|number|numberlong|string|str|int32|int64|i32|i64|u32|double|float|some)"
    r"\s?\(?\s?(?:\d{1,3}\))?[\s(\"']{0,4})?"
)
_STRONG = (
    r"(?:err(?:or)?_(?:code|no|num)|err(?:or)?-code|errorcode|errcode|err\.code|error\.code"
    r"|错误代?码|错误编[码号]|错误号|返回码|返回代码|异常码|报错码|错码|error_no|errorno)"
)
_SPOKEN = r"(?:\berr(?:or)?[ \t](?:code|no\.?|number)|\berrno|\berr_?no\b|fehlercode|エラーコード|code d'erreur|状态码)"
_WEAK = r"(?<![a-z0-9])(?:(?:ret|return|result|biz|sub|status|res|resp|api)?[_\-]?code|ret|rc|status|代码)"
_PROSE = (
    r"(?:\b(?:[a-z]*error|err|errors|exception|failure|failed|fail|returns?|returned|returning|got|gets|getting|keeps"
    r"|gives|throws|threw|erreur|fehler)\b|报错|错误|报了?|返回|异常|报出|抛出|提示|エラー)"
)
_PROSE_JOIN = r"[\s\"'\[(:=#\-`*<]{0,6}(?:[a-z]{2,6}[\s:=#]{1,3})?"

_CODE_FIELDS = (
    (Strength.STRONG, re.compile(_STRONG + _JOIN + _NUMBER, re.IGNORECASE)),
    (Strength.SPOKEN, re.compile(_SPOKEN + _JOIN + _NUMBER, re.IGNORECASE)),
    (Strength.WEAK, re.compile(_WEAK + _JOIN + _NUMBER, re.IGNORECASE)),
    (Strength.PROSE, re.compile(_PROSE + _PROSE_JOIN + _NUMBER, re.IGNORECASE)),
)
_BARE = re.compile(r"(?<![0-9A-Za-z_.\-/#%$¥￥])(?<!\d[,:])(-?\d{1,9})(?![0-9A-Za-z_%/])(?!\.\d)(?![,:]\d)")
_VALUE_OF = re.compile(r"(?<!code)(?:[\"']\s?:|(?<=\w)=)\s?[\"']?$")
_QUALIFIED = re.compile(
    r"(?:zip|post(?:al)?|exit|area|country|verification|verify|sms|promo|invite|invitation|coupon|discount|pass|bar|qr|"
    r"source|unicode|product|item|dial|region|city|auth|access|otp|pin|security|http|status|邮政|邮|区|验证|邀请|优惠|提货|"
    r"取件|兑换|动态|条|商品|学校|股票|基金|证券)[\s_\-]?$",
    re.IGNORECASE,
)
_MESSAGE_KEY = re.compile(
    r"(?:\berr(?:or)?[_\-. ]?(?:msg|message|desc(?:ription)?|info|text|reason)|(?<![a-z])(?:msg|message|errmsg|errormsg|"
    r"localizeddescription|description|desc|reason|detail|details|cause|summary)|nslocalizeddescription|错误信息|错误描述|"
    r"错误消息|错误原因|报错信息|返回信息|提示信息|失败原因|原因|描述)"
    r"[\s\"'\])>*`]{0,8}(?:=>|->|:=|={1,3}|:|\bis\b|为|是)[\s*`(\[]{0,6}(?:string\(\d{1,5}\)\s?|str\(|some\()?",
    re.IGNORECASE,
)
_XML_MESSAGE = re.compile(
    r"<(?:\w{1,16}:)?(?:err(?:or)?_?)?(?:msg|message|desc|description|reason)\b[^<>]{0,80}>", re.IGNORECASE
)
_UNQUOTED_END = re.compile(r"[\n&<>|}\"]|,\s?[\"'\w]{2,24}[\"']?\s?[:=]|;|\s{2,}|\s[a-z_]{2,24}=", re.IGNORECASE)
_LONGEST_MESSAGE = 300

_LOG_ID = re.compile(
    r"log_?id[\s\"'\])>]{0,6}(?:=>|->|:=|=|:|为|是)?[\s\"'(]{0,4}(?:int\(|string\(\d+\)\s?\"|long\()?(\d{5,20})(?!\d)",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(
    r"timestamp[\s\"'\])>]{0,6}(?:=>|->|:=|=|:)[\s\"'(]{0,4}(?:int\()?(\d{10})(?:\d{3})?(?!\d)", re.IGNORECASE
)


def code_fields(text: str) -> list[CodeField]:
    """Every number that its surroundings call a code, each once with its strongest reading, in order."""
    found: dict[int, CodeField] = {}
    for strength, pattern in _CODE_FIELDS:
        for match in pattern.finditer(text):
            if match.start(1) in found or (strength is Strength.WEAK and is_qualified(text, match.start())):
                continue
            found[match.start(1)] = CodeField(_plain(match[1]), strength, match.start(), match.end(1))
    return sorted(found.values(), key=lambda field: field.end)


def is_qualified(text: str, start: int) -> bool:
    """Whether the word before offset `start` makes a "code" something else: zip code, exit code."""
    return bool(_QUALIFIED.search(text[max(0, start - 24) : start]))


def bare_numbers(text: str) -> list[CodeField]:
    """Every number that stands by itself and isn't the value of some field, in order."""
    found = (m for m in _BARE.finditer(text) if not _VALUE_OF.search(text, max(0, m.start() - 8), m.start()))
    return [CodeField(_plain(m[1]), Strength.BARE, m.start(), m.end(1)) for m in found]


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0" if digits[0] != "-" else digits


def message_fields(text: str) -> list[MessageField]:
    """The values of message fields, in order, each at most 300 characters long."""
    fields = [_value(text, match.end()) for match in _MESSAGE_KEY.finditer(text)]
    for match in _XML_MESSAGE.finditer(text):
        end = text.find("<", match.end(), match.end() + _LONGEST_MESSAGE)
        end = min(len(text), match.end() + _LONGEST_MESSAGE) if end < 0 else end
        fields.append(MessageField(text[match.end() : end], match.end(), end))
    return sorted((f for f in fields if f.text.strip()), key=lambda field: field.start)


def _value(text: str, start: int) -> MessageField:
    quote = text[start : start + 1]
    limit = min(len(text), start + _LONGEST_MESSAGE)
    if quote in ('"', "'") and quote:
        end = _closing(text, start + 1, limit, quote)
        return MessageField(text[start + 1 : end], start + 1, end)
    match = _UNQUOTED_END.search(text, start, limit)
    end = match.start() if match else limit
    return MessageField(text[start:end], start, end)


def _closing(text: str, start: int, limit: int, quote: str) -> int:
    """The closing quote: one that no letter follows, so that "user's" doesn't end a text."""
    place = text.find(quote, start, limit)
    while place >= 0 and text[place + 1 : place + 2].isalpha():
        place = text.find(quote, place + 1, limit)
    return limit if place < 0 else place


def log_id(text: str) -> str:
    """The first log_id of a paste, or ""."""
    match = _LOG_ID.search(text)
    return match[1] if match else ""


def timestamp(text: str) -> datetime | None:
    """The first `timestamp` of a paste (Unix seconds or milliseconds), in UTC."""
    match = _TIMESTAMP.search(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None
