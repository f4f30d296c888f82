"""Entries -> the text of TOML files, as an editor would have written them, and onto the disk."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.entry import Catalogue, Entry, Section

FILE_HEAD, FILE_END = "", "\n"
"""Names for the places of comments above the first entry and below the last one; others are codes."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_EDITION = re.compile(r"""^edition[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
_SECTIONS = re.compile(r"^sections[ \t]*=[ \t]*\[[^\]]*\]", re.MULTILINE)
_ENTRY = re.compile(r"\s*\[\[\s*entry\s*\]\]")


def quote(text: str) -> str:
    """`text` as a TOML basic string (TOML 1.0, "String"); what can't be seen is escaped.

    Raises ValueError for a lone surrogate, which TOML can't say.
    """
    return f'"{"".join(map(_quoted, text))}"'


def _quoted(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    if "\ud800" <= char <= "\udfff":
        message = f"U+{ord(char):04X} is half a character: got a text that was decoded wrongly, read it as UTF-8"
        raise ValueError(message)
    return f"\\u{ord(char):04X}" if char <= "\uffff" else f"\\U{ord(char):08X}"


def write_section(
    section: Section, entries: Iterable[Entry], comments: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The whole file of a section: its title, then one [[entry]] a row, in the page's order.

    `comments` are put above the entry of their code; see `comments_of`.
    """
    head = f"title.zh = {quote(section.title.zh)}\ntitle.en = {quote(section.title.en)}\n"
    comments = comments or {}
    blocks = [_commented(head, comments.get(FILE_HEAD, ()))]
    blocks += (_commented(_write_entry(entry), comments.get(entry.code, ())) for entry in entries)
    if FILE_END in comments:
        blocks.append(_commented("", comments[FILE_END]))
    return "\n".join(blocks)


def _commented(block: str, comments: Sequence[str]) -> str:
    return "".join(f"{comment}\n" for comment in comments) + block


def _write_entry(entry: Entry) -> str:
    lines = [
        "[[entry]]",
        f"code = {quote(entry.code)}",
        f"message = {quote(entry.message)}",
        f"description.zh = {quote(entry.description.zh)}",
        f"description.en = {quote(entry.description.en)}",
        f"advice.zh = {quote(entry.advice.zh)}",
        f"advice.en = {quote(entry.advice.en)}",
        f"retry = {quote(entry.verdict.retry)}",
        f"actor = {quote(entry.verdict.actor)}",
        f"ticket = {str(entry.verdict.ticket).lower()}",
    ]
    if entry.remedy:
        lines.append(f"remedy = {quote(entry.remedy.slug)}")
    return "\n".join([*lines, ""])


def comments_of(text: str, codes: Sequence[str]) -> dict[str, list[str]]:
    """The comment lines of a section's file, by the code of the entry that they are about.

    `codes` are those of its entries in order. A comment belongs to the next key after it. What
    stands behind a value on its line isn't kept.
    """
    comments: dict[str, list[str]] = {}
    waiting: list[str] = []
    entry = -1
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            waiting.append(line.strip())
        elif _ENTRY.match(line):
            entry += 1
        elif line.strip() and waiting:
            place = codes[entry] if 0 <= entry < len(codes) else FILE_HEAD
            comments.setdefault(place, []).extend(waiting)
            waiting = []
    if waiting:
        comments[FILE_END] = waiting
    return comments


def write_main(catalogue: Catalogue) -> str:
    """A new catalogue.toml. One that exists is an editor's work: `amend_main` changes only two keys of it."""
    lines = [
        f"title.zh = {quote(catalogue.title.zh)}",
        f"title.en = {quote(catalogue.title.en)}",
        f"source = {quote(catalogue.source)}",
        f"edition = {quote(catalogue.edition)}",
        _sections_line(catalogue),
        "code = '-?\\d{1,9}'",
    ]
    return "\n".join([*lines, ""])


def amend_main(text: str, catalogue: Catalogue) -> str:
    """The text of a catalogue.toml with the edition and the sections of `catalogue`, all else as it was."""
    edition = f"edition = {quote(catalogue.edition)}"
    sections = _sections_line(catalogue)
    return _SECTIONS.sub(lambda _: sections, _EDITION.sub(lambda _: edition, text, count=1), count=1)


def _sections_line(catalogue: Catalogue) -> str:
    return f"sections = [{', '.join(quote(section.slug) for section in catalogue.sections)}]"


def replace_file(path: Path, text: str) -> None:
    """Writes `text` as UTF-8 to `path`: whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
