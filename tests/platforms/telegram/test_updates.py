"""Updates -> plain values."""

from __future__ import annotations

import json
import time
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.core.desk import Mode
from bot.delivery.inbound import Inbound, Place
from bot.platforms.telegram.text import LONGEST_TEXT
from bot.platforms.telegram.updates import (
    Click,
    Command,
    InlineQuestion,
    Membership,
    Migration,
    chat_of,
    message_of,
    read_update,
)
from tests.platforms.telegram import shapes
from tests.platforms.telegram.shapes import (
    ALERT,
    CASE,
    CHANNEL,
    DANA_ID,
    FORUM,
    GROUP,
    ME,
    MESSAGE,
    NOW,
    OLGA_ID,
    PASTE,
    THEN,
    document,
    membership,
    mirror,
    post,
    private,
    said,
    update,
)

BOT = str(ME.id)
PLACE = Place("telegram", BOT, str(GROUP))


def read(message: Any, kind: str = "message") -> Any:
    return read_update(update(kind, message), ME, NOW)


def inbound(message: Any, kind: str = "message") -> Inbound:
    found = read(message, kind)
    assert isinstance(found, Inbound)
    return found


def command(message: Any) -> Command:
    found = read(message)
    assert isinstance(found, Command)
    return found


# --- who and where ---------------------------------------------------------------------------------


def test_a_paste_in_a_group_is_listened_to() -> None:
    expected = Inbound(
        key=f"telegram:{BOT}:{GROUP}:17",
        place=PLACE,
        message="17",
        thread="0:17",
        author=str(DANA_ID),
        text=PASTE,
        mode=Mode.LISTEN,
        delivery="900000001",
        locale="en",
        warned_in=str(DANA_ID),
    )
    assert expected == inbound(said())


def test_a_private_chat_is_asked() -> None:
    found = inbound(private("18"))
    assert (Mode.ASK, True, str(DANA_ID)) == (found.mode, found.private, found.place.channel)


@pytest.mark.parametrize(
    ("code", "locale"),
    [("en", "en"), ("en-US", "en"), ("zh", "zh"), ("zh-hans", "zh"), ("zh_TW", "zh"), ("ZH-hant-tw", "zh"),
     ("de", ""), ("eng", ""), ("zhuang", ""), ("", ""), (None, ""), (5, "")],
)  # fmt: skip
def test_the_locale(code: Any, locale: str) -> None:
    assert locale == inbound({**said(), "from": {**shapes.DANA, "language_code": code}}).locale


@pytest.mark.parametrize(
    ("message", "thread"),
    [
        (shapes.IN_TOPIC, "5:17"),
        (shapes.IN_GENERAL, "0:17"),  # in the general topic and elsewhere the field names a chain of replies
        (said(message_thread_id=5), "0:17"),
        (said(message_thread_id=5, is_topic_message=False), "0:17"),
        (said(message_thread_id=1, is_topic_message=True), "0:17"),  # Telegram refuses the general topic's number
        (said(message_thread_id="5", is_topic_message=True), "0:17"),
        (private("18", message_thread_id=9, is_topic_message=True), "9:17"),
    ],
)
def test_the_thread_is_the_topic_and_the_message(message: Any, thread: str) -> None:
    assert thread == inbound(message).thread


def test_a_topics_beginning_is_nothing_that_one_replies_to() -> None:
    found = inbound(shapes.IN_TOPIC)  # although the bot itself has opened the topic
    assert (Mode.LISTEN, "", str(FORUM)) == (found.mode, found.reply_to, found.place.channel)


def test_a_post_and_its_mirror_are_one() -> None:
    posted, mirrored = inbound(post(), "channel_post"), inbound(mirror())
    assert posted.key == mirrored.key == f"telegram:{BOT}:{CHANNEL}:17"
    assert ("0:40", "40", PLACE) == (mirrored.thread, mirrored.message, mirrored.place)
    assert ("", "", Mode.LISTEN, Mode.LISTEN) == (posted.author, mirrored.author, posted.mode, mirrored.mode)


def test_an_old_mirror_names_its_post_in_other_fields() -> None:
    old = mirror(forward_origin=None, forward_from_chat=shapes.ALERT_CHANNEL, forward_from_message_id=MESSAGE)
    assert f"telegram:{BOT}:{CHANNEL}:17" == inbound(old).key


