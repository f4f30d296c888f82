"""The app that the manifests describe: Slack takes it, it asks for what the code uses, and for no more."""

from __future__ import annotations

import ast
import copy
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped] # it ships no types
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.preflight import SCOPES
from tests.deploy.block_yaml import read

ROOT = Path(__file__).parents[2]
FOLDER, PACKAGE = ROOT / "deploy" / "slack", ROOT / "bot" / "platforms" / "slack"
TRANSPORTS = ("socket", "http")
OF_THE_TRANSPORT = re.compile(r" +(url|request_url|socket_mode_enabled):.*")


def text(most: int, least: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def record(required: str = "", **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required.split(), "properties": properties}


def several(items: Any, most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": True}


YES_OR_NO = {"type": "boolean"}
# Of Slack's published schema the parts that are used here: github.com/slackapi/manifest-schema, commit c50cfa8
# (2026-07-21), schemas/manifest.schema.1.0.0.json; each line names its definition after app-manifests.v1.
SCHEMA = record(
    "display_information features oauth_config settings",
    _metadata=record(major_version={"const": 1}),  # manifest.schema.json: 1 and 2 are known
    display_information=record(  # display_information.schema
        "name",
        name=text(35),
        description=text(140),
        background_color=text(7, 4, pattern="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    ),
    features=record(  # features.schema
        app_home=record(  # features.app_home
            home_tab_enabled=YES_OR_NO, messages_tab_enabled=YES_OR_NO, messages_tab_read_only_enabled=YES_OR_NO
        ),
        bot_user=record("display_name", display_name=text(80), always_online=YES_OR_NO),  # features.bot_user
        slash_commands=several(  # features.slash_commands
            record(
                "command description",
                command=text(32, 2, pattern="^/"),
                url=text(3000, pattern="^https?://"),
                description=text(2000),
                usage_hint=text(1000),
                should_escape=YES_OR_NO,
            ),
            50,
            1,
        ),
        shortcuts=several(  # features.shortcuts
            record(
                "name type callback_id description",
                name=text(24),
                type={"enum": ["message", "global"]},
                callback_id=text(255),
                description=text(150),
            ),
            10,
            1,
        ),
    ),
    oauth_config=record(  # oauth_config.schema, oauth_config.scopes
        scopes=record(bot=several(text(50), 255), bot_optional=several(text(50), 255))
    ),
    settings=record(  # settings.schema
        event_subscriptions=record(  # settings.event_subscriptions
            request_url=text(3500, pattern="^https?://"), bot_events=several(text(50), 100)
        ),
        interactivity=record(  # settings.interactivity
            "is_enabled", is_enabled=YES_OR_NO, request_url=text(3500, pattern="^https?://")
        ),
        org_deploy_enabled=YES_OR_NO,
        socket_mode_enabled=YES_OR_NO,
        token_rotation_enabled=YES_OR_NO,
    ),
)

# docs.slack.dev/reference/methods: what each method asks of a bot's token.
METHOD_SCOPES: Mapping[str, set[str]] = {
    "apps_connections_open": set(),  # connections:write, of the app-level token, which no manifest holds
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write", "chat:write.public"},  # the second where the bot was not invited
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},  # each for its kind of channel
    "conversations_info": {"channels:read", "groups:read", "im:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "files_info": {"files:read"},
    "reactions_add": {"reactions:write"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
# docs.slack.dev/reference/events
EVENT_SCOPES: Mapping[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "link_shared": {"links:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "reaction_added": {"reactions:read"},
    "tokens_revoked": set(),
}
METHODS = {
    name for name, method in vars(AsyncWebClient).items() if inspect.iscoroutinefunction(method) and name[0] != "_"
}


def manifest(transport: str) -> dict[str, Any]:
    value: dict[str, Any] = read(written(transport))
    return value


def written(transport: str) -> str:
    return (FOLDER / f"manifest.{transport}.yaml").read_text(encoding="utf-8")


def sources() -> Iterator[ast.AST]:
    for path in sorted(PACKAGE.glob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8"), path.name))


def methods_in(nodes: Iterator[ast.AST]) -> set[str]:
    """The Web API methods that code names: as the client's (views_open), or as Slack writes them (views.open)."""
    used = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            used.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            used |= {node.value.replace(".", "_")} & METHODS
    return used


def words_in(nodes: Iterator[ast.AST]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def needed_scopes() -> set[str]:
    """What the code and the subscriptions ask for."""
    features, words = manifest("socket")["features"], words_in(sources())
    needed = {"commands"} if features["slash_commands"] or features["shortcuts"] else set()
    needed |= {"files:read"} if words & {"url_private", "url_private_download"} else set()  # a download is no method
    for method in methods_in(sources()):
        assert method in METHOD_SCOPES, f"say in METHOD_SCOPES which scopes {method} needs"
        needed |= METHOD_SCOPES[method]
    for event in manifest("socket")["settings"]["event_subscriptions"]["bot_events"]:
        needed |= EVENT_SCOPES[event]
    return needed


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_slack_takes_the_manifest(transport: str) -> None:
    faults = [
        f"{list(fault.path)}: {fault.message}" for fault in Draft7Validator(SCHEMA).iter_errors(manifest(transport))
    ]

    assert [] == faults


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("display_information name", "n" * 36),
        ("display_information description", "d" * 141),
        ("display_information background_color", "grey"),
        ("features shortcuts 0 name", "n" * 25),
        ("features shortcuts 1 type", "menu"),
        ("features slash_commands 0 command", "errcode"),
        ("features slash_commands 0 usage_hint", "u" * 1001),
        ("oauth_config scopes bot", ["chat:write", "chat:write"]),
        ("settings event_subscriptions request_url", "errcode.example.com"),
        ("settings socket_mode_enabled", "yes"),
        ("settings interactivity", {}),
        ("features unfurl", True),
    ],
)
def test_what_slack_would_refuse_is_refused_here(path: str, value: object) -> None:
    wrong = copy.deepcopy(manifest("http"))
    *folders, last = path.split()
    place: Any = wrong
    for folder in folders:
        place = place[int(folder)] if folder.isdigit() else place[folder]
    place[last] = value

    assert not Draft7Validator(SCHEMA).is_valid(wrong)


def test_the_manifests_differ_by_the_transport_alone() -> None:
    """Their first paragraphs too: each says what it is."""
    bodies = [written(transport).partition("\n\n")[2].splitlines() for transport in TRANSPORTS]
    socket, http = ([line for line in body if not OF_THE_TRANSPORT.fullmatch(line)] for body in bodies)

    assert socket == http


def test_over_socket_mode_no_address_is_given() -> None:
    assert "url:" not in written("socket")
    assert manifest("socket")["settings"]["socket_mode_enabled"] is True


def test_over_http_everything_comes_to_the_one_route() -> None:
    """apps.manifest.create refuses events and interactivity that have neither an address nor Socket Mode."""
    app = manifest("http")
    addresses = {
        *(command["url"] for command in app["features"]["slash_commands"]),
        app["settings"]["event_subscriptions"]["request_url"],
        app["settings"]["interactivity"]["request_url"],
    }

    assert {"https://errcode.example.com/slack/events"} == addresses
    assert app["settings"]["socket_mode_enabled"] is False


def test_a_scope_that_may_be_declined_is_asked_for_too() -> None:
    """docs.slack.dev/reference/app-manifest: what stands in bot_optional has to stand in bot."""
    scopes = manifest("socket")["oauth_config"]["scopes"]

    assert {"bot", "bot_optional"} == set(scopes)  # none of a person
    assert set(scopes["bot_optional"]) < set(scopes["bot"])


def test_the_scopes_are_those_that_the_start_looks_for() -> None:
    scopes = manifest("socket")["oauth_config"]["scopes"]

    assert [scope.name for scope in SCOPES] == scopes["bot"]
    assert not {scope.name for scope in SCOPES if scope.required} & set(scopes["bot_optional"])


def test_the_scopes_are_those_that_the_code_uses() -> None:
    assert needed_scopes() == set(manifest("socket")["oauth_config"]["scopes"]["bot"])


def test_the_events_are_those_that_the_code_handles() -> None:
    types = {name.partition(".")[0] for name in EVENT_SCOPES}

    subscribed = manifest("socket")["settings"]["event_subscriptions"]["bot_events"]
    assert types & words_in(sources()) == {name.partition(".")[0] for name in subscribed}


def test_the_shortcuts_are_those_that_the_code_handles() -> None:
    handled = {word for word in words_in(sources()) if re.fullmatch(r"errcode_decode_[a-z]+", word)}

    assert handled == {shortcut["callback_id"] for shortcut in manifest("socket")["features"]["shortcuts"]}


@pytest.mark.parametrize(
    ("code", "methods"),
    [
        ("await client.chat_postMessage(channel=c)", {"chat_postMessage"}),
        ("call = self._client.views_open", {"views_open"}),
        ("await client.api_call('users.info')", {"users_info"}),
        ("METHOD = 'conversations.open'", {"conversations_open"}),
        ("log.info('chat.postMessage failed'); view_open()", set()),
    ],
)
def test_the_search_finds_a_method_however_it_is_called(code: str, methods: set[str]) -> None:
    assert methods == methods_in(ast.walk(ast.parse(code)))


@pytest.mark.parametrize("name", ["channels:history", "groups:history", "files:read", "chat:write.public"])
def test_the_readme_says_what_declining_a_scope_costs(name: str) -> None:
    assert f"| `{name}` |" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert name in manifest("socket")["oauth_config"]["scopes"]["bot_optional"]


@pytest.mark.parametrize(
    "strange", ["a: no", "a: 'b'", "a: [1]", "a: 1\na: 2", "a:\n   b: 1", "a: &b 1", "a:\n\tb: 1", "a: >\n  b", "a:"]
)
def test_only_plain_yaml_is_read(strange: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(strange)
