"""The one workspace that the bot serves: who it is there, and what its listeners work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.answer import Answer
from bot.delivery.channels import Channels
from bot.delivery.inbound import Inbound
from bot.delivery.intake import Intake
from bot.delivery.memo import Entries, answer_of
from bot.platforms.slack.events import Bot
from bot.platforms.slack.files import with_files
from bot.platforms.slack.replies import Replies
from bot.render.slack import Voice
from bot.settings import SlashReply
from bot.store.cases import Case
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the listeners work with. `teams` are the workspaces that are served; none named means all."""

    bot: Bot
    client: AsyncWebClient
    session: aiohttp.ClientSession
    replies: Replies
    store: Store
    intake: Intake
    channels: Channels
    voice: Voice
    entries: Entries
    teams: frozenset[str]
    slash_reply: SlashReply
    file_hosts: frozenset[str]

    async def read_files(self, inbound: Inbound, body: Mapping[str, Any], *, insist: bool = False) -> Inbound:
        """The message with the texts of its files below its own; `body` is what it was read from.

        With `insist`, a file that is late raises FileLateError.
        """
        token = self.client.token or ""
        return await with_files(inbound, body, self.session, token, self.file_hosts, insist=insist)

    def serves(self, body: Mapping[str, Any]) -> bool:
        """Whether a payload comes from a workspace that is served, and is meant for this app."""
        app = body.get("api_app_id")
        ours = not app or not self.bot.app_id or app == self.bot.app_id
        return ours and (not self.teams or team_of(body) in self.teams)

    def answer_of(self, case: Case, language: str = "") -> Answer:
        """The answer of a case, in its own language or another."""
        return answer_of(case, self.entries, language)


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace that brought a payload, "" where it doesn't say.

    In a channel shared with another company `team_id` may be theirs; then the authorizations name ours.
    """
    granted = body.get("authorizations")
    if isinstance(granted, list) and granted and isinstance(granted[0], dict):
        named = granted[0].get("team_id")
        if isinstance(named, str) and named:
            return named
    team = body.get("team")
    nested = team.get("id") if isinstance(team, dict) else team
    found = body.get("team_id") or nested
    return found if isinstance(found, str) else ""
