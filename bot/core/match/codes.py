"""The codes that a question names: known ones in any spelling, and numbers that only look like one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.core.decode.fields import CodeField, Strength, code_fields, is_qualified
from bot.core.decode.paste import LONG_CODE
from bot.core.entry import CodeRange, Entry, Knowledge
from bot.core.normalise import clean

LONGEST_CODE = 7
NEAR_CODES = 5
KIN_DIGITS = 3  # of a long code, which kin share where no catalogue names their run of numbers
LONGEST_ALONE = 80  # characters of a text that may be about one number only
LONGEST_ASKED = 4_000  # characters of a text that are searched for codes which nothing names

_DIGITS = re.compile(r"(?<!\d)-?\d{1,12}(?!\d)")
_SPACED = re.compile(r"(?<![\d])\d{1,3}(?:[ ,.\-]\d{1,3}){1,6}(?!\d)")
_LIST = re.compile(
    r"(?<!\d)\d{1,12}(?:(?:\s{0,3}(?:[,/&+;~、]|vs\.?|and|or|和|跟|与|或|还是)\s{0,3}|\s{1,3})\d{1,12}(?!\d)){1,200}",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"\s?(?:[xX*×]\s?\d|[元块万千]|[kKmMgG][bB]\b|ms\b|px\b|%|[:.]\d)")
_TIMES = re.compile(r"\s?[xX*×]\s?\d{1,4}(?!\d)")  # 216505*3: three times that code
_UNIT = re.compile(
    r"\s?(?:[条个张次人岁秒天年月日位组台份名倍号点]|分钟?|小时|[bB]\b|fps\b|qps\b|°"
    r"|(?:times|users|faces?|people|persons?|images|photos|pictures|pixels?|groups|requests?|calls?|days?|hours?|minutes?|"
    r"seconds?|secs?|mins?|rows?|items?|degrees?|digits?|years?|percent|bytes?)\b)",
    re.IGNORECASE,
)
_OTHER_FIELD = re.compile(
    r"(?:\bid|_id|uid|\bport|phone|tel|mobile|qq|order|ticket|pr|issue|build|room|#|￥|¥|\$|[a-z_]{2,24}\s?=|"
    r"手机号?|电话|订单号?|工单号?|编号|单号|群号|房间|会议号?|端口|邮编|尾号|账号|学号|工号|余额)[\s:=是为]{0,3}$",
    re.IGNORECASE,
)
_FILLER = re.compile(r"[\s\W_]|的|是|错误码?|code|error|err|什么|意思|啥|怎么办?|what|is|are|and|vs", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The codes of a question, in order: those that the knowledge has, and those it hasn't."""

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Codes:
    """Every code of a knowledge, by its digits."""

    def __init__(self, knowledge: Knowledge) -> None:
        entries: defaultdict[str, list[Entry]] = defaultdict(list)
        for catalogue in knowledge:
            for entry in catalogue.entries:
                entries[entry.code].append(entry)
        self._entries: Mapping[str, tuple[Entry, ...]] = {c: tuple(e) for c, e in entries.items()}
        self._knowledge = knowledge
        self._prefixes = _prefixes(catalogue.slug for catalogue in knowledge)

    def entries(self, code: str) -> tuple[Entry, ...]:
        """The rows of a code, in catalogue order; empty when there is none."""
        return self._entries.get(code, ())

    def spelled(self, text: str) -> str:
        """The code that `text` spells with blanks, signs or leading zeros ("223 114", "0018"); else `text` itself."""
        if text in self._entries:
            return text
        digits = re.sub(r"[\s,.\-]", "", text)
        plain = (digits if len(digits) >= LONG_CODE else text).lstrip("0")
        return plain if plain in self._entries else text

    def asked(self, text: str) -> Asked:
        """The codes that `text` asks about."""
        plain = self._prefixes.sub("", clean(text[:LONGEST_ASKED]), count=1)
        named = {field.end: field for field in code_fields(plain)}
        listed = _listed(plain) if self._all_known(plain) else frozenset()
        known: dict[str, None] = dict.fromkeys(self._spaced(plain))
        unknown: dict[str, None] = {}
        for match in _DIGITS.finditer(plain):
            field = named.get(match.end())
            code = field.code if field else match[0].lstrip("-")
            if self._is_asked(code, match, plain, field, listed):
                known[code] = None
            elif not self.entries(code) and _looks_like_code(match, plain, field):
                unknown[match[0] if plain[match.start() - 1 : match.start()].isspace() else code] = None
        return Asked(tuple(known), tuple(unknown) if not known else ())

    def _spaced(self, plain: str) -> list[str]:
        joined = (re.sub(r"\D", "", m[0]) for m in _SPACED.finditer(plain))
        return [code for code in joined if len(code) > LONG_CODE and self.entries(code)]

    def _is_asked(
        self, code: str, match: re.Match[str], plain: str, field: CodeField | None, listed: frozenset[int]
    ) -> bool:
        if not self.entries(code) or is_qualified(plain, match.start()):
            return False
        measured = bool(_MEASURE.match(plain, match.end()))
        if len(code) >= LONG_CODE:
            return not measured or bool(_TIMES.match(plain, match.end()))
        if measured:
            return False
        if _UNIT.match(plain, match.end()) and not (field and field.strength >= Strength.SPOKEN):
            return False
        if match.start() in listed:
            return True
        if field is not None and _names_error(field, plain):
            return True
        return _is_alone(match, plain)

    def _all_known(self, plain: str) -> bool:
        return all(self.entries(m[0]) for m in _DIGITS.finditer(plain))

    def near(self, code: str) -> list[tuple[Entry, float]]:
        """Entries whose code is one digit off (changed, swapped, missing, too many), with their
        similarity from 0 to 100; nearest in value first, at most NEAR_CODES codes.

        A long number that no catalogue has and that isn't one digit off any code gets those `around` it.
        """
        codes = sorted(
            {near for near in _one_off(code) if near in self._entries},
            key=lambda near: (not _is_swap(code, near), abs(int(near) - int(code)), near),
        )
        if not codes and code not in self._entries and len(code) >= LONG_CODE:
            return self.around(code)
        return [self._likened(code, near) for near in codes[:NEAR_CODES]]

    def around(self, code: str) -> list[tuple[Entry, float]]:
        """Entries of the run of numbers that `code` falls into, with their similarity from 0 to 100; nearest in value
        first, of equals the smaller one, at most NEAR_CODES codes.

        Where no catalogue names its run, that is the codes which are as long and share the first KIN_DIGITS digits.
        """
        if not code.isdecimal() or len(code) > LONGEST_CODE:
            return []
        run, numbers = self.range_of(code), [known for known in self._entries if known.isdecimal()]
        if run is not None:
            kin = [known for known in numbers if run.first <= int(known) <= run.last]
        else:
            kin = [known for known in numbers if len(known) == len(code) and _are_kin(code, known)]
        nearest = sorted(kin, key=lambda known: (abs(int(known) - int(code)), int(known)))
        return [self._likened(code, known) for known in nearest[:NEAR_CODES]]

    def beginning(self, digits: str) -> list[str]:
        """The codes that begin with `digits` and go on, the smallest first."""
        longer = (code for code in self._entries if code.startswith(digits) and code != digits)
        return sorted(longer, key=lambda code: (len(code), code))

    def _likened(self, code: str, known: str) -> tuple[Entry, float]:
        return self._entries[known][0], 100.0 * OSA.normalized_similarity(code, known)

    def range_of(self, code: str) -> CodeRange | None:
        """What the run of numbers that `code` falls into means, if a catalogue says so."""
        if not code.isdecimal() or len(code) > LONGEST_CODE:
            return None
        ranges = (r for catalogue in self._knowledge for r in catalogue.ranges)
        fitting = [r for r in ranges if r.first <= int(code) <= r.last]
        return min(fitting, key=lambda r: r.last - r.first, default=None)


