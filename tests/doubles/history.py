"""The checker: was every acknowledged message answered, once, in its place, and was nobody else?

It reads a history and nothing of the bot. Which message an answer belongs to is decided by, in this order: the
tag of the message, found in the answer's text; the message's identity "channel:ts" within the answer's marker;
the thread. By thread, the first message without an answer yet gets it, else the first.

Telegram has nothing by which a bot could find a post again that it made and doesn't know of. There an answer may come
once more for each one that was on the wire, when it is marked as a repeat: name `is_repeat`, and it is let pass. On the
wire was what is CUT, and what was posted shortly before a bot was KILLED.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .happenings import Happening, Kind

_IDENTITY = re.compile(r"([A-Z]\w+):(\d+\.\d{6})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, each as one readable line, and the counts beside it."""

    lost: tuple[str, ...]  # acknowledged, wanted, not withdrawn, and without an answer
    doubled: tuple[str, ...]  # answered more than once, though an answer was deleted later
    misplaced: tuple[str, ...]  # answered outside its own thread
    unasked: tuple[str, ...]  # answers to nobody, or to what wanted none
    asked: int  # wanted messages
    acked: int  # of those, acknowledged
    answered: int  # of those wanted, answered at least once
    never_acked: int  # wanted, never acknowledged and not answered: the platform's loss
    repeated: int = 0  # answers that came once more, and might

    @property
    def good(self) -> bool:
        """Nothing lost, doubled, misplaced or unasked."""
        return not (self.lost or self.doubled or self.misplaced or self.unasked)


@dataclass(slots=True)
class _Source:
    asked: Happening
    acked: bool = False
    withdrawn: bool = False
    answers: list[Happening] = field(default_factory=list)
    repeats: int = 0  # of the answers, those that might come once more

    @property
    def root(self) -> str:
        return self.asked.thread or self.asked.message

    @property
    def name(self) -> str:
        return f"{self.asked.channel}:{self.asked.message or self.asked.name} {self.asked.text[:60]!r}"


class _Sources:
    """The messages asked, found by tag, identity or thread."""

    def __init__(self, happenings: Iterable[Happening]) -> None:
        self.all = [_Source(line) for line in happenings if line.kind is Kind.ASKED]
        self.by_key = {_key(source.asked): source for source in self.all}
        self.by_thread: dict[tuple[str, str], list[_Source]] = defaultdict(list)
        for source in self.all:
            if source.asked.message:
                self.by_thread[source.asked.channel, source.root].append(source)
        self.tagged = [source for source in self.all if source.asked.tag]
        self._by_tag = {source.asked.tag: source for source in self.tagged}
        pattern = "|".join(sorted(map(re.escape, self._by_tag), key=len, reverse=True))
        self._tags = re.compile(pattern) if pattern else None

    def of(self, answer: Happening) -> _Source | None:
        """The message that an answer belongs to; None: nobody asked for it."""
        if self._tags and (tag := self._tags.search(answer.text)):
            return self._by_tag[tag.group()]
        if answer.kind is Kind.WHISPERED:
            return self.by_key.get(_key(answer)) if answer.name else None
        if (identity := _IDENTITY.search(answer.marker)) and identity.groups() in self.by_key:
            return self.by_key[identity.group(1), identity.group(2)]
        within = self.by_thread.get((answer.channel, answer.thread), []) if answer.thread else []
        free = (source for source in within if source.asked.wanted and not source.answers)
        return next(free, within[0] if within else None)


def check(
    happenings: Iterable[Happening],
    is_answer: Callable[[Happening], bool] = lambda _: True,
    is_repeat: Callable[[Happening], bool] | None = None,
    wire: float = 3.0,
) -> Verdict:
    """Judges a history. `is_answer` leaves out posts that are no answers (headlines, repeat lines, follow-ups).

    `is_repeat` says which answers are marked as repeats; None: nothing may be answered twice. `wire` is how many
    seconds before a bot was killed its posts count as on the wire: so long a busy machine may take to record them.
    """
    lines = list(happenings)
    sources = _Sources(lines)
    for line in lines:
        if (known := sources.by_key.get(_key(line))) is not None:
            known.acked |= line.kind is Kind.ACKED
            known.withdrawn |= line.kind is Kind.WITHDRAWN
    misplaced, unasked = _assign(lines, sources, is_answer)
    if is_repeat is not None:
        wires = _Wires(lines, wire)
        for source in sources.all:
            source.repeats = wires.excused(source.answers, is_repeat)
    deleted = {(line.channel, line.message) for line in lines if line.kind is Kind.DELETED}
    return _verdict(sources.all, deleted, misplaced, unasked)


