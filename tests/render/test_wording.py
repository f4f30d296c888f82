from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.entry import Actor, Bilingual, Retry, Verdict
from bot.core.redact import SecretKind
from bot.render.shown import shown, time_text
from bot.render.wording import (
    Label,
    headline,
    label,
    reason_text,
    remark_text,
    retry_label,
    source_text,
    ticket_text,
    verdict_text,
)

from .made import BLURRED, CACHE, CHECK, CHECK_TOO, KNOWLEDGE, LIMIT, NETWORK, POLICE

BY_CODE = Reason(By.CODE, 100.0, "223114")
LANGUAGES = ("zh", "en")


def found(language: str, *cards: Card) -> Answer:
    return Answer(Kind.FOUND, language, cards)


# --- files that weren't read


@pytest.mark.parametrize(
    ("detail", "zh", "en"),
    [
        (
            "too_large 21000000 2000000",
            "文件没有读：21 MB，我最多读 2 MB",
            "it has 21 MB, and I read text files of up to 2 MB",
        ),
        (
            "too_large 0 1048576",
            "文件没有读：超过 1 MB，我最多读 1 MB",
            "it has more than 1 MB, and I read text files of up to 1 MB",
        ),
        ("not_text 5 2000000", "它不是纯文本", "it isn't plain text"),
        ("picture 0 2000000", "图片没有看", "I don't read pictures"),
        ("no_access 0 2000000", "没能取到它", "it couldn't be fetched"),
        ("too_slow 0 2000000", "没能取到它", "it couldn't be fetched"),
        ("", "没能取到它", "it couldn't be fetched"),
        ("too_large " + "9" * 9999, "", ""),
    ],
)
def test_a_file_that_was_not_read_is_told_with_a_way_on(detail: str, zh: str, en: str) -> None:
    remark = Remark(RemarkKind.UNREAD, detail)

    assert zh in remark_text(remark, "zh")
    assert en in remark_text(remark, "en")
    assert remark_text(remark, "en") == headline(Answer(Kind.NOTHING, "en", remarks=(remark,)))


# --- headlines


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (found("en", Card(BLURRED, BY_CODE)), "223114 · face is fuzzy · The face is blurred."),
        (found("zh", Card(BLURRED, BY_CODE)), "223114 · face is fuzzy · 人脸模糊"),
        (found("en", Card(BLURRED, BY_CODE, 3)), "223114 ×3 · face is fuzzy · The face is blurred."),
        (
            found("en", Card(POLICE, BY_CODE), Card(NETWORK, BY_CODE)),
            "222361 · system busy / network not available · The police service failed.",
        ),
        (found("en", Card(BLURRED, BY_CODE, 2), Card(LIMIT, BY_CODE)), "2 errors: 223114 ×2, 18"),
        (found("zh", Card(BLURRED, BY_CODE, 2), Card(LIMIT, BY_CODE)), "2 个错误：223114 ×2、18"),
        (
            replace(
                found("en", Card(CHECK, BY_CODE), Card(CACHE, BY_CODE)),
                family=FamilyCard(Bilingual("系统繁忙", "system busy"), (CHECK, CACHE)),
            ),
            "system busy · 2 codes",
        ),
        (
            Answer(Kind.CHOICES, "en", (Card(BLURRED, BY_CODE), Card(LIMIT, BY_CODE))),
            "Which one is it? 223114, 18",
        ),
        (Answer(Kind.CHOICES, "zh", (Card(BLURRED, BY_CODE), Card(LIMIT, BY_CODE))), "是哪一个？223114、18"),
        (Answer(Kind.UNKNOWN_CODE, "en", unknown="223194"), "223194 · not in the catalogue"),
        (
            Answer(Kind.UNKNOWN_CODE, "zh", suggestions=(Suggestion(BLURRED, 83.3),), unknown="223194"),
            "223194 · 错误码表里没有这个码；相近的有 223114",
        ),
        (
            Answer(Kind.UNKNOWN_CODE, "en", suggestions=(Suggestion(LIMIT, 100.0),), unknown="18"),
            "18 · probably another API's error",
        ),
        (
            Answer(Kind.NOTHING, "zh"),
            "这个我不认识。可以发错误码、报错原文或一句话描述，例如 223114、face is fuzzy、照片糊了。",
        ),
    ],
)
def test_headline_says_it_in_one_line(answer: Answer, expected: str) -> None:
    assert expected == headline(answer)


