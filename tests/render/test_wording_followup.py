from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answer import Answer, By, Card, FamilyCard, Kind, Reason
from bot.core.entry import Actor, Bilingual, Entry, EntryKey, Knowledge, Retry, Verdict
from bot.core.followup import FollowUp
from bot.render.wording_followup import MOST_GROUPS, follow_up_words

from .made import BLURRED, CACHE, CHECK, CHECK_TOO, KNOWLEDGE, LIMIT, NETWORK, POLICE

LANGUAGES = ("zh", "en")
BY_CODE = Reason(By.CODE, 100.0, "223114")


def found(*entries: Entry) -> Answer:
    return Answer(Kind.FOUND, "en", tuple(Card(entry, BY_CODE) for entry in entries))


FAMILY = replace(
    found(CHECK, CHECK_TOO, CACHE),
    family=FamilyCard(Bilingual("系统繁忙", "system busy"), (CHECK, CHECK_TOO, CACHE)),
)


@pytest.mark.parametrize(
    ("kind", "language", "title", "sentence"),
    [
        (
            FollowUp.RETRY,
            "en",
            "223114 · Can I retry?",
            "Not yet. The end user has to act (a new photo, video or corrected data); "
            "sending the same request again won't help.",
        ),
        (
            FollowUp.RETRY,
            "zh",
            "223114 · 能否重试",
            "先不要。需要终端用户配合（重拍照片或视频，或改正填写的信息），原样重发没有用。",
        ),
        (FollowUp.ACTOR, "en", "223114 · Who has to act", "Who has to act: the end user."),
        (FollowUp.ACTOR, "zh", "223114 · 由谁处理", "由谁处理：最终用户。"),
        (FollowUp.MEANING, "en", "223114 · What it means", "The face is blurred."),
        (FollowUp.MEANING, "zh", "223114 · 含义", "人脸模糊。"),
        (FollowUp.STEPS, "en", "223114 · What to do", "Ask the user to hold the phone steady."),
        (FollowUp.STEPS, "zh", "223114 · 怎么处理", "提示用户拍摄时不要晃动手机。"),
        (FollowUp.TICKET, "en", "223114 · Ticket", "The vendor's advice doesn't ask for one."),
        (FollowUp.TICKET, "zh", "223114 · 工单", "官方建议里没有要求提交工单。"),
        (
            FollowUp.END_USER,
            "en",
            "223114 · What to tell the end user",
            "The end user has to act (a new photo, video or corrected data); sending the same request again won't help.",
        ),
        (FollowUp.SAMPLE, "en", "223114 · Sample code", "Its page has no sample code; these are the steps."),
        (FollowUp.SAMPLE, "zh", "223114 · 示例代码", "它的处理页没有示例代码，步骤如下。"),
        (FollowUp.ENGLISH, "zh", "223114 · In English", "The face is blurred."),
        (FollowUp.CHINESE, "en", "223114 · 中文", "人脸模糊。"),
    ],
)
def test_one_card(kind: FollowUp, language: str, title: str, sentence: str) -> None:
    assert (title, sentence) == follow_up_words(found(BLURRED), kind, language)


@pytest.mark.parametrize(
    ("retry", "zh", "en"),
    [
        (Retry.NOW, "可以。", "Yes."),
        (Retry.BACKOFF, "可以，但要隔一会儿。", "Yes, but with pauses."),
        (Retry.AFTER_FIX, "先不要。", "Not yet."),
        (Retry.NEVER, "不要。", "No."),
    ],
)
def test_whether_to_retry_is_said_first(retry: Retry, zh: str, en: str) -> None:
    answer = found(replace(BLURRED, verdict=Verdict(retry, Actor.CALLER, ticket=False)))

    assert follow_up_words(answer, FollowUp.RETRY, "zh")[1].startswith(zh)
    assert follow_up_words(answer, FollowUp.RETRY, "en")[1].startswith(f"{en} ")


