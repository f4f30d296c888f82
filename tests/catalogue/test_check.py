"""Each rule of a catalogue broken once: the exact faults, with file, line and remedy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.catalogue.check import check_knowledge
from bot.catalogue.read import KnowledgeError, default_folder, read_catalogue

LOST = "copy it from the source again, as UTF-8"


def stale(edition: str, address: str, dead: str = "") -> str:
    """What both remedies say when the source has changed below them."""
    what = f"was not written for edition {edition} of {address}; read it against the source, then name both here"
    nowhere = f"the link '{dead}' leads nowhere; link to another remedy's file, or the source"
    lines = [(36, what), *([(38, nowhere)] if dead else []), (75, what), *([(77, nowhere)] if dead else [])]
    return "\n".join(f"remedies/{slug}.md:{line}: {said}" for slug in ("busy", "parameters") for line, said in lines)


# name of the rule; file; what is replaced by what; the faults expected; whether reading refuses it too
BROKEN = [
    (
        "broken syntax",
        "extra.toml",
        'title.en = "Others"',
        "title.en = Others",
        "extra.toml:2: is not TOML: Invalid value; mend the syntax of this line",
        True,
    ),
    (
        "missing field",
        "basics.toml",
        'advice.zh = "修改参数"\nadvice.en = "Correct the parameter."\n',
        "",
        "basics.toml:4: the entry has no advice; add advice, two texts, .zh and .en",
        True,
    ),
    (
        "unknown field",
        "basics.toml",
        'remedy = "busy"',
        'remdy = "busy"',
        "basics.toml:26: the entry has the unknown key 'remdy'; use one of code, message, description,"
        " advice, retry, actor, ticket, remedy",
        True,
    ),
    (
        "code without quotes",
        "basics.toml",
        'code = "201"',
        "code = 201",
        "basics.toml:17: code is 201; make it a text in quotes\n"
        "phrases/basics.toml:9: the section basics has no entry '201'; correct it, or remove its phrases",
        True,
    ),
    (
        "unknown retry",
        "basics.toml",
        'retry = "backoff"',
        'retry = "later"',
        "basics.toml:23: retry is 'later'; make it one of now, backoff, after-fix, never",
        True,
    ),
    (
        "unknown actor",
        "extra.toml",
        'actor = "caller"',
        'actor = "user"',
        "extra.toml:12: actor is 'user'; make it one of caller, end-user, account-owner, vendor, reviewer",
        True,
    ),
    (
        "one language only",
        "basics.toml",
        'description.en = "The system is busy."\n',
        "",
        "basics.toml:19: description is {'zh': '系统繁忙'}; make it two texts, .zh and .en",
        True,
    ),
    (
        "language left empty",
        "basics.toml",
        'description.en = "The system is busy."',
        'description.en = ""',
        "basics.toml:20: description.en is empty; write it",
        False,
    ),
    (
        "title left empty",
        "extra.toml",
        'title.en = "Others"',
        'title.en = ""',
        "extra.toml:2: title.en is empty; write it",
        False,
    ),
    (
        "key twice",
        "basics.toml",
        'code = "201"',
        'code = "101"',
        "basics.toml:17: the code '101' stands twice in this section; keep one of the two entries\n"
        "phrases/basics.toml:9: the section basics has no entry '201'; correct it, or remove its phrases\n"
        "remedies/busy.md:32: 101 is not listed under 涉及的错误码; add `101`\n"
        "remedies/busy.md:71: 101 is not listed under Which codes; add `101`",
        True,
    ),
    (
        "ticket missing",
        "basics.toml",
        "ticket = true",
        "ticket = false",
        "basics.toml:25: ticket is false, but advice.zh says 提交工单; write ticket = true",
        False,
    ),
    (
        "ticket too much",
        "extra.toml",
        "ticket = false",
        "ticket = true",
        "extra.toml:13: ticket is true, but advice.zh does not say 提交工单; write ticket = false",
        False,
    ),
    (
        "code of another shape",
        "basics.toml",
        'code = "101"',
        'code = "E101"',
        "basics.toml:5: the code 'E101' hasn't the shape of this catalogue's codes;"
        " correct it, or `code` in catalogue.toml\n"
        "families.toml:5: the member 'basics/101' is no entry of this catalogue;"
        " write <section>/<code> of an entry, or remove it\n"
        "phrases/basics.toml:1: the section basics has no entry '101'; correct it, or remove its phrases\n"
        "remedies/parameters.md:32: E101 is not listed under 涉及的错误码; add `E101`\n"
        "remedies/parameters.md:71: E101 is not listed under Which codes; add `E101`",
        True,
    ),
    (
        "fullwidth digits are no code",
        "extra.toml",
        'code = "101"\n',
        'code = "１０１"\n',
        "extra.toml:5: the code '１０１' hasn't the shape of this catalogue's codes;"
        " correct it, or `code` in catalogue.toml\n"
        "families.toml:5: the member 'extra/101' is no entry of this catalogue;"
        " write <section>/<code> of an entry, or remove it\n"
        "phrases/extra.toml:1: the section extra has no entry '101'; correct it, or remove its phrases\n"
        "remedies/parameters.md:32: １０１ is not listed under 涉及的错误码; add `１０１`\n"
        "remedies/parameters.md:71: １０１ is not listed under Which codes; add `１０１`",
        True,
    ),
    (
        "tab",
        "basics.toml",
        "The system is busy.",
        "The system\\tis busy.",
        "basics.toml:20: description.en holds a tab; write one blank instead",
        False,
    ),
    (
        "blank at the end",
        "basics.toml",
        'message = "system busy"',
        'message = "system busy "',
        "basics.toml:18: message begins or ends with a blank; remove it\n"
        "catalogue.toml:8: the everyday message 'system busy' is no entry's message;"
        " write the message as its entry has it",
        False,
    ),
    (
        "not NFC",
        "basics.toml",
        "The system is busy.",
        "The syste\\u0301m is busy.",
        "basics.toml:20: description.en is not in Unicode's form NFC; write its composed characters",
        False,
    ),
    (
        "blank of the layout",
        "basics.toml",
        "系统繁忙",
        "系统 繁忙",
        "basics.toml:19: description.zh holds blanks of the page's layout; write '系统繁忙'",
        False,
    ),
    (
        "lost character",
        "basics.toml",
        "系统繁忙",
        "系?繁忙",
        f"basics.toml:19: description.zh holds ? where a character was lost; {LOST}",
        False,
    ),
    (
        "lost replacement character",
        "basics.toml",
        "系统繁忙",
        "系\ufffd繁忙",
        "basics.toml:19: holds U+FFFD, a lost character; copy the text from the source again",
        True,
    ),
    (
        "section without a file",
        "catalogue.toml",
        '["basics", "extra"]',
        '["basics", "extra", "more"]',
        "more.toml:1: can't be read: No such file or directory; put the file there, readable",
        True,
    ),
    (
        "section left out",
        "catalogue.toml",
        '["basics", "extra"]',
        '["basics"]',
        "extra.toml:1: is no section of this catalogue; name it in `sections` of catalogue.toml, or remove it\n"
        "families.toml:5: the member 'extra/101' is no entry of this catalogue;"
        " write <section>/<code> of an entry, or remove it\n"
        "phrases/extra.toml:1: holds phrases of no section; name it as its section's file, or remove it",
        True,
    ),
    (
        "section outside the folder",
        "catalogue.toml",
        '"extra"]',
        '"extra", "../vendor/extra"]',
        "catalogue.toml:5: the section '../vendor/extra' is no slug of a section;"
        " name it with a-z, 0-9 and -, as its file",
        True,
    ),
    (
        "section twice",
        "catalogue.toml",
        '"extra"]',
        '"extra", "extra"]',
        "catalogue.toml:5: the section extra stands twice; name it once",
        True,
    ),
    (
        "section without entries",
        "extra.toml",
        None,
        'title.zh = "其他错误码"\ntitle.en = "Others"\n',
        "extra.toml:1: the section has no entries; write them, or take it out of catalogue.toml\n"
        "families.toml:5: the member 'extra/101' is no entry of this catalogue;"
        " write <section>/<code> of an entry, or remove it\n"
        "phrases/extra.toml:1: the section extra has no entry '101'; correct it, or remove its phrases",
        True,
    ),
    (
        "range backwards",
        "catalogue.toml",
        "first = 200",
        "first = 300",
        "catalogue.toml:17: the range runs backwards, from 300 to 299; swap first and last",
        False,
    ),
    (
        "ranges overlap",
        "catalogue.toml",
        "first = 200",
        "first = 199",
        "catalogue.toml:17: the range 199-299 overlaps 100-199; let each number stand in one range",
        False,
    ),
    (
        "range of texts",
        "catalogue.toml",
        "first = 200",
        'first = "200"',
        "catalogue.toml:17: first is '200'; make it a whole number",
        True,
    ),
    (
        "everyday message of no entry",
        "catalogue.toml",
        '["system busy"]',
        '[\n    "system busy",\n    "system bussy",\n]',
        "catalogue.toml:10: the everyday message 'system bussy' is no entry's message;"
        " write the message as its entry has it",
        False,
    ),
    (
        "edition is no date",
        "catalogue.toml",
        "2020-12-15",
        "December 2020",
        "catalogue.toml:4: the edition is 'December 2020'; write the page's date as YYYY-MM-DD\n"
        + stale("December 2020", "https://example.com/errors"),
        False,
    ),
    (
        "source is no address",
        "catalogue.toml",
        '= "https://example.com/errors"',
        '= "javascript:example.com/errors"',
        "catalogue.toml:3: the source is 'javascript:example.com/errors'; write the page's address, https://...\n"
        + stale("2020-12-15", "javascript:example.com/errors", dead="https://example.com/errors"),
        False,
    ),
    (
        "shape of codes is no expression",
        "catalogue.toml",
        r"'-?\d{1,9}'",
        "'('",
        "catalogue.toml:6: the shape of codes '(' is no regular expression;"
        r" correct it; all codes of at most nine digits are '-?\d{1,9}'",
        False,
    ),
    (
        "family member that isn't there",
        "families.toml",
        "basics/101",
        "basics/102",
        "families.toml:5: the member 'basics/102' is no entry of this catalogue;"
        " write <section>/<code> of an entry, or remove it",
        True,
    ),
    (
        "family member twice",
        "families.toml",
        "extra/101",
        "basics/101",
        "families.toml:5: the member 'basics/101' stands 2 times; name it once",
        True,
    ),
    (
        "family without members",
        "families.toml",
        '"basics/101", "extra/101"',
        "",
        "families.toml:5: the family has no members; name them, or remove it",
        False,
    ),
    (
        "family slug",
        "families.toml",
        'slug = "parameters"',
        'slug = "The parameters"',
        "families.toml:2: the family's slug 'The parameters' is no slug; write a-z, 0-9 and -\n"
        "phrases/families.toml:1: families.toml has no family 'parameters'; correct it, or remove its phrases",
        True,
    ),
    (
        "synonyms of another shape",
        "synonyms.toml",
        '[["photo", "照片"]]',
        '["photo", "照片"]',
        "synonyms.toml:1: groups is ['photo', '照片']; make it a list of lists of texts",
        True,
    ),
    (
        "phrases of another shape",
        "phrases/basics.toml",
        None,
        '["101"]\nzh = "少传了参数"\n',
        "phrases/basics.toml:2: zh is '少传了参数'; make it a list of texts in quotes",
        True,
    ),
    (
        "phrases without languages",
        "phrases/basics.toml",
        None,
        '101 = ["少传了参数"]\n',
        "phrases/basics.toml:1: '101' is no table of phrases;"
        ' write ["101"] on a line of its own and zh = [...], en = [...] under it',
        True,
    ),
    (
        "phrase of two targets, but for case and blanks",
        "phrases/basics.toml",
        "they are overloaded",
        "Forgot  a Field",
        "phrases/basics.toml:11: the phrase 'Forgot  a Field' is also said of basics/101;"
        " keep it where it is truer, or word it more exactly",
        False,
    ),
    (
        "phrase of an entry and a family",
        "phrases/families.toml",
        "参数不对",
        "少 传了 参数",
        "phrases/families.toml:3: the phrase '少 传了 参数' holds blanks of the page's layout; write '少传了参数'\n"
        "phrases/families.toml:3: the phrase '少 传了 参数' is also said of basics/101;"
        " keep it where it is truer, or word it more exactly",
        False,
    ),
    (
        "phrase too short",
        "phrases/basics.toml",
        "they are overloaded",
        "x",
        "phrases/basics.toml:11: the phrase 'x' has 1 characters; write 2 to 120",
        False,
    ),
    (
        "phrase too long",
        "phrases/basics.toml",
        "they are overloaded",
        "x" * 121,
        f"phrases/basics.toml:11: the phrase '{'x' * 55}...' has 121 characters; write 2 to 120",
        False,
    ),
    (
        "phrase with a long number",
        "phrases/basics.toml",
        "they are overloaded",
        "error 12345",
        "phrases/basics.toml:11: the phrase 'error 12345' holds a number of five digits or more;"
        " take it out: it would be read as a code",
        False,
    ),
    (
        "phrase with a blank at its end",
        "phrases/basics.toml",
        "they are overloaded",
        "they are overloaded ",
        "phrases/basics.toml:11: the phrase 'they are overloaded ' begins or ends with a blank; remove it",
        False,
    ),
]


def faults(folder: Path) -> str:
    """What check says of the catalogue, its paths counted from its folder."""
    return "\n".join(map(str, check_knowledge([folder]))).replace(f"{folder}/", "")


def break_file(folder: Path, name: str, old: str | None, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old is None or text.count(old) >= 1
    path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")


def test_sound_catalogue_has_no_faults(vendor: Path) -> None:
    assert faults(vendor) == ""


def test_knowledge_of_the_package_has_no_faults() -> None:
    assert list(map(str, check_knowledge([default_folder()]))) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected", "refused"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_broken_rule(vendor: Path, name: str, old: str | None, new: str, expected: str, refused: bool) -> None:
    """Check names the fault; reading refuses what it couldn't read truly, and only that."""
    break_file(vendor, name, old, new)

    assert faults(vendor) == expected
    if refused:
        with pytest.raises(KnowledgeError):
            read_catalogue(vendor)
    else:
        read_catalogue(vendor)