@pytest.mark.parametrize("origin", [None, 5, {}, {"chat": {"id": "x"}, "message_id": 4}, {"chat": {"id": 5}}])
def test_a_mirror_of_nothing_is_a_message_of_its_own(origin: Any) -> None:
    assert f"telegram:{BOT}:{GROUP}:40" == inbound(mirror(forward_origin=origin)).key


def test_a_forward_by_hand_has_its_own_identity() -> None:
    assert f"telegram:{BOT}:{GROUP}:40" == inbound({**mirror(is_automatic_forward=None), "from": shapes.DANA}).key


ANONYMOUS = {"from": shapes.GROUP_ANONYMOUS, "sender_chat": shapes.TRIAGE, "author_signature": "on-call"}
PERSONA = {"from": shapes.CHANNEL_PERSONA, "sender_chat": shapes.ALERT_CHANNEL}


@pytest.mark.parametrize("who", [ANONYMOUS, PERSONA, {"from": shapes.GROUP_ANONYMOUS}, {"from": None}])
def test_whoever_stays_anonymous_may_ask(who: Any) -> None:
    found = inbound(said("/errcode 18", **who))
    assert ("", Mode.ASK, "18") == (found.author, found.mode, found.text)


@pytest.mark.parametrize(("who", "as_chat"), [(ANONYMOUS, True), (PERSONA, False), ({}, False)])
def test_an_anonymous_admin_speaks_for_the_chat(who: Any, as_chat: bool) -> None:
    assert as_chat is command(said("/channel off", **who)).as_chat


def test_a_channels_post_speaks_for_the_channel() -> None:
    found = read(post("/channel mention"), "channel_post")
    assert isinstance(found, Command)
    assert (True, "mention", str(CHANNEL)) == (found.as_chat, found.text, found.inbound.place.channel)


@pytest.mark.parametrize("text", [PASTE, f"/errcode@{ME.username} 18", f"@{ME.username} 18", "/help"])
def test_other_bots_are_only_listened_to(text: str) -> None:
    found = inbound({**said(text), "from": shapes.ALERTS})
    assert (Mode.LISTEN, "") == (found.mode, found.author)


def test_another_bots_reply_to_us_is_never_answered() -> None:
    assert read({**ALERT, "reply_to_message": shapes.OUR_ANSWER}) is None


@pytest.mark.parametrize(
    "message",
    [
        {**said(), "from": shapes.US},
        private("18", via_bot=shapes.US),
        mirror(reply_markup={"inline_keyboard": [[{"text": "Steps", "callback_data": f"steps:{CASE}"}]]}),
        said(forward_origin={"type": "user", "sender_user": shapes.US, "date": THEN}),
        said(forward_from=shapes.US),
        said(message_id=0, ephemeral_message_id=4),
        said(message_id=-3),
        said(message_id="17"),
        said(message_id=True),
        said(message_id=1 << 60),
        said(chat={**shapes.TRIAGE, "type": "sender"}),
        said(chat={**shapes.TRIAGE, "is_direct_messages": True}),
        said(chat={"type": "private"}),
        said(chat=None),
        said(text=None, photo=[{"file_id": "x"}]),
        said(text="\u3000\u200b\n"),
        {**said(), "text": 5},
        said(text=None, document=document(file_name="a.bin", mime_type="application/zip")),
    ],
)
def test_what_is_not_ours(message: Any) -> None:
    assert read(message) is None


@pytest.mark.parametrize("buttons", [f"mute:{CASE}", "ticket:123", "steps", 5])
def test_other_bots_buttons_make_no_message_ours(buttons: Any) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": buttons}], 5]}
    assert PASTE == inbound({**ALERT, "reply_markup": markup}).text


@pytest.mark.parametrize("service", shapes.SERVICE_MESSAGES)
@pytest.mark.parametrize("make", [said, private])
def test_news_of_the_chat_are_none_of_ours(make: Any, service: Any) -> None:
    assert read(make(None, **service)) is None


@pytest.mark.parametrize(
    "kind",
    ["business_message", "edited_business_message", "guest_message", "message_reaction", "poll", "chat_member", "new"],
)
def test_other_kinds_of_updates_are_none_of_ours(kind: str) -> None:
    assert read(said(), kind) is None


