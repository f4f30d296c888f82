"""Buttons, inline mode, deep links, commands and the welcome, as people use them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.doubles.happenings import Kind
from tests.doubles.telegram import Message
from tests.e2e.telegram_bot import ANN, BOB, TelegramBot, Transport

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
BUSY = '{"error_code":222904,"error_msg":"system busy","log_id":1234567890}'
AMBIGUOUS = "图片"  # two entries are as near to it


def shown(message: Message) -> str:
    """Everything of a message but what it replies to, as one text."""
    return json.dumps({**message.body, "reply_to_message": None}, ensure_ascii=False)


def verbs(message: Message) -> list[str]:
    """What the buttons below a message do."""
    return [button["callback_data"].partition(":")[0] for button in message.buttons if "callback_data" in button]


def packed(text: str) -> str:
    """What a deep link carries."""
    return "c-" + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


# --- buttons ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paste", "button", "told"),
    [(FUZZY, "steps", "wipe the lens"), (FUZZY, "language", "人脸模糊"), (BUSY, "ticket", "1234567890")],
)
def test_button_is_answered_below_the_answer_once(telegram: TelegramBot, paste: str, button: str, told: str) -> None:
    group = telegram.group()
    answer = telegram.answer(group, telegram.says(group, paste))

    for user in (BOB, ANN):
        telegram.clicks(answer, button, user)

    follow_up = telegram.answer(group, answer.id)
    assert told in shown(follow_up)
    telegram.settle()
    assert [answer.id, follow_up.id] == [post.id for post in telegram.posts(group)]


def test_button_in_a_topic_is_answered_there(telegram: TelegramBot) -> None:
    forum = telegram.group(forum=True)
    topic = telegram.act(lambda server: server.chats.add_topic(forum, "kiosks"))
    answer = telegram.answer(forum, telegram.says(forum, FUZZY, topic=topic))

    telegram.clicks(answer, "steps")

    assert topic == telegram.answer(forum, answer.id).topic


@pytest.mark.parametrize("ask", [FUZZY, BUSY, "222999", "system busy"])
def test_every_button_of_an_answer_does_something(telegram: TelegramBot, ask: str) -> None:
    person = telegram.person()
    answer = telegram.answer(person, telegram.says(person, ask))

    for button in [one for one in verbs(answer) if one != "choose"]:
        before = len(telegram.posts(person))
        said = telegram.clicks(answer, button)
        assert said or telegram.answer(person, None, before).text


def test_button_of_an_answer_that_was_edited_is_about_the_new_error(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, FUZZY)
    telegram.answer(group, number)
    telegram.edits(group, number, BUSY)
    answer = telegram.until(group, "222904 · system busy")

    telegram.clicks(answer, "ticket")

    assert "222904" in shown(telegram.answer(group, answer.id))


def test_button_of_another_chats_answer_tells_nothing(telegram: TelegramBot) -> None:
    here, there = telegram.group(), telegram.group()
    mine = telegram.answer(here, telegram.says(here, FUZZY))
    other = telegram.answer(there, telegram.says(there, BUSY))

    query = telegram.act(lambda server: server.hands.forges(here, mine.id, other.buttons[0]["callback_data"], BOB))

    assert "" == telegram.told(query)
    telegram.settle()
    assert ([mine.id], [other.id]) == tuple([post.id for post in telegram.posts(chat)] for chat in (here, there))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "steps",
        "steps:",
        "steps:0123456789abcdef",
        "vote:1",
        "choose:0123456789abcdef:999",
        "\u202e",
        "x" * 64,
        None,
    ],
)
def test_forged_press_is_answered_and_does_nothing(telegram: TelegramBot, data: str | None) -> None:
    group = telegram.group()
    answer = telegram.answer(group, telegram.says(group, FUZZY))

    query = telegram.act(lambda server: server.hands.forges(group, answer.id, data, BOB))

    assert "" == telegram.told(query)
    telegram.settle()
    assert [answer.id] == [post.id for post in telegram.posts(group)]


def test_press_on_a_message_that_is_too_old_to_be_told_is_answered(telegram: TelegramBot) -> None:
    group = telegram.group()
    answer = telegram.answer(group, telegram.says(group, FUZZY))
    data = answer.buttons[0]["callback_data"]

    query = telegram.act(lambda server: server.hands.forges(group, answer.id, data, lost=True))

    assert "" == telegram.told(query)
    assert telegram.answer(group, answer.id).text


def test_choice_of_the_asker_takes_the_place_of_the_question(telegram: TelegramBot) -> None:
    group = telegram.group()
    question = telegram.answer(group, telegram.says(group, f"/errcode {AMBIGUOUS}", ANN))
    assert 1 < verbs(question).count("choose"), question.text

    telegram.clicks(question, "choose:" + question.buttons[1]["callback_data"].partition(":")[2], ANN)

    telegram.wait(lambda server: server.history.of(Kind.EDITED, channel=str(group), message=str(question.id)))
    changed = telegram.posts(group)
    assert [question.id] == [post.id for post in changed]
    assert "choose" not in verbs(changed[0])


def test_choice_of_somebody_else_changes_nothing_and_tells_them_why(telegram: TelegramBot) -> None:
    group = telegram.group()
    question = telegram.answer(group, telegram.says(group, f"/errcode {AMBIGUOUS}", ANN))

    said = telegram.clicks(question, "choose", BOB)

    assert "只有提问的人" in said
    telegram.settle()
    assert [question.text] == [post.text for post in telegram.posts(group)]


def test_choice_of_an_anonymous_admins_question_is_anybodys(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.act(lambda server: server.people.says_anonymously(group, f"/errcode {AMBIGUOUS}"))
    question = telegram.answer(group, number)

    telegram.clicks(question, "choose", BOB)

    telegram.wait(lambda server: server.history.of(Kind.EDITED, channel=str(group)))
    assert "choose" not in verbs(telegram.posts(group)[0])


def test_not_helpful_unknown_and_unanswered_are_listed_as_gaps(telegram: TelegramBot) -> None:
    group = telegram.group()
    answer = telegram.answer(group, telegram.says(group, "/errcode 223114 with 13800138000 on the new tablets"))
    said = [telegram.clicks(answer, "unhelpful", user) for user in (ANN, BOB, ANN)]
    telegram.says(group, "/errcode 222999 on staging")
    telegram.says(group, "/errcode where do I park the lorry")
    telegram.settle()

    listed = telegram.errcode("knowledge", "gaps")

    assert all("Thank you" in text for text in said)
    assert "on the new tablets" in listed
    assert "13800138000" not in listed
    assert "222999" in listed
    assert "where do I park the lorry" in listed


# --- inline mode -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "user", "told"),
    [
        ("223114", ANN, "The face is blurry."),
        ("223114", BOB, "人脸模糊"),
        ("照片糊了", ANN, "人脸模糊"),
        ("face is fuzzy", BOB, "The face is blurry."),
    ],
)
def test_inline_answers_in_the_language_of_the_text_or_else_of_who_types(
    telegram: TelegramBot, typed: str, user: int, told: str
) -> None:
    first = telegram.inline(typed, user)[0]

    assert first["title"].startswith("223114 · face is fuzzy")
    assert told in first["description"]
    assert told in first["input_message_content"]["message_text"]


def test_inline_offers_the_near_codes_of_an_unknown_one(telegram: TelegramBot) -> None:
    results = telegram.inline("222999")

    assert "222999" in results[0]["title"]
    assert len(results) > 1


@pytest.mark.parametrize("typed", ["", "good morning", "\u202e\x00", "x" * 256])
def test_inline_offers_nothing_for_nothing(telegram: TelegramBot, typed: str) -> None:
    assert [] == telegram.inline(typed)


def test_inline_result_that_was_sent_is_not_answered(telegram: TelegramBot) -> None:
    group = telegram.group()
    query = telegram.act(lambda server: server.hands.types_inline("223114"))
    result = telegram.wait(lambda server: server.chats.answered.get(query) or {})["results"][0]

    telegram.act(lambda server: server.hands.chooses(query, result["id"], group))

    telegram.settle()
    assert [] == telegram.posts(group)


# --- deep links and commands -----------------------------------------------------------------


@pytest.mark.parametrize("payload", ["223114", packed("face is fuzzy"), packed("照片糊了")])
def test_deep_link_is_a_question(telegram: TelegramBot, payload: str) -> None:
    person = telegram.person()

    answer = telegram.answer(person, telegram.says(person, f"/start {payload}"))

    assert answer.text.startswith("223114")


@pytest.mark.parametrize("payload", ["c-%%%", "c-_____", "-", "c-" + "A" * 62])
def test_deep_link_that_says_nothing_is_answered(telegram: TelegramBot, payload: str) -> None:
    person = telegram.person()

    answer = telegram.answer(person, telegram.says(person, f"/start {payload}"))

    assert "223114" in answer.text  # an example of what can be asked


@pytest.mark.parametrize("typed", ["/start", "/help", "/errcode", "/errcode help", "/HELP@errcode_bot"])
@pytest.mark.parametrize(
    ("language", "told"), [("en", "in any chat"), ("zh-hans", "在任何聊天里查"), ("fr", "in any chat")]
)
def test_help_is_given_in_the_language_of_who_asks(telegram: TelegramBot, typed: str, language: str, told: str) -> None:
    person = telegram.person(language)

    answer = telegram.answer(person, telegram.says(person, typed))

    assert told in answer.text
    assert "/errcode 223114" in answer.text


@pytest.mark.parametrize(("typed", "told"), [("help", "Hello! Send a code"), ("你好", "你好！发错误码")])
def test_who_says_hello_in_private_is_told_what_to_send(telegram: TelegramBot, typed: str, told: str) -> None:
    person = telegram.person()

    assert telegram.answer(person, telegram.says(person, typed)).text.startswith(told)


def test_every_example_of_the_help_runs(telegram: TelegramBot) -> None:
    person = telegram.person()
    told = telegram.answer(person, telegram.says(person, "/help"))
    units = told.text.encode("utf-16-le")
    codes = [one for one in told.body["entities"] if one["type"] == "code"]
    examples = [units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le") for one in codes]

    for example in [one for one in examples if one.startswith("/")]:
        group = telegram.group()
        answer = telegram.answer(group, telegram.says(group, example))
        assert "that's not something" not in answer.text.lower()
    assert 5 < len(examples)


@pytest.mark.parametrize(("language", "told"), [("en", "90 days"), ("zh", "90 天")])
def test_privacy_says_what_is_kept(telegram: TelegramBot, language: str, told: str) -> None:
    person = telegram.person(language)

    assert told in telegram.answer(person, telegram.says(person, "/privacy")).text


def test_lang_is_confirmed_in_that_language_and_undone(telegram: TelegramBot) -> None:
    group = telegram.group()

    chinese = telegram.answer(group, telegram.says(group, "/lang zh"))
    english = telegram.answer(group, telegram.says(group, "/lang en"))

    assert "我用中文回答" in chinese.text
    assert "I answer in English here" in english.text


@pytest.mark.parametrize(("language", "told"), [("", "How to use me"), ("zh", "怎么用")])
def test_commands_and_descriptions_are_registered(telegram: TelegramBot, language: str, told: str) -> None:
    commands = telegram.wait(lambda server: server.chats.commands.get(("default", language)) or [])

    texts = telegram.wait(
        lambda server: [
            text for name in ("description", "short_description") if (text := server.chats.texts.get((name, language)))
        ][1:]
    )
    assert ["errcode", "help", "privacy", "lang", "channel"] == [one["command"] for one in commands]
    assert told in [one["description"] for one in commands]
    assert texts


# --- the welcome -----------------------------------------------------------------------------


def test_welcome_tells_a_group_once_that_privacy_mode_hides_its_pastes(private_telegram: TelegramBot) -> None:
    bot, group = private_telegram, private_telegram.group(bot="left")

    bot.act(lambda server: server.moves.adds_bot(group))
    welcome = bot.answer(group, None)
    bot.act(lambda server: server.moves.removes_bot(group))
    bot.act(lambda server: server.moves.adds_bot(group))

    bot.settle()
    assert [welcome.id] == [post.id for post in bot.posts(group)]
    for part in ("Privacy mode", "administrator", "隐私模式", "管理员", "/setprivacy", "/errcode@errcode_bot 223114"):
        assert part in welcome.text.replace("\u2060", "")


def test_welcome_is_for_groups_that_need_it(private_telegram: TelegramBot) -> None:
    bot = private_telegram
    chats = [bot.group(bot="left"), bot.channel(), bot.person()]

    def add(server: Any) -> None:
        server.moves.adds_bot(chats[0], "administrator")
        server.moves.changes_bot(chats[1], "left")
        server.moves.adds_bot(chats[1], "administrator")
        server.moves.unblocks_bot(chats[2])

    bot.act(add)

    bot.settle()
    assert [[], [], []] == [bot.posts(chat) for chat in chats]


def test_no_welcome_where_privacy_mode_is_off(telegram: TelegramBot) -> None:
    group = telegram.group(bot="left")

    telegram.act(lambda server: server.moves.adds_bot(group))

    telegram.settle()
    assert [] == telegram.posts(group)


def test_in_privacy_mode_commands_and_replies_still_reach_the_bot(private_telegram: TelegramBot) -> None:
    bot, group = private_telegram, private_telegram.group()
    hidden = bot.says(group, FUZZY)
    answer = bot.answer(group, bot.says(group, "/errcode@errcode_bot", reply_to=hidden))

    follow_up = bot.answer(group, bot.says(group, "can I retry?", reply_to=answer.id))

    assert answer.text.startswith("223114")
    assert "again" in follow_up.text


@pytest.mark.parametrize("private_telegram", [Transport.POLLING], indirect=True)
def test_doctor_tells_of_privacy_mode(private_telegram: TelegramBot) -> None:
    assert "Privacy mode hides" in private_telegram.errcode("doctor")
