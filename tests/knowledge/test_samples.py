"""The code samples of the remedies, run as they are printed, against a stand-in of the vendor's API.

A sample is a fence of Python or shell; the ```text fence behind it is what it has to print. What the
stand-in answers stands in samples/<slug>.toml.
"""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from bot.catalogue.markdown import fences
from bot.core.entry import Catalogue, Remedy

HERE = Path(__file__).parent / "samples"
COMMANDS = {"python": [sys.executable, "-c"], "sh": ["bash", "-euo", "pipefail", "-c"]}
REQUEST = '{"image": "aGVsbG8=", "image_type": "BASE64"}'
NOT_JSON = '{"error_code": 222200, "error_msg": "request body should be json format"}'


@dataclass(frozen=True)
class Sample:
    slug: str
    language: str
    code: str
    prints: str


def samples_of(remedy: Remedy) -> Iterator[Sample]:
    printed = [fence for passage in remedy.passages for fence in fences(passage.text.en)]
    for (language, code), (behind, prints) in zip(printed[::2], printed[1::2], strict=True):
        assert behind == "text", f"{remedy.slug}: a sample is followed by what it prints, in a ```text fence"
        yield Sample(remedy.slug, language, code, prints)


def photo_of(size: tuple[int, int]) -> bytes:
    """Noise as a JPEG, the same each time: the hardest picture to make small."""
    noise = Image.frombytes("RGB", size, random.Random(20201215).randbytes(size[0] * size[1] * 3))
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=90)
    return file.getvalue()


class StandIn(BaseHTTPRequestHandler):
    """The vendor's API as far as its page tells: JSON in, JSON out, an error_code in it."""

    answers: list[str]
    tokens: Iterator[int]
    photo: bytes

    def do_GET(self) -> None:
        self._send(self.photo, "image/jpeg")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/token"):
            grant = {"access_token": f"made-up-{next(self.tokens)}", "expires_in": 2592000}
            self._send(json.dumps(grant).encode(), "application/json")
            return
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if self.headers.get_content_type() != "application/json" or not _is_json(body):
            answer = NOT_JSON
        self._send(answer.encode(), "application/json")

    def log_message(self, *_: object) -> None:
        """Silence: the output is the sample's."""

    def _send(self, body: bytes, media: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


@contextmanager
def stand_in(answers: list[str]) -> Iterator[str]:
    """The address of a stand-in that gives these answers in turn, the last one again and again."""
    told = {"answers": list(answers), "tokens": iter(range(1, 1000)), "photo": photo_of((200, 150))}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (StandIn,), told))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(sample: Sample, told: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "request.json").write_text(REQUEST, encoding="utf-8")
    if "photo" in told:
        (folder / "photo.jpg").write_bytes(photo_of(tuple(told["photo"])))
    for name, text in told.get("files", {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    with stand_in(told.get("answers", ['{"error_code": 0, "error_msg": "SUCCESS"}'])) as base:
        here = {"FACE_URL": f"{base}/face", "TOKEN_URL": f"{base}/token", "IMAGE_URL": f"{base}/photo.jpg"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # so that python3 is this one
        return subprocess.run(
            [*COMMANDS[sample.language], sample.code],
            cwd=folder,
            env={"PATH": path, "PYTHONUTF8": "1", **here, **told.get("env", {})},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def told_of(slug: str) -> dict[str, Any]:
    file = HERE / f"{slug}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def test_every_sample_prints_what_its_page_says(catalogue: Catalogue, tmp_path: Path) -> None:
    samples = [sample for remedy in catalogue.remedies for sample in samples_of(remedy)]
    expected, actual = {}, {}
    for number, sample in enumerate(samples):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = run(sample, told_of(sample.slug), folder)
        expected[sample.slug, number] = (0, sample.prints, "")
        actual[sample.slug, number] = (done.returncode, done.stdout, done.stderr)

    assert len(samples) >= 10
    assert actual == expected


def test_every_prepared_answer_belongs_to_a_sample(catalogue: Catalogue) -> None:
    with_samples = {sample.slug for remedy in catalogue.remedies for sample in samples_of(remedy)}

    assert {file.stem for file in HERE.glob("*.toml")} - with_samples == set()


GONE = "http://127.0.0.1:1/?access_token=made-up-token"


@pytest.mark.parametrize(
    "broken", [{"answers": ["<html>"]}, {"env": {"FACE_URL": GONE, "TOKEN_URL": GONE, "IMAGE_URL": GONE}}]
)
def test_no_sample_shows_the_token_when_the_service_is_gone(
    catalogue: Catalogue, tmp_path: Path, broken: dict[str, Any]
) -> None:
    """An exception's text holds the address, and the address holds the token."""
    for number, sample in enumerate(sample for remedy in catalogue.remedies for sample in samples_of(remedy)):
        folder = tmp_path / str(number)
        folder.mkdir()
        told = told_of(sample.slug)
        done = run(sample, {**told, **broken, "env": {**told.get("env", {}), **broken.get("env", {})}}, folder)

        assert "made-up" not in done.stdout + done.stderr, sample.slug
