from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from itertools import product
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.entry import Bilingual, CodeRange, Entry
from bot.render.terminal import plain_text, rich_view

from .made import BLURRED, CACHE, CHECK, CHECK_TOO, KNOWLEDGE, LIMIT, LINKS, NETWORK, POLICE

BY_CODE = Reason(By.CODE, 100.0, "18")
PASTE = Context("1234567890", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC), "start")
FACE_RANGE = CodeRange(223100, 223199, Bilingual("人脸库", "the face library"))


def found(language: str, *entries: Entry, reason: Reason = BY_CODE) -> Answer:
    return Answer(Kind.FOUND, language, tuple(Card(entry, reason) for entry in entries))


def family(language: str, title: Bilingual, *entries: Entry) -> Answer:
    answer = found(language, *entries, reason=Reason(By.MESSAGE, 96.0, "system busy"))
    return replace(answer, family=FamilyCard(title, entries))


def plain(answer: Answer) -> str:
    return plain_text(answer, LINKS, KNOWLEDGE) + "\n"


def screen(answer: Answer, width: int, *, terminal: bool = False) -> str:
    console = Console(
        file=StringIO(), width=width, force_terminal=terminal, color_system="standard" if terminal else None
    )
    console.print(rich_view(answer, LINKS, KNOWLEDGE))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


# --- plain text


def test_plain_card_in_english_gives_the_vendors_words_too() -> None:
    card = Card(BLURRED, Reason(By.FIELD, 100.0, 'error_code":223114'), count=2)
    answer = Answer(Kind.FOUND, "en", (card,), context=PASTE)

    expected = dedent("""\
        223114 · face is fuzzy · The face is blurred.
          Verdict      The end user has to act (a new photo, video or corrected data); sending the same request again won't help.
          What to do   Ask the user to hold the phone steady.
          Vendor says  提示用户拍摄时不要晃动手机
          Link         http://desk.test/c/faces/223114
          Source       Faces · General errors · edition 2020-12-15, in Chinese; the English is ours  https://vendor.test/errors
          Matched      field “error_code:223114”, score 100
          Seen         2 times
          log_id       1234567890
          Time         2020-11-24 12:51:44 UTC
          Parameter    start
        """)

    assert expected == plain(answer)


def test_plain_card_in_chinese_ends_with_the_ticket_that_its_advice_asks_for() -> None:
    expected = dedent("""\
        18 · qps request limit reached · QPS超限额
          结论      重试没有用，需要账号负责人处理（额度或权限）。请提交工单。
          处理建议  请提交工单
          详情      http://desk.test/c/faces/18
          出处      人脸识别 · 通用错误码 · 2020-12-15 版  https://vendor.test/errors
          匹配      错误码“18”，100 分

        工单内容，补上请求即可提交
          接口返回错误 18（qps request limit reached），请协助排查。
          错误码：18
          错误信息：qps request limit reached
          log_id：【请填写返回结果里的 log_id】
          发生时间：【请填写，注明时区】
          请求：【请粘贴请求的 URL 和参数，去掉 access_token、密钥、图片和个人信息】
          已重试：【次数和间隔，结果如何】
        """)

    assert expected == plain(found("zh", LIMIT))


def test_plain_rows_of_one_code_are_all_shown_and_the_paste_once() -> None:
    answer = replace(found("zh", POLICE, NETWORK), context=Context(log_id="42"))

    expected = dedent("""\
        222361 在官方文档里有 2 条：

        222361 · system busy · 公安服务失败
          结论      故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。
          处理建议  请重新尝试, 多次无效请提交工单
          详情      http://desk.test/c/faces/222361
          出处      人脸识别 · 通用错误码 · 2020-12-15 版  https://vendor.test/errors
          匹配      错误码“18”，100 分

        222361 · network not available · 公安服务失败
          结论      故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。
          处理建议  请重新尝试, 多次无效请提交工单
          详情      http://desk.test/c/faces/222361
          出处      人脸识别 · 实名认证 · 2020-12-15 版  https://vendor.test/errors
          匹配      错误码“18”，100 分

        文本里还有
          log_id  42
        """)

    assert expected == plain(answer)