@pytest.mark.parametrize(
    ("entry", "zh", "en"),
    [
        (CHECK, "多次重试无效再提工单。", "Only if several tries have failed."),
        (LIMIT, "需要提交工单。", "Yes, open one."),
    ],
)
def test_whether_to_open_a_ticket(entry: Entry, zh: str, en: str) -> None:
    assert (zh, en) == tuple(follow_up_words(found(entry), FollowUp.TICKET, language)[1] for language in LANGUAGES)


def test_a_family_is_named_by_its_title_and_answered_once() -> None:
    assert follow_up_words(FAMILY, FollowUp.RETRY, "en") == (
        "system busy · Can I retry?",
        "Yes, but with pauses. The fault is on the vendor's side; retry with growing pauses. "
        "If several tries fail, open a ticket.",
    )


def test_what_differs_in_a_family_is_said_with_its_codes() -> None:
    assert follow_up_words(FAMILY, FollowUp.MEANING, "en") == (
        "system busy · What it means",
        "222901, 222902: The parameter check failed. 222907: The cache failed.",
    )
    assert follow_up_words(FAMILY, FollowUp.MEANING, "zh") == (
        "系统繁忙 · 含义",
        "222901、222902：参数校验失败。222907：缓存处理失败。",
    )


def test_several_errors_are_answered_one_by_one() -> None:
    assert follow_up_words(found(BLURRED, LIMIT), FollowUp.ACTOR, "en") == (
        "223114, 18 · Who has to act",
        "223114: Who has to act: the end user. 18: Who has to act: the account owner.",
    )


def test_rows_of_one_code_that_agree_are_one() -> None:
    assert follow_up_words(found(POLICE, NETWORK), FollowUp.MEANING, "en") == (
        "222361 · What it means",
        "The police service failed.",
    )


def test_rows_of_one_code_that_differ_are_told_apart_by_their_messages() -> None:
    other = replace(NETWORK, description=Bilingual("网络不可用", "The network is down."))

    assert follow_up_words(found(POLICE, other), FollowUp.MEANING, "en") == (
        "222361 · What it means",
        "222361 “system busy”: The police service failed. 222361 “network not available”: The network is down.",
    )


def test_the_source_with_and_without_the_knowledge() -> None:
    assert follow_up_words(found(BLURRED), FollowUp.SOURCE, "en", KNOWLEDGE) == (
        "223114 · Source",
        "Faces · General errors · edition 2020-12-15, in Chinese; the English is ours. https://vendor.test/errors",
    )
    assert follow_up_words(found(BLURRED), FollowUp.SOURCE, "zh") == ("223114 · 出处", "faces · general。")


@pytest.mark.parametrize("kind", list(FollowUp))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_without_entries_says_so(kind: FollowUp, language: str) -> None:
    title, sentence = follow_up_words(Answer(Kind.NOTHING, language), kind, language)

    assert "·" not in title
    assert sentence in ("这条消息列里没有我认识的错误。", "There is no error in this thread that I know.")


def test_many_errors_are_cut_short() -> None:
    many = [
        replace(
            BLURRED,
            key=EntryKey("faces", "general", str(223100 + n)),
            description=Bilingual(f"第{n}种", f"Kind {n}."),
        )
        for n in range(50)
    ]

    title, sentence = follow_up_words(found(*many), FollowUp.MEANING, "en")

    assert title == "223100, 223101, 223102, 223103, 223104, … · What it means"
    assert sentence.endswith(f"22310{MOST_GROUPS - 1}: Kind {MOST_GROUPS - 1}. …")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(FollowUp))
def test_every_entry_has_its_words(knowledge: Knowledge, kind: FollowUp, language: str) -> None:
    for entry in knowledge[0].entries:
        title, sentence = follow_up_words(found(entry), kind, language, knowledge)

        assert title.startswith(entry.code)
        assert sentence == sentence.strip()
        assert "\n" not in sentence
        assert len(sentence) > 3
