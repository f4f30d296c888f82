"""What has to be right before the bot can work in Slack: its tokens and scopes, the workspace, the way events come in.

`errcode doctor` prints it, and the start heeds it. Slack is asked two questions, each once and for at most ten
seconds: the Socket Mode client would repeat a refused token for ever, without a word.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doctor import Check
from bot.platforms.slack.events import Bot
from bot.platforms.slack.refusal import APP_TOKEN, BOT_TOKEN, Token, ask, refused, strange
from bot.settings import SLACK

PATIENCE = 10  # seconds for one question

_ID: Final = re.compile(r"[A-Z0-9]{2,32}")
_APP: Final = re.compile(r"xapp-[0-9]+-(A[A-Z0-9]{1,31})-")  # an app-level token names its app, which is no secret


@dataclass(frozen=True, slots=True)
class Access:
    """What the settings hold for Slack; "" stands for what isn't set, and no `allowed_teams` for every workspace.

    Events come over Socket Mode when there is an `app_token`, else over HTTP.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK
    allowed_teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token makes us, the workspace's address ("" if Slack gave none), and what was granted.

    The bot's `app_id` is "" unless an app-level token names it; `scopes` is None if Slack didn't say.
    """

    bot: Bot
    url: str
    scopes: frozenset[str] | None

    def may(self, scope: str) -> bool:
        """Whether `scope` was granted; an unknown answer counts as yes, since Slack will refuse soon enough."""
        return self.scopes is None or scope in self.scopes


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found, in the order of README.md's steps, and who we are: None when Slack didn't say it."""

    checks: tuple[Check, ...]
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission of the bot's token: what it is for, and whether nothing works without it."""

    name: str
    purpose: str
    required: bool = False


# The same as in deploy/slack/manifest.*.yaml, and in the same order; a test compares them.
SCOPES: Final = (
    Scope("commands", "/errcode and the shortcuts", required=True),
    Scope("chat:write", "posting answers", required=True),
    Scope("app_mentions:read", "answering when @errcode is mentioned"),
    Scope("im:history", "answering private messages"),
    Scope("channels:history", "hearing errors in public channels"),
    Scope("groups:history", "hearing errors in private channels"),
    Scope("files:read", "reading snippets and text files"),
    Scope("chat:write.public", "answering /errcode in public channels that it was not invited to"),
)


async def check_slack(access: Access, patience: int = PATIENCE) -> list[Check]:
    """What is right and what is wrong with Slack, for `errcode doctor`. Raises nothing, and shows no token."""
    return list((await preflight(access, patience)).checks)


async def preflight(access: Access, patience: int = PATIENCE) -> Preflight:
    """The same, and who we are, within `patience` seconds.

    A start goes on when every check is ok; it may be tried again when those that aren't are all `passing`.
    """
    identity, events = await asyncio.gather(_identify(access, patience), _receive(access, patience))
    if isinstance(identity, Check):
        return Preflight(tuple(dict.fromkeys((identity, events))), None)  # Slack out of reach is said once
    about = Check(ok=True, what=f"SLACK_BOT_TOKEN is the bot {identity.bot.user} of the workspace {identity.bot.team}.")
    return Preflight((about, *_scopes(identity), _team(identity.bot.team, access), events), identity)


async def _identify(access: Access, patience: int) -> Identity | Check:
    """Who the bot's token makes us (auth.test)."""
    if stranger := _stranger(access.bot_token, BOT_TOKEN):
        return stranger
    reply = await ask(_client(access, access.bot_token, patience).auth_test(), BOT_TOKEN, access.api_url)
    if isinstance(reply, Check):
        return reply
    team, user, bot_id = (_identifier(reply.get(name)) for name in ("team_id", "user_id", "bot_id"))
    if not (team and user):
        return strange(access.api_url)
    if not bot_id:
        return refused("not_allowed_token_type", BOT_TOKEN)  # a person's token, which would post in that person's name
    named = _APP.match(access.app_token)
    bot = Bot(team, user, bot_id, named[1] if named else "")
    return Identity(bot, _address(reply.get("url")), _granted(reply))


