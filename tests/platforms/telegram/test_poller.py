"""The polling over real sockets: an update is confirmed once it is stored, and whatever breaks it, it says so and goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from telegram.request import HTTPXRequest

from bot.platforms.telegram import poller
from bot.platforms.telegram.link import Link
from bot.platforms.telegram.poller import MOST_TRIES, Poller
from bot.store import leases
from bot.store.errors import UnavailableError
from bot.store.store import Store, now
from bot.store.tables import LEASES
from tests.doubles.postgres import Postgres, postgres
from tests.doubles.telegram import ANN, BOB, GROUP, Fault, TelegramServer, Trouble
from tests.doubles.telegram_client import FREE

__all__ = ["postgres"]

SOON = 30.0  # seconds


@dataclass
class Taker:
    """Takes updates; `trouble` says what the next ones of a text meet."""

    taken: list[str] = field(default_factory=list)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self, update: Mapping[str, Any]) -> None:
        message = update.get("message")
        text = message["text"] if isinstance(message, dict) and "text" in message else "?"
        await self.gate.wait()
        if waiting := self.trouble.get(text):
            raise waiting.pop(0)
        self.taken.append(text)


@dataclass
class Round:
    telegram: TelegramServer
    store: Store
    taker: Taker
    link: Link


Steps = Callable[[Round], Awaitable[None]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything lasts a tenth of a second."""
    values = {"WAIT": 1, "PATIENCE": 0.4, "LEASE": 0.6, "RENEW": 0.1, "LONGEST_PAUSE": 0.1}
    for name, seconds in values.items():
        monkeypatch.setattr(poller, name, seconds)


@asynccontextmanager
async def polling(
    telegram: TelegramServer, store: Store, taker: Taker, link: Link, owner: str = "one"
) -> AsyncIterator[asyncio.Task[None]]:
    async with HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": False}) as request:
        base = f"{telegram.base_url}{FREE.token}"
        running = asyncio.create_task(Poller(base, store, owner, "telegram:7", taker, link, request).run())
        try:
            yield running
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


def run(steps: Steps, database: str, link: Link | None = None) -> None:
    """Runs steps while it polls; no word in the log holds the token."""

    async def all_steps() -> None:
        store = await Store.open(database)
        try:
            async with TelegramServer(FREE) as telegram:
                taker, mine = Taker(), link or Link()
                async with polling(telegram, store, taker, mine):
                    await steps(Round(telegram, store, taker, mine))
        finally:
            await store.close()

    with capture_logs() as lines:
        asyncio.run(all_steps())
    assert FREE.token.partition(":")[2] not in str(lines)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/errcode.db"


async def until(round_: Round, look: Callable[[], Any], seconds: float = SOON) -> None:
    await round_.telegram.wait_for(look, seconds)


def test_an_update_is_confirmed_when_it_is_stored_and_not_before(database: str) -> None:
    async def steps(round_: Round) -> None:
        round_.taker.gate.clear()
        round_.telegram.people.says(GROUP, "one")
        await asyncio.sleep(0.3)
        assert round_.telegram.updates.pending

        round_.taker.gate.set()
        await until(round_, lambda: not round_.telegram.updates.pending)
        assert ["one"] == round_.taker.taken

    run(steps, database)


def test_a_quiet_chat_is_known_to_be_connected_at_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "WAIT", 30)

    async def steps(round_: Round) -> None:
        assert round_.link.why
        await until(round_, lambda: not round_.link.why, 1.0)

    run(steps, database)


def test_each_chat_is_handled_in_order_and_holds_up_no_other(database: str) -> None:
    async def steps(round_: Round) -> None:
        telegram, taker = round_.telegram, round_.taker
        taker.trouble = {"a1": [UnavailableError("the disk is full", "make room")]}
        for chat, text in ((ANN, "a1"), (BOB, "b1"), (ANN, "a2"), (BOB, "b2")):
            telegram.people.says(chat, text)
        await until(round_, lambda: not telegram.updates.pending)

        mine = [text for text in taker.taken if text.startswith("a")]
        assert ["a1", "a2"] == mine[-2:]
        assert "a2" not in mine[: mine.index("a1")]
        assert {"b1", "b2"} < set(taker.taken)

    run(steps, database)