# --- what is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"@{ME.username} 18?", "18?"),
        (f"@{ME.username.lower()} 18?", "18?"),
        (f"18? (@{ME.username})", "18? ()"),
        (f"请问@{ME.username}，18", "请问，18"),
    ],
)
def test_a_mention_is_asked_and_vanishes(text: str, left: str) -> None:
    assert (Mode.ASK, left) == (inbound(said(text)).mode, inbound(said(text)).text)


@pytest.mark.parametrize(
    "text", [f"@{ME.username}2 18", f"ops@{ME.username} 18", f"https://t.me/@{ME.username} 18", "@dana_made_up 18"]
)
def test_what_only_looks_like_a_mention(text: str) -> None:
    assert (Mode.LISTEN, text) == (inbound(said(text)).mode, inbound(said(text)).text)


def test_a_mention_by_link_is_asked() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 3, "user": shapes.US}
    assert Mode.ASK is inbound(said("bot 18", entities=[5, entity])).mode
    assert Mode.ASK is inbound(said(None, caption="bot 18", caption_entities=[entity])).mode
    assert Mode.LISTEN is inbound(said("bot 18", entities=[{**entity, "user": shapes.DANA}])).mode


def test_a_bare_mention_is_about_what_it_replies_to() -> None:
    bare = f"@{ME.username}"
    assert (Mode.ASK, PASTE) == (inbound(said(bare, reply_to_message=ALERT)).mode,
                                 inbound(said(bare, reply_to_message=ALERT)).text)  # fmt: skip
    assert (Mode.ASK, "") == (inbound(said(bare)).mode, inbound(said(bare)).text)


def test_a_reply_to_us_is_asked() -> None:
    found = inbound(said("can I retry?", reply_to_message=shapes.OUR_ANSWER))
    assert (Mode.ASK, "15", False) == (found.mode, found.reply_to, found.in_thread)


def test_a_reply_to_somebody_else_is_listened_to() -> None:
    found = inbound(said("18", reply_to_message=ALERT))
    assert (Mode.LISTEN, "", "18") == (found.mode, found.reply_to, found.text)


@pytest.mark.parametrize("shown", ["sticker", "photo", "voice"])
def test_a_picture_alone_is_asked_about_in_private_only(shown: str) -> None:
    assert ("", Mode.ASK) == (inbound(private(None, **{shown: {}})).text, inbound(private(None, **{shown: {}})).mode)
    assert read(private(None, media_group_id="1", **{shown: {}})) is None
    assert read(said(None, reply_to_message=shapes.OUR_ANSWER, **{shown: {}})) is None


# --- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("/errcode 223114", "223114"),
        (f"/errcode@{ME.username} 223114", "223114"),
        (f"/ERRCODE@{ME.username.upper()} 223114", "223114"),
        ("/errcode　２２３１１４", "２２３１１４"),
        ("/errcode\u00a0\u200b223114\u3000", "223114"),
        ("/errcode\n223114\nsecond line", "223114\nsecond line"),
        ("/errcode: 223114", "223114"),
        ("／errcode：人脸模糊", "人脸模糊"),
        (f"/errcode {PASTE}", PASTE),
        (f"@{ME.username} /errcode 18", "18"),
        ("/start 223114", "223114"),
        (f"/start@{ME.username} 223114", "223114"),
        ("/start c-5Lq66IS45qih57OK", "人脸模糊"),
        ("/start c-cXBzIGxpbWl0", "qps limit"),
        ("/start what is 18?", "what is 18?"),
        ("/start c", "c"),
    ],
)
@pytest.mark.parametrize("make", [said, private])
def test_a_question_as_a_command(make: Any, text: str, asked: str) -> None:
    found = inbound(make(text))
    assert (Mode.ASK, asked) == (found.mode, found.text)


@pytest.mark.parametrize("more", [{"photo": []}, {"photo": [], "media_group_id": "1"}, {"document": document()}])
def test_a_command_as_a_caption(more: Any) -> None:
    assert (Mode.ASK, "18") == (inbound(said(None, caption="/errcode 18", **more)).mode,
                                inbound(said(None, caption="/errcode 18", **more)).text)  # fmt: skip


