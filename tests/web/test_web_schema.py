"""The API as its description promises, tried by Schemathesis on the real server over a real socket."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CASES = "10"  # random requests of each kind and operation; the edges of every field come on top
OPERATIONS = "Selected: 10/10"  # all of the description but the description itself


def test_every_request_is_answered_as_described(served: str, tmp_path: Path) -> None:
    """No 5xx; statuses, types and bodies as described; bad requests refused, good ones taken; 405 says what is allowed."""
    program = Path(sys.executable).with_name("schemathesis")
    options = [
        "--checks=all",
        "--phases=examples,coverage,fuzzing",
        "--generation-deterministic",
        f"--max-examples={CASES}",
        "--no-color",
    ]
    done = subprocess.run(
        [program, "run", f"{served}/api/v1/openapi.json", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert OPERATIONS in done.stdout
