"""Bolt's listeners, the same for Socket Mode and HTTP.

Bolt acknowledges an event before its listener runs, and a process that dies then has lost it. So the
intake is a middleware: what it raises becomes a failure that Slack answers by bringing the event
again, and when it returns, the reply is owed in the database. Then nothing is left to do, and the
middleware itself acknowledges.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.delivery.courier import DeliveryError
from bot.delivery.inbound import Deletion
from bot.platforms.slack.actions import Actions
from bot.platforms.slack.commands import Commands
from bot.platforms.slack.courier import told
from bot.platforms.slack.events import read_event
from bot.platforms.slack.files import FileLateError
from bot.platforms.slack.kinds import kind_of
from bot.platforms.slack.workspace import Workspace
from bot.render.slack import Health, home_view
from bot.store import outbox
from bot.store.errors import UnavailableError
from bot.store.store import now

HOME = "app_home_opened"
COMMAND = re.compile(r"^/errcode")  # a workspace may have had to name it otherwise: /errcode-dev
EVERYTHING = re.compile(".*")
LANGUAGES = ("en", "zh")  # of the home tab: Slack doesn't tell which one its reader speaks
SHORTCUT, FORM = "errcode_decode_message", "errcode_decode_form"

_log = structlog.get_logger("errcode.slack")

Next = Callable[[], Awaitable[None]]
Body = dict[str, Any]


def create_app(workspace: Workspace, signing_secret: str) -> AsyncApp:
    """The app; `signing_secret` is "" for Socket Mode, where nothing is signed."""
    app = AsyncApp(
        name="slack_bolt",  # Bolt sets the level of the logger of that name: ours would fall silent with it
        logger=logging.getLogger("slack_bolt.errcode"),  # its own would take the level of the root
        client=workspace.client,
        signing_secret=signing_secret or "-",
        authorize=_authorization(workspace),
        request_verification_enabled=bool(signing_secret),
        ignoring_self_events_enabled=False,  # `read_event` knows our own, and Bolt's writes each into a log line first
    )
    listeners = _Listeners(workspace)
    commands, actions = Commands(workspace), Actions(workspace)
    app.use(listeners.take)
    app.event(HOME)(listeners.home)
    app.command(COMMAND)(commands.run)
    app.shortcut(SHORTCUT)(actions.decode_message)
    app.shortcut(FORM)(actions.open_form)
    app.view(FORM)(actions.submit_form)
    app.action(EVERYTHING)(actions.click)
    for other in (app.command, app.shortcut, app.view, app.options):
        other(EVERYTHING)(listeners.unknown)
    app.error(listeners.failed)
    return app


def _authorization(workspace: Workspace) -> Callable[..., Awaitable[AuthorizeResult]]:
    bot = workspace.bot

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Who the bot is was asked once, at the start."""
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.user,
            bot_id=bot.bot_id,
            bot_token=workspace.client.token,
        )

    return authorize


class _Listeners:
    """What happens to events."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def take(self, body: Body, request: AsyncBoltRequest, next: Next) -> BoltResponse | None:  # noqa: A002 - Bolt's name for it
        """Stores what an event asks for, and acknowledges it; what has a listener goes on to it.

        Every event is acknowledged: one that isn't would come again three times.
        """
        with self._workspace.intake.meters.taking("slack", kind_of(body)):
            if body.get("type") != "event_callback" or _is_home(body):
                await next()
                return None
            if self._workspace.serves(body):
                await self._store(body, insist=not _is_retry(request))
            return BoltResponse(status=HTTPStatus.OK)

    async def _store(self, body: Body, *, insist: bool) -> None:
        """A file that is late is waited for by letting Slack bring its message again, once: `insist` says that."""
        workspace = self._workspace
        came = read_event(body, workspace.bot)
        if isinstance(came, Deletion):
            await workspace.intake.take_back(came)
        elif came:
            await workspace.intake.take(await workspace.read_files(came, body, insist=insist))

    async def home(self, event: Body) -> None:
        """Shows the home tab to who opened it."""
        user = event.get("user")
        if event.get("tab") != "home" or not isinstance(user, str):
            return
        try:
            view = home_view(LANGUAGES, await self._health())
            await told(self._workspace.client.views_publish(user_id=user, view=view))
        except DeliveryError as error:
            _log.warning("home_not_shown", reason=str(error))

    async def _health(self) -> Health:
        workspace = self._workspace
        async with workspace.store.begin() as conn:
            tally = await outbox.tally(conn, await now(conn))
        catalogues = workspace.voice.knowledge
        return Health(
            codes=len({entry.code for catalogue in catalogues for entry in catalogue.entries}),
            remedies=sum(len(catalogue.remedies) for catalogue in catalogues),
            edition=", ".join(catalogue.edition for catalogue in catalogues),
            waiting=tally.pending + tally.sending,
            oldest=tally.oldest_age,
            dead=tally.dead,
            desk=workspace.voice.links.base,
        )

    async def unknown(self, ack: Callable[[], Awaitable[None]]) -> None:
        """What an older or newer manifest sends."""
        await ack()

    async def failed(self, error: Exception) -> None:
        """Never the request: it holds what people wrote. Of a database that is away, the store has said why."""
        if isinstance(error, UnavailableError):
            return
        if isinstance(error, FileLateError):
            _log.info("event_put_off", reason=str(error))
            return
        _log.error("listener_failed", error=type(error).__name__, where=_place_of(error))


def _is_home(body: Body) -> bool:
    event = body.get("event")
    return isinstance(event, dict) and event.get("type") == HOME


def _is_retry(request: AsyncBoltRequest) -> bool:
    """Whether Slack brings it again; over Socket Mode a first delivery says 0."""
    number = (request.headers.get("x-slack-retry-num") or ["0"])[0]
    return number.isdecimal() and int(number) > 0


def _place_of(error: BaseException) -> str:
    """The last line of ours that the error went through."""
    place, traceback = "", error.__traceback__
    while traceback:
        code = traceback.tb_frame.f_code
        if "/bot/" in code.co_filename:
            place = f"{code.co_filename.rpartition('/bot/')[2]}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
