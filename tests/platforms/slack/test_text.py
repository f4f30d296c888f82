"""Everything readable of a message, as its author wrote it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.text import LONGEST_TEXT, MOST_ATTACHMENTS, MOST_NODES, mentions, message_text, undo_mrkdwn
from tests.platforms.slack import shapes
from tests.platforms.slack.shapes import BOT, PASTE, rich_text, said, section, text

SECONDS = 2.0  # of the processor for a monster; the slowest took 0.2 when this was written


@pytest.mark.parametrize(
    ("escaped", "written"),
    [
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"),
        ("<https://a.example|the page>", "the page"),
        ("<HTTP://a.example|>", "HTTP://a.example"),
        ("<tel:223114|223114>", "223114"),
        ("<tel:223114>", "223114"),
        ("<mailto:dana@a.example>", "dana@a.example"),
        ("<@U0DANA00001|dana> said", "@dana said"),
        ("<@U0DANA00001> said", " said"),
        ("in <#C0TRIAGE001|triage>", "in #triage"),
        ("in <#C0TRIAGE001>", "in "),
        ("<!subteam^S0ONCALL001|@oncall> please", "@oncall please"),
        ("<!subteam^S0ONCALL001> please", " please"),
        ("<!date^1606222304^{date_short} at {time}|Nov 24, 2020>", "Nov 24, 2020"),
        ("<!date^1606222304^{date}^https://a.example|Nov 24, 2020>", "Nov 24, 2020"),
        ("<!here> <!channel|channel> <!everyone>", "  "),
        ("a &lt;b&gt; &amp;&amp; c", "a <b> && c"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # once, and only once
        ("&quot;18&quot; &#39;", "&quot;18&quot; &#39;"),  # not Slack's; somebody's text
        ("&lt;@U0DANA00001&gt; &lt;https://a.example|b&gt;", "<@U0DANA00001> <https://a.example|b>"),
        ("“a” ‘b’ „c‟ ‚d‛ ′e″", "\"a\" 'b' \"c\" 'd' 'e\""),
        ("1–2—3−4…", "1-2-3-4..."),
        ("22\u200b31\ufeff14\u2060\u200c\u00a018", "223114 18"),
        ("*b* _i_ ~s~ `c` ```p``` E_100_X", "*b* _i_ ~s~ `c` ```p``` E_100_X"),  # codes contain these
        (
            "<soap:Envelope><![CDATA[face is fuzzy]]> List<@Nullable>",
            "<soap:Envelope><![CDATA[face is fuzzy]]> List<@Nullable>",
        ),
        ("<", "<"),
        ("\ud83d\0", "\ufffd\ufffd"),  # no database could hold them
    ],
)
def test_mrkdwn_is_undone_in_order(escaped: str, written: str) -> None:
    assert written == undo_mrkdwn(escaped)


def test_only_the_bots_mention_vanishes_with_its_label() -> None:
    assert " ask @dana" == undo_mrkdwn(f"<@{BOT.user}|errcode> ask <@U0DANA00001|dana>", BOT.user)


@pytest.mark.parametrize(
    ("element", "written"),
    [
        (text("a &lt; <b>"), "a &lt; <b>"),  # Slack doesn't escape here
        ({"type": "text", "text": "18", "style": {"code": True}}, "18"),
        ({"type": "link", "url": "https://a.example/18"}, "https://a.example/18"),
        ({"type": "link", "url": "https://a.example/18", "text": "the page"}, "the page"),
        ({"type": "emoji", "name": "100", "unicode": "1f4af"}, ":100:"),
        ({"type": "color", "value": "#222202"}, "#222202"),
        ({"type": "date", "timestamp": 1606222304, "format": "{date}", "fallback": "Nov 24"}, "Nov 24"),
        ({"type": "date", "timestamp": 1606222304, "format": "{date}"}, "2020-11-24 12:51:44 UTC"),
        ({"type": "date", "timestamp": 10**30, "format": "{date}"}, ""),
        ({"type": "date", "timestamp": float("nan")}, ""),
        ({"type": "user", "user_id": "U0DANA00001"}, ""),
        ({"type": "broadcast", "range": "here"}, ""),
        ({"type": "usergroup", "usergroup_id": "S0ONCALL001"}, ""),
        ({"type": "channel", "channel_id": "C0TRIAGE001"}, ""),
        ({"type": "new_in_2027", "text": "words"}, "words"),
        ({"type": "new_in_2027", "elements": [text("wo"), text("rds")]}, "words"),
        ("words", ""),
        (None, ""),
    ],
)
def test_rich_text_is_rebuilt(element: Any, written: str) -> None:
    message = said("ignored", rich_text(section(text("E"), element, text("E"))))
    assert f"E{written}E" == message_text(message)


def test_rich_text_keeps_its_lines() -> None:
    message = said(
        "ignored",
        rich_text(
            section(text("look:\n")),
            {"type": "rich_text_preformatted", "elements": [text("a\nb")]},
            {"type": "rich_text_quote", "elements": [text("quoted")]},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 0,
                "elements": [section(text("18")), section(text("19"))],
            },
        ),
    )
    assert "look:\na\nb\nquoted\n- 18\n- 19" == message_text(message)


def test_a_human_paste_is_read_from_its_code_block() -> None:
    assert f"third pod now\n{PASTE}" == message_text(shapes.HUMAN_PASTE)


def test_a_person_repeating_a_line_has_said_it_twice() -> None:
    assert "18\n18" == message_text(said("18\n18", rich_text(section(text("18\n18")))))


def test_an_alert_of_alertmanager() -> None:
    assert message_text(shapes.ALERTMANAGER).split("\n") == [
        "[FIRING:1] FaceErrors (login critical)",
        "*Description:* 12 replies in 5 minutes with `error_code: 223114` & `error_msg: face is fuzzy`",
        "*Graph:* :chart_with_upwards_trend:",
        "*Details:*",
        " • *alertname:* `FaceErrors`",
        " • *severity:* `critical`",
        "Environment: production",
        "Last: 18 > 10",
        "Sent by Alertmanager",
    ]


def test_an_alert_of_grafana_says_its_title_once() -> None:
    lines = message_text(shapes.GRAFANA).split("\n")
    assert 1 == lines.count("[FIRING:1] Face API errors Faces (face-login)")
    assert ' - summary = error_msg="image not has face" error_code=222202' in lines
    assert "Source: https://grafana.example.com/alerting/grafana/cdx/view?orgId=1" in lines


def test_blocks_of_a_webhook_without_its_buttons() -> None:
    assert message_text(shapes.WEBHOOK).split("\n") == [
        "face-login: error_code 18",
        "*Host:* face-7",
        "*error_msg:*",
        "Open api qps request limit reached",
        "*Who:*",
        "@face-oncall ",
        "a < b",
    ]


def test_a_block_that_repeats_the_text_as_json_stays_whole() -> None:
    message = {
        "bot_id": "B0HOOK00001",
        "text": '"error_code": 18',
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": '{\n"error_code": 18\n}'}}],
    }
    assert '"error_code": 18\n{\n"error_code": 18\n}' == message_text(message)


def test_rows_of_a_table_are_lines_of_columns() -> None:
    table = {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "code"}, {"type": "raw_text", "text": "message"}],
            [{"type": "raw_number", "value": 18, "text": "18"}, rich_text(section(text("qps\nlimit")))],
        ],
    }
    assert "code\tmessage\n18\tqps limit" == message_text({"blocks": [table]})


@pytest.mark.parametrize(
    "block",
    [
        {"type": "alert", "level": "error", "text": {"type": "mrkdwn", "text": "one"}},
        {"type": "markdown", "text": "one"},
        {"type": "card", "title": {"type": "plain_text", "text": "one"}},
        {"type": "container", "child_blocks": [{"type": "markdown", "text": "one"}]},
        {"type": "carousel", "elements": [{"type": "card", "body": {"type": "mrkdwn", "text": "one"}}]},
        {"type": "new_in_2027", "panels": {"left": [{"words": {"text": "one"}}]}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "one"},
            "accessory": {"type": "overflow", "text": "two"},
        },
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "one"},
            "accessory": {"type": "static_select", "text": "2"},
        },
    ],
)
def test_blocks_of_any_type_are_walked(block: Any) -> None:
    assert "one" == message_text({"bot_id": "B0HOOK00001", "blocks": [block]})


@pytest.mark.parametrize(
    ("attachment", "written"),
    [
        ({"pretext": "a", "title": "b", "text": "c", "footer": "d", "fallback": "e"}, "a\nb\nc\nd"),
        ({"fallback": "error_code: 18"}, "error_code: 18"),
        ({"fallback": "[no preview]", "blocks": [{"type": "markdown", "text": "one"}]}, "one"),
        (
            {"fields": [{"title": "error_code", "value": "18"}, {"title": "*msg:*", "value": "x"}]},
            "error_code: 18\n*msg:* x",
        ),
        ({"fields": [{"title": "only"}, {"value": "too"}, 5, {}]}, "only\ntoo"),
        ({"from_url": "https://a.example", "text": "a preview"}, ""),
        ({"app_unfurl_url": "https://a.example", "is_app_unfurl": True, "text": "a preview"}, ""),
        ({"is_msg_unfurl": True, "from_url": "https://a.example/archives/C1/p1", "text": "linked"}, ""),
        ({"is_share": True, "from_url": "https://a.example/archives/C1/p1", "text": "forwarded"}, "forwarded"),
        ({"is_msg_unfurl": True, "from_url": "https://x.example", "text": "forwarded"}, "forwarded"),
        (
            {
                "is_share": True,
                "text": "a &lt; b",
                "fallback": "[Nov 24th] dana: a &lt; b",
                "message_blocks": [{"team": "T1", "message": {"blocks": [rich_text(section(text("a < b")))]}}],
            },
            "a < b",
        ),
    ],
)
def test_attachments(attachment: Any, written: str) -> None:
    message = {"text": "<https://a.example/archives/C1/p1>", "attachments": [attachment]}
    assert f"https://a.example/archives/C1/p1\n{written}".strip() == message_text(message)


def test_mentions_are_looked_for_in_the_authors_words_only() -> None:
    mention = {"type": "user", "user_id": BOT.user}
    attached = {"attachments": [{"text": f"<@{BOT.user}>"}]}
    assert mentions({"text": f"<@{BOT.user}|errcode> 18"}, BOT.user)
    assert mentions({"blocks": [rich_text({"type": "rich_text_list", "elements": [section(mention)]})]}, BOT.user)
    assert not mentions({"text": f"&lt;@{BOT.user}&gt;", **attached}, BOT.user)
    assert not mentions({"text": "<@>"}, "")


def nested(depth: int) -> Any:
    node: Any = {"type": "markdown", "text": "deep"}
    for _ in range(depth):
        node = {"type": "container", "child_blocks": [node]}
    return node


@pytest.mark.parametrize(
    "message",
    [
        {"blocks": [nested(1000)]},
        {"blocks": [{}] * 300_000},
        {"blocks": [[[[[{"type": "markdown", "text": "x"}] * 100] * 100] * 100] * 100]},
        {"text": "<" * 1_000_000},
        {"text": "<https:" * 100_000},
        {"text": "<!date^" * 100_000},
        {"text": "<@" * 200_000 + "|"},
        {"text": "x" * 5_000_000, "attachments": [{"text": "y" * 100_000}] * 1000},
        {"text": "<https://a.example>" * 5000, "attachments": [{"is_msg_unfurl": True, "from_url": "u"}] * 50_000},
        {"attachments": [{"fields": [{}] * 50_000}] * 100},
        {"attachments": [{"message_blocks": [{"message": {"blocks": [{"type": "markdown", "text": "x"}]}}] * 50_000}]},
        {"bot_id": "B1", "text": "\n" * 40_000, "attachments": [{"text": "{\n" * 20_000}] * 100},
        {"blocks": [rich_text(*[section(*[text("…" * 1000)] * 100)] * 100)]},
    ],
    ids=range(13),
)
def test_monsters_are_cut_in_bounded_time(message: Any) -> None:
    started = time.process_time()
    assert len(message_text(message, BOT.user)) <= LONGEST_TEXT
    mentions(message, BOT.user)
    assert time.process_time() - started < SECONDS


def test_what_is_beyond_the_limits_is_left_out() -> None:
    assert LONGEST_TEXT == len(message_text({"text": "x" * (LONGEST_TEXT + 1)}))
    assert "" == message_text({"blocks": [nested(1000)]})
    assert "deep" == message_text({"blocks": [nested(5)]})
    full = {"type": "container", "child_blocks": [{}] * (MOST_NODES // 100)}
    assert "" == message_text({"blocks": [*[full] * 100, {"type": "markdown", "text": "late"}]})
    assert "late" == message_text({"blocks": [*[full] * 90, {"type": "markdown", "text": "late"}]})
    assert "" == message_text({"attachments": [*[{}] * MOST_ATTACHMENTS, {"text": "late"}]})


KEYS = st.sampled_from(
    [
        "type",
        "text",
        "blocks",
        "attachments",
        "elements",
        "rows",
        "fields",
        "title",
        "value",
        "message_blocks",
        "message",
        "url",
    ]
)
WORDS = st.sampled_from(
    ["rich_text", "rich_text_list", "table", "link", "date", "<@U1>", "&lt;", "<!date^1^{a}|", "\ud800", "“"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)


@given(JSON)
def test_any_json_is_a_text(message: Any) -> None:
    read = message_text(message, BOT.user)
    assert read == read.strip()
    read.encode()  # a lone surrogate would raise
    assert "\0" not in read
    mentions(message, BOT.user)


@given(st.text())
def test_what_slack_escapes_comes_back_from_a_person_and_from_an_app(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    raw = message_text({"blocks": [rich_text(section(text(words)))]})
    assert raw == message_text({"text": escaped}).replace("\0", "\ufffd")