def test_a_command_without_words_may_have_a_file() -> None:
    found = inbound(said(None, caption=f"/errcode@{ME.username}", document=document()))
    assert (Mode.ASK, "") == (found.mode, found.text)


ELSEWHERE = {"origin": {"type": "hidden_user", "sender_user_name": "Olga", "date": THEN}}
QUOTE = {"text": "face is fuzzy", "position": 30, "is_manual": True}


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"reply_to_message": ALERT}, PASTE),
        ({"reply_to_message": said(None, caption=PASTE, photo=[])}, PASTE),
        ({"reply_to_message": said(None, rich_message=shapes.RICH)}, shapes.RICH_TEXT),
        ({"reply_to_message": said(f"@{ME.username} 18")}, "18"),
        ({"reply_to_message": ALERT, "quote": QUOTE}, "face is fuzzy"),
        ({"reply_to_message": ALERT, "quote": {**QUOTE, "is_manual": False}}, PASTE),
        ({"external_reply": ELSEWHERE, "quote": QUOTE}, "face is fuzzy"),
        ({"reply_to_message": said(None, document=document())}, ""),
        ({"reply_to_message": shapes.IN_TOPIC | {"text": "18"}, "chat": shapes.TOPICS}, "18"),
    ],
)
def test_a_command_in_reply_is_about_that_message(more: Any, asked: str) -> None:
    found = inbound(said(f"/errcode@{ME.username}", **more))
    assert (asked, Mode.ASK, "0:17") == (found.text, found.mode, found.thread)
    assert found.key.endswith(":17")


def test_a_command_with_words_is_about_these() -> None:
    assert "18" == inbound(said("/errcode 18", reply_to_message=ALERT)).text


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/errcode", "help", ""),
        (f"/errcode@{ME.username}\u3000", "help", ""),
        ("/errcode help", "help", ""),
        ("/errcode 帮助", "help", ""),
        ("/start", "start", ""),
        ("/start c-!!", "", ""),
        ("/start c-____", "start", ""),
        ("/help", "help", ""),
        ("/HELP me", "help", "me"),
        ("/privacy", "privacy", ""),
        ("/lang zh", "lang", "zh"),
        ("/lang　中文", "lang", "中文"),
        (f"/channel@{ME.username} listen", "channel", "listen"),
        (f"/nonsense@{ME.username}", "help", ""),
    ],
)
def test_a_command_about_the_bot(text: str, name: str, rest: str) -> None:
    found = read(said(text))
    if not name:
        assert isinstance(found, Inbound)
        return
    assert isinstance(found, Command)
    assert (name, rest, rest, Mode.ASK) == (found.name, found.text, found.inbound.text, found.inbound.mode)
    assert ("0:17", f"telegram:{BOT}:{GROUP}:17", str(DANA_ID)) == (
        found.inbound.thread,
        found.inbound.key,
        found.inbound.author,
    )


@pytest.mark.parametrize("answered", [shapes.OUR_ANSWER, shapes.TOPIC_BEGINNING, said(None, photo=[])])
def test_a_command_in_reply_to_nothing_to_decode_asks_for_help(answered: Any) -> None:
    assert "help" == command(said("/errcode", reply_to_message=answered)).name


@pytest.mark.parametrize("text", ["/errcode@OtherBot 18", "/deploy@OtherBot", "/help@otherbot", f"/x@{ME.username}2"])
@pytest.mark.parametrize("make", [said, private])
def test_a_command_for_another_bot_is_not_ours(make: Any, text: str) -> None:
    assert read(make(text)) is None


@pytest.mark.parametrize("text", ["/deploy 18", "/errcode2 18", "/var/log/app.log: 18", "/x@mail.example 18"])
def test_an_unknown_command_is_text(text: str) -> None:
    assert (Mode.LISTEN, text) == (inbound(said(text)).mode, inbound(said(text)).text)
    assert (Mode.ASK, text) == (inbound(private(text)).mode, inbound(private(text)).text)


def test_an_unknown_command_alone_asks_for_help_in_private() -> None:
    assert "help" == command(private("/settings")).name


def test_an_unknown_command_to_us_is_a_question() -> None:
    assert "18" == inbound(said(f"/decode@{ME.username} 18")).text


