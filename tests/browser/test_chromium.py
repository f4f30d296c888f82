"""What happens on a machine without a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.browser.chromium import MISSING, browsers, first_browser


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No browser anywhere."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tests.browser.chromium.PLACES", ())
    return monkeypatch


def test_without_a_browser_the_test_is_skipped_and_says_what_to_install(bare_machine: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.skip.Exception) as skipped:
        first_browser()
    assert str(skipped.value) == MISSING


def test_without_a_browser_ci_fails(bare_machine: pytest.MonkeyPatch) -> None:
    bare_machine.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        first_browser()


def test_browser_that_is_named_is_the_only_one(bare_machine: pytest.MonkeyPatch) -> None:
    bare_machine.setenv("CHROMIUM", sys.executable)
    assert browsers() == [sys.executable]


def test_browser_that_is_named_must_be_a_program(bare_machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare_machine.setenv("CHROMIUM", str(tmp_path))
    with pytest.raises(AssertionError, match=r"CHROMIUM=.* is no program"):
        browsers()


def test_browser_is_found_by_its_name(bare_machine: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "chromium-browser"
    program.touch(mode=0o755)
    assert browsers() == [str(program)]
