"""A page against the catalogue made from it, and what is written."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.check import check_knowledge
from bot.catalogue.faults import KnowledgeError
from bot.catalogue.importing import blank_catalogue, difference, difference_text, write_import
from bot.catalogue.page import Page, Row, parse_page
from bot.catalogue.read import default_folder, read_catalogue
from bot.catalogue.write import comments_of, quote, replace_file, write_main, write_section
from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Retry, Section, Verdict

PAGE = Path(__file__).parent / "pages" / "baidu-face-error-codes.txt"


def page_of(vendor: Path, **changes: str) -> Page:
    """The page that the small catalogue came from; `changes` replace cells, as code_field."""
    rows = tuple(
        Row(
            {"basics": "基础错误码", "extra": "其他错误码"}[entry.key.section],
            entry.code,
            changes.get(f"{entry.key.section}_{entry.code}_message", entry.message),
            entry.description.zh,
            changes.get(f"{entry.key.section}_{entry.code}_advice", entry.advice.zh),
            1,
        )
        for entry in read_catalogue(vendor).entries
    )
    return Page("text", "2020-12-15", ("基础错误码", "其他错误码"), rows)


def texts_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_the_vendors_page_brings_nothing_new(suffix: str, catalogue: Catalogue, tmp_path: Path) -> None:
    found = difference(catalogue, parse_page(PAGE.with_suffix(f".{suffix}").read_text(encoding="utf-8")))

    assert not found
    assert difference_text(found) == "no difference: 145 entries"
    assert write_import(default_folder() / catalogue.slug, found) == ()


def test_rewriting_the_vendors_sections_changes_no_byte(catalogue: Catalogue) -> None:
    """What import writes is what an editor would have written: diffs show what changed and no more."""
    for section in catalogue.sections:
        path = default_folder() / catalogue.slug / f"{section.slug}.toml"
        entries = [entry for entry in catalogue.entries if entry.key.section == section.slug]
        text = path.read_text(encoding="utf-8")

        assert write_section(section, entries, comments_of(text, [entry.code for entry in entries])) == text


def test_changed_added_and_dropped_entries(vendor: Path) -> None:
    page = page_of(vendor, basics_201_message="system very busy", basics_201_advice="请提交工单")
    new = Row("基础错误码", "150", "bad \x1b[31m thing", "坏了", "请重新尝试", 9)
    page = replace(page, edition="2026-01-02", rows=(page.rows[0], new, page.rows[1]))

    found = difference(read_catalogue(vendor), page)

    assert difference_text(found) == dedent(
        """\
        ~ catalogue edition: 2020-12-15 -> 2026-01-02
        ~ basics/201 message: system busy -> system very busy
        ~ basics/201 advice.zh: 请重新尝试, 若无效, 请提交工单 -> 请提交工单
        + basics/150 bad \\x1b[31m thing
        - extra/101 param[a] is null"""
    )


def test_writing_keeps_english_verdict_remedy_comments_and_what_the_page_dropped(vendor: Path) -> None:
    path = vendor / "basics.toml"
    text = path.read_text(encoding="utf-8")
    text = f"# the basics\n{text}".replace('[[entry]]\ncode = "201"', '# seen daily\n[[entry]]\ncode = "201"')
    path.write_text(f"{text}\n# the end\n", encoding="utf-8")
    before = texts_of(vendor)
    page = page_of(vendor, basics_201_message="system very busy")
    new = Row("基础错误码", "150", "thing", "坏了", "请提交工单", 9)
    page = replace(page, edition="2026-01-02", rows=(page.rows[0], new, page.rows[1]))

    written = write_import(vendor, difference(read_catalogue(vendor), page))

    added = dedent(
        """\
        [[entry]]
        code = "150"
        message = "thing"
        description.zh = "坏了"
        description.en = ""
        advice.zh = "请提交工单"
        advice.en = ""
        retry = "backoff"
        actor = "vendor"
        ticket = true

        """
    )
    assert [path.name for path in written] == ["catalogue.toml", "basics.toml"]
    assert texts_of(vendor) == {
        **before,
        "catalogue.toml": before["catalogue.toml"].replace("2020-12-15", "2026-01-02"),
        "basics.toml": before["basics.toml"]
        .replace('"system busy"', '"system very busy"')
        .replace("# seen daily\n", f"{added}# seen daily\n"),
    }
    stale = "was not written for edition 2026-01-02 of https://example.com/errors"
    mend = "read it against the source, then name both here"
    assert [str(fault).replace(f"{vendor}/", "") for fault in check_knowledge([vendor])] == [
        "basics.toml:18: the entry has no remedy; name a page of remedies/",
        "basics.toml:21: description.en is empty; write it",
        "basics.toml:23: advice.en is empty; write it",
        "catalogue.toml:8: the everyday message 'system busy' is no entry's message;"
        " write the message as its entry has it",
        *(f"remedies/{slug}.md:{line}: {stale}; {mend}" for slug in ("busy", "parameters") for line in (36, 75)),
    ]


def test_only_what_the_caller_confirms_is_removed(vendor: Path) -> None:
    page = page_of(vendor)
    found = difference(read_catalogue(vendor), replace(page, rows=page.rows[:1]))
    busy = EntryKey("vendor", "basics", "201")
    kept = EntryKey("vendor", "basics", "101")

    assert [entry.key for entry in found.dropped] == [busy, EntryKey("vendor", "extra", "101")]
    assert write_import(vendor, found) == ()
    assert write_import(vendor, found, {busy, kept}) == (vendor / "basics.toml",)
    assert 'code = "201"' not in (vendor / "basics.toml").read_text(encoding="utf-8")
    assert 'code = "101"' in (vendor / "basics.toml").read_text(encoding="utf-8")
    assert 'code = "101"' in (vendor / "extra.toml").read_text(encoding="utf-8")


def test_new_section_gets_a_name_or_the_one_it_is_given(vendor: Path) -> None:
    page = page_of(vendor)
    row = Row("新错误码", "301", "new", "新", "请重新尝试", 9)
    page = replace(page, sections=(page.sections[0], "新错误码", page.sections[1]), rows=(*page.rows, row))
    catalogue = read_catalogue(vendor)

    unnamed = difference(catalogue, page)
    named = difference(catalogue, page, {"新错误码": "new"})
    written = write_import(vendor, named)

    assert difference_text(unnamed) == "+ section-1 新错误码\n+ section-1/301 new"
    assert [section.slug for section in named.after.sections] == ["basics", "new", "extra"]
    assert [path.name for path in written] == ["catalogue.toml", "new.toml"]
    assert read_catalogue(vendor) == named.after


def test_renamed_section_keeps_its_entries_when_told(vendor: Path) -> None:
    page = page_of(vendor)
    rows = tuple(replace(row, section="余下错误码") if row.section == "其他错误码" else row for row in page.rows)
    page = replace(page, sections=("基础错误码", "余下错误码"), rows=rows)

    found = difference(read_catalogue(vendor), page, {"余下错误码": "extra"})

    assert difference_text(found) == "~ extra title.zh: 其他错误码 -> 余下错误码"
    assert [path.name for path in write_import(vendor, found)] == ["extra.toml"]
    assert not difference(read_catalogue(vendor), page)


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        ({"没有": "new"}, "is no heading of the page"),
        ({"其他错误码": "../x"}, "is no slug of a section"),
        ({"其他错误码": "families"}, "is no slug of a section"),
        ({"其他错误码": "basics"}, "have the same slug"),
    ],
)
def test_names_for_sections_that_cannot_be(vendor: Path, slugs: dict[str, str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        difference(read_catalogue(vendor), page_of(vendor), slugs)


def test_new_catalogue_from_a_page(tmp_path: Path, catalogue: Catalogue) -> None:
    """A new vendor's folder reads at once; check says what an editor has to write."""
    page = parse_page(PAGE.read_text(encoding="utf-8"))
    folder = tmp_path / "other"
    found = difference(blank_catalogue("other", "https://example.com"), page)

    written = write_import(folder, found)
    made = read_catalogue(folder)

    assert [path.name for path in written] == ["catalogue.toml", *(f"section-{n}.toml" for n in range(1, 6))]
    assert made == found.after
    assert [(e.code, e.message, e.description.zh, e.advice.zh, e.verdict.ticket) for e in made.entries] == [
        (e.code, e.message, e.description.zh, e.advice.zh, e.verdict.ticket) for e in catalogue.entries
    ]
    assert {fault.what.split(".")[-1] for fault in check_knowledge([folder])} == {
        "en is empty",
        "zh is empty",
        "the entry has no remedy",
    }


def test_blank_catalogue_needs_a_slug() -> None:
    with pytest.raises(ValueError, match="is no slug of a catalogue"):
        blank_catalogue("Some vendor", "https://example.com")


def test_catalogue_file_that_cannot_be_amended_stops_everything(vendor: Path) -> None:
    path = vendor / "catalogue.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("edition = ", "'edition' = "), encoding="utf-8")
    before = texts_of(vendor)
    page = replace(page_of(vendor, basics_101_message="m"), edition="2026-01-02")

    with pytest.raises(KnowledgeError, match="give `edition` and `sections` a line each"):
        write_import(vendor, difference(read_catalogue(vendor), page))

    assert texts_of(vendor) == before


def test_file_in_the_way_of_a_new_section_is_not_overwritten(vendor: Path) -> None:
    (vendor / "new.toml").write_text("# notes\n", encoding="utf-8")
    row = Row("新错误码", "301", "new", "新", "请重新尝试", 9)
    page = Page("text", "", ("新错误码",), (row,))

    with pytest.raises(KnowledgeError, match="lies where a new section is to be written"):
        write_import(vendor, difference(read_catalogue(vendor), page, {"新错误码": "new"}))

    assert (vendor / "new.toml").read_text(encoding="utf-8") == "# notes\n"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.toml"
    path.write_text("old", encoding="utf-8")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device", descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, "new")

    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("f.toml", "old")]


