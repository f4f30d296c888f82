"""The desk: transcripts of what is said to it, and what it answers."""

from __future__ import annotations

import pytest

from bot.core.answer import By, Kind, RemarkKind
from bot.core.desk import LONGEST_TEXT, Desk, Mode
from bot.core.entry import Knowledge


def codes(desk: Desk, text: str, mode: Mode = Mode.ASK) -> list[str]:
    return list(dict.fromkeys(card.entry.code for card in desk.answer(text, mode).cards))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("223114", "223114"),
        ('what does "group was deleting" mean?', "223128"),
        ("FACE_IS_FUZZY", "223114"),
        ("faceToken不存在", "222209"),
        ("人臉模糊怎麼辦", "223114"),
        ("renlian mohu", "223114"),
        ("max_face_num is wrong", "222016"),
        ("公安 network not available", "222361"),
        ("blurry selfie", "223114"),
        ("照片糊了", "223114"),
        ("调用太频繁,每秒请求太多", "18"),
        ("how long is the access token valid", "111"),
        ("一个用户最多几张人脸", "222210"),
        ("maximum size of a picture in pixels", "222304"),
        ("ID photo larger than 600KB", "222356"),
        ("几天之内还能查到认证结果", "283455"),
    ],
)
def test_a_question_and_its_first_code(desk: Desk, question: str, code: str) -> None:
    assert codes(desk, question)[:1] == [code]


@pytest.mark.parametrize(
    ("question", "codes_that_say_so"),
    [
        ("is the access token good for 30 days?", {"110", "111"}),
        ("access_token有效期是30天吗", {"110", "111"}),
        ("verify token expires after 2 hours?", {"283437"}),
        ("认证token两小时后失效吗", {"283437"}),
        ("limit of 20 faces per user", {"222210"}),
        ("每个用户最多20张人脸", {"222210"}),
        ("must the image be under 1920x1080", {"222304"}),
        ("图片不能超过1920x1080", {"222304"}),
        ("photo over 600KB", {"222356"}),
        ("身份核验图片大小超过600KB", {"222356"}),
        ("unregistered face_token only lives 1 hour", {"222209", "223106"}),
        ("没注册的face_token一小时就失效", {"222209", "223106"}),
        ("results can be queried for 3 days", {"283455"}),
        ("认证结果超过3天查不到", {"283455"}),
        ("head turned more than 30 degrees", {"223129"}),
        ("人脸角度大于30度", {"223129"}),
        ("enterprise certification takes effect after an hour", {"6"}),
        ("脸占屏幕三分之二以上", {"216908"}),
        ("spoofing_control takes NONE LOW NORMAL HIGH", {"223130"}),
        ("content type must be application/json", {"222200"}),
    ],
)
def test_a_fact_of_the_page_is_found(desk: Desk, question: str, codes_that_say_so: set[str]) -> None:
    assert codes(desk, question)[0] in codes_that_say_so


@pytest.mark.parametrize("text", ["", " ", "hello", "谢谢", "🙂", "?", "what's for lunch", "讲个笑话", "0"])
def test_chit_chat_gets_no_card(desk: Desk, text: str) -> None:
    answer = desk.answer(text, Mode.ASK)

    assert (answer.kind, answer.cards) == (Kind.NOTHING, ())


def test_system_busy_is_one_family_of_18_codes(desk: Desk) -> None:
    answer = desk.answer("system busy", Mode.ASK)

    assert answer.kind is Kind.FOUND
    assert answer.family is not None
    assert len({entry.code for entry in answer.family.entries}) == 18


def test_two_messages_in_one_question_are_both_answered(desk: Desk) -> None:
    assert codes(desk, "face is covered or incomplete face, which is it?") == ["223113", "223116"]


def test_several_codes_in_one_question_are_all_answered(desk: Desk) -> None:
    assert codes(desk, "difference between 222202 and 222203") == ["222202", "222203"]


def test_an_unknown_code_says_what_its_range_means_and_what_is_near(desk: Desk) -> None:
    answer = desk.answer("error 222917", Mode.ASK)

    assert (answer.kind, answer.unknown) == (Kind.UNKNOWN_CODE, "222917")
    assert answer.unknown_range is not None
    assert answer.suggestions[0].entry.code == "222916"


def test_another_api_with_our_number_is_refused_and_says_which(desk: Desk) -> None:
    answer = desk.answer('{"error_code": 18, "error_msg": "User was deleted or banned"}', Mode.ASK)

    assert (answer.kind, answer.unknown) == (Kind.UNKNOWN_CODE, "18")
    assert [suggestion.entry.code for suggestion in answer.suggestions] == ["18"]


