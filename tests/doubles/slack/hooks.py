"""response_urls: five answers within half an hour, to a place the bot need not be a member of."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.doubles.happenings import Kind

from . import posting
from .faults import Faults, Trouble
from .refusal import RefusalError
from .workspace import Channel, Json, Message, Workspace

_USES = 5
HOOK = "response_url"  # its name among the faults and the calls


@dataclass(slots=True)
class Hook:
    """One response_url. `message` is the one it may replace, None for a command's."""

    channel: str
    user: str
    until: float
    message: Message | None = None
    uses: int = 0


class Hooks:
    """Hands them out and takes what is posted to them."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace = workspace
        self._faults = faults
        self._hooks: dict[str, Hook] = {}

    def new(self, channel: str, user: str, message: Message | None = None) -> str:
        """A fresh address."""
        name = self._workspace.next_id("h")
        self._hooks[name] = Hook(channel, user, time.monotonic() + self._workspace.settings.pace.hook, message)
        return f"{self._workspace.url}/hook/{name}"

    async def handle(self, request: web.Request) -> web.Response:
        """What the app posts: "ok", or why not."""
        try:
            args = json.loads(await request.text())
        except ValueError:
            args = None
        name = request.match_info["hook"]
        status, text = self._use(name, args) if isinstance(args, dict) else (400, "invalid_payload")
        self._workspace.history.add(Kind.CALLED, name=HOOK, detail=text if status == 200 else f"{status} {text}")
        return web.Response(status=status, text=text)

    def _use(self, name: str, args: Json) -> tuple[int, str]:
        hook = self._hooks.get(name)
        if fault := self._faults.take(HOOK):
            return (429, "rate_limited") if fault.trouble is Trouble.RATE_LIMITED else (500, "server_error")
        if hook is None or time.monotonic() > hook.until:
            return 404, "expired_url"
        if hook.uses >= _USES:
            return 404, "used_url"
        hook.uses += 1
        try:
            self.answer(hook, args)
        except RefusalError as refusal:
            return 400, refusal.error
        return 200, "ok"

    def answer(self, hook: Hook, args: Json) -> None:
        """Shows an answer: in place of the message, to the channel, or (by default) to the user alone."""
        channel = self._workspace.channels[hook.channel]
        if args.get("delete_original") and hook.message is not None:
            posting.delete(self._workspace, channel, hook.message)
        elif args.get("replace_original") and hook.message is not None:
            posting.update(self._workspace, channel, hook.message, args)
        elif args.get("response_type") == "in_channel":
            posting.post(self._workspace, channel, args)
        else:
            posting.whisper(self._workspace, channel, hook.user, args)

    def answer_in_ack(self, channel: Channel, user: str, payload: Any) -> None:
        """What a command's acknowledgement carries is shown likewise, and needs no response_url."""
        if isinstance(payload, dict) and (payload.get("text") or payload.get("blocks")):
            self.answer(Hook(channel.id, user, 0.0), payload)
