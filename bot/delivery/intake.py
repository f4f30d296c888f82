"""A message in: seen, answered, and the reply owed, in one transaction.

Who calls it acknowledges the message to the platform after it has returned, and not at all when it
raises: the platform then brings the message again. Whatever comes twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.answer import Answer, By, Kind, RemarkKind
from bot.core.desk import Mode
from bot.core.followup import FollowUp, follow_up
from bot.core.normalise import language_of
from bot.core.redact import redact
from bot.delivery.answering import Answering
from bot.delivery.channels import Channels, Wish, is_wanted
from bot.delivery.courier import PostKind
from bot.delivery.inbound import Deletion, Inbound
from bot.delivery.memo import codes_of, to_memo
from bot.delivery.repeats import (
    COUNTER_PAUSE,
    LONGEST,
    QUIET,
    gets_line,
    is_repeat,
    labels_of,
)
from bot.store import cases, feedback, gaps, inbox, outbox, sightings
from bot.store.cases import Case
from bot.store.engine import Connection
from bot.store.store import Store, now

UNHELPFUL = "unhelpful"  # the kind of a gap, beside the kinds of answers
LONGEST_ASKED = 500  # characters that are kept of what was asked, redacted
LONGEST_ASKED_READ = 4000  # characters of it that are redacted for that
RECENT = 600.0  # seconds in which a private chat's next line may still be about the last answer
CERTAIN = frozenset({By.FIELD, By.CODE, By.MESSAGE})  # what makes a text an error, not a follow-up


@dataclass(frozen=True, slots=True)
class Intake:
    """The way in, for every platform. `wake` tells the sender that something is owed."""

    store: Store
    answering: Answering
    channels: Channels
    wake: Callable[[], None]

    async def take(self, inbound: Inbound) -> Case | None:
        """Takes a message; the case that was opened for it, if one was."""
        wish = await self.channels.wish(inbound.place)
        if not is_wanted(inbound, wish):
            return None
        answer = await self.answering.answer(inbound.text, inbound.mode, _language(inbound, wish))
        asked = _follow_up(inbound, answer)
        if inbound.edited:
            return await self._edited(inbound, answer)
        if asked and (case := await self._followed(inbound, asked, answer)):
            return case
        if inbound.mode is Mode.LISTEN and answer.kind is not Kind.FOUND:
            return None
        async with self.store.begin() as conn:
            case = await _taken(conn, inbound, answer)
        self.wake()
        return case

    async def take_back(self, deletion: Deletion) -> None:
        """Withdraws the answer to a message that was deleted."""
        async with self.store.begin() as conn:
            case = await cases.of_message(conn, deletion.key)
            if case and not case.withdrawn:
                await _withdrawn(conn, case, await now(conn))
        self.wake()

    async def choose(self, case: Case, answer: Answer) -> None:
        """Puts the answer that was chosen in the place of the choices."""
        async with self.store.begin() as conn:
            await _revised(conn, case, answer, await now(conn))
        self.wake()

    async def find_unhelpful(self, case: Case, author: str) -> bool:
        """Notes that an answer didn't help; False when the same person has said so before."""
        async with self.store.begin() as conn:
            moment = await now(conn)
            if not await feedback.note(conn, case.id, author, moment):
                return False
            await gaps.note(conn, UNHELPFUL, case.asked, ", ".join(codes_of(case.memo)), moment)
        return True

    async def _followed(self, inbound: Inbound, asked: FollowUp, answer: Answer) -> Case | None:
        """Answers about the thread's case; None where there is none."""
        async with self.store.begin() as conn:
            moment = await now(conn)
            case = await _case_before(conn, inbound, moment)
            if case is None:
                return None
            if await inbox.claim(conn, inbound.key, "", inbound.delivery, moment):
                body = {"kind": asked.value, "language": answer.language, "thread": inbound.thread}
                await outbox.owe(conn, inbound.key, PostKind.FOLLOW_UP, case.id, body, moment)
        self.wake()
        return case

    async def _edited(self, inbound: Inbound, answer: Answer) -> Case | None:
        """Lets the answer follow its message."""
        async with self.store.begin() as conn:
            moment = await now(conn)
            case = await cases.of_message(conn, inbound.key)
            if case is None or case.withdrawn:
                late = answer.kind is not Kind.FOUND or inbound.mode is Mode.ASK
                case = None if late else await _taken(conn, inbound, answer)
            elif await inbox.digest_of(conn, inbound.key) != (digest := _digest(answer)):
                await inbox.set_digest(conn, inbound.key, digest)
                await _revised(conn, case, answer, moment)
        self.wake()
        return case


