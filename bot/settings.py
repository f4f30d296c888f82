"""The environment -> frozen Settings, every fault reported together, by name and never by value.

Each variable can also be read from a file, NAME_FILE, and an empty one counts as not set.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import setting_shapes as shapes

LONGEST_FILE = 64 * 1024  # bytes of a NAME_FILE
SLACK = "https://slack.com/api/"
TELEGRAM = "https://api.telegram.org"
_FOLLOWED = "default_factory_not_called"  # of a default that is made from a wrong value
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a link to every address leads nowhere


class LogFormat(StrEnum):
    """How log lines look: one JSON object each, or words for a person's eyes."""

    JSON = "json"
    CONSOLE = "console"


class LogLevel(StrEnum):
    """The least important lines that are written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class DatabaseKind(StrEnum):
    """What keeps the data: a file of one process, or a server that replicas share."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class SlashReply(StrEnum):
    """Where a slash command is answered: under a headline, in the channel, or to the asker alone."""

    THREAD = "thread"
    CHANNEL = "channel"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One variable that can't be used: its name, what was expected of it, and how to mend it."""

    name: str
    expected: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: expected {self.expected}; {self.mend}"


class SettingsError(Exception):
    """Every fault of the environment. Its text has a line for each and no value in any."""

    def __init__(self, faults: tuple[SettingFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


_Token = Annotated[SecretStr, AfterValidator(shapes.token)]


class Settings(BaseSettings):
    """What the environment says, checked. Made by `load_settings`.

    `knowledge` is empty for the catalogues that come with the package; `public_url` has no slash at
    its end; `log_format` is None where standard output decides. A token that isn't set is None, and so is a
    `database_kind` that nobody asked for.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(shapes.host)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: Annotated[str, AfterValidator(shapes.public_url)] = Field(
        default_factory=lambda data: _address(data.get("host", "127.0.0.1"), data.get("port", 8080))
    )
    knowledge: Annotated[tuple[Path, ...], BeforeValidator(shapes.folders)] = ()
    log_format: Annotated[LogFormat | None, BeforeValidator(shapes.lower)] = None
    log_level: Annotated[LogLevel, BeforeValidator(shapes.upper)] = LogLevel.INFO
    slack_bot_token: _Token | None = None
    slack_app_token: _Token | None = None
    slack_signing_secret: _Token | None = None
    slack_api_url: Annotated[str, AfterValidator(shapes.api_url)] = SLACK
    slash_reply: Annotated[SlashReply, BeforeValidator(shapes.lower)] = SlashReply.THREAD
    allowed_teams: Annotated[frozenset[str], BeforeValidator(shapes.names)] = frozenset()
    database_kind: Annotated[DatabaseKind | None, BeforeValidator(shapes.lower)] = None
    database_url: Annotated[SecretStr, AfterValidator(shapes.database_url)] | None = None
    telegram_bot_token: _Token | None = None
    telegram_webhook_url: Annotated[str, AfterValidator(shapes.webhook_url)] = ""
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(shapes.webhook_secret)] | None = None
    telegram_api_url: Annotated[str, AfterValidator(shapes.public_url)] = TELEGRAM
    allowed_chats: Annotated[frozenset[str], BeforeValidator(shapes.chats)] = frozenset()

    @property
    def slack_ready(self) -> bool:
        """Whether what Slack needs is set: the bot's token, and a token or secret to receive with."""
        return bool(self.slack_bot_token and (self.slack_app_token or self.slack_signing_secret))

    @property
    def telegram_ready(self) -> bool:
        """Whether what Telegram needs is set."""
        return bool(self.telegram_bot_token)

    @property
    def kept_in(self) -> DatabaseKind:
        """The kind of the database that a platform's messages are kept in."""
        return _kind_of(plain(self.database_url))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library calls with these names
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` was given counts: nothing is read behind its back."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable: the field it fills, what is expected of it, and what to do about a wrong one."""

    field: str
    expected: str
    mend: str


_A_TOKEN: Final = "a token: one word, without a blank or a line break"  # noqa: S105 - it is what one looks like
_VARIABLES: Final[Mapping[str, _Variable]] = {
    "ERRCODE_HOST": _Variable(
        "host", "a host name or an IP address without a scheme", "leave it out to listen on 127.0.0.1"
    ),
    "ERRCODE_PORT": _Variable("port", "a whole number from 1 to 65535", "leave it out to listen on 8080"),
    "ERRCODE_PUBLIC_URL": _Variable(
        "public_url",
        "an http or https address without a query or a password",
        "write it like https://errcode.example.com, or leave it out for http://HOST:PORT",
    ),
    "ERRCODE_KNOWLEDGE": _Variable(
        "knowledge",
        f"folders of catalogues separated by {os.pathsep!r}",
        "leave it out for those that come with the package",
    ),
    "ERRCODE_LOG_FORMAT": _Variable(
        "log_format", "json or console", "leave it out for console on a terminal and json elsewhere"
    ),
    "ERRCODE_LOG_LEVEL": _Variable("log_level", "DEBUG, INFO, WARNING or ERROR", "leave it out for INFO"),
    "ERRCODE_DATABASE_KIND": _Variable(
        "database_kind",
        "postgresql or sqlite, as what ERRCODE_DATABASE_URL has to name",
        "leave it out where either will do",
    ),
    "ERRCODE_DATABASE_URL": _Variable(
        "database_url",
        "a URL that begins with sqlite: or postgresql:",
        "write sqlite:////folder/errcode.db or postgresql+psycopg://user@host/database, or leave it out",
    ),
    "ERRCODE_ALLOWED_TEAMS": _Variable(
        "allowed_teams", "ids of workspaces, separated by commas", "leave it out for all"
    ),
    "ERRCODE_SLASH_REPLY": _Variable("slash_reply", "thread, channel or private", "leave it out for thread"),
    "SLACK_API_URL": _Variable(
        "slack_api_url", "an http or https address", "leave it out for Slack's own, or write https://slack-gov.com/api/"
    ),
    "SLACK_BOT_TOKEN": _Variable("slack_bot_token", _A_TOKEN, "copy it from the app's OAuth page"),
    "SLACK_APP_TOKEN": _Variable("slack_app_token", _A_TOKEN, "copy it from the app's basic information"),
    "SLACK_SIGNING_SECRET": _Variable(
        "slack_signing_secret",
        "a secret: one word, without a blank or a line break",
        "copy it from the app's basic information",
    ),
    "TELEGRAM_BOT_TOKEN": _Variable("telegram_bot_token", _A_TOKEN, "ask BotFather for it"),
    "TELEGRAM_WEBHOOK_URL": _Variable(
        "telegram_webhook_url", "an https address", "write https://errcode.example.com, or leave it out for polling"
    ),
    "TELEGRAM_WEBHOOK_SECRET": _Variable(
        "telegram_webhook_secret", "1 to 256 of A-Z, a-z, 0-9, _ and -", "make one up, such as by: openssl rand -hex 32"
    ),
    "TELEGRAM_API_URL": _Variable(
        "telegram_api_url", "an http or https address", "leave it out for https://api.telegram.org"
    ),
    "ERRCODE_ALLOWED_CHATS": _Variable(
        "allowed_chats",
        "ids of chats, whole numbers separated by commas",
        "write it like -1001234567890,42, or leave it out for all",
    ),
}
NAMES: Final = tuple(_VARIABLES)
_OTHER_DATABASE: Final[Mapping[str, SettingFault]] = {
    DatabaseKind.POSTGRESQL: SettingFault(
        "ERRCODE_DATABASE_URL",
        "the address of a PostgreSQL database, as ERRCODE_DATABASE_KIND asks for one",
        "write postgresql+psycopg://user@host/database",
    ),
    DatabaseKind.SQLITE: SettingFault(
        "ERRCODE_DATABASE_URL",
        "the address of a SQLite file, as ERRCODE_DATABASE_KIND asks for one",
        "write sqlite:////folder/errcode.db, or leave it out",
    ),
}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` holds, or names files for.

    Raises SettingsError with every fault; neither it nor what it was raised from shows a value.
    """
    faults: list[SettingFault] = []
    values: dict[str, Any] = {}
    for name, variable in _VARIABLES.items():
        try:
            if value := _value(name, environ):
                values[variable.field] = value
        except _UnusableFileError as error:
            faults.append(SettingFault(f"{name}_FILE", error.expected, error.mend))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors(include_input=False) if fault["type"] != _FOLLOWED}
        named = ((name, variable) for name, variable in _VARIABLES.items() if variable.field in wrong)
        faults += [SettingFault(name, variable.expected, variable.mend) for name, variable in named]
    faults += _other_database(values, faults)
    if faults:
        raise SettingsError(tuple(faults))
    return settings


def _other_database(values: Mapping[str, Any], faults: Sequence[SettingFault]) -> list[SettingFault]:
    """A fault where the database is of another kind than was asked for, unless its address is at fault already."""
    asked = str(values.get("database_kind", "")).lower()
    known = any(fault.name.startswith("ERRCODE_DATABASE_URL") for fault in faults)
    if known or asked not in _OTHER_DATABASE or asked == _kind_of(values.get("database_url", "")):
        return []
    return [_OTHER_DATABASE[asked]]


def _kind_of(database_url: str) -> DatabaseKind:
    """A SQLite file where none is named."""
    return DatabaseKind.POSTGRESQL if database_url.startswith("postgres") else DatabaseKind.SQLITE


class _UnusableFileError(Exception):
    """A NAME_FILE that gives no value."""

    def __init__(self, expected: str, mend: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.mend = mend


def _value(name: str, environ: Mapping[str, str]) -> str:
    """The value of a variable, from itself or from its file; "" when it isn't set."""
    value, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise _UnusableFileError(f"nothing, as {name} is set too", "set only one of the two")
    return _read(path) if path else value


def _read(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
        text = content.decode("utf-8-sig")
    except (OSError, ValueError):  # a path with a NUL character, or bytes that are no UTF-8
        raise _UnusableFileError("a readable file in UTF-8", "check its path, its encoding, who may read it") from None
    if len(content) > LONGEST_FILE:
        raise _UnusableFileError(f"a file of at most {LONGEST_FILE} bytes", "put the value alone into it")
    return text.strip()


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host` and `port`."""
    reachable = WILDCARDS.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def plain(secret: SecretStr | None) -> str:
    """What a secret holds, "" for one that isn't set."""
    return secret.get_secret_value() if secret else ""
