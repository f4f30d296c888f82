"""What the bot answers in Slack: whole conversations, from what people write to what stands in the channel."""

from __future__ import annotations

import json

import pytest

from tests.doubles.happenings import Kind
from tests.doubles.slack import Message
from tests.e2e.slack_bot import ANN, BOB, SlackBot

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
SECRET = "24.c0ffee4d5e6f708192a3b4c5d6e7f809.2592000.1700000000.282335-12345678"


def shown(message: Message) -> str:
    """Everything of a message, as one text."""
    return json.dumps(message.body, ensure_ascii=False)


def test_paste_in_a_channel_is_answered_once_in_its_thread(bot: SlackBot) -> None:
    channel = bot.channel()

    ts = bot.says(channel, FUZZY)

    answer = bot.answer(channel, ts)
    bot.settle()
    assert [(ts, answer.text)] == [(post.thread, post.text) for post in bot.posts(channel)]
    assert answer.text.startswith("223114 · face is fuzzy · The face is blurry.")
    for part in ("1234567890", "2020-11-24 12:51:44 UTC", "edition 2020-12-15", "/c/baidu-face/223114"):
        assert part in shown(answer)


@pytest.mark.parametrize("first", ["message", "app_mention"])
@pytest.mark.parametrize("gap", [0.0, 0.2])
def test_mention_and_message_are_one_question(bot: SlackBot, first: str, gap: float) -> None:
    channel = bot.channel()

    ts = bot.mentions(channel, "222904 ?", first=first, gap=gap)

    bot.answer(channel, ts)
    bot.settle()
    assert [ts] == [post.thread for post in bot.posts(channel)]


def test_event_that_comes_again_is_answered_once(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.act(lambda server: setattr(server.faults, "lost_acks", 1.0))

    ts = bot.says(channel, FUZZY)

    bot.wait(lambda server: server.history.of(Kind.GIVEN_UP, message=ts))
    bot.act(lambda server: server.faults.clear())
    bot.settle()
    assert [ts] == [post.thread for post in bot.posts(channel)]


def test_private_message_is_a_question(bot: SlackBot) -> None:
    user = bot.user()

    ts = bot.says(f"D{user}", "selfie too dark", user)

    bot.wait(lambda server: server.workspace.own_messages(f"D{user}"))
    bot.settle()
    assert 1 == len(bot.posts(f"D{user}"))
    assert bot.posts(f"D{user}")[0].thread in ("", ts)


def test_chit_chat_is_answered_only_when_addressed(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.says(channel, "good morning everybody, coffee is ready in the kitchen")

    asked = bot.mentions(channel, "good morning, how are you?")

    answer = bot.answer(channel, asked)
    bot.settle()
    assert 1 == len(bot.posts(channel))
    assert "223114" in answer.text + shown(answer)  # an example of what can be asked


# --- threads ---------------------------------------------------------------------------------


def test_paste_in_a_thread_is_answered_in_that_thread(bot: SlackBot) -> None:
    channel = bot.channel()
    root = bot.says(channel, "the kiosk at gate 4 fails again, see below")

    bot.says(channel, FUZZY, thread=root)

    answer = bot.answer(channel, root)
    assert answer.text.startswith("223114")
    assert [root] == [post.thread for post in bot.posts(channel)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("can I retry?", "again"),
        ("怎么处理", "223114"),
        ("ticket", "223114"),
        ("in Chinese", "人脸模糊"),
        ("what does it mean?", "223114"),
        ("用中文", "人脸模糊"),
    ],
)
def test_follow_up_in_the_thread_needs_no_code(bot: SlackBot, asked: str, told: str) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)

    bot.says(channel, asked, BOB, thread=ts)

    follow_up = bot.answer(channel, ts, 1)
    bot.settle()
    assert 2 == len(bot.posts(channel, ts))
    assert told in shown(follow_up)


@pytest.mark.parametrize("said", ["thanks, that was it", "好的，谢谢", "I'll ask Li about the camera tomorrow"])
def test_talk_in_the_thread_is_none_of_the_bots_business(bot: SlackBot, said: str) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)

    bot.says(channel, said, BOB, thread=ts)

    bot.settle()
    assert 1 == len(bot.posts(channel))


def test_follow_up_after_an_edit_is_about_the_new_error(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)
    bot.edits(channel, ts, '{"error_code":222904,"error_msg":"system busy"}')
    bot.wait(lambda server: server.workspace.own_messages(channel, ts)[0].text.startswith("222904"))

    bot.says(channel, "can I retry?", BOB, thread=ts)

    assert "223114" not in shown(bot.answer(channel, ts, 1))


def test_follow_up_in_private_is_about_the_last_answer(bot: SlackBot) -> None:
    user = bot.user()
    bot.says(f"D{user}", FUZZY, user)
    bot.wait(lambda server: server.workspace.own_messages(f"D{user}"))

    bot.says(f"D{user}", "can I retry?", user)

    told = bot.wait(lambda server: server.workspace.own_messages(f"D{user}")[1:])
    assert "again" in shown(told[0])


