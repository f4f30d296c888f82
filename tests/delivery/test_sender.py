from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.desk import Desk, Mode
from bot.delivery import owed, sender
from bot.delivery.courier import DoubtfulError, Post, PostKind, RefusedError, ThrottledError, UnsentError
from bot.delivery.inbound import Deletion, Place
from bot.delivery.pace import Pace
from bot.delivery.sender import MOST_WAIT, Sender
from bot.store import outbox
from bot.store.cases import Case
from bot.store.engine import Connection
from bot.store.outbox import DeadPost
from bot.store.store import Store, UnavailableError

from .bench import FAST, FUZZY, QUICK, Bench, Clock, deleted, opened, run, said
from .fakes import FakeCourier, LosingCourier

SHORT = replace(QUICK, lease=5.0, timeout=0.5)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses after failures, a hundred times shorter."""
    whole = sender._pause
    monkeypatch.setattr(sender, "_pause", lambda failures: whole(failures) / 100)
    monkeypatch.setattr(owed, "COUNTER_PAUSE", 0.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The store's clock, which a test moves."""
    clock = Clock()
    monkeypatch.setattr(owed, "now", clock)
    monkeypatch.setattr(sender, "now", clock)
    return clock


async def ask(bench: Bench, count: int = 1, *, channels: int = 1) -> list[str]:
    """So many questions, each owed one answer; the keys of the answers."""
    keys = []
    for number in range(count):
        inbound = said(
            "223114", f"{number + 1}.000001", mode=Mode.ASK, place=Place("slack", "T1", f"C{number % channels}")
        )
        await bench.intake.take(inbound)
        keys.append(inbound.key)
    return keys


async def graveyard(bench: Bench) -> list[DeadPost]:
    async with bench.store.begin() as conn:
        return await outbox.graveyard(conn, 10)


def all_tried(bench: Bench) -> bool:
    return not bench.rows("SELECT 1 FROM outbox WHERE attempts = 0")


# --- order and pace -------------------------------------------------------------------------------


