"""Slack's messages, compared as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answer import Answer, By, Card, Context, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.desk import Desk, Mode
from bot.core.entry import Entry
from bot.core.followup import FollowUp
from bot.render.slack import (
    FORM,
    FORM_BLOCK,
    FORM_INPUT,
    Health,
    Message,
    answer_message,
    follow_up_message,
    form_view,
    headline_message,
    help_message,
    home_view,
    policy_message,
    repeat_message,
    result_view,
    steps_message,
    thanks_message,
    ticket_message,
    warning_message,
)
from tests.doubles.slack.limits import check_view
from tests.doubles.slack.mentions import find_mentions

from .answers import BY_MESSAGE, CASE, FACE_RANGE, FUZZY, PASTE, SOURCE_EN, UNCLEAR, VOICE, family, found
from .made import BLURRED, CACHE, CHECK, CHECK_TOO, LIMIT, NETWORK, POLICE
from .slack_parts import (
    MARKER,
    TOOLS_EN,
    TOOLS_ZH,
    Json,
    button,
    dumped,
    faults_of,
    in_channel,
    in_private,
    items,
    line,
    link,
    mrkdwn,
    parts_of,
    plain,
    quiet,
    rich,
    row,
    say,
    texts_of,
)

# --- whole messages


def test_a_card_in_english() -> None:
    answer = replace(found("en", FUZZY), context=PASTE)

    message = in_channel(answer, count=3, marker=MARKER)

    assert message.text == (
        "223114 · face is fuzzy · The face is blurred. The end user has to act (a new photo, video or corrected data); "
        "sending the same request again won't help. Ask the user to hold the phone steady."
    )
    assert message.blocks == (
        rich(
            line(say("223114", bold=True), say(" · face is fuzzy"), say(" · The face is blurred.")),
            line(say("Seen 3 times in this channel")),
            line(
                say("Fix first, then retry:", bold=True),
                say(" "),
                say(
                    "The end user has to act (a new photo, video or corrected data); "
                    "sending the same request again won't help."
                ),
            ),
            line(say("What to do:", bold=True), say(" "), say("Ask the user to hold the phone steady.")),
            line(say("We suggest:", bold=True)),
            items(
                "ordered",
                line(say("Look at the "), say("log_id", code=True), say(".")),
                line(say("Wipe the lens.")),
                line(say("Don't scale.")),
            ),
            line(
                say("→ Full steps: "),
                link("Face not clear", "/r/faces/face-unclear"),
                say(" · "),
                link("All about 223114", "/c/faces/223114"),
            ),
            marker=MARKER,
        ),
        quiet(
            plain(
                "Matched: field “error_code:223114”, score 100 · log_id 1234567890 · Parameter image · "
                "2020-11-24 12:51:44 UTC"
            ),
            plain("Vendor says: 提示用户拍摄时不要晃动手机"),
            mrkdwn(f"<https://vendor.test/errors|{SOURCE_EN}>"),
        ),
        row(button("steps", "More steps", "Show all steps for 223114"), *TOOLS_EN),
    )


def test_a_card_in_chinese_with_a_ticket() -> None:
    message = in_channel(found("zh", LIMIT, reason=Reason(By.CODE, 100.0, "18")))

    assert (
        message.text
        == "18 · qps request limit reached · QPS超限额。 重试没有用，需要账号负责人处理（额度或权限）。请提交工单。 请提交工单"
    )
    assert message.blocks == (
        rich(
            line(say("18", bold=True), say(" · qps request limit reached"), say(" · QPS超限额")),
            line(
                say("不要重试：", bold=True),
                say(" "),
                say("重试没有用，需要账号负责人处理（额度或权限）。请提交工单。"),
            ),
            line(say("处理建议：", bold=True), say(" "), say("请提交工单")),
            line(say("→ "), link("18 详情", "/c/faces/18")),
        ),
        quiet(
            plain("匹配：错误码“18”，100 分"),
            mrkdwn("<https://vendor.test/errors|人脸识别 · 通用错误码 · 2020-12-15 版>"),
        ),
        row(button("ticket", "工单内容", "显示 18 的工单内容"), *TOOLS_ZH),
    )


def test_a_family_groups_its_codes_by_what_differs() -> None:
    message = in_channel(family("en", CHECK, CHECK_TOO, CACHE))

    assert message.text == (
        "System busy · 3 codes (222901, 222902, 222907). The fault is on the vendor's side; retry with growing pauses. "
        "If several tries fail, open a ticket. Try again; if that fails, submit a ticket."
    )
    assert message.blocks[0] == rich(
        line(say("System busy", bold=True), say(" · 3 codes")),
        line(
            say("Retry with back-off:", bold=True),
            say(" "),
            say("The fault is on the vendor's side; retry with growing pauses. If several tries fail, open a ticket."),
        ),
        line(say("What to do:", bold=True), say(" "), say("Try again; if that fails, submit a ticket.")),
        line(say("Codes:", bold=True)),
        items(
            "bullet",
            line(
                link("222901", "/c/faces/222901"),
                say(", "),
                link("222902", "/c/faces/222902"),
                say(" · The parameter check failed."),
            ),
            line(link("222907", "/c/faces/222907"), say(" · The cache failed.")),
        ),
        line(say("→ "), link("All about 222901", "/c/faces/222901")),
    )
    assert message.blocks[2] == row(
        button("ticket", "Ticket text", "Show a ticket text for 222901, 222902, 222907"), *TOOLS_EN
    )


def test_choices_have_a_button_each_and_say_the_common_verdict_once() -> None:
    cards = tuple(Card(entry, BY_MESSAGE) for entry in (CHECK, CACHE, POLICE, NETWORK))
    message = in_channel(Answer(Kind.CHOICES, "zh", cards, suggestions=(Suggestion(LIMIT, 60.0),)))

    assert message.text == "是哪一个？222901、222907、222361。"
    assert message.blocks == (
        rich(
            line(say("是哪一个？", bold=True)),
            items(
                "bullet",
                line(link("222901", "/c/faces/222901"), say(" · system busy · 参数校验失败")),
                line(link("222907", "/c/faces/222907"), say(" · system busy · 缓存处理失败")),
                line(link("222361", "/c/faces/222361"), say(" · system busy · 公安服务失败")),
                line(link("222361", "/c/faces/222361"), say(" · network not available · 公安服务失败")),
            ),
            line(say("不管是哪一个：故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。")),
        ),
        quiet(plain("也可能是：18 qps request limit reached")),
        row(
            button("choose-0", "222901 · 参数校验失败", "选择 222901 · 参数校验失败", "case-1:0"),
            button("choose-1", "222907 · 缓存处理失败", "选择 222907 · 缓存处理失败", "case-1:1"),
            button(
                "choose-2",
                "222361 · system busy · 公安服务失败",
                "选择 222361 · system busy · 公安服务失败",
                "case-1:2",
            ),
            button(
                "choose-3",
                "222361 · network not available · 公安服务失败",
                "选择 222361 · network not available · 公安服务失败",
                "case-1:3",
            ),
        ),
        row(*TOOLS_ZH),
    )


def test_an_unknown_code_offers_its_range_and_the_nearest_as_buttons() -> None:
    answer = Answer(
        Kind.UNKNOWN_CODE,
        "en",
        suggestions=(Suggestion(BLURRED, 92.0),),
        unknown="223199",
        unknown_range=FACE_RANGE,
        context=Context(log_id="42"),
    )

    message = in_channel(answer)

    assert message.text == "223199 · not in the catalogue; close to it: 223114."
    assert message.blocks == (
        rich(
            line(say("223199", bold=True), say(" · not in the catalogue")),
            line(say("Range:", bold=True), say(" "), say("223100-223199: the face library")),
            line(say("Codes close to it:", bold=True)),
            items(
                "bullet",
                line(link("223114", "/c/faces/223114"), say(" · face is fuzzy · The face is blurred.")),
            ),
        ),
        quiet(plain("log_id 42")),
        row(
            button(
                "choose-0",
                "223114 · The face is blurred.",
                "Choose 223114 · The face is blurred.",
                "case-1:0",
            )
        ),
        row(*TOOLS_EN),
    )


def test_nothing_is_a_friendly_line_with_examples() -> None:
    message = in_channel(Answer(Kind.NOTHING, "zh"))

    said = "这个我不认识。可以发错误码、报错原文或一句话描述，例如 223114、face is fuzzy、照片糊了。"
    assert message == Message(said, (rich(line(say(said))), row(*TOOLS_ZH)))


def test_the_rows_of_one_code_are_compact_cards_with_the_steps_below() -> None:
    message = in_channel(found("en", replace(POLICE, remedy=UNCLEAR), replace(NETWORK, remedy=UNCLEAR)), count=2)

    lead, first, second, steps, *_ = message.blocks
    assert lead == rich(
        line(say("222361 stands in 2 rows of the source:", bold=True)), line(say("Seen 2 times in this channel"))
    )
    heads = [block["elements"][0]["elements"][1]["text"] for block in (first, second)]
    assert heads == [" · system busy", " · network not available"]
    assert steps["elements"][0] == line(say("We suggest:", bold=True))


def test_a_remark_stands_below_the_card() -> None:
    remark = Remark(RemarkKind.CONTRADICTION, "system busy")
    message = in_channel(replace(found("en", BLURRED), remarks=(remark, remark)))

    said = "The message beside it belongs to another code: “system busy”. I believed the code."
    assert message.blocks[1] == rich(line(say("Note:", bold=True), say(" "), say(said)))


def test_five_remarks_are_enough() -> None:
    remarks = tuple(Remark(RemarkKind.WRONG_CODE, str(code)) for code in range(9))
    message = in_channel(replace(found("en", BLURRED), remarks=remarks))

    assert len(message.blocks[1]["elements"]) == 5


def test_without_a_case_there_are_no_buttons() -> None:
    message = answer_message(found("en", FUZZY), VOICE, "", private=True)

    assert [block["type"] for block in message.blocks] == ["rich_text", "context"]


def test_one_more_quiet_line() -> None:
    message = in_channel(found("zh", BLURRED), also="把我加进频道，<!here> 才能用消息列")

    assert plain("把我加进频道，‹!here› 才能用消息列") in message.blocks[1]["elements"]


def test_where_the_bot_cannot_post_it_says_how_to_get_threads() -> None:
    message = in_private(found("en", BLURRED), also="invite")

    assert plain("Add me to this channel (/invite), and I answer in its threads.") in message.blocks[1]["elements"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_secret_is_told_in_private_and_to_the_poster_alone(language: str) -> None:
    answer = replace(found(language, BLURRED), remarks=(Remark(RemarkKind.SECRET, "access-token"),))
    said = {"zh": "访问令牌", "en": "access token"}[language]

    assert said not in dumped(in_channel(answer))
    assert said in dumped(in_private(answer))
    assert said in dumped(warning_message(answer))
    assert said in warning_message(answer).text


def test_a_warning_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="no secret"):
        warning_message(found("en", BLURRED))


# --- on demand


def test_all_steps_are_those_for_the_answers_codes() -> None:
    steps = steps_message(found("en", replace(LIMIT, remedy=UNCLEAR)), VOICE)

    assert steps.blocks[0]["elements"][1] == items(
        "ordered",
        line(say("Look at the "), say("log_id", code=True), say(".")),
        line(say("Don't scale.")),
        line(say("Try again.")),
        line(say("Take another device.")),
    )
    assert steps.text.startswith("18: All steps: Face not clear 1. Look at the log_id. 2. Don't scale.")


def test_a_ticket_can_be_copied() -> None:
    ticket = ticket_message(replace(found("zh", LIMIT), context=PASTE), VOICE)

    assert ticket.blocks == (
        rich(
            line(say("工单内容，补上请求即可提交", bold=True)),
            {
                "type": "rich_text_preformatted",
                "elements": [
                    say(
                        "接口返回错误 18（qps request limit reached），请协助排查。\n"
                        "错误码：18\n"
                        "错误信息：qps request limit reached\n"
                        "log_id：1234567890\n"
                        "发生时间：2020-11-24 12:51:44 UTC\n"
                        "参数：image\n"
                        "请求：【请粘贴请求的 URL 和参数，去掉 access_token、密钥、图片和个人信息】\n"
                        "已重试：【次数和间隔，结果如何】"
                    )
                ],
            },
            line(say("→ "), link("18 详情", "/c/faces/18")),
        ),
    )


def test_a_familys_ticket_leaves_the_code_to_be_filled_in() -> None:
    ticket = ticket_message(family("en", CHECK, CACHE), VOICE)

    assert "Error code: [the error code]\nError message: system busy" in dumped(ticket).replace("\\n", "\n")


def told(topic: FollowUp, entry: Entry = FUZZY, language: str = "en") -> list[Json]:
    message = follow_up_message(found(language, entry), topic, VOICE, MARKER)
    assert message.blocks[0]["block_id"] == MARKER
    assert faults_of(message) == []
    elements: list[Json] = message.blocks[0]["elements"]
    return elements


def test_may_i_retry_is_answered_for_the_code_alone() -> None:
    assert told(FollowUp.RETRY)[:2] == [
        line(say("223114 · Can I retry?", bold=True)),
        line(
            say(
                "Not yet. The end user has to act (a new photo, video or corrected data);"
                " sending the same request again won't help."
            )
        ),
    ]
    assert told(FollowUp.RETRY)[2:] == [
        line(say("Yes:")),
        items(
            "bullet",
            line(
                say("223114", code=True),
                say(": once, see "),
                link("limits", "/r/faces/limits"),
                say(";"),
            ),
        ),
        {"type": "rich_text_preformatted", "elements": [say("if a < b")]},
        line(say("→ Full steps: "), link("Face not clear", "/r/faces/face-unclear")),
    ]


def test_what_to_tell_the_end_user_is_a_quote() -> None:
    assert told(FollowUp.END_USER)[2:4] == [
        line(say("223114", code=True), say(":")),
        {"type": "rich_text_quote", "elements": [say("Hold still.")]},
    ]


def test_who_has_to_act() -> None:
    assert told(FollowUp.ACTOR)[1] == line(say("Who has to act: the end user."))
    assert told(FollowUp.ACTOR, LIMIT, "zh")[1] == line(say("由谁处理：账号负责人。"))


def test_the_vendors_own_words() -> None:
    assert told(FollowUp.SOURCE)[1:5] == [
        line(say(f"{SOURCE_EN}. https://vendor.test/errors")),
        line(say("223114", bold=True), say(" · face is fuzzy")),
        {"type": "rich_text_quote", "elements": [say("人脸模糊\n提示用户拍摄时不要晃动手机")]},
        line({"type": "link", "url": "https://vendor.test/errors", "text": "https://vendor.test/errors"}),
    ]


def test_a_ticket_that_nobody_asks_for() -> None:
    assert told(FollowUp.TICKET)[1:3] == [
        line(say("The vendor's advice doesn't ask for one.")),
        line(say("Rarely needed.")),
    ]


def test_what_it_means() -> None:
    assert told(FollowUp.MEANING)[2] == line(say("It can't be seen."))


@pytest.mark.parametrize(("topic", "language"), [(FollowUp.ENGLISH, "en"), (FollowUp.CHINESE, "zh")])
def test_another_language_is_the_whole_answer_again(topic: FollowUp, language: str) -> None:
    answer = found("en" if language == "zh" else "zh", FUZZY)

    message = follow_up_message(answer, topic, VOICE, MARKER, CASE)

    assert message == in_channel(replace(answer, language=language), marker=MARKER)


@pytest.mark.parametrize("topic", list(FollowUp))
@pytest.mark.parametrize("answer", [Answer(Kind.NOTHING, "en"), Answer(Kind.UNKNOWN_CODE, "zh", unknown="223199")])
def test_a_follow_up_where_nothing_is_known_says_so(answer: Answer, topic: FollowUp) -> None:
    assert faults_of(follow_up_message(answer, topic, VOICE, MARKER)) == []


# --- around an answer


def test_a_headline_names_the_asker_and_nobody_else() -> None:
    message = headline_message(found("en", BLURRED), "U024BE7LH", "/errcode 223114 <!here>", MARKER)

    assert message == Message(
        "<@U024BE7LH> asked /errcode 223114 ‹!here›: 223114 · face is fuzzy · The face is blurred.",
        (
            rich(
                line(
                    {"type": "user", "user_id": "U024BE7LH"}, say(" asked "), say("/errcode 223114 ‹!here›", code=True)
                ),
                line(say("223114 · face is fuzzy · The face is blurred.", bold=True)),
                marker=MARKER,
            ),
        ),
    )


@pytest.mark.parametrize("asker", ["", "channel", "U1> <!here", "W" + "0" * 90])
def test_who_is_no_user_is_not_mentioned(asker: str) -> None:
    message = headline_message(found("zh", BLURRED), asker, "/errcode 223114", MARKER)

    assert find_mentions({"text": message.text, "blocks": list(message.blocks)}) == []


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (2, "223114 again, 2nd time in 10 min"),
        (11, "223114 again, 11th time in 10 min"),
        (23, "223114 again, 23rd time in 10 min"),
    ],
)
def test_a_repeat_is_one_line_with_a_link(count: int, said: str) -> None:
    message = repeat_message(found("en", BLURRED), count, 10, "https://x.slack.com/archives/C1/p1", MARKER)

    first = {"type": "link", "url": "https://x.slack.com/archives/C1/p1", "text": "first answer"}
    assert message == Message(said, (rich(line(say(said), say(" → "), first), marker=MARKER),))


def test_a_repeat_without_a_link() -> None:
    message = repeat_message(family("zh", CHECK, CACHE), 3, 10, "", MARKER)

    assert message.blocks[0]["elements"] == [line(say("222901、222907 又出现了，10 分钟内第 3 次"))]


def test_a_marker_too_long_for_a_block_id_is_refused() -> None:
    with pytest.raises(ValueError, match="256 characters"):
        in_channel(found("en", BLURRED), marker="m" * 256)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_has_examples_that_the_desk_answers(desk: Desk, language: str) -> None:
    message = help_message(language, "/errcode")

    typed = [part["text"] for part in parts_of(message.blocks) if part.get("style") == {"code": True}]
    asked = [text.removeprefix("/errcode ") for text in typed]
    assert "/errcode help" in typed
    assert all(text.startswith("/errcode ") for text in typed)
    answers = {
        text: desk.answer(text, Mode.ASK).kind for text in asked if not text.startswith(("me ", "channel", "help"))
    }
    assert set(answers.values()) == {Kind.FOUND}
    assert faults_of(message) == []


@pytest.mark.parametrize("policy", ["listen", "mention", "off", "", "<!channel>"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_policy_is_explained(policy: str, language: str) -> None:
    message = policy_message(policy, language)

    assert faults_of(message) == []
    assert (policy in message.text) == (policy != "<!channel>")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_home_and_form_are_views_that_slack_takes(language: str) -> None:
    health = Health(140, 30, "2020-12-15", 3, 12.4, 1, "https://errcode.test", "/errcode")
    home, form = home_view([language], health), form_view(language)

    check_view(home, "home")
    check_view(result_view(in_private(found(language, FUZZY)), language), "modal")
    check_view(form, "modal")
    assert form["callback_id"] == FORM
    assert (form["blocks"][0]["block_id"], form["blocks"][0]["element"]["action_id"]) == (FORM_BLOCK, FORM_INPUT)
    said = " ".join(texts_of(home["blocks"]))
    assert {
        "zh": "3 条回答待发，最久的等了 12 秒；1 条没能送达。",
        "en": "3 answers waiting, the oldest for 12 s; 1 could",
    }[language] in said
    assert faults_of(thanks_message(language)) == []
