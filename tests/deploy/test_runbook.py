"""The runbook: what it names is there, and what it has one type can be typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from bot.cli import app
from tests.deploy.kustomize import build
from tests.deploy.places import DEPLOY, ROOT, RUNBOOK, read_yaml
from tests.deploy.test_compose import replica_settings

TEXT = RUNBOOK.read_text(encoding="utf-8")
GUIDES = [*sorted(DEPLOY.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
TYPED = re.findall(r"(?:(?:-- |errcode |[`'])errcode|errcode-admin) ((?:knowledge |db )?[a-z]+)", TEXT)
SOURCES = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))


def anchors(text: str) -> set[str]:
    """Where GitHub lets a link lead to."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands() -> set[str]:
    root = typer.main.get_command(app)
    found = set()
    for name, command in getattr(root, "commands").items():  # noqa: B009 - click's, which ships its own types
        found |= {name, *(f"{name} {inner}" for inner in getattr(command, "commands", {}))}
    return found


def test_every_line_of_the_log_is_explained() -> None:
    written = set(re.findall(r'_log\.\w+\(\s*(?:\w+,\s*)?"(\w+)"', SOURCES))
    explained = set(re.findall(r"`(\w+)`", TEXT[TEXT.index("## Read the log") : TEXT.index("## Metrics")]))

    assert len(written) > 30
    assert set() == written - explained


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", guide.read_text(encoding="utf-8"))
    broken = []
    for name, anchor in links:
        target = guide.parent / name if name else guide
        found = target.exists() and (not anchor or anchor in anchors(target.read_text(encoding="utf-8")))
        broken += [] if found else [f"{name}#{anchor}"]

    assert [] == broken


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"(?<![\w/])(?:kubernetes|prometheus|grafana)/[\w/.-]+\w", TEXT)))
)
def test_every_file_that_is_named_is_there(path: str) -> None:
    assert (DEPLOY / path).exists()


@pytest.mark.parametrize("command", sorted(set(TYPED)))
def test_every_command_is_there(command: str) -> None:
    assert command in commands()


def test_every_command_of_the_database_is_explained() -> None:
    assert {"db backup", "db copy", "db purge"} <= set(TYPED)


@pytest.mark.parametrize(
    "event", re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`[a-z_`, ]+`) \| [a-z]", TEXT, re.MULTILINE)))
)
def test_every_line_of_the_log_that_is_explained_is_written(event: str) -> None:
    assert f'"{event}"' in SOURCES


def test_git_never_sees_a_secret(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".gitignore", tmp_path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True, timeout=20)
    secret = ["deploy/secrets/slack-bot-token", "deploy/errcode.env", "deploy/.env"]

    done = subprocess.run(
        ["git", "check-ignore", *secret], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False
    )

    assert secret == done.stdout.split()


def test_the_runbook_shows_the_sources_own_files() -> None:
    """The names that compose.yaml and postgres.env give."""
    services = read_yaml(DEPLOY / "compose.yaml")["services"]

    called = re.findall(r"docker compose (?:exec|run)(?: --[a-z-]+(?: sh)?)* ([a-z]+)", TEXT)
    assert called
    assert set(called) <= set(services)


def test_no_command_line_holds_a_secret() -> None:
    """Whoever may list the processes could read it, and sudo logs it."""
    assert [] == re.findall(r"\$\((?:sudo )?cat [^)]*\)", TEXT)


def test_what_compose_reads_is_added_to(tmp_path: Path) -> None:
    """The lines that write .env, in the order in which they are met: none takes away what another one has put there."""
    for name in ("postgres.env", "version"):
        shutil.copy(DEPLOY / name, tmp_path)
    echoed = re.findall(r"^echo .*? >+ \.env\b", TEXT, re.MULTILINE)
    added = re.findall(r"\b(?:cat postgres\.env|echo [A-Z_]+=\S+) >> \.env|sed -i [^`]*? \.env\b", TEXT)
    assert (1, 4) == (len(echoed), len(added))

    for line in (*echoed, *added):
        subprocess.run(["sh", "-ec", line], cwd=tmp_path, check=True, timeout=20)

    lines = (tmp_path / ".env").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert told == {"ERRCODE_VERSION": "0.0.0", "ERRCODE_REQUIREMENTS": "requirements-otel.txt", **replica_settings()}


def test_the_image_that_is_pushed_is_the_one_that_runs(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "kubernetes", tmp_path / "kubernetes")
    [line] = re.findall(r"^sed -i .* kubernetes/image/kustomization\.yaml$", TEXT, re.MULTILINE)
    told = {"image": "localhost:5000/team/errcode", "version": "1.2.3"}

    subprocess.run(["sh", "-ec", line], cwd=tmp_path, env={**os.environ, **told}, check=True, timeout=20)

    [deployment] = [
        each for each in build(tmp_path / "kubernetes" / "overlays" / "postgres") if each["kind"] == "Deployment"
    ]
    assert deployment["spec"]["template"]["spec"]["containers"][0]["image"] == "localhost:5000/team/errcode:1.2.3"


@pytest.mark.parametrize("block", re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
def test_a_shell_can_read_every_block(block: str) -> None:
    done = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False, timeout=20)

    assert (0, "") == (done.returncode, done.stderr)
    assert shlex.split(block, comments=True)