def test_a_paste_keeps_what_a_ticket_needs(desk: Desk) -> None:
    paste = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'

    context = desk.answer(paste, Mode.LISTEN).context

    assert (context.log_id, str(context.timestamp)) == ("1234567890", "2020-11-24 12:51:44+00:00")


def test_each_error_of_a_paste_once_with_its_count_in_order(desk: Desk) -> None:
    paste = "error_code=222903 system busy\nerror_code=222203 image check fail\nerror_code=222903 system busy"

    cards = desk.answer(paste, Mode.LISTEN).cards

    assert [(card.entry.code, card.count) for card in cards] == [("222903", 2), ("222203", 1)]


def test_code_and_message_that_contradict_are_told(desk: Desk) -> None:
    answer = desk.answer('{"error_code": 222202, "error_msg": "face is fuzzy"}', Mode.ASK)

    assert [card.entry.code for card in answer.cards] == ["222202"]
    assert [(remark.kind, remark.detail) for remark in answer.remarks] == [(RemarkKind.CONTRADICTION, "face is fuzzy")]


def test_an_unmistakable_message_is_believed_rather_than_a_small_code(desk: Desk) -> None:
    answer = desk.answer('{"error_code": 4, "error_msg": "face is fuzzy"}', Mode.ASK)

    assert [card.entry.code for card in answer.cards] == ["223114"]
    assert [(remark.kind, remark.detail) for remark in answer.remarks] == [(RemarkKind.WRONG_CODE, "4")]


def test_a_secret_is_told_by_its_kind_and_nowhere_else(desk: Desk) -> None:
    token = "24." + "0123456789abcdef" * 2 + ".2592000.1600000000.282335-10000000"

    answer = desk.answer(f"GET /detect?access_token={token} error_code=223114", Mode.ASK)

    assert [remark.kind for remark in answer.remarks] == [RemarkKind.SECRET]
    assert token not in repr(answer)


@pytest.mark.parametrize(
    ("text", "language"), [("223114 怎么办", "zh"), ("what is 223114", "en"), ("人脸 face is fuzzy 模糊", "zh")]
)
def test_the_text_decides_the_language(desk: Desk, text: str, language: str) -> None:
    assert desk.answer(text, Mode.ASK).language == language


def test_the_asker_decides_the_language(desk: Desk) -> None:
    assert desk.answer("what is 223114", Mode.ASK, "zh").language == "zh"


def test_a_text_that_is_too_long_is_read_as_far_as_it_goes(desk: Desk) -> None:
    answer = desk.answer("error_code=223114 " + "x " * LONGEST_TEXT, Mode.ASK)

    assert [card.entry.code for card in answer.cards] == ["223114"]
    assert RemarkKind.TRUNCATED in [remark.kind for remark in answer.remarks]


@pytest.mark.parametrize(("size", "told"), [(LONGEST_TEXT, False), (LONGEST_TEXT + 1, True)])
def test_a_text_is_said_to_be_cut_from_the_first_character_that_is_not_read(desk: Desk, size: int, told: bool) -> None:
    answer = desk.answer("x" * size, Mode.ASK)

    assert (RemarkKind.TRUNCATED in [remark.kind for remark in answer.remarks]) is told


def test_a_long_text_is_a_paste_and_not_a_question(desk: Desk) -> None:
    assert codes(desk, "my selfie is blurry and dark. " * 40) == []


def test_the_reason_names_what_matched(desk: Desk) -> None:
    reason = desk.answer("照片糊了", Mode.ASK).cards[0].reason

    assert reason.by is By.PHRASE
    assert 40 <= reason.score <= 100
    assert reason.evidence


@pytest.mark.parametrize(
    ("text", "code"),
    [("刷脸登录老是提示 pic not has face 怎么办", "222202"), ("百度人脸接口返回group was deleting了", "223128")],
)
def test_an_english_message_in_a_chinese_sentence_is_heard(desk: Desk, text: str, code: str) -> None:
    assert codes(desk, text, Mode.LISTEN) == [code]


def test_listening_says_nothing_of_what_asking_answers(desk: Desk) -> None:
    assert codes(desk, "照片糊了", Mode.LISTEN) == []
    assert codes(desk, "223114", Mode.LISTEN) == []


def test_a_desk_without_knowledge_has_nothing_to_say() -> None:
    assert Desk(()).answer("223114", Mode.ASK).kind is Kind.UNKNOWN_CODE
    assert Desk(()).answer("face is fuzzy", Mode.ASK).kind is Kind.NOTHING


def test_a_warm_desk_answers_as_a_cold_one(knowledge: Knowledge) -> None:
    warm = Desk(knowledge)
    warm.warm()

    assert warm.answer("照片糊了", Mode.ASK) == Desk(knowledge).answer("照片糊了", Mode.ASK)
