"""Payloads in the shapes that Slack sends them in. All names, ids and addresses are made up."""

from __future__ import annotations

from typing import Any

from bot.platforms.slack.events import Bot

Json = dict[str, Any]

TEAM, CHANNEL, DM, PERSON = "T0ACME00001", "C0TRIAGE001", "D0PRIVATE01", "U0DANA00001"
BOT = Bot(TEAM, "U0ERRCODE01", "B0ERRCODE01", "A0ERRCODE01")
TS = "1700000000.000100"
PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}'
ESCAPED_PASTE = f"```{PASTE}```"


def body(event: Json, **more: Any) -> Json:
    """An Events API body around `event`."""
    return {
        "token": "made-up",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": BOT.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0000000001",
        "event_time": 1700000000,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT.user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-made-up",
        **more,
    }


def rich_text(*elements: Json) -> Json:
    return {"type": "rich_text", "block_id": "x1Yz", "elements": list(elements)}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def said(words: str, *blocks: Json, **more: Any) -> Json:
    """What a person says in a channel; `words` as Slack escapes them."""
    return {
        "type": "message",
        "user": PERSON,
        "ts": TS,
        "client_msg_id": "78fc431e-0000-4000-8000-000000000001",
        "text": words,
        "team": TEAM,
        "blocks": list(blocks),
        "channel": CHANNEL,
        "event_ts": TS,
        "channel_type": "channel",
        **more,
    }


