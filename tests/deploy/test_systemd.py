"""The unit: systemd understands every line of it, and there is little that it could do to the machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.places import SECRET_FILES, UNIT, run, system

MOST_EXPOSED = 12  # tenths, as systemd-analyze security counts: 0 is sealed, 96 is open
LINE = re.compile(r"(?:\[[A-Z][a-z]+\]|[A-Z][A-Za-z]+=.*|#.*|)")


def lines(name: str) -> list[str]:
    """The values of a directive, in their order."""
    text = UNIT.read_text(encoding="utf-8")
    return re.findall(rf"^{name}=(.*)$", text, re.MULTILINE)


def directive(name: str) -> str:
    [value] = lines(name)
    return value


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, of a program that is here."""
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/errcode/bin/errcode", "/bin/true"), encoding="utf-8")
    return copy


def test_systemd_understands_it(unit: Path) -> None:
    """An unknown directive is a mere warning to systemd-analyze, and no more than a forgotten one to the service."""
    done = run(system("systemd-analyze", "systemd 252 or newer"), "verify", "--man=no", str(unit))

    told = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (0, []) == (done.returncode, told)


def test_a_wrong_line_is_found(unit: Path) -> None:
    unit.write_text(unit.read_text(encoding="utf-8").replace("PrivateTmp=yes", "PrivateTemp=yes"), encoding="utf-8")

    done = run(system("systemd-analyze", "systemd 252 or newer"), "verify", "--man=no", str(unit))

    assert "PrivateTemp" in done.stderr


def test_it_is_hardly_exposed(unit: Path) -> None:
    analyze = system("systemd-analyze", "systemd 252 or newer")
    done = run(analyze, "security", "--no-pager", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit))

    assert done.returncode == 0, done.stdout


def test_it_is_written_without_tricks() -> None:
    strange = [line for line in UNIT.read_text(encoding="utf-8").splitlines() if not LINE.fullmatch(line)]

    assert [] == strange


def test_a_credential_is_loaded_for_each_secret_that_is_read() -> None:
    loaded = [line.partition(":")[0] for line in lines("LoadCredential")]

    assert loaded == [line.partition("=%d/")[2] for line in lines("Environment") if "=%d/" in line]


def test_the_database_lies_in_its_folder() -> None:
    assert directive("StateDirectory") == "errcode"
    assert "XDG_DATA_HOME=%S " in lines("Environment")[0]


def test_the_administrators_errcode_has_the_services_settings(tmp_path: Path) -> None:
    """All but the change of user, which only root may."""
    script = (UNIT.parent / "errcode-admin").read_text(encoding="utf-8")
    replaced = re.sub(r"exec setpriv .*", "exec env", script).replace("/etc/errcode", str(tmp_path))
    (tmp_path / "secrets").mkdir()
    for variable, name in SECRET_FILES.items():
        (tmp_path / "secrets" / name).write_text(f"value of {variable}\n", encoding="utf-8")
    (tmp_path / "secrets" / "slack-app-token").write_text("", encoding="utf-8")
    (tmp_path / "errcode.env").write_text("ERRCODE_ALLOWED_TEAMS=T0123456789\n", encoding="utf-8")

    done = run("sh", "-c", replaced)

    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    expected = {variable: f"value of {variable}" for variable in SECRET_FILES if variable != "SLACK_APP_TOKEN"}
    expected |= {"ERRCODE_ALLOWED_TEAMS": "T0123456789", "XDG_DATA_HOME": "/var/lib"}
    assert done.returncode == 0, done.stderr
    assert expected == {name: value for name, value in told.items() if name in expected or name == "SLACK_APP_TOKEN"}
