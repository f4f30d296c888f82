"""What the environment seems to mean and doesn't bring about is told by name."""

from __future__ import annotations

import pytest

from bot.intent import MOST_UNREAD, Off, Unread, platforms_off, unread
from bot.settings import load_settings


@pytest.mark.parametrize(
    ("names", "has", "mend"),
    [
        ([], [], "set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for HTTP"),
        (
            ["SLACK_BOT_TOKEN"],
            ["SLACK_BOT_TOKEN"],
            "set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP",
        ),
        (["SLACK_APP_TOKEN"], ["SLACK_APP_TOKEN"], "set SLACK_BOT_TOKEN"),
        (["SLACK_SIGNING_SECRET"], ["SLACK_SIGNING_SECRET"], "set SLACK_BOT_TOKEN"),
    ],
)
def test_slack_is_off_for_want_of_what_lacks(names: list[str], has: list[str], mend: str) -> None:
    off = platforms_off(load_settings({**dict.fromkeys(names, "x"), "TELEGRAM_BOT_TOKEN": "x"}))

    assert (Off("slack", tuple(has), mend),) == off


@pytest.mark.parametrize(
    ("environ", "has"),
    [
        ({}, ()),
        ({"TELEGRAM_WEBHOOK_URL": "https://bot.test"}, ("TELEGRAM_WEBHOOK_URL",)),
        ({"TELEGRAM_WEBHOOK_SECRET": "x"}, ("TELEGRAM_WEBHOOK_SECRET",)),
    ],
)
def test_telegram_is_off_for_want_of_its_token(environ: dict[str, str], has: tuple[str, ...]) -> None:
    slack = {"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "x"}

    assert (Off("telegram", has, "set TELEGRAM_BOT_TOKEN"),) == platforms_off(load_settings({**slack, **environ}))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ERRCODE_ALLOWED_TEAM", "ERRCODE_ALLOWED_TEAMS"),
        ("ERRCODE_DATABASE", "ERRCODE_DATABASE_URL"),
        ("ERRCODE_PUBLIC_URL_FILES", "ERRCODE_PUBLIC_URL_FILE"),
        ("ERRCODE_COFFEE", ""),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("SLACK_SECRET", "SLACK_SIGNING_SECRET"),
        ("SLACK_CHANNEL", ""),  # it may well be another program's
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
    ],
)
def test_a_name_that_nothing_reads_is_told_with_the_nearest_that_is(name: str, nearest: str) -> None:
    assert (Unread(name, nearest),) == unread({name: "s3cr3t"})


@pytest.mark.parametrize(
    "name", ["ERRCODE_PORT", "SLACK_BOT_TOKEN_FILE", "PATH", "MY_ERRCODE_PORT", "ERRCODE_", "ERRCODE_A\nB"]
)
def test_what_is_read_and_what_is_nobody_s_concern_is_not_told(name: str) -> None:
    assert () == unread({name: "x"})


def test_an_empty_one_counts_as_not_set() -> None:
    assert () == unread({"ERRCODE_ALLOWED_TEAM": " "})


def test_as_many_are_told_as_can_be_read() -> None:
    assert MOST_UNREAD == len(unread({f"ERRCODE_X{number}": "x" for number in range(100)}))
