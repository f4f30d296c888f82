"""README's pictures are those that the script takes."""

from __future__ import annotations

import re

from tests.browser.screenshots import FOLDER, SHOTS
from tests.browser.served import ROOT

SHOWN = re.findall(r'<img src="([^"]+)" width="\d+%" alt="[^"]+">', (ROOT / "README.md").read_text(encoding="utf-8"))


def test_every_picture_is_shown_and_there() -> None:
    taken = sorted(f"{FOLDER.relative_to(ROOT)}/{shot.name}.png" for shot in SHOTS)
    there = sorted(str(path.relative_to(ROOT)) for path in FOLDER.iterdir())
    assert (taken, taken) == (sorted(SHOWN), there)


def test_they_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 400_000
