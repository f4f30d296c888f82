"""A message in: seen, answered, and the reply owed, in one transaction.

Who calls it acknowledges the message to the platform after it has returned, and not at all when it
raises: the platform then brings the message again. Whatever comes twice changes nothing.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog

from bot.core.answer import Answer, Kind
from bot.core.desk import Mode
from bot.core.followup import FollowUp, follow_up_beside
from bot.core.normalise import language_of
from bot.delivery import owed
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels, Wish, is_wanted
from bot.delivery.courier import PostKind
from bot.delivery.inbound import Deletion, Inbound, Place
from bot.delivery.memo import codes_of
from bot.delivery.owed import Decision, Settled
from bot.delivery.patience import Patience
from bot.logs import LOGGED_CODES
from bot.metrics import Meters
from bot.store import cases, feedback, gaps, inbox, outbox, places
from bot.store.cases import Case
from bot.store.engine import Connection
from bot.store.store import Store, now
from bot.tracing import Tracing, short

MOST_NAMED = 5  # codes that tell one answer of a case from the next
UNHELPFUL = "unhelpful"  # the kind of a gap, beside the kinds of answers
RECENT = 600.0  # seconds in which a private chat's next line may still be about the last answer
PATIENCE = 1.5  # seconds for a database that is away; the platform waits three for its acknowledgement

_log = structlog.get_logger("errcode.delivery")


@dataclass(frozen=True, slots=True)
class Intake:
    """The way in, for every platform. `wake` tells the sender that something is owed.

    Each of its methods waits for a database that is away, for PATIENCE seconds; then it raises UnavailableError.
    """

    store: Store
    answering: Answering
    channels: Channels
    wake: Callable[[], None]
    meters: Meters = field(default_factory=Meters)
    tracing: Tracing = field(default_factory=Tracing)

    async def take(self, inbound: Inbound) -> Case | None:
        """Takes a message; the case that was opened for it, or that it asks about, if there is one."""
        patience, identity = Patience(PATIENCE), secrets.token_hex(8)
        started, platform = time.perf_counter(), inbound.place.platform
        with self.tracing.span("intake", inbound.key, platform=platform, mode=inbound.mode.value):
            wish = await patience(lambda: self.channels.wish(inbound.place))
            if not is_wanted(inbound, wish):
                return None
            with self.tracing.span("answer", inbound.key, platform=platform, mode=inbound.mode.value):
                answer = await self.answering.answer(inbound.text, inbound.mode, _language(inbound, wish))
            if inbound.mode is Mode.ASK:
                answer = replace(answer, remarks=(*answer.remarks, *inbound.unread))
            settled = await patience(lambda: self._settled(inbound, answer, identity))
            self.wake()
            self._tell(inbound, answer, settled, started)
        return settled.case

    def _tell(self, inbound: Inbound, answer: Answer, settled: Settled, started: float) -> None:
        """One line for a message of which something came; nobody could live with one for each that is overheard."""
        if settled.decision is Decision.KNOWN:
            self.meters.duplicate(inbound.place.platform)
        level = logging.DEBUG if settled.decision in (Decision.SILENT, Decision.KNOWN) else logging.INFO
        _log.log(
            level,
            "answered",
            door=inbound.place.platform,
            mode=inbound.mode.value,
            kind=answer.kind.value,
            language=answer.language,
            codes=answer.codes[:LOGGED_CODES],
            decision=settled.decision.value,
            key=short(inbound.key),
            duration_ms=round((time.perf_counter() - started) * 1000, 1),
        )

    async def take_back(self, deletion: Deletion) -> None:
        """Withdraws the answer to a message that was deleted."""
        await Patience(PATIENCE)(lambda: self._deleted(deletion))
        self.wake()

    async def choose(self, case: Case, answer: Answer) -> None:
        """Puts the answer that was chosen in the place of the choices."""
        await Patience(PATIENCE)(lambda: self._chosen(case, answer))
        self.wake()

    async def tell(self, case: Case, kind: FollowUp, language: str, thread: str) -> None:
        """Owes what a button asks about a case; pressing it again changes nothing."""
        await Patience(PATIENCE)(lambda: self._told(case, kind, language, thread))
        self.wake()

    async def notice(self, inbound: Inbound, name: str, language: str) -> None:
        """Owes what the bot says about itself, once for a message."""
        identity = secrets.token_hex(8)
        await Patience(PATIENCE)(lambda: self._noticed(inbound, name, language, identity))
        self.wake()

    async def move(self, old: Place, channel: str) -> None:
        """All that belongs to `old` belongs to that channel from now on."""
        await Patience(PATIENCE)(lambda: self._moved(old, channel))
        self.channels.forget(old, replace(old, channel=channel))

    async def find_unhelpful(self, case: Case, author: str) -> bool:
        """Notes that an answer didn't help; False when the same person has said so before."""
        return await Patience(PATIENCE)(lambda: self._unhelpful(case, author))

    async def _settled(self, inbound: Inbound, answer: Answer, identity: str) -> Settled:
        """All that comes of a message, in one transaction."""
        asked = None if inbound.edited else _follow_up(inbound, answer)
        silent = inbound.mode is Mode.LISTEN and answer.kind is not Kind.FOUND
        if silent and not inbound.edited and not asked:
            return Settled(Decision.SILENT)
        async with self.store.begin() as conn:
            if inbound.edited:
                return await owed.follow_edit(conn, inbound, answer, identity)
            if asked and (followed := await _followed(conn, inbound, asked, answer)):
                return followed
            return Settled(Decision.SILENT) if silent else await owed.open_case(conn, inbound, answer, identity)

    async def _deleted(self, deletion: Deletion) -> None:
        async with self.store.begin() as conn:
            await owed.delete(conn, deletion.key)

    async def _told(self, case: Case, kind: FollowUp, language: str, thread: str) -> None:
        async with self.store.begin() as conn:
            body = {"kind": kind.value, "language": language, "thread": thread}
            codes = "+".join(codes_of(case.memo)[:MOST_NAMED])  # after an edit to others the button has more to tell
            key = f"{case.id}:{kind.value}:{language}:{codes}"
            await outbox.owe(conn, key, PostKind.FOLLOW_UP, case.id, body, await now(conn))

    async def _noticed(self, inbound: Inbound, name: str, language: str, identity: str) -> None:
        async with self.store.begin() as conn:
            await owed.notice(conn, inbound, name, language, identity)

    async def _moved(self, old: Place, channel: str) -> None:
        async with self.store.begin() as conn:
            await places.move(conn, old.platform, old.team, old.channel, channel)

    async def _chosen(self, case: Case, answer: Answer) -> None:
        async with self.store.begin() as conn:
            await owed.revise(conn, case, answer, await now(conn))

    async def _unhelpful(self, case: Case, author: str) -> bool:
        async with self.store.begin() as conn:
            moment = await now(conn)
            if not await feedback.note(conn, case.id, author, moment):
                return False
            await gaps.note(conn, UNHELPFUL, case.asked, ", ".join(codes_of(case.memo)), moment)
        return True


