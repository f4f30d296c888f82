"""What is wrong in a file, where, and how to mend it: the one form for readers, checks and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file. `line` counts from 1."""

    path: Path
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.mend}"


def ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and words, each once."""
    names: dict[Path, str] = {}  # a page may have faults by the hundred thousand, all in one file
    keyed = {(names.setdefault(f.path, str(f.path)), f.line, f.what, f.mend): f for f in faults}
    return tuple(keyed[key] for key in sorted(keyed))


class FaultsError(ValueError):
    """Files that can't be used. `faults` holds every reason, ordered, each once; it is never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = ordered(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class KnowledgeError(FaultsError):
    """Catalogue files that can't be read, or can't be written from what is known."""


class PageError(FaultsError):
    """A vendor's page that can't be told apart into rows without guessing."""


def shown(value: object) -> str:
    """`value` as a fault shows it: quoted, on one line, nothing unprintable, at most some 60 characters."""
    text = value[: _SHOWN + 1] if isinstance(value, str) else value
    quoted = repr(text)
    return quoted if len(quoted) <= _SHOWN else f"{quoted[: _SHOWN - 4]}...{quoted[0]}"