def test_nobody_is_the_bot_without_a_name() -> None:
    assert read_update(update("message", said("/errcode@ 18")), replace(ME, username=""), NOW) is not None
    assert read_update(update("message", said("/errcode@x 18")), replace(ME, username=""), NOW) is None


# --- texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (said(None, caption=PASTE, photo=[]), PASTE),
        (said(None, rich_message=shapes.RICH), shapes.RICH_TEXT),
        (said("and this?", external_reply=ELSEWHERE, quote=QUOTE), "and this?\nface is fuzzy"),
        (said("and this?", reply_to_message=ALERT, quote=QUOTE), "and this?"),
        (said(forward_origin={"type": "user", "sender_user": shapes.OLGA, "date": THEN}), PASTE),
        (said("a\0b\ud800c"), "a\ufffdb\ufffdc"),
        (said(None, document=document()), ""),
        (said("18 " * 100_000), ("18 " * 100_000)[:LONGEST_TEXT].strip()),
    ],
)
def test_what_is_read(message: Any, text: str) -> None:
    assert text == inbound(message).text


# --- edits and age ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["edited_message", "edited_channel_post"])
def test_an_edit_is_the_same_message(kind: str) -> None:
    make = said if kind == "edited_message" else post
    edit = inbound(make("18", edit_date=THEN + 1), kind)
    assert str(THEN + 1) == edit.edited
    assert inbound(make("18"), kind.removeprefix("edited_")) == replace(edit, edited="")


def test_an_edit_without_its_date_is_still_one() -> None:
    assert "900000001" == inbound(said("18"), "edited_message").edited


def test_an_edited_question_is_asked_again_and_an_edited_command_is_not() -> None:
    assert "18" == inbound(said("/errcode 18", edit_date=NOW), "edited_message").text
    assert read(said("/channel off", edit_date=NOW), "edited_message") is None
    assert read(said("/errcode", edit_date=NOW), "edited_message") is None


@pytest.mark.parametrize(("age", "heard"), [(0, True), (899, True), (901, False), (10**7, False), (-60, True)])
def test_old_messages_are_left_alone(age: int, heard: bool) -> None:
    assert heard is (read(said(date=NOW - age)) is not None)
    assert isinstance(read(private("18", date=NOW - age)), Inbound)
    assert isinstance(read(said("/errcode 18", date=NOW - age)), Inbound)
    assert isinstance(read(said("/help", date=NOW - age)), Command)


def test_an_old_message_that_is_edited_now_is_new() -> None:
    assert isinstance(read(said(date=NOW - 5000, edit_date=NOW), "edited_message"), Inbound)
    assert read(said(date=NOW - 5000, edit_date=NOW - 901), "edited_message") is None


def test_the_clock_is_the_default() -> None:
    assert read_update(update("message", said(date=int(time.time()) - 2000)), ME) is None
    assert read_update(update("message", said(date=int(time.time()))), ME) is not None


# --- buttons, inline mode, membership, migration ---------------------------------------------------


def test_a_click() -> None:
    expected = Click("4382bfdwdsb323b2d9", "choose", CASE, 2, str(OLGA_ID), PLACE, "15", "0:15", "zh")
    assert expected == read(shapes.CALLBACK, "callback_query")


@pytest.mark.parametrize("verb", ["steps", "ticket", "language", "unhelpful", "choose"])
def test_a_click_without_an_index(verb: str) -> None:
    found = read({**shapes.CALLBACK, "data": f"{verb}:{CASE}"}, "callback_query")
    assert isinstance(found, Click)
    assert (verb, CASE, -1) == (found.verb, found.case, found.index)


@pytest.mark.parametrize(
    "data",
    ["", "steps", "steps:", "STEPS:1", f"drop:{CASE}", f"choose:{CASE}:-1", f"choose:{CASE}:1000", f"steps:{CASE}\n",
     f"steps:{CASE}:1:2", "steps:" + "a" * 60, "steps:../1", "choose:1:１", 5, None, []],
)  # fmt: skip
def test_a_forged_click_still_has_to_be_answered(data: Any) -> None:
    found = read({**shapes.CALLBACK, "data": data}, "callback_query")
    assert isinstance(found, Click)
    assert ("", "", -1, "4382bfdwdsb323b2d9") == (found.verb, found.case, found.index, found.id)