class Telltale(Link):
    """A link that remembers what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[str] = []

    def up(self) -> None:
        if self.why:
            self.turns.append("up")
        super().up()

    def down(self, why: str) -> None:
        if self.why != why:
            self.turns.append(why)
        super().down(why)


def test_what_could_not_be_stored_comes_again_and_the_link_is_down_until_it_is_stored(database: str) -> None:
    link = Telltale()

    async def steps(round_: Round) -> None:
        full = UnavailableError("the disk of db1 is full", "make room", "its server refuses (DiskFull)")
        await until(round_, lambda: not link.why)
        round_.taker.trouble = {"one": [full for _ in range(5)]}
        round_.telegram.people.says(GROUP, "one")
        await until(round_, lambda: not round_.telegram.updates.pending)

        assert ["one"] == round_.taker.taken
        assert ["up", "the database: its server refuses (DiskFull)", "up"] == link.turns

    run(steps, database, link)


def test_an_update_that_breaks_its_handling_is_left_out_after_some_tries(database: str) -> None:
    async def steps(round_: Round) -> None:
        round_.taker.trouble = {"bad": [RuntimeError("a bug") for _ in range(MOST_TRIES)]}
        for text in ("bad", "next"):
            round_.telegram.people.says(ANN, text)
        await until(round_, lambda: not round_.telegram.updates.pending)

        assert ["next"] == round_.taker.taken
        assert [] == round_.taker.trouble["bad"]

    run(steps, database)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": 5},
        {"message": {"chat": [], "from": None, "text": {}}},
        {"something_new": {"of": "next year"}},
        {"message": {"chat": {"id": "x"}}, "edited_message": None},
        {"callback_query": {"message": {"chat": {"id": True}}}},
        "not an object",
        None,
        [1],
    ],
)
def test_no_update_wedges_the_polling(database: str, update: Any) -> None:
    async def steps(round_: Round) -> None:
        round_.telegram.people.sends_raw(update)
        round_.telegram.people.says(GROUP, "after it")
        await until(round_, lambda: "after it" in round_.taker.taken)
        await until(round_, lambda: not round_.telegram.updates.pending)

    run(steps, database)


def test_updates_that_have_no_number_are_told_and_asked_for_slowly(database: str) -> None:
    async def steps(round_: Round) -> None:
        round_.telegram.people.sends_raw("not an object")
        await until(round_, lambda: "can't be reached" in round_.link.why)
        before = round_.telegram.polling.polls
        await asyncio.sleep(0.5)
        assert round_.telegram.polling.polls - before <= 12

        round_.telegram.people.says(GROUP, "after it")
        await until(round_, lambda: ["after it"] == round_.taker.taken)
        await until(round_, lambda: not round_.link.why)

    run(steps, database)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(Trouble.UNAUTHORIZED), "refuses the token; set TELEGRAM_BOT_TOKEN"),
        (Fault(Trouble.CONFLICT), "another program polls with this token"),
        (Fault(Trouble.BAD_GATEWAY), "can't be reached (TelegramError)"),
        (Fault(Trouble.SERVER_ERROR), "can't be reached (NetworkError)"),
        (Fault(Trouble.RATE_LIMITED, 1), "asks to wait"),
        (Fault(Trouble.RESET), "can't be reached (ReadError)"),
        (Fault(Trouble.DONE_RESET), "can't be reached (ReadError)"),
        (Fault(Trouble.MALFORMED), "can't be reached"),
        (Fault(Trouble.SILENCE), "can't be reached (ReadTimeout)"),
    ],
)
def test_whatever_the_polling_meets_it_says_why_and_recovers(database: str, fault: Fault, why: str) -> None:
    async def steps(round_: Round) -> None:
        await until(round_, lambda: not round_.link.why)
        round_.telegram.faults.chance("getUpdates", fault)
        round_.telegram.people.says(GROUP, "one")  # ends the question under way
        await until(round_, lambda: why in round_.link.why, 5.0)

        round_.telegram.faults.clear()
        round_.telegram.people.says(GROUP, "two")
        await until(round_, lambda: not round_.link.why and not round_.telegram.updates.pending)
        assert ["one", "two"] == list(dict.fromkeys(round_.taker.taken))

    run(steps, database)


def test_a_webhook_that_another_program_sets_is_told(database: str) -> None:
    async def steps(round_: Round) -> None:
        round_.telegram.webhook.url = "https://other.test/"
        round_.telegram.polling.evict("terminated by setWebhook request")
        await until(round_, lambda: "a webhook is set" in round_.link.why)

    run(steps, database)


def test_numbers_that_begin_anew_after_a_quiet_week_are_read(database: str) -> None:
    async def steps(round_: Round) -> None:
        round_.telegram.people.says(GROUP, "before")
        await until(round_, lambda: not round_.telegram.updates.pending)
        polls = round_.telegram.polling.polls
        await until(round_, lambda: round_.telegram.polling.polls > polls)  # a question without an answer
        round_.telegram.updates._next = 5
        round_.telegram.people.says(GROUP, "after")
        await until(round_, lambda: not round_.telegram.updates.pending)
        assert ["before", "after"] == round_.taker.taken

    run(steps, database)


def test_on_sqlite_a_lease_that_a_dead_process_left_holds_nobody_up(database: str) -> None:
    async def leave() -> None:
        store = await Store.open(database)
        async with store.begin() as conn:
            moment = await now(conn)
            assert await leases.hold(conn, "telegram:7", "killed", moment, moment + 60)
        await store.close()

    async def steps(round_: Round) -> None:
        round_.telegram.people.says(GROUP, "one")
        await until(round_, lambda: ["one"] == round_.taker.taken)

    asyncio.run(leave())
    run(steps, database)


# --- replicas -------------------------------------------------------------------------------------


def test_of_two_replicas_one_polls_until_it_stops(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease is renewed beside a long question."""
    monkeypatch.setattr(poller, "LEASE", 3.0)
    monkeypatch.setattr(poller, "WAIT", 30)

    async def lapses_at(store: Store) -> float:
        async with store.begin() as conn:
            return float((await conn.execute(select(LEASES.c.until))).scalar_one())

    async def steps(round_: Round) -> None:
        telegram, other, link = round_.telegram, Taker(), Link()
        await until(round_, lambda: telegram.polling.polls)
        async with polling(telegram, round_.store, other, link, "two"):
            await until(round_, lambda: not link.why)  # that another polls is well
            telegram.people.says(GROUP, "one")
            await until(round_, lambda: ["one"] == round_.taker.taken)
            lapsing = await lapses_at(round_.store)
            async with asyncio.timeout(SOON):
                while await lapses_at(round_.store) < lapsing + 0.3:  # noqa: ASYNC110 - rows have no event
                    await asyncio.sleep(0.05)
            telegram.people.says(GROUP, "two")
            await until(round_, lambda: not telegram.updates.pending)

            assert (["one", "two"], []) == (round_.taker.taken, other.taken)
            conflicts = [line for line in telegram.history if "terminated" in line.detail]
            assert [] == conflicts

    run(steps, postgres.new_database())


