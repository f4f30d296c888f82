"""Prints the shares of the held-out cases that are answered right, by file and kind."""

from __future__ import annotations

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.desk import Desk
from tests.heldout.cases import HERE, read_cases, shares


def main() -> None:
    """One table for each file."""
    desk = Desk(read_knowledge([default_folder()]))
    for path in sorted([*HERE.glob("*.jsonl"), *HERE.glob("*.txt")]):
        print(path.name)
        for tag, right, total in shares(desk, read_cases(path.name)):
            print(f"  {tag or 'all':16}{right:4}/{total:<4}{right / total:7.1%}")


if __name__ == "__main__":
    main()
