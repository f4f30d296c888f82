"""The environment becomes settings, or one report of everything that is wrong with it."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import LONGEST_FILE, LogFormat, LogLevel, SettingsError, load_settings, plain

CANARY = "s3cr3t value\nwith a line"
MISTAKES = {
    "ERRCODE_HOST": f"http://{CANARY}",
    "ERRCODE_PORT": CANARY,
    "ERRCODE_PUBLIC_URL": CANARY,
    "ERRCODE_LOG_FORMAT": CANARY,
    "ERRCODE_LOG_LEVEL": CANARY,
    "SLACK_BOT_TOKEN_FILE": f"/nowhere/{CANARY}",
}


def faults_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    return [fault.name for fault in caught.value.faults]


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = load_settings({})

    assert ("127.0.0.1", 8080, "http://127.0.0.1:8080") == (settings.host, settings.port, settings.public_url)
    assert () == settings.knowledge
    assert (None, LogLevel.INFO) == (settings.log_format, settings.log_level)
    assert (False, False) == (settings.slack_ready, settings.telegram_ready)


def test_an_empty_value_counts_as_not_set() -> None:
    empty = dict.fromkeys((*MISTAKES, "TELEGRAM_BOT_TOKEN", "ERRCODE_KNOWLEDGE"), " ")

    assert load_settings({}) == load_settings(empty)


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("ERRCODE_HOST", "::1", "host", "::1"),
        ("ERRCODE_PORT", "65535", "port", 65535),
        ("ERRCODE_PUBLIC_URL", "https://bot.example.com/errcode/", "public_url", "https://bot.example.com/errcode"),
        ("ERRCODE_KNOWLEDGE", os.pathsep.join(["/one", "", " two "]), "knowledge", (Path("/one"), Path("two"))),
        ("ERRCODE_LOG_FORMAT", "JSON", "log_format", LogFormat.JSON),
        ("ERRCODE_LOG_LEVEL", "debug", "log_level", LogLevel.DEBUG),
        ("TELEGRAM_BOT_TOKEN", "1:a", "telegram_ready", True),
    ],
)
def test_a_value_is_read_as_what_it_means(name: str, value: str, field: str, expected: object) -> None:
    assert expected == getattr(load_settings({name: value}), field)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"ERRCODE_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"ERRCODE_HOST": "::1"}, "http://[::1]:8080"),
        ({"ERRCODE_HOST": "0.0.0.0"}, "http://127.0.0.1:8080"),
        ({"ERRCODE_HOST": "bot.local", "ERRCODE_PORT": "80"}, "http://bot.local:80"),
    ],
)
def test_the_public_url_follows_host_and_port(environ: dict[str, str], expected: str) -> None:
    assert expected == load_settings(environ).public_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ERRCODE_HOST", "http://127.0.0.1"),
        ("ERRCODE_HOST", "a b"),
        ("ERRCODE_PORT", "0"),
        ("ERRCODE_PORT", "65536"),
        ("ERRCODE_PORT", "eighty"),
        ("ERRCODE_PUBLIC_URL", "bot.example.com"),
        ("ERRCODE_PUBLIC_URL", "ftp://bot.example.com"),
        ("ERRCODE_PUBLIC_URL", "https://user:word@bot.example.com"),
        ("ERRCODE_PUBLIC_URL", "https://bot.example.com/?a=b"),
        ("ERRCODE_PUBLIC_URL", "https://bot.example.com:99999"),
        ("ERRCODE_PUBLIC_URL", "https://[half"),
        ("ERRCODE_LOG_FORMAT", "xml"),
        ("ERRCODE_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_reported_by_its_name(name: str, value: str) -> None:
    assert [name] == faults_of({name: value})


def test_all_faults_come_together() -> None:
    assert sorted(MISTAKES) == sorted(faults_of(MISTAKES))


def test_a_fault_says_what_was_expected_and_how_to_mend_it() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"ERRCODE_PORT": "eighty"})

    assert "ERRCODE_PORT: expected a whole number from 1 to 65535; leave it out to listen on 8080" == str(caught.value)


@given(st.sampled_from(sorted(MISTAKES)), st.text("xyzXYZ", min_size=12))
def test_no_report_shows_a_value(name: str, value: str) -> None:
    """Not in the message, and not in the traceback that a crash would print."""
    with pytest.raises(SettingsError) as caught:
        load_settings({**MISTAKES, name: f"{value}:/@#"})

    report = "".join(traceback.format_exception(caught.value))
    assert value not in report
    assert CANARY.splitlines()[0] not in report


def test_a_file_gives_the_value_without_its_line_break(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-1\n", encoding="utf-8")

    token = load_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")}).slack_bot_token

    assert token is not None
    assert "xoxb-1" == token.get_secret_value()


def test_a_file_beside_the_variable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("9000", encoding="utf-8")

    assert ["ERRCODE_PORT_FILE"] == faults_of({"ERRCODE_PORT": "9000", "ERRCODE_PORT_FILE": str(tmp_path / "port")})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"9" * (LONGEST_FILE + 1)], ids=["not UTF-8", "too long"])
def test_a_file_that_gives_no_value_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "port").write_bytes(content)

    assert ["ERRCODE_PORT_FILE"] == faults_of({"ERRCODE_PORT_FILE": str(tmp_path / "port")})


@pytest.mark.parametrize("path", ["/nowhere/at/all", "/", "a\0b"])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    assert ["ERRCODE_PORT_FILE"] == faults_of({"ERRCODE_PORT_FILE": path})


def test_settings_cannot_be_changed() -> None:
    settings = load_settings({})

    with pytest.raises(ValidationError):
        settings.port = 1


def test_nothing_is_read_from_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "ERRCODE_PORT"):
        monkeypatch.setenv(name, "9000")

    assert 8080 == load_settings({}).port


def test_a_token_does_not_show_when_settings_are_printed() -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": "123:abcdef"})

    assert "abcdef" not in f"{settings!r}{settings.model_dump()}"


@pytest.mark.parametrize(
    ("names", "ready"),
    [
        (["SLACK_BOT_TOKEN"], False),
        (["SLACK_APP_TOKEN"], False),
        (["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"], True),
        (["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"], True),
    ],
)
def test_slack_needs_a_token_and_a_way_to_receive(names: list[str], ready: bool) -> None:
    assert ready == load_settings(dict.fromkeys(names, "x")).slack_ready


@pytest.mark.parametrize("value", ["xoxb-1\n2", "xoxb-1 2", "\ufeffxoxb-1", "xoxb-é", "a" * 1025])
@pytest.mark.parametrize(
    "name",
    ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"],
)
def test_a_secret_that_was_wrapped_or_copied_with_more_than_itself_is_refused(name: str, value: str) -> None:
    assert [name] == faults_of({name: value})


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("1:made-up\n", encoding="utf-8-sig")

    token = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")}).telegram_bot_token

    assert token is not None
    assert "1:made-up" == token.get_secret_value()


@pytest.mark.parametrize(
    ("value", "chats"),
    [
        ("-1001234567890, 42", {"-1001234567890", "42"}),
        (" -7,,", {"-7"}),
        ("007", {"7"}),
    ],
)
def test_chats_are_named_by_whole_numbers(value: str, chats: set[str]) -> None:
    assert chats == load_settings({"ERRCODE_ALLOWED_CHATS": value}).allowed_chats


@pytest.mark.parametrize("value", ["abc,@foo", "-100 200", "42,@foo", "1.5", "0", "١٢", "1" * 20])
def test_what_is_no_chat_s_id_is_refused(value: str) -> None:
    """It would be nobody's, and the bot would answer nobody."""
    assert ["ERRCODE_ALLOWED_CHATS"] == faults_of({"ERRCODE_ALLOWED_CHATS": value})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://bot.example.com", "https://bot.example.com"),
        ("https://bot.example.com/telegram/webhook", "https://bot.example.com"),
        ("https://bot.example.com/errcode/telegram/webhook/", "https://bot.example.com/errcode"),
    ],
)
def test_the_webhook_s_path_may_be_written_or_left_out(value: str, expected: str) -> None:
    assert expected == load_settings({"TELEGRAM_WEBHOOK_URL": value}).telegram_webhook_url


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"ERRCODE_DATABASE_URL": "sqlite:////tmp/errcode.db"},
    ],
)
def test_where_postgresql_is_asked_for_nothing_else_will_do(environ: dict[str, str]) -> None:
    """Replicas that each fall back on a SQLite file of their own answer everything twice."""
    with pytest.raises(SettingsError) as caught:
        load_settings({**environ, "ERRCODE_DATABASE_KIND": "PostgreSQL"})

    assert (
        "ERRCODE_DATABASE_URL: expected the address of a PostgreSQL database, as ERRCODE_DATABASE_KIND asks for one; "
        "write postgresql+psycopg://user@host/database"
    ) == str(caught.value)


