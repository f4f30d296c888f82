"""Prints the shares of the held-out cases that are answered right, by file and kind."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from tests.heldout.cases import HERE, Case, read_cases, shares
from tests.heldout.held_back import held_back_cases, held_back_desk


def main() -> None:
    """One table for each file, and one for the phrases held back."""
    knowledge = read_knowledge([default_folder()])
    desk = Desk(knowledge)
    for path in sorted([*HERE.glob("*.jsonl"), *HERE.glob("*.txt")]):
        _print_shares(path.name, desk, read_cases(path.name))
    for catalogue in knowledge:
        _print_shares("phrases held back", held_back_desk(catalogue), list(held_back_cases(catalogue)))


def _print_shares(name: str, desk: Desk, cases: Sequence[Case]) -> None:
    print(name)
    for tag, right, total in shares(desk, cases):
        print(f"  {tag or 'all':16}{right:4}/{total:<4}{right / total:7.1%}")


if __name__ == "__main__":
    main()
