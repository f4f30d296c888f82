"""What `pip install .` brings: the program and its knowledge, usable from any folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, finished


@pytest.mark.slow
def test_the_wheel_holds_the_knowledge(tmp_path: Path) -> None:
    wheels, site, elsewhere = tmp_path / "wheels", tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT)]
    built = finished(build, b"", elsewhere, {})
    assert built.code == 0, built.err
    wheel = next(wheels.glob("errcode-*.whl"))
    put = finished([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], b"", elsewhere, {})
    assert put.code == 0, put.err

    where = "import bot, sys; print(bot.__file__)"
    place = finished([sys.executable, "-c", where], b"", elsewhere, {"PYTHONPATH": str(site)})
    done = finished([sys.executable, "-m", "bot", "ask", "照片糊了"], b"", elsewhere, {"PYTHONPATH": str(site)})

    assert Path(place.out.strip()).is_relative_to(site)
    assert (done.code, done.out.splitlines()[0]) == (0, "223114 · face is fuzzy · 人脸模糊")
    assert (site / "bot" / "knowledge" / "baidu-face" / "catalogue.toml").is_file()