def test_an_empty_address_is_sqlite_s_unless_postgresql_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "database-url").touch()
    file = {"ERRCODE_DATABASE_URL_FILE": str(tmp_path / "database-url")}

    assert load_settings(file).database_url is None
    assert load_settings({**file, "ERRCODE_DATABASE_KIND": "sqlite"}).database_url is None
    assert ["ERRCODE_DATABASE_URL"] == faults_of({**file, "ERRCODE_DATABASE_KIND": "postgresql"})


def test_a_database_of_another_kind_is_told_with_the_other_faults() -> None:
    assert ["ERRCODE_PORT", "ERRCODE_DATABASE_URL"] == faults_of(
        {"ERRCODE_DATABASE_KIND": "postgresql", "ERRCODE_PORT": "many"}
    )
    assert ["ERRCODE_DATABASE_URL_FILE"] == faults_of(
        {"ERRCODE_DATABASE_KIND": "postgresql", "ERRCODE_DATABASE_URL_FILE": "/nowhere/at/all"}
    )


@pytest.mark.parametrize(
    ("kind", "url", "wrong"),
    [
        ("postgresql", "postgresql://bot@db.test/errcode", []),
        ("postgresql", "postgres://bot@db.test/errcode", []),
        ("sqlite", "sqlite:////folder/errcode.db", []),
        ("sqlite", "postgresql://bot@db.test/errcode", ["ERRCODE_DATABASE_URL"]),
        ("mysql", "sqlite:////folder/errcode.db", ["ERRCODE_DATABASE_KIND"]),
        ("postgresql", "mysql://bot@db.test/errcode", ["ERRCODE_DATABASE_URL"]),
    ],
)
def test_the_kind_and_the_address_of_the_database_agree(kind: str, url: str, wrong: list[str]) -> None:
    environ = {"ERRCODE_DATABASE_KIND": kind, "ERRCODE_DATABASE_URL": url}

    if wrong:
        assert wrong == faults_of(environ)
    else:
        assert url == plain(load_settings(environ).database_url)
