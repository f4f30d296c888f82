"""What is too little to be answered, and what is read out of pinyin: transcripts."""

from __future__ import annotations

import pytest

from bot.core.answer import Kind
from bot.core.desk import Desk, Mode
from bot.core.normalise import is_han


@pytest.mark.parametrize(
    "text",
    [
        *(
            "next",
            "reset",
            "day",
            "counter",
            "stats",
            "top",
            "top 10",
            "previous",
            "value",
            "same",
            "状态",
            "最后",
            "时间",
        ),
        *("connection refused", "110: Connection timed out", "the server is down", "登录失败", "连接超时"),
        *("ssh: connect to host example.org port 22: Connection refused", "psql: login failed", "数据库连不上了"),
    ],
)
def test_what_could_be_about_anything_is_not_found(desk: Desk, text: str) -> None:
    assert desk.answer(text, Mode.ASK).kind is Kind.NOTHING


@pytest.mark.parametrize("text", ["photo", "image", "redis", "token", "照片", "人脸"])
def test_a_word_of_many_errors_is_no_pick(desk: Desk, text: str) -> None:
    assert desk.answer(text, Mode.ASK).kind in (Kind.CHOICES, Kind.NOTHING)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fuzzy", "223114"),
        ("sunglasses", "223113"),
        ("porn", "222307"),
        ("QPS", "18"),
        ("侧脸", "223129"),
        ("太暗", "223115"),
    ],
)
def test_one_word_may_be_enough(desk: Desk, text: str, code: str) -> None:
    assert desk.answer(text, Mode.ASK).codes[:1] == [code]


@pytest.mark.parametrize(
    ("text", "code", "evidence"),
    [
        ("zhaopianhule", "223114", "照片糊了"),
        ("zhao pian hu le", "223114", "照片糊了"),
        ("zaopian hu le", "223114", "照片糊了"),
        ("yonghu bucunzai", "223103", "用户不存在"),
        ("tupian taida", "222304", "图片尺寸太大"),
        ("renlian zhedang", "223113", "人脸有被遮挡"),
        ("xitong fanmang", "216612", "系统繁忙"),
        ("tuxiang mohu", "223114", "图像模糊"),
        ("diaoyong taipinfan", "18", "调用太频繁"),
        ("redis lianjie shibai", "216505", "redis连接失败"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_evidence_for_pinyin_is_the_chinese_that_was_read(
    desk: Desk, text: str, code: str, evidence: str, language: str
) -> None:
    card = desk.answer(text, Mode.ASK, language).cards[0]

    assert (card.entry.code, card.reason.evidence) == (code, evidence)


@pytest.mark.parametrize("text", ["zuoyan zhedang", "meiyou quanxian", "huotijiance shibai"])
def test_no_english_phrase_is_the_reason_for_pinyin(desk: Desk, text: str) -> None:
    cards = desk.answer(text, Mode.ASK).cards

    assert cards
    assert all(any(map(is_han, card.reason.evidence)) for card in cards)


@pytest.mark.parametrize("text", ["ni hao", "wo ai ni", "jintian chi shenme", "denglu shibai", "mingtian xiayu ma"])
def test_chat_in_pinyin_is_not_found(desk: Desk, text: str) -> None:
    assert desk.answer(text, Mode.ASK).kind is Kind.NOTHING


# The vendor's English messages, as anybody would put them in Chinese.
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("用户不存在", "223103"),
        ("用户已存在", "223102"),
        ("用户组不存在", "223100"),
        ("目标用户组不存在", "223111"),
        ("人脸不存在", "223106"),
        ("人脸已存在", "223105"),
        ("应用不存在", "283421"),
        ("方案不存在", "283435"),
        ("身份证号不存在", "222354"),
        ("公安照片不存在", "222355"),
        ("访问令牌无效", "110"),
        ("访问令牌过期", "111"),
        ("图片尺寸太大", "222304"),
        ("会话失效", "216502"),
        ("人脸没有朝前", "223129"),
        ("视频服务异常", "216433"),
    ],
)
def test_a_message_in_plain_chinese(desk: Desk, text: str, code: str) -> None:
    assert desk.answer(text, Mode.ASK).codes[:1] == [code]