def test_all_faults_at_once(vendor: Path) -> None:
    """A broken file hides nothing that is wrong in the others."""
    break_file(vendor, "catalogue.toml", "title.zh =", "title.zh")
    break_file(vendor, "basics.toml", "ticket = true", "ticket = false")
    break_file(vendor, "basics.toml", "A required parameter is missing.", "")
    break_file(vendor, "extra.toml", 'retry = "after-fix"', 'retry = "soon"')
    break_file(vendor, "synonyms.toml", "groups", "group")

    assert faults(vendor).splitlines() == [
        "basics.toml:8: description.en is empty; write it",
        "basics.toml:25: ticket is false, but advice.zh says 提交工单; write ticket = true",
        "catalogue.toml:1: is not TOML: Expected '=' after a key in a key/value pair; mend the syntax of this line",
        "extra.toml:11: retry is 'soon'; make it one of now, backoff, after-fix, never",
        "synonyms.toml:1: synonyms.toml has no groups; add groups, a list of lists of texts",
        "synonyms.toml:1: synonyms.toml has the unknown key 'group'; use one of groups",
    ]


def test_question_mark_of_a_person_is_no_lost_character(vendor: Path) -> None:
    break_file(vendor, "phrases/basics.toml", "少传了参数", "怎么办?参数呢??")

    assert faults(vendor) == ""


