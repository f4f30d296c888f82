"""What is said beside an answer: a contradiction, a secret in the text, a text too long, a file that wasn't read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.answer import Remark, RemarkKind
from bot.core.entry import Bilingual
from bot.core.redact import SecretKind
from bot.render.shown import joined, quoted, shown

_PERSONAL = Bilingual(
    "属于个人信息，请从发出的地方删掉；提工单只需要错误码和 log_id。",
    "It is personal data: delete it where it was posted. A ticket needs only the code and the log_id.",
)
_SECRETS: Final[Mapping[SecretKind, tuple[Bilingual, Bilingual]]] = MappingProxyType(
    {
        SecretKind.ACCESS_TOKEN: (
            Bilingual("访问令牌（access token）", "an access token"),
            Bilingual(
                "请到签发方吊销并换新；不能吊销的，更换签发它的密钥。",
                "Revoke it where it was issued and get a new one; otherwise replace the keys it came from.",
            ),
        ),
        SecretKind.API_KEY: (
            Bilingual("API Key 或 Secret Key", "an API key or secret key"),
            Bilingual(
                "请在控制台换一个新密钥，服务切换后停用旧的。",
                "Make a new one in the console, switch your services over, then disable the old one.",
            ),
        ),
        SecretKind.PRIVATE_KEY: (
            Bilingual("私钥", "a private key"),
            Bilingual(
                "请重新生成密钥对，替换各处的公钥，作废旧的。",
                "Make a new key pair, replace the public key wherever it is trusted, and drop the old one.",
            ),
        ),
        SecretKind.PASSWORD: (
            Bilingual("密码", "a password"),
            Bilingual("请修改密码；别处用了同一个密码的也要改。", "Change it, also wherever else it is used."),
        ),
        SecretKind.BOT_TOKEN: (
            Bilingual("机器人令牌（bot token）", "a bot token"),
            Bilingual(
                "请吊销并换新：Slack 在应用设置页，Telegram 找 BotFather 用 /revoke。",
                "Revoke it and get a new one: in the app's settings for Slack, from BotFather by /revoke for Telegram.",
            ),
        ),
        SecretKind.BEARER_TOKEN: (
            Bilingual("Authorization 凭证", "an authorization token"),
            Bilingual(
                "请退出对应的登录，或到签发方吊销，再换新。",
                "Sign that session out, or revoke the token where it was issued; then get a new one.",
            ),
        ),
        SecretKind.SIGNATURE: (
            Bilingual("请求签名", "a request signature"),
            Bilingual(
                "签名到期自动失效；有效期很长的，更换签名用的密钥。",
                "It expires by itself; if that takes long, replace the key that it was made with.",
            ),
        ),
        SecretKind.WEBHOOK: (
            Bilingual("Webhook 地址", "a webhook address"),
            Bilingual(
                "拿到地址的人都能发消息，请删除后重建。",
                "Whoever has it can post: delete it and create a new one.",
            ),
        ),
        SecretKind.COOKIE: (
            Bilingual("登录 Cookie", "a session cookie"),
            Bilingual("请退出登录，让会话失效，再重新登录。", "Sign out to end that session, then sign in again."),
        ),
        SecretKind.ID_CARD: (Bilingual("身份证号", "an ID card number"), _PERSONAL),
        SecretKind.PERSON_NAME: (Bilingual("姓名", "a person's name"), _PERSONAL),
        SecretKind.PHONE: (Bilingual("手机号", "a phone number"), _PERSONAL),
        SecretKind.EMAIL: (Bilingual("邮箱地址", "an e-mail address"), _PERSONAL),
        SecretKind.BANK_CARD: (Bilingual("银行卡号", "a bank card number"), _PERSONAL),
        SecretKind.FACE_IMAGE: (Bilingual("人脸图片", "a face image"), _PERSONAL),
    }
)


_UNNAMED_SECRET = Bilingual(
    "文本里有敏感信息，没有保存，也不会显示。",
    "Your text holds a secret; it is neither kept nor shown.",
)


_UNREAD: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "too_large": Bilingual(
            "文件没有读：{size}，我最多读 {most} 的文本文件。请只发报错前后的几行，或者短一些的文件。",
            "The file wasn't read: it has {size}, and I read text files of up to {most}. "
            "Paste the lines around the error, or send a shorter file.",
        ),
        "not_text": Bilingual(
            "文件没有读：它不是纯文本。请发 .log、.txt、.json 这样的文本文件（不超过 {most}），或者直接粘贴报错。",
            "The file wasn't read: it isn't plain text. "
            "Send a text file (.log, .txt, .json) of up to {most}, or paste the error.",
        ),
        "picture": Bilingual(
            "图片没有看：我只读文字。请把报错粘贴成文字，或者发文本文件（不超过 {most}）。",
            "I don't read pictures. Paste the error as text, or send a text file of up to {most}.",
        ),
    }
)
_UNFETCHED = Bilingual(
    "文件没有读：没能取到它。请再发一次，或者直接粘贴报错；文本文件不超过 {most}。",
    "The file wasn't read: it couldn't be fetched. "
    "Send it again, or paste the error; I read text files of up to {most}.",
)


_UNNAMED = Bilingual(
    "问的是哪个错误？请发错误码、报错原文或一句话描述，例如 223114、face is fuzzy、照片糊了。",
    "About which error? Send its code, its message or your own words: 223114, face is fuzzy, the photo is blurred.",
)
_ASKED = Bilingual("所问的先答在最前面。", "What you asked is answered first.")


def remark_text(remark: Remark, language: str) -> str:
    """What the reader should be told beside the answer, in one to three sentences."""
    detail = shown(remark.detail)
    match remark.kind:
        case RemarkKind.SECRET:
            text = _secret_text(detail, language)
        case RemarkKind.CONTRADICTION:
            text = Bilingual(
                f"旁边的报错信息{quoted(detail)}属于另一个错误码；这里以错误码为准。",
                f"The message beside it belongs to another code: {quoted(detail)}. I believed the code.",
            ).in_language(language)
        case RemarkKind.WRONG_CODE:
            text = Bilingual(
                f"旁边的错误码 {detail} 属于另一个错误；这里以报错信息为准。",
                f"The code beside it, {detail}, belongs to another error. I believed the message.",
            ).in_language(language)
        case RemarkKind.TRUNCATED:
            text = Bilingual(
                f"文本太长，只读了前 {detail} 个字符。",
                f"The text is long: only its first {detail} characters were read.",
            ).in_language(language)
        case RemarkKind.UNNAMED:
            text = _UNNAMED.in_language(language)
        case RemarkKind.ASKED:
            text = _ASKED.in_language(language)
        case RemarkKind.UNREAD:
            text = _unread_text(detail, language)
    return text


def _unread_text(detail: str, language: str) -> str:
    why, *sizes = detail.split()[:3] or [""]
    size, most = [*(_megabytes(each) for each in sizes), "", ""][:2]
    known = size or Bilingual(f"超过 {most}", f"more than {most}").in_language(language)
    return _UNREAD.get(why, _UNFETCHED).in_language(language).format(size=known, most=most)


def _megabytes(size: str) -> str:
    """So many bytes in words; "" for none."""
    number = int(size[:15]) if size.isdecimal() else 0
    return f"{number / 1_000_000:.1f}".removesuffix(".0") + " MB" if number else ""


def _secret_text(kind: str, language: str) -> str:
    if kind not in {str(known) for known in SecretKind}:
        return _UNNAMED_SECRET.in_language(language)
    name, remedy = _SECRETS[SecretKind(kind)]
    found = Bilingual(
        f"文本里有{name.zh}，没有保存，也不会显示。",
        f"Your text holds {name.en}; it is neither kept nor shown.",
    )
    return joined((found.in_language(language), remedy.in_language(language)), language)
