"""The doctor says that all is well where `serve` starts and answers as the settings mean it, and nowhere else."""

from __future__ import annotations

import asyncio
import http.server
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from bot import checkup as module
from bot.checkup import checkup
from bot.doctor import Check, exit_code, report
from bot.store.store import Store
from bot.version import version
from tests.doubles.postgres import Postgres, postgres
from tests.doubles.telegram import TelegramServer
from tests.doubles.telegram_client import FREE
from tests.ports import free_port

__all__ = ["postgres"]

Environ = Mapping[str, str]


@pytest.fixture
def sound(tmp_path: Path) -> Environ:
    """Telegram by polling, its address left to `checked`."""
    return {
        "TELEGRAM_BOT_TOKEN": FREE.token,
        "ERRCODE_PUBLIC_URL": "https://bot.example.com",
        "ERRCODE_DATABASE_URL": f"sqlite:///{tmp_path}/errcode.db",
        "ERRCODE_PORT": str(free_port()),
    }


def checked(environ: Environ) -> tuple[Check, ...]:
    """What the doctor finds beside a stand-in Telegram."""

    async def look() -> tuple[Check, ...]:
        async with TelegramServer(FREE) as telegram:
            return await checkup({"TELEGRAM_API_URL": telegram.base_url.removesuffix("/bot"), **environ})

    return asyncio.run(look())


def made(url: str) -> None:
    async def walk() -> None:
        await (await Store.open(url)).close()

    asyncio.run(walk())


def saying(checks: tuple[Check, ...], words: str) -> Check:
    """The only check that says so."""
    [found] = [check for check in checks if words in f"{check.what} {check.mend}"]
    return found


def test_all_is_well_and_the_first_line_says_whose_report_it_is(sound: Environ) -> None:
    made(sound["ERRCODE_DATABASE_URL"])
    checks = checked(sound)
    lines = report(checks).splitlines()

    assert lines[0].startswith(f"ok    errcode {version()} on Python {sys.version_info[0]}.{sys.version_info[1]}.")
    assert "All is well." == lines[-1]
    assert [] == [check.what for check in checks if not check.ok or (check.mend and "Privacy" not in check.what)]


class Case(NamedTuple):
    """What is set, and what the doctor must say of it."""

    environ: Environ
    says: str
    mend: str