def test_a_click_in_a_topic_and_on_a_message_that_is_gone() -> None:
    topical = {**shapes.OUR_ANSWER, "chat": shapes.TOPICS, "message_thread_id": 5, "is_topic_message": True}
    found = read({**shapes.CALLBACK, "message": topical}, "callback_query")
    assert isinstance(found, Click)
    assert "5:15" == found.thread
    gone = {"chat": shapes.TRIAGE, "message_id": 15, "date": 0}
    found = read({**shapes.CALLBACK, "message": gone}, "callback_query")
    assert isinstance(found, Click)
    assert (PLACE, "15", "choose") == (found.place, found.message, found.verb)


def test_a_click_below_an_inline_message_has_no_place() -> None:
    body = {key: value for key, value in shapes.CALLBACK.items() if key != "message"}
    found = read({**body, "inline_message_id": "AAAA_made-up"}, "callback_query")
    assert isinstance(found, Click)
    assert ("", "", "", "choose") == (found.place.channel, found.message, found.thread, found.verb)


def test_a_click_by_nobody_asks_for_nothing() -> None:
    found = read({**shapes.CALLBACK, "from": None}, "callback_query")
    assert isinstance(found, Click)
    assert ("", "") == (found.user, found.verb)


def test_an_inline_question() -> None:
    assert InlineQuestion("4382bfdwdsb323b2da", "223114", str(OLGA_ID), "zh") == read(shapes.INLINE, "inline_query")


def test_an_inline_question_is_bounded() -> None:
    found = read({**shapes.INLINE, "query": "8" * 5000, "from": 5}, "inline_query")
    assert isinstance(found, InlineQuestion)
    assert (256, "", "") == (len(found.text), found.user, found.locale)


@pytest.mark.parametrize("kind", ["callback_query", "inline_query"])
@pytest.mark.parametrize("number", [None, "", 5, "x" * 65, "a b", "é"])
def test_what_cannot_be_answered_is_left_out(kind: str, number: Any) -> None:
    assert read({**shapes.CALLBACK, **shapes.INLINE, "id": number}, kind) is None


@pytest.mark.parametrize(
    ("change", "added", "administrator", "present"),
    [
        (membership("left", "member"), True, False, True),
        (membership("kicked", "administrator"), True, True, True),
        (membership("member", "administrator"), False, True, True),
        (membership("administrator", "member"), False, False, True),
        (membership("member", "left"), False, False, False),
        (membership("member", "kicked", shapes.PRIVATE), False, False, False),
        (membership("left", "restricted", is_member=True), True, False, True),
        (membership("member", "restricted", is_member=True, can_send_messages=True), False, False, True),
        (membership("restricted", "restricted", is_member=False), False, False, False),
        ({**membership("left", "member"), "old_chat_member": None}, True, False, True),
    ],
)
def test_membership(change: Any, added: bool, administrator: bool, present: bool) -> None:
    found = read(change, "my_chat_member")
    place = replace(PLACE, channel=str(change["chat"]["id"]))
    assert Membership(place, added, administrator, change["chat"]["type"], present) == found


@pytest.mark.parametrize(
    "change",
    [
        membership("left", "emperor"),
        membership("left", "member", {"type": "group"}),
        {**membership("left", "member"), "new_chat_member": {"user": shapes.DANA, "status": "member"}},
        {"chat": shapes.TRIAGE},
    ],
)
def test_membership_of_others_and_unheard_of(change: Any) -> None:
    assert read(change, "my_chat_member") is None


def test_a_migration_is_told_in_both_chats() -> None:
    expected = Migration("-4001", str(GROUP), replace(PLACE, channel="-4001"))
    old = {"id": -4001, "title": "Triage", "type": "group"}
    assert expected == read(said(None, chat=old, migrate_to_chat_id=GROUP))
    assert expected == read(said(None, migrate_from_chat_id=-4001, **{"from": shapes.GROUP_ANONYMOUS}))
    assert read(said(None, migrate_to_chat_id="x")) is None
    assert read(said(None, migrate_to_chat_id=GROUP, chat={})) is None


