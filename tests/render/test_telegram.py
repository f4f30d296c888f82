"""Telegram's messages, compared as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.answer import Answer, By, Card, Context, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.desk import Desk, Mode
from bot.core.followup import FollowUp
from bot.render.links import Links
from bot.render.telegram import (
    Button,
    Message,
    Voice,
    answer_message,
    follow_up_message,
    help_message,
    inline_results,
    language_message,
    not_yours_text,
    policy_message,
    privacy_message,
    repeat_message,
    steps_message,
    thanks_text,
    ticket_message,
    warning_message,
    welcome_message,
)

from .answers import BY_MESSAGE, CASE, FACE_RANGE, FUZZY, PASTE, SOURCE_EN, UNCLEAR, VOICE, family, found
from .made import BLURRED, CACHE, CHECK, CHECK_TOO, LIMIT, NETWORK, POLICE
from .telegram_parts import Parsed, data_of, faults_of, in_channel, in_private

# --- whole messages

TOOLS_EN = (Button("中文", "language:case-1"), Button("Not helpful", "unhelpful:case-1"))
TOOLS_ZH = (Button("English", "language:case-1"), Button("没有帮助", "unhelpful:case-1"))
PAGE_EN = Button("Full steps ↗", url="http://desk.test/r/faces/face-unclear")


def test_a_card_in_english() -> None:
    message = in_channel(replace(found("en", FUZZY), context=PASTE), count=3)

    assert message.html == (
        "<b>223114 · face is fuzzy · The face is blurred.</b>\n"
        "Seen 3 times here\n"
        "<b>Fix first, then retry:</b> The end user has to act (a new photo, video or corrected data); "
        "sending the same request again won't help.\n"
        "<b>What to do:</b> Ask the user to hold the phone steady.\n"
        "<b>We suggest:</b>\n"
        "1. Look at the <code>log_id</code>.\n"
        "2. Wipe the lens.\n"
        "3. Don't scale.\n"
        '→ Full steps: <a href="http://desk.test/r/faces/face-unclear">Face not clear</a> · '
        '<a href="http://desk.test/c/faces/223114">All about 223114</a>\n'
        "<blockquote expandable>Matched: field “error_code:223114”, score 100 · log_id 1234567890 · Parameter image · "
        "2020-11-24 12:51:44 UTC\n"
        "Vendor says: 提示用户拍摄时不要晃动手机\n"
        f'<a href="https://vendor.test/errors">{SOURCE_EN}</a></blockquote>'
    )
    assert message.buttons == ((Button("More steps", "steps:case-1"), PAGE_EN), TOOLS_EN)
    assert faults_of(message) == []


def test_a_card_in_chinese_with_a_ticket() -> None:
    message = in_channel(found("zh", LIMIT, reason=Reason(By.CODE, 100.0, "18")))

    assert message == Message(
        "<b>18 · qps request limit reached · QPS超限额</b>\n"
        "<b>不要重试：</b> 重试没有用，需要账号负责人处理（额度或权限）。请提交工单。\n"
        "<b>处理建议：</b> 请提交工单\n"
        '→ <a href="http://desk.test/c/faces/18">18 详情</a>\n'
        "<blockquote expandable>匹配：错误码“18”，100 分\n"
        '<a href="https://vendor.test/errors">人脸识别 · 通用错误码 · 2020-12-15 版</a></blockquote>',
        "18 · qps request limit reached · QPS超限额\n"
        "不要重试： 重试没有用，需要账号负责人处理（额度或权限）。请提交工单。\n"
        "处理建议： 请提交工单\n"
        "→ 18 详情\n"
        "匹配：错误码“18”，100 分\n"
        "人脸识别 · 通用错误码 · 2020-12-15 版",
        ((Button("工单内容", "ticket:case-1"),), TOOLS_ZH),
    )


def test_a_family_groups_its_codes_by_what_differs() -> None:
    message = in_channel(family("en", CHECK, CHECK_TOO, CACHE))

    assert message.html.startswith(
        "<b>System busy · 3 codes</b>\n"
        "<b>Retry with back-off:</b> The fault is on the vendor's side; retry with growing pauses. "
        "If several tries fail, open a ticket.\n"
        "<b>What to do:</b> Try again; if that fails, submit a ticket.\n"
        "<b>Codes:</b>\n"
        '• <a href="http://desk.test/c/faces/222901">222901</a>, '
        '<a href="http://desk.test/c/faces/222902">222902</a> · The parameter check failed.\n'
        '• <a href="http://desk.test/c/faces/222907">222907</a> · The cache failed.\n'
        '→ <a href="http://desk.test/c/faces/222901">All about 222901</a>\n'
        "<blockquote expandable>"
    )
    assert message.buttons == ((Button("Ticket text", "ticket:case-1"),), TOOLS_EN)


def test_choices_have_a_button_each_in_a_row_of_its_own() -> None:
    cards = tuple(Card(entry, BY_MESSAGE) for entry in (CHECK, CACHE, POLICE, NETWORK))
    message = in_channel(Answer(Kind.CHOICES, "zh", cards, suggestions=(Suggestion(LIMIT, 60.0),)))

    assert message.html == (
        "<b>是哪一个？</b>\n"
        '• <a href="http://desk.test/c/faces/222901">222901</a> · system busy · 参数校验失败\n'
        '• <a href="http://desk.test/c/faces/222907">222907</a> · system busy · 缓存处理失败\n'
        '• <a href="http://desk.test/c/faces/222361">222361</a> · system busy · 公安服务失败\n'
        '• <a href="http://desk.test/c/faces/222361">222361</a> · network not available · 公安服务失败\n'
        "不管是哪一个：故障在服务方，重试时逐次拉长间隔。多次重试无效请提交工单。\n"
        "<blockquote expandable>也可能是：18 qps request limit reached</blockquote>"
    )
    assert message.buttons == (
        (Button("222901 · 参数校验失败", "choose:case-1:0"),),
        (Button("222907 · 缓存处理失败", "choose:case-1:1"),),
        (Button("222361 · system busy · 公安服务失败", "choose:case-1:2"),),
        (Button("222361 · network not available · 公安服务失败", "choose:case-1:3"),),
        TOOLS_ZH,
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

    assert message.html == (
        "<b>223199 · not in the catalogue</b>\n"
        "<b>Range:</b> 223100-223199: the face library\n"
        "<b>Codes close to it:</b>\n"
        '• <a href="http://desk.test/c/faces/223114">223114</a> · face is fuzzy · The face is blurred.\n'
        "<blockquote expandable>log_id 42</blockquote>"
    )
    assert message.buttons == ((Button("223114 · The face is blurred.", "choose:case-1:0"),), TOOLS_EN)


def test_nothing_is_a_friendly_line_with_examples() -> None:
    message = in_channel(Answer(Kind.NOTHING, "zh"))

    said = "这个我不认识。可以发错误码、报错原文或一句话描述，例如 223114、face is fuzzy、照片糊了。"
    assert message == Message(f"<b>{said}</b>", said, (TOOLS_ZH,))


def test_the_rows_of_one_code_are_compact_cards_with_the_steps_below() -> None:
    entries = [replace(entry, remedy=UNCLEAR) for entry in (POLICE, NETWORK)]

    lines = in_channel(found("en", *entries), count=2).plain.split("\n")

    assert lines[:4] == [
        "222361 stands in 2 rows of the source:",
        "Seen 2 times here",
        "",
        "222361 · system busy · The police service failed.",
    ]
    assert lines.index("222361 · network not available · The police service failed.") < lines.index("We suggest:")


def test_a_remark_stands_below_the_card_once() -> None:
    remark = Remark(RemarkKind.CONTRADICTION, "system busy")
    message = in_channel(replace(found("en", BLURRED), remarks=(remark, remark)))

    said = "Note: The message beside it belongs to another code: “system busy”. I believed the code."
    assert message.plain.split("\n").count(said) == 1


def test_without_a_case_there_are_no_buttons() -> None:
    assert answer_message(found("en", FUZZY), VOICE, "", private=True).buttons == ()


def test_a_case_too_long_for_a_button_is_refused() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        answer_message(found("en", LIMIT), VOICE, "c" * 58, private=True)


@pytest.mark.parametrize(
    "base",
    [
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://desk",
        "http://[::1]:80",
        "http://desk.local:8000",
        "http://desk.internal",
    ],
)
def test_an_address_that_telegram_refuses_gets_no_button(base: str) -> None:
    voice = Voice(VOICE.knowledge, Links(base))

    message = answer_message(found("en", FUZZY), voice, CASE, private=False)

    assert [button.url for row in message.buttons for button in row if button.url] == []
    assert f"{base}/r/faces/face-unclear" in Parsed(message.html).links


@pytest.mark.parametrize("base", ["https://errcode.example.com", "https://desk.example.com:8443/bot"])
def test_an_address_with_a_name_gets_a_button(base: str) -> None:
    message = answer_message(found("zh", FUZZY), Voice(VOICE.knowledge, Links(base)), CASE, private=False)

    assert message.buttons[0][-1] == Button("完整步骤 ↗", url=f"{base}/r/faces/face-unclear")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_possible_repeat_is_marked_as_such(language: str) -> None:
    answer = found(language, FUZZY)
    said = {"zh": "可能是重复：", "en": "This may be a repeat:"}[language]
    sent: list[tuple[Message, Message]] = [
        (in_channel(answer), in_channel(answer, again=True)),
        (
            follow_up_message(answer, FollowUp.RETRY, VOICE),
            follow_up_message(answer, FollowUp.RETRY, VOICE, again=True),
        ),
        (repeat_message(answer, 2, 10, ""), repeat_message(answer, 2, 10, "", again=True)),
    ]

    for once, twice in sent:
        assert said not in once.plain
        assert twice.plain.split("\n")[-1].startswith(said)


# --- secrets


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_secret_is_told_in_private_and_to_the_poster(language: str) -> None:
    answer = replace(found(language, BLURRED), remarks=(Remark(RemarkKind.SECRET, "access-token"),))
    said = {"zh": "访问令牌", "en": "access token"}[language]

    assert said not in in_channel(answer).plain
    assert said in in_private(answer).plain
    assert said in warning_message(answer).plain
    assert faults_of(warning_message(answer)) == []


def test_a_warning_without_a_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="no secret"):
        warning_message(found("en", BLURRED))


# --- on demand


def test_all_steps_are_those_for_the_answers_codes() -> None:
    steps = steps_message(found("en", replace(LIMIT, remedy=UNCLEAR)), VOICE)

    assert steps == Message(
        "<b>18</b>\n"
        "<b>All steps:</b> Face not clear\n"
        "1. Look at the <code>log_id</code>.\n"
        "2. Don't scale.\n"
        "3. Try again.\n"
        "4. Take another device.\n"
        '→ Full steps: <a href="http://desk.test/r/faces/face-unclear">Face not clear</a>',
        "18\nAll steps: Face not clear\n1. Look at the log_id.\n2. Don't scale.\n3. Try again.\n"
        "4. Take another device.\n→ Full steps: Face not clear",
        ((PAGE_EN,),),
    )


def test_a_ticket_can_be_copied() -> None:
    ticket = ticket_message(replace(found("zh", LIMIT), context=PASTE), VOICE)

    assert ticket.html == (
        "<b>18</b>\n"
        "<b>工单内容，补上请求即可提交</b>\n"
        "<pre>接口返回错误 18（qps request limit reached），请协助排查。\n"
        "错误码：18\n"
        "错误信息：qps request limit reached\n"
        "log_id：1234567890\n"
        "发生时间：2020-11-24 12:51:44 UTC\n"
        "参数：image\n"
        "请求：【请粘贴请求的 URL 和参数，去掉 access_token、密钥、图片和个人信息】\n"
        "已重试：【次数和间隔，结果如何】</pre>\n"
        '→ <a href="http://desk.test/c/faces/18">18 详情</a>'
    )


def test_may_i_retry_is_answered_for_the_code_alone() -> None:
    message = follow_up_message(found("en", FUZZY), FollowUp.RETRY, VOICE)

    assert message.html == (
        "<b>223114 · Can I retry?</b>\n"
        "Not yet. The end user has to act (a new photo, video or corrected data); "
        "sending the same request again won't help.\n"
        "Yes:\n"
        '• <code>223114</code>: once, see <a href="http://desk.test/r/faces/limits">limits</a>;\n'
        '<pre><code class="language-sh">if a &lt; b</code></pre>\n'
        '→ Full steps: <a href="http://desk.test/r/faces/face-unclear">Face not clear</a>'
    )


def test_what_to_tell_the_end_user_is_a_quote() -> None:
    message = follow_up_message(found("en", FUZZY), FollowUp.END_USER, VOICE)

    assert "<code>223114</code>:\n<blockquote>Hold still.</blockquote>\n→" in message.html


def test_the_vendors_own_words() -> None:
    message = follow_up_message(found("en", FUZZY), FollowUp.SOURCE, VOICE)

    assert (
        "<blockquote>人脸模糊\n提示用户拍摄时不要晃动手机</blockquote>\n"
        '<a href="https://vendor.test/errors">https://vendor.test/errors</a>'
    ) in message.html


@pytest.mark.parametrize(("topic", "language"), [(FollowUp.ENGLISH, "en"), (FollowUp.CHINESE, "zh")])
def test_another_language_is_the_whole_answer_again(topic: FollowUp, language: str) -> None:
    answer = found("en" if language == "zh" else "zh", FUZZY)

    assert follow_up_message(answer, topic, VOICE, CASE) == in_channel(replace(answer, language=language))


@pytest.mark.parametrize("topic", list(FollowUp))
@pytest.mark.parametrize("answer", [Answer(Kind.NOTHING, "en"), Answer(Kind.UNKNOWN_CODE, "zh", unknown="223199")])
def test_a_follow_up_where_nothing_is_known_says_so(answer: Answer, topic: FollowUp) -> None:
    assert faults_of(follow_up_message(answer, topic, VOICE)) == []


def test_a_long_passage_folds_and_a_sample_does_not() -> None:
    long = "Wait a little, then try again. " * 40
    passages = [
        replace(passage, text=replace(passage.text, en=f"{long}\n\n```\nx = 1\n```")) for passage in UNCLEAR.passages
    ]
    entry = replace(FUZZY, remedy=replace(UNCLEAR, passages=tuple(passages)))

    message = follow_up_message(found("en", entry), FollowUp.RETRY, VOICE)

    assert f"<blockquote expandable>{long.strip()}</blockquote>" in message.html
    assert "\n<pre>x = 1</pre>\n" in message.html


# --- around an answer


@pytest.mark.parametrize(
    ("count", "said"),
    [(2, "223114 again, 2nd time in 10 min"), (11, "223114 again, 11th time in 10 min")],
)
def test_a_repeat_is_one_line_with_a_link(count: int, said: str) -> None:
    message = repeat_message(found("en", BLURRED), count, 10, "https://t.me/c/1/17")

    assert message == Message(f'{said} → <a href="https://t.me/c/1/17">first answer</a>', f"{said} → first answer")


def test_a_repeat_without_a_link() -> None:
    message = repeat_message(family("zh", CHECK, CACHE), 3, 10, "")

    said = "222901、222907 又出现了，10 分钟内第 3 次"
    assert message == Message(said, said)


def typed_in(message: Message) -> list[str]:
    return [part.split("</code>")[0] for part in message.html.split("<code>")[1:]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_has_examples_that_the_desk_answers(desk: Desk, language: str) -> None:
    message = help_message(language, "errcode_bot")

    typed = typed_in(message)
    asked = [text.split(" ", 1)[1] for text in typed if text.startswith(("/errcode ", "@errcode_bot "))]
    assert len(asked) == 4
    assert {desk.answer(text, Mode.ASK).kind for text in asked} == {Kind.FOUND}
    assert "/privacy" in typed
    assert faults_of(message) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_privacy_says_what_is_kept_for_how_long(language: str) -> None:
    message = privacy_message(language, "errcode_bot")

    assert all(days in message.plain for days in ("90", "180", "500", "errcode_bot"))
    assert faults_of(message) == []


def test_the_welcome_has_both_languages_and_the_two_ways_out() -> None:
    message = welcome_message("errcode_bot")

    assert typed_in(message) == ["/errcode@errcode_bot 223114"] * 2
    for said in ("administrator", "管理员", "BotFather", "隐私模式", "Privacy mode"):
        assert said in message.plain
    assert faults_of(message) == []


@pytest.mark.parametrize("policy", ["listen", "mention", "off", "", "<b>@all"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_policy_is_explained(policy: str, language: str) -> None:
    message = policy_message(policy, language)

    assert faults_of(message) == []
    assert typed_in(message) == ["/channel listen", "/channel mention", "/channel off"]
    assert (policy in message.plain.split("\n")[0]) == (policy != "<b>@all")


@pytest.mark.parametrize(("language", "other"), [("zh", "/lang en"), ("en", "/lang zh")])
def test_a_language_is_confirmed_with_the_way_back(language: str, other: str) -> None:
    message = language_message(language)

    assert typed_in(message) == [other]
    assert faults_of(message) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_pressed_button_says_is_short(language: str) -> None:
    for said in (thanks_text(language), not_yours_text(language)):
        assert said.endswith(("。", "."))
        assert len(said) <= 200


# --- inline


def test_an_inline_result_for_each_card_in_the_readers_language() -> None:
    results = inline_results(found("en", BLURRED, LIMIT), VOICE, "zh")

    assert [(result.title, result.description) for result in results] == [
        (
            "223114 · face is fuzzy",
            "人脸模糊。需要终端用户配合（重拍照片或视频，或改正填写的信息），原样重发没有用。",
        ),
        (
            "18 · qps request limit reached",
            "QPS超限额。重试没有用，需要账号负责人处理（额度或权限）。请提交工单。",
        ),
    ]
    alone = found("zh", BLURRED)
    assert results[0].message == answer_message(alone, VOICE, "", private=False)


def test_a_family_is_one_inline_result() -> None:
    (result,) = inline_results(family("en", CHECK, CACHE), VOICE, "en")

    assert (result.title, result.description) == ("System busy", "2 codes · 222901, 222907")


def test_an_unknown_code_offers_itself_and_the_near_ones_inline() -> None:
    answer = Answer(Kind.UNKNOWN_CODE, "en", suggestions=(Suggestion(BLURRED, 92.0),), unknown="223115")

    results = inline_results(answer, VOICE, "en")

    assert [result.title for result in results] == ["223115", "223114 · face is fuzzy"]
    assert [data_of(result.message) for result in results] == [[], []]


def test_nothing_offers_nothing_inline() -> None:
    assert inline_results(Answer(Kind.NOTHING, "en"), VOICE, "en") == []
