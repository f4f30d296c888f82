"""The command, the buttons, the shortcuts, the form and the home tab, as people use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.doubles.happenings import Kind
from tests.doubles.slack import Json, Message, Outcome, SlackServer
from tests.e2e.slack_bot import ANN, BOB, SlackBot

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
BUSY = '{"error_code":222904,"error_msg":"system busy","log_id":1234567890}'
AMBIGUOUS = "图片"  # two entries are as near to it
SHORTCUT, FORM = "errcode_decode_message", "errcode_decode_form"


def shown(body: Json | Message) -> str:
    """Everything of a message or a view, as one text."""
    return json.dumps(body.body if isinstance(body, Message) else body, ensure_ascii=False)


def buttons(body: Json) -> list[str]:
    """The action_ids below a message."""
    rows = (block["elements"] for block in body.get("blocks", ()) if block["type"] == "actions")
    return [element["action_id"] for row in rows for element in row]


def click(bot: SlackBot, message: Message, action: str, user: str = ANN) -> None:
    outcome = bot.act(lambda server: server.hands.clicks(message.channel, message.ts, action, user))
    assert outcome.acked


# --- the command -----------------------------------------------------------------------------


def test_command_posts_a_headline_that_names_the_asker_and_the_card_below_it(bot: SlackBot) -> None:
    channel = bot.channel()

    outcome = bot.commands(channel, "223114", BOB)

    headline = bot.wait(lambda server: server.workspace.own_messages(channel, ""))[0]
    card = bot.answer(channel, headline.ts)
    assert (True, None) == (outcome.acked, (outcome.payload or {}).get("text"))
    assert f"<@{BOB}> asked 223114" in headline.text
    assert "face is fuzzy" in headline.text
    assert card.text.startswith("223114 · face is fuzzy")
    bot.settle()
    assert 2 == len(bot.posts(channel))


def test_command_is_answered_at_once_and_alone_when_nothing_is_found(bot: SlackBot) -> None:
    channel = bot.channel()

    bot.commands(channel, "hello there", BOB)

    assert BOB == bot.whisper(channel).user
    bot.settle()
    assert [] == bot.posts(channel)


def test_command_me_is_for_the_asker_alone(bot: SlackBot) -> None:
    channel = bot.channel()

    bot.commands(channel, "me 223114", BOB)

    whisper = bot.whisper(channel)
    bot.settle()
    assert (BOB, [], 1) == (whisper.user, bot.posts(channel), len(bot.whispers(channel)))
    assert "face is fuzzy" in shown(whisper.body)
    assert "steps" in buttons(whisper.body)


def test_command_thread_posts_a_headline(bot: SlackBot) -> None:
    channel = bot.channel()

    bot.commands(channel, "thread 照片糊了")

    headline = bot.wait(lambda server: server.workspace.own_messages(channel, ""))[0]
    assert "查询" in headline.text
    assert "人脸模糊" in bot.answer(channel, headline.ts).text


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_command_where_the_bot_is_no_member_gives_the_asker_the_whole_answer(bot: SlackBot, kind: str) -> None:
    channel = bot.channel(joined=False, kind=kind)

    bot.commands(channel, "223114", BOB)

    whisper = bot.whisper(channel)
    bot.settle()
    assert (BOB, [], 1) == (whisper.user, bot.posts(channel), len(bot.whispers(channel)))
    for part in ("face is fuzzy", "hold the phone steady", "/c/baidu-face/223114"):
        assert part in shown(whisper.body)


def test_command_in_the_private_chat_with_the_bot(bot: SlackBot) -> None:
    user = bot.user()

    bot.commands(f"D{user}", "223114", user)

    bot.settle()
    everything = [*map(shown, bot.posts(f"D{user}")), *(shown(note.body) for note in bot.whispers(f"D{user}"))]
    assert any("hold the phone steady" in text for text in everything)


def test_command_in_an_archived_channel_gives_the_asker_the_answer(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.act(lambda server: setattr(server.workspace.channels[channel], "archived", True))

    bot.commands(channel, "223114", BOB)

    assert "hold the phone steady" in shown(bot.whisper(channel).body)


def test_two_commands_at_once_are_two_questions(bot: SlackBot) -> None:
    channel, other = bot.channel(), bot.channel()

    for place in (channel, other):
        bot.commands(place, "222904")

    assert [2, 2] == [len(bot.wait(partial(_both, channel=place))) for place in (channel, other)]


def _both(server: SlackServer, channel: str) -> list[Message]:
    """The headline and the card, once both are there."""
    found = server.workspace.own_messages(channel)
    return found if len(found) > 1 else []


@pytest.mark.parametrize("text", ["", "help", "  help  ", "HELP", "帮助"])
def test_command_help(bot: SlackBot, text: str) -> None:
    channel = bot.channel()

    bot.commands(channel, text, BOB)

    assert "/errcode 223114" in shown(bot.whisper(channel).body)


def _examples(body: Json) -> Iterator[str]:
    for block in body["blocks"]:
        for part in block.get("elements", ()):
            yield from _coded(part)


def _coded(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "text" and (part.get("style") or {}).get("code"):
            yield part["text"]
        for inner in part.get("elements", ()):
            yield from _coded(inner)


@pytest.mark.parametrize(
    ("said", "told"), [("help", "Hello! Send a code"), ("hello!", "Hello!"), ("你好", "你好！发错误码")]
)
def test_who_says_hello_to_the_bot_is_told_what_to_send(bot: SlackBot, said: str, told: str) -> None:
    channel = bot.channel()

    assert told in bot.answer(channel, bot.mentions(channel, said)).text


def test_every_example_of_the_help_runs(bot: SlackBot) -> None:
    bot.commands(channel := bot.channel(), "help")
    examples = [text for text in _examples(bot.whisper(channel).body) if text.startswith("/errcode ")]

    answered = []
    for example in examples:
        place = bot.channel()
        bot.commands(place, example.removeprefix("/errcode "))
        answered.append(bot.wait(partial(_seen, channel=place)))

    assert 5 < len(answered)
    nothing = bot.channel()
    bot.commands(nothing, "qwertz uiop")
    dont_know = bot.whisper(nothing).body["text"]
    assert dont_know not in answered


def _seen(server: SlackServer, channel: str) -> str:
    whispers = [note.body["text"] for note in server.workspace.whispers if note.channel == channel]
    return "\n".join(whispers + [post.text for post in server.workspace.own_messages(channel)])


@pytest.mark.parametrize("policy", ["listen", "mention", "off"])
def test_command_channel_sets_the_policy_and_tells_it(bot: SlackBot, policy: str) -> None:
    channel = bot.channel()

    bot.commands(channel, f"channel {policy}")
    bot.commands(channel, "channel")

    told = [whisper.body["text"] for whisper in bot.whispers(channel)]
    assert told[0] == told[1]
    assert f"This channel: {policy}." in told[0]


def test_command_is_answered_where_the_setting_says(set_bot: SlackBot) -> None:
    channel = set_bot.channel()
    reply = set_bot.environ["ERRCODE_SLASH_REPLY"]

    set_bot.commands(channel, "223114", BOB)

    if reply == "private":
        assert BOB == set_bot.whisper(channel).user
    else:
        assert "face is fuzzy" in set_bot.wait(lambda server: server.workspace.own_messages(channel, ""))[0].text
    set_bot.settle()
    assert (reply == "channel") == bool(set_bot.posts(channel))


def test_command_thread_overrides_the_setting(set_bot: SlackBot) -> None:
    channel = set_bot.channel()

    set_bot.commands(channel, "thread 223114")

    headline = set_bot.wait(lambda server: server.workspace.own_messages(channel, ""))[0]
    assert set_bot.answer(channel, headline.ts).text.startswith("223114")


# --- buttons ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paste", "action", "told"),
    [
        (FUZZY, "steps", "wipe the lens"),
        (FUZZY, "language", "人脸模糊"),
        (BUSY, "ticket", "1234567890"),
        (FUZZY, "unhelpful", "Thank you"),
    ],
)
def test_button_is_answered_to_who_pressed_it_alone(bot: SlackBot, paste: str, action: str, told: str) -> None:
    channel = bot.channel()
    answer = bot.answer(channel, bot.says(channel, paste))

    click(bot, answer, action, BOB)

    whisper = bot.whisper(channel)
    assert (BOB, answer.thread) == (whisper.user, whisper.body.get("thread_ts"))
    assert told in shown(whisper.body)
    bot.settle()
    assert [answer.text] == [post.text for post in bot.posts(channel)]


@pytest.mark.parametrize("ask", [FUZZY, BUSY, "me 223114", AMBIGUOUS])
def test_every_button_of_an_answer_does_something(bot: SlackBot, ask: str) -> None:
    user = bot.user()
    ts = bot.says(f"D{user}", ask.removeprefix("me "), user)
    answer = bot.wait(lambda server: server.workspace.own_messages(f"D{user}"))[0]

    for number, action in enumerate(one for one in buttons(answer.body) if not one.startswith("choose")):
        click(bot, answer, action, user)
        assert bot.whisper(f"D{user}", number).body["text"]
    assert ts


def test_button_of_an_answer_for_the_asker_alone(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "me 223114", BOB)
    ts = bot.whisper(channel).body["ts"]

    outcome = bot.act(lambda server: server.hands.clicks(channel, ts, "steps", BOB))

    assert outcome.acked
    assert "wipe the lens" in shown(bot.whisper(channel, 1).body)


def test_button_of_an_answer_that_was_edited_still_works(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)
    bot.edits(channel, ts, BUSY)
    answer = bot.wait(
        lambda server: [post for post in server.workspace.own_messages(channel) if post.text.startswith("222904")]
    )[0]

    click(bot, answer, "ticket")

    assert "222904" in shown(bot.whisper(channel).body)


def test_button_of_another_channels_answer_tells_nothing(bot: SlackBot) -> None:
    here, there = bot.channel(), bot.channel()
    mine = bot.answer(here, bot.says(here, FUZZY))
    other = bot.answer(there, bot.says(there, BUSY))
    stolen = next(e["value"] for block in other.blocks if block["type"] == "actions" for e in block["elements"])

    def forge(server: SlackServer) -> None:
        for block in mine.body["blocks"]:
            for element in block.get("elements", ()) if block["type"] == "actions" else ():
                element["value"] = stolen

    bot.act(forge)
    click(bot, mine, "steps")

    bot.settle()
    assert [] == bot.whispers(here)


def test_choice_of_the_asker_takes_the_place_of_the_question(bot: SlackBot) -> None:
    channel = bot.channel()
    question = bot.answer(channel, bot.mentions(channel, AMBIGUOUS, ANN))
    assert "choose-1" in buttons(question.body), question.text

    click(bot, question, "choose-1", ANN)

    bot.wait(lambda server: server.history.of(Kind.EDITED, message=question.ts))
    changed = bot.posts(channel)
    assert [question.ts] == [post.ts for post in changed]
    assert "choose-0" not in buttons(changed[0].body)
    assert [] == bot.whispers(channel)


def test_choice_of_somebody_else_is_theirs_alone(bot: SlackBot) -> None:
    channel = bot.channel()
    question = bot.answer(channel, bot.mentions(channel, AMBIGUOUS, ANN))

    click(bot, question, "choose-0", BOB)

    assert BOB == bot.whisper(channel).user
    bot.settle()
    assert "choose-0" in buttons(bot.posts(channel)[0].body)


def test_choice_in_an_answer_for_the_asker_alone(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, f"me {AMBIGUOUS}", BOB)
    whisper = bot.whisper(channel)

    outcome = bot.act(lambda server: server.hands.clicks(channel, whisper.body["ts"], "choose-0", BOB))

    assert outcome.acked
    assert "choose-0" not in buttons(bot.whisper(channel, 1).body)


def test_not_helpful_unknown_and_unanswered_are_listed_as_gaps(bot: SlackBot) -> None:
    channel = bot.channel()
    answer = bot.answer(channel, bot.mentions(channel, "223114 with 13800138000 on the new tablets"))
    for user in (ANN, BOB, ANN):
        click(bot, answer, "unhelpful", user)
    bot.mentions(channel, "222999 on staging")
    bot.mentions(channel, "where do I park the lorry")
    bot.settle()

    listed = bot.errcode("knowledge", "gaps")

    assert "on the new tablets" in listed
    assert "13800138000" not in listed
    assert "222999" in listed
    assert "where do I park the lorry" in listed


# --- shortcuts, form, home -------------------------------------------------------------------


def test_message_shortcut_answers_in_the_messages_thread(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel mention")
    ts = bot.says(channel, "this one again, 223114")

    outcome = bot.act(lambda server: server.hands.decodes(channel, ts, SHORTCUT, BOB))

    assert outcome.acked
    assert bot.answer(channel, ts).text.startswith("223114")
    bot.settle()
    assert 1 == len(bot.posts(channel))


def test_message_shortcut_where_the_bot_is_no_member_answers_who_chose_it(bot: SlackBot) -> None:
    channel = bot.channel(joined=False)
    ts = bot.says(channel, FUZZY)

    bot.act(lambda server: server.hands.decodes(channel, ts, SHORTCUT, BOB))

    whisper = bot.whisper(channel)
    assert BOB == whisper.user
    assert "hold the phone steady" in shown(whisper.body)


def test_message_shortcut_on_an_answered_message_shows_the_answer_to_who_chose_it(bot: SlackBot) -> None:
    channel = bot.channel()
    ts = bot.says(channel, FUZZY)
    bot.answer(channel, ts)

    bot.act(lambda server: server.hands.decodes(channel, ts, SHORTCUT, BOB))

    assert BOB == bot.whisper(channel).user
    bot.settle()
    assert 1 == len(bot.posts(channel))


def test_message_shortcut_twice_where_the_bot_is_no_member(bot: SlackBot) -> None:
    channel = bot.channel(joined=False)
    ts = bot.says(channel, FUZZY)

    for user in (ANN, BOB):
        bot.act(partial(_decodes, channel=channel, ts=ts, user=user))

    bot.whisper(channel, 1)
    assert [ANN, BOB] == sorted(whisper.user for whisper in bot.whispers(channel))


async def _decodes(server: SlackServer, channel: str, ts: str, user: str) -> Outcome:
    return await server.hands.decodes(channel, ts, SHORTCUT, user)


def test_message_shortcut_on_an_alert(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel mention")
    alert = [{"title": "face-api", "text": FUZZY}]
    ts = bot.act(lambda server: server.people.alerts(channel, alert))

    bot.act(lambda server: server.hands.decodes(channel, ts, SHORTCUT))

    assert bot.answer(channel, ts).text.startswith("223114")


def test_message_shortcut_on_a_snippet(bot: SlackBot) -> None:
    channel = bot.channel()
    bot.commands(channel, "channel mention")
    ts = bot.act(lambda server: server.people.shares(channel, FUZZY, typed="from the kiosk"))

    bot.act(lambda server: server.hands.decodes(channel, ts, SHORTCUT))

    assert bot.answer(channel, ts).text.startswith("223114")


@pytest.mark.parametrize(
    ("typed", "told"),
    [(FUZZY, "face is fuzzy"), ("照片糊了", "人脸模糊"), ("222999", "222999"), ("hello there", "223114")],
)
def test_form_shows_the_answer_in_its_place(bot: SlackBot, typed: str, told: str) -> None:
    user = bot.user()
    bot.act(lambda server: server.hands.calls_form(FORM, user))
    view = bot.wait(lambda server: [view for view in server.workspace.views.values() if view["user"] == user])[0]
    bot.written.append(typed)

    outcome = bot.act(lambda server: server.hands.submits(view["id"], {"text": typed}, user))

    assert (True, "update") == (outcome.acked, (outcome.payload or {}).get("response_action"))
    assert told in shown((outcome.payload or {})["view"])


def test_form_may_be_submitted_twice(bot: SlackBot) -> None:
    assert "face is fuzzy" in _form_answer(bot, FUZZY)
    assert "system busy" in _form_answer(bot, BUSY)


def _form_answer(bot: SlackBot, typed: str) -> str:
    bot.act(lambda server: server.hands.calls_form(FORM))
    view = bot.act(lambda server: list(server.workspace.views)[-1])
    return shown(bot.act(lambda server: server.hands.submits(view, {"text": typed})).payload or {})


def test_home_tells_what_the_bot_does_and_how_it_is(bot: SlackBot) -> None:
    user = bot.user()

    bot.act(lambda server: server.people.opens_home(user))

    home = shown(bot.wait(lambda server: server.workspace.homes.get(user, {})))
    for part in ("/errcode 223114", "140 codes", "2020-12-15"):
        assert part in home


def test_private_chat_beside_the_home_is_left_alone(bot: SlackBot) -> None:
    user = bot.user()
    before = len(bot.happened(Kind.CALLED, name="views.publish"))

    for tab in ("home", "messages", "home"):
        bot.act(partial(_opens, user=user, tab=tab))

    bot.settle()
    assert before + 2 == len(bot.happened(Kind.CALLED, name="views.publish"))
    assert [] == bot.posts(f"D{user}")


def _opens(server: SlackServer, user: str, tab: str) -> None:
    server.people.opens_home(user, tab)