# --- alerts and files ------------------------------------------------------------------------

_FIELDS = [{"title": "error_code", "value": "222204", "short": True}, {"title": "error_msg", "value": "image url"}]
_SECTION = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "*face-api* `error_code: 222204, error_msg: image download fail`"},
}


@pytest.mark.parametrize(
    "alert",
    [
        pytest.param({"attachments": [{"fallback": "[FIRING] face-api", "fields": _FIELDS}]}, id="fields"),
        pytest.param({"attachments": [{"text": 'body: {"error_code":222204,"error_msg":"x"}'}]}, id="attachment"),
        pytest.param({"attachments": [{"blocks": [_SECTION]}]}, id="blocks in an attachment"),
        pytest.param({"blocks": [_SECTION]}, id="blocks"),
        pytest.param({"text": "error_code=222204 image download fail"}, id="text"),
    ],
)
@pytest.mark.parametrize("old", [True, False], ids=["webhook", "app"])
def test_alert_of_another_app_is_answered(bot: SlackBot, alert: dict[str, object], old: bool) -> None:
    channel = bot.channel()
    author = {"subtype": "bot_message", "bot_id": "B9"} if old else {"bot_id": "B9", "user": "U9", "app_id": "A9"}

    ts = bot.act(lambda server: server.people.posts(channel, {"text": "", **author, **alert}))

    assert bot.answer(channel, ts).text.startswith("222204")


def test_snippet_is_read(bot: SlackBot) -> None:
    channel = bot.channel()
    log = "\n".join([*(f"2020-11-24 12:51:{n:02d} INFO frame {n} sent" for n in range(50)), FUZZY])
    bot.written.append(log)

    ts = bot.act(lambda server: server.people.shares(channel, log, typed="from the kiosk"))

    assert bot.answer(channel, ts).text.startswith("223114")


def test_log_file_in_the_chinese_encoding_is_read(bot: SlackBot) -> None:
    channel = bot.channel()
    log = f"接口返回错误，请看日志：\n{FUZZY}\n重试三次都不行".encode("gb18030")

    ts = bot.act(
        lambda server: server.people.shares(
            channel, log, "face.log", "application/octet-stream", mode="hosted", typed=""
        )
    )

    assert bot.answer(channel, ts).text.startswith("223114")


# --- edits and deletions ---------------------------------------------------------------------


