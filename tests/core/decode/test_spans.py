"""Stretches of a text, looked up by where they lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.decode.spans import Spans

PLACES = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda place: (place[0], place[0] + place[1]))


@given(st.lists(PLACES, max_size=12), PLACES, st.integers(0, 9))
def test_near_is_what_touches_the_place_widened_by_the_reach(
    items: list[tuple[int, int]], place: tuple[int, int], reach: int
) -> None:
    low, high = place[0] - reach, place[1] + reach
    expected = sorted((start, end) for start, end in items if end >= low and start <= high)

    assert list(Spans(items, lambda item: item).near(*place, reach)) == expected


def test_all_of_them_come_in_order_of_place() -> None:
    assert list(Spans([(5, 6), (1, 9), (1, 2)], lambda item: item)) == [(1, 2), (1, 9), (5, 6)]
    assert list(Spans([], lambda item: item)) == []
