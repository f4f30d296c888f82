"""The rules, best first: the earlier kind names an overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.redact.judges import Judge, address, bare_photo, certain, key_like, login, opaque, password, photo, shaped
from bot.core.redact.secret import SecretKind, Span


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, tried when one of `needles` (lower case) is in the text; `cased` keeps capitals.

    The secret runs from the end of the group `joint` (else from the start) to the end of the match.
    """

    kind: SecretKind
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    judge: Judge
    cased: bool


def _rule(kind: SecretKind, needles: str, pattern: str, judge: Judge = certain, *, cased: bool = False) -> _Rule:
    """Return a rule; `needles` are separated by blanks."""
    return _Rule(kind, tuple(needles.split(" ")), re.compile(pattern, re.ASCII), judge, cased)


_KINDS = frozenset(kind.value for kind in SecretKind)
_MARKER = r"\[[a-z-]{3,20}\]"
JOINT = (  # closing quote, sign, opening quote: `\":\"`, `] => `, `"=>string(32) "`, `：`, ` | `
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
_BAIDU = (  # whole, whatever it is glued to; or cut off, where it begins a word
    rf"2[0-9]\.(?:(?:[0-9a-f]{_BREAK}){{32}}\.{_BREAK}(?:[0-9]{_BREAK}){{6,9}}\.{_BREAK}"
    rf"(?:[0-9]{_BREAK}){{10}}\.{_BREAK}[0-9]{{1,12}}(?:{_BREAK}-{_BREAK}[0-9]{{1,12}})?"
    r"|(?<![0-9a-z_.]2[0-9]\.)[0-9a-f]{16,32}+[0-9.-]{0,60})"
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
_COOKIE = rf"""cookies?{JOINT}[^\s;,="'\\]{{1,64}}=(?:[^\s;"'\\\]]|; {{0,2}})*+"""
_LOGIN = r"""(?P<joint>:/{2,9}[^\s/:@"'<>]{0,128}:)[^\s/?#"'<>]{1,256}(?=@)"""
_MAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}"
_BASE64 = r"[A-Za-z0-9+/]{60,}+(?:[\r\n]{1,8}[ \t]{0,4}[A-Za-z0-9+/]{40,}+)*+={0,9}"
_IMAGE_KEY = r"(?:image|img|photo|picture|pic|base64|图片|照片)(?:[_-]?(?:base64|data|content))?"
_S = r"[_\- .]?"
_API_KEY = (  # alternatives that start with a letter let the search skip ahead
    rf"(?:api{_S}key|app{_S}key|access{_S}key|encrypt{_S}key|aes{_S}key|sign{_S}key|auth{_S}key"
    rf"|secret(?:{_S}(?:access)?{_S}key)?|client{_S}id|密钥|秘钥)(?:{_S}(?:id|secret))?"
)
ID_KEY = (
    rf"(?:id{_S}card(?:{_S}(?:number|num|no))?|identity(?:{_S}(?:card|number|no)){{0,2}}|id{_S}(?:number|num|no)"
    rf"|cert{_S}(?:number|num|no)|身份证件?(?:号码?)?|证件号码?)"
)
_ID_END = r"[0-9]{14,17}[0-9x](?![0-9a-z])"
ID_JOINT = r"[^0-9a-z\u4e00-\u9fff{}]{0,24}+(?:是|为)?[^0-9a-z\u4e00-\u9fff{}]{0,4}+"
RULES = (
    _rule(SecretKind.ACCESS_TOKEN, "2", _BAIDU),
    _rule(SecretKind.ACCESS_TOKEN, "gh github", r"(?:gh[pousr]_|github_pat_)[a-z0-9_]{20,}+"),
    _rule(SecretKind.BOT_TOKEN, "xox xapp-", r"(?:xox[a-z](?:\.xox[a-z])?|xapp)-[a-z0-9-]{10,}+", shaped),
    _rule(SecretKind.BOT_TOKEN, ":", r"(?P<joint>:(?<=[0-9]{6}:):{0,8}+)[\w-]{35}(?![\w-])", shaped),
    _rule(SecretKind.WEBHOOK, "hook", _HOOK, shaped),
    _rule(SecretKind.API_KEY, "akia asia ltai akid aiza sk- bce-v3", _CLOUD, shaped, cased=True),
    _rule(SecretKind.SIGNATURE, "bce-auth", r"bce-auth-v[0-9]/[a-z0-9/._:;-]{20,}+"),
    _rule(SecretKind.PASSWORD, "basic", rf"authorization{JOINT}basic\s{{1,9}}{_CHAR}{{6,}}+={{0,9}}"),
    _rule(SecretKind.BEARER_TOKEN, "bearer", _BEARER, shaped),
    _rule(SecretKind.BEARER_TOKEN, "authorization", rf"authorization{JOINT}{_VALUE}", opaque),
    _rule(SecretKind.BEARER_TOKEN, "eyj", _JWT, cased=True),
    _rule(SecretKind.PASSWORD, "://", _LOGIN, login),
    _rule(SecretKind.PASSWORD, "-u", _CURL, shaped),
    _rule(SecretKind.COOKIE, "cookie", _COOKIE),
    _rule(SecretKind.COOKIE, "bduss sessi", rf"(?:bduss|phpsessid|jsessionid){JOINT}{_VALUE}", opaque),
    _rule(SecretKind.FACE_IMAGE, "base64,", rf"(?P<joint>base64,\s{{0,4}}){_BASE64}", cased=True),
    _rule(SecretKind.FACE_IMAGE, "9j ivbor", rf"(?:/{{1,9}}9j/|iVBORw0KGgo){_BASE64}", cased=True),
    _rule(
        SecretKind.FACE_IMAGE,
        "im phot pic base64 图片 照片",
        rf"{_IMAGE_KEY}{JOINT}[a-z0-9+/_-]{{64,}}+(?:[\r\n]{{1,8}}[a-z0-9+/_-]{{40,}}+)*+={{0,9}}",
        photo,
    ),
    _rule(
        SecretKind.ACCESS_TOKEN,
        "token session_ 令牌",
        rf"(?:token(?<!face.token)(?<!facetoken)|session_key|session_secret|令牌){JOINT}{_VALUE}",
        opaque,
    ),
    _rule(SecretKind.API_KEY, "key secret client 钥", rf"{_API_KEY}{JOINT}{_VALUE}", opaque),
    _rule(SecretKind.API_KEY, "ak sk", rf"[as]k(?<![a-z0-9][as]k){JOINT}{_VALUE}", key_like),
    _rule(SecretKind.PRIVATE_KEY, "private 私钥", rf"(?:private{_S}key|私钥){JOINT}{_VALUE}", opaque),
    _rule(
        SecretKind.PASSWORD,
        "pass pwd 密码 口令",
        rf"(?:pass(?:w(?:or)?d|phrase|(?<=_pass))|pwd|密码|口令){JOINT}{_PHRASE}",
        password,
    ),
    _rule(SecretKind.ID_CARD, "id cert 证", rf"(?P<joint>{ID_KEY}{ID_JOINT}){_ID_END}"),
    _rule(SecretKind.EMAIL, "@", _MAIL, address),
    _rule(SecretKind.FACE_IMAGE, "", rf"(?<![A-Za-z0-9+/]){_BASE64}", bare_photo, cased=True),
)


def rule_spans(rule: _Rule, rank: int, text: str, folded: str) -> Iterator[Span]:
    """Yield the finds of one rule in `text`, the folded text or its lower case."""
    has_joint = "joint" in rule.pattern.groupindex
    for match in rule.pattern.finditer(text):
        start = match.end("joint") if has_joint else match.start()
        joint = match["joint"] if has_joint else ":"
        if joint[:1] == "]" and "=>" not in joint and _names_kind(text, start - len(joint)):
            continue
        if rule.judge(folded[start : match.end()], joint):
            yield Span(start, match.end(), rank, rule.kind)


def _names_kind(text: str, end: int) -> bool:
    """Tell whether `]` at `end` closes a marker: that's no field, though PHP writes `[password] => x`."""
    return text[text.rfind("[", max(0, end - 20), end) + 1 : end] in _KINDS
