"""Stretches of a text, looked up by where they lie: a look-up costs the same however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Spans(Generic[T]):
    """Items that lie in a text; `bounds` gives an item's offsets, the first included, the last not."""

    def __init__(self, items: Iterable[T], bounds: Callable[[T], tuple[int, int]]) -> None:
        self._placed = sorted(((*bounds(item), item) for item in items), key=lambda placed: placed[:2])
        self._starts = [start for start, _, _ in self._placed]
        self._longest = max((end - start for start, end, _ in self._placed), default=0)

    def __iter__(self) -> Iterator[T]:
        return (item for _, _, item in self._placed)

    def near(self, start: int, end: int, reach: int = 0) -> Iterator[T]:
        """The items of which a part lies within [start, end] or at most `reach` from it, in order."""
        first = bisect_left(self._starts, start - reach - self._longest)
        last = bisect_right(self._starts, end + reach)
        return (item for _, item_end, item in self._placed[first:last] if item_end >= start - reach)
