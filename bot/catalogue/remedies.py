"""The rules for remedies: one for every entry, complete in both languages, true to the source.

What the vendor says is quoted and marked, and each such quote has to stand in the catalogue word
for word; whatever isn't marked is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple

from bot.catalogue.faults import Fault, shown
from bot.catalogue.files import CatalogueFiles, well_shaped
from bot.catalogue.markdown import Inline, fences, inlines, item_counts, quotes, strange_markup
from bot.catalogue.remedy_page import HEADS, Half, Part, RemedyPage, step_codes
from bot.catalogue.shape import ENTRY
from bot.catalogue.texts import has_chinese, text_faults
from bot.core.entry import Topic

MARKS: Final[Mapping[str, str]] = {"zh": "[官方]", "en": "[vendor]"}
LONGEST_MESSAGE = 3000  # characters of a section block's text (Slack, reference of Block Kit: section)
LONGEST_TITLE: Final[Mapping[str, int]] = {"zh": 30, "en": 60}  # characters; a title serves as a link
LONGEST_STEP: Final[Mapping[str, int]] = {"zh": 80, "en": 180}  # characters; a step is one sentence
CHECKS, MENDS = range(1, 3), range(2, 7)  # items of these two lists

_QUOTES = {"zh": re.compile(r"「([^「」]*)」(\[官方\])?"), "en": re.compile(r"“([^“”]*)”(?: ?(\[vendor\]))?")}
_LEAD = re.compile(r"^[0-9]+\. \*\*(?:`[^`]+`|[^`*\[\]])+\*\*(?= |$)", re.MULTILINE)
_CODE = re.compile(r"[0-9]{6}")
_PAGE_LINK = re.compile(r"([a-z0-9-]+)\.md")


class _Row(NamedTuple):
    """What a page's quotes and codes are held against: an entry's texts by language, and its remedy."""

    code: str
    texts: Mapping[str, tuple[str, ...]]
    remedy: str


def remedy_faults(files: CatalogueFiles) -> Iterator[Fault]:
    """Entries without a remedy, remedies without an entry, and what is wrong within the pages."""
    for source in files.sections.values():
        for head, table in well_shaped(source, "entry", ENTRY):
            if "remedy" not in table:
                yield source.fault("the entry has no remedy", "name a page of remedies/", head, "code")
    rows = _rows(files)
    for slug, page in files.remedies.items():
        if page and rows and slug not in {row.remedy for row in rows}:
            yield Fault(page.path, 1, "is the remedy of no entry", f'write remedy = "{slug}" there, or remove it')
        elif page and rows:
            yield from _page_faults(page, rows, files)


def _rows(files: CatalogueFiles) -> tuple[_Row, ...]:
    """All entries; none while one of them is missing or misshapen, as nothing can be held against the rest."""
    sources = files.sections.values()
    tables = [table for source in sources for _, table in well_shaped(source, "entry", ENTRY)]
    if not files.complete or len(tables) != sum(len(source.table.get("entry", ())) for source in sources):
        return ()
    return tuple(
        _Row(
            table["code"],
            {
                language: (table["message"], table["description"][language], table["advice"][language])
                for language in MARKS
            },
            table.get("remedy", ""),
        )
        for table in tables
    )


def _page_faults(page: RemedyPage, rows: tuple[_Row, ...], files: CatalogueFiles) -> Iterator[Fault]:
    main = files.main.table if files.main else {}
    edition, address = str(main.get("edition")), str(main.get("source"))
    own = {row.code for row in rows if row.remedy == page.slug}
    for half in page.halves:
        yield from _title_faults(page, half)
        yield from _step_faults(page, half)
        yield from _quote_faults(page, half, rows)
        yield from _link_faults(page, half, files, address)
        yield from _step_code_faults(page, half, own)
        yield from _code_faults(page, half, own, {row.code for row in rows})
        source = half.part(Topic.SOURCE)
        if edition not in source.text or f"({address})" not in source.text:
            what = f"was not written for edition {edition} of {address}"
            yield Fault(page.path, source.line, what, "read it against the source, then name both here")
        if not quotes(half.part(Topic.END_USER).text):
            what = "has no wording for the end user"
            yield Fault(page.path, half.part(Topic.END_USER).line, what, "write it in lines that begin with >")
        for part in half.parts:
            for what in strange_markup(part.text):
                yield Fault(page.path, part.line, f"holds {what}", "use text, `code`, lists, > quotes, ``` and links")
    yield from _twin_faults(page)


def _title_faults(page: RemedyPage, half: Half) -> Iterator[Fault]:
    chinese = half.language == "zh"
    for what, mend in text_faults(half.title, chinese=chinese):
        yield Fault(page.path, half.line, f"the title {what}", mend)
    if has_chinese(half.title) != chinese:
        yield Fault(page.path, half.line, "the halves are in another order", "write Chinese first, then English")
    if len(half.title) > LONGEST_TITLE[half.language]:
        what = f"the title has {len(half.title)} characters"
        yield Fault(page.path, half.line, what, f"write at most {LONGEST_TITLE[half.language]}")


def _step_faults(page: RemedyPage, half: Half) -> Iterator[Fault]:
    longest = LONGEST_STEP[half.language]
    for topic, allowed in ((Topic.CHECK, CHECKS), (Topic.MEND, MENDS)):
        part = half.part(topic)
        counts = item_counts(part.text)
        if counts != [len(_LEAD.findall(part.text))] or counts[0] not in allowed:
            what = f"the items under {part.head} are {counts}, {len(_LEAD.findall(part.text))} with a bold sentence"
            mend = f"number {allowed.start} to {allowed.stop - 1} items in one list, each beginning with a bold one"
            yield Fault(page.path, part.line, what, mend)
        for step in part.steps:
            if len(step) > longest:
                what = f"the step {shown(step)} has {len(step)} characters"
                yield Fault(page.path, _line_of(part, step), what, f"write at most {longest}; details go behind it")
    message = "\n".join([half.title, *(f"{number}. {escape(step)}" for number, step in enumerate(half.steps, 1))])
    if len(message) > LONGEST_MESSAGE:
        what = f"title and steps have {len(message)} characters"
        yield Fault(page.path, half.line, what, f"shorten them: a Slack message takes {LONGEST_MESSAGE}")


def _quote_faults(page: RemedyPage, half: Half, rows: tuple[_Row, ...]) -> Iterator[Fault]:
    mark = MARKS[half.language]
    known = [_squeezed(text) for row in rows for text in row.texts[half.language]]
    quoted = 0
    for part in half.parts:
        marked = [match for match in _QUOTES[half.language].finditer(part.text) if match[2]]
        quoted += len(marked)
        for match in marked:
            if not any(_squeezed(match[1]) in text for text in known):
                what = f"the source doesn't say {shown(match[1])}"
                yield Fault(page.path, _line_of(part, match[1]), what, "quote it word for word, or don't mark it")
        strays = (
            part.text.count(mark) - len(marked) if part.head != HEADS[Topic.SOURCE].in_language(half.language) else 0
        )
        if strays:
            mend = "put it right behind the quotation mark"
            yield Fault(page.path, part.line, f"{mark} stands behind no quotation", mend)
    if not quoted:
        yield Fault(page.path, half.line, "nothing is quoted from the source", f"quote it and write {mark} behind")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _link_faults(page: RemedyPage, half: Half, files: CatalogueFiles, address: str) -> Iterator[Fault]:
    for part in half.parts:
        for inline in inlines(part.text):
            if inline.kind == "link" and not _leads_somewhere(inline, files, address):
                what = f"the link {shown(inline.text)} leads nowhere"
                yield Fault(
                    page.path, _line_of(part, inline.text), what, "link to another remedy's file, or the source"
                )


def _leads_somewhere(link: Inline, files: CatalogueFiles, address: str) -> bool:
    other = _PAGE_LINK.fullmatch(link.text)
    return other[1] in files.remedies if other else link.text == address


def _code_faults(page: RemedyPage, half: Half, own: set[str], known: set[str]) -> Iterator[Fault]:
    part = half.part(Topic.CODES)
    listed = {inline.text for inline in inlines(part.text) if inline.kind == "code"} & (known | own)
    for missing in sorted(own - listed):
        yield Fault(page.path, part.line, f"{missing} is not listed under {part.head}", f"add `{missing}`")
    for stray in sorted(listed - own):
        what = f"{stray} has another remedy"
        yield Fault(page.path, _line_of(part, f"`{stray}`"), what, "take it out, or change the entry's remedy")
    for other in half.parts:
        for inline in inlines(other.text):
            if inline.kind == "code" and _CODE.fullmatch(inline.text) and inline.text not in known:
                what = f"the catalogue has no code {inline.text}"
                yield Fault(page.path, _line_of(other, inline.text), what, "correct it")


def _step_code_faults(page: RemedyPage, half: Half, own: set[str]) -> Iterator[Fault]:
    """Codes that a step is for and the page isn't: no card would ever show it."""
    for part in (half.part(Topic.CHECK), half.part(Topic.MEND)):
        for step in part.steps:
            for stray in sorted(set(step_codes(step)) - own):
                what = f"the step {shown(step)} is for {stray}, which has another remedy"
                yield Fault(page.path, _line_of(part, step), what, "name this page's codes before the colon")


def _twin_faults(page: RemedyPage) -> Iterator[Fault]:
    """What has to be the same in both languages: the code samples, and the codes that a step is for."""
    for zh_step, en_step in zip(page.zh.steps, page.en.steps, strict=True):
        if step_codes(zh_step) != step_codes(en_step):
            what = f"the step {shown(en_step)} is for other codes than {shown(zh_step)}"
            yield Fault(page.path, page.en.part(Topic.CHECK).line, what, "name the same codes before both colons")
    for zh, en in zip(page.zh.parts, page.en.parts, strict=True):
        if fences(zh.text) != fences(en.text):
            what = f"the code samples under {en.head} differ from those under {zh.head}"
            yield Fault(page.path, en.line, what, "copy them from one half to the other")


def _line_of(part: Part, text: str) -> int:
    """The line on which `text` stands in the file, or its head's."""
    place = part.text.find(text.splitlines()[0] if text else "")
    return part.line if place < 0 else part.first_line + part.text.count("\n", 0, place)
