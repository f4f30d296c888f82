"""Each rule of a remedy's page broken once: the exact faults, with file, line and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue.check import check_knowledge
from bot.catalogue.read import KnowledgeError, read_catalogue

PAGE = "remedies/parameters.md"
ONE_LIST = "in one list, each beginning with a bold one"
MARKUP = "use text, `code`, lists, > quotes, ``` and links"

# name of the rule; file; what is replaced by what, everywhere in it; the faults expected; whether reading refuses it
BROKEN = [
    (
        "entry without a remedy",
        "extra.toml",
        'remedy = "parameters"\n',
        "",
        "extra.toml:5: the entry has no remedy; name a page of remedies/",
        False,
    ),
    (
        "remedy without a page",
        "extra.toml",
        'remedy = "parameters"',
        'remedy = "../parameters"',
        "extra.toml:14: the remedy '../parameters' has no page; write remedies/../parameters.md, or name another one",
        True,
    ),
    (
        "remedy that no entry has",
        "basics.toml",
        'remedy = "busy"',
        'remedy = "parameters"',
        'remedies/busy.md:1: is the remedy of no entry; write remedy = "busy" there, or remove it\n'
        "remedies/parameters.md:32: 201 is not listed under 涉及的错误码; add `201`\n"
        "remedies/parameters.md:71: 201 is not listed under Which codes; add `201`",
        False,
    ),
    (
        "one language only",
        PAGE,
        "# A parameter is wrong",
        "And in English:",
        "remedies/parameters.md:1: has 1 titles; write two halves, Chinese and English, each with one `# title`",
        True,
    ),
    (
        "English first",
        PAGE,
        "# 参数不对",
        "# Parameters",
        "remedies/parameters.md:1: the halves are in another order; write Chinese first, then English",
        False,
    ),
    (
        "a head in one language only",
        PAGE,
        "## May I retry?\n",
        "",
        "remedies/parameters.md:40: this half has no May I retry?; add `## ` and that head",
        True,
    ),
    (
        "a head of one's own",
        PAGE,
        "## May I retry?",
        "## Retrying",
        "remedies/parameters.md:40: this half has no May I retry?; add `## ` and that head\n"
        "remedies/parameters.md:59: the head 'Retrying' is unknown or stands twice; write each of What it means,"
        " First check, Mend it, May I retry?, What to tell the end user, When to open a ticket, Which codes, Source once",
        True,
    ),
    (
        "heads in another order",
        PAGE,
        "## Source\n\nEdition 2020-12-15 of [some vendor](https://example.com/errors).\n",
        "",
        "remedies/parameters.md:40: this half has no Source; add `## ` and that head",
        True,
    ),
    (
        "a step in one language only",
        PAGE,
        "2. **Check before you send.**\n",
        "2. Check before you send.\n",
        "remedies/parameters.md:50: has 3 steps in Chinese and 2 in English;"
        " begin each item with a bold sentence, in both",
        True,
    ),
    (
        "a single thing to mend",
        PAGE,
        "\n2. **",
        "\n**",
        f"remedies/parameters.md:11: the items under 怎么修 are [1], 1 with a bold sentence; number 2 to 6 items {ONE_LIST}\n"
        f"remedies/parameters.md:50: the items under Mend it are [1], 1 with a bold sentence; number 2 to 6 items {ONE_LIST}",
        False,
    ),
    (
        "a step longer than a chat can show",
        PAGE,
        "Add that parameter.",
        f"Add that parameter{' and send it' * 20}.",
        "remedies/parameters.md:52: the step 'Add that parameter and send it and send it and send it ...'"
        " has 259 characters; write at most 180; details go behind it",
        False,
    ),
    (
        "a title longer than a link",
        PAGE,
        "# A parameter is wrong",
        f"# A parameter is {'very ' * 10}wrong",
        "remedies/parameters.md:40: the title has 70 characters; write at most 60",
        False,
    ),
    (
        "a sample in one language only",
        PAGE,
        '2. **Check before you send.**\n\n   ```python\n   print("ok")\n',
        '2. **Check before you send.**\n\n   ```python\n   print("OK")\n',
        "remedies/parameters.md:50: the code samples under Mend it differ from those under 怎么修;"
        " copy them from one half to the other",
        False,
    ),
    (
        "a quotation that the source doesn't have",
        PAGE,
        "「修改参数」",
        "「删除参数」",
        "remedies/parameters.md:13: the source doesn't say '删除参数'; quote it word for word, or don't mark it",
        False,
    ),
    (
        "a mark without a quotation",
        PAGE,
        "Its name stands in the message.",
        "Its name stands in the message [vendor].",
        "remedies/parameters.md:46: [vendor] stands behind no quotation; put it right behind the quotation mark",
        False,
    ),
    (
        "nothing of the source",
        PAGE,
        " [vendor]",
        "",
        "remedies/parameters.md:40: nothing is quoted from the source; quote it and write [vendor] behind",
        False,
    ),
    (
        "a link to a page that isn't there",
        PAGE,
        "[busy](busy.md)",
        "[busy](bussy.md)",
        "remedies/parameters.md:44: the link 'bussy.md' leads nowhere; link to another remedy's file, or the source",
        False,
    ),
    (
        "a link elsewhere",
        PAGE,
        "[busy](busy.md)",
        "[busy](https://example.com/elsewhere)",
        "remedies/parameters.md:44: the link 'https://example.com/elsewhere' leads nowhere;"
        " link to another remedy's file, or the source",
        False,
    ),
    (
        "somebody else's code among its own",
        PAGE,
        "- `101`",
        "- `101`\n- `201`",
        "remedies/parameters.md:35: 201 has another remedy; take it out, or change the entry's remedy\n"
        "remedies/parameters.md:75: 201 has another remedy; take it out, or change the entry's remedy",
        False,
    ),
    (
        "a code that isn't in the catalogue",
        PAGE,
        "Hardly ever.",
        "Hardly ever; `222901` is another matter.",
        "remedies/parameters.md:69: the catalogue has no code 222901; correct it",
        False,
    ),
    (
        "nothing to tell the end user",
        PAGE,
        "> Please try again later.",
        "Please try again later.",
        "remedies/parameters.md:63: has no wording for the end user; write it in lines that begin with >",
        False,
    ),
    (
        "HTML",
        PAGE,
        "Hardly ever.",
        "<b>Hardly</b> ever. ![](x.png)",
        f"remedies/parameters.md:67: holds html_inline; {MARKUP}\nremedies/parameters.md:67: holds image; {MARKUP}",
        False,
    ),
]


def faults_of(vendor: Path) -> list[str]:
    return [str(fault).removeprefix(f"{vendor}/") for fault in check_knowledge([vendor])]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected", "refused"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_broken_rule(vendor: Path, file: str, old: str, new: str, expected: str, *, refused: bool) -> None:
    path = vendor / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    assert "\n".join(faults_of(vendor)) == expected
    if refused:
        with pytest.raises(KnowledgeError):
            read_catalogue(vendor)
    else:
        read_catalogue(vendor)


def test_the_page_has_to_be_named_by_a_slug(vendor: Path) -> None:
    (vendor / "remedies" / "Two Words.md").write_text("", encoding="utf-8")

    expected = ["remedies/Two Words.md:1: the file's name 'Two Words' is no slug; name it a-z, 0-9 and -"]
    assert faults_of(vendor) == expected


def test_a_heading_inside_a_sample_is_none(vendor: Path) -> None:
    path = vendor / PAGE
    text = path.read_text(encoding="utf-8")
    sample = "\n\n```python\n# a comment\n## another\n```\n\n## "
    path.write_text(text.replace("\n\n## ", sample), encoding="utf-8")

    assert [remedy.slug for remedy in read_catalogue(vendor).remedies] == ["busy", "parameters"]