WRONG = {
    "Slack without a way in": Case(
        {"SLACK_BOT_TOKEN": "xoxb-1"},
        "Slack is off: SLACK_BOT_TOKEN is set, and not all that it takes.",
        "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.",
    ),
    "Slack without its token": Case(
        {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "x"},
        "Slack is off: SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are set, and not all that it takes.",
        "Set SLACK_BOT_TOKEN.",
    ),
    "chats that are none": Case(
        {"ERRCODE_ALLOWED_CHATS": "abc,@foo"}, "ERRCODE_ALLOWED_CHATS can't be used.", "whole numbers"
    ),
    "PostgreSQL forgotten": Case(
        {"ERRCODE_DATABASE_KIND": "postgresql"},
        "ERRCODE_DATABASE_URL can't be used.",
        "ERRCODE_DATABASE_KIND asks for one",
    ),
    "a folder for a database": Case(
        {"ERRCODE_DATABASE_URL": "sqlite:////tmp"}, "Can't write /tmp: Is a directory.", "Name a file in it."
    ),
    "a database in no folder": Case(
        {"ERRCODE_DATABASE_URL": "sqlite:////nowhere/errcode.db"},
        "Can't write /nowhere/errcode.db: No such file or directory.",
        "Create the folder /nowhere.",
    ),
    "a database where nothing can be written": Case(
        {"ERRCODE_DATABASE_URL": "sqlite:////proc/errcode.db"},
        "Can't write /proc/errcode.db: ",
        "Let this user write the folder /proc",
    ),
    "a password with an @": Case(
        {"ERRCODE_DATABASE_URL": "postgresql://bot:hun@ter2@127.0.0.1:1/errcode"},
        "The database's address has an @ too many.",
        "%40",
    ),
    "an address that isn't this machine's": Case(
        {"ERRCODE_HOST": "192.0.2.1"}, "Can't listen on 192.0.2.1 port ", "ERRCODE_HOST"
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_what_keeps_the_bot_from_starting_or_answering_as_it_is_meant_to_is_a_fault(sound: Environ, case: Case) -> None:
    checks = checked({**sound, **case.environ})

    fault = saying(checks, case.says)
    assert not fault.ok
    assert case.mend in fault.mend
    assert 1 == exit_code(checks)
    assert "ter2" not in report(checks)


REMARKS = {
    "links that only this machine can open": Case(
        {"ERRCODE_PUBLIC_URL": ""}, "can be opened on this machine alone.", "Set ERRCODE_PUBLIC_URL"
    ),
    "links to every address, so to none": Case(
        {"ERRCODE_PUBLIC_URL": "http://0.0.0.0:8080"}, "can be opened on this machine alone.", "Set ERRCODE_PUBLIC_URL"
    ),
    "a misspelt name": Case(
        {"ERRCODE_ALLOWED_TEAM": "T1"},
        "The bot has no setting ERRCODE_ALLOWED_TEAM.",
        "Was ERRCODE_ALLOWED_TEAMS meant?",
    ),
    "another program's name": Case(
        {"SLACK_CHANNEL": "C1"},
        "The bot has no setting SLACK_CHANNEL.",
        "Leave it out, unless another program reads it.",
    ),
    "a database that is made at the first start": Case({}, "There is no database", "Start the bot once"),
    "a webhook's secret without its address": Case(
        {"TELEGRAM_WEBHOOK_SECRET": "x"}, "TELEGRAM_WEBHOOK_SECRET is set", "TELEGRAM_WEBHOOK_URL"
    ),
}


@pytest.mark.parametrize("case", REMARKS.values(), ids=REMARKS.keys())
def test_what_keeps_nobody_from_an_answer_is_a_remark(sound: Environ, case: Case) -> None:
    checks = checked({**sound, **case.environ})

    remark = saying(checks, case.says)
    assert remark.ok
    assert case.mend in remark.mend
    assert 0 == exit_code(checks), report(checks)


@pytest.mark.parametrize("environ", [{}, {"ERRCODE_ALLOWED_TEAMS": "T1"}])
def test_without_any_platform_the_desk_is_all_there_is(sound: Environ, environ: Environ) -> None:
    checks = asyncio.run(checkup({"ERRCODE_PORT": sound["ERRCODE_PORT"], **environ}))
    remark = saying(checks, "No platform is on: only the desk and its pages are served.")

    assert remark.ok
    assert "SLACK_BOT_TOKEN" in remark.mend
    assert "TELEGRAM_BOT_TOKEN" in remark.mend
    assert 0 == exit_code(checks)


def test_a_token_alone_is_no_platform(sound: Environ) -> None:
    checks = asyncio.run(checkup({"ERRCODE_PORT": sound["ERRCODE_PORT"], "SLACK_BOT_TOKEN": "xoxb-1"}))

    assert (1, False) == (exit_code(checks), saying(checks, "Slack is off").ok)
    assert "No platform is on" not in report(checks)


def test_no_text_leads_to_a_file_that_the_wheel_lacks(sound: Environ) -> None:
    for environ in ({}, sound, {**sound, "SLACK_BOT_TOKEN": "x"}):
        assert "deploy/" not in report(checked(environ))


def test_traces_without_what_makes_them(sound: Environ, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {**sound, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    assert saying(checked(wanted), "Traces are sent").ok

    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    fault = saying(checked(wanted), "errcode[otel]")
    assert not fault.ok
    assert "pip install 'errcode[otel]'" in fault.mend


def test_the_database_is_named(sound: Environ, tmp_path: Path) -> None:
    made(sound["ERRCODE_DATABASE_URL"])

    told = report(checked(sound))

    assert f"ok    The database is the SQLite file {tmp_path}/errcode.db.\n" in told
    assert "ok    It answers; 0 answers are on their way.\n" in told


def test_postgresql_is_named_without_its_password(sound: Environ, postgres: Postgres) -> None:
    url = postgres.new_database()
    made(url)
    secret = url.replace("postgres@", "postgres:hunter2@")
    told = report(checked({**sound, "ERRCODE_DATABASE_URL": secret, "ERRCODE_DATABASE_KIND": "postgresql"}))

    assert "ok    The database is the PostgreSQL database " in told
    assert "hunter2" not in told


def test_a_newer_database_is_a_remark(sound: Environ, tmp_path: Path) -> None:
    made(sound["ERRCODE_DATABASE_URL"])
    with closing(sqlite3.connect(tmp_path / "errcode.db")) as connection, connection:
        connection.execute("UPDATE errcode_version SET version_num = '9999'")

    remark = saying(checked(sound), "The database is newer (9999) than this program")
    assert remark.ok
    assert remark.mend


@pytest.mark.parametrize(("free", "ok"), [(10, False), (30_000_000, True)])
def test_a_disk_that_is_nearly_full(sound: Environ, monkeypatch: pytest.MonkeyPatch, free: int, ok: bool) -> None:
    monkeypatch.setattr(module, "free_bytes", lambda _url: free)

    assert ok is saying(checked(sound), "MB free").ok


class _Other(http.server.BaseHTTPRequestHandler):
    """A program that knows no /livez, and answers whatever it is asked with a page."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = b"<html>\n<body>It works!</body>\n</html>" if self.path != self.server.alive else b"ok"  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(params=[""])
def other(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a program; `param` is the path on which it answers as a bot does."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Other) as server:
        server.alive = request.param  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("other", "ok"), [("", False), ("/livez", True)], indirect=["other"])
def test_a_taken_port_is_a_fault_unless_the_bot_itself_has_it(sound: Environ, other: int, ok: bool) -> None:
    assert ok is saying(checked({**sound, "ERRCODE_PORT": str(other)}), f"port {other}").ok


def test_a_page_in_telegram_s_place_is_told_in_a_line(sound: Environ, other: int) -> None:
    checks = checked({**sound, "TELEGRAM_API_URL": f"http://127.0.0.1:{other}"})
    fault = saying(checks, "Telegram can't be reached")

    assert "Telegram can't be reached (the answer is no Bot API's)." == fault.what
    assert "TELEGRAM_API_URL" in fault.mend


def test_a_postgresql_user_who_may_not_create_the_tables(sound: Environ, postgres: Postgres) -> None:
    url = postgres.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
    fault = saying(checked({**sound, "ERRCODE_DATABASE_URL": url.replace("postgres@", "reader@")}), "may not create")

    assert not fault.ok
    assert "GRANT CREATE ON SCHEMA" in fault.mend


@pytest.mark.parametrize("granted", ["SELECT", "INSERT", "INSERT, UPDATE"])
def test_a_postgresql_user_who_may_not_do_all_it_takes(sound: Environ, postgres: Postgres, granted: str) -> None:
    url = postgres.new_database()
    made(url)
    with psycopg.connect(url, autocommit=True) as connection:
        role = f"reader_{granted.replace(', ', '_').lower()}"
        connection.execute(f"CREATE ROLE {role} LOGIN IN ROLE pg_read_all_data")
        connection.execute(f"GRANT {granted} ON ALL TABLES IN SCHEMA public TO {role}")
    fault = saying(checked({**sound, "ERRCODE_DATABASE_URL": url.replace("postgres@", f"{role}@")}), "may not write")

    assert not fault.ok
