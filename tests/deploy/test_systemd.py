"""The unit: systemd understands every line of it, and there is little that it could do to the machine."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.deploy.places import ROOT, SECRET_FILES, UNIT, Ran, run, system

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


def test_a_fault_of_the_settings_ends_it_for_good_and_a_crash_does_not() -> None:
    """Every five seconds the same line would help nobody; what may pass by itself is waited for inside."""
    done = run("env", "ERRCODE_PORT=many", sys.executable, "-m", "bot", "serve")

    assert done.returncode == int(directive("RestartPreventExitStatus")), done.stderr
    assert (directive("Restart"), directive("StartLimitIntervalSec")) == ("on-failure", "0")


def test_the_guide_that_it_names_comes_with_the_wheel() -> None:
    prefix = Path(directive("ExecStart").split()[0]).parents[1]
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]

    assert directive("Documentation") == f"file:{prefix / wheel['shared-data']['deploy/README.md']}"


def admin(folder: Path, settings: str, secrets: Mapping[str, str] | None = None) -> Ran:
    """The environment that errcode-admin makes: it as it is, but for the change of user, which only root may."""
    (folder / "secrets").mkdir()
    (folder / "errcode.env").write_text(settings, encoding="utf-8")
    for name, content in (secrets or {}).items():
        (folder / "secrets" / name).write_text(content, encoding="utf-8")
    script = (UNIT.parent / "errcode-admin").read_text(encoding="utf-8")
    return run("sh", "-c", re.sub(r"exec setpriv .*", "exec env -0", script).replace("/etc/errcode", str(folder)))


def environment(done: Ran) -> dict[str, str]:
    assert done.returncode == 0, done.stderr
    return dict(entry.split("=", 1) for entry in done.stdout.split("\0") if entry)


def test_the_administrators_errcode_has_the_services_settings(tmp_path: Path) -> None:
    secrets = {name: f"value of {variable}\n" for variable, name in SECRET_FILES.items()} | {"slack-app-token": ""}

    told = environment(admin(tmp_path, "ERRCODE_ALLOWED_TEAMS=T0123456789\n", secrets))

    expected = {variable: f"value of {variable}" for variable in SECRET_FILES if variable != "SLACK_APP_TOKEN"}
    expected |= {"ERRCODE_ALLOWED_TEAMS": "T0123456789", "XDG_DATA_HOME": "/var/lib", "HOME": "/var/lib/errcode"}
    assert expected.items() <= told.items()
    assert "SLACK_APP_TOKEN" not in told


# What systemd 252 made of each (man systemd.exec, EnvironmentFile=).
@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("X=T1,T2", "T1,T2"),
        ("X=T1, T2", "T1, T2"),
        ("  X = a  b \t", "a  b"),
        ("X=a\r", "a"),
        ("X=", ""),
        ("X=/srv/my catalogues", "/srv/my catalogues"),
        ("X=a=b#c;d", "a=b#c;d"),
        ("X='a # $b \\ \"c\"'", 'a # $b \\ "c"'),
        ('X="a b"', "a b"),
        ('X=" a "', " a "),
        (r'X="a \"b\" \\ \$c \n"', r'a "b" \ $c \n'),
        (r"X=a\ b\\c\d", r"a b\cd"),
        ("X=it's", "it's"),
        ("X=群组", "群组"),
        ("X=$HOME `id` $(id) ~ * & | > < !", "$HOME `id` $(id) ~ * & | > < !"),
        ("X=first\nERRCODE_X=second", "second"),
        ("; a comment\n# another\n\nX=a", "a"),
    ],
)
def test_a_line_is_read_as_systemd_reads_it(tmp_path: Path, line: str, value: str) -> None:
    settings = re.sub(r"^( *)X", r"\1ERRCODE_X", line, flags=re.MULTILINE)

    assert environment(admin(tmp_path, f"{settings}\nERRCODE_Y=behind"))["ERRCODE_X"] == value


@pytest.mark.parametrize(
    "line", ["touch {0}", "ERRCODE_X=$(touch {0})", "ERRCODE_X=a;touch {0}", "touch {0};ERRCODE_X=a"]
)
def test_nothing_in_it_is_run(tmp_path: Path, line: str) -> None:
    admin(tmp_path, line.format(tmp_path / "touched"))

    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    "line",
    ["ERRCODE_X", "export ERRCODE_X=a", "9=a", "ERRCODE_X='a", 'ERRCODE_X="a" b', "ERRCODE_X='a' 'b'", "ERRCODE_X=a\\"],
)
def test_what_it_cannot_read_ends_it_and_names_the_line(tmp_path: Path, line: str) -> None:
    done = admin(tmp_path, f"# a comment\n{line}\n")

    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith(f"{tmp_path}/errcode.env:2: expected ")


@pytest.mark.parametrize("name", ["LD_PRELOAD", "PATH", "IFS", "MY_ERRCODE_X"])
def test_a_name_that_errcode_does_not_read_is_left_out_and_told(tmp_path: Path, name: str) -> None:
    done = admin(tmp_path, f"{name}=/nonsense\nERRCODE_X=a\n")

    assert environment(done)["ERRCODE_X"] == "a"
    assert environment(done).get(name) != "/nonsense"
    assert f"errcode.env:1: errcode reads no {name}, left out" in done.stderr
