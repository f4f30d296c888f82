"""Answers and a voice to render, from the made catalogue: the same for every chat platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason
from bot.core.entry import Bilingual, CodeRange, Entry, Passage, Remedy, Step, Topic
from bot.render.chat.voice import Voice

from .made import BLURRED, FACES, LINKS

CASE = "case-1"
SOURCE_EN = "Faces · General errors · edition 2020-12-15, in Chinese; the English is ours"
BY_FIELD = Reason(By.FIELD, 100.0, 'error_code":223114')
BY_MESSAGE = Reason(By.MESSAGE, 96.0, "system busy")
PASTE = Context("1234567890", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC), "image")
FACE_RANGE = CodeRange(223100, 223199, Bilingual("人脸库", "the face library"))

UNCLEAR = Remedy(
    "faces",
    "face-unclear",
    Bilingual("人脸不清晰", "Face not clear"),
    (
        Step(Bilingual("看 `log_id`。", "Look at the `log_id`.")),
        Step(Bilingual("擦净镜头。", "Wipe the lens."), ("223114",)),
        Step(Bilingual("不要缩放。", "Don't scale.")),
        Step(Bilingual("再试一次。", "Try again.")),
        Step(Bilingual("换一台设备。", "Take another device.")),
    ),
    (
        Passage(
            Topic.RETRY,
            Bilingual("能否重试", "May I retry?"),
            Bilingual(
                "能。", "Yes:\n\n- `223114`: once, see [limits](limits.md);\n- `18`: never.\n\n```sh\nif a < b\n```"
            ),
        ),
        Passage(
            Topic.END_USER,
            Bilingual("怎么说", "What to tell"),
            Bilingual("> 请重拍。", "`223114`:\n\n> Hold still.\n\n`18`:\n\n> Wait."),
        ),
        Passage(Topic.TICKET, Bilingual("工单", "Ticket"), Bilingual("很少需要。", "Rarely needed.")),
        Passage(Topic.MEANING, Bilingual("含义", "Meaning"), Bilingual("看不清。", "It can't be seen.")),
    ),
)
LIMITS = Remedy("faces", "limits", Bilingual("限额", "Limits"), (), ())
FUZZY = replace(BLURRED, remedy=UNCLEAR)
VOICE = Voice((replace(FACES, remedies=(UNCLEAR, LIMITS)),), LINKS)


def found(language: str, *entries: Entry, reason: Reason = BY_FIELD) -> Answer:
    return Answer(Kind.FOUND, language, tuple(Card(entry, reason) for entry in entries))


def family(language: str, *entries: Entry) -> Answer:
    answer = found(language, *entries, reason=BY_MESSAGE)
    return replace(answer, family=FamilyCard(Bilingual("系统繁忙", "System busy"), entries))