async def _taken(conn: Connection, inbound: Inbound, answer: Answer) -> Case | None:
    """Owes the reply to a message that is new; None for one that isn't."""
    moment = await now(conn)
    if not await inbox.claim(conn, inbound.key, _digest(answer), inbound.delivery, moment):
        return None
    case = _new_case(inbound, answer, moment)
    if _is_counted(inbound, answer) and await _is_told_already(conn, inbound, answer, case, moment):
        return case
    await cases.open_case(conn, case)
    if answer.kind in (Kind.UNKNOWN_CODE, Kind.NOTHING):
        await gaps.note(conn, answer.kind.value, case.asked, answer.unknown, moment)
    if inbound.answered_directly:
        return case
    if inbound.headline:
        await outbox.owe(conn, f"{inbound.key}:headline", PostKind.HEADLINE, case.id, {}, moment)
    await outbox.owe(conn, inbound.key, PostKind.ANSWER, case.id, {}, moment)
    if inbound.author and not inbound.private and any(r.kind is RemarkKind.SECRET for r in answer.remarks):
        await outbox.owe(conn, f"{inbound.key}:warning", PostKind.WARNING, case.id, {}, moment)
    return case


def _is_counted(inbound: Inbound, answer: Answer) -> bool:
    return inbound.mode is Mode.LISTEN and not inbound.private and answer.kind is Kind.FOUND


async def _is_told_already(conn: Connection, inbound: Inbound, answer: Answer, case: Case, moment: float) -> bool:
    """Whether all errors of the message have their cards; then these are counted, and perhaps get a line."""
    place = (case.platform, case.team, case.channel)
    labels = labels_of(answer)
    seen = [await sightings.see(conn, *place, label, case.id, moment, QUIET, LONGEST) for label in labels]
    if not is_repeat(seen):
        return False
    for first, count in {sighting.case_id: sighting.count for sighting in seen}.items():
        await cases.set_count(conn, first, count)
        later = moment + COUNTER_PAUSE
        await outbox.owe_again(conn, f"{first}:counter", PostKind.COUNTER, first, {"count": count}, moment, later)
    first_case = await cases.case(conn, seen[0].case_id)
    if gets_line(seen, moment) and first_case and first_case.thread != case.thread:
        await cases.open_case(conn, case)
        minutes = max(1, round((moment - seen[0].first_at) / 60))
        body = {"count": seen[0].count, "minutes": minutes, "first": first_case.id}
        await outbox.owe(conn, inbound.key, PostKind.REPEAT, case.id, body, moment)
        for label in labels:
            await sightings.add_line(conn, *place, label)
    return True


async def _revised(conn: Connection, case: Case, answer: Answer, moment: float) -> None:
    if answer.kind is Kind.NOTHING and case.mode == Mode.LISTEN:
        await _withdrawn(conn, case, moment)
        return
    await cases.set_memo(conn, case.id, to_memo(answer), answer.language)
    await outbox.owe_again(conn, f"{case.id}:revision", PostKind.REVISION, case.id, {}, moment, moment)


async def _withdrawn(conn: Connection, case: Case, moment: float) -> None:
    await cases.withdraw(conn, case.id)
    await outbox.cancel(conn, case.id)
    await outbox.owe(conn, f"{case.id}:withdrawal", PostKind.WITHDRAWAL, case.id, {}, moment)


async def _case_before(conn: Connection, inbound: Inbound, moment: float) -> Case | None:
    """The case that a follow-up is about: its thread's, or the last of a private chat."""
    place = inbound.place
    if inbound.in_thread:
        return await cases.in_thread(conn, place.platform, place.team, place.channel, inbound.thread)
    if not inbound.private:
        return None
    return await cases.latest(conn, place.platform, place.team, place.channel, moment - RECENT)


def _follow_up(inbound: Inbound, answer: Answer) -> FollowUp | None:
    """What the text asks about an earlier answer, unless it holds an error of its own."""
    if not (inbound.in_thread or inbound.private) or answer.kind is Kind.UNKNOWN_CODE:
        return None
    if any(card.reason.by in CERTAIN for card in answer.cards):
        return None
    return follow_up(inbound.text, addressed=inbound.mode is Mode.ASK)


def _language(inbound: Inbound, wish: Wish) -> str | None:
    """The text's script decides; where it doesn't, or is only an error's, the locale and the channel do."""
    if language_of(inbound.text, "") == "zh":
        return None
    told = inbound.locale or wish.language
    return told if inbound.mode is Mode.LISTEN or not language_of(inbound.text, "") else None


def _new_case(inbound: Inbound, answer: Answer, moment: float) -> Case:
    return Case(
        id=secrets.token_hex(8),
        platform=inbound.place.platform,
        team=inbound.place.team,
        channel=inbound.place.channel,
        thread="" if inbound.headline else inbound.thread,
        message_key=inbound.key,
        author=inbound.author,
        mode=inbound.mode.value,
        private=inbound.private,
        language=answer.language,
        memo=to_memo(answer),
        asked=redact(inbound.text[:LONGEST_ASKED_READ]).text[:LONGEST_ASKED],
        ref="",
        reply_url=inbound.reply_url,
        count=1,
        created_at=moment,
        withdrawn=False,
    )


def _digest(answer: Answer) -> str:
    """What tells two answers apart, and says nothing of the text."""
    return hashlib.sha256(json.dumps(to_memo(answer), sort_keys=True).encode()).hexdigest()[:32]
