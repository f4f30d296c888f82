"""Counts over time: buckets as fine as the span allows, and never too many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decode.timeline import MOST_BUCKETS, MOST_KEPT, Moments, Timeline
from bot.core.decode.times import Instant, Reckoning, time_in

NOON = datetime(2020, 11, 24, 12, 0, 0)  # noqa: DTZ001 - as a log has it


def line(*instants: tuple[int, datetime | None], things: int = 1, reckoning: Reckoning = Reckoning.LOCAL) -> Timeline:
    moments = Moments()
    for thing, at in instants:
        moments.add(thing, Instant(at, reckoning) if at else None)
    timeline = moments.timeline(things)
    assert timeline is not None
    return timeline


@pytest.mark.parametrize(
    ("span", "step"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=59), 1),
        (timedelta(seconds=60), 2),
        (timedelta(minutes=9), 10),
        (timedelta(minutes=59), 60),
        (timedelta(hours=1), 120),
        (timedelta(hours=24), 1800),
        (timedelta(days=3), 7200),
        (timedelta(days=59), 86400),
        (timedelta(days=365), 7 * 86400),
        (timedelta(days=3650), 365 * 86400),
    ],
)
def test_the_span_chooses_the_step(span: timedelta, step: int) -> None:
    timeline = line((0, NOON), (0, NOON + span))

    assert step == timeline.step
    assert len(timeline.counts[0]) <= MOST_BUCKETS
    assert (1, 1) == (timeline.counts[0][0], timeline.counts[0][-1]) or len(timeline.counts[0]) == 1


def test_each_thing_has_its_own_counts() -> None:
    timeline = line((0, NOON), (1, NOON), (1, NOON + timedelta(seconds=2)), things=2)

    assert ((1, 0, 0), (1, 0, 1)) == timeline.counts
    assert (NOON, NOON, NOON + timedelta(seconds=2)) == (timeline.start, timeline.first, timeline.last)
    assert NOON + timedelta(seconds=2) == timeline.bucket_start(2)


def test_without_a_time_there_is_no_timeline() -> None:
    moments = Moments()
    moments.add(0, None)

    assert moments.timeline(1) is None


def test_what_has_no_time_or_another_reckoning_is_left_out_and_counted() -> None:
    moments = Moments()
    for reckoning in (Reckoning.UTC, Reckoning.UTC, Reckoning.LOCAL):
        moments.add(0, Instant(NOON, reckoning))
    moments.add(0, None)

    timeline = moments.timeline(1)
    assert timeline is not None
    assert (Reckoning.UTC, ((2,),), 2) == (timeline.reckoning, timeline.counts, timeline.left_out)


@pytest.mark.parametrize(
    ("dates", "first", "last", "left_out"),
    [
        (["04/11/2020", "11/24/2020"], "2020-04-11", "2020-11-24", 0),
        (["04/11/2020", "24/11/2020"], "2020-11-04", "2020-11-24", 0),
        (["24/11/2020", "04/11/2020", "05/11/2020"], "2020-11-04", "2020-11-24", 0),
        (["04/11/2020", "24/11/2020", "11/24/2020"], "2020-11-24", "2020-11-24", 1),  # they disagree
        (["04/11/2020", "2020-11-24"], "2020-11-24", "2020-11-24", 1),  # none says it
        (["2020-11-24", "0001-11-24", "2020-02-30"], "2020-11-24", "2020-11-24", 2),
    ],
    ids=str,
)
def test_a_date_is_read_as_the_others_of_the_log(dates: list[str], first: str, last: str, left_out: int) -> None:
    moments = Moments()
    for date in dates:
        moments.add(0, time_in(f"{date} 12:00:00"))

    timeline = moments.timeline(1)
    assert timeline is not None
    assert (f"{first} 12:00:00", f"{last} 12:00:00") == (str(timeline.first), str(timeline.last))
    assert (len(dates) - left_out, left_out) == (sum(timeline.counts[0]), timeline.left_out)


def test_where_no_date_says_which_number_is_the_day_there_is_no_timeline() -> None:
    moments = Moments()
    moments.add(0, time_in("04/11/2020 12:00:00"))

    assert moments.timeline(1) is None


def test_times_of_the_day_count_only_where_no_line_has_a_date() -> None:
    moments = Moments()
    for _ in range(3):
        moments.add(0, time_in("12:00:00.123 [main] failed"))
    alone = moments.timeline(1)
    moments.add(0, time_in("2020-11-24 12:00:00"))
    dated = moments.timeline(1)

    assert alone is not None
    assert dated is not None
    assert (Reckoning.CLOCK, ((3,),), 0) == (alone.reckoning, alone.counts, alone.left_out)
    assert (Reckoning.LOCAL, ((1,),), 3) == (dated.reckoning, dated.counts, dated.left_out)


def test_memory_is_bounded_and_no_count_is_lost() -> None:
    moments = Moments()
    for number in range(3 * MOST_KEPT):
        moments.add(number % 3, Instant(NOON + timedelta(seconds=61 * number), Reckoning.LOCAL))

    timeline = moments.timeline(3)
    assert len(moments._counts) <= MOST_KEPT
    assert timeline is not None
    assert [MOST_KEPT] * 3 == [sum(counts) for counts in timeline.counts]
    assert (NOON, NOON + timedelta(seconds=61 * (3 * MOST_KEPT - 1))) == (timeline.first, timeline.last)


DAYS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001 - as logs have them


@given(st.lists(st.tuples(st.integers(0, 2), DAYS), min_size=1, max_size=50))
def test_every_instant_stands_in_its_bucket(instants: list[tuple[int, datetime]]) -> None:
    timeline = line(*instants, things=3)

    assert len(instants) == sum(map(sum, timeline.counts))
    buckets = len(timeline.counts[0])
    assert 1 <= buckets <= MOST_BUCKETS
    assert timeline.start <= min(at for _, at in instants)
    for bucket in range(buckets):
        begin, end = timeline.bucket_start(bucket), timeline.bucket_start(bucket + 1)
        expected = sum(1 for _, at in instants if begin <= at.replace(microsecond=0) < end)
        assert expected == sum(counts[bucket] for counts in timeline.counts)
