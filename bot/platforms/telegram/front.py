"""One update -> what it asks for, stored before Telegram hears that it arrived."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.core.answer import choose
from bot.core.desk import Mode
from bot.core.entry import LANGUAGES
from bot.core.followup import FollowUp
from bot.core.normalise import language_of
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels, Policy
from bot.delivery.courier import DeliveryError
from bot.delivery.inbound import Inbound, Place
from bot.delivery.intake import Intake
from bot.delivery.memo import Entries, answer_of
from bot.platforms.telegram.bots import Budget
from bot.platforms.telegram.calls import told
from bot.platforms.telegram.files import with_files
from bot.platforms.telegram.kinds import kind_of
from bot.platforms.telegram.mirrors import Mirrors
from bot.platforms.telegram.pastes import Pastes
from bot.platforms.telegram.senders import read_sender
from bot.platforms.telegram.updates import (
    Click,
    Command,
    InlineQuestion,
    Me,
    Membership,
    Migration,
    message_of,
    read_update,
)
from bot.render.telegram import Voice, inline_results, not_yours_text, thanks_text
from bot.store import cases
from bot.store.cases import Case
from bot.store.store import Store

INLINE_CACHE = 30  # seconds that Telegram may answer the same inline question by itself

_log = structlog.get_logger("errcode.telegram")


@dataclass(frozen=True, slots=True)
class Front:
    """Takes updates, in whatever way they come. `chats` are those that are served; none named means all."""

    me: Me
    bot: Bot
    store: Store
    intake: Intake
    answering: Answering
    channels: Channels
    voice: Voice
    entries: Entries
    chats: frozenset[str]
    mirrors: Mirrors
    pastes: Pastes = field(default_factory=Pastes)
    bots: Budget = field(default_factory=Budget)

    async def take(self, update: Mapping[str, Any]) -> None:
        """Everything that comes of an update. Raises UnavailableError; then it wants to be brought again."""
        with self.intake.meters.taking("telegram", kind_of(update)):
            await self._take(update)

    async def _take(self, update: Mapping[str, Any]) -> None:
        if await self.mirrors.shows_again(update):
            return
        match read_update(update, self.me):
            case Inbound() as inbound if self._serves(inbound.place):
                await self._message(inbound, update)
            case Command() as command if self._serves(command.inbound.place):
                await self._command(command)
            case Click() as click:
                await self._click(click)
            case InlineQuestion() as question:
                await self._inline(question)
            case Membership() as membership if self._serves(membership.place):
                await self._membership(membership)
            case Migration() as migration:
                await self.intake.move(migration.place, str(migration.new))

    def _serves(self, place: Place) -> bool:
        return not self.chats or place.channel in self.chats

    async def _message(self, inbound: Inbound, update: Mapping[str, Any]) -> None:
        by_bot, place = read_sender(message_of(update), self.me).bot, inbound.place
        if by_bot and self.bots.is_spent(place, time.monotonic()):
            return
        read = await with_files(inbound, update, self.bot)
        case = await self.intake.take(self.pastes.join(read, time.monotonic()))
        if by_bot and case:
            self.bots.spend(place, time.monotonic())

    # --- commands --------------------------------------------------------------------------------

    async def _command(self, command: Command) -> None:
        inbound, wish = command.inbound, command.text.strip().lower()
        channels = self.channels
        match command.name:
            case "lang" if wish in LANGUAGES:
                await channels.set_language(inbound.place, wish)
                name = f"language:{wish}"
            case "channel":
                if wish in set(map(str, Policy)):
                    await channels.set_policy(inbound.place, Policy(wish))
                name = f"policy:{(await channels.wish(inbound.place)).policy}"
            case "privacy":
                name = "privacy"
            case _:
                name = "help"
        set_to = await channels.wish(inbound.place)
        await self.intake.notice(inbound, name, set_to.language or inbound.locale or "en")

    # --- buttons ---------------------------------------------------------------------------------

    async def _click(self, click: Click) -> None:
        """Every press is answered, or the button keeps turning; what it asks for is owed before."""
        case = await self._case(click.case) if click.verb else None
        said = ""
        if case and (case.platform, case.team, case.channel) == (
            click.place.platform,
            click.place.team,
            click.place.channel,
        ):
            said = await self._pressed(click, case)
        try:
            await told(self.bot.answer_callback_query(click.id, text=said or None))
        except DeliveryError as error:
            _log.info("press_not_answered", reason=str(error))

    async def _pressed(self, click: Click, case: Case) -> str:
        match click.verb:
            case "steps":
                await self.intake.tell(case, FollowUp.STEPS, case.language, click.thread or case.thread)
            case "ticket":
                await self.intake.tell(case, FollowUp.TICKET, case.language, click.thread or case.thread)
            case "language":
                other = FollowUp.ENGLISH if case.language == "zh" else FollowUp.CHINESE
                await self.intake.tell(case, other, case.language, click.thread or case.thread)
            case "unhelpful":
                await self.intake.find_unhelpful(case, click.user)
                return thanks_text(case.language)
            case "choose":
                return await self._chosen(click, case)
        return ""

    async def _chosen(self, click: Click, case: Case) -> str:
        if case.author and click.user != case.author:
            return not_yours_text(click.locale or case.language)
        chosen = choose(answer_of(case, self.entries), click.index)
        if chosen:
            await self.intake.choose(case, chosen)
        return ""

    async def _case(self, identity: str) -> Case | None:
        async with self.store.begin() as conn:
            return await cases.case(conn, identity)

    # --- inline mode and membership --------------------------------------------------------------

    async def _inline(self, question: InlineQuestion) -> None:
        """Answered at once and by nobody else: nothing of it is kept."""
        language = None if language_of(question.text, "") else question.locale or None
        answer = await self.answering.answer(question.text, Mode.ASK, language)
        results = [
            InlineQueryResultArticle(
                identity,
                title,
                InputTextMessageContent(
                    message.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
                ),
                description=description,
            )
            for identity, title, description, message in inline_results(answer, self.voice, answer.language)
        ]
        try:
            await told(self.bot.answer_inline_query(question.id, results, cache_time=INLINE_CACHE, is_personal=True))
        except DeliveryError as error:
            _log.info("inline_not_answered", reason=str(error))

    async def _membership(self, membership: Membership) -> None:
        """Says once, in a group whose pastes it can't see, how that can be changed."""
        if not membership.added or membership.chat_type in {"private", "channel"}:
            return
        if membership.administrator or self.me.sees_all:
            return
        place = membership.place
        inbound = Inbound(
            key=f"{place.platform}:{place.team}:{place.channel}:welcome",
            place=place,
            message="",
            thread="",
            author="",
            text="",
            mode=Mode.LISTEN,
        )
        await self.intake.notice(inbound, "welcome", "en")