def _prefixes(slugs: Iterable[str]) -> re.Pattern[str]:
    """A catalogue's name before a text's only number: "baidu-face/110", "face:110"."""
    names = dict.fromkeys(name for slug in slugs for name in (slug, slug.rpartition("-")[2]))
    return re.compile(
        rf"^\s{{0,3}}(?:{'|'.join(map(re.escape, names)) or '(?!)'})\s?[:/#]\s?(?=\d{{1,12}}\s{{0,3}}$)", re.IGNORECASE
    )


def _listed(plain: str) -> frozenset[int]:
    """The places of numbers that stand in a list of numbers."""
    return frozenset(m.start() + n.start() for m in _LIST.finditer(plain) for n in re.finditer(r"\d+", m[0]))


def _names_error(field: CodeField, plain: str) -> bool:
    if field.strength is not Strength.PROSE:
        return True
    return bool(re.search(r"err|报|错|异常|fehler|エラー|exception", plain[field.start : field.end], re.IGNORECASE))


def _looks_like_code(match: re.Match[str], plain: str, field: CodeField | None) -> bool:
    size = len(match[0].lstrip("-"))
    if field is not None and field.strength >= Strength.SPOKEN:
        return field.code != "0"
    if (
        _MEASURE.match(plain, match.end())
        or _UNIT.match(plain, match.end())
        or _OTHER_FIELD.search(plain[max(0, match.start() - 30) : match.start()])
    ):
        return False
    if LONG_CODE <= size <= LONGEST_CODE or _is_alone(match, plain):
        return match[0].strip("-0") != ""
    return field is not None and 3 <= size <= LONGEST_CODE


def _is_alone(match: re.Match[str], plain: str) -> bool:
    """Whether the text says nothing but this number, apart from calling it a code or asking what it is."""
    return len(plain) <= LONGEST_ALONE and not _FILLER.sub("", plain.replace(match[0], "", 1))


def _one_off(code: str) -> set[str]:
    if not code.isdecimal() or not LONG_CODE <= len(code) <= LONGEST_CODE:
        return set()
    cuts = range(len(code) + 1)
    digits = "0123456789"
    missing = {code[:i] + code[i + 1 :] for i in cuts[:-1]}
    changed = {code[:i] + d + code[i + 1 :] for i in cuts[:-1] for d in digits}
    added = {code[:i] + d + code[i:] for i in cuts for d in digits}
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in cuts[:-2]}
    return (missing | changed | added | swapped) - {code}


def _are_kin(one: str, other: str) -> bool:
    return len(one) >= LONG_CODE and one[:KIN_DIGITS] == other[:KIN_DIGITS]


def _is_swap(one: str, other: str) -> bool:
    return len(one) == len(other) and sorted(one) == sorted(other)