def test_edit_to_another_code_changes_the_answer(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    first = bot.answer(channel, ts)

    bot.edits(channel, ts, '{"error_code":222904,"error_msg":"system busy"}')

    bot.wait(lambda server: server.workspace.own_messages(channel, ts)[0].text.startswith("222904"))
    bot.settle()
    assert [first.ts] == [post.ts for post in bot.posts(channel)]


def test_edit_that_leaves_no_code_withdraws_the_answer(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)

    bot.edits(channel, ts, "never mind, the lens was dirty")

    bot.wait(lambda server: not server.workspace.own_messages(channel))


def test_edit_that_brings_the_code_back_is_answered(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)
    bot.edits(channel, ts, "never mind, the lens was dirty")
    bot.wait(lambda server: not server.workspace.own_messages(channel))

    bot.edits(channel, ts, FUZZY)

    assert bot.answer(channel, ts).text.startswith("223114")


def test_edit_that_adds_a_code_is_answered(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, "the kiosk fails, paste follows")

    bot.edits(channel, ts, f"the kiosk fails: {FUZZY}")

    assert bot.answer(channel, ts).text.startswith("223114")


def test_edit_that_adds_a_mention_is_answered_once(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, "what about this one here, 222904")
    bot.settle()
    text = "<@U0BOT> what about this one here, 222904"
    bot.edits(channel, ts, text)

    edited = {"user": ANN, "ts": ts}
    mention = {"type": "app_mention", "user": ANN, "channel": channel, "text": text, "ts": ts, "edited": edited}
    bot.act(lambda server: server.people.publish({**mention, "event_ts": ts}, channel, ts))

    assert bot.answer(channel, ts).text.startswith("222904")
    bot.settle()
    assert 1 == len(bot.posts(channel))


def test_preview_of_a_link_changes_nothing(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, f"see https://example.org/x {FUZZY}")
    bot.answer(channel, ts)

    bot.act(lambda server: server.people.unfurls(channel, ts, [{"title": "X", "text": "an article"}]))

    bot.settle()
    assert [] == bot.happened(Kind.EDITED, channel=channel)


def test_deletion_withdraws_the_answer(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)

    bot.act(lambda server: server.people.deletes(channel, ts))

    bot.wait(lambda server: not server.workspace.own_messages(channel))


def test_paste_deleted_at_once_leaves_no_answer(bot: SlackBot) -> None:
    channel = bot.channel()

    def regret(server: object) -> None:
        people = server.people  # type: ignore[attr-defined]
        people.deletes(channel, people.says(channel, FUZZY))

    bot.act(regret)

    bot.settle()
    assert [] == bot.posts(channel)


# --- repeats ---------------------------------------------------------------------------------


def test_storm_is_one_card_with_its_counter(bot: SlackBot) -> None:
    channel = bot.channel()

    for number in range(60):
        bot.says(channel, json.dumps({"error_code": 222904, "error_msg": "system busy", "log_id": number}))

    bot.wait(
        lambda server: ["60 times" in shown(post) for post in server.workspace.own_messages(channel)] == [True], 15
    )
    bot.settle()
    assert 1 == len(bot.posts(channel))
    assert 4 > len(bot.happened(Kind.EDITED, channel=channel))


def test_same_error_somewhere_else_gets_its_own_card(bot: SlackBot) -> None:
    first, second = bot.channel(), bot.channel()

    seen = [(channel, bot.says(channel, FUZZY)) for channel in (first, second)]

    assert seen == [(channel, bot.answer(channel, ts).thread) for channel, ts in seen]


def test_question_is_answered_although_the_error_has_its_card(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.answer(channel, bot.says(channel, FUZZY))

    asked = bot.mentions(channel, "223114")

    assert bot.answer(channel, asked).text.startswith("223114")


# --- secrets ---------------------------------------------------------------------------------


def test_poster_alone_is_warned_of_a_secret(bot: SlackBot) -> None:
    channel = bot.channel()
    paste = f"POST /rest/2.0/face/v3/detect?access_token={SECRET}\n{FUZZY}"

    ts = bot.says(channel, paste, BOB)

    bot.answer(channel, ts)
    warning = bot.whisper(channel)
    bot.settle()
    everything = json.dumps([post.body for post in bot.posts(channel)] + [note.body for note in bot.whispers(channel)])
    assert [(BOB, 1)] == [(warning.user, len(bot.whispers(channel)))]
    assert "token" in json.dumps(warning.body).lower()
    assert SECRET not in everything
    assert "c0ffee4d5e6f" not in everything
    assert "token" not in "".join(shown(post).lower() for post in bot.posts(channel))


def test_secret_without_an_error_warns_when_asked(bot: SlackBot) -> None:
    channel = bot.channel()

    ts = bot.mentions(channel, f"222904 with access_token={SECRET}", BOB)

    bot.answer(channel, ts)
    assert BOB == bot.whisper(channel).user


def test_secret_in_private_is_told_in_the_answer(bot: SlackBot) -> None:
    user = bot.user()

    bot.says(f"D{user}", f"access_token={SECRET} {FUZZY}", user)

    answer = bot.wait(lambda server: server.workspace.own_messages(f"D{user}"))[0]
    assert "token" in shown(answer).lower()
    assert SECRET not in shown(answer)


# --- policies and languages ------------------------------------------------------------------


def test_policy_mention_answers_only_what_is_addressed(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel mention")
    bot.says(channel, FUZZY)

    asked = bot.mentions(channel, FUZZY)

    bot.answer(channel, asked)
    bot.settle()
    assert [asked] == [post.thread for post in bot.posts(channel)]


def test_policy_off_answers_nothing_and_can_be_undone(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel off")
    bot.says(channel, FUZZY)
    bot.mentions(channel, FUZZY)
    bot.settle()
    silent = bot.posts(channel)

    bot.commands(channel, "channel listen")
    ts = bot.says(channel, FUZZY)

    assert [] == silent
    assert bot.answer(channel, ts).text.startswith("223114")


def test_policy_holds_for_its_channel_alone(bot: SlackBot) -> None:
    quiet, other = bot.channel(), bot.channel()
    bot.commands(quiet, "channel off")

    ts = bot.says(other, FUZZY)

    assert ts == bot.answer(other, ts).thread


def test_policy_off_still_withdraws_what_was_deleted(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)
    bot.commands(channel, "channel off")

    bot.act(lambda server: server.people.deletes(channel, ts))

    bot.wait(lambda server: not server.workspace.own_messages(channel))


@pytest.mark.parametrize(
    ("said", "described"),
    [
        (FUZZY, "The face is blurry."),
        (f"线上报错了，帮忙看一下 {FUZZY}", "人脸模糊"),
        (f"does anybody know this one? {FUZZY}", "The face is blurry."),
    ],
)
def test_language_is_that_of_the_text(bot: SlackBot, said: str, described: str) -> None:
    channel = bot.channel()

    ts = bot.says(channel, said)

    assert described in bot.answer(channel, ts).text


def test_language_of_the_channel_decides_for_a_bare_paste(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel zh")

    for ts in (bot.says(channel, FUZZY), bot.mentions(channel, FUZZY)):
        assert "人脸模糊" in bot.answer(channel, ts).text
