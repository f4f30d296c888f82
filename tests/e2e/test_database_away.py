"""A PostgreSQL that isn't there when the bot starts: waited for, said why, and gone on with."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest

from tests.doubles.postgres import Postgres, mortal_postgres
from tests.doubles.telegram import Settings
from tests.e2e.telegram_bot import (
    END,
    PACE,
    SENTINEL,
    TelegramBot,
    Transport,
    check_the_end,
    started,
    until_it_serves,
    until_logged,
)
from tests.e2e.test_operating import sample

__all__ = ["mortal_postgres"]

SOON = 20.0  # seconds in which the bot finds a database that is there again


def a_bot(database: str, folder: Path) -> AbstractContextManager[TelegramBot]:
    return started(Transport.POLLING, folder, Settings(pace=PACE), ERRCODE_DATABASE_URL=database)


@pytest.fixture
def waiting(mortal_postgres: Postgres, tmp_path: Path) -> Iterator[TelegramBot]:
    """A bot whose database was killed before it started."""
    database = mortal_postgres.new_database()
    mortal_postgres.kill()
    with a_bot(database, tmp_path) as bot:
        until_logged(bot, "database_awaited", "serving")
        until(lambda: status(bot, "/livez") == 200)
        yield bot


def until(look: Callable[[], bool]) -> None:
    """Until it is so; a door that isn't open yet is none."""
    end = time.monotonic() + SOON
    while True:
        with suppress(ConnectionRefusedError):
            if look():
                return
        assert time.monotonic() < end, f"not within {SOON:g} s"
        time.sleep(0.05)


def status(bot: TelegramBot, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(bot.environ["ERRCODE_PORT"]), timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_database_that_is_away_at_the_start_is_waited_for(waiting: TelegramBot, mortal_postgres: Postgres) -> None:
    unready, why = waiting.ready()
    assert (503, 200) == (unready, status(waiting, "/c/baidu-face/223114"))
    assert "database: its server can't be reached" in why.splitlines()
    assert "127.0.0.1" not in why

    mortal_postgres.start()
    until_logged(waiting, "platform_on", seconds=SOON)
    waiting.paste_early()

    assert waiting.early().text
    until(lambda: status(waiting, "/readyz") == 200)
    check_the_end(waiting)


def test_database_that_goes_while_it_runs_is_told_once_and_when_it_is_back(
    mortal_postgres: Postgres, tmp_path: Path
) -> None:
    mortal_postgres.restart()
    with a_bot(mortal_postgres.new_database(), tmp_path) as bot:
        until_it_serves(bot)
        bot.asks()
        mortal_postgres.kill()
        person = bot.person()
        message = bot.says(person, SENTINEL)
        until(lambda: "store_unavailable" in bot.logged())
        until(lambda: bot.ready()[0] == 503)
        time.sleep(5)  # some twenty tries of the sender and the poller
        why, metrics = bot.ready()[1], bot.get("/metrics")[1]
        mortal_postgres.start()

        assert bot.answer(person, message).text
        until_logged(bot, "store_back", seconds=SOON)
        assert ["database: its server can't be reached"] == [
            line for line in why.splitlines() if "database: " in line[:10]
        ]
        assert (0.0, 0.0) == (sample(metrics, "errcode_database_up"), sample(metrics, "errcode_link_up"))
        assert [1, 1] == [bot.logged().count(f'"{event}"') for event in ("store_unavailable", "store_back")]
        assert bot.logged().count('"telegram_link_down"') <= 3  # the end, then the silence
        check_the_end(bot)


def test_bot_that_waits_for_its_database_leaves_when_told_to(waiting: TelegramBot) -> None:
    waiting.process.terminate()

    assert 0 == waiting.process.wait(END)
    assert "Traceback" not in waiting.logged()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("postgres@127.0.0.1:{port}/nobody_made_it", 'database "nobody_made_it" does not exist'),
        ("nobody@127.0.0.1:{port}/postgres", 'role "nobody" does not exist'),
    ],
)
def test_database_that_refuses_the_settings_is_told_in_a_sentence(
    mortal_postgres: Postgres, tmp_path: Path, wrong: str, told: str
) -> None:
    port = mortal_postgres.url.rpartition(":")[2].partition("/")[0]
    with a_bot(f"postgresql://{wrong.format(port=port)}", tmp_path) as bot:
        assert 2 == bot.process.wait(SOON)
        assert (True, False) == (told in bot.logged(), "Traceback" in bot.logged())
