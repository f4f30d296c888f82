"""Where what these tests look at lies, and how they find the tools that look at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import _VARIABLES, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
UNIT = DEPLOY / "systemd" / "errcode.service"
RUNBOOK = DEPLOY / "README.md"
OVERLAYS = ("sqlite", "postgres")
# The settings that are secrets, and the file of each: the same in a folder, a Secret, among credentials.
SECRET_FILES = {
    name: variable.field.replace("_", "-")
    for name, variable in _VARIABLES.items()
    if "SecretStr" in str(Settings.model_fields[variable.field].annotation)
}

Ran = subprocess.CompletedProcess[str]


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def ours(name: str) -> str:
    """A program that requirements-dev.txt installs."""
    return str(Path(sys.executable).parent / name)


def system(name: str, package: str) -> str:
    """A program that the system brings; without it the test is skipped, and says what to install."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} isn't here: install {package}")
    return found


def run(*command: str, cwd: Path = ROOT) -> Ran:
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)
