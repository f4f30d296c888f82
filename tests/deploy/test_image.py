"""The image's recipe. No engine builds it here: what it would run is run from these sources."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.places import DEPLOY, ROOT, ours, run
from tests.ports import free_port

TEXT = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
RUNTIME = TEXT[TEXT.rindex("\nFROM ") :]
PATIENCE = 60.0  # seconds for a start on a busy machine


def listed(instruction: str) -> list[str]:
    """The exec form's words."""
    [words] = re.findall(rf"^{instruction}.*?(\[.*\])$", RUNTIME, re.MULTILINE)
    found: list[str] = json.loads(words)
    return found


def environment() -> dict[str, str]:
    [block] = re.findall(r"^ENV ((?:.*\\\n)*.*)$", RUNTIME, re.MULTILINE)
    return dict(word.split("=", 1) for word in shlex.split(block.replace("\\\n", " ")))


def healthy(port: int) -> bool:
    """What HEALTHCHECK says."""
    _python, *arguments = listed("HEALTHCHECK")
    environ = {**os.environ, "ERRCODE_PORT": str(port)}
    done = subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, timeout=10, check=False)
    return done.returncode == 0


@pytest.fixture
def container(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """ENTRYPOINT and CMD with the image's environment, in which /data is the only place that is ours."""
    port, [_errcode, *command] = free_port(), [*listed("ENTRYPOINT"), *listed("CMD")]
    environ = {name: value.replace("/data", str(tmp_path)) for name, value in environment().items() if name != "PATH"}
    environ |= {"ERRCODE_PORT": str(port), "ERRCODE_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    environ |= {"TELEGRAM_BOT_TOKEN": "1:made-up", "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command], env=environ, cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    try:
        yield process, port, tmp_path
    finally:
        process.kill()
        process.wait()


def test_hadolint_finds_nothing() -> None:
    done = run(ours("hadolint"), str(DEPLOY / "Dockerfile"))

    assert (0, "") == (done.returncode, done.stdout)


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:latest\nCMD errcode\n")

    assert run(ours("hadolint"), str(tmp_path / "Dockerfile")).returncode == 1


def test_the_health_check_tells_life_from_death(container: tuple[subprocess.Popen[bytes], int, Path]) -> None:
    """Alive though Telegram is out of reach; SIGTERM ends it with 0; all it wrote lies in /data."""
    process, port, data = container
    end = time.monotonic() + PATIENCE
    while not healthy(port) and time.monotonic() < end:
        assert process.poll() is None
        time.sleep(0.1)

    assert healthy(port)
    assert (data / "errcode" / "errcode.db").is_file()
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert not healthy(port)


def test_it_runs_as_a_number_that_is_not_root() -> None:
    [user] = re.findall(r"^USER (.*)$", RUNTIME, re.MULTILINE)

    assert re.fullmatch(r"[1-9][0-9]{3,}:[1-9][0-9]{3,}", user)  # Kubernetes can tell a number from root


def test_the_base_is_named_once_by_tag() -> None:
    assert re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=python:3\.[0-9]+-slim-[a-z]+$", TEXT, re.MULTILINE)


def test_everything_that_is_installed_is_held_to_a_hash() -> None:
    installs = re.findall(r"pip install (.*?)(?: \\| &&|$)", TEXT, re.MULTILINE)

    assert installs
    assert all("--require-hashes" in install or "--no-index" in install for install in installs)


def copied() -> set[str]:
    """What the build takes from the sources."""
    return {name for line in re.findall(r"^COPY (?!--from)(.*)$", TEXT, re.MULTILINE) for name in line.split()[:-1]}


def test_the_engine_gets_what_is_copied_and_nothing_else() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert ignored[1] == "*"
    assert copied() == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied())


def test_traces_are_the_same_locked_versions_and_what_they_need_besides() -> None:
    plain, traced = locked("requirements.txt"), locked("requirements-otel.txt")
    [chosen] = re.findall(r"^ARG REQUIREMENTS=(.*)$", TEXT, re.MULTILINE)

    assert chosen == "requirements.txt"
    assert plain.items() <= traced.items()
    assert {"opentelemetry-api", "opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"} <= set(traced) - set(
        plain
    )
    assert traced.items() <= locked("requirements-dev.txt").items()  # what the tests run with


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE))
