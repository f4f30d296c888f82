"""knowledge/ -> the core's catalogues.

Everything that is wrong is reported together, each fault with its file, line and remedy; a
catalogue is read whole or not at all.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.catalogue.faults import Fault, KnowledgeError
from bot.catalogue.files import MAIN, CatalogueFiles, open_files
from bot.catalogue.references import reference_faults
from bot.core.entry import (
    Actor,
    Bilingual,
    Catalogue,
    CodeRange,
    Entry,
    EntryKey,
    Family,
    Knowledge,
    Remedy,
    Retry,
    Section,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "Fault",
    "KnowledgeError",
    "catalogue_folders",
    "default_folder",
    "read_catalogue",
    "read_knowledge",
]

_ACTORS = {str(actor): actor for actor in Actor}
_RETRIES = {str(retry): retry for retry in Retry}


def default_folder() -> Path:
    """The knowledge that comes with the package: inside it once installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "knowledge"
    return inside if inside.is_dir() else package.parent / "knowledge"


def read_knowledge(folders: Sequence[Path]) -> Knowledge:
    """The catalogues of all folders, in the order of the folders, within one by name.

    A folder is a catalogue itself (it has a catalogue.toml) or holds catalogues as subfolders.
    Raises KnowledgeError with every fault of every catalogue.
    """
    homes, misplaced = catalogue_folders(folders)
    faults = list(misplaced)
    catalogues = []
    for home in homes:
        try:
            catalogues.append(read_catalogue(home))
        except KnowledgeError as error:
            faults.extend(error.faults)
    if faults:
        raise KnowledgeError(faults)
    return tuple(catalogues)


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue in `folder`; its slug is the folder's name. Raises KnowledgeError with every fault."""
    files = open_files(folder)
    faults = (*files.faults, *reference_faults(files))
    if faults or files.main is None:
        raise KnowledgeError(faults)
    return _build(files, files.main.table)


def catalogue_folders(folders: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Fault, ...]]:
    """The folders that are catalogues, and what is wrong with where they lie."""
    homes: list[Path] = []
    faults: list[Fault] = []
    if not folders:
        faults.append(Fault(Path(), 1, "no folder of catalogues is named", "name one, or use the package's own"))
    for folder in folders:
        found, wrong = _homes(folder)
        homes.extend(found)
        faults.extend(wrong)
    return tuple(homes), (*faults, *_doubled(homes))


def _homes(folder: Path) -> tuple[list[Path], list[Fault]]:
    if (folder / MAIN).is_file():
        return [folder], []
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        reason = error.strerror or str(error)
        return [], [Fault(folder, 1, f"is no folder to read: {reason}", "name a folder of catalogues")]
    homes = [path for path in inside if (path / MAIN).is_file()]
    # A misspelt catalogue.toml would otherwise lose a whole catalogue without a word.
    headless = [path for path in inside if path not in homes and any(path.glob("*.toml"))]
    faults = [Fault(path, 1, f"holds TOML files but no {MAIN}", f"add {MAIN}, or move it away") for path in headless]
    if not homes and not faults:
        faults.append(Fault(folder, 1, "holds no catalogue", f"name a folder with {MAIN}, or one that holds such"))
    return homes, faults


def _doubled(homes: Sequence[Path]) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for home in homes:
        slug = home.resolve().name
        if slug in first:
            yield Fault(home, 1, f"the catalogue {slug} is also {first[slug]}", "rename one, or name one folder only")
        first.setdefault(slug, home)


def _build(files: CatalogueFiles, main: dict[str, Any]) -> Catalogue:
    """The catalogue of sound files: every shape and reference was judged before."""
    sections = (Section(slug, Bilingual(**source.table["title"])) for slug, source in files.sections.items())
    remedies = {slug: page.remedy(files.slug) for slug, page in files.remedies.items() if page}
    return Catalogue(
        slug=files.slug,
        title=Bilingual(**main["title"]),
        source=main["source"],
        edition=main["edition"],
        sections=tuple(sections),
        entries=tuple(chain.from_iterable(_entries(files, slug, remedies) for slug in files.sections)),
        families=tuple(_families(files)),
        ranges=tuple(_range(table) for table in main.get("range", ())),
        marks=tuple(main.get("marks", ())),
        everyday=frozenset(main.get("everyday", ())),
        synonyms=tuple(map(tuple, files.synonyms.table["groups"])) if files.synonyms else (),
        offtopic=tuple(_phrases(files.offtopic.table, topic) for topic in files.offtopic.table)
        if files.offtopic
        else (),
        remedies=tuple(remedies.values()),
    )


def _entries(files: CatalogueFiles, section: str, remedies: Mapping[str, Remedy]) -> Iterator[Entry]:
    said = files.phrases[section].table if section in files.phrases else {}
    verdicts: dict[tuple[str, str, bool], Verdict] = {}
    for row in files.sections[section].table.get("entry", ()):
        told = (row["retry"], row["actor"], row["ticket"])
        if told not in verdicts:
            verdicts[told] = Verdict(_RETRIES[told[0]], _ACTORS[told[1]], told[2])
        yield Entry(
            key=EntryKey(files.slug, section, row["code"]),
            message=row["message"],
            description=Bilingual(**row["description"]),
            advice=Bilingual(**row["advice"]),
            verdict=verdicts[told],
            phrases=_phrases(said, row["code"]),
            remedy=remedies.get(row.get("remedy", "")),
        )


def _families(files: CatalogueFiles) -> Iterator[Family]:
    said = files.family_phrases.table if files.family_phrases else {}
    for row in files.families.table.get("family", ()) if files.families else ():
        members = (EntryKey(files.slug, *member.split("/", 1)) for member in row["members"])
        yield Family(row["slug"], Bilingual(**row["title"]), tuple(members), _phrases(said, row["slug"]))


def _phrases(said: dict[str, Any], target: str) -> tuple[str, ...]:
    table = said.get(target)
    return (*table.get("zh", ()), *table.get("en", ())) if table else ()


def _range(table: dict[str, Any]) -> CodeRange:
    return CodeRange(table["first"], table["last"], Bilingual(**table["meaning"]))