def test_twins_may_share_a_phrase_until_they_differ(vendor: Path) -> None:
    """101 stands in both sections: said of one is said of both, as long as they mean the same."""
    break_file(vendor, "extra.toml", "必要参数未传入", "别的意思")

    assert faults(vendor) == (
        "phrases/extra.toml:3: the phrase 'forgot a field' is also said of basics/101;"
        " keep it where it is truer, or word it more exactly"
    )


def test_faults_of_several_catalogues_come_together(vendor: Path) -> None:
    other = vendor.parent / "other"
    other.mkdir()
    (other / "catalogue.toml").write_text("title = 1\n", encoding="utf-8")
    break_file(vendor, "extra.toml", "ticket = false", "ticket = true")

    found = [str(fault).replace(f"{vendor.parent}/", "") for fault in check_knowledge([vendor.parent])]

    assert found == [
        "other/catalogue.toml:1: catalogue.toml has no code; add code, a text in quotes",
        "other/catalogue.toml:1: catalogue.toml has no edition; add edition, a text in quotes",
        "other/catalogue.toml:1: catalogue.toml has no sections; add sections, a list of texts in quotes",
        "other/catalogue.toml:1: catalogue.toml has no source; add source, a text in quotes",
        "other/catalogue.toml:1: title is 1; make it two texts, .zh and .en",
        "vendor/extra.toml:13: ticket is true, but advice.zh does not say 提交工单; write ticket = false",
    ]


def test_as_many_faults_as_entries_take_seconds_only(vendor: Path) -> None:
    """The lines are looked for once for a file, not once for a fault."""
    entry = (
        '[[entry]]\ncode = "{}"\nmessage = "m"\ndescription.zh = ""\ndescription.en = "d"\n'
        'advice.zh = "a"\nadvice.en = "a"\nretry = "now"\nactor = "caller"\nticket = false\n'
    )
    head = 'title.zh = "其他错误码"\ntitle.en = "Others"\n'
    text = head + "".join(entry.format(number) for number in range(20_000))
    (vendor / "extra.toml").write_text(text, encoding="utf-8")
    start = time.perf_counter()

    found = [fault for fault in check_knowledge([vendor]) if fault.what == "description.zh is empty"]

    assert (len(found), found[0].line, found[-1].line) == (20_000, 6, 199_996)
    assert time.perf_counter() - start < 20
