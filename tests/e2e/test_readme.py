"""What README shows is what the program prints."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.e2e.conftest import ROOT, Run

BLOCKS = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
PLAIN = [block for block in BLOCKS if re.match(r"\$ \.venv/bin/errcode [^|]*\n", block)]


def test_there_is_something_to_check() -> None:
    assert PLAIN


@pytest.mark.parametrize("block", PLAIN)
def test_a_command_prints_what_the_readme_shows(errcode: Run, block: str) -> None:
    command, *shown = block.rstrip().split("\n")
    arguments = shlex.split(command.removeprefix("$ .venv/bin/errcode "))

    printed = errcode(*arguments).out.split("\n")

    lines = [line for line in shown if line != "..."]
    assert lines == printed[: len(lines)]
