"""What `errcode doctor` looks at, in the order in which a start needs it: settings, knowledge, door, database, platforms.

The rule: no fault is found where `serve` would start and answer as the settings mean it, and nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import platform
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from bot import tracing
from bot.catalogue.faults import KnowledgeError
from bot.catalogue.read import default_folder, read_knowledge
from bot.doctor import Check
from bot.intent import Off, platforms_off, unread
from bot.settings import WILDCARDS, Settings, SettingsError, load_settings
from bot.store import outbox
from bot.store.errors import StoreError, UnpreparedError
from bot.store.inspection import check_place, check_writable, described, free_bytes, newer_revision
from bot.store.store import Store, default_url, now
from bot.version import version
from bot.web.serve import UnusableAddressError, listen

MOST_DEAD: Final = 5  # answers that could not be delivered, each in a line
PATIENCE: Final = 3.0  # seconds for what listens at our own address
FULL, SCARCE = 1_000_000, 100_000_000  # bytes left on a disk: nothing can be written soon, or some day


async def checkup(environ: Mapping[str, str]) -> tuple[Check, ...]:
    """Every check. It posts nothing, and shows no secret."""
    about = Check(ok=True, what=f"errcode {version()} on Python {platform.python_version()}.")
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        faults = [Check(ok=False, what=f"{fault.name} can't be used.", mend=str(fault)) for fault in error.faults]
        return (about, *faults, *_unread(environ))
    read = Check(ok=True, what="The settings can be read.")
    checks = [about, read, *_unread(environ), *_traces(environ), *_knowledge(settings), _door(settings)]
    checks += _off(settings)
    if not (settings.slack_ready or settings.telegram_ready):
        return tuple(checks)
    checks += [*_links(settings), *await _database(settings)]
    if settings.slack_ready:
        checks += await _slack(settings)
    if settings.telegram_ready:
        checks += await _telegram(settings)
    return tuple(checks)


async def _slack(settings: Settings) -> list[Check]:
    from bot.platforms.slack.platform import access_of
    from bot.platforms.slack.preflight import check_slack

    return await check_slack(access_of(settings))


async def _telegram(settings: Settings) -> list[Check]:
    from bot.platforms.telegram.platform import access_of
    from bot.platforms.telegram.preflight import check_telegram

    return await check_telegram(access_of(settings))


def _unread(environ: Mapping[str, str]) -> Iterator[Check]:
    for each in unread(environ):
        other = "Leave it out, unless another program reads it."
        mend = f"Was {each.nearest} meant?" if each.nearest else other
        yield Check(ok=True, what=f"The bot has no setting {each.name}.", mend=mend)


def _traces(environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        if tracing.is_wanted(environ):
            yield Check(ok=True, what="Traces are sent.")
    except tracing.MissingExtraError as error:
        yield Check(ok=False, what="Traces are wanted, and errcode[otel] isn't installed.", mend=str(error))


def _knowledge(settings: Settings) -> Iterator[Check]:
    try:
        knowledge = read_knowledge(settings.knowledge or (default_folder(),))
    except KnowledgeError as error:
        for fault in error.faults:
            yield Check(ok=False, what=f"{fault.path}:{fault.line}: {fault.what}.", mend=fault.mend)
        return
    for catalogue in knowledge:
        told = f"{len(catalogue.entries)} entries, {len(catalogue.remedies)} remedies, edition {catalogue.edition}"
        yield Check(ok=True, what=f"The catalogue {catalogue.slug} has {told}.")


def _door(settings: Settings) -> Check:
    """Whether the service can listen, or does already: the doctor is mostly called beside a running one."""
    try:
        listen(settings.host, settings.port).close()
    except UnusableAddressError as error:
        if _is_alive(settings):
            return Check(ok=True, what=f"A bot is running on {settings.host} port {settings.port}.")
        what, _, mend = str(error).partition("; ")
        return Check(ok=False, what=f"{_sentence(what)}.", mend=f"{_sentence(mend)}.")
    return Check(ok=True, what=f"Nothing else listens on {settings.host} port {settings.port}.")


def _is_alive(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(
        WILDCARDS.get(settings.host, settings.host), settings.port, timeout=PATIENCE
    )
    try:
        connection.request("GET", "/livez")
        response = connection.getresponse()
        return (response.status, response.read(3)) == (http.HTTPStatus.OK, b"ok")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _off(settings: Settings) -> Iterator[Check]:
    """A fault for each platform that was meant to be on; a remark where none was."""
    off = platforms_off(settings)
    for each in (each for each in off if each.has):
        be = "is" if len(each.has) == 1 else "are"
        what = f"{each.platform.title()} is off: {' and '.join(each.has)} {be} set, and not all that it takes."
        yield Check(ok=False, what=what, mend=f"{_sentence(each.mend)}.")
    if not (settings.slack_ready or settings.telegram_ready or any(each.has for each in off)):
        yield Check(
            ok=True,
            what="No platform is on: only the desk and its pages are served.",
            mend="\n".join(_switch(each) for each in off),
        )


def _switch(off: Off) -> str:
    shown = {"slack": "api.slack.com/apps shows them", "telegram": "@BotFather gives it"}[off.platform]
    return f"For {off.platform.title()} {off.mend}: {shown}."


def _links(settings: Settings) -> Iterator[Check]:
    host = urlsplit(settings.public_url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
        here = address.is_loopback or address.is_unspecified
    except ValueError:
        here = host == "localhost"
    if here:
        yield Check(
            ok=True,
            what=f"The links in answers lead to {settings.public_url}, which can be opened on this machine alone.",
            mend="Set ERRCODE_PUBLIC_URL to the address at which people reach the desk.",
        )


async def _database(settings: Settings) -> list[Check]:
    """Which it is, whether it can be used and is up to date; a running bot keeps a SQLite file to itself."""
    checks: list[Check] = []
    try:
        url = settings.database_url.get_secret_value() if settings.database_url else default_url()
        checks.append(Check(ok=True, what=f"The database is {described(url)}."))
        check_place(url)
        checks += _room(url)
        checks += await _state(url)
    except StoreError as error:
        unprepared = isinstance(error, UnpreparedError)  # a start sees to it
        checks.append(Check(ok=unprepared, what=f"{_sentence(error.what)}.", mend=f"{_sentence(error.mend)}."))
    return checks


def _room(url: str) -> Iterator[Check]:
    free = free_bytes(url)
    if free is not None and free < SCARCE:
        what = f"The database's disk has {free / 1e6:.0f} MB free."
        yield Check(ok=free >= FULL, what=what, mend="Make room: what can't be stored isn't answered.")


async def _state(url: str) -> list[Check]:
    store = await Store.open(url, read_only=True)
    try:
        async with store.begin() as conn:
            await check_writable(conn)
            newer = await newer_revision(conn)
            tally = await outbox.tally(conn, await now(conn))
            dead = await outbox.graveyard(conn, MOST_DEAD)
    finally:
        await store.close()
    checks = [Check(ok=True, what=f"It answers; {tally.pending + tally.sending} answers are on their way.")]
    if newer:
        what = f"The database is newer ({newer}) than this program: a newer one has opened it."
        checks.append(Check(ok=True, what=what, mend="Fine while replicas are upgraded; else upgrade this one, too."))
    if tally.dead:
        lines = "\n".join(f"{post.kind} {post.key}: {post.error}" for post in dead)
        checks.append(Check(ok=True, what=f"{tally.dead} answers could not be delivered. The latest:", mend=lines))
    return checks


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
