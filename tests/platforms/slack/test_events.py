"""Events, commands, shortcuts and clicks -> plain values."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk import Mode
from bot.delivery.inbound import Deletion, Inbound, Place
from bot.platforms.slack.events import (
    Click,
    Command,
    read_click,
    read_command,
    read_event,
    read_message_shortcut,
)
from bot.platforms.slack.text import LONGEST_TEXT
from tests.platforms.slack import shapes
from tests.platforms.slack.shapes import (
    BOT,
    CHANNEL,
    DM,
    PASTE,
    PERSON,
    TEAM,
    TS,
    body,
    changed,
    rich_text,
    said,
    section,
    text,
)

PLACE = Place("slack", TEAM, CHANNEL)
KEY = f"slack:{TEAM}:{CHANNEL}:{TS}"
MENTION = said(
    f"<@{BOT.user}> is <@U0OTHER0001|olga> right about 223114?",
    rich_text(section({"type": "user", "user_id": BOT.user}, text(" is 223114?"))),
)


def inbound(event: Any, **more: Any) -> Inbound:
    read = read_event(body(event, **more), BOT)
    assert isinstance(read, Inbound)
    return read


def test_a_paste_in_a_channel_is_listened_to() -> None:
    expected = Inbound(
        key=KEY,
        place=PLACE,
        message=TS,
        thread=TS,
        author=PERSON,
        text=f"third pod now\n{PASTE}",
        mode=Mode.LISTEN,
        delivery="Ev0000000001",
    )
    assert expected == inbound(shapes.HUMAN_PASTE)


def test_a_mention_and_its_message_are_one() -> None:
    message = inbound(MENTION)
    mention = {**MENTION, "type": "app_mention"}
    del mention["channel_type"]
    assert Mode.ASK is message.mode
    assert replace(message, delivery="Ev2") == inbound(mention, event_id="Ev2")


def test_only_the_bots_own_mention_is_stripped() -> None:
    event = said(f"<@{BOT.user}|errcode> is <@U0OTHER0001|olga> right about 223114?")
    assert "is @olga right about 223114?" == inbound(event).text


def test_a_bare_mention_is_asked() -> None:
    assert ("", Mode.ASK) == (inbound(said(f"<@{BOT.user}>")).text, inbound(said(f"<@{BOT.user}>")).mode)


@pytest.mark.parametrize("where", [{"channel_type": "im"}, {"channel": DM}])
def test_a_private_chat_is_asked(where: Any) -> None:
    read = inbound(said("18", **where))
    assert (Mode.ASK, True) == (read.mode, read.private)


def test_a_group_chat_is_no_private_chat() -> None:
    read = inbound(said("18", channel_type="mpim"))
    assert (Mode.LISTEN, False) == (read.mode, read.private)


@pytest.mark.parametrize(
    ("thread_ts", "thread", "in_thread"),
    [(None, TS, False), (TS, TS, False), ("1600000000.000100", "1600000000.000100", True), (5, TS, False)],
)
def test_the_thread_is_its_root(thread_ts: Any, thread: str, in_thread: bool) -> None:
    read = inbound(said("18", thread_ts=thread_ts))
    assert (thread, in_thread, TS) == (read.thread, read.in_thread, read.message)


@pytest.mark.parametrize("subtype", ["thread_broadcast", "me_message", "file_share", None])
def test_what_people_say_in_other_ways(subtype: str | None) -> None:
    assert "18" == inbound(said("18", subtype=subtype)).text


@pytest.mark.parametrize(
    "subtype",
    [
        "channel_join",
        "message_replied",
        "tombstone",
        "huddle_thread",
        "reminder_add",
        "assistant_app_thread",
        "new",
        "",
        5,
        [],
    ],
)
def test_news_of_the_channel_is_none_of_ours(subtype: Any) -> None:
    assert read_event(body(said("error_code 18", subtype=subtype)), BOT) is None


@pytest.mark.parametrize("event", [shapes.ALERTMANAGER, shapes.GRAFANA, shapes.WEBHOOK, shapes.CLASSIC_BOT])
def test_other_apps_are_listened_to_and_have_no_author(event: Any) -> None:
    read = inbound(event)
    assert (Mode.LISTEN, "", KEY) == (read.mode, read.author, read.key)
    assert read.text


def test_an_app_that_mentions_the_bot_or_writes_to_it_is_still_only_listened_to() -> None:
    event = {**shapes.CLASSIC_BOT, "text": f"<@{BOT.user}> error_code=18"}
    assert Mode.LISTEN is inbound(event).mode
    assert Mode.LISTEN is inbound({**event, "type": "app_mention"}).mode
    assert Mode.LISTEN is inbound({**event, "channel": DM}).mode
    assert Mode.LISTEN is inbound(said("18", user="USLACKBOT", channel=DM)).mode


OWN = [
    said("18", user=BOT.user),
    said("18", bot_id=BOT.bot_id, user="U0OTHER0001"),
    said("18", app_id=BOT.app_id, bot_id="B0OTHER0001"),
    said("18", bot_id="B0OTHER0001", bot_profile={"app_id": BOT.app_id}),
    {**shapes.CLASSIC_BOT, "subtype": "bot_message", "user": None, "bot_id": BOT.bot_id},
]


@pytest.mark.parametrize("event", OWN)
def test_the_bots_own_messages_are_ignored_wherever_they_stand(event: Any) -> None:
    before = {**event, "text": "another"}
    assert read_event(body(event), BOT) is None
    assert read_event(body(changed(event, before)), BOT) is None
    assert read_event(body({**shapes.DELETION, "previous_message": event}), BOT) is None
    assert read_event(body({**shapes.ROOT_DELETION, "previous_message": event}), BOT) is None


def test_an_unknown_self_is_nobodys_message() -> None:
    unknown = replace(BOT, user="", bot_id="", app_id="")
    assert read_event(body(said("18", user=PERSON, bot_id="")), unknown) is not None


def test_a_snippet_without_words_is_kept_for_its_file() -> None:
    assert "" == inbound(shapes.SNIPPET).text


def test_a_picture_without_words_is_not() -> None:
    picture = {**shapes.FILE, "mimetype": "image/png", "filetype": "png", "mode": "hosted", "name": "a.png"}
    assert read_event(body(said("", subtype="file_share", files=[picture])), BOT) is None


def test_an_edit_has_the_key_of_its_message_and_a_version() -> None:
    read = inbound(shapes.EDIT)
    assert (KEY, PASTE, "1700000060.000400", PERSON) == (read.key, read.text, read.edited, read.author)


def test_two_edits_within_a_second_are_two_versions() -> None:
    later = {**shapes.EDIT, "event_ts": "1700000060.000900"}
    assert inbound(shapes.EDIT).edited != inbound(later).edited


def test_an_edit_in_a_thread_stays_there() -> None:
    root = "1600000000.000100"
    event = changed(said("18", thread_ts=root), said("19", thread_ts=root))
    assert (root, True) == (inbound(event).thread, inbound(event).in_thread)


def test_an_edit_that_empties_a_message_is_told() -> None:
    assert "" == inbound(changed(said(""), said("18"))).text


def test_an_edit_that_adds_a_mention_is_asked() -> None:
    read = inbound(changed(said(f"18 <@{BOT.user}>"), said("18")))
    assert (Mode.ASK, "18") == (read.mode, read.text)


@pytest.mark.parametrize(
    "event",
    [
        shapes.UNFURL,
        changed({**shapes.HUMAN_PASTE, "pinned_to": [CHANNEL]}, shapes.HUMAN_PASTE),
        changed({**shapes.ALERTMANAGER, "reactions": [{"name": "eyes"}]}, shapes.ALERTMANAGER),
        changed(shapes.SNIPPET, shapes.SNIPPET),
        changed({**said("18"), "subtype": "channel_topic"}, said("18")),
    ],
)
def test_an_edit_that_leaves_the_words_is_none(event: Any) -> None:
    assert read_event(body(event), BOT) is None


def test_an_alert_that_changes_its_attachment_is_an_edit() -> None:
    (attachment,) = shapes.ALERTMANAGER["attachments"]
    resolved = {**shapes.ALERTMANAGER, "attachments": [{**attachment, "title": "[RESOLVED] FaceErrors"}]}
    assert "[RESOLVED] FaceErrors" in inbound(changed(resolved, shapes.ALERTMANAGER)).text


def test_the_first_message_shows_no_preview() -> None:
    assert f"see {shapes.LINK}" == inbound(shapes.UNFURL["message"]).text


@pytest.mark.parametrize("event", [shapes.DELETION, shapes.ROOT_DELETION, {**shapes.DELETION, "deleted_ts": None}])
def test_a_deletion_has_the_key_of_its_message(event: Any) -> None:
    assert Deletion(KEY, PLACE) == read_event(body(event), BOT)


def test_slack_connect_counts_as_the_workspace_that_installed_the_bot() -> None:
    read = read_event(shapes.CONNECT, BOT)
    assert isinstance(read, Inbound)
    assert (KEY, "U0PARTNER01") == (read.key, read.author)


@pytest.mark.parametrize(
    ("authorizations", "known", "team"),
    [
        ([], TEAM, TEAM),
        ([5], TEAM, TEAM),
        ([{"team_id": "T0SECOND001"}], TEAM, TEAM),
        ([{"team_id": "T0SECOND001"}], "", "T0SECOND001"),
        ([], "", "T0PARTNER01"),
    ],
)
def test_the_workspace_is_the_bots_own_or_the_one_that_authorised_it(
    authorizations: Any, known: str, team: str
) -> None:
    read = read_event({**shapes.CONNECT, "authorizations": authorizations}, replace(BOT, team=known))
    assert isinstance(read, Inbound)
    assert team == read.place.team


def test_another_apps_event_is_none_of_ours() -> None:
    assert read_event(body(shapes.HUMAN_PASTE, api_app_id="A0OTHER0001"), BOT) is None


@pytest.mark.parametrize("missing", ["type", "channel", "ts", "user"])
@pytest.mark.parametrize("wrong", [None, 5, "", [], {}, "a b", "x" * 100, "\ud800"])
def test_an_event_without_its_parts_is_none(missing: str, wrong: Any) -> None:
    assert read_event(body({**shapes.HUMAN_PASTE, missing: wrong}), BOT) is None


COMMAND = {
    "token": "made-up",
    "team_id": TEAM,
    "team_domain": "acme",
    "channel_id": CHANNEL,
    "channel_name": "triage",
    "user_id": PERSON,
    "user_name": "dana",
    "command": "/errcode",
    "text": " me a &lt; b &amp; “18”\nnext ",
    "api_app_id": BOT.app_id,
    "is_enterprise_install": "false",
    "response_url": "https://hooks.slack.com/commands/T0ACME00001/1/made-up",
    "trigger_id": "1.2.made-up",
}


def test_a_command() -> None:
    expected = Command(
        name="/errcode",
        text='me a < b & "18"\nnext',
        user=PERSON,
        channel=CHANNEL,
        team=TEAM,
        response_url="https://hooks.slack.com/commands/T0ACME00001/1/made-up",
        trigger="1.2.made-up",
    )
    assert expected == read_command(COMMAND)


def test_a_command_of_any_length_is_cut() -> None:
    read = read_command({**COMMAND, "text": "18 " * LONGEST_TEXT})
    assert read is not None
    assert len(read.text) <= LONGEST_TEXT


@pytest.mark.parametrize("missing", ["command", "user_id", "channel_id", "team_id"])
def test_a_command_without_its_parts_is_none(missing: str) -> None:
    assert read_command({**COMMAND, missing: None}) is None


def test_a_command_without_text_has_none() -> None:
    read = read_command({**COMMAND, "text": None})
    assert read is not None
    assert "" == read.text


SHORTCUT = {
    "type": "message_action",
    "token": "made-up",
    "callback_id": "errcode_decode_message",
    "trigger_id": "1.2.made-up",
    "response_url": "https://hooks.slack.com/app/T0ACME00001/1/made-up",
    "team": {"id": TEAM, "domain": "acme"},
    "channel": {"id": CHANNEL, "name": "triage"},
    "user": {"id": "U0ASKER0001", "name": "ann", "team_id": TEAM},
    "action_ts": "1700000100.000000",
    "message_ts": TS,
    "message": {**shapes.ALERTMANAGER, "thread_ts": "1600000000.000100"},
    "is_enterprise_install": False,
    "enterprise": None,
}


def test_a_message_shortcut_asks_about_its_message() -> None:
    read = read_message_shortcut(SHORTCUT, BOT)
    assert read is not None
    assert inbound(shapes.ALERTMANAGER).key == read.key
    assert inbound(shapes.ALERTMANAGER).text == read.text
    assert (Mode.ASK, "U0ASKER0001", "1600000000.000100", True) == (read.mode, read.author, read.thread, read.in_thread)
    assert SHORTCUT["response_url"] == read.reply_url


def test_a_shortcut_or_click_from_a_shared_channel_counts_as_our_workspace() -> None:
    foreign = {"team": {"id": "T0PARTNER01"}}
    shortcut, click = read_message_shortcut({**SHORTCUT, **foreign}, BOT), read_click({**CLICK, **foreign}, BOT)
    assert shortcut is not None
    assert click is not None
    assert (TEAM, TEAM) == (shortcut.place.team, click.team)


@pytest.mark.parametrize("missing", ["message", "channel", "team", "user"])
def test_a_shortcut_without_its_parts_is_none(missing: str) -> None:
    assert read_message_shortcut({**SHORTCUT, "user": {"id": PERSON}, missing: None}) is None


CLICK = {
    "type": "block_actions",
    "team": {"id": TEAM, "domain": "acme"},
    "user": {"id": PERSON, "username": "dana", "team_id": TEAM},
    "api_app_id": BOT.app_id,
    "container": {
        "type": "message",
        "message_ts": "1700000001.000200",
        "channel_id": CHANNEL,
        "is_ephemeral": False,
        "thread_ts": TS,
    },
    "trigger_id": "1.2.made-up",
    "channel": {"id": CHANNEL, "name": "triage"},
    "message": {"type": "message", "ts": "1700000001.000200", "thread_ts": TS, "user": BOT.user},
    "response_url": "https://hooks.slack.com/actions/T0ACME00001/1/made-up",
    "actions": [
        {"action_id": "steps", "block_id": "b", "value": "c0ffee", "type": "button", "action_ts": "1700000002.0"}
    ],
}


def test_a_click() -> None:
    expected = Click(
        action="steps",
        value="c0ffee",
        user=PERSON,
        channel=CHANNEL,
        team=TEAM,
        thread=TS,
        response_url="https://hooks.slack.com/actions/T0ACME00001/1/made-up",
        trigger="1.2.made-up",
    )
    assert expected == read_click(CLICK)


def test_a_click_in_an_answer_that_only_the_asker_sees() -> None:
    ephemeral = {key: value for key, value in CLICK.items() if key not in {"message", "channel"}}
    assert read_click(CLICK) == read_click(ephemeral)


def test_an_option_chosen_is_its_value() -> None:
    actions = [{"action_id": "choose-0", "selected_option": {"value": "c0ffee:1"}}]
    read = read_click({**CLICK, "actions": actions})
    assert read is not None
    assert "c0ffee:1" == read.value


def test_a_click_in_the_home_tab_stands_in_no_channel() -> None:
    home = {"user": CLICK["user"], "team": CLICK["team"], "actions": CLICK["actions"], "container": {"type": "view"}}
    read = read_click(home)
    assert read is not None
    assert ("", "") == (read.channel, read.thread)


@pytest.mark.parametrize("actions", [None, [], {}, [5], [{}], [{"action_id": 5}]])
def test_a_click_without_an_action_is_none(actions: Any) -> None:
    assert read_click({**CLICK, "actions": actions}) is None


SHAPES = [
    *(body(event) for event in (shapes.HUMAN_PASTE, shapes.EDIT, shapes.UNFURL, shapes.DELETION, shapes.ROOT_DELETION)),
    *(body(event) for event in (shapes.ALERTMANAGER, shapes.WEBHOOK, shapes.SNIPPET, MENTION)),
    *(COMMAND, SHORTCUT, CLICK),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["message", "\ud800"])
)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A real body, of which up to three parts are something else."""
    whole = json.loads(json.dumps(draw(st.sampled_from(SHAPES))))
    for _ in range(draw(st.integers(1, 3))):
        node = whole
        while isinstance(node, dict | list) and node:
            key: Any = (
                draw(st.sampled_from(sorted(node))) if isinstance(node, dict) else draw(st.integers(0, len(node) - 1))
            )
            if not isinstance(node[key], dict | list) or draw(st.booleans()):
                node[key] = draw(ANYTHING)
                break
            node = node[key]
    return whole


@given(damaged() | ANYTHING)
def test_any_body_is_read_or_is_none(payload: Any) -> None:
    event = read_event(payload, BOT)
    if event:
        assert event.key.startswith("slack:")
        assert repr(event).encode()
    for read in (read_command, read_message_shortcut, read_click):
        read(payload)


def test_a_deep_and_wide_body_takes_bounded_time() -> None:
    nested: Any
    deep: Any = []
    for _ in range(1000):
        deep = {"message": deep, "elements": [deep], "blocks": [deep]}
    wide = [{"type": "rich_text", "elements": [{"type": "user"}] * 100}] * 2000
    started = time.process_time()
    for nested in (deep, wide):
        read_event(body({**shapes.EDIT, "message": nested}), BOT)
        read_event(body(said("18", nested, blocks=nested, attachments=nested)), BOT)
        read_message_shortcut({**SHORTCUT, "message": {"blocks": nested, "ts": TS}}, BOT)
    assert time.process_time() - started < 2.0
