"""The commands, as users and scripts start them."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import threading
from pathlib import Path

import pytest

from bot.version import version
from tests.e2e.conftest import ROOT, Run

PAGE = ROOT / "tests" / "catalogue" / "pages" / "baidu-face-error-codes.txt"


@pytest.mark.parametrize(
    ("arguments", "code", "first_line"),
    [
        (["ask", "223114"], 0, "223114 · face is fuzzy · The face is blurry."),
        (["ask", "人脸", "模糊"], 0, "223114 · face is fuzzy · 人脸模糊"),
        (["ask", "what", "does", "223114", "mean", "-l", "zh"], 0, "223114 · face is fuzzy · 人脸模糊"),
        (["ask", "222999"], 1, "222999 · not in the catalogue"),
    ],
)
def test_ask(errcode: Run, arguments: list[str], code: int, first_line: str) -> None:
    done = errcode(*arguments)

    assert (done.code, done.out.splitlines()[0], done.err) == (code, first_line, "")


def test_ask_chit_chat_is_not_known(errcode: Run) -> None:
    done = errcode("ask", "hello")

    assert (done.code, "223114" in done.out) == (1, True)


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "1", "--language", "fr"], ["decode", "no-such-file"], ["decide"]]
)
def test_misuse(errcode: Run, arguments: list[str]) -> None:
    done = errcode(*arguments)

    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


def test_ask_as_json(errcode: Run) -> None:
    answer = json.loads(errcode("ask", "223114", "--json", ERRCODE_PUBLIC_URL="https://errors.example.org/").out)

    card = answer["cards"][0]
    assert (answer["kind"], card["code"], card["verdict"]) == (
        "found",
        "223114",
        {"retry": "after-fix", "actor": "end-user", "ticket": False},
    )
    assert card["url"] == "https://errors.example.org/c/baidu-face/223114"


def test_decode_counts_each_error_of_a_paste(errcode: Run) -> None:
    paste = b"error_code=222903 system busy\nok\nerror_code=222203 image check fail\nerror_code=222903 system busy\n"

    done = errcode("decode", "--json", stdin=paste)

    assert done.code == 0
    assert [(card["code"], card["count"]) for card in json.loads(done.out)["cards"]] == [("222903", 2), ("222203", 1)]


def test_decode_a_file(errcode: Run, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text('{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890}')

    done = errcode("decode", "app.log")

    assert (done.code, done.out.splitlines()[0]) == (0, "223114 · face is fuzzy · The face is blurry.")
    assert "1234567890" in done.out


def test_decode_finds_nothing(errcode: Run) -> None:
    assert errcode("decode", stdin=b'{"error_code":0,"error_msg":"SUCCESS"}').code == 1


@pytest.mark.parametrize("stdin", [b"", b"\x00\xff\xfe", b"[" * 100_000, b"9" * 5_000, "🙂\u202e\u200b".encode()])
@pytest.mark.parametrize("command", [["decode"], ["batch"]])
def test_any_bytes_on_standard_input(errcode: Run, command: list[str], stdin: bytes) -> None:
    done = errcode(*command, stdin=stdin)

    assert done.code in (0, 1)
    assert "Traceback" not in done.err


def test_batch_answers_line_by_line_and_goes_on_after_a_bad_one(errcode: Run) -> None:
    lines = [
        json.dumps({"id": 1, "mode": "ask", "text": "223114"}),
        "not json",
        json.dumps({"id": 3, "mode": "sing", "text": "223114"}),
        json.dumps({"id": 4, "mode": "listen", "text": "223114"}),
        json.dumps({"id": "five", "text": 5}),
        json.dumps([6]),
        json.dumps({"id": 7, "mode": "ask", "text": "error 222917"}),
    ]

    done = errcode("batch", "-", stdin="\n".join(lines).encode())

    rows = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [(row["id"], row.get("kind"), row.get("codes"), "error" in row) for row in rows] == [
        (1, "found", ["223114"], False),
        (None, None, None, True),
        (3, None, None, True),
        (4, "nothing", [], False),
        ("five", None, None, True),
        (None, None, None, True),
        (7, "unknown_code", [], False),
    ]
    assert rows[6]["suggestions"][0] == "222916"


def test_batch_survives_a_line_of_megabytes(errcode: Run) -> None:
    long = json.dumps({"id": 1, "text": "x" * (3 << 20)})

    done = errcode("batch", stdin=f'{long}\n{{"id": 2, "text": "18"}}'.encode())

    rows = [json.loads(line) for line in done.out.splitlines()]
    assert ["error" in row for row in rows] == [True, False]
    assert rows[1]["codes"] == ["18"]


def test_knowledge_check_finds_no_fault(errcode: Run) -> None:
    done = errcode("knowledge", "check")

    assert (done.code, done.out) == (0, "")


def test_a_broken_catalogue_names_file_and_line_and_nothing_starts(errcode: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge" / "baidu-face", tmp_path / "broken")
    section = tmp_path / "broken" / "general.toml"
    text = section.read_text(encoding="utf-8")
    section.write_text(text.replace('retry = "after-fix"', 'retry = "maybe"', 1), encoding="utf-8")
    line = text[: text.index('retry = "after-fix"')].count("\n") + 1

    checked = errcode("knowledge", "check", ERRCODE_KNOWLEDGE=str(tmp_path / "broken"))
    asked = errcode("ask", "223114", ERRCODE_KNOWLEDGE=str(tmp_path / "broken"))

    assert checked.code == 1
    assert f"general.toml:{line}: " in checked.out
    assert (asked.code, asked.out) == (2, "")
    assert f"general.toml:{line}: " in asked.err


def test_knowledge_import_of_the_page_shows_no_difference(errcode: Run) -> None:
    done = errcode("knowledge", "import", str(PAGE))

    assert (done.code, done.out) == (0, "no difference: 145 entries\n")


def test_knowledge_import_shows_the_difference_and_writes_only_when_told(errcode: Run, tmp_path: Path) -> None:
    folder = tmp_path / "baidu-face"
    shutil.copytree(ROOT / "knowledge" / "baidu-face", folder)
    newer = PAGE.read_text(encoding="utf-8").replace("face is fuzzy", "face is blurry")
    page = tmp_path / "newer.txt"
    page.write_text(newer, encoding="utf-8")

    shown = errcode("knowledge", "import", str(page), "--into", str(folder))
    assert (shown.code, shown.out) == (1, "~ general/223114 message: face is fuzzy -> face is blurry\n")
    assert 'message = "face is blurry"' not in (folder / "general.toml").read_text(encoding="utf-8")

    written = errcode("knowledge", "import", str(page), "--into", str(folder), "--yes")
    assert written.code == 0
    assert 'message = "face is blurry"' in (folder / "general.toml").read_text(encoding="utf-8")


def test_every_command_has_help(errcode: Run) -> None:
    for command in (["ask"], ["decode"], ["batch"], ["serve"], ["knowledge", "check"], ["knowledge", "import"]):
        done = errcode(*command, "--help")
        assert (done.code, "Usage" in done.out) == (0, True), command


def test_a_variable_is_read_from_a_file_by_every_command(errcode: Run, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("https://errors.example.org\n", encoding="utf-8")

    answer = json.loads(errcode("ask", "223114", "--json", ERRCODE_PUBLIC_URL_FILE=str(tmp_path / "url")).out)

    assert answer["cards"][0]["url"] == "https://errors.example.org/c/baidu-face/223114"


@pytest.mark.parametrize("command", [["ask", "223114"], ["knowledge", "check"]])
def test_wrong_settings_are_told_by_name_and_not_by_value(errcode: Run, command: list[str]) -> None:
    done = errcode(*command, ERRCODE_PORT="many", ERRCODE_LOG_LEVEL="loud")

    assert (done.code, done.out) == (2, "")
    assert "ERRCODE_PORT" in done.err
    assert "ERRCODE_LOG_LEVEL" in done.err
    assert "many" not in done.err


def test_site_writes_what_answers_link_to(errcode: Run, tmp_path: Path) -> None:
    done = errcode("site", "out", ERRCODE_PUBLIC_URL="https://docs.example.org/errors")

    assert (done.code, done.err) == (0, "")
    assert re.match(r"written: \d{3} pages, \d{3} files, \d\.\d MB in .+/out\n", done.out)
    assert "https://docs.example.org/errors/ (ERRCODE_PUBLIC_URL)" in done.out
    assert (tmp_path / "out/c/baidu-face/223114/index.html").is_file()
    assert (tmp_path / "out/zh/r/baidu-face/limits/index.html").is_file()


def test_site_refuses_a_folder_of_somebody_else(errcode: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine", encoding="utf-8")

    done = errcode("site", "out")

    assert (done.code, done.out) == (1, "")
    assert "holds what isn't ours (mine.txt); move that away, or name another folder" in done.err
    assert ["mine.txt"] == [path.name for path in (tmp_path / "out").iterdir()]


# --- doctor


def test_doctor_before_the_first_start_finds_nothing_wrong_with_a_database_that_is_not_there_yet(
    errcode: Run, tmp_path: Path
) -> None:
    nowhere = {"TELEGRAM_BOT_TOKEN": "1:made-up", "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    found = errcode("doctor", XDG_DATA_HOME=str(tmp_path), **nowhere)

    assert "note  There is no database" in found.out
    assert ["FAIL  Telegram can't be reached"] == [line[:31] for line in found.out.splitlines() if line[:4] == "FAIL"]


class _Page(http.server.BaseHTTPRequestHandler):
    """A proxy's page, whatever is asked."""

    def do_POST(self) -> None:
        body = b"<html>\n" * 500
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_doctor_shows_nothing_of_what_answers_in_telegram_s_place(errcode: Run, tmp_path: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        found = errcode("doctor", XDG_DATA_HOME=str(tmp_path), TELEGRAM_BOT_TOKEN="1:made-up", TELEGRAM_API_URL=address)
        server.shutdown()
        thread.join()

    assert (1, "") == (found.code, found.err)
    assert "FAIL  Telegram can't be reached (the answer is no Bot API's).\n" in found.out
    assert "html" not in found.out


def test_version_is_told(errcode: Run) -> None:
    said = errcode("--version")

    assert (0, f"errcode {version()}\n") == (said.code, said.out)
    assert errcode("doctor").out.startswith(f"ok    errcode {version()} on Python ")