async def _followed(conn: Connection, inbound: Inbound, asked: FollowUp, answer: Answer) -> Settled | None:
    """Owes an answer about the thread's case; None where there is none."""
    moment = await now(conn)
    case = await _case_before(conn, inbound, moment)
    if case is None:
        return None
    if not await inbox.claim(conn, inbound.key, owed.FOLLOWED, inbound.delivery, moment):
        return Settled(Decision.KNOWN, case)
    body = {"kind": asked.value, "language": answer.language, "thread": inbound.thread}
    await outbox.owe(conn, inbound.key, PostKind.FOLLOW_UP, case.id, body, moment)
    return Settled(Decision.FOLLOW_UP, case)


async def _case_before(conn: Connection, inbound: Inbound, moment: float) -> Case | None:
    """The case that a follow-up is about: that of the bot's message it replies to, its thread's, or the last of a
    private chat.
    """
    place = inbound.place
    if inbound.reply_to:
        return await cases.of_ref(conn, place.platform, place.team, place.channel, inbound.reply_to)
    if inbound.in_thread:
        return await cases.in_thread(conn, place.platform, place.team, place.channel, inbound.thread)
    if not inbound.private:
        return None
    return await cases.latest(conn, place.platform, place.team, place.channel, moment - RECENT)


def _follow_up(inbound: Inbound, answer: Answer) -> FollowUp | None:
    """What the message asks about an earlier answer; `answer` is its own."""
    if not (inbound.in_thread or inbound.private or inbound.reply_to):
        return None
    return follow_up_beside(inbound.text, answer, addressed=inbound.mode is Mode.ASK)


def _language(inbound: Inbound, wish: Wish) -> str | None:
    """The text's script decides; where it doesn't, or is only an error's, the locale and the channel do."""
    if language_of(inbound.text, "") == "zh":
        return None
    told = inbound.locale or wish.language
    return told if inbound.mode is Mode.LISTEN or not language_of(inbound.text, "") else None
