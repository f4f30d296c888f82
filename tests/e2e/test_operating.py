"""The service as those who operate it see it: its probes, its metrics, its end, who started it, its database."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.store.store import Store
from tests.doubles.happenings import Kind
from tests.doubles.slack import Fault, Trouble
from tests.e2e.conftest import Run
from tests.e2e.slack_bot import SlackBot, Transport, begun, running_bot
from tests.e2e.telegram_bot import TelegramBot

PASTE = '{"error_code":222203,"error_msg":"image check fail"}'


def sample(exposition: str, name: str, **labels: str) -> float:
    """The sum of the samples of that name which have these labels."""
    return sum(
        found.value
        for family in text_string_to_metric_families(exposition)
        for found in family.samples
        if found.name == name and labels.items() <= found.labels.items()
    )


def test_metrics_tell_what_happened_in_slack(bot: SlackBot) -> None:
    before = bot.metrics()
    channel = bot.channel()
    bot.answer(channel, bot.mentions(channel, "223114"))
    bot.settle()
    after = bot.metrics()

    def grown(name: str, **labels: str) -> float:
        return sample(after, name, **labels) - sample(before, name, **labels)

    assert grown("errcode_events_received_total", platform="slack", kind="mention") >= 1
    assert grown("errcode_events_duplicate_total", platform="slack") >= 1  # a mention comes as a message as well
    assert grown("errcode_replies_sent_total", platform="slack", outcome="sent") >= 1
    assert grown("errcode_reply_dwell_seconds_count", platform="slack") >= 1
    assert grown("errcode_ack_seconds_count", platform="slack") >= 1
    assert grown("errcode_platform_api_seconds_count", method="chat.postMessage", code="200") >= 1
    assert grown("errcode_decode_total", catalogue="baidu-face", result="exact") >= 1
    assert (1.0, 1.0) == (sample(after, "errcode_link_up", platform="slack"), sample(after, "errcode_database_up"))
    assert 0.0 <= time.time() - sample(after, "errcode_last_event_timestamp_seconds", platform="slack") < 60
    assert "_created" not in after


def test_metrics_tell_what_happened_in_telegram(telegram: TelegramBot) -> None:
    telegram.asks()
    telegram.settle()  # an answer is recorded a moment after it can be read
    told = telegram.get("/metrics")[1]

    assert sample(told, "errcode_events_received_total", platform="telegram", kind="message") >= 1
    assert sample(told, "errcode_platform_api_seconds_count", method="sendMessage", code="200") >= 1
    assert sample(told, "errcode_replies_sent_total", platform="telegram", outcome="sent") >= 1
    assert 1.0 == sample(told, "errcode_link_up", platform="telegram")


@pytest.mark.parametrize("length", [100, 5000])
def test_metrics_count_what_strangers_ask_on_the_web_however_long(bot: SlackBot, length: int) -> None:
    bot.settle()
    before = sample(bot.metrics(), "errcode_decode_seconds_count", mode="listen")
    api = f"http://127.0.0.1:{bot.environ['ERRCODE_PORT']}/api/v1/answer"
    httpx.post(api, json={"text": PASTE.ljust(length, "\n"), "mode": "listen"}).raise_for_status()

    assert before + 1 == sample(bot.metrics(), "errcode_decode_seconds_count", mode="listen")


def test_end_over_http_says_so_first_then_takes_nothing_and_answers_what_it_took(tmp_path: Path) -> None:
    with begun(Transport.HTTP, tmp_path) as bot:
        bot.asks()
        _ends_over_http(bot)


def _ends_over_http(bot: SlackBot) -> None:
    channel = bot.channel()
    began = time.monotonic()
    bot.process.send_signal(signal.SIGTERM)
    while bot.get("/readyz") != (503, "it is shutting down"):
        assert time.monotonic() - began < 5
        time.sleep(0.01)

    assert (200, "ok") == bot.get("/livez")
    message = bot.says(channel, PASTE)
    assert 0 == bot.process.wait(5)
    taken = time.monotonic() - began

    assert "222203" in bot.answer(channel, message).text
    assert taken < 5
    assert [] == bot.leaks()


def test_end_waits_no_longer_for_a_client_that_is_slow_nor_writes_a_traceback(tmp_path: Path) -> None:
    with begun(Transport.HTTP, tmp_path) as bot, socket.socket() as slow:
        slow.settimeout(5)
        slow.connect(("127.0.0.1", int(bot.environ["ERRCODE_PORT"])))
        slow.sendall(b"POST /api/v1/answer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        slow.sendall(b"Content-Length: 100\r\n\r\n{")
        time.sleep(0.2)
        began = time.monotonic()
        bot.process.send_signal(signal.SIGTERM)

        assert 0 == bot.process.wait(5)
        assert time.monotonic() - began < 5
        assert slow.recv(4096).startswith(b"HTTP/1.1 503")
        assert ("Traceback" in bot.logged(), '"exception"' in bot.logged()) == (False, False)


def test_idle_connections_keep_no_probe_out(bot: SlackBot) -> None:
    address = ("127.0.0.1", int(bot.environ["ERRCODE_PORT"]))
    with ExitStack() as stack:
        for _ in range(210):
            stack.enter_context(socket.create_connection(address, timeout=5))
        bot.asks()

        assert [200] * 3 == [bot.get(path)[0] for path in ("/livez", "/readyz", "/metrics")]


def test_end_waits_no_longer_for_a_slack_that_hangs(tmp_path: Path) -> None:
    """What was under way stays owed, and is looked for by the next."""
    with begun(Transport.SOCKETS, tmp_path) as bot:
        bot.asks()
        _ends_while_slack_hangs(bot)


def _ends_while_slack_hangs(bot: SlackBot) -> None:
    bot.act(lambda server: server.faults.chance("chat.postMessage", Fault(Trouble.TIMEOUT, 20.0)))
    channel = bot.channel()
    bot.says(channel, PASTE)
    bot.wait(lambda server: server.workspace.history.of(Kind.FAULT, name="chat.postMessage", detail=Trouble.TIMEOUT))
    began = time.monotonic()
    bot.process.send_signal(signal.SIGTERM)

    assert 0 == bot.process.wait(5)
    assert time.monotonic() - began < 5
    assert ["sending"] == _unfinished(bot)


def _unfinished(bot: SlackBot) -> list[str]:
    with closing(sqlite3.connect(bot.environ["ERRCODE_DATABASE_URL"].removeprefix("sqlite:///"))) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM outbox WHERE done_at IS NULL")]


def test_systemd_hears_of_the_start_the_work_and_the_end(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        address = str(tmp_path / "notify")
        with running_bot(Transport.SOCKETS, tmp_path, NOTIFY_SOCKET=address, WATCHDOG_USEC="400000") as bot:
            bot.asks()
            assert systemd.recv(4096).startswith(b"READY=1\nSTATUS=")
            _read(systemd)
            while systemd.recv(4096) != b"WATCHDOG=1":  # the first that is heard may be the second half of a pair
                pass
            assert [b"STATUS=Works.", b"WATCHDOG=1", b"STATUS=Works."] == [systemd.recv(4096) for _ in range(3)]
            bot.process.send_signal(signal.SIGSTOP)
            time.sleep(0.3)
            _read(systemd)
            time.sleep(1.0)
            assert [] == _read(systemd), "a process that stands still must not look alive"
            bot.process.send_signal(signal.SIGCONT)
        assert b"STOPPING=1\nSTATUS=Finishing what is under way." in _read(systemd)


def _read(systemd: socket.socket) -> list[bytes]:
    heard = []
    systemd.setblocking(False)
    try:
        while True:
            heard.append(systemd.recv(4096))
    except BlockingIOError:
        systemd.settimeout(30)
        return heard


def test_database_is_looked_after_beside_a_running_bot(bot: SlackBot, tmp_path: Path) -> None:
    bot.asks()

    assert "checked" in bot.errcode("db", "backup", str(tmp_path / "copy.db"))
    lines = bot.errcode("db", "purge", "--dry-run").splitlines()
    copy_command = ["-m", "bot", "db", "copy", bot.environ["ERRCODE_DATABASE_URL"], f"sqlite:///{tmp_path}/other.db"]
    refused = subprocess.run(
        [sys.executable, *copy_command], env=bot.environ, capture_output=True, text=True, timeout=60, check=False
    )

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM inbox").fetchone()[0] >= 1
    assert ["inbox", "7", "0"] == lines[1].split()
    assert (1, True) == (refused.returncode, "is in use by another running process" in refused.stderr)


def test_newer_database_is_used_and_told(tmp_path: Path) -> None:
    """While replicas are upgraded, the older ones go on."""
    url = f"sqlite:///{tmp_path}/newer.db"
    asyncio.run(_made(url))
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection, connection:
        connection.execute("UPDATE errcode_version SET version_num = '9999'")

    with running_bot(Transport.SOCKETS, tmp_path, ERRCODE_DATABASE_URL=url, ERRCODE_LOG_FORMAT="json") as bot:
        bot.asks()
        lines = [json.loads(line) for line in bot.logged().splitlines()]

    assert ["sqlite"] == [line["database"] for line in lines if line["event"] == "serving"]
    assert [("9999", "warning")] == [
        (line["revision"], line["level"]) for line in lines if line["event"] == "database_newer"
    ]


async def _made(url: str) -> None:
    await (await Store.open(url)).close()


def test_database_is_copied_backed_up_and_purged_by_commands(errcode: Run, tmp_path: Path) -> None:
    one, other = f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/other.db"
    missing = errcode("db", "backup", "copy.db", ERRCODE_DATABASE_URL=one)
    purged = errcode("db", "purge", ERRCODE_DATABASE_URL=one)
    copied = errcode("db", "copy", one, other)
    again = errcode("db", "copy", one, one)
    saved = errcode("db", "backup", "copy.db", ERRCODE_DATABASE_URL=other)
    to_ours = errcode("db", "copy", other, ERRCODE_DATABASE_URL=f"sqlite:///{tmp_path}/ours.db")
    to_itself = errcode("db", "copy", other, ERRCODE_DATABASE_URL=other)
    to_nothing_usable = errcode("db", "copy", other, ERRCODE_DATABASE_URL="mysql://db.test/errcode")
    elsewhere = errcode("db", "backup", "x.dump", ERRCODE_DATABASE_URL="postgresql://bot:hunter2@db.test/errcode")

    assert (1, "there is no database" in missing.err) == (missing.code, True)
    assert (0, "inbox", "cases") == (purged.code, purged.out.split()[6], purged.out.split()[15])
    assert 0 == copied.code
    assert {"same"} == {line.split()[-1] for line in copied.out.splitlines()[1:]}
    assert (1, "the same database" in again.err) == (again.code, True)
    assert (0, f"copied to the SQLite file {tmp_path}/ours.db\n") == (to_ours.code, to_ours.err)
    assert (tmp_path / "ours.db").is_file()
    assert (1, True) == (to_itself.code, "or set ERRCODE_DATABASE_URL to it" in to_itself.err)
    assert (2, True) == (to_nothing_usable.code, "ERRCODE_DATABASE_URL: expected" in to_nothing_usable.err)
    assert (0, True) == (saved.code, (tmp_path / "copy.db").stat().st_size > 0)
    assert 2 == elsewhere.code
    assert "pg_dump --format=custom --file=x.dump postgresql://bot@db.test/errcode" in elsewhere.err
    assert "hunter2" not in elsewhere.err


def test_every_line_of_the_log_is_json_with_the_same_fields(bot: SlackBot) -> None:
    bot.asks()
    lines = [json.loads(line) for line in bot.logged().splitlines()]

    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    answered = [line for line in lines if line["event"] == "answered" and line["door"] == "slack"]
    fields = {
        "event",
        "level",
        "timestamp",
        "door",
        "mode",
        "kind",
        "language",
        "codes",
        "decision",
        "key",
        "duration_ms",
    }
    assert [fields] * len(answered) == [set(line) for line in answered]
    assert answered


def test_nothing_is_taken_in_before_it_can_be_answered_in_time(tmp_path: Path) -> None:
    """Slack waits three seconds for an acknowledgement, and brings a command but once."""
    slow = "import time\nfrom bot.core.desk import Desk\nwarm = Desk.warm\nDesk.warm = lambda desk: (time.sleep(2), warm(desk))\n"
    (tmp_path / "sitecustomize.py").write_text(slow, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))
    started = time.monotonic()
    with begun(Transport.SOCKETS, tmp_path, PYTHONPATH=path) as bot:
        up = bot.happened(Kind.LINK_UP)[0].at
        channel = bot.channel()
        bot.commands(channel, "223114")
        bot.wait(lambda server: server.workspace.own_messages(channel))

    assert up - started >= 2


def test_traces_without_their_extra_are_refused_in_a_sentence(errcode: Run, tmp_path: Path) -> None:
    (tmp_path / "opentelemetry.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))

    done = errcode("serve", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:4318", PYTHONPATH=path)

    assert (2, True) == (done.code, "pip install 'errcode[otel]'" in done.err)