def test_when_the_one_that_polls_stops_or_dies_another_goes_on(postgres: Postgres) -> None:
    async def steps(round_: Round) -> None:
        telegram, other, link = round_.telegram, Taker(), Link()
        async with round_.store.begin() as conn:  # as a process that is killed leaves it
            moment = await now(conn)
            await leases.release(conn, "telegram:7", "one")
            await leases.hold(conn, "telegram:7", "killed", moment, moment + 0.6)
        await asyncio.sleep(0.2)
        async with polling(telegram, round_.store, other, link, "two"):
            telegram.people.says(GROUP, "one")
            await until(round_, lambda: not telegram.updates.pending)

            assert ["one"] == sorted({*round_.taker.taken, *other.taken})

    run(steps, postgres.new_database())


def test_a_poller_that_ends_leaves_its_lease_to_the_next(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "LEASE", 60.0)

    async def steps() -> None:
        store = await Store.open(postgres.new_database())
        async with TelegramServer(FREE) as telegram:
            for owner in ("one", "two"):
                taker = Taker()
                async with polling(telegram, store, taker, Link(), owner):
                    telegram.people.says(GROUP, owner)
                    await telegram.wait_for(lambda: not telegram.updates.pending, SOON)
                assert [owner] == taker.taken
        await store.close()

    asyncio.run(steps())