def test_plain_errors_of_a_paste_come_in_order_with_counts_and_remarks() -> None:
    cards = (Card(BLURRED, BY_CODE, 3), Card(LIMIT, BY_CODE))
    answer = Answer(Kind.FOUND, "en", cards, remarks=(Remark(RemarkKind.CONTRADICTION, "system busy"),))

    expected = dedent("""\
        2 errors, seen 4 times in all:

        223114 · face is fuzzy · The face is blurred.
          Verdict      The end user has to act (a new photo, video or corrected data); sending the same request again won't help.
          What to do   Ask the user to hold the phone steady.
          Vendor says  提示用户拍摄时不要晃动手机
          Link         http://desk.test/c/faces/223114
          Source       Faces · General errors · edition 2020-12-15, in Chinese; the English is ours  https://vendor.test/errors
          Matched      code “18”, score 100
          Seen         3 times

        18 · qps request limit reached · The `QPS` limit is exceeded.
          Verdict      Retrying won't help; the account owner has to act (quota or permissions). Open a ticket.
          What to do   Submit a ticket.
          Vendor says  请提交工单
          Link         http://desk.test/c/faces/18
          Source       Faces · General errors · edition 2020-12-15, in Chinese; the English is ours  https://vendor.test/errors
          Matched      code “18”, score 100

        ! The message beside it belongs to another code: “system busy”. I believed the code.
        """)

    assert expected == plain(answer)


def test_plain_family_says_once_what_is_shared_and_groups_the_codes_by_what_differs() -> None:
    busy = Bilingual("system busy", "system busy")

    expected = dedent("""\
        system busy · 4 codes
          Verdict      The fault is on the vendor's side; retry with growing pauses. If several tries fail, open a ticket.
          What to do   Try again; if that fails, submit a ticket.
          Vendor says  请重新尝试, 多次无效请提交工单
          Codes        222901, 222902 · The parameter check failed.
                       222907 · The cache failed.
                       222361 · The police service failed.
          Source       Faces · General errors · edition 2020-12-15, in Chinese; the English is ours  https://vendor.test/errors
          Matched      message “system busy”, score 96
        """)

    assert expected == plain(family("en", busy, CHECK, CHECK_TOO, CACHE, POLICE))


def test_plain_family_of_unlike_entries_tells_whose_verdict_is_whose() -> None:
    expected = dedent("""\
        公安 · 2 个错误码
          结论      222361 · 故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。
                    18 · 重试没有用，需要账号负责人处理（额度或权限）。请提交工单。
          处理建议  222361 · 请重新尝试, 多次无效请提交工单
                    18 · 请提交工单
          错误码    222361 · network not available · 公安服务失败
                    18 · qps request limit reached · QPS超限额
          出处      人脸识别 · 实名认证 · 2020-12-15 版  https://vendor.test/errors
                    人脸识别 · 通用错误码 · 2020-12-15 版  https://vendor.test/errors
          匹配      报错信息“system busy”，96 分
        """)

    assert expected == plain(family("zh", Bilingual("公安", "Police"), NETWORK, LIMIT))


def test_plain_family_advice_that_differs_in_blanks_alone_is_one() -> None:
    advice = Bilingual("请重新尝试,多次无效请提交工单", CHECK.advice.en)
    answer = family("zh", Bilingual("忙", "busy"), CHECK, replace(CACHE, advice=advice))

    assert "  处理建议  请重新尝试, 多次无效请提交工单\n" in plain(answer)


def test_plain_choices_are_numbered_and_a_shared_verdict_is_said_once() -> None:
    cards = (Card(CHECK, Reason(By.PHRASE, 84.0, "busy", 1.0)), Card(CACHE, Reason(By.PHRASE, 83.0, "busy", 1.0)))
    answer = Answer(Kind.CHOICES, "en", cards, suggestions=(Suggestion(LIMIT, 61.9),))

    expected = dedent("""\
        Whichever it is: The fault is on the vendor's side; retry with growing pauses. If several tries fail, open a ticket.

        Which one is it?
          1  222901 · system busy · The parameter check failed. (everyday phrase “busy”, score 84)  http://desk.test/c/faces/222901
          2  222907 · system busy · The cache failed. (everyday phrase “busy”, score 83)  http://desk.test/c/faces/222907

        Or perhaps
          18  qps request limit reached · The `QPS` limit is exceeded. (61 of 100)  http://desk.test/c/faces/18
        """)

    assert expected == plain(answer)


def test_plain_unknown_code_says_what_its_range_means_and_what_is_near() -> None:
    near = (Suggestion(BLURRED, 83.3),)
    answer = Answer(Kind.UNKNOWN_CODE, "zh", suggestions=near, unknown="223194", unknown_range=FACE_RANGE)

    expected = dedent("""\
        223194 · 错误码表里没有这个码
          号段  223100-223199：人脸库

        相近的错误码
          223114  face is fuzzy · 人脸模糊（相似度 83）  http://desk.test/c/faces/223114
        """)

    assert expected == plain(answer)


