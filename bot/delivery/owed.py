"""What is owed for a message, for its edit, its deletion: each within its caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from bot.core.answer import Answer, Kind, RemarkKind
from bot.core.desk import Mode
from bot.core.redact import redact
from bot.delivery.courier import PostKind
from bot.delivery.inbound import Inbound
from bot.delivery.memo import codes_of, to_memo
from bot.delivery.repeats import COUNTER_PAUSE, LONGEST, QUIET, counts_of, gets_line, is_repeat, labels_of
from bot.store import cases, gaps, inbox, outbox, sightings
from bot.store.cases import Case
from bot.store.engine import Connection
from bot.store.sightings import Sighting
from bot.store.store import now

LONGEST_ASKED = 500  # characters that are kept of what was asked, redacted
LONGEST_ASKED_READ = 4000  # characters of it that are redacted for that
CUT = 300  # characters before the place where a text was cut: half a secret isn't known for one
FOLLOWED, DELETED = "", "deleted"  # in the place of a digest: the message asked about a case, or is gone

Owed: TypeAlias = tuple[str, PostKind, dict[str, Any]]  # a post's key, kind and body


class Decision(StrEnum):
    """What came of a message."""

    SILENT = "silent"  # nothing to say
    KNOWN = "known"  # it was seen before
    ANSWER = "answer"  # it gets its answer
    REPEAT = "repeat"  # a line that leads to the answer which stands already
    COUNTED = "counted"  # only that answer's counter moves
    FOLLOW_UP = "follow-up"  # an answer about an earlier one
    EDIT = "edit"  # its answer follows the edit


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a message, and the case that was opened for it, or that it is about."""

    decision: Decision
    case: Case | None = None


async def open_case(conn: Connection, inbound: Inbound, answer: Answer, identity: str) -> Settled:
    """Owes the reply to a message that wants one; with the case opened for it, if one was.

    `identity` is the case's id: whoever isn't sure that the transaction was committed comes again with the same.
    """
    moment = await now(conn)
    new = digest(answer)
    claimed = await inbox.claim(conn, inbound.key, new, inbound.delivery, moment)
    # What was asked or edited may be older than the inbox remembers; what is overheard for the first time, is new.
    overheard = inbound.mode is Mode.LISTEN and not inbound.edited
    earlier = None if claimed and overheard else await cases.of_message(conn, inbound.key)
    if not await _is_due(conn, inbound, new, earlier, claimed=claimed):
        committed = earlier if earlier and earlier.id == identity else None
        return Settled(Decision.ANSWER if committed else Decision.KNOWN, committed)
    case = _new_case(identity, inbound, answer, moment)
    seen = await _seen(conn, inbound, answer, case, moment)
    key = f"{inbound.key}:{identity}" if earlier else inbound.key  # two posts never have the same
    if is_repeat(seen):
        posts = await _again(conn, answer, seen, case, key, moment)
    else:
        posts = _first(inbound, answer, key)
    if is_repeat(seen) and not posts and not _leaks(inbound, answer):
        return Settled(Decision.COUNTED)
    await cases.open_case(conn, case)
    if answer.kind in (Kind.UNKNOWN_CODE, Kind.NOTHING) and not (inbound.unread or answer.greets):
        await gaps.note(conn, answer.kind.value, case.asked, answer.unknown, moment)
    for name, kind, body in posts:
        await outbox.owe(conn, name, kind, case.id, body, moment, moment + inbound.hold)
    await _warn(conn, inbound, answer, case, moment)
    return Settled(Decision.REPEAT if is_repeat(seen) else Decision.ANSWER, case)


async def follow_edit(conn: Connection, inbound: Inbound, answer: Answer, identity: str) -> Settled:
    """Lets the answer follow its message; a listener's message that has none may get its first."""
    case = await cases.of_message(conn, inbound.key)
    if case is None or case.withdrawn:
        late = answer.kind is not Kind.FOUND or inbound.mode is Mode.ASK
        return Settled(Decision.SILENT) if late else await open_case(conn, inbound, answer, identity)
    if await _is_outdated(conn, inbound):
        return Settled(Decision.KNOWN, case)
    if await inbox.digest_of(conn, inbound.key) == digest(answer):
        return Settled(Decision.KNOWN, case)
    moment = await now(conn)
    await inbox.set_digest(conn, inbound.key, digest(answer))
    await revise(conn, case, answer, moment, inbound.hold)
    await _warn(conn, inbound, answer, case, moment)
    return Settled(Decision.EDIT, case)