def test_a_written_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)

    replace_file(path, "new")

    assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new", 0o640)


# Any text but half characters, which UTF-8 can't say, and U+FFFD, which reading refuses.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"))
BILINGUALS = st.builds(Bilingual, TEXTS, TEXTS)
VERDICTS = st.builds(Verdict, st.sampled_from(Retry), st.sampled_from(Actor), st.booleans())
ENTRIES = st.lists(
    st.tuples(TEXTS, TEXTS, BILINGUALS, BILINGUALS, VERDICTS), max_size=4, unique_by=lambda row: row[0]
).map(
    lambda rows: tuple(
        Entry(EntryKey("made", "all", code), message, description, advice, verdict)
        for code, message, description, advice, verdict in rows
    )
)


@given(title=BILINGUALS, source=TEXTS, entries=ENTRIES)
def test_what_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, title: Bilingual, source: str, entries: tuple[Entry, ...]
) -> None:
    """Quotes, backslashes, control and bidi characters, line ends of any kind: all survive."""
    folder = tmp_path_factory.mktemp("round") / "made"
    catalogue = Catalogue("made", title, source, "2020-12-15", (Section("all", title),), entries)

    replace_file(folder / "catalogue.toml", write_main(catalogue))
    replace_file(folder / "all.toml", write_section(catalogue.sections[0], entries))

    assert read_catalogue(folder) == catalogue
    shutil.rmtree(folder.parent)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a "b" \\', r'"a \"b\" \\"'),
        ("\n\t\r\x00\x7f", r'"\n\t\r\u0000\u007F"'),
        ("人脸 模糊。", '"人脸 模糊。"'),
        ("\u202e\u3000\U000e0001", r'"\u202E\u3000\U000E0001"'),
        ("\U0001f600", '"\U0001f600"'),
    ],
)
def test_quoting_shows_what_cannot_be_seen(text: str, expected: str) -> None:
    assert quote(text) == expected


def test_quoting_half_a_character() -> None:
    with pytest.raises(ValueError, match=r"U\+D800 is half a character"):
        quote("\ud800")
