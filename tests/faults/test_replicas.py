"""Three replicas on one PostgreSQL, in Slack and in Telegram at once: one is killed, one is replaced as an upgrade does
it, the database is restarted. Nothing is lost, nothing is said twice.
"""

from __future__ import annotations

import random
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doubles import slack as slack_double
from tests.doubles import telegram as telegram_double
from tests.doubles.happenings import Happening
from tests.doubles.history import Verdict
from tests.doubles.postgres import Postgres, mortal_postgres
from tests.doubles.slack import SlackThread
from tests.doubles.telegram import TelegramThread

from .harness import Plan, Siege
from .pastes import SlackPastes, TelegramPastes
from .replicas import SERVE, SWIFT, Replica
from .stages import SLACK_PACE, TELEGRAM_PACE, SlackStage, TelegramStage

__all__ = ["mortal_postgres"]

pytestmark = pytest.mark.slow

DRAIN = 5.0  # seconds from SIGTERM to the end
TAKEN_OVER = 5.0  # seconds until another replica polls: a lease that isn't given back lasts eight
VOLLEY = 12


@dataclass(frozen=True, slots=True)
class BothStages:
    """Slack over Socket Mode and Telegram by polling, at once."""

    slack: SlackStage
    telegram: TelegramStage
    up: str = "platform_on"

    def environment(self, port: int) -> dict[str, str]:
        """The settings of both."""
        return {**self.slack.environment(port), **self.telegram.environment(port)}

    def speak(self, delays: list[float], chance: random.Random) -> None:
        """Half of the messages in each."""
        self.slack.speak(delays[::2], chance)
        self.telegram.speak(delays[1::2], chance)

    def make_trouble(self, lost_acks: float) -> None:
        """In both."""
        self.slack.make_trouble(lost_acks)
        self.telegram.make_trouble(lost_acks)

    def drop(self, chance: random.Random) -> None:
        """One of the sockets."""
        self.slack.drop(chance)

    def note_kill(self, name: str) -> None:
        """Into both histories."""
        self.slack.note_kill(name)
        self.telegram.note_kill(name)

    def settle(self, seconds: float) -> None:
        """Both."""
        self.slack.settle(seconds)
        self.telegram.settle(seconds)

    def history(self) -> list[Happening]:
        """Of both."""
        return [*self.slack.history(), *self.telegram.history()]

    def check(self, history: list[Happening]) -> Verdict:
        """Each by its own history."""
        assert history
        one, other = (stage.check(stage.history()) for stage in (self.slack, self.telegram))
        names = Verdict.__dataclass_fields__
        return Verdict(**{name: getattr(one, name) + getattr(other, name) for name in names})


@contextmanager
def three_replicas(database: str, folder: Path, command: tuple[str, ...] = SWIFT) -> Iterator[Siege]:
    """All of them ready."""
    with (
        SlackThread(slack_double.Settings(pace=SLACK_PACE)) as slack,
        TelegramThread(telegram_double.Settings(pace=TELEGRAM_PACE)) as telegram,
    ):
        stage = BothStages(SlackStage(slack, SlackPastes(40)), TelegramStage(telegram, TelegramPastes(40)))
        siege = Siege(Plan(events=0, kills=0, replicas=3, command=command), stage, database, folder)  # type: ignore[arg-type] # a Sequence there
        try:
            siege.start()
            for replica in siege.replicas:
                until_ready(replica)
            yield siege
        finally:
            siege.close()


def until_ready(replica: Replica, seconds: float = 30.0) -> None:
    """It says that it can work."""
    end = time.monotonic() + seconds
    while not is_ready(replica):
        assert time.monotonic() < end, replica.log[-2000:]
        time.sleep(0.05)


def is_ready(replica: Replica) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{replica.address}/readyz", timeout=5) as response:
        return bool(response.status == 200)
    return False


def test_a_kill_a_rolling_upgrade_and_a_restart_of_the_database(tmp_path: Path, mortal_postgres: Postgres) -> None:
    with three_replicas(mortal_postgres.new_database(), tmp_path) as siege:
        siege.volley(VOLLEY)
        time.sleep(0.1)
        siege.replicas[0].kill()
        siege._stage.note_kill("0")
        siege.volley(VOLLEY)
        siege.replicas[0].start()
        until_ready(siege.replicas[0])

        upgraded = siege.replicas[1]
        siege.volley(VOLLEY)
        time.sleep(0.1)
        began = time.monotonic()
        assert 0 == upgraded.terminate(DRAIN), upgraded.log[-2000:]
        took = time.monotonic() - began
        siege.volley(VOLLEY)
        upgraded.start()
        until_ready(upgraded)

        siege.volley(VOLLEY)
        mortal_postgres.restart()
        siege.volley(VOLLEY)
        for replica in siege.replicas:
            until_ready(replica)
        siege.settle()
        outcome = siege.outcome(0.0)
        in_telegram = stage_of(siege).telegram.check(stage_of(siege).telegram.history())

    verdict = outcome.verdict
    assert ((), (), (), ()) == (verdict.lost, verdict.doubled, verdict.misplaced, verdict.unasked), outcome.log[-4000:]
    assert (6 * VOLLEY, 0) == (verdict.asked, outcome.dead)
    assert in_telegram.never_acked == 0  # a slash command that met no bot, Slack never repeats
    assert took < DRAIN


def stage_of(siege: Siege) -> BothStages:
    stage = siege._stage
    assert isinstance(stage, BothStages)
    return stage


def test_the_lease_to_poll_is_handed_on_at_once(tmp_path: Path, mortal_postgres: Postgres) -> None:
    with three_replicas(mortal_postgres.new_database(), tmp_path, SERVE) as siege:
        for replica in siege.replicas[:2]:
            replica.terminate(DRAIN)
            siege.volley(2)
            stage_of(siege).telegram.settle(TAKEN_OVER)
