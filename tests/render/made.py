"""A small made catalogue: the screens of these tests don't change with the knowledge."""

from __future__ import annotations

from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Retry, Section, Verdict
from bot.render.links import Links

LINKS = Links("http://desk.test/")
FIX = Verdict(Retry.AFTER_FIX, Actor.END_USER, ticket=False)
BUSY = Verdict(Retry.BACKOFF, Actor.VENDOR, ticket=True)


def made(
    code: str, message: str, description: Bilingual, advice: Bilingual, verdict: Verdict, section: str = "general"
) -> Entry:
    return Entry(EntryKey("faces", section, code), message, description, advice, verdict)


RETRY = Bilingual("请重新尝试, 多次无效请提交工单", "Try again; if that fails, submit a ticket.")
BLURRED = made(
    "223114",
    "face is fuzzy",
    Bilingual("人脸模糊", "The face is blurred."),
    Bilingual("提示用户拍摄时不要晃动手机", "Ask the user to hold the phone steady."),
    FIX,
)
CHECK = made("222901", "system busy", Bilingual("参数校验失败", "The parameter check failed."), RETRY, BUSY)
CHECK_TOO = made("222902", "system busy", CHECK.description, RETRY, BUSY)
CACHE = made("222907", "system busy", Bilingual("缓存处理失败", "The cache failed."), RETRY, BUSY)
POLICE = made("222361", "system busy", Bilingual("公安服务失败", "The police service failed."), RETRY, BUSY)
NETWORK = made("222361", "network not available", POLICE.description, RETRY, BUSY, "real-name")
LIMIT = made(
    "18",
    "qps request limit reached",
    Bilingual("QPS超限额", "The `QPS` limit is exceeded."),
    Bilingual("请提交工单", "Submit a ticket."),
    Verdict(Retry.NEVER, Actor.ACCOUNT_OWNER, ticket=True),
)

FACES = Catalogue(
    slug="faces",
    title=Bilingual("人脸识别", "Faces"),
    source="https://vendor.test/errors",
    edition="2020-12-15",
    sections=(
        Section("general", Bilingual("通用错误码", "General errors")),
        Section("real-name", Bilingual("实名认证", "Real name")),
    ),
    entries=(BLURRED, CHECK, CHECK_TOO, CACHE, POLICE, NETWORK, LIMIT),
)
KNOWLEDGE = (FACES,)