async def revise(conn: Connection, case: Case, answer: Answer, moment: float, hold: float = 0.0) -> None:
    """Another answer in the place of the case's; none at all where nobody had asked for one.

    One that still waits to be sent is drawn anew when it leaves, `hold` seconds from now at the soonest.
    """
    if answer.kind is Kind.NOTHING and case.mode == Mode.LISTEN:
        await withdraw(conn, case, moment)
        return
    memo = to_memo(answer)
    if codes_of(memo) != codes_of(case.memo):
        await _forget(conn, case)
        await cases.set_count(conn, case.id, 1)
    await cases.set_memo(conn, case.id, memo, answer.language)
    if hold and await outbox.postpone(conn, case.id, PostKind.ANSWER, moment + hold):
        return
    await outbox.owe_again(conn, f"{case.id}:revision", PostKind.REVISION, case.id, {}, moment, moment)


async def notice(conn: Connection, inbound: Inbound, name: str, language: str, identity: str) -> None:
    """What the bot says about itself. A post belongs to a case: this one has nothing but the place."""
    moment = await now(conn)
    if not await inbox.claim(conn, inbound.key, FOLLOWED, inbound.delivery, moment):
        return
    case = _new_case(identity, inbound, Answer(Kind.NOTHING, language), moment)
    await cases.open_case(conn, replace(case, asked="", mode=cases.NOTICE))
    body = {"name": name, "language": language}
    await outbox.owe(conn, inbound.key, PostKind.NOTICE, case.id, body, moment)


async def withdraw(conn: Connection, case: Case, moment: float) -> None:
    """Takes the case's answer back: what wasn't tried yet isn't sent, what may be there is removed."""
    await cases.withdraw(conn, case.id)
    await _forget(conn, case)
    for identity in (case.id, _warning_of(case.id)):
        await outbox.cancel(conn, identity)
    await outbox.owe(conn, f"{case.id}:withdrawal", PostKind.WITHDRAWAL, case.id, {}, moment)


async def delete(conn: Connection, key: str) -> None:
    """The message is gone: its answer goes too, and whatever comes of it late is not answered any more."""
    moment = await now(conn)
    if not await inbox.claim(conn, key, DELETED, "", moment):
        await inbox.set_digest(conn, key, DELETED)
    case = await cases.of_message(conn, key)
    if case and not case.withdrawn:
        await withdraw(conn, case, moment)


def digest(answer: Answer) -> str:
    """What tells two answers apart, and says nothing of the text."""
    return hashlib.sha256(json.dumps(to_memo(answer), sort_keys=True).encode()).hexdigest()[:32]


async def _is_due(conn: Connection, inbound: Inbound, new: str, earlier: Case | None, *, claimed: bool) -> bool:
    """Whether the message wants its reply now: it is new (`claimed`), it was edited, or somebody asks about one passed
    over.
    """
    outdated = bool(inbound.edited) and await _is_outdated(conn, inbound)
    if claimed:
        return earlier is None or earlier.withdrawn
    known = await inbox.digest_of(conn, inbound.key)
    if inbound.edited:
        due = known not in (DELETED, new) and not outdated
    else:
        due = inbound.mode is Mode.ASK and earlier is None and known not in (DELETED, FOLLOWED)
    if due:
        await inbox.set_digest(conn, inbound.key, new)
    return due


async def _is_outdated(conn: Connection, inbound: Inbound) -> bool:
    """Whether a later edit was seen: one that wasn't acknowledged in time comes again, and may come after the next."""
    try:
        at = float(inbound.edited)
    except ValueError:
        return False
    return not await inbox.note_edit(conn, inbound.key, at)


