"""Whether the service can work, and if not, why; and when a new start is worth a try."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot import health as room
from bot.health import Health, attended
from bot.metrics import Meters
from bot.store import outbox
from bot.store.errors import UnavailableError
from bot.store.store import Store
from bot.systemd import Supervisor
from tests.store.made import NOW, owed
from tests.test_metrics import value

SHUTTING_DOWN, DATABASE = "it is shutting down", "database: gone"


class FakeStore:
    """A database that answers as it is told to."""

    def __init__(self, trouble: Exception | float | None = None) -> None:
        self.trouble = trouble
        self.asked = 0

    async def check(self) -> None:
        self.asked += 1
        if isinstance(self.trouble, Exception):
            raise self.trouble
        await asyncio.sleep(self.trouble or 0.0)


def link(why: str = "") -> Callable[[], Awaitable[str]]:
    async def why_down() -> str:
        return why

    return why_down


def health(store: FakeStore | None = None, **links: tuple[str, bool] | None) -> Health:
    """One that has started; `links` are (why it is down, by HTTP), None for one never connected."""
    made = Health(Meters(), store, starting=False)  # type: ignore[arg-type] # a stand-in
    for name, told in links.items():
        made.expect(name)
        if told:
            made.connected(name, link(told[0]), by_http=told[1])
    return made


UP, DOWN, HOOK_UP, HOOK_DOWN = ("", False), ("lost", False), ("", True), ("lost", True)


@pytest.mark.parametrize(
    ("links", "reasons", "remarks"),
    [
        ({}, [], []),
        ({"slack": UP, "telegram": UP}, [], []),
        ({"slack": None, "telegram": UP}, ["slack: not connected yet"], []),
        ({"slack": DOWN}, ["slack: lost"], []),
        ({"slack": DOWN, "telegram": UP}, [], ["slack: lost"]),
        ({"slack": DOWN, "telegram": DOWN}, ["slack: lost", "telegram: lost"], []),
        ({"telegram": HOOK_DOWN}, [], ["telegram: lost"]),
        ({"slack": DOWN, "telegram": HOOK_UP}, [], ["slack: lost"]),
    ],
)
def test_a_link_that_is_lost_stops_work_only_where_no_work_could_come(
    links: dict[str, tuple[str, bool] | None], reasons: list[str], remarks: list[str]
) -> None:
    found = health(FakeStore(), **links)

    assert (reasons, remarks) == asyncio.run(found.readiness())
    asyncio.run(found._down())
    for name, told in links.items():
        assert float(told is not None and not told[0]) == value(found.meters, "errcode_link_up", platform=name)


def test_a_start_that_goes_on_an_end_and_a_database_are_reasons() -> None:
    found = health(FakeStore(UnavailableError("bot@db.test is gone", "try again", "gone")))
    found.starting = found.draining = True

    assert ([SHUTTING_DOWN, "it is starting", DATABASE], []) == asyncio.run(found.readiness())
    assert 0.0 == value(found.meters, "errcode_database_up")


def test_trouble_that_nobody_foresaw_is_a_reason_too() -> None:
    found = health(FakeStore(ValueError("no right to db1")))

    assert (["database: it can't be used (ValueError)"], []) == asyncio.run(found.readiness())


def test_database_that_hangs_is_given_up_on_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.05)

    assert (["database: no answer within 0.05 s"], []) == asyncio.run(health(FakeStore(30.0)).readiness())


def test_many_who_ask_are_one_question_to_the_database() -> None:
    store = FakeStore(0.01)
    found = health(store)

    async def ask() -> None:
        await asyncio.gather(*(found.readiness() for _ in range(50)))

    asyncio.run(ask())
    assert 1 == store.asked


def test_what_is_owed_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    async def walk() -> None:
        store = await Store.open(f"sqlite:///{tmp_path}/e.db")
        async with store.begin() as conn:
            await owed(conn, "a")
            await owed(conn, "b")
            (leased,) = await outbox.lease(conn, "me", NOW, NOW + 9, 1)
            await outbox.bury(conn, leased, "no", NOW)
        found = Health(Meters(), store)
        await found.exposition()
        await store.close()

        names = ("outbox_pending", "outbox_dead", "database_up")
        assert [1.0, 1.0, 1.0] == [value(found.meters, f"errcode_{name}") for name in names]
        assert value(found.meters, "errcode_outbox_oldest_age_seconds") > 0

    asyncio.run(walk())


@pytest.mark.parametrize(
    ("trouble", "links", "later", "goes_on"),
    [
        (None, {"slack": UP}, 9_999.0, True),
        (None, {}, 9_999.0, True),
        (None, {"slack": DOWN, "telegram": UP}, 9_999.0, True),
        (None, {"slack": DOWN}, 299.0, True),
        (None, {"slack": DOWN}, 301.0, False),
        (None, {"slack": None}, 301.0, False),
        (UnavailableError("gone", ""), {"slack": UP}, 59.0, True),
        (UnavailableError("gone", ""), {"slack": UP}, 61.0, False),
    ],
)
def test_new_start_is_worth_a_try_only_after_a_while(
    trouble: Exception | None, links: dict[str, tuple[str, bool] | None], later: float, goes_on: bool
) -> None:
    found = health(FakeStore(trouble), **links)
    found._database_was_up -= later
    found._link_was_up -= later

    assert goes_on == asyncio.run(found.is_worth_going_on())


def test_watchdog_is_fed_twice_within_its_patience_and_not_when_nothing_works(tmp_path: Path) -> None:
    found, heard = health(FakeStore(), slack=UP), []

    async def walk(systemd: socket.socket) -> None:
        telling = asyncio.create_task(attended(found, Supervisor(str(tmp_path / "n"), 0.1)))
        await asyncio.sleep(0.35)
        found.store.trouble = UnavailableError("bot@db.test is gone", "", "gone")  # type: ignore[union-attr] # the stand-in
        found._looked = found._database_was_up = -9_999.0
        heard.extend(drained(systemd))
        found._looked = found._database_was_up = -9_999.0
        await asyncio.sleep(0.35)
        telling.cancel()

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        systemd.setblocking(False)
        asyncio.run(walk(systemd))
        after = drained(systemd)

    assert "READY=1\nSTATUS=Works." == heard[0]
    assert heard.count("WATCHDOG=1") >= 2
    assert "WATCHDOG=1" not in after
    assert "STATUS=database: gone" in after


def drained(systemd: socket.socket) -> list[str]:
    heard = []
    while True:
        try:
            heard.append(systemd.recv(4096).decode())
        except BlockingIOError:
            return heard
