"""What the bot answers on Telegram: whole conversations, from what people write to what stands in the chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.doubles.happenings import Kind
from tests.doubles.telegram import GENERAL, Message, TelegramServer
from tests.e2e.telegram_bot import ANN, BOB, SENTINEL, TelegramBot

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
BUSY = '{"error_code":222904,"error_msg":"system busy"}'
SECRET = "24.c0ffee4d5e6f708192a3b4c5d6e7f809.2592000.1700000000.282335-12345678"
HELD = 3.0  # seconds that an answer may take which waits for the rest of its paste

Post = Callable[[TelegramServer, int], int]


def shown(message: Message) -> str:
    """Everything of a message, as one text."""
    return json.dumps(message.body, ensure_ascii=False)


def posted(bot: TelegramBot, post: Callable[[TelegramServer], int]) -> int:
    """What happened to be posted; its number."""
    return bot.act(post)


# --- pastes everywhere -----------------------------------------------------------------------


def test_paste_in_private_is_answered_once_as_a_reply(telegram: TelegramBot) -> None:
    person = telegram.person()

    number = telegram.says(person, FUZZY)

    answer = telegram.answer(person, number)
    telegram.settle()
    assert [(number, answer.text)] == [(post.reply_to, post.text) for post in telegram.posts(person)]
    assert answer.text.startswith("223114 · face is fuzzy · The face is blurry.")
    assert answer.html.startswith("<b>")
    for part in ("1234567890", "2020-11-24 12:51:44 UTC", "edition 2020-12-15", "/c/baidu-face/223114"):
        assert part in answer.html.replace("\u2060", "")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_paste_in_a_group_is_answered_once_as_a_reply(telegram: TelegramBot, kind: str) -> None:
    group = telegram.group(kind=kind)
    telegram.says(group, "good morning everybody, coffee is ready in the kitchen")

    number = telegram.says(group, f"kiosk 4: {FUZZY}", BOB)

    assert telegram.answer(group, number).text.startswith("223114")
    telegram.settle()
    assert [number] == [post.reply_to for post in telegram.posts(group)]


def test_paste_in_a_topic_is_answered_in_the_topic(telegram: TelegramBot) -> None:
    forum = telegram.group(forum=True)
    topic = telegram.act(lambda server: server.chats.add_topic(forum, "kiosks"))

    number = telegram.says(forum, FUZZY, topic=topic)

    answer = telegram.answer(forum, number)
    assert (topic, topic) == (answer.topic, int(answer.args["message_thread_id"]))


def test_paste_in_general_is_answered_without_naming_a_topic(telegram: TelegramBot) -> None:
    forum = telegram.group(forum=True)

    number = telegram.says(forum, FUZZY, topic=GENERAL)

    answer = telegram.answer(forum, number)
    assert "message_thread_id" not in answer.args


def test_paste_in_a_thread_of_replies_is_answered_without_naming_a_topic(telegram: TelegramBot) -> None:
    group = telegram.group()
    root = telegram.says(group, "the kiosk at gate 4 fails again, see below")

    number = telegram.says(group, FUZZY, BOB, reply_to=root)

    assert "message_thread_id" not in telegram.answer(group, number).args


def test_post_of_a_channel_is_answered(telegram: TelegramBot) -> None:
    channel = telegram.channel()

    number = telegram.says(channel, FUZZY)

    assert telegram.answer(channel, number).text.startswith("223114")


def test_post_and_its_mirror_in_the_discussion_group_get_one_answer(telegram: TelegramBot) -> None:
    group = telegram.group()
    channel = telegram.channel(group)

    telegram.says(channel, FUZZY)

    telegram.wait(lambda server: server.chats.own_messages(channel) + server.chats.own_messages(group))
    telegram.settle()
    assert 1 == len(telegram.posts(channel) + telegram.posts(group))


def test_what_the_bot_says_in_a_channel_is_not_answered_in_the_discussion_group(telegram: TelegramBot) -> None:
    group = telegram.group()
    channel = telegram.channel(group)
    answer = telegram.answer(channel, telegram.says(channel, BUSY))

    telegram.clicks(answer, "ticket", ANN)
    telegram.until(channel, "error_code")
    telegram.says(channel, "/help")

    telegram.until(channel, "/errcode 223114")
    telegram.settle()
    assert [] == telegram.posts(group)


def test_hidden_authors_are_answered(telegram: TelegramBot) -> None:
    group = telegram.group()
    channel = telegram.channel()

    numbers = [
        posted(telegram, lambda server: server.people.says_anonymously(group, FUZZY)),
        posted(telegram, lambda server: server.people.says_as_channel(group, channel, BUSY)),
        posted(telegram, lambda server: server.people.says_anonymously(group, "/errcode 222202")),
    ]

    assert ["223114", "222904", "222202"] == [telegram.answer(group, number).text[:6] for number in numbers]


_BLOCKS = [
    {"type": "paragraph", "text": [{"type": "bold", "text": "face-api"}, " down: "]},
    {"type": "pre", "text": FUZZY},
]


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(lambda server, chat: server.people.captions(chat, FUZZY), id="caption"),
        pytest.param(lambda server, chat: server.people.forwards(chat, FUZZY), id="forward"),
        pytest.param(lambda server, chat: server.people.shows_rich(chat, _BLOCKS), id="rich message"),
        pytest.param(lambda server, chat: server.people.quotes(chat, FUZZY), id="quote from another chat"),
        pytest.param(lambda server, chat: server.people.says(chat, "@errcode_bot 223114"), id="mention"),
    ],
)
def test_error_is_found_wherever_a_message_holds_it(telegram: TelegramBot, post: Post) -> None:
    group = telegram.group()

    number = posted(telegram, lambda server: post(server, group))

    assert telegram.answer(group, number).text.startswith("223114")


# --- /errcode --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "/errcode 223114",
        "/errcode@errcode_bot 223114",
        "/ERRCODE　２２３１１４",
        "/errcode\nface is fuzzy",
        "/errcode: 223114",
    ],
)
def test_command_answers_what_follows_it(telegram: TelegramBot, typed: str) -> None:
    group = telegram.group()

    number = telegram.says(group, typed)

    assert telegram.answer(group, number).text.startswith("223114")


def test_command_in_a_caption(telegram: TelegramBot) -> None:
    group = telegram.group()

    number = posted(telegram, lambda server: server.people.captions(group, "/errcode 223114"))

    assert telegram.answer(group, number).text.startswith("223114")


def test_command_for_another_bot_is_none_of_ours(telegram: TelegramBot) -> None:
    group = telegram.group()

    telegram.says(group, "/errcode@other_bot 223114")

    telegram.settle()
    assert [] == telegram.posts(group)


def test_command_that_finds_nothing_says_so(telegram: TelegramBot) -> None:
    group = telegram.group()

    number = telegram.says(group, "/errcode where do I park the lorry")

    assert "223114" in telegram.answer(group, number).text  # an example of what can be asked


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(lambda server, chat: server.people.says(chat, "this one, 223114?", BOB), id="a person's message"),
        pytest.param(lambda server, chat: server.people.alerts(chat, "panic at 223114"), id="an alert"),
        pytest.param(lambda server, chat: server.people.captions(chat, "223114", BOB), id="a caption"),
        pytest.param(lambda server, chat: server.people.shares(chat, FUZZY, "kiosk.log"), id="a file"),
    ],
)
def test_command_as_a_reply_decodes_that_message(telegram: TelegramBot, post: Post) -> None:
    group = telegram.group()
    telegram.says(group, "/channel mention")
    target = posted(telegram, lambda server: post(server, group))

    number = telegram.says(group, "/errcode", reply_to=target)

    assert telegram.answer(group, number).text.startswith("223114")
    telegram.settle()
    assert 2 == len(telegram.posts(group))  # beside it what was said to /channel


# --- follow-ups ------------------------------------------------------------------------------


def told(bot: TelegramBot, chat: int, number: int) -> Message:
    """The answer to a message, once the bot itself knows that it was delivered: nobody replies within milliseconds."""
    answer = bot.answer(chat, number)
    bot.asks()
    return answer


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("can I retry?", "again"),
        ("怎么处理", "223114"),
        ("ticket", "223114"),
        ("in Chinese", "人脸模糊"),
        ("what does it mean?", "223114"),
        ("用中文", "人脸模糊"),
    ],
)
def test_follow_up_as_a_reply_needs_no_code(telegram: TelegramBot, asked: str, expected: str) -> None:
    group = telegram.group()
    answer = told(telegram, group, telegram.says(group, FUZZY))

    number = telegram.says(group, asked, BOB, reply_to=answer.id)

    follow_up = telegram.answer(group, number)
    telegram.settle()
    assert 2 == len(telegram.posts(group))
    assert expected in shown(follow_up)


@pytest.mark.parametrize("said", ["thanks, that was it", "好的，谢谢"])
def test_thanks_are_not_answered_with_a_lecture(telegram: TelegramBot, said: str) -> None:
    group = telegram.group()
    answer = told(telegram, group, telegram.says(group, FUZZY))

    telegram.says(group, said, BOB, reply_to=answer.id)

    telegram.settle()
    assert all("223114 · face is fuzzy" not in post.text for post in telegram.posts(group)[1:])


def test_follow_up_to_a_follow_up_is_about_the_same_error(telegram: TelegramBot) -> None:
    group = telegram.group()
    answer = told(telegram, group, telegram.says(group, FUZZY))
    first = told(telegram, group, telegram.says(group, "can I retry?", reply_to=answer.id))

    number = telegram.says(group, "用中文", reply_to=first.id)

    assert "人脸模糊" in shown(telegram.answer(group, number))


def test_follow_up_in_private_needs_no_reply(telegram: TelegramBot) -> None:
    person = telegram.person()
    telegram.answer(person, telegram.says(person, FUZZY))

    number = telegram.says(person, "can I retry?")

    assert "again" in telegram.answer(person, number).text


def test_follow_up_in_a_topic_is_answered_there(telegram: TelegramBot) -> None:
    forum = telegram.group(forum=True)
    topic = telegram.act(lambda server: server.chats.add_topic(forum, "kiosks"))
    answer = told(telegram, forum, telegram.says(forum, FUZZY, topic=topic))

    number = telegram.says(forum, "can I retry?", reply_to=answer.id, topic=topic)

    assert topic == telegram.answer(forum, number).topic


# --- edits and deletions ---------------------------------------------------------------------


def test_edit_to_another_code_changes_the_answer(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, FUZZY)
    first = telegram.answer(group, number)

    telegram.edits(group, number, BUSY)

    telegram.wait(lambda server: server.chats.own_messages(group, number)[0].text.startswith("222904"))
    telegram.settle()
    assert [first.id] == [post.id for post in telegram.posts(group)]


def test_edit_that_leaves_no_code_withdraws_the_answer(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, FUZZY)
    telegram.answer(group, number)

    telegram.edits(group, number, "never mind, the lens was dirty")

    telegram.wait(lambda server: not server.chats.own_messages(group))


def test_edit_that_adds_a_code_is_answered(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, "the kiosk fails, paste follows")

    telegram.edits(group, number, f"the kiosk fails: {FUZZY}")

    assert telegram.answer(group, number).text.startswith("223114")


def test_edit_of_a_channels_post_changes_the_answer(telegram: TelegramBot) -> None:
    channel = telegram.channel()
    number = telegram.says(channel, FUZZY)
    telegram.answer(channel, number)

    telegram.edits(channel, number, BUSY)

    telegram.wait(lambda server: server.chats.own_messages(channel, number)[0].text.startswith("222904"))


def test_edit_that_changes_no_word_changes_nothing(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, FUZZY)
    telegram.answer(group, number)

    telegram.act(lambda server: server.people.touches(group, number, link_preview_options={"is_disabled": True}))

    telegram.settle()
    assert [] == telegram.happened(Kind.EDITED, channel=str(group))


def test_answer_to_a_paste_that_was_deleted_meanwhile_is_still_delivered(telegram: TelegramBot) -> None:
    group = telegram.group()

    def regret(server: TelegramServer) -> None:
        server.people.deletes(group, server.people.says(group, FUZZY))

    telegram.act(regret)

    assert telegram.answer(group, 0).text.startswith("223114")  # Telegram tells a bot of no deletion


# --- repeats ---------------------------------------------------------------------------------


def test_update_that_comes_again_is_answered_once(telegram: TelegramBot) -> None:
    group = telegram.group()
    number = telegram.says(group, FUZZY)
    telegram.answer(group, number)
    again = telegram.act(lambda server: dict(server.chats.chats[group].messages[number].body))

    telegram.act(lambda server: server.people.sends_raw({"message": again}, group))

    telegram.settle()
    assert [number] == [post.reply_to for post in telegram.posts(group)]


def test_storm_is_one_card_with_its_counter_whoever_makes_it(telegram: TelegramBot) -> None:
    people, bots = telegram.group(), telegram.group()

    for number in range(60):
        telegram.says(people, json.dumps({"error_code": 222904, "error_msg": "system busy", "log_id": number}))
        posted(telegram, lambda server: server.people.alerts(bots, f"[FIRING] {FUZZY}"))

    for group in (people, bots):
        telegram.until(group, "60 times", 15)
    telegram.settle()
    assert [1, 1] == [len(telegram.posts(group)) for group in (people, bots)]
    assert 20 > len(  # each card is edited once in three seconds, not for each message
        telegram.happened(Kind.EDITED, channel=str(people)) + telegram.happened(Kind.EDITED, channel=str(bots))
    )


def test_same_error_somewhere_else_gets_its_own_card(telegram: TelegramBot) -> None:
    seen = [(group, telegram.says(group, FUZZY)) for group in (telegram.group(), telegram.group())]

    assert all(telegram.answer(group, number).text.startswith("223114 · face") for group, number in seen)


# --- secrets ---------------------------------------------------------------------------------

LEAK = f"POST /rest/2.0/face/v3/detect?access_token={SECRET}\n{FUZZY}"


def told_of_the_secret(messages: list[Message]) -> list[int]:
    """In which chats the bot spoke of a token."""
    return [message.chat for message in messages if "token" in message.text.lower()]


def test_poster_is_warned_in_private_where_the_bot_may_write_to_them(telegram: TelegramBot) -> None:
    group, person = telegram.group(), telegram.person()
    telegram.answer(person, telegram.says(person, SENTINEL))

    number = telegram.says(group, LEAK, person)

    telegram.answer(group, number)
    telegram.answer(person, 0)
    telegram.settle()
    everything = telegram.posts(group) + telegram.posts(person)
    assert [person] == told_of_the_secret(everything)
    assert "c0ffee4d5e6f" not in "".join(post.html for post in everything)


def test_poster_who_never_wrote_to_the_bot_is_warned_by_a_reply(telegram: TelegramBot) -> None:
    group, person = telegram.group(), telegram.person()

    number = telegram.says(group, LEAK, person)

    telegram.wait(lambda server: server.chats.own_messages(group, number)[1:])
    telegram.settle()
    posts = telegram.posts(group)
    assert ([group], 2) == (told_of_the_secret(posts), len(posts))
    assert all(SECRET not in post.html and "c0ffee4d5e6f" not in post.html for post in posts)


def test_warnings_are_paced_by_the_private_chat_that_they_go_to(telegram: TelegramBot) -> None:
    person = telegram.person()
    telegram.answer(person, telegram.says(person, SENTINEL))
    groups = [telegram.group() for _ in range(7)]

    for group in groups:
        telegram.says(group, LEAK, person)

    telegram.wait(lambda server: server.chats.own_messages(person)[len(groups) :], 30)
    assert [] == telegram.happened(Kind.CALLED, channel=str(person), detail="429")


def test_secret_in_private_is_told_in_the_answer(telegram: TelegramBot) -> None:
    person = telegram.person()

    answer = telegram.answer(person, telegram.says(person, LEAK))

    telegram.settle()
    assert [person] == told_of_the_secret(telegram.posts(person))
    assert "c0ffee4d5e6f" not in answer.html


# --- long pastes and files -------------------------------------------------------------------

_LOG = "\n".join(f"2020-11-24 12:51:{number % 60:02d} INFO frame {number} sent to the server" for number in range(200))


@pytest.mark.parametrize("place", ["group", "person"])
def test_long_paste_that_the_client_cut_becomes_one_answer(telegram: TelegramBot, place: str) -> None:
    chat = telegram.group() if place == "group" else telegram.person()
    head = _LOG[: 4096 - 20]
    paste = f"{head}{FUZZY}\n{_LOG[:3000]}\n{BUSY}"  # the cut goes through the first error
    telegram.written.append(paste)

    first = telegram.act(lambda server: server.people.pastes(chat, paste))[0]

    answer = telegram.wait(lambda server: server.chats.own_messages(chat, first), HELD)[0]
    telegram.settle()
    assert [first] == [post.reply_to for post in telegram.posts(chat)]
    assert all(code in answer.text for code in ("223114", "222904"))


@pytest.mark.parametrize(
    ("encoding", "name", "kind"),
    [
        ("utf-8", "face.log", "application/octet-stream"),
        ("utf-8-sig", "face.txt", "text/plain"),
        ("utf-16", "face.txt", "text/plain"),
        ("gb18030", "face.log", "text/x-log"),
        ("utf-8", "face.json", "application/json"),
    ],
)
def test_text_file_is_read(telegram: TelegramBot, encoding: str, name: str, kind: str) -> None:
    group = telegram.group()
    log = f"接口返回错误，请看日志：\n{FUZZY}\n重试三次都不行"
    telegram.written.append(log)

    number = posted(telegram, lambda server: server.people.shares(group, log.encode(encoding), name, kind))

    assert telegram.answer(group, number).text.startswith("223114")


# --- policies and languages ------------------------------------------------------------------


def test_policy_mention_answers_only_what_is_addressed(telegram: TelegramBot) -> None:
    group = telegram.group()
    telegram.answer(group, telegram.says(group, "/channel mention"))
    telegram.says(group, FUZZY)

    asked = telegram.says(group, "/errcode 222904")

    assert telegram.answer(group, asked).text.startswith("222904")
    telegram.settle()
    assert 2 == len(telegram.posts(group))


@pytest.mark.parametrize("typed", ["/errcode 223114", "/errcode@errcode_bot 223114", "/unheard_of@errcode_bot 223114"])
def test_policy_off_still_answers_commands(telegram: TelegramBot, typed: str) -> None:
    group = telegram.group()
    told = telegram.answer(group, telegram.says(group, "/channel off"))

    assert telegram.answer(group, telegram.says(group, typed)).text.startswith("223114")
    assert telegram.answer(group, telegram.says(group, "/help")).text
    assert told.text == telegram.answer(group, telegram.says(group, "/channel")).text


def test_policy_off_answers_nothing_else_and_can_be_undone(telegram: TelegramBot) -> None:
    group = telegram.group()
    told = telegram.answer(group, telegram.says(group, "/channel off"))
    telegram.says(group, FUZZY)
    telegram.says(group, f"@errcode_bot {FUZZY}")
    telegram.says(group, FUZZY, reply_to=told.id)
    telegram.settle()
    silent = telegram.posts(group)

    telegram.says(group, "/channel listen")
    number = telegram.says(group, FUZZY)

    assert ("off", [told.id]) == (told.text.split(": ")[1][:3], [post.id for post in silent])
    assert telegram.answer(group, number).text.startswith("223114")


def test_policy_is_told_when_none_is_named(telegram: TelegramBot) -> None:
    group = telegram.group()
    set_to = telegram.answer(group, telegram.says(group, "/channel mention"))

    told = telegram.answer(group, telegram.says(group, "/channel"))

    assert set_to.text == told.text


@pytest.mark.parametrize(
    ("said", "described"),
    [
        (FUZZY, "The face is blurry."),
        (f"线上报错了，帮忙看一下 {FUZZY}", "人脸模糊"),
        (f"does anybody know this one? {FUZZY}", "The face is blurry."),
    ],
)
def test_language_is_that_of_the_text(telegram: TelegramBot, said: str, described: str) -> None:
    group = telegram.group()

    assert described in telegram.answer(group, telegram.says(group, said)).text


def test_language_of_a_bare_paste_is_its_authors(telegram: TelegramBot) -> None:
    for chat in (telegram.group(), BOB):
        assert "人脸模糊" in telegram.answer(chat, telegram.says(chat, FUZZY, BOB)).text


@pytest.mark.parametrize(("language", "described"), [("zh", "人脸模糊"), ("en", "The face is blurry.")])
def test_lang_decides_where_neither_text_nor_author_tells(telegram: TelegramBot, language: str, described: str) -> None:
    channel = telegram.channel()
    telegram.answer(channel, telegram.says(channel, f"/lang {language}"))

    assert described in telegram.answer(channel, telegram.says(channel, FUZZY)).text


# --- other bots ------------------------------------------------------------------------------


def test_alert_of_another_bot_is_answered(telegram: TelegramBot) -> None:
    group = telegram.group()

    number = posted(telegram, lambda server: server.people.alerts(group, f"[FIRING] face-api {FUZZY}"))

    assert telegram.answer(group, number).text.startswith("223114")


def test_another_bots_reply_to_us_is_never_answered(telegram: TelegramBot) -> None:
    group = telegram.group()
    answer = telegram.answer(group, telegram.says(group, FUZZY))

    telegram.act(lambda server: server.people.alerts(group, BUSY, reply_to=answer.id))

    telegram.settle()
    assert 1 == len(telegram.posts(group))


def _alerts(server: TelegramServer, group: int, text: str) -> int:
    return server.people.alerts(group, text)


def test_bot_that_echoes_our_answers_is_no_loop(telegram: TelegramBot) -> None:
    group = telegram.group()
    telegram.act(lambda server: server.people.alerts(group, f"[FIRING] {FUZZY}"))
    seen = 0

    for _ in range(6):
        posts = telegram.posts(group)[seen:]
        seen += len(posts)
        for post in posts:
            telegram.act(partial(_alerts, group=group, text=post.text))
        telegram.settle()

    assert 1 == len(telegram.posts(group))


def test_bot_with_a_different_error_each_time_is_answered_a_few_times_a_minute(telegram: TelegramBot) -> None:
    group = telegram.group()

    for code in (222202, 222203, 222204, 222205, 222206, 222207, 222208, 222209, 222210):
        telegram.act(partial(_alerts, group=group, text=json.dumps({"error_code": code, "error_msg": "x"})))

    telegram.settle()
    assert len(telegram.posts(group)) <= 5


# --- chats that change -----------------------------------------------------------------------


def test_group_that_became_a_supergroup_keeps_its_settings_and_its_answers(telegram: TelegramBot) -> None:
    telegram.expected.add("upgraded to a supergroup")
    group = telegram.group(kind="group")
    telegram.answer(group, telegram.says(group, "/channel mention"))

    new = telegram.act(lambda server: server.moves.migrates(group))
    telegram.says(new, FUZZY)
    asked = telegram.says(new, "/errcode 222904")

    assert telegram.answer(new, asked).text.startswith("222904")
    telegram.settle()
    assert 1 == len(telegram.posts(new))


def test_answer_that_was_owed_to_a_group_goes_to_the_supergroup(telegram: TelegramBot) -> None:
    telegram.expected.add("upgraded to a supergroup")
    group = telegram.group(kind="group")

    def at_once(server: TelegramServer) -> int:
        server.people.says(group, FUZZY)
        return server.moves.migrates(group)

    new = telegram.act(at_once)

    assert telegram.wait(lambda server: server.chats.own_messages(new))[0].text.startswith("223114")


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param(lambda server, chat: server.moves.removes_bot(chat), "bot was kicked", id="kicked"),
        pytest.param(lambda server, chat: server.moves.mutes_bot(chat), "not enough rights", id="muted"),
    ],
)
def test_bot_that_was_sent_away_goes_on_elsewhere_and_comes_back(
    telegram: TelegramBot, change: Callable[[TelegramServer, int], Any], refused: str
) -> None:
    telegram.expected.add(refused)
    group = telegram.group()

    def at_once(server: TelegramServer) -> None:
        server.people.says(group, FUZZY)
        change(server, group)

    telegram.act(at_once)
    telegram.settle()
    telegram.act(lambda server: server.moves.adds_bot(group))
    number = telegram.says(group, BUSY)

    assert telegram.answer(group, number).text.startswith("222904")


def test_closed_topic_is_left_alone(telegram: TelegramBot) -> None:
    telegram.expected.add("TOPIC_CLOSED")
    forum = telegram.group(forum=True)
    topic = telegram.act(lambda server: server.chats.add_topic(forum, "kiosks"))

    def at_once(server: TelegramServer) -> None:
        server.people.says(forum, FUZZY, topic=topic)
        server.moves.closes_topic(forum, topic)

    telegram.act(at_once)

    telegram.settle()
    assert [] == telegram.posts(forum)
