"""Killed after any step: nothing acknowledged is lost, nothing is posted twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from .bench import said
from .crash_runs import DIED
from .fakes import STANDING


def standing(posts: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What can be read on the platform in the end, and the codes that it shows."""
    shown: dict[str, tuple[str, list[str]]] = {}
    for post in posts:
        if post["kind"] in STANDING:
            shown[post["ref"]] = (post["key"], post["codes"])
        elif post["kind"] == "withdrawal":
            shown.pop(post["ref"], None)
        elif post["ref"] in shown:
            shown[post["ref"]] = (shown[post["ref"]][0], post["codes"])
    return dict(shown.values())


def test_a_death_after_any_step_loses_and_doubles_nothing(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.delivery.crash_runs", str(tmp_path)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    runs = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    one, command = said("", "1.000001").key, said("", "3.000001").key

    assert done.returncode == 0, done.stderr
    assert [DIED] * (len(runs) - 1) + [0] == [run["ends"][0] for run in runs]
    assert {0} == {run["ends"][1] for run in runs}
    assert len(runs) > 15
    for run in runs:
        twice = {
            key for key, count in Counter(p["key"] for p in run["posts"] if p["kind"] in STANDING).items() if count > 1
        }
        assert set() == twice
        expected = {one: ["223114", "223115"], f"{command}:headline": ["222901"], command: ["222901"]}
        assert expected == standing(run["posts"])
