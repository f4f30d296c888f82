r"""Secrets and personal data out of a text, and what they were.

The text is first folded to one of the *same length*: fullwidth letters, smart quotes, percent
codes, `\uXXXX`, `&quot;` and the like become what they stand for, repeated to the length of
the code. Rules read the folded text, spans are cut out of the original. Every pattern is linear:
what repeats is possessive or bounded, and starts at a literal or behind a boundary.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import unescape
from operator import mul


class SecretKind(StrEnum):
    """What a secret is; `[kind]` is its marker in the redacted text."""

    ACCESS_TOKEN = "access-token"  # noqa: S105 - the name of a kind
    API_KEY = "api-key"
    PRIVATE_KEY = "private-key"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    BOT_TOKEN = "bot-token"  # noqa: S105 - the name of a kind
    BEARER_TOKEN = "bearer-token"  # noqa: S105 - the name of a kind
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
    yield from _key_blocks(folded)
    for rank, rule in enumerate(_RULES, start=1):
        if any(needle in lower for needle in rule.needles):
            yield from _rule_spans(rule, rank, folded if rule.cased else lower, folded)
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


_BEFORE_BARE = re.compile(r"""(\\{0,8}["'])[ \t]{0,4}:[ \t]{0,4}\Z""")


def _cut(text: str, spans: list[_Span]) -> str:
    """Return `text` with a marker in the place of each span."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        named = text[span.start - 1 : span.start] in {":", " "}
        key = _BEFORE_BARE.search(text[max(done, span.start - 18) : span.start]) if named else None
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


def _certain(_value: str, _joint: str) -> bool:
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


def _opaque(value: str, joint: str = ":") -> bool:
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


def _shaped(value: str, _joint: str) -> bool:
    """Tell a token whose place or prefix gives it away from a placeholder."""
    return _opaque(value)


def _key_like(value: str, joint: str) -> bool:
    """Tell a key behind a name of two letters: at least 16 characters."""
    return len(value) >= 16 and _opaque(value, joint)


def _login(value: str, _joint: str) -> bool:
    """Tell the password of `user:password@host` from a group number, a mask or a port."""
    return not _placeholder(value) and value.lower() not in _PROSE and value[0] not in "$%{<[*"


def _password(value: str, joint: str) -> bool:
    """Tell a password from prose, code and masks: `password: required`, `password = None`, `PWD=/home`."""
    if not (value.isascii() and value.strip() and _login(value, joint)):
        return False
    words = re.split(r"[^a-z]+", value.lower()[:64])
    if (" " in value and not _PROSE.isdisjoint(words)) or value.lower().strip(".,;!?") in _PROSE:
        return False
    if _weak(joint):
        return _opaque(value, joint)
    if joint[-1:] in {'"', "'", "`"}:
        return True
    if value[0] in "/~." or "(" in value:
        return False
    return len(value) >= 4 if joint == "=" else len(value) >= 6 and any(char.isdigit() for char in value)


def _photo(value: str, _joint: str) -> bool:
    """Tell base64 from the path of a file; a JPEG in base64 starts with `/9j/`."""
    return not re.match(r"/++(?!9j/)", value)


def _bare_photo(value: str, _joint: str) -> bool:
    """Tell an unnamed image in base64 from hex (no capitals), from words and from paths (many slashes)."""
    mixed = all(re.search(alphabet, value) for alphabet in ("[A-Z]", "[a-z]", "[0-9]"))
    return len(value) >= 200 and mixed and value.count("/") * 12 <= len(value)


def _address(value: str, _joint: str) -> bool:
    """Tell a person's e-mail address from `git@host` and `icon@2x.png`."""
    return not re.match(r"git@|[^@]+@[23]x\.", value)


# --- the rules, best first: the earlier kind names an overlap --------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, tried when one of `needles` (lower case) is in the text; `cased` keeps capitals.

    The secret runs from the end of the group `joint` (else from the start) to the end of the match.
    """

    kind: SecretKind
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    judge: _Judge
    cased: bool


def _rule(kind: SecretKind, needles: str, pattern: str, judge: _Judge = _certain, *, cased: bool = False) -> _Rule:
    """Return a rule; `needles` are separated by blanks."""
    return _Rule(kind, tuple(needles.split(" ")), re.compile(pattern, re.ASCII), judge, cased)


_KINDS = frozenset(kind.value for kind in SecretKind)
_MARKER = r"\[[a-z-]{3,20}\]"
_JOINT = (  # closing quote, sign, opening quote: `\":\"`, `] => `, `"=>string(32) "`, `：`, ` | `
    r"""(?P<joint>\\{0,8}["'`\])]{0,9}+[\s|]{0,12}+(?:[=:>]{1,9}+|是|为|(?<=[\s|]))\s{0,12}+"""
    rf"""(?:string\([0-9]{{1,6}}\)\s)?(?!{_MARKER})\[?(?:b(?=["']))?\\{{0,8}}["'`]{{0,9}}+(?!{_MARKER}))"""
)
_CHAR = "[a-z0-9._~+/-]"
_WRAPPED = rf"""(?:(?:[\r\n]{{1,4}}[ \t]{{0,8}}{_CHAR}{{4,300}}+){{1,8}}+(?=[=\\]{{0,9}}["'`]))?"""
_VALUE = rf"""(?:(?<=["'`]){_CHAR}++{_WRAPPED}|{_CHAR}++)={{0,9}}+(?![a-z0-9*•…])"""
_PHRASE = (
    r"""(?![\s,:;}\])&]|/?>)(?:(?<=[^\\]")(?:[^"\\\r\n]|\\.){1,1024}+|(?<=[^\\]')(?:[^'\\\r\n]|\\.){1,1024}+"""
    r"""|(?<=\\["'])[^"'\\\r\n]{1,1024}+|(?<!["'`])[^\s"'`&,;<>()\[\]{}\\]{1,1024}+)"""
)
_BREAK = r"(?:[\r\n]{1,4}[ \t>|]{0,4})?"  # where a terminal or a mail client wrapped the token
_BAIDU = (
    rf"2[0-9]\.(?<![0-9a-z_.]2[0-9]\.)(?:(?:[0-9a-f]{_BREAK}){{32}}\.{_BREAK}(?:[0-9]{_BREAK}){{6,9}}\.{_BREAK}"
    rf"(?:[0-9]{_BREAK}){{10}}\.{_BREAK}[0-9]{{1,12}}(?:{_BREAK}-{_BREAK}[0-9]{{1,12}})?|[0-9a-f]{{16,32}}+[0-9.-]{{0,60}})"
)
_CLOUD = (
    r"(?:AKIA|ASIA)[0-9A-Z]{16}|LTAI[A-Za-z0-9]{12,30}|AKID[A-Za-z0-9]{32}|AIza[\w-]{35}"
    r"|sk-(?<![A-Za-z0-9]sk-)[A-Za-z0-9_-]{20,}+|bce-v3/[\w-]{8,64}/[0-9a-f]{16,64}"
)
_HOOK = (  # Slack, WeCom, Feishu
    r"(?P<joint>hooks\.slack\.com/{1,9}\w{5,9}/{1,9}|webhook/{1,9}send\?{1,9}key={1,9}"
    r"|/bot/{1,9}v2/{1,9}hook/{1,9})[a-z0-9/_-]{8,}+"
)
_JWT = r"eyJ(?<![\w-]eyJ)[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+)?"
_BEARER = rf"(?P<joint>bearer[\s+]{{1,9}}){_CHAR}{{8,}}+={{0,9}}"
_CURL = r"""(?P<joint>-(?:u|-user)[ =]["']?[\w.@-]{1,64}:)[^\s"'/]{1,128}"""
_COOKIE = rf"""cookies?{_JOINT}[^\s;,="'\\]{{1,64}}=(?:[^\s;"'\\\]]|; {{0,2}})*+"""
_LOGIN = r"""(?P<joint>:/{2,9}[^\s/:@"'<>]{0,128}:)[^\s/?#"'<>]{1,256}(?=@)"""
_MAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}"
_BASE64 = r"[A-Za-z0-9+/]{60,}+(?:[\r\n]{1,8}[ \t]{0,4}[A-Za-z0-9+/]{40,}+)*+={0,9}"
_IMAGE_KEY = r"(?:image|img|photo|picture|pic|base64|图片|照片)(?:[_-]?(?:base64|data|content))?"
_S = r"[_\- .]?"
_API_KEY = (  # alternatives that start with a letter let the search skip ahead
    rf"(?:api{_S}key|app{_S}key|access{_S}key|encrypt{_S}key|aes{_S}key|sign{_S}key|auth{_S}key"
    rf"|secret(?:{_S}(?:access)?{_S}key)?|client{_S}id|密钥|秘钥)(?:{_S}(?:id|secret))?"
)
_ID_KEY = (
    rf"(?:id{_S}card(?:{_S}(?:number|num|no))?|identity(?:{_S}(?:card|number|no)){{0,2}}|id{_S}(?:number|num|no)"
    rf"|cert{_S}(?:number|num|no)|身份证件?(?:号码?)?|证件号码?)"
)
_ID_END = r"[0-9]{14,17}[0-9x](?![0-9a-z])"
_ID_JOINT = r"[^0-9a-z\u4e00-\u9fff{}]{0,24}+(?:是|为)?[^0-9a-z\u4e00-\u9fff{}]{0,4}+"
_RULES = (
    _rule(SecretKind.ACCESS_TOKEN, "2", _BAIDU),
    _rule(SecretKind.ACCESS_TOKEN, "gh github", r"(?:gh[pousr]_|github_pat_)[a-z0-9_]{20,}+"),
    _rule(SecretKind.BOT_TOKEN, "xox xapp-", r"(?:xox[a-z](?:\.xox[a-z])?|xapp)-[a-z0-9-]{10,}+", _shaped),
    _rule(SecretKind.BOT_TOKEN, ":", r"(?P<joint>:(?<=[0-9]{6}:):{0,8}+)[\w-]{35}(?![\w-])", _shaped),
    _rule(SecretKind.WEBHOOK, "hook", _HOOK, _shaped),
    _rule(SecretKind.API_KEY, "akia asia ltai akid aiza sk- bce-v3", _CLOUD, _shaped, cased=True),
    _rule(SecretKind.SIGNATURE, "bce-auth", r"bce-auth-v[0-9]/[a-z0-9/._:;-]{20,}+"),
    _rule(SecretKind.PASSWORD, "basic", rf"authorization{_JOINT}basic\s{{1,9}}{_CHAR}{{6,}}+={{0,9}}"),
    _rule(SecretKind.BEARER_TOKEN, "bearer", _BEARER, _shaped),
    _rule(SecretKind.BEARER_TOKEN, "authorization", rf"authorization{_JOINT}{_VALUE}", _opaque),
    _rule(SecretKind.BEARER_TOKEN, "eyj", _JWT, cased=True),
    _rule(SecretKind.PASSWORD, "://", _LOGIN, _login),
    _rule(SecretKind.PASSWORD, "-u", _CURL, _shaped),
    _rule(SecretKind.COOKIE, "cookie", _COOKIE),
    _rule(SecretKind.COOKIE, "bduss sessi", rf"(?:bduss|phpsessid|jsessionid){_JOINT}{_VALUE}", _opaque),
    _rule(SecretKind.FACE_IMAGE, "base64,", rf"(?P<joint>base64,\s{{0,4}}){_BASE64}", cased=True),
    _rule(SecretKind.FACE_IMAGE, "9j ivbor", rf"(?:/{{1,9}}9j/|iVBORw0KGgo){_BASE64}", cased=True),
    _rule(
        SecretKind.FACE_IMAGE,
        "im phot pic base64 图片 照片",
        rf"{_IMAGE_KEY}{_JOINT}[a-z0-9+/_-]{{64,}}+(?:[\r\n]{{1,8}}[a-z0-9+/_-]{{40,}}+)*+={{0,9}}",
        _photo,
    ),
    _rule(
        SecretKind.ACCESS_TOKEN,
        "token session_ 令牌",
        rf"(?:token(?<!face.token)(?<!facetoken)|session_key|session_secret|令牌){_JOINT}{_VALUE}",
        _opaque,
    ),
    _rule(SecretKind.API_KEY, "key secret client 钥", rf"{_API_KEY}{_JOINT}{_VALUE}", _opaque),
    _rule(SecretKind.API_KEY, "ak sk", rf"[as]k(?<![a-z0-9][as]k){_JOINT}{_VALUE}", _key_like),
    _rule(SecretKind.PRIVATE_KEY, "private 私钥", rf"(?:private{_S}key|私钥){_JOINT}{_VALUE}", _opaque),
    _rule(
        SecretKind.PASSWORD,
        "pass pwd 密码 口令",
        rf"(?:pass(?:w(?:or)?d|phrase|(?<=_pass))|pwd|密码|口令){_JOINT}{_PHRASE}",
        _password,
    ),
    _rule(SecretKind.ID_CARD, "id cert 证", rf"(?P<joint>{_ID_KEY}{_ID_JOINT}){_ID_END}"),
    _rule(SecretKind.EMAIL, "@", _MAIL, _address),
    _rule(SecretKind.FACE_IMAGE, "", rf"(?<![A-Za-z0-9+/]){_BASE64}", _bare_photo, cased=True),
)


def _rule_spans(rule: _Rule, rank: int, text: str, folded: str) -> Iterator[_Span]:
    """Yield the finds of one rule in `text`, the folded text or its lower case."""
    has_joint = "joint" in rule.pattern.groupindex
    for match in rule.pattern.finditer(text):
        start = match.end("joint") if has_joint else match.start()
        joint = match["joint"] if has_joint else ":"
        if joint[:1] == "]" and "=>" not in joint and _names_kind(text, start - len(joint)):
            continue
        if rule.judge(folded[start : match.end()], joint):
            yield _Span(start, match.end(), rank, rule.kind)


def _names_kind(text: str, end: int) -> bool:
    """Tell whether `]` at `end` closes a marker: that's no field, though PHP writes `[password] => x`."""
    return text[text.rfind("[", max(0, end - 20), end) + 1 : end] in _KINDS


# --- what takes more than a pattern: key blocks, numbers, names ------------------------------

_KEY_BLOCK = re.compile(
    r"-----BEGIN[A-Z0-9 +]{1,40}KEY[A-Z +]{0,12}-----(?P<body>(?:[^-]++|-(?!----))*+)"
    r"(?P<end>-----END[^-]{0,60}-----)?",
)
_KEY_LINES = re.compile(
    r"""(?:\s{0,9}[A-Za-z0-9+/=]{16,}+)*+(?:\s{1,9}[A-Za-z0-9+/=]{1,15}(?=["'.…]|\s*+\Z|\r?\n\r?\n))?""",
)


def _key_blocks(folded: str) -> Iterator[_Span]:
    """Yield PEM private keys; of a block without its end, the lines that look like one."""
    if "PRIVATE" not in folded or "-----BEGIN" not in folded:
        return
    for match in _KEY_BLOCK.finditer(folded):
        whole = match["end"] and len(match["body"]) <= 20_000
        lines = match.end() if whole else _end(_KEY_LINES.match(folded, match.start("body")))
        if "PRIVATE" in folded[match.start() : match.start("body")] and lines > match.start("body"):
            yield _Span(match.start(), lines, 0, SecretKind.PRIVATE_KEY)


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


def _numbers(folded: str, lower: str) -> Iterator[_Span]:
    """Yield ID cards, mobile numbers and bank cards by their shape and checksum."""
    for pattern in _NUMBERS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            kind = _number_kind(match[0], lower[max(0, start - 24) : end + 12])
            if kind and _apart(folded, start, end) and not _kept(lower[max(0, start - 40) : start]):
                yield _Span(start, end, len(_RULES) + 1, kind)


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


_ID_FIELD = re.compile(rf"{_ID_KEY}{_ID_JOINT}(?:[0-9][0-9x*]{{7}}|\[?id-card\])")
_NAME_KEY = r"name(?:(?<![a-z0-9_.-]name)|(?<=realname)|(?<=username)|(?<=real.name)|(?<=user.name)|(?<=card.name))"
_NAME_FIELD = re.compile(
    rf"""(?:{_NAME_KEY}|姓名){_JOINT}(?P<name>[\u4e00-\u9fff·]{{1,96}}+|(?<=["'])[a-z][a-z .-]{{1,40}}+"""
    r"""|(?<=[=:])[a-z][a-z.-]{1,40}+)""",
)


def _names(lower: str) -> Iterator[_Span]:
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
                yield _Span(start, end, len(_RULES) + 2, SecretKind.PERSON_NAME)
                break
