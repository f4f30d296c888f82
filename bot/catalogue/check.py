"""The rules an editor keeps: what `errcode knowledge check` says, every fault at once.

First everything for which reading would refuse a catalogue, then what only an editor can mend:
texts, languages, verdicts that contradict the advice, ranges, files that nothing names. The
phrases and the remedies have rules of their own, in phrases.py and remedies.py.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from bot.catalogue.faults import Fault, ordered, shown
from bot.catalogue.files import MAIN, RESERVED, CatalogueFiles, open_files, well_shaped
from bot.catalogue.phrases import phrase_faults
from bot.catalogue.read import catalogue_folders
from bot.catalogue.references import reference_faults
from bot.catalogue.remedies import remedy_faults
from bot.catalogue.shape import BILINGUAL, ENTRY, FAMILY, RANGE
from bot.catalogue.texts import TICKET, has_chinese, lost_character_faults, text_faults
from bot.core.entry import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bot.catalogue.source import Head, Source

_MAX_CODE = 32
_EDITION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_knowledge(folders: Sequence[Path]) -> tuple[Fault, ...]:
    """Every fault of every catalogue in `folders`, sorted by file and line; empty when all is well."""
    homes, misplaced = catalogue_folders(folders)
    found = chain.from_iterable(_catalogue_faults(open_files(home)) for home in homes)
    return ordered(chain(misplaced, found))


def _catalogue_faults(files: CatalogueFiles) -> Iterator[Fault]:
    yield from files.faults
    yield from reference_faults(files)
    if files.main:
        yield from _main_faults(files, files.main)
    pattern = _code_pattern(files.main)
    for source in files.sections.values():
        yield from _section_faults(source, pattern)
    for head, table in well_shaped(files.families, "family", FAMILY):
        if files.families:
            yield from _bilingual_faults(files.families, head, "title", table["title"])
            if not table["members"]:
                yield files.families.fault("the family has no members", "name them, or remove it", head, "members")
    yield from _left_out(files)
    yield from phrase_faults(files)
    yield from remedy_faults(files)


def _main_faults(files: CatalogueFiles, main: Source) -> Iterator[Fault]:
    table = main.table
    if BILINGUAL.fits(table.get("title")):
        yield from _bilingual_faults(main, None, "title", table["title"])
    edition, source = table.get("edition"), table.get("source")
    if isinstance(edition, str) and not _EDITION.fullmatch(edition):
        yield main.fault(f"the edition is {shown(edition)}", "write the page's date as YYYY-MM-DD", key="edition")
    if isinstance(source, str) and not source.startswith(("https://", "http://")):
        yield main.fault(f"the source is {shown(source)}", "write the page's address, https://...", key="source")
    if isinstance(table.get("code"), str) and _code_pattern(main) is None:
        what = f"the shape of codes {shown(table['code'])} is no regular expression"
        yield main.fault(what, "correct it; all codes of at most nine digits are '-?\\d{1,9}'", key="code")
    yield from _everyday_faults(files, main)
    yield from _range_faults(main)


def _code_pattern(main: Source | None) -> re.Pattern[str] | None:
    """The shape that catalogue.toml gives to codes, or None when there is none to judge by."""
    written = main.table.get("code") if main else None
    try:
        return re.compile(written, re.ASCII) if isinstance(written, str) else None
    except (re.error, OverflowError, RecursionError):
        return None


def _everyday_faults(files: CatalogueFiles, main: Source) -> Iterator[Fault]:
    everyday = main.table.get("everyday", [])
    if not isinstance(everyday, list) or not files.complete:
        return
    rows = chain.from_iterable(source.table.get("entry", ()) for source in files.sections.values())
    messages = {row.get("message") for row in rows if isinstance(row, dict)}
    for message in everyday:
        if isinstance(message, str) and message not in messages:
            what = f"the everyday message {shown(message)} is no entry's message"
            yield main.fault(what, "write the message as its entry has it", key="everyday", value=message)


def _range_faults(main: Source) -> Iterator[Fault]:
    sound = []
    for head, table in well_shaped(main, "range", RANGE):
        yield from _bilingual_faults(main, head, "meaning", table["meaning"])
        if table["first"] > table["last"]:
            what = f"the range runs backwards, from {table['first']} to {table['last']}"
            yield main.fault(what, "swap first and last", head, "first")
        else:
            sound.append((table["first"], table["last"], head))
    highest: tuple[int, int] | None = None
    for first, last, head in sorted(sound):
        if highest and first <= highest[1]:
            what = f"the range {first}-{last} overlaps {highest[0]}-{highest[1]}"
            yield main.fault(what, "let each number stand in one range", head, "first")
        if highest is None or last > highest[1]:
            highest = (first, last)


def _section_faults(source: Source, pattern: re.Pattern[str] | None) -> Iterator[Fault]:
    if BILINGUAL.fits(source.table.get("title")):
        yield from _bilingual_faults(source, None, "title", source.table["title"])
    if source.table.get("entry", []) == []:
        yield source.fault("the section has no entries", "write them, or take it out of catalogue.toml")
    for head, table in well_shaped(source, "entry", ENTRY):
        yield from _entry_faults(source, head, table, pattern)


def _entry_faults(
    source: Source, head: Head, table: dict[str, Any], pattern: re.Pattern[str] | None
) -> Iterator[Fault]:
    code = table["code"]
    if len(code) > _MAX_CODE or (pattern and not pattern.fullmatch(code)):
        what = f"the code {shown(code)} hasn't the shape of this catalogue's codes"
        yield source.fault(what, f"correct it, or `code` in {MAIN}", head, "code")
    for what, mend in _field_faults(table["message"], chinese=has_chinese(table["message"])):
        yield source.fault(f"message {what}", mend, head, "message")
    yield from _bilingual_faults(source, head, "description", table["description"])
    yield from _bilingual_faults(source, head, "advice", table["advice"])
    told = TICKET in table["advice"]["zh"]
    if table["ticket"] != told:
        written, says = str(table["ticket"]).lower(), "says" if told else "does not say"
        what = f"ticket is {written}, but advice.zh {says} {TICKET}"
        yield source.fault(what, f"write ticket = {str(told).lower()}", head, "ticket")


def _bilingual_faults(source: Source, head: Head | None, key: str, texts: dict[str, str]) -> Iterator[Fault]:
    for language in LANGUAGES:
        for what, mend in _field_faults(texts[language], chinese=language == "zh"):
            yield source.fault(f"{key}.{language} {what}", mend, head, f"{key}.{language}")


def _field_faults(text: str, *, chinese: bool) -> Iterator[tuple[str, str]]:
    yield from text_faults(text, chinese=chinese)
    if chinese:
        yield from lost_character_faults(text)


def _left_out(files: CatalogueFiles) -> Iterator[Fault]:
    """Files that lie in the folder and that nothing names."""
    if files.main is None or not isinstance(files.main.table.get("sections"), list):
        return
    named = {slug for slug in files.main.table["sections"] if isinstance(slug, str)}
    for path in _unnamed(files.folder, named | RESERVED):
        yield Fault(path, 1, "is no section of this catalogue", f"name it in `sections` of {MAIN}, or remove it")
    for path in _unnamed(files.folder / "phrases", named | {"families"}):
        yield Fault(path, 1, "holds phrases of no section", "name it as its section's file, or remove it")


def _unnamed(folder: Path, named: Iterable[str]) -> list[Path]:
    known = frozenset(named)
    return sorted(path for path in folder.glob("*.toml") if path.stem not in known)
