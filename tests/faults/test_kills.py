"""kill -9 in the middle of the work, under a platform that fails: nothing acknowledged is lost, nothing is said twice;
in Telegram, where a bot can't look, what was on the wire may be said once more, and says so.

Short runs; the long ones are in tests/bench/delivering.py.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.doubles.postgres import Postgres, mortal_postgres

from .harness import Outcome, Plan, Siege, besiege
from .replicas import SWIFT
from .stages import Way, stage_for

__all__ = ["mortal_postgres"]

pytestmark = pytest.mark.slow


def assert_good(outcome: Outcome) -> None:
    verdict = outcome.verdict
    assert ((), (), (), ()) == (verdict.lost, verdict.doubled, verdict.misplaced, verdict.unasked), outcome.log[-4000:]
    assert 0 == outcome.dead, outcome.log[-4000:]
    assert [] == outcome.sent_after_recorded


def test_one_bot_on_sqlite_is_killed_five_times(tmp_path: Path) -> None:
    plan = Plan(events=60, kills=5, drops=2, command=SWIFT)

    outcome = besiege(plan, f"sqlite:///{tmp_path}/errcode.db", tmp_path)

    assert_good(outcome)
    assert 60 == outcome.verdict.asked
    assert outcome.verdict.acked >= 20  # a slash command that met no bot is never repeated by the platform
    assert 5 == outcome.kills


def test_three_replicas_and_their_database_are_killed(tmp_path: Path, mortal_postgres: Postgres) -> None:
    plan = Plan(events=60, kills=5, replicas=3, database_kills=1, drops=2, command=SWIFT)

    outcome = besiege(plan, mortal_postgres.new_database(), tmp_path, mortal_postgres)

    assert_good(outcome)
    assert outcome.verdict.acked >= 20
    assert (5, 1) == (outcome.kills, outcome.database_kills)


@pytest.mark.parametrize("way", [Way.POLLING, Way.WEBHOOK])
def test_one_bot_in_telegram_is_killed_five_times(tmp_path: Path, way: Way) -> None:
    plan = Plan(events=60, kills=5, way=way, drops=2, command=SWIFT)

    outcome = besiege(plan, f"sqlite:///{tmp_path}/errcode.db", tmp_path)

    assert_good(outcome)
    assert (60, 60, 5) == (outcome.verdict.asked, outcome.verdict.acked, outcome.kills)


def test_three_that_poll_telegram_in_turn_and_their_database_are_killed(
    tmp_path: Path, mortal_postgres: Postgres
) -> None:
    plan = Plan(events=60, kills=4, way=Way.POLLING, replicas=3, database_kills=1, drops=2, command=SWIFT)

    outcome = besiege(plan, mortal_postgres.new_database(), tmp_path, mortal_postgres)

    assert_good(outcome)
    assert (60, 60) == (outcome.verdict.asked, outcome.verdict.acked)
    assert (4, 1) == (outcome.kills, outcome.database_kills)


@pytest.mark.parametrize("way", Way)
def test_sigterm_under_load_ends_within_five_seconds_and_loses_nothing(tmp_path: Path, way: Way) -> None:
    with stage_for(way, 40, 1) as stage:
        siege = Siege(Plan(events=0, kills=0), stage, f"sqlite:///{tmp_path}/errcode.db", tmp_path)
        try:
            siege.start()
            siege.volley(40)
            time.sleep(0.2)
            status = siege.replicas[0].terminate(5)
            siege.start()
            siege.settle()
            outcome = siege.outcome(0.0)
        finally:
            siege.close()

    assert 0 == status
    assert_good(outcome)
    assert 40 == outcome.verdict.asked
