"""What is wrong in a file, where, and how to mend it: the one form for readers, checks and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SHOWN = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of one file. `line` counts from 1; faults sort by path, then line."""

    path: Path
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.mend}"


class FaultsError(ValueError):
    """Files that can't be used. `faults` holds every reason, sorted, each once; it is never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


class KnowledgeError(FaultsError):
    """Catalogue files that can't be read, or can't be written from what is known."""


class PageError(FaultsError):
    """A vendor's page that can't be told apart into rows without guessing."""


def shown(value: object) -> str:
    """`value` as a fault shows it: quoted, on one line, nothing unprintable, at most some 60 characters."""
    text = value[: _SHOWN + 1] if isinstance(value, str) else value
    quoted = repr(text)
    return quoted if len(quoted) <= _SHOWN else f"{quoted[: _SHOWN - 4]}...{quoted[0]}"
