"""A timeline -> a bar chart's geometry, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.core.decode.survey import Row
from bot.core.decode.timeline import Timeline
from bot.core.decode.times import Reckoning
from bot.render.shown import listed
from bot.web.desk import words as say

MOST_SERIES: Final = 4  # errors with a tone of their own; the rest share one
WIDTH, HEIGHT = 600, 100  # units of the drawing

_DAY, _MINUTE = 86400, 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `series` names its tone."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart. `summary` says in words what it shows; `table` has a row for each bucket that isn't empty:
    when it begins, all its errors, and those of each of the `series`.
    """

    bars: tuple[Bar, ...]
    series: tuple[str, ...]
    begin: str
    end: str
    peak: str
    notes: str
    summary: str
    table: tuple[tuple[str, ...], ...]


def chart_of(timeline: Timeline, rows: Sequence[Row], language: str) -> Chart:
    """The chart of a log's errors; the most frequent ones have a tone of their own."""
    names, series = _series(timeline, rows, language)
    totals = [sum(counts) for counts in zip(*series, strict=True)]
    peak = max(totals)
    highest = totals.index(peak)
    table = tuple(
        (_moment(timeline, bucket), f"{total:,}", *(f"{counts[bucket]:,}" for counts in series))
        for bucket, total in enumerate(totals)
        if total
    )
    notes = [say.step_text(timeline.step, language), say.reckoning_text(timeline.reckoning, language)]
    notes += [say.left_out_text(timeline.left_out, language)] if timeline.left_out else []
    return Chart(
        bars=tuple(_bars(series, peak)),
        series=tuple(names),
        begin=moment_text(timeline.first, timeline.reckoning),
        end=moment_text(timeline.last, timeline.reckoning),
        peak=f"{peak:,}",
        notes=" · ".join(notes),
        summary=say.chart_text(peak, _moment(timeline, highest), language),
        table=table,
    )


def moment_text(at: datetime, reckoning: Reckoning) -> str:
    """A moment as a log says it: without a year, or a day, where it named none."""
    text = at.isoformat(" ", "seconds")
    unsaid = {Reckoning.YEARLESS: len("2000-"), Reckoning.CLOCK: len("2000-01-01 ")}
    return text[unsaid.get(reckoning, 0) :]


def _moment(timeline: Timeline, bucket: int) -> str:
    """Where a bucket begins, as exactly as its length asks for."""
    text = moment_text(timeline.bucket_start(bucket), timeline.reckoning)
    if timeline.step % _DAY == 0:
        return text[:-9]
    return text[:-3] if timeline.step % _MINUTE == 0 else text


def _series(timeline: Timeline, rows: Sequence[Row], language: str) -> tuple[list[str], list[tuple[int, ...]]]:
    """The most frequent errors, each with its counts; what is left as one."""
    order = sorted(range(len(rows)), key=lambda row: -sum(timeline.counts[row]))
    own = order[: MOST_SERIES if len(order) > MOST_SERIES + 1 else MOST_SERIES + 1]
    rest = [timeline.counts[row] for row in order[len(own) :]]
    names = [name_of(rows[row], language) for row in own]
    series = [timeline.counts[row] for row in own]
    if rest:
        names.append(say.word("others", language))
        series.append(tuple(map(sum, zip(*rest, strict=True))))
    return names, series


def name_of(row: Row, language: str) -> str:
    """An error's code; the first of them where its message is that of several."""
    codes = list(dict.fromkeys(entry.code for entry in row.finding.entries))
    return listed((*codes[:1], *(["…"] if len(codes) > 1 else [])), language)


def _bars(series: Sequence[Sequence[int]], peak: int) -> list[Bar]:
    slot = WIDTH / len(series[0])
    bars = []
    for bucket in range(len(series[0])):
        top = float(HEIGHT)
        for number, counts in enumerate(series):
            height = counts[bucket] * HEIGHT / peak
            top -= height
            if counts[bucket]:
                left = bucket * slot + slot * 0.08
                bars.append(Bar(round(left, 2), round(top, 2), round(slot * 0.84, 2), round(height, 2), number))
    return bars