def test_what_is_owed_is_delivered_once_and_recorded(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            keys = await ask(bench, 20, channels=5)
            await bench.send()

            assert sorted(keys) == sorted(bench.courier.keys())
            assert [(20,)] == bench.rows("SELECT count(*) FROM outbox WHERE state = 'sent'")
            assert set(bench.courier.standing.values()) == {ref for (ref,) in bench.rows("SELECT ref FROM cases")}

    run(story())


def test_the_posts_of_a_case_keep_their_order_whatever_fails(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.extend([UnsentError("refused"), ThrottledError(0.02), DoubtfulError("reset")])
            await bench.intake.take(said("223114", mode=Mode.ASK, message="", thread="", headline=True, reply_url="x"))
            await bench.intake.take(said("223115", mode=Mode.ASK, edited="2"))
            await bench.send()

            assert ["headline", "answer", "revision"] == bench.courier.kinds()

    run(story())


def test_a_channel_gets_one_post_at_a_time_and_in_order(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, FakeCourier(takes=0.02)) as bench:
            keys = await ask(bench, 8)
            await bench.send()

            assert keys == bench.courier.keys()
            assert 1 == bench.courier.most_busy

    run(story())


def test_channels_do_not_wait_for_each_other(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, timing=SHORT) as bench:
            await ask(bench, 10, channels=10)
            bench.courier.trouble.extend([asyncio.Barrier(10).wait] * 10)  # each waits for all
            await bench.send()

            assert 10 == len(bench.courier.delivered)
            assert [] == bench.courier.looked_for

    run(story())


def test_a_channel_s_pace_is_kept_and_counts_as_no_try(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, pace=Pace(rate=20.0, burst=2.0)) as bench:
            keys = await ask(bench, 8)
            started = time.monotonic()
            await bench.send()

            assert 0.28 < time.monotonic() - started  # two at once, six at a twentieth of a second
            assert keys == bench.courier.keys()
            assert [(1,)] == bench.rows("SELECT DISTINCT attempts FROM outbox")

    run(story())


def test_pace_is_a_bucket_for_each_channel() -> None:
    pace, one, other = Pace(rate=2.0, burst=3.0), ("slack", "T1", "C1"), ("slack", "T2", "C1")

    assert [0.0, 0.0, 0.5] == [pace.spend(one, 10.0) for _ in range(3)]
    assert pace.spend(other, 10.0) == 0.0
    assert pace.spend(one, 10.5) == 0.5
    assert [0.0, 0.0, 0.5] == [pace.spend(one, 99.0) for _ in range(3)]


def test_pace_forgets_channels_that_are_quiet() -> None:
    pace = Pace(rate=1.0, burst=3.0)
    for number in range(3000):
        pace.spend(("slack", "T1", f"C{number}"), float(number))

    assert len(pace._levels) <= 1001


# --- failures -------------------------------------------------------------------------------------


def test_throttling_holds_the_whole_channel_back(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(ThrottledError(30.0))
            await ask(bench)
            await bench.send_until(lambda: not bench.courier.trouble)
            await bench.intake.take(said(FUZZY, "9.000001", place=Place("slack", "T1", "C0")))
            await bench.intake.take(said(FUZZY, "9.000001", place=Place("slack", "T1", "C9")))
            clock.moment += 29.0
            await bench.send_until(lambda: bool(bench.courier.delivered))
            assert ["C9"] == [post.case.channel for post in bench.courier.delivered]

            clock.moment += 1.0
            await bench.send()
            assert ["C9", "C0", "C0"] == [post.case.channel for post in bench.courier.delivered]
            assert [] == bench.courier.looked_for

    run(story())


def test_throttling_counts_as_no_failure(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures: list[int] = []

    def pause(count: int) -> float:
        failures.append(count)
        return 0.0

    monkeypatch.setattr(sender, "_pause", pause)

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.extend([*[ThrottledError(0.01)] * 5, UnsentError("x"), UnsentError("x")])
            await ask(bench)
            await bench.send()

    run(story())
    assert [1, 2] == failures


@pytest.mark.parametrize("failures", [1, 2, 5, 10, 10_000])
def test_pauses_double_up_to_a_minute(failures: int) -> None:
    pauses = [sender._pause(failures) * 100 for _ in range(50)]  # the fixture's hundredth, undone
    bound = min(MOST_WAIT, 0.5 * 2.0 ** min(failures, 20))

    assert bound / 2 <= min(pauses) <= max(pauses) <= bound


def test_what_surely_did_not_arrive_is_sent_again_without_looking(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(UnsentError("connection refused"))
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()
            assert [] == bench.courier.looked_for

    run(story())


def test_what_arrived_in_doubt_is_found_and_not_sent_again(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, LosingCourier()) as bench:
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()
            assert keys == bench.courier.looked_for
            assert [(ref,) for ref in bench.courier.standing.values()] == bench.rows("SELECT ref FROM cases")

    run(story())


@pytest.mark.parametrize("trouble", [DoubtfulError("reset"), KeyError("a bug"), lambda: asyncio.sleep(9)])
def test_what_did_not_arrive_in_doubt_is_looked_for_and_sent(
    desk: Desk, tmp_path: Path, trouble: DoubtfulError
) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, timing=SHORT) as bench:
            bench.courier.trouble.append(trouble)
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()
            assert keys == bench.courier.looked_for

    run(story())


@pytest.mark.parametrize("trouble", [ThrottledError(0.02), UnsentError("refused"), DoubtfulError("reset")])
def test_a_look_that_fails_leaves_the_doubt(desk: Desk, tmp_path: Path, trouble: Exception) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, LosingCourier()) as bench:
            bench.courier.trouble_looking.extend([trouble, trouble])
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()
            assert keys * 3 == bench.courier.looked_for

    run(story())


def test_what_is_refused_is_buried_and_seen(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(RefusedError("channel_not_found"))
            keys = await ask(bench)
            await bench.send()

            assert [(keys[0], "answer", "channel_not_found")] == [
                (dead.key, dead.kind, dead.error) for dead in await graveyard(bench)
            ]
            assert [] == bench.courier.delivered

    run(story())


def test_an_answer_whose_headline_is_refused_still_goes_out(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(RefusedError("not_in_channel"))
            await bench.intake.take(said("223114", mode=Mode.ASK, message="", thread="", headline=True, reply_url="x"))
            await bench.send()

            assert [("answer", "")] == [(post.kind, post.case.thread) for post in bench.courier.delivered]

    run(story())


@pytest.mark.parametrize(
    "trouble", [ThrottledError(0.01), UnsentError("refused"), DoubtfulError("reset"), KeyError("a bug")]
)
def test_what_fails_too_long_is_buried(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr(owed, "now", Clock(time.time() - QUICK.oldest - 1))

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(trouble)
            await ask(bench)
            await bench.send()

            (dead,) = await graveyard(bench)
            assert dead.error.startswith("too old: ")
            assert "a bug" not in dead.error  # a bug's text may quote the user

    run(story())


def test_what_is_old_and_was_never_tried_is_still_sent(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was acknowledged, and the bot was down."""
    monkeypatch.setattr(owed, "now", Clock(time.time() - QUICK.oldest - 1))

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()

    run(story())


def test_a_post_for_a_platform_that_is_off_does_not_hold_the_others_up(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, "9.000001", place=Place("telegram", "T1", "C0")))
            await ask(bench)
            await bench.send_until(lambda: bool(bench.courier.delivered) and all_tried(bench))

            told = "its platform is not ready yet, or off"
            assert [("pending", told)] == bench.rows("SELECT state, error FROM outbox WHERE done_at IS NULL")

    run(story())


# --- deleted and revised meanwhile ----------------------------------------------------------------


def test_a_message_deleted_while_its_answer_waited_for_another_try_is_not_answered(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(ThrottledError(0.1))
            await bench.intake.take(said(FUZZY))
            await bench.send_until(lambda: not bench.courier.trouble)
            await bench.intake.take_back(deleted())
            await bench.send()

            assert ["withdrawal"] == bench.courier.kinds()
            assert [] == await graveyard(bench)

    run(story())


def test_a_message_deleted_while_its_answer_was_in_doubt_loses_the_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, LosingCourier(), replace(QUICK, settle=0.3)) as bench:
            await bench.intake.take(said(FUZZY))
            await bench.send_until(lambda: bool(bench.courier.delivered))
            await bench.intake.take_back(deleted())
            await bench.send()

            assert ["answer", "withdrawal"] == bench.courier.kinds()
            assert bench.courier.delivered[1].case.ref == "1.000001"

    run(story())


def test_a_message_deleted_while_its_answer_is_sent_loses_the_answer(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(lambda: bench.intake.take_back(deleted()))
            await bench.intake.take(said(FUZZY))
            await bench.send()

            assert ["answer", "withdrawal"] == bench.courier.kinds()
            assert bench.courier.delivered[1].case.ref == "1.000001"

    run(story())


def test_a_message_deleted_while_its_answer_waited_its_turn_is_not_answered(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            first, second = await ask(bench, 2)

            async def delete_the_second() -> None:
                await both_are_leased(bench)
                await bench.intake.take_back(Deletion(second, Place("slack", "T1", "C0")))

            bench.courier.trouble.append(delete_the_second)
            await bench.send()

            assert ["answer", "withdrawal"] == bench.courier.kinds()
            assert first == bench.courier.keys()[0]

    run(story())


def test_a_counter_that_grows_while_it_is_sent_is_sent_again(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said(FUZZY, "1.000001"))
            await bench.send()
            await bench.intake.take(said(FUZZY, "2.000001"))

            async def grow() -> None:
                await bench.intake.take(said(FUZZY, "3.000001"))

            bench.courier.trouble.append(grow)
            await bench.send()

            assert [2, 3] == [post.body["count"] for post in bench.courier.delivered if post.kind == "counter"]

    run(story())


# --- leases ---------------------------------------------------------------------------------------


async def leased_by_the_dead(bench: Bench, until: float) -> None:
    """Another process leases all there is, and dies."""
    async with bench.store.begin() as conn:
        assert await outbox.lease(conn, "dead", until, until, 9)


async def both_are_leased(bench: Bench) -> None:
    while len(bench.owed("sending")) < 2:  # noqa: ASYNC110 - rows have no event
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lapsed_lease_of_a_dead_process_is_looked_into(desk: Desk, tmp_path: Path, arrived: bool) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            (key,) = await ask(bench)
            if arrived:
                bench.courier.standing[key] = "7.000001"
            started = time.monotonic()
            await leased_by_the_dead(bench, time.time() + 0.3)
            await bench.send()

            assert 0.25 < time.monotonic() - started
            assert [key] == bench.courier.looked_for
            assert ([] if arrived else [key]) == bench.courier.keys()
            assert [("7.000001" if arrived else "1.000001",)] == bench.rows("SELECT ref FROM cases")

    run(story())


def test_a_zombie_delivers_nothing_any_more(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    """Its lease lapses while it looks for its post; another sender delivers it meanwhile."""

    async def story() -> None:
        async with opened(tmp_path, desk, timing=replace(QUICK, poll=60.0)) as bench:  # what lapses is the other's
            await ask(bench)
            await leased_by_the_dead(bench, clock.moment)
            other = Sender(bench.store, {"slack": bench.courier}, "other", Pace(FAST, FAST), QUICK)

            async def sleep() -> None:
                async with bench.store.begin():  # after whatever it leases now
                    clock.moment += QUICK.lease
                running = asyncio.create_task(other.run())
                while bench.owed("sending") or bench.owed():  # noqa: ASYNC110 - rows have no event
                    await asyncio.sleep(0.01)
                await other.stop()
                await running

            bench.courier.trouble_looking.append(sleep)
            await bench.send_until(lambda: not bench.courier.trouble_looking and not bench.sender._under_way)

            assert 1 == len(bench.courier.delivered)  # FakeCourier refuses a second one, too
            assert 2 == len(bench.courier.looked_for)

    run(story())


def test_a_post_whose_turn_comes_too_late_for_its_lease_is_put_back(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            keys = await ask(bench, 2)

            async def take_long() -> None:
                await both_are_leased(bench)
                clock.moment += QUICK.lease - QUICK.timeout + 1.0

            bench.courier.trouble.append(take_long)
            await bench.send()

            assert keys == bench.courier.keys()
            assert [(1,), (2,)] == bench.rows("SELECT attempts FROM outbox ORDER BY id")
            assert [] == bench.courier.looked_for  # it surely wasn't sent

    run(story())


# --- the end --------------------------------------------------------------------------------------


def test_the_end_waits_for_what_is_under_way_and_leases_nothing_more(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, FakeCourier(takes=0.05)) as bench:
            keys = await ask(bench, 5)
            await bench.send_until(lambda: bool(bench.rows("SELECT 1 FROM outbox WHERE state = 'sending'")))
            states = dict(bench.rows("SELECT state, count(*) FROM outbox GROUP BY state"))

            assert "sending" not in states
            assert 0 < len(bench.courier.delivered) == states["sent"]
            await bench.send()
            assert keys == bench.courier.keys()

    run(story())


def test_what_does_not_end_in_time_is_looked_for_by_the_next(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk, timing=replace(QUICK, drain=0.05)) as bench:
            bench.courier.trouble.append(asyncio.Event().wait)
            keys = await ask(bench)
            await bench.send_until(lambda: not bench.courier.trouble)
            assert [] == bench.courier.delivered
            assert not bench.sender._under_way
            clock.moment += QUICK.lease
            await bench.send()

            assert keys == bench.courier.keys() == bench.courier.looked_for

    run(story())


def test_a_sender_that_never_ran_stops_at_once(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench, asyncio.timeout(1):
            await bench.sender.stop()

    run(story())


# --- a database that is away ----------------------------------------------------------------------


class AwayStore:
    """Fails the transactions from the `first` one on, for `seconds`."""

    def __init__(self, store: Store, first: int, seconds: float, error: Exception) -> None:
        self._store, self.first, self._seconds, self._error = store, first, seconds, error
        self._number = 0
        self._until: float | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        self._number += 1
        if self._number >= self.first:
            self._until = self._until or time.monotonic() + self._seconds
            if time.monotonic() < self._until:
                raise self._error
        async with self._store.begin() as conn:
            yield conn


@pytest.mark.parametrize("seconds", [0.2, 1.0])  # shorter than the lease, and longer
@pytest.mark.parametrize("trouble", [None, UnsentError("x"), DoubtfulError("x"), ThrottledError(0.01)])
def test_a_database_away_at_any_step_loses_and_doubles_nothing(
    desk: Desk, tmp_path: Path, seconds: float, trouble: Exception | None
) -> None:
    async def story(first: int) -> None:
        folder = tmp_path / str(first)
        folder.mkdir()
        async with opened(folder, desk, timing=replace(SHORT, lease=0.6, timeout=0.3)) as bench:
            away = AwayStore(bench.store, first, seconds, UnavailableError("the database is away", "wait"))
            bench.sender.store = away  # type: ignore[assignment] # a stand-in
            bench.courier.trouble.extend([trouble] if trouble else [])
            keys = await ask(bench)
            await bench.send(9.0)

            assert keys == bench.courier.keys()
            assert [("1.000001",)] == bench.rows("SELECT ref FROM cases")

    async def stories() -> None:
        await asyncio.gather(*map(story, range(1, 6)))  # a lease, a check, a record; and these again

    run(stories())


@pytest.mark.parametrize(("lease", "looks"), [(20.0, 0), (1.0, 1)])
def test_a_recording_is_tried_until_the_lease_ends_and_then_looked_for(
    desk: Desk, tmp_path: Path, clock: Clock, lease: float, looks: int
) -> None:
    """The database is away for a fifth of a second, or until the sender has given up."""

    async def story() -> None:
        async with opened(tmp_path, desk, timing=replace(SHORT, lease=lease)) as bench:
            seconds = 600.0 if looks else 0.2
            away = AwayStore(bench.store, 10**6, seconds, UnavailableError("the database is away", "wait"))
            bench.sender.store = away  # type: ignore[assignment] # a stand-in

            async def lose_the_database() -> None:
                away.first = 0

            bench.courier.trouble.append(lose_the_database)
            keys = await ask(bench)
            await bench.send_until(lambda: bool(bench.courier.delivered) and not bench.sender._under_way)
            bench.sender.store = bench.store
            clock.moment += lease
            await bench.send()

            assert keys == bench.courier.keys()
            assert keys * looks == bench.courier.looked_for

    run(story())


def test_a_lease_that_breaks_does_not_end_the_sender(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.sender.store = AwayStore(bench.store, 1, 0.1, ValueError("a bug"))  # type: ignore[assignment] # a stand-in
            keys = await ask(bench)
            await bench.send()

            assert keys == bench.courier.keys()

    run(story())


def test_the_fake_courier_refuses_what_no_platform_takes() -> None:
    case = Case(
        "c", "slack", "T", "C", "", "k", "U", "ask", private=False, language="en", memo={}, asked="", created_at=0.0
    )
    courier = FakeCourier()

    for post in (
        Post("k", PostKind.ANSWER, case, {}),
        Post("", PostKind.HEADLINE, case, {}),
        Post("k", PostKind.REPEAT, case, {"count": 2}),
        Post("k", PostKind.ANSWER, replace(case, thread="1.000001", withdrawn=True), {}),
    ):
        with pytest.raises(AssertionError):
            run(courier.deliver(post))
    run(courier.deliver(Post("k", PostKind.HEADLINE, case, {})))
    with pytest.raises(AssertionError):
        run(courier.deliver(Post("k", PostKind.HEADLINE, case, {})))
