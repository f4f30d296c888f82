"""What takes its time."""

from __future__ import annotations

import json
import time

from tests.e2e.slack_bot import EARLY, SlackBot

CALM = 10.5  # seconds after which the same error is no storm any more, and gets a line


def test_error_that_returns_after_a_while_gets_a_line_that_leads_back(bot: SlackBot) -> None:
    early = bot.early()
    time.sleep(max(0.0, float(early.ts) + CALM - time.time()))  # the bot's own clock, which nothing here can turn

    line = bot.answer(early.channel, bot.says(early.channel, EARLY))

    bot.settle()
    assert "222203 again, 2nd time" in line.text
    assert early.ts.replace(".", "") in json.dumps(line.body)
    assert 2 == len(bot.posts(early.channel))
