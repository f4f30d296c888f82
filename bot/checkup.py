"""What `errcode doctor` looks at, in the order in which a start needs it: settings, knowledge, database, platforms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.catalogue.faults import KnowledgeError
from bot.catalogue.read import default_folder, read_knowledge
from bot.doctor import Check
from bot.settings import Settings, SettingsError, load_settings
from bot.store import outbox
from bot.store.errors import StoreError, UnpreparedError
from bot.store.store import Store, default_url, now

MOST_DEAD = 5  # answers that could not be delivered, each in a line


async def checkup(environ: Mapping[str, str]) -> tuple[Check, ...]:
    """Every check. It posts nothing, and shows no secret."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        return tuple(Check(ok=False, what=f"{fault.name} can't be used.", mend=str(fault)) for fault in error.faults)
    checks = [Check(ok=True, what="The settings can be read."), *_knowledge(settings)]
    if not (settings.slack_ready or settings.telegram_ready):
        return (*checks, *_no_platform())
    checks += await _database(settings)
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


async def _database(settings: Settings) -> list[Check]:
    """Whether it can be read and is up to date; a bot that is running keeps a SQLite file to itself."""
    url = settings.database_url.get_secret_value() if settings.database_url else default_url()
    try:
        store = await Store.open(url, read_only=True)
    except UnpreparedError as error:
        return [Check(ok=True, what=f"{_sentence(error.what)}.", mend=f"{_sentence(error.mend)}.")]
    except StoreError as error:
        return [Check(ok=False, what=f"{_sentence(error.what)}.", mend=f"{_sentence(error.mend)}.")]
    try:
        async with store.begin() as conn:
            tally = await outbox.tally(conn, await now(conn))
            dead = await outbox.graveyard(conn, MOST_DEAD)
    finally:
        await store.close()
    checks = [Check(ok=True, what=f"The database answers; {tally.pending + tally.sending} answers are on their way.")]
    if tally.dead:
        lines = "\n".join(f"{post.kind} {post.key}: {post.error}" for post in dead)
        checks.append(Check(ok=True, what=f"{tally.dead} answers could not be delivered. The latest:", mend=lines))
    return checks


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _no_platform() -> Iterator[Check]:
    yield Check(
        ok=True,
        what="No platform is on: only the desk would be served.",
        mend="For Slack set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (deploy/slack/README.md has the steps), "
        "for Telegram TELEGRAM_BOT_TOKEN (deploy/telegram/README.md).",
    )
