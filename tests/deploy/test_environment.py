"""The environment as it is documented and as it is set: what the settings read, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import _VARIABLES, SettingsError, load_settings
from tests.deploy.kustomize import build
from tests.deploy.places import DEPLOY, KUBERNETES, OVERLAYS, ROOT, SECRET_FILES, read_yaml
from tests.deploy.test_compose import replica_settings
from tests.deploy.test_image import environment
from tests.deploy.test_systemd import lines

OF_OTHERS = {"PATH", "HOME", "XDG_DATA_HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
NAME = re.compile(r"\b(?:ERRCODE|SLACK|TELEGRAM)_[A-Z_]+\b")
COMPOSES_OWN = {
    "ERRCODE_VERSION",
    "ERRCODE_REQUIREMENTS",
    "ERRCODE_REPLICAS",
    "ERRCODE_PORTS",
}  # compose.yaml asks for them, not the service


def in_kubernetes(overlay: str) -> Mapping[str, str]:
    [settings] = [each for each in build(KUBERNETES / "overlays" / overlay) if each["kind"] == "ConfigMap"]
    data: Mapping[str, str] = settings["data"]
    return data


def in_compose() -> Mapping[str, str]:
    """With the defaults of what Compose itself is asked for."""
    environ = read_yaml(DEPLOY / "compose.yaml")["services"]["errcode"]["environment"]
    return {name: re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value) for name, value in environ.items()}


def in_systemd() -> Mapping[str, str]:
    words = " ".join(lines("Environment")).split()
    return dict(word.split("=", 1) for word in words)


PLACES = {
    "compose": in_compose(),
    "systemd": in_systemd(),
    **{f"kubernetes {overlay}": in_kubernetes(overlay) for overlay in OVERLAYS},
}


REPLICAS = "kubernetes postgres"


def known() -> set[str]:
    return {*_VARIABLES, *(f"{name}_FILE" for name in _VARIABLES)}


def unknown(names: set[str]) -> set[str]:
    return names - known() - OF_OTHERS


def readme_table() -> set[str]:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {name for row in rows for name in NAME.findall(row)}


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert set(_VARIABLES) == readme_table()


@pytest.mark.parametrize("place", PLACES)
def test_what_is_set_is_read(place: str) -> None:
    assert set() == unknown(set(PLACES[place]))


def test_what_the_image_sets_is_read() -> None:
    assert set() == unknown(set(environment()))


@pytest.mark.parametrize("place", PLACES)
def test_every_secret_has_its_file_and_only_secrets_do(place: str) -> None:
    files = {
        name.removesuffix("_FILE"): Path(path).name for name, path in PLACES[place].items() if name.endswith("_FILE")
    }

    assert SECRET_FILES == files


@pytest.mark.parametrize("guide", sorted(DEPLOY.rglob("*.md")), ids=lambda path: str(path.relative_to(DEPLOY)))
def test_a_guide_names_no_setting_that_is_not_read(guide: Path) -> None:
    assert set() == unknown(set(NAME.findall(guide.read_text(encoding="utf-8")))) - COMPOSES_OWN


@pytest.mark.parametrize("place", [place for place in PLACES if place != REPLICAS])
def test_with_empty_files_it_starts_with_sqlite_and_no_platform(tmp_path: Path, place: str) -> None:
    """What the runbook's first step makes: a file for each secret, the unused ones empty."""
    environ = {**environment(), **PLACES[place]}
    for name, path in environ.items():
        if name.endswith("_FILE"):
            environ[name] = str(tmp_path / Path(path).name)
            Path(environ[name]).touch()

    settings = load_settings(environ)

    assert settings.database_url is None
    assert (False, False) == (settings.slack_ready, settings.telegram_ready)


@pytest.mark.parametrize("place", ["compose", REPLICAS])
def test_replicas_do_not_start_with_an_empty_address(tmp_path: Path, place: str) -> None:
    """Each would have a file of its own, and answer everything again."""
    environ = {**environment(), **PLACES[place], **(replica_settings() if place == "compose" else {})}
    for name in (name for name in list(environ) if name.endswith("_FILE")):
        environ[name] = str(tmp_path / name)
        Path(environ[name]).touch()

    with pytest.raises(SettingsError, match="ERRCODE_DATABASE_URL"):
        load_settings(environ)


@pytest.mark.parametrize("place", PLACES)
def test_with_tokens_in_the_files_the_platforms_are_on(tmp_path: Path, place: str) -> None:
    environ = {**environment(), **PLACES[place]}
    for name, path in environ.items():
        if name.endswith("_FILE"):
            environ[name] = str(tmp_path / Path(path).name)
            url = "postgresql+psycopg://errcode@postgres/errcode"
            Path(environ[name]).write_text(url if "DATABASE" in name else "made-up\n", encoding="utf-8")

    settings = load_settings(environ)

    assert settings.database_url
    assert (True, True) == (settings.slack_ready, settings.telegram_ready)