async def _receive(access: Access, patience: int) -> Check:
    """Whether events can come in: an open door for Socket Mode (apps.connections.open), or a secret for HTTP."""
    if not access.app_token:
        return _secret(access.signing_secret)
    if stranger := _stranger(access.app_token, APP_TOKEN):
        return stranger
    client = _client(access, None, patience)
    reply = await ask(client.apps_connections_open(app_token=access.app_token), APP_TOKEN, access.api_url)
    if isinstance(reply, Check):
        return reply
    if not str(reply.get("url", "")).startswith(("wss://", "ws://")):
        return strange(access.api_url)
    return Check(ok=True, what="SLACK_APP_TOKEN opens Socket Mode.")


def _secret(secret: str) -> Check:
    if not secret:
        return Check(
            ok=False,
            what="Nothing from Slack can come in: neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.",
            mend=f"For Socket Mode set SLACK_APP_TOKEN: {APP_TOKEN.place}. "
            "For HTTP set SLACK_SIGNING_SECRET: Basic Information, App Credentials, Signing Secret.",
        )
    if secret.startswith(("xox", "xapp-")):
        return Check(
            ok=False,
            what="SLACK_SIGNING_SECRET holds a token.",
            mend="Copy the secret from Basic Information, App Credentials, Signing Secret; replace the token if others saw it.",
        )
    return Check(ok=True, what="SLACK_SIGNING_SECRET is set: Slack's requests are expected at POST /slack/events.")


def _team(team: str, access: Access) -> Check:
    if not access.allowed_teams:
        return Check(ok=True, what="Every workspace is allowed: ERRCODE_ALLOWED_TEAMS is empty.")
    if team in access.allowed_teams:
        return Check(ok=True, what=f"The workspace {team} is in ERRCODE_ALLOWED_TEAMS.")
    return Check(
        ok=False,
        what=f"The workspace {team} is not in ERRCODE_ALLOWED_TEAMS: the bot would answer nobody.",
        mend=f"Add {team} to ERRCODE_ALLOWED_TEAMS, or install the app in a workspace that is in it.",
    )


def _scopes(identity: Identity) -> Iterator[Check]:
    """A fault for each scope without which nothing works, a remark for each that would give more."""
    if identity.scopes is None:
        yield Check(
            ok=True,
            what="Slack did not say which scopes the token has.",
            mend=f"Look at OAuth & Permissions: the bot uses {', '.join(scope.name for scope in SCOPES)}.",
        )
        return
    missing = [scope for scope in SCOPES if not identity.may(scope.name)]
    for scope in missing:
        yield Check(
            ok=not scope.required,
            what=f"The scope {scope.name} is not granted. It is for {scope.purpose}.",
            mend=f"Grant {scope.name}: OAuth & Permissions, Bot Token Scopes, then install the app again.",
        )
    if not missing:
        yield Check(ok=True, what="Every scope is granted.")


def _stranger(value: str, token: Token) -> Check | None:
    """A token in the other's place is told without asking: Slack would only call it invalid."""
    if not value:
        return refused("not_authed", token)
    return refused("not_allowed_token_type", token) if value.startswith(token.strangers) else None


def _granted(reply: AsyncSlackResponse) -> frozenset[str] | None:
    header = reply.headers.get("x-oauth-scopes")
    if header is None:
        return None
    return frozenset(scope.strip() for scope in str(header).split(",") if scope.strip())


def _identifier(value: object) -> str:
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _address(value: object) -> str:
    """The workspace's address, made for links; "" when it is none."""
    sound = isinstance(value, str) and len(value) <= 2048 and value.isprintable() and " " not in value
    return value if sound and isinstance(value, str) and value.startswith(("https://", "http://")) else ""


def _client(access: Access, token: str | None, patience: int) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=access.api_url, timeout=patience, retry_handlers=[])
