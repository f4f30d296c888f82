"""A disk that is full while the bot runs: nobody is acknowledged, everybody who looks is told, and it passes.

The kernel lets no file of the process grow any more: to a program that is what a full disk is.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e import slack_bot, telegram_bot
from tests.e2e.slack_bot import IMPATIENT, SlackBot
from tests.e2e.telegram_bot import TelegramBot
from tests.e2e.test_operating import sample

PASTE = '{"error_code":222203,"error_msg":"image check fail"}'
SOON = 15.0  # seconds
FULL = (503, "database: disk I/O error")


@contextmanager
def full_disk(bot: SlackBot | TelegramBot) -> Iterator[None]:
    wal = Path(bot.environ["ERRCODE_DATABASE_URL"].removeprefix("sqlite:///") + "-wal")
    before, most = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
    assert bot.log.stat().st_size < wal.stat().st_size / 2, "the log has to have room"
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (wal.stat().st_size, most))
    try:
        yield
    finally:
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (before, most))


def until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not look():
        assert time.monotonic() < end, f"not within {SOON:g} s"
        time.sleep(0.05)


def lines(bot: SlackBot | TelegramBot, event: str) -> int:
    return sum(f'"event": "{event}"' in line for line in bot.logged().splitlines())


def test_slack_is_not_acknowledged_and_the_log_says_why_once(tmp_path: Path) -> None:
    with slack_bot.running_bot(slack_bot.Transport.SOCKETS, tmp_path, IMPATIENT) as bot:
        bot.early()
        bot.settle()
        with full_disk(bot):
            channel = bot.channel()
            for _ in range(5):
                bot.says(channel, PASTE)
            until(lambda: bot.get("/readyz") == FULL)
            until(lambda: sample(bot.metrics(), "errcode_events_refused_total", platform="slack") >= 5)
            metrics = bot.metrics()
        until(lambda: lines(bot, "store_back") == 1)
        bot.asks()

        assert 0.0 == sample(metrics, "errcode_database_up")
        assert 1 == lines(bot, "store_unavailable")
        until(lambda: bot.get("/readyz") == (200, "ready"))


def test_telegram_brings_it_again_and_the_link_is_down_until_then(tmp_path: Path) -> None:
    with telegram_bot.running_bot(telegram_bot.Transport.POLLING, tmp_path) as bot:
        bot.early()
        bot.settle()
        up = lines(bot, "telegram_link_up")
        with full_disk(bot):
            chat = bot.group()
            message = bot.says(chat, PASTE)
            until(lambda: bot.ready()[0] == FULL[0])
            until(lambda: lines(bot, "telegram_link_down") == 1)
            time.sleep(3)  # several tries
            down = sample(bot.get("/metrics")[1], "errcode_link_up", platform="telegram")
        answer = bot.answer(chat, message)

        assert "222203" in answer.text
        until(lambda: lines(bot, "store_back") == 1)
        assert (0.0, 1, 1) == (down, lines(bot, "store_unavailable"), lines(bot, "telegram_link_down"))
        assert up + 1 == lines(bot, "telegram_link_up")