def test_headline_of_many_errors_names_the_first_five() -> None:
    cards = [Card(replace(BLURRED, key=BLURRED.key._replace(code=str(code))), BY_CODE) for code in range(1, 8)]

    assert headline(found("en", *cards)) == "7 errors: 1, 2, 3, 4, 5, …"


def test_headline_lets_no_control_character_through() -> None:
    answer = Answer(Kind.UNKNOWN_CODE, "en", unknown="12\x1b[31m\n\u202e3")

    assert headline(answer) == "12 [31m 3 · not in the catalogue"


def test_headline_of_an_endless_description_is_cut() -> None:
    endless = replace(BLURRED, description=Bilingual("长" * 999, ""))

    assert headline(found("zh", Card(endless, BY_CODE))) == "223114 · face is fuzzy · " + "长" * 174 + "…"


# --- verdicts

EVERY_VERDICT = [Verdict(*told) for told in product(Retry, Actor, (False, True))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_verdicts_read_alike(language: str) -> None:
    assert len(EVERY_VERDICT) == len({verdict_text(verdict, language) for verdict in EVERY_VERDICT})


@pytest.mark.parametrize("verdict", EVERY_VERDICT, ids=str)
def test_verdict_names_the_ticket_only_where_one_is_due(verdict: Verdict) -> None:
    assert verdict.ticket == ("工单" in verdict_text(verdict, "zh"))
    assert verdict.ticket == ("ticket" in verdict_text(verdict, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdict_is_one_or_two_sentences_without_exclamation(language: str) -> None:
    for text in (verdict_text(verdict, language) for verdict in EVERY_VERDICT):
        assert text.count("。" if language == "zh" else ".") in {1, 2}, text
        assert not set("!！") & set(text), text
        assert len(text) <= 160, text


@pytest.mark.parametrize(
    ("verdict", "language", "expected"),
    [
        (
            Verdict(Retry.AFTER_FIX, Actor.END_USER, ticket=False),
            "en",
            """The end user has to act (a new photo, video or corrected data); \
sending the same request again won't help.""",
        ),
        (
            Verdict(Retry.BACKOFF, Actor.VENDOR, ticket=True),
            "en",
            "The fault is on the vendor's side; retry with growing pauses. If several tries fail, open a ticket.",
        ),
        (
            Verdict(Retry.BACKOFF, Actor.VENDOR, ticket=True),
            "zh",
            "故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。",
        ),
        (Verdict(Retry.NEVER, Actor.REVIEWER, ticket=False), "zh", "重试没有用，请转人工处理。"),
    ],
)
def test_verdict_in_words(verdict: Verdict, language: str, expected: str) -> None:
    assert expected == verdict_text(verdict, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_retry_and_label_has_its_own_word(language: str) -> None:
    assert len(Retry) == len({retry_label(retry, language) for retry in Retry})
    assert len(Label) == len({label(name, language) for name in Label})


# --- remarks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SecretKind)
def test_every_secret_is_named_with_what_to_do(kind: SecretKind, language: str) -> None:
    unnamed = remark_text(Remark(RemarkKind.SECRET, "of-a-new-kind"), language)
    text = remark_text(Remark(RemarkKind.SECRET, kind), language)

    assert text != unnamed
    assert text.count("。" if language == "zh" else ". ") >= (2 if language == "zh" else 1)


@pytest.mark.parametrize(
    ("remark", "language", "expected"),
    [
        (
            Remark(RemarkKind.CONTRADICTION, "system busy"),
            "en",
            "The message beside it belongs to another code: “system busy”. I believed the code.",
        ),
        (
            Remark(RemarkKind.CONTRADICTION, "system busy"),
            "zh",
            "旁边的报错信息“system busy”属于另一个错误码；这里以错误码为准。",
        ),
        (Remark(RemarkKind.TRUNCATED, "262144"), "zh", "文本太长，只读了前 262144 个字符。"),
        (
            Remark(RemarkKind.SECRET, "api-key"),
            "en",
            """Your text holds an API key or secret key; it is neither kept nor shown. \
Make a new one in the console, switch your services over, then disable the old one.""",
        ),
        (
            Remark(RemarkKind.SECRET, "id-card"),
            "zh",
            "文本里有身份证号，没有保存，也不会显示。属于个人信息，请从发出的地方删掉；提工单只需要错误码和 log_id。",
        ),
    ],
)
def test_remark_in_words(remark: Remark, language: str, expected: str) -> None:
    assert expected == remark_text(remark, language)


# --- facts


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason(By.FIELD, 100.0, 'error_code":223114'), "field “error_code:223114”, score 100"),
        (Reason(By.MESSAGE, 96.4, "system busy", 4.0), "message “system busy”, score 96, 4 ahead of the next"),
        (Reason(By.PHRASE, 99.9, "too dark", 0.0), "everyday phrase “too dark”, score 99, tied with the next"),
        (Reason(By.PHRASE, 84.0, "too dark", 84.0), "everyday phrase “too dark”, score 84"),
    ],
)
def test_reason_tells_what_matched_how_well_and_by_how_much(reason: Reason, expected: str) -> None:
    assert expected == reason_text(reason, "en")


def test_source_goes_by_its_slugs_where_the_catalogue_is_not_known() -> None:
    assert source_text(NETWORK, (), "en") == "faces · real-name"
    assert source_text(NETWORK, KNOWLEDGE, "zh") == "人脸识别 · 实名认证 · 2020-12-15 版"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2020, 11, 24, 12, 51, 44, 999, tzinfo=UTC),
        datetime(2020, 11, 24, 20, 51, 44, tzinfo=timezone(timedelta(hours=8))),
        datetime(2020, 11, 24, 12, 51, 44),  # noqa: DTZ001 - without a zone it is taken for UTC
    ],
)
def test_time_is_in_utc(moment: datetime) -> None:
    assert time_text(moment) == "2020-11-24 12:51:44 UTC"


