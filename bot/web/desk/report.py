"""What a log has come to -> what the page shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.core.answer import Kind
from bot.core.decode.survey import Row
from bot.core.entry import Entry
from bot.render import wording as say
from bot.render.chat.voice import Voice
from bot.render.markdown import coded
from bot.web.desk.chart import Chart, chart_of, moment_text
from bot.web.desk.message import Message, answer_message
from bot.web.desk.painted import running
from bot.web.desk.reading import Result
from bot.web.desk.words import found_text, lines_text, word


@dataclass(frozen=True, slots=True)
class Code:
    """A code, and where its page is."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class RowView:
    """An error of the log: its codes, what it is, how often and where it stands, its verdict."""

    codes: tuple[Code, ...]
    text: Markup
    times: str
    first: str
    last: str
    retry: str
    badge: str


@dataclass(frozen=True, slots=True)
class Report:
    """A log, read: a line that sums it up, a warning or "", a table, a chart where times were said."""

    language: str
    lead: str
    warning: str
    rows: tuple[RowView, ...]
    chart: Chart | None
    message: Message


def report_of(result: Result, voice: Voice, language: str) -> Report:
    """The report, in that language; its message explains the first errors, as a chat would."""
    times = sum(row.finding.count for row in result.rows)
    said = [found_text(len(result.rows), times, language)] if result.rows else [word("nothing_found", language)]
    timeline = result.timeline
    if timeline:
        begin, end = (moment_text(at, timeline.reckoning) for at in (timeline.first, timeline.last))
        said.append(begin if begin == end else f"{begin} – {end}")
    found = result.answer.kind is Kind.FOUND
    return Report(
        language,
        lead=" · ".join((*said, lines_text(result.lines, language))),
        warning=word("cut_short", language) if result.cut_short else "",
        rows=tuple(_row(row, voice, language) for row in result.rows),
        chart=chart_of(timeline, result.rows, language) if timeline else None,
        message=answer_message(result.answer, voice, private=False) if found else Message(language, ()),
    )


def _row(row: Row, voice: Voice, language: str) -> RowView:
    entries = row.finding.entries
    codes: dict[str, Entry] = {}
    for entry in entries:
        codes.setdefault(entry.code, entry)
    descriptions = {entry.description.in_language(language) for entry in entries}
    verdicts = {entry.verdict.retry for entry in entries}
    retry = verdicts.pop() if len(verdicts) == 1 else None
    told = f"{entries[0].message} · {descriptions.pop()}" if len(descriptions) == 1 else entries[0].message
    return RowView(
        tuple(Code(code, urlsplit(voice.links.entry(entry)).path) for code, entry in codes.items()),
        running(coded(told), language),
        f"{row.finding.count:,}",
        f"{row.first:,}",
        f"{row.last:,}",
        retry.value if retry else "",
        say.retry_label(retry, language) if retry else "",
    )