async def _seen(conn: Connection, inbound: Inbound, answer: Answer, case: Case, moment: float) -> list[Sighting]:
    """Each error of the message, counted; none where nothing is counted, as somebody asked."""
    if inbound.mode is not Mode.LISTEN or inbound.private or answer.kind is not Kind.FOUND:
        return []
    place = (case.platform, case.team, case.channel)
    return [
        await sightings.see(conn, *place, label, case.id, moment, QUIET, LONGEST) for label in sorted(labels_of(answer))
    ]


async def _again(
    conn: Connection, answer: Answer, seen: Sequence[Sighting], case: Case, key: str, moment: float
) -> list[Owed]:
    """What a repeat gets: the first cards' counters, and perhaps a line."""
    firsts = {identity: await cases.case(conn, identity) for identity in counts_of(seen)}
    for identity, seen_times in counts_of(seen).items():
        first = firsts[identity]
        count = max(seen_times, first.count) if first else seen_times  # a card of two errors never counts backwards
        await cases.set_count(conn, identity, count)
        later = moment + COUNTER_PAUSE
        await outbox.owe_again(conn, f"{identity}:counter", PostKind.COUNTER, identity, {"count": count}, moment, later)
    first = firsts[seen[0].case_id]
    if first is None or first.thread == case.thread or not gets_line(seen, moment):
        return []
    for label in labels_of(answer):
        await sightings.add_line(conn, case.platform, case.team, case.channel, label)
    minutes = max(1, round((moment - seen[0].first_at) / 60))
    return [(key, PostKind.REPEAT, {"count": seen[0].count, "minutes": minutes, "first": first.id})]


def _first(inbound: Inbound, answer: Answer, key: str) -> list[Owed]:
    """What a message gets by itself; nothing where the platform answers the asker alone, as it does a command that
    found nothing.
    """
    if inbound.answered_directly or (inbound.headline and answer.kind is not Kind.FOUND):
        return []
    headline: list[Owed] = [(f"{key}:headline", PostKind.HEADLINE, {})] if inbound.headline else []
    return [*headline, (key, PostKind.ANSWER, {})]


def _leaks(inbound: Inbound, answer: Answer) -> bool:
    """Whether there is a secret in it that others can read, and somebody to be told of it."""
    secret = any(remark.kind is RemarkKind.SECRET for remark in answer.remarks)
    return secret and bool(inbound.author) and not inbound.private and not inbound.answered_directly


async def _warn(conn: Connection, inbound: Inbound, answer: Answer, case: Case, moment: float) -> None:
    """Owes a word to the poster alone, once for a message.

    Where that goes into another chat it has a case of its own, so that it leaves in that chat's turn.
    """
    key = f"{inbound.key}:warning"
    if not _leaks(inbound, answer):
        return
    if not inbound.warned_in:
        await outbox.owe(conn, key, PostKind.WARNING, case.id, {}, moment)
    elif await cases.of_message(conn, key) is None:
        own = _new_case(_warning_of(case.id), inbound, answer, moment)
        there = replace(own, channel=inbound.warned_in, thread="", private=True)
        await cases.open_case(conn, replace(there, message_key=key, mode=cases.NOTICE, asked=""))
        body = {"channel": case.channel, "thread": case.thread}
        await outbox.owe(conn, key, PostKind.WARNING, own.id, body, moment)


def _warning_of(case: str) -> str:
    """The id of the case that a case's warning has for itself."""
    return hashlib.sha256(f"{case}:warning".encode()).hexdigest()[: len(case)]


async def _forget(conn: Connection, case: Case) -> None:
    await sightings.forget(conn, case.platform, case.team, case.channel, case.id)


def _asked(text: str) -> str:
    redacted = redact(text[:LONGEST_ASKED_READ]).text
    return (redacted if len(text) <= LONGEST_ASKED_READ else redacted[:-CUT])[:LONGEST_ASKED]


def _new_case(identity: str, inbound: Inbound, answer: Answer, moment: float) -> Case:
    return Case(
        id=identity,
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
        asked=_asked(inbound.text),
        reply_url=inbound.reply_url,
        created_at=moment,
    )
