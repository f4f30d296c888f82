from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.desk import Desk, Mode
from bot.delivery import intake, owed
from bot.delivery.courier import RefusedError
from bot.delivery.repeats import CALM, LONGEST, MOST_LINES, QUIET, counts_of, labels_of
from bot.store.sightings import Sighting

from .bench import FUZZY, OCCLUDED, Bench, Clock, deleted, opened, run, said


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (owed, intake):
        monkeypatch.setattr(module, "now", clock)
    return clock


async def paste(bench: Bench, clock: Clock, text: str, number: int, after: float, **changes: Any) -> None:
    clock.moment += after
    await bench.intake.take(said(text, f"{number}.000001", **changes))


def bodies(bench: Bench, kind: str) -> list[str]:
    return [body for (body,) in bench.rows(f"SELECT body FROM outbox WHERE kind = '{kind}' ORDER BY id")]


def test_a_calm_repeat_gets_a_line_with_its_count_and_minutes(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await paste(bench, clock, FUZZY, 2, 240)
            await paste(bench, clock, FUZZY, 3, 120)
            await bench.send()

            (first,) = bench.rows("SELECT id, ref, count FROM cases ORDER BY created_at LIMIT 1")
            lines = [post for post in bench.courier.delivered if post.kind == "repeat"]
            assert [(2, 4), (3, 6)] == [(post.body["count"], post.body["minutes"]) for post in lines]
            assert [first[:2]] * 2 == [(post.first.id, post.first.ref) for post in lines if post.first]
            assert ["2.000001", "3.000001"] == [post.case.thread for post in lines]
            assert 3 == first[2]

    run(story())


def test_a_storm_leaves_one_answer_and_its_counter(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for number in range(1, 501):
                await paste(bench, clock, FUZZY, number, 0.5 if number % 50 else CALM + 1)

            assert 1 == len(bodies(bench, "answer"))
            assert 1 == len(bodies(bench, "counter"))
            assert MOST_LINES == len(bodies(bench, "repeat"))
            assert [(500,)] == bench.rows("SELECT max(count) FROM cases")
            assert 1 + MOST_LINES == bench.rows("SELECT count(*) FROM cases")[0][0]
            await bench.send()
            assert [500] == [post.body["count"] for post in bench.courier.delivered if post.kind == "counter"]

    run(story())


def test_a_storm_without_a_pause_gets_no_line(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for number in range(1, 21):
                await paste(bench, clock, FUZZY, number, CALM - 1)

            assert ["answer", "counter"] == bench.owed()

    run(story())


@pytest.mark.parametrize(("steps", "cards"), [([QUIET - 1], 1), ([QUIET + 1], 2), ([QUIET - 100] * 8, 2)])
def test_when_an_error_gets_a_card_again(
    desk: Desk, tmp_path: Path, clock: Clock, steps: list[float], cards: int
) -> None:
    """Ten minutes without it; and an hour after its card at the latest."""
    assert QUIET < sum([QUIET - 100] * 8)
    assert LONGEST < sum([QUIET - 100] * 8) < 2 * LONGEST

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for number, step in enumerate([0.0, *steps], start=1):
                await paste(bench, clock, FUZZY, number, step)

            assert cards == len(bodies(bench, "answer"))

    run(story())


def test_a_repeat_in_the_card_s_own_thread_gets_no_line(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await paste(bench, clock, FUZZY, 2, 60, thread="1.000001", in_thread=True)

            assert ["answer", "counter"] == bench.owed()

    run(story())


@pytest.mark.parametrize("changes", [{"mode": Mode.ASK}, {"mode": Mode.ASK, "private": True}])
def test_who_asks_gets_a_card_each_time(desk: Desk, tmp_path: Path, clock: Clock, changes: dict[str, Any]) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for number in (1, 2):
                await paste(bench, clock, FUZZY, number, 60, **changes)

            assert ["answer", "answer"] == bench.owed()

    run(story())


def test_a_message_with_a_new_error_beside_a_known_one_gets_a_card(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await paste(bench, clock, f"{FUZZY}\n{OCCLUDED}", 2, 60)
            await paste(bench, clock, f"{FUZZY}\n{OCCLUDED}", 3, 60)

            assert ["answer", "answer", "counter", "counter", "repeat"] == bench.owed()

    run(story())


def test_a_card_of_two_errors_never_counts_backwards(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            for number, text in enumerate([f"{FUZZY}\n{OCCLUDED}", FUZZY, FUZZY, FUZZY, OCCLUDED], start=1):
                await paste(bench, clock, text, number, 1)

            assert [(4,)] == bench.rows("SELECT count FROM cases")

    run(story())


def test_a_withdrawn_card_is_not_led_back_to(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await bench.intake.take_back(deleted("1.000001"))
            await paste(bench, clock, FUZZY, 2, 60)
            await paste(bench, clock, FUZZY, 3, 60)

            assert ["withdrawal", "answer", "counter", "repeat"] == bench.owed()
            assert "first" in bodies(bench, "repeat")[0]

    run(story())


def test_a_line_never_links_to_a_card_that_was_withdrawn_meanwhile(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await bench.send()
            await paste(bench, clock, FUZZY, 2, 60)
            await bench.intake.take_back(deleted("1.000001"))
            await bench.send()

            assert [None] == [post.first for post in bench.courier.delivered if post.kind == "repeat"]

    run(story())


def test_a_card_that_an_edit_made_another_s_is_not_led_back_to(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await paste(bench, clock, FUZZY, 1, 0)
            await paste(bench, clock, OCCLUDED, 1, 5, edited="2")
            await paste(bench, clock, FUZZY, 2, 60)

            assert ["answer", "revision", "answer"] == bench.owed()

    run(story())


def test_a_card_that_could_not_be_posted_is_not_led_back_to(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            bench.courier.trouble.append(RefusedError("is_archived"))
            await paste(bench, clock, FUZZY, 1, 0)
            await bench.send()
            await paste(bench, clock, FUZZY, 2, 60)
            await bench.send()

            assert ["answer"] == bench.courier.kinds()

    run(story())


def test_a_family_counts_as_one(desk: Desk) -> None:
    answer = desk.answer("system busy", Mode.ASK)

    assert 1 == len(labels_of(answer))
    assert labels_of(answer) != labels_of(desk.answer("222901", Mode.ASK))


def test_codes_count_one_by_one(desk: Desk) -> None:
    assert ["223114", "223115"] == labels_of(desk.answer(f"{FUZZY}\n{OCCLUDED}\n{FUZZY}", Mode.LISTEN))


def test_the_count_of_a_card_is_that_of_its_error_seen_most_often() -> None:
    seen = [Sighting(case, count, 0, 1.0, 1.0, fresh=False) for case, count in (("a", 2), ("b", 7), ("a", 9), ("a", 3))]

    assert {"a": 9, "b": 7} == counts_of(seen)