# --- tickets


def test_ticket_in_chinese_has_what_the_paste_had() -> None:
    context = Context("1234567890", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC), "start")

    expected = dedent("""\
        接口返回错误 222901（system busy），请协助排查。
        错误码：222901
        错误信息：system busy
        log_id：1234567890
        发生时间：2020-11-24 12:51:44 UTC
        参数：start
        请求：【请粘贴请求的 URL 和参数，去掉 access_token、密钥、图片和个人信息】
        已重试：【次数和间隔，结果如何】""")

    assert expected == ticket_text(Card(CHECK_TOO, BY_CODE), context, "zh").replace("222902", "222901")


def test_ticket_in_english_holds_the_place_of_what_the_paste_lacked() -> None:
    expected = dedent("""\
        The API returned error 222901 (system busy); please look into it.
        Error code: 222901
        Error message: system busy
        log_id: [the log_id of the response]
        Time: [when it happened, with the time zone]
        Request: [URL and parameters, without access_token, keys, images and personal data]
        Retries: [how many, how far apart, with what result]""")

    assert expected == ticket_text(Card(CHECK, BY_CODE), Context(), "en")


# --- text from elsewhere


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shown_is_one_printable_line_of_bounded_length(text: str, longest: int) -> None:
    line = shown(text, longest)

    assert len(line) <= longest
    assert line.isprintable()
    assert line == shown(line, longest)


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("param[start] 人脸 `x`", 17, "param[start] 人脸…"),
        ("param[start] 人脸", 15, "param[start] 人脸"),
        ("a\r\n\tb\x00\u202ec", 9, "a b c"),
        ("half \ud83d", 9, "half"),
        (" " * 1_000_000 + "late", 9, "…"),
    ],
)
def test_shown_is_cut_and_cleaned(text: str, longest: int, expected: str) -> None:
    assert expected == shown(text, longest)