def changed(message: Json, before: Json, **more: Any) -> Json:
    """The event that `before` has become `message`."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message,
        "previous_message": before,
        "channel": CHANNEL,
        "hidden": True,
        "ts": "1700000060.000400",
        "event_ts": "1700000060.000400",
        "channel_type": "channel",
        **more,
    }


HUMAN_PASTE: Json = said(
    f"third pod now\n{ESCAPED_PASTE}".replace('"', "&quot;"),
    rich_text(
        section(text("third pod now\n")),
        {"type": "rich_text_preformatted", "elements": [text(PASTE)], "border": 0},
    ),
)

EDITED: Json = {
    **said(ESCAPED_PASTE, rich_text({"type": "rich_text_preformatted", "elements": [text(PASTE)]})),
    "edited": {"user": PERSON, "ts": "1700000060.000000"},
    "source_team": TEAM,
    "user_team": TEAM,
}
EDIT: Json = changed(EDITED, said("hang on", rich_text(section(text("hang on")))))

LINK = "https://status.example.com/incidents/223114"
LINKED: Json = said(f"see <{LINK}>", rich_text(section(text("see "), {"type": "link", "url": LINK})))
UNFURL: Json = changed(
    {
        **LINKED,
        "attachments": [
            {
                "from_url": LINK,
                "original_url": LINK,
                "service_name": "Status",
                "service_icon": "https://status.example.com/icon.png",
                "id": 1,
                "fallback": "Status: error_code 222202 is back",
                "title": "Incident",
                "title_link": LINK,
                "text": "error_code: 222202 is back",
            }
        ],
    },
    LINKED,
)

DELETION: Json = {
    "type": "message",
    "subtype": "message_deleted",
    "previous_message": HUMAN_PASTE,
    "channel": CHANNEL,
    "hidden": True,
    "deleted_ts": TS,
    "ts": "1700000090.000400",
    "event_ts": "1700000090.000400",
    "channel_type": "channel",
}

ROOT_DELETION: Json = changed(
    {
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "type": "message",
        "thread_ts": TS,
        "reply_count": 1,
        "reply_users": [BOT.user],
        "is_locked": False,
        "ts": TS,
    },
    {**HUMAN_PASTE, "thread_ts": TS, "reply_count": 1},
)

ALERTMANAGER: Json = {
    "type": "message",
    "subtype": "bot_message",
    "text": "",
    "ts": TS,
    "username": "Alertmanager",
    "icons": {"emoji": ":fire:"},
    "bot_id": "B0ALERTS001",
    "attachments": [
        {
            "id": 1,
            "color": "a30200",
            "fallback": "[FIRING:1] FaceErrors (login critical) | <https://alerts.example.com/#/alerts?receiver=face>",
            "title": "[FIRING:1] FaceErrors (login critical)",
            "title_link": "https://alerts.example.com/#/alerts?receiver=face",
            "text": (
                "*Description:* 12 replies in 5 minutes with `error_code: 223114` &amp; `error_msg: face is fuzzy`\n"
                "*Graph:* <https://metrics.example.com/graph?g0.expr=rate%28x%5B5m%5D%29|:chart_with_upwards_trend:>\n"
                "*Details:*\n • *alertname:* `FaceErrors`\n • *severity:* `critical`"
            ),
            "fields": [
                {"title": "Environment", "value": "production", "short": True},
                {"title": "Last", "value": "18 &gt; 10", "short": True},
            ],
            "footer": "Sent by Alertmanager",
            "mrkdwn_in": ["text", "pretext"],
            "actions": [{"id": "1", "type": "button", "text": "Runbook", "url": "https://runbooks.example.com"}],
        }
    ],
    "channel": CHANNEL,
    "event_ts": TS,
    "channel_type": "channel",
}

GRAFANA: Json = {
    "type": "message",
    "subtype": "bot_message",
    "text": "[FIRING:1] Face API errors Faces (face-login)",
    "ts": TS,
    "username": "Grafana",
    "bot_id": "B0GRAFANA01",
    "attachments": [
        {
            "id": 1,
            "color": "D63232",
            "fallback": "[FIRING:1] Face API errors Faces (face-login)",
            "title": "[FIRING:1] Face API errors Faces (face-login)",
            "title_link": "https://grafana.example.com/alerting/list",
            "text": (
                "**Firing**\n\nValue: A=12\nLabels:\n - alertname = Face API errors\nAnnotations:\n"
                ' - summary = error_msg="image not has face" error_code=222202\n'
                "Source: <https://grafana.example.com/alerting/grafana/cdx/view?orgId=1>\n"
            ),
            "footer": "Grafana v11.2.0",
            "footer_icon": "https://grafana.com/static/assets/img/fav32.png",
            "ts": 1700000000,
            "mrkdwn_in": ["pretext"],
        }
    ],
    "channel": CHANNEL,
    "event_ts": TS,
    "channel_type": "channel",
}

WEBHOOK: Json = {
    "type": "message",
    "subtype": "bot_message",
    "text": "face-login: error_code 18",
    "ts": TS,
    "bot_id": "B0HOOK00001",
    "blocks": [
        {
            "type": "header",
            "block_id": "h",
            "text": {"type": "plain_text", "text": "face-login: error_code 18", "emoji": True},
        },
        {
            "type": "section",
            "block_id": "s",
            "text": {"type": "mrkdwn", "text": "*Host:* <https://hosts.example.com/7|face-7>", "verbatim": False},
            "fields": [
                {"type": "mrkdwn", "text": "*error_msg:*\nOpen api qps request limit reached", "verbatim": False},
                {"type": "mrkdwn", "text": "*Who:*\n<!subteam^S0ONCALL001|@face-oncall> <!here>", "verbatim": False},
            ],
            "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Silence 223114"}, "action_id": "a"},
        },
        {"type": "divider", "block_id": "d"},
        {
            "type": "actions",
            "block_id": "b",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Ack 222901"}, "action_id": "c"}],
        },
        {"type": "context", "block_id": "c", "elements": [{"type": "mrkdwn", "text": "a &lt; b", "verbatim": False}]},
    ],
    "channel": CHANNEL,
    "event_ts": TS,
    "channel_type": "channel",
}

CLASSIC_BOT: Json = {
    "type": "message",
    "text": "nightly: `error_code=222901`",
    "ts": TS,
    "user": "U0NIGHTLY01",
    "bot_id": "B0NIGHTLY01",
    "app_id": "A0NIGHTLY01",
    "bot_profile": {"id": "B0NIGHTLY01", "app_id": "A0NIGHTLY01", "name": "nightly", "deleted": False, "team_id": TEAM},
    "team": TEAM,
    "channel": CHANNEL,
    "event_ts": TS,
    "channel_type": "channel",
}

FILE: Json = {
    "id": "F0SNIPPET01",
    "created": 1700000000,
    "timestamp": 1700000000,
    "name": "reply.txt",
    "title": "reply.txt",
    "mimetype": "text/plain",
    "filetype": "text",
    "pretty_type": "Plain Text",
    "user": PERSON,
    "user_team": TEAM,
    "editable": True,
    "size": 68,
    "mode": "snippet",
    "is_external": False,
    "external_type": "",
    "is_public": True,
    "url_private": "https://files.slack.com/files-pri/T0ACME00001-F0SNIPPET01/reply.txt",
    "url_private_download": "https://files.slack.com/files-pri/T0ACME00001-F0SNIPPET01/download/reply.txt",
    "permalink": "https://acme.slack.com/files/U0DANA00001/F0SNIPPET01/reply.txt",
    "preview": PASTE,
    "lines": 1,
    "file_access": "visible",
}
SNIPPET: Json = said("", subtype="file_share", files=[FILE], upload=True, display_as_bot=False)

CONNECT: Json = body(
    {
        **HUMAN_PASTE,
        "user": "U0PARTNER01",
        "team": "T0PARTNER01",
        "user_team": "T0PARTNER01",
        "source_team": "T0PARTNER01",
    },
    team_id="T0PARTNER01",
    context_team_id="T0PARTNER01",
    is_ext_shared_channel=True,
)
