"""Reads the held-out cases and judges answers, by the rules of the evaluation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.desk import Desk, Mode

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text. `expect` are codes; `every` says that all of them must be named."""

    mode: Mode
    text: str
    expect: frozenset[str]
    tag: str
    every: bool = False


def read_cases(name: str) -> list[Case]:
    """The cases of a file here: JSON Lines, or plain lines that expect nothing."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    if name.endswith(".txt"):
        return [Case(Mode.ASK, line, frozenset(), "offtopic") for line in lines if line.strip()]
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(row: dict[str, object]) -> Case:
    expect, tags = row["expect"], row["tags"]
    assert isinstance(expect, list)
    assert isinstance(tags, list)
    return Case(Mode(str(row["mode"])), str(row["text"]), frozenset(expect), str(tags[0]), bool(row.get("all")))


def is_right(desk: Desk, case: Case) -> bool:
    """Whether the desk answers the case as expected."""
    codes = [card.entry.code for card in desk.answer(case.text, case.mode).cards]
    if case.mode is Mode.LISTEN:
        return set(codes) == case.expect
    if not case.expect:
        return not codes
    return case.expect <= set(codes) if case.every else bool(codes) and codes[0] in case.expect


def shares(desk: Desk, cases: Iterable[Case]) -> Iterator[tuple[str, int, int]]:
    """For each tag, and for all together under "": how many are right, of how many."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases:
        good = is_right(desk, case)
        for tag in (case.tag, ""):
            right[tag] += good
            total[tag] += 1
    return ((tag, right[tag], total[tag]) for tag in sorted(total))