def _assign(
    lines: list[Happening], sources: _Sources, is_answer: Callable[[Happening], bool]
) -> tuple[list[str], list[str]]:
    misplaced, unasked = [], []
    for line in lines:
        if line.kind not in (Kind.POSTED, Kind.WHISPERED) or not is_answer(line):
            continue
        source = sources.of(line)
        if line.kind is Kind.WHISPERED and (source is None or source.asked.message):
            continue  # a warning to the poster alone answers nothing
        if source is None or not source.asked.wanted:
            unasked.append(f"{line.channel}:{line.message} in thread {line.thread or '-'}: {line.text[:60]!r}")
            continue
        source.answers.append(line)
        if source.asked.message and (line.channel, line.thread) != (source.asked.channel, source.root):
            misplaced.append(f"{source.name} answered in {line.channel}, thread {line.thread or '-'}")
    return misplaced, unasked


def _verdict(
    sources: list[_Source], deleted: set[tuple[str, str]], misplaced: list[str], unasked: list[str]
) -> Verdict:
    wanted = [source for source in sources if source.asked.wanted]
    silent = [
        source
        for source in wanted
        if not source.withdrawn and all((post.channel, post.message) in deleted for post in source.answers)
    ]
    return Verdict(
        lost=tuple(source.name for source in silent if source.acked),
        doubled=tuple(
            f"{source.name}, {len(source.answers)} times"
            for source in wanted
            if len(source.answers) - source.repeats > 1
        ),
        misplaced=tuple(misplaced),
        unasked=tuple(unasked),
        asked=len(wanted),
        acked=sum(source.acked for source in wanted),
        answered=sum(bool(source.answers) for source in wanted),
        never_acked=sum(not source.acked for source in silent),
        repeated=sum(source.repeats for source in wanted),
    )


class _Wires:
    """Which posts were on the wire: their caller may not have learned of them."""

    def __init__(self, lines: list[Happening], seconds: float) -> None:
        self._cuts = {(line.channel, line.message): line for line in lines if line.kind is Kind.CUT}
        self._kills = [line.at for line in lines if line.kind is Kind.KILLED]
        self._seconds = seconds

    def excused(self, answers: list[Happening], is_repeat: Callable[[Happening], bool]) -> int:
        """How many of the answers are marked, and follow one that was on the wire."""
        # In the order of sending: what isn't marked was sent before there was anything to doubt.
        ordered = sorted(answers, key=lambda answer: (is_repeat(answer), not self._is_late(answer), answer.at))
        pairs = itertools.pairwise(ordered)
        return sum(is_repeat(again) and self._was_on_wire(first, again) for first, again in pairs)

    def _is_late(self, answer: Happening) -> bool:
        """Done after its caller had gone: sent before the others, though it came after them."""
        cut = self._cuts.get(_key(answer))
        return cut is not None and cut.detail == "late"

    def _was_on_wire(self, answer: Happening, again: Happening) -> bool:
        killed = any(0 <= kill - answer.at <= self._seconds and kill <= again.at for kill in self._kills)
        return killed or _key(answer) in self._cuts


def ack_times(happenings: Iterable[Happening]) -> list[float]:
    """Seconds from each attempt that was confirmed in time to its confirmation, in order of confirmation."""
    sent: dict[tuple[str, int], float] = {}
    times = []
    for line in happenings:
        if line.kind is Kind.SENT:
            sent[line.name, line.attempt] = line.at
        elif line.kind is Kind.ACKED and not line.detail:
            times.append(line.at - sent[line.name, line.attempt])
    return times


def answer_times(
    happenings: Iterable[Happening], is_answer: Callable[[Happening], bool] = lambda _: True
) -> list[float]:
    """Seconds from the first attempt to deliver each message to its first answer, in order of asking."""
    lines = list(happenings)
    sources = _Sources(lines)
    _assign(lines, sources, is_answer)
    first: dict[tuple[str, str], float] = {}
    for line in lines:
        if line.kind is Kind.SENT:
            first.setdefault(_key(line), line.at)
    pairs = ((source.answers, first.get(_key(source.asked))) for source in sources.all)
    return [answers[0].at - start for answers, start in pairs if answers and start is not None]


def _key(line: Happening) -> tuple[str, str]:
    """A message's identity; a command has no ts, so its trigger's name stands in."""
    return line.channel, line.message or line.name