def test_plain_code_beside_a_foreign_message_is_another_apis_error() -> None:
    answer = Answer(Kind.UNKNOWN_CODE, "en", suggestions=(Suggestion(LIMIT, 100.0),), unknown="18")

    expected = dedent("""\
        18 · probably another API's error · The catalogue has this code, but the message beside it isn't its own:
          18  qps request limit reached · The `QPS` limit is exceeded.  http://desk.test/c/faces/18
        """)

    assert expected == plain(answer)


def test_plain_a_greeting_is_met_with_what_can_be_asked() -> None:
    expected = (
        "Hello! Send a code, a whole error or your own words, such as 223114, face is fuzzy, the photo is blurred: "
        "I say what it means, what to do, whether to retry and who has to act.\n"
    )

    assert expected == plain(Answer(Kind.NOTHING, "en", greets=True))


def test_plain_nothing_offers_an_example_and_what_is_nearest() -> None:
    answer = Answer(Kind.NOTHING, "en", suggestions=(Suggestion(LIMIT, 44.0),))

    expected = dedent("""\
        That's not something I know. Try a code, an error message or your own words: 223114, face is fuzzy, the photo is blurred.

        The nearest I have
          18  qps request limit reached · The `QPS` limit is exceeded. (44 of 100)  http://desk.test/c/faces/18
        """)

    assert expected == plain(answer)


def test_plain_advice_without_english_is_the_vendors_line_once() -> None:
    entry = replace(BLURRED, advice=Bilingual("提示用户", ""))

    assert plain(found("en", entry)).count("提示用户") == 1


# --- panels


def test_panel_in_english() -> None:
    card = Card(BLURRED, Reason(By.MESSAGE, 96.0, "face is fuzzy", 4.0))
    answer = Answer(Kind.FOUND, "en", (card,), remarks=(Remark(RemarkKind.TRUNCATED, "262144"),))

    expected = dedent("""\
        ╭─  223114  ───────────────────────────────────────────────╮
        │ face is fuzzy                                            │
        │ The face is blurred.                                     │
        │                                                          │
        │ Verdict      The end user has to act (a new photo, video │
        │              or corrected data); sending the same        │
        │              request again won't help.                   │
        │ What to do   Ask the user to hold the phone steady.      │
        │ Vendor says  提示用户拍摄时不要晃动手机                  │
        │ Link         http://desk.test/c/faces/223114             │
        │ Source       Faces · General errors · edition            │
        │              2020-12-15, in Chinese; the English is ours │
        │ Matched      message “face is fuzzy”, score 96, 4 ahead  │
        │              of the next                                 │
        ╰────────────────────────────────  fix first, then retry  ─╯
        ! The text is long: only its first 262144 characters were
        read.
        """)

    assert expected == "".join(line.rstrip() + "\n" for line in screen(answer, 60).splitlines())


def test_panel_in_chinese() -> None:
    expected = dedent("""\
        ╭─  公安  ─────────────────────────────────────────────────╮
        │ 2 个错误码                                               │
        │                                                          │
        │ 结论      222361 ·                                       │
        │           故障在服务方，重试时逐次拉长间隔。多次重试无效 │
        │           请提交工单。                                   │
        │           18 ·                                           │
        │           重试没有用，需要账号负责人处理（额度或权限）。 │
        │           请提交工单。                                   │
        │ 处理建议  222361 · 请重新尝试, 多次无效请提交工单        │
        │           18 · 请提交工单                                │
        │ 错误码    222361 · network not available · 公安服务失败  │
        │           18 · qps request limit reached · QPS超限额     │
        │ 出处      人脸识别 · 实名认证 · 2020-12-15 版            │
        │           人脸识别 · 通用错误码 · 2020-12-15 版          │
        │ 匹配      报错信息“system busy”，96 分                   │
        ╰──────────────────────────────────────────────────────────╯
        """)

    assert expected == screen(family("zh", Bilingual("公安", "Police"), NETWORK, LIMIT), 60)


