"""What is counted and written down of a message on its way, and what never is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.desk import Desk, Mode
from bot.delivery.courier import DoubtfulError, RefusedError
from bot.delivery.inbound import Inbound, Place
from bot.tracing import short
from tests.delivery.bench import Bench, opened, run, said
from tests.test_metrics import value

PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","access_token":"24.0123456789abcdef0123456789abcdef"}'


def counted(bench: Bench, name: str, **labels: str) -> float:
    """How often, in Slack."""
    return value(bench.sender.meters, f"errcode_{name}", platform="slack", **labels)


def test_answer_is_one_line_with_what_it_was_and_no_word_of_it(desk: Desk, tmp_path: Path) -> None:
    inbound = said(PASTE, author="U7ANN", place=Place("slack", "T1", "C0SECRET"))

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(inbound)
            await bench.send()

    with capture_logs() as lines:
        run(story())

    answered = next(line for line in lines if line["event"] == "answered")
    assert 0 <= answered.pop("duration_ms") < 60_000
    assert {
        "event": "answered",
        "log_level": "info",
        "door": "slack",
        "mode": "listen",
        "kind": "found",
        "language": "en",
        "codes": ["223114"],
        "decision": "answer",
        "key": short(inbound.key),
    } == answered
    delivered = [line for line in lines if line["event"] == "delivered"]
    assert {("answer", short(inbound.key)), ("warning", short(inbound.key))} == {
        (line["kind"], line["key"]) for line in delivered
    }
    written = json.dumps(lines)
    assert [] == [word for word in ("U7ANN", "C0SECRET", "T1", "24.0123", "fuzzy") if word in written]


@pytest.mark.parametrize(
    ("second", "decision"),
    [
        (said("223114", mode=Mode.ASK), "known"),
        (said("222203", mode=Mode.ASK, edited="1"), "edit"),
        (said("can I retry?", "1.000002", thread="1.000001", in_thread=True), "follow-up"),
        (said("have a nice day", "1.000003"), "silent"),
    ],
)
def test_each_message_is_told_by_what_came_of_it(desk: Desk, tmp_path: Path, second: Inbound, decision: str) -> None:
    async def story() -> float:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said("223114", mode=Mode.ASK))
            await bench.intake.take(second)
            return counted(bench, "events_duplicate_total")

    with capture_logs() as lines:
        duplicates = run(story())

    assert ["answer", decision] == [line["decision"] for line in lines if line["event"] == "answered"]
    assert float(decision == "known") == duplicates


def test_post_that_was_sent_counts_once_with_its_time(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said("223114", mode=Mode.ASK))
            await bench.send()

            assert 1.0 == counted(bench, "replies_sent_total", outcome="sent")
            assert 1.0 == counted(bench, "reply_dwell_seconds_count")
            assert 0.0 <= counted(bench, "reply_dwell_seconds_sum") < 60

    run(story())


@pytest.mark.parametrize("arrived", [True, False])
def test_doubt_is_counted_by_how_it_ended(desk: Desk, tmp_path: Path, arrived: bool) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            inbound = said("223114", mode=Mode.ASK)
            await bench.intake.take(inbound)
            bench.courier.trouble.append(DoubtfulError("gone"))
            if arrived:
                bench.courier.standing[inbound.key] = "7.000001"
            await bench.send()

            how = "found" if arrived else "resent"
            assert 1.0 == counted(bench, "replies_ambiguous_total", resolution=how)
            assert 1.0 == counted(bench, "replies_sent_total", outcome="sent")

    run(story())


def test_post_that_is_refused_counts_as_dead(desk: Desk, tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            await bench.intake.take(said("223114", mode=Mode.ASK))
            bench.courier.trouble.append(RefusedError("channel_not_found"))
            await bench.send()

            assert 1.0 == counted(bench, "replies_sent_total", outcome="dead")
            assert 0.0 == counted(bench, "replies_sent_total", outcome="sent")

    run(story())