@pytest.mark.parametrize(
    ("kind", "body", "chat"),
    [
        ("message", said(), str(GROUP)),
        ("edited_channel_post", post(), str(CHANNEL)),
        ("callback_query", shapes.CALLBACK, str(GROUP)),
        ("callback_query", {"from": shapes.OLGA}, str(OLGA_ID)),
        ("inline_query", shapes.INLINE, str(OLGA_ID)),
        ("my_chat_member", membership("left", "member"), str(GROUP)),
        ("poll", {"id": "5"}, ""),
        ("message", {"chat": 5}, ""),
    ],
)
def test_what_goes_in_order(kind: str, body: Any, chat: str) -> None:
    assert chat == chat_of(update(kind, body))


@pytest.mark.parametrize("kind", ["message", "channel_post", "edited_message", "edited_channel_post"])
def test_the_message_of_an_update(kind: str) -> None:
    assert said() == message_of(update(kind, said()))


# --- bad input -------------------------------------------------------------------------------------

SAMPLES: list[Any] = [
    update("message", {**said(), "rich_message": shapes.RICH, "document": document(), "quote": QUOTE}),
    update(
        "message",
        mirror(reply_to_message=ALERT, reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}),
    ),
    update("edited_message", private("/errcode", reply_to_message=ALERT, edit_date=NOW)),
    update("channel_post", post(external_reply=ELSEWHERE, quote=QUOTE)),
    update("callback_query", shapes.CALLBACK),
    update("inline_query", shapes.INLINE),
    update("my_chat_member", membership("left", "member")),
    update("message", said(None, migrate_to_chat_id=-5)),
]
KEYS = sorted(set("".join(json.dumps(SAMPLES)).split('"')) & {
    "message", "from", "chat", "id", "text", "caption", "quote", "type", "blocks", "cells", "entities", "user",
    "sender_chat", "reply_to_message", "document", "message_id", "date", "status", "data", "rich_message", "items",
})  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["private", "supergroup", "member", "/errcode", "x" * 50_000, "\ud800", 10**400])
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda x: st.lists(x, max_size=5) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), x)
)


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A real update in which one value, anywhere, is something else."""
    body = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    node: Any = body
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or draw(st.integers(0, 3)) == 0:
            node[key] = draw(ANYTHING)
            return body
        node = node[key]


@given(damaged() | ANYTHING)
def test_any_update_is_read_or_is_none(payload: Any) -> None:
    found = read_update(payload, ME, NOW)
    chat_of(payload)
    if found is None:
        return
    assert repr(found).encode()  # storable: no lone surrogate
    said_by = found.inbound if isinstance(found, Command) else found
    for each in fields(said_by):
        value = getattr(said_by, each.name)
        assert not isinstance(value, str) or len(value) <= LONGEST_TEXT
    if isinstance(said_by, Inbound):
        assert "\0" not in said_by.text
        assert int(said_by.message) > 0
        assert (said_by.place.team, bool(said_by.place.channel)) == (BOT, True)
        topic, _, number = said_by.thread.partition(":")
        assert (said_by.message, topic != "1") == (number, True)


@pytest.mark.parametrize("blank", [" ", "\u200b", "@", "/", "@AcmeErrcodeBot", "/errcode ", "：", "\ud800"])
def test_long_texts_take_bounded_time(blank: str) -> None:
    text = "a" + blank * 100_000 + "b"
    started = time.process_time()
    for message in (said(text), private(blank * 100_000), said("/errcode" + text), said(None, caption=text)):
        read(message)
        read(message, "edited_message")
    assert time.process_time() - started < 1.0


def nested(depth: int) -> Any:
    inner: Any = []
    for _ in range(depth):
        inner = {"blocks": [inner], "text": inner, "items": [inner], "cells": [[inner]], "reply_to_message": inner}
    return inner


def test_a_deep_and_wide_update_takes_bounded_time() -> None:
    deep, wide = nested(900), [{"type": "paragraph", "text": ["18"] * 100}] * 2000
    started = time.process_time()
    for body in (deep, wide):
        read(said(None, rich_message={"blocks": body}, entities=body, reply_to_message=body))
        read({**shapes.CALLBACK, "message": body, "data": body}, "callback_query")
    read({**deep, **said(None)})
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("body", SAMPLES)
def test_the_library_takes_these_shapes_for_updates(body: Any) -> None:
    assert Update.de_json(json.loads(json.dumps(body)), None).update_id == body["update_id"]
