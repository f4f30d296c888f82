"""What names something else in a catalogue, and that it is there: keys, families, phrases, remedies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.catalogue.faults import Fault, shown
from bot.catalogue.files import CatalogueFiles, is_slug, well_shaped, well_shaped_phrases
from bot.catalogue.shape import ENTRY, FAMILY
from bot.catalogue.source import Head, Source

if TYPE_CHECKING:
    from collections.abc import Container, Iterator


def reference_faults(files: CatalogueFiles) -> Iterator[Fault]:
    """Keys and slugs that stand twice; members, phrases and remedies of what isn't there.

    Names are judged against all tables, the misshapen ones too, so that one fault doesn't breed others.
    """
    codes = {slug: codes_of(source) for slug, source in files.sections.items()}
    for source in files.sections.values():
        yield from _doubled_codes(source)
        yield from _stray_remedies(source, files.remedies)
    yield from _family_faults(files, codes)
    for slug, source in files.phrases.items():
        if slug in codes:
            yield from _stray_targets(source, codes[slug], f"the section {slug} has no entry")
    if files.families or files.family_phrases:
        yield from _stray_targets(files.family_phrases, _family_slugs(files), "families.toml has no family")


def codes_of(source: Source) -> set[str]:
    """The codes of a section's file, those of misshapen entries too."""
    return _values(source, "entry", "code")


def _family_slugs(files: CatalogueFiles) -> set[str]:
    return _values(files.families, "family", "slug")


def _values(source: Source | None, name: str, key: str) -> set[str]:
    tables = source.table.get(name, ()) if source else ()
    rows = tables if isinstance(tables, list) else ()
    return {row[key] for row in rows if isinstance(row, dict) and isinstance(row.get(key), str)}


def _doubled_codes(source: Source) -> Iterator[Fault]:
    seen: set[str] = set()
    for head, table in well_shaped(source, "entry", ENTRY):
        if table["code"] in seen:
            what = f"the code {shown(table['code'])} stands twice in this section"
            yield source.fault(what, "keep one of the two entries", head, "code")
        seen.add(table["code"])


def _stray_remedies(source: Source, pages: Container[str]) -> Iterator[Fault]:
    for head, table in well_shaped(source, "entry", ENTRY):
        slug = table.get("remedy")
        if slug is not None and slug not in pages:
            what = f"the remedy {shown(slug)} has no page"
            yield source.fault(what, f"write remedies/{slug}.md, or name another one", head, "remedy")


def _family_faults(files: CatalogueFiles, codes: dict[str, set[str]]) -> Iterator[Fault]:
    source = files.families
    seen: set[str] = set()
    for head, table in well_shaped(source, "family", FAMILY):
        if source is None:
            return
        slug = table["slug"]
        if not is_slug(slug):
            yield source.fault(f"the family's slug {shown(slug)} is no slug", "write a-z, 0-9 and -", head, "slug")
        if slug in seen:
            yield source.fault(f"the family {shown(slug)} stands twice", "keep one of the two", head, "slug")
        seen.add(slug)
        yield from _member_faults(files, source, head, table["members"], codes)


def _member_faults(
    files: CatalogueFiles, source: Source, head: Head, members: list[str], codes: dict[str, set[str]]
) -> Iterator[Fault]:
    for member, count in Counter(members).items():
        section, slash, code = member.partition("/")
        known = code in codes[section] if section in codes else not files.complete
        if not slash or not known:
            what = f"the member {shown(member)} is no entry of this catalogue"
            yield source.fault(what, "write <section>/<code> of an entry, or remove it", head, "members", member)
        elif count > 1:
            what = f"the member {shown(member)} stands {count} times"
            yield source.fault(what, "name it once", head, "members", member)


def _stray_targets(source: Source | None, known: set[str], what: str) -> Iterator[Fault]:
    for target, _ in well_shaped_phrases(source):
        if source and target not in known:
            yield source.fault(f"{what} {shown(target)}", "correct it, or remove its phrases", Head(target))
