"""A vendor's page against the catalogue made from it: what came, what changed, what went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING, TypeVar

from bot.catalogue.files import RESERVED, is_slug
from bot.catalogue.texts import TICKET
from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Retry, Section, Verdict

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from bot.catalogue.page import Page, Row

# What a new entry is taken for until an editor has judged it.
_TICKET_VERDICT = Verdict(Retry.BACKOFF, Actor.VENDOR, ticket=True)
_PLAIN_VERDICT = Verdict(Retry.AFTER_FIX, Actor.CALLER, ticket=False)
_FIELDS = ("message", "description.zh", "advice.zh")
_T = TypeVar("_T", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry, or of a section, that the page words differently. `place` names which."""

    place: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a page changes in the catalogue `before`.

    `added`, `changed` and `dropped` are in the order of the page, or of the catalogue for what the
    page no longer has. `after` is the catalogue with everything added and changed, and nothing
    dropped: its order is the old one, and what is new stands after its neighbour on the page.
    """

    before: Catalogue
    after: Catalogue
    added_sections: tuple[Section, ...]
    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    dropped: tuple[Entry, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added_sections or self.added or self.changed or self.dropped)

    def after_dropping(self, keys: AbstractSet[EntryKey]) -> Catalogue:
        """`after` without those of the dropped entries that `keys` names."""
        going = {entry.key for entry in self.dropped} & keys
        return replace(self.after, entries=tuple(entry for entry in self.after.entries if entry.key not in going))


def blank_catalogue(slug: str, source: str) -> Catalogue:
    """A catalogue that holds nothing yet, for the page of a new vendor. Raises ValueError for no slug."""
    if not is_slug(slug):
        message = f"{slug!r} is no slug of a catalogue: write a-z, 0-9 and inner hyphens"
        raise ValueError(message)
    return Catalogue(slug, Bilingual("", ""), source, "", (), ())


def difference(catalogue: Catalogue, page: Page, section_slugs: Mapping[str, str] | None = None) -> Difference:
    """What `page` changes in `catalogue`. Entries are matched by section and code.

    A section is matched by its Chinese title; `section_slugs` (heading -> slug) says so where the
    page renamed one or has a new one. A new section that it doesn't name is called section-1 and
    so on. Raises ValueError when it names a heading that the page hasn't, no slug, or one slug twice.
    """
    slugs = _slugs_by_heading(catalogue, page, section_slugs or {})
    old = {entry.key: entry for entry in catalogue.entries}
    rows = {EntryKey(catalogue.slug, slugs[row.section], row.code): row for row in page.rows}
    new = {key: _entry(key, row, old.get(key)) for key, row in rows.items()}
    sections = _sections(catalogue, slugs)
    after = replace(
        catalogue,
        edition=page.edition or catalogue.edition,
        sections=sections,
        entries=_entries_in_order(sections, old, new),
    )
    known = {section.slug for section in catalogue.sections}
    return Difference(
        before=catalogue,
        after=after,
        added_sections=tuple(section for section in sections if section.slug not in known),
        added=tuple(entry for key, entry in new.items() if key not in old),
        changed=(*_head_changes(catalogue, after), *_entry_changes(old, new)),
        dropped=tuple(entry for key, entry in old.items() if key not in new),
    )


def _slugs_by_heading(catalogue: Catalogue, page: Page, told: Mapping[str, str]) -> dict[str, str]:
    for heading, slug in told.items():
        if heading not in page.sections:
            message = f"{heading!r} is no heading of the page: got {', '.join(page.sections)}"
            raise ValueError(message)
        if not is_slug(slug) or slug in RESERVED:
            message = f"{slug!r} is no slug of a section: write a-z, 0-9 and inner hyphens"
            raise ValueError(message)
    slugs = {section.title.zh: section.slug for section in catalogue.sections}
    slugs = {heading: slug for heading, slug in slugs.items() if heading in page.sections} | dict(told)
    taken = {*slugs.values(), *(section.slug for section in catalogue.sections)}
    free = (slug for slug in map("section-{}".format, count(1)) if slug not in taken)
    slugs = {heading: slugs[heading] if heading in slugs else next(free) for heading in page.sections}
    if len(set(slugs.values())) < len(slugs):
        message = f"two headings of the page have the same slug: {slugs}; name each its own"
        raise ValueError(message)
    return slugs


def _sections(catalogue: Catalogue, slugs: Mapping[str, str]) -> tuple[Section, ...]:
    """The old sections, titled as the page has them, and the new ones in their places."""
    old = {section.slug: section for section in catalogue.sections}
    headings = {slug: heading for heading, slug in slugs.items()}
    english = {slug: section.title.en for slug, section in old.items()}
    titled = {slug: Section(slug, Bilingual(heading, english.get(slug, ""))) for slug, heading in headings.items()}
    return tuple(titled.get(slug) or old[slug] for slug in _in_order(old, titled))


def _entries_in_order(
    sections: Iterable[Section], old: Mapping[EntryKey, Entry], new: Mapping[EntryKey, Entry]
) -> tuple[Entry, ...]:
    ordered: dict[str, list[Entry]] = {section.slug: [] for section in sections}
    for key in _in_order(old, new):
        ordered[key.section].append(new[key] if key in new else old[key])
    return tuple(chain.from_iterable(ordered.values()))


def _in_order(old: Iterable[_T], new: Iterable[_T]) -> Iterator[_T]:
    """All of both: the old ones in their order, each new one after the old one before it in `new`."""
    kept = dict.fromkeys(old)
    following: dict[_T | None, list[_T]] = {}
    last: _T | None = None
    for item in new:
        if item in kept:
            last = item
        else:
            following.setdefault(last, []).append(item)
    yield from following.get(None, ())
    for item in kept:
        yield item
        yield from following.get(item, ())


def _entry(key: EntryKey, row: Row, old: Entry | None) -> Entry:
    """The entry of a row: English, verdict and remedy are the old one's, or left for an editor to write."""
    if old is None:
        verdict = _TICKET_VERDICT if TICKET in row.advice else _PLAIN_VERDICT
        return Entry(key, row.message, Bilingual(row.description, ""), Bilingual(row.advice, ""), verdict)
    return replace(
        old,
        message=row.message,
        description=Bilingual(row.description, old.description.en),
        advice=Bilingual(row.advice, old.advice.en),
    )


def _head_changes(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    if before.edition != after.edition:
        yield Change("catalogue", "edition", before.edition, after.edition)
    titles = {section.slug: section.title.zh for section in before.sections}
    for section in after.sections:
        old = titles.get(section.slug, section.title.zh)
        if old != section.title.zh:
            yield Change(section.slug, "title.zh", old, section.title.zh)


def _entry_changes(old: Mapping[EntryKey, Entry], new: Mapping[EntryKey, Entry]) -> Iterator[Change]:
    for key, entry in new.items():
        if key not in old:
            continue
        for field, was, now in zip(_FIELDS, _said(old[key]), _said(entry), strict=True):
            if was != now:
                yield Change(f"{key.section}/{key.code}", field, was, now)


def _said(entry: Entry) -> tuple[str, str, str]:
    return entry.message, entry.description.zh, entry.advice.zh
