"""The files of one catalogue's folder: opened, and held to their shapes.

catalogue.toml                  about the whole; names the sections in their order
<section>.toml                  one table of the vendor's page
families.toml, synonyms.toml    optional
offtopic.toml                   optional: what shares words with the catalogue and is none of its business
phrases/<section>.toml          optional: what people say instead of the official words
phrases/families.toml           optional
remedies/<slug>.md              the pages that say what to do
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.catalogue.faults import Fault, shown
from bot.catalogue.remedy_page import RemedyPage, open_page
from bot.catalogue.shape import CATALOGUE, ENTRY, FAMILIES, FAMILY, PHRASES, RANGE, SECTION, SYNONYMS, Shape
from bot.catalogue.source import Head, Source, load_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAIN = "catalogue.toml"
RESERVED = frozenset({"catalogue", "families", "synonyms", "offtopic"})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_SLUG = 64


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """A catalogue's files, those that could be read; `faults` says what is wrong with the others.

    Tables in them may still be misshapen, each with its fault: `well_shaped` leaves those out.
    `remedies` has every page by its slug, None for one that is no page. `complete` tells whether every section is there, so that what names an entry can be judged.
    """

    folder: Path
    slug: str
    main: Source | None
    sections: dict[str, Source]
    families: Source | None
    synonyms: Source | None
    offtopic: Source | None
    phrases: dict[str, Source]
    family_phrases: Source | None
    remedies: dict[str, RemedyPage | None]
    complete: bool
    faults: tuple[Fault, ...]


def is_slug(text: str) -> bool:
    """Whether `text` is fit for file names, keys and addresses: at most 64 of a-z, 0-9 and inner hyphens."""
    return len(text) <= _MAX_SLUG and _SLUG.fullmatch(text) is not None


def well_shaped(source: Source | None, name: str, shape: Shape) -> Iterator[tuple[Head, dict[str, Any]]]:
    """The `[[name]]` tables of a file that have that shape, each with its place."""
    tables = source.table.get(name, ()) if source else ()
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if shape.fits(table):
            yield Head(name, index), table


def well_shaped_phrases(source: Source | None) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The targets of a phrase file (codes, or slugs of families) with their phrases by language."""
    return ((target, table) for target, table in (source.table if source else {}).items() if PHRASES.fits(table))


def open_files(folder: Path) -> CatalogueFiles:
    """Everything in a catalogue's folder. Never raises: what is wrong stands in `faults`."""
    slug = folder.resolve().name
    faults = [] if is_slug(slug) else [_misnamed(folder, slug)]
    main = _open(folder / MAIN, faults)
    slugs, all_named = _section_slugs(folder, main, faults)
    sections = _open_each(((slug, folder / f"{slug}.toml") for slug in slugs), faults)
    here = {name: folder / f"{name}.toml" for name in ("families", "synonyms", "offtopic")}
    beside = _open_each(_existing(here), faults)
    said = {slug: folder / "phrases" / f"{slug}.toml" for slug in (*slugs, "families")}
    phrases = _open_each(_existing(said), faults)
    files = CatalogueFiles(
        folder=folder,
        slug=slug,
        main=main,
        sections=sections,
        families=beside.get("families"),
        synonyms=beside.get("synonyms"),
        offtopic=beside.get("offtopic"),
        phrases={slug: source for slug, source in phrases.items() if slug != "families"},
        family_phrases=phrases.get("families"),
        remedies=dict(_open_pages(folder / "remedies", faults)),
        complete=all_named and len(sections) == len(slugs),
        faults=(),
    )
    return replace(files, faults=(*faults, *_shape_faults(files)))


def _misnamed(folder: Path, slug: str) -> Fault:
    return Fault(folder, 1, f"the folder's name {shown(slug)} is no slug", "name it with a-z, 0-9 and -")


def _open(path: Path, faults: list[Fault]) -> Source | None:
    loaded = load_source(path)
    if isinstance(loaded, Source):
        return loaded
    faults.append(loaded)
    return None


def _open_each(paths: Iterable[tuple[str, Path]], faults: list[Fault]) -> dict[str, Source]:
    loaded = ((name, _open(path, faults)) for name, path in paths)
    return {name: source for name, source in loaded if source}


def _open_pages(folder: Path, faults: list[Fault]) -> Iterator[tuple[str, RemedyPage | None]]:
    for path in sorted(folder.glob("*.md")):
        opened = open_page(path)
        if not is_slug(path.stem):
            faults.append(Fault(path, 1, f"the file's name {shown(path.stem)} is no slug", "name it a-z, 0-9 and -"))
        elif not isinstance(opened, RemedyPage):
            faults.extend(opened)
        yield path.stem, opened if isinstance(opened, RemedyPage) else None


def _existing(paths: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    return ((name, path) for name, path in paths.items() if path.exists())


def _section_slugs(folder: Path, main: Source | None, faults: list[Fault]) -> tuple[list[str], bool]:
    """The sections that catalogue.toml names, and whether these are all that it meant to name.

    Where it can't tell, the files that lie there: their own faults shouldn't wait until it is mended.
    """
    named = main.table.get("sections") if main else None
    if main is None or not isinstance(named, list) or not all(isinstance(slug, str) for slug in named):
        lying = sorted(path.stem for path in folder.glob("*.toml"))
        return [slug for slug in lying if slug not in RESERVED and is_slug(slug)], False
    slugs: list[str] = []
    for slug in named:
        if not is_slug(slug) or slug in RESERVED:
            what = f"the section {shown(slug)} is no slug of a section"
            faults.append(main.fault(what, "name it with a-z, 0-9 and -, as its file", key="sections", value=slug))
        elif slug in slugs:
            faults.append(main.fault(f"the section {slug} stands twice", "name it once", key="sections", value=slug))
        else:
            slugs.append(slug)
    return slugs, len(slugs) == len(named)


def _shape_faults(files: CatalogueFiles) -> Iterator[Fault]:
    yield from _file_faults(files.main, CATALOGUE, "range", RANGE)
    for source in files.sections.values():
        yield from _file_faults(source, SECTION, "entry", ENTRY)
    yield from _file_faults(files.families, FAMILIES, "family", FAMILY)
    yield from _table_faults(files.synonyms, SYNONYMS)
    for said in (*files.phrases.values(), files.family_phrases, files.offtopic):
        yield from _phrase_shape_faults(said)


def _file_faults(source: Source | None, whole: Shape, name: str, part: Shape) -> Iterator[Fault]:
    if source is None:
        return
    yield from _table_faults(source, whole)
    tables = source.table.get(name, ())
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(table, dict) and not part.fits(table):
            yield from _table_faults(source, part, Head(name, index), table)


def _table_faults(
    source: Source | None, shape: Shape, head: Head | None = None, table: dict[str, Any] | None = None
) -> Iterator[Fault]:
    """The misfits of `table` under `head`, or of the whole file."""
    if source is None:
        return
    judged = source.table if table is None else table
    for misfit in shape.misfits(judged):
        yield source.fault(misfit.what, misfit.mend, head, misfit.key if misfit.key in judged else "")


def _phrase_shape_faults(source: Source | None) -> Iterator[Fault]:
    if source is None:
        return
    for target, table in source.table.items():
        if PHRASES.fits(table):
            continue
        if isinstance(table, dict):
            yield from _table_faults(source, PHRASES, Head(target), table)
        else:
            mend = f'write ["{target}"] on a line of its own and zh = [...], en = [...] under it'
            yield source.fault(f"{shown(target)} is no table of phrases", mend, key=target)
