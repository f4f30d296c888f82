"""A vendor's page -> catalogue files, the difference first.

page = parse_page(text)
found = difference(read_catalogue(folder), page)
print(difference_text(found))
write_import(folder, found)            # keeps what the page no longer has
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from bot.catalogue.difference import Change, Difference, blank_catalogue, difference
from bot.catalogue.faults import Fault, KnowledgeError
from bot.catalogue.files import MAIN
from bot.catalogue.source import Source, load_source
from bot.catalogue.write import amend_main, comments_of, replace_file, write_main, write_section

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from bot.core.entry import Catalogue, Entry, EntryKey

__all__ = ["Change", "Difference", "blank_catalogue", "difference", "difference_text", "write_import"]


def difference_text(found: Difference) -> str:
    """The difference for people and pipes: + what comes, ~ what changes, - what the page no longer has.

    One line each, without a line break at the end; characters that can't be seen are escaped.
    """
    if not found:
        return f"no difference: {len(found.after.entries)} entries"
    lines = [f"+ {section.slug} {section.title.zh}" for section in found.added_sections]
    lines += map(_change_line, found.changed)
    lines += (f"+ {_entry_words(entry)}" for entry in found.added)
    lines += (f"- {_entry_words(entry)}" for entry in found.dropped)
    return "\n".join(map(_visible, lines))


def _change_line(change: Change) -> str:
    return f"~ {change.place} {change.field}: {change.old} -> {change.new}"


def _entry_words(entry: Entry) -> str:
    return f"{entry.key.section}/{entry.code} {entry.message}"


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\u3000" else repr(char)[1:-1] for char in text)


def write_import(folder: Path, found: Difference, drop: AbstractSet[EntryKey] = frozenset()) -> tuple[Path, ...]:
    """Writes what `found` changes to the catalogue in `folder`; the files written, in their order.

    Entries that the page no longer has stay, but for those whose keys the caller confirms in
    `drop`; families and phrases that still name these are faults for `check` to report. Files that
    nothing touches aren't written, and comments on lines of their own survive. Every text is made
    before the first file is written, and each file is replaced whole.
    Raises KnowledgeError when a file there can't be read or amended, OSError when one can't be written.
    """
    catalogue = found.after_dropping(drop)
    texts = _main_text(folder, found.before, catalogue) | _section_texts(folder, found, catalogue, drop)
    for path, text in texts.items():
        replace_file(path, text)
    return tuple(texts)


def _main_text(folder: Path, before: Catalogue, after: Catalogue) -> dict[Path, str]:
    path = folder / MAIN
    if not path.exists():
        return {path: write_main(after)}
    slugs = [section.slug for section in after.sections]
    if before.edition == after.edition and [section.slug for section in before.sections] == slugs:
        return {}
    source = _loaded(path)
    text = amend_main(source.text, after)
    expected = {**source.table, "edition": after.edition, "sections": slugs}
    if _parsed(text) != expected:
        what = f"the edition {after.edition} and the sections {slugs} can't be written"
        raise KnowledgeError([source.fault(what, "give `edition` and `sections` a line each", key="edition")])
    return {path: text}


def _parsed(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def _section_texts(folder: Path, found: Difference, after: Catalogue, drop: AbstractSet[EntryKey]) -> dict[Path, str]:
    gone = {entry.key.section for entry in found.dropped if entry.key in drop}
    new = {section.slug for section in found.added_sections}
    touched = gone | new | {change.place.partition("/")[0] for change in found.changed}
    touched |= {entry.key.section for entry in found.added}
    entries: dict[str, list[Entry]] = {section.slug: [] for section in after.sections}
    for entry in after.entries:
        entries[entry.key.section].append(entry)
    texts = {}
    for section in after.sections:
        if section.slug in touched:
            path = folder / f"{section.slug}.toml"
            texts[path] = write_section(section, entries[section.slug], _comments(path, new=section.slug in new))
    return texts


def _comments(path: Path, *, new: bool) -> dict[str, list[str]]:
    """The comments of the section's file there. A new section's file mustn't be there."""
    if new and path.exists():
        raise KnowledgeError(
            [Fault(path, 1, "lies where a new section is to be written", "name the section otherwise")]
        )
    if new:
        return {}
    source = _loaded(path)
    return comments_of(source.text, [entry["code"] for entry in source.table.get("entry", ())])


def _loaded(path: Path) -> Source:
    loaded = load_source(path)
    if isinstance(loaded, Fault):
        raise KnowledgeError([loaded])
    return loaded