EVERY_KIND = [
    found("zh", LIMIT),
    found("en", BLURRED, POLICE, NETWORK),
    family("zh", Bilingual("系统繁忙", "System busy"), CHECK, CACHE, NETWORK),
    Answer(Kind.CHOICES, "zh", (Card(BLURRED, BY_CODE), Card(CHECK, BY_CODE))),
    Answer(Kind.UNKNOWN_CODE, "en", suggestions=(Suggestion(BLURRED, 83.3),), unknown="223194"),
    Answer(Kind.NOTHING, "zh", remarks=(Remark(RemarkKind.SECRET, "id-card"),)),
]


@pytest.mark.parametrize(("answer", "width"), list(product(EVERY_KIND, (24, 40, 79, 200))))
def test_no_line_of_a_screen_is_wider_than_it(answer: Answer, width: int) -> None:
    assert max(cell_len(line) for line in screen(answer, width).splitlines()) <= min(width, 100)


@pytest.mark.parametrize(("answer", "width"), list(product(EVERY_KIND, (40, 79))))
def test_a_screen_leaves_nothing_out_that_a_pipe_gets(answer: Answer, width: int) -> None:
    seen = "".join(char for char in screen(answer, width) if char not in "╭─╮│╰╯" and not char.isspace())
    told = plain(replace(answer, suggestions=())).replace(" · ", " ").split()

    missing = [word for word in told if word not in seen and not word.startswith("http")]

    assert missing == []


@pytest.mark.parametrize(
    ("entry", "colour"),
    [(BLURRED, "36"), (CHECK, "33"), (LIMIT, "31")],
    ids=["after-fix is cyan", "backoff is yellow", "never is red"],
)
def test_the_verdicts_colour_tells_whether_to_retry(entry: Entry, colour: str) -> None:
    lines = [line for line in screen(found("zh", entry), 100, terminal=True).splitlines() if "结论" in line]

    assert [f"\x1b[{colour}m" in line.split("结论")[1] for line in lines] == [True]


def test_links_lead_somewhere() -> None:
    assert ";http://desk.test/c/faces/18\x1b\\" in screen(found("zh", LIMIT), 100, terminal=True)


# --- what comes from elsewhere

EVIL = "[bold red]x[/bold red] :boom: \x1b]8;;http://evil.test\x07 \u202egnp\r\n[link=http://evil.test]"


def evil_answer() -> Answer:
    entry = replace(BLURRED, message=EVIL, description=Bilingual(EVIL, EVIL), advice=Bilingual(EVIL, EVIL))
    card = Card(entry, Reason(By.FIELD, 90.0, EVIL, 2.0))
    remarks = (Remark(RemarkKind.CONTRADICTION, EVIL), Remark(RemarkKind.SECRET, EVIL))
    context = Context(EVIL, None, EVIL)
    return Answer(Kind.FOUND, "en", (card,), None, (Suggestion(entry, 50.0),), EVIL, None, context, remarks)


def test_nothing_in_a_text_is_markup_or_an_escape() -> None:
    text = screen(evil_answer(), 100)

    assert "[bold red]x[/bold red] :boom: ]8;;http://evil.test gnp [link=http://evil.test]" in text
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(text)


def test_a_pipe_gets_no_escapes_and_one_line_a_fact() -> None:
    lines = plain(evil_answer()).splitlines()

    assert [line for line in lines if not line.isprintable()] == []
    assert [line[:12].strip() for line in lines[1:9]] == [
        "Verdict", "What to do", "Vendor says"[:10], "Link", "Source", "Matched", "log_id", "Parameter",
    ]  # fmt: skip


@settings(max_examples=50)
@given(st.text(max_size=300), st.sampled_from(list(Kind)), st.sampled_from(["zh", "en"]))
def test_any_text_can_be_shown(text: str, kind: Kind, language: str) -> None:
    answer = replace(evil_answer(), kind=kind, language=language, unknown=text, context=Context(text, None, text))

    for line in plain(answer).splitlines():
        assert line.isprintable()
        assert line == line.rstrip()
    assert screen(answer, 40)


def test_a_pipe_does_not_wait_for_rich() -> None:
    program = "import sys, bot.render.terminal; sys.exit('rich' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_beyond_fifty_cards_the_rest_is_one_line() -> None:
    entries = [replace(BLURRED, key=BLURRED.key._replace(code=str(500_000 + place))) for place in range(52)]
    cards = tuple(Card(entry, Reason(By.FIELD, 100.0, "error_code"), count=2) for entry in entries)

    lines = plain_text(Answer(Kind.FOUND, "en", cards), LINKS).splitlines()

    assert lines[-1] == "The rest: 500050 ×2, 500051 ×2"
    assert sum(line.startswith("5000") for line in lines) == 50
