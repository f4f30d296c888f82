"""A platform that refuses its token, beside one that works, and alone."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path

from tests.doubles.slack import SlackThread
from tests.doubles.telegram import Settings
from tests.e2e.conftest import Run
from tests.e2e.telegram_bot import PACE, TelegramBot, Transport, check_the_end, started, until_logged
from tests.e2e.test_operating import sample
from tests.ports import free_port

REMARK = "ready\nslack: its settings are refused; the log and errcode doctor say why"
WRONG = {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-1-A1-stand-in"}


def beside(slack: SlackThread, folder: Path) -> AbstractContextManager[TelegramBot]:
    """A bot in Telegram whose token for Slack is wrong."""
    return started(Transport.POLLING, folder, Settings(pace=PACE), SLACK_API_URL=slack.api_url, **WRONG)


def test_the_other_platform_works_on(tmp_path: Path) -> None:
    with SlackThread() as slack, beside(slack, tmp_path) as bot:
        until_logged(bot, "platform_on", "platform_refused", "telegram_link_up")
        bot.asks()
        metrics = bot.get("/metrics")[1]
        ready = bot.ready()
        [refused] = [json.loads(line) for line in bot.logged().splitlines() if "platform_refused" in line]
        check_the_end(bot)

    assert (200, REMARK) == ready
    links = [sample(metrics, "errcode_link_up", platform=name) for name in ("slack", "telegram")]
    assert [0.0, 1.0] == links
    assert ("error", "slack") == (refused["level"], refused["platform"])
    assert "Slack does not know the token in SLACK_BOT_TOKEN" in refused["reason"]


def test_alone_it_ends_the_service_with_a_sentence(errcode: Run, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/e.db"
    with SlackThread() as slack:
        done = errcode(
            "serve", SLACK_API_URL=slack.api_url, ERRCODE_DATABASE_URL=database, ERRCODE_PORT=str(free_port()), **WRONG
        )

    assert (2, True) == (done.code, "FAIL  Slack does not know the token in SLACK_BOT_TOKEN" in done.err)
    assert "Traceback" not in done.err
