"""make-secrets as it is run: what somebody has written stays, and the database's address has its password."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from tests.deploy.places import DEPLOY, RUNBOOK, SECRET_FILES

OWN = "postgresql+psycopg://me:secret@db.example.com/errcode"
PASSWORD = "a p@ss/w:örd%"
FILES = {*SECRET_FILES.values(), "postgres-password"}


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(DEPLOY / "make-secrets", folder)
    command = [str(folder / "make-secrets"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False, cwd="/")


def secrets(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "secrets").iterdir()}


def made(folder: Path, *arguments: str) -> dict[str, str]:
    done = ran(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return secrets(folder)


def put(folder: Path, *, url: str, password: str) -> None:
    (folder / "secrets").mkdir()
    (folder / "secrets" / "database-url").write_text(url, encoding="utf-8")
    (folder / "secrets" / "postgres-password").write_text(password, encoding="utf-8")


def of_compose(url: str, password: str) -> bool:
    """Whether it is the address of compose.yaml's PostgreSQL, with this password."""
    expected = URL.create("postgresql+psycopg", "errcode", password, "postgres", database="errcode")
    return make_url(url) == expected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name is no single word."""
    place = tmp_path / "my deploy"
    place.mkdir()
    return place


def test_every_secret_has_its_file(folder: Path) -> None:
    files = made(folder)

    assert set(files) == FILES
    assert {""} == set(files.values())
    assert stat.S_IMODE((folder / "secrets").stat().st_mode) == 0o700
    told = RUNBOOK.read_text(encoding="utf-8")
    assert {f"| `{file}` | `{name}` |" in told for name, file in SECRET_FILES.items()} == {True}


def test_what_is_in_the_files_stays(folder: Path) -> None:
    made(folder)
    for name in FILES:
        (folder / "secrets" / name).write_text(f"{name}, made up\n")
    before = secrets(folder)

    assert before == made(folder) == made(folder, "postgres")


@pytest.mark.parametrize("blank", ["", " \n"])
@pytest.mark.parametrize("password", ["0123abc", f"{PASSWORD}\n"])
def test_an_address_is_made_with_the_password_that_is_there(folder: Path, password: str, blank: str) -> None:
    put(folder, url=blank, password=password)

    once = made(folder, "postgres")

    assert once["postgres-password"] == password
    assert of_compose(once["database-url"], password.removesuffix("\n"))
    assert once == made(folder, "postgres")


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_password_is_made_up_where_there_is_neither(folder: Path, blank: str) -> None:
    put(folder, url=blank, password=blank)

    once = made(folder, "postgres")

    assert len(once["postgres-password"]) == 48
    assert of_compose(once["database-url"], once["postgres-password"])
    assert once == made(folder, "postgres")


@pytest.mark.parametrize("password", ["", "0123abc"])
def test_ones_own_address_stays_and_so_does_the_password(folder: Path, password: str) -> None:
    put(folder, url=OWN, password=password)

    for _ in range(2):
        done = ran(folder, "postgres")

        assert (OWN, password) == (secrets(folder)["database-url"], secrets(folder)["postgres-password"])
        assert (done.returncode, "postgres-password stays empty" in done.stderr) == (0, not password)


def test_the_way_back_and_there_again(folder: Path) -> None:
    there = made(folder, "postgres")
    (folder / "secrets" / "database-url").write_text("")

    assert made(folder)["database-url"] == ""
    assert made(folder, "postgres") == there


@pytest.mark.parametrize("arguments", [("postgresql",), ("postgres", "again")])
def test_another_word_is_refused(folder: Path, arguments: tuple[str, ...]) -> None:
    done = ran(folder, *arguments)

    assert (2, False) == (done.returncode, (folder / "secrets").exists())
    assert "expected nothing, or: postgres" in done.stderr
