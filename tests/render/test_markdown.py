from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.entry import Catalogue
from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Quote, coded, for_codes, passage_blocks, spoken

HREFS = {"face-angle": "http://desk.test/r/faces/face-angle"}


def text(said: str) -> tuple[Piece, ...]:
    return (Piece(said),)


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("One line\nand its end.", [Paragraph(text("One line and its end."))]),
        (
            "`18`: **wait `1` s**, see [angle](face-angle.md) or [the source](https://vendor.test/a?b=1).",
            [
                Paragraph(
                    (
                        Piece("18", code=True),
                        Piece(": "),
                        Piece("wait ", bold=True),
                        Piece("1", bold=True, code=True),
                        Piece(" s", bold=True),
                        Piece(", see "),
                        Piece("angle", link=HREFS["face-angle"]),
                        Piece(" or "),
                        Piece("the source", link="https://vendor.test/a?b=1"),
                        Piece("."),
                    )
                )
            ],
        ),
        ("- a\n- b", [Items((text("a"), text("b")))]),
        ("3. a\n4. b", [Items((text("a"), text("b")), start=3)]),
        (
            "1. a\n   - inner\n2. b\n\n   ```sh\n   ls\n   ```\n3. c",
            [
                Items((text("a"),), start=1),
                Items((text("inner"),), depth=1),
                Items((text("b"),), start=2),
                Code("ls", "sh"),
                Items((text("c"),), start=3),
            ],
        ),
        ("- ```\n  x\n  ```", [Items(((),)), Code("x")]),
        ("> Try again.\n>\n> Thank you.", [Quote((Piece("Try again.\nThank you."),))]),
        ("> - a\n> - b", [Quote((Piece("a\nb"),))]),
        ("```python\nif a < b:\n    pass\n```", [Code("if a < b:\n    pass", "python")]),
        ("“quoted” [vendor] and 「引文」[官方]", [Paragraph(text("“quoted” [vendor] and 「引文」[官方]"))]),
        ("[ftp](ftp://vendor.test/a) [gone](no-such-page.md)", [Paragraph(text("ftp gone"))]),
        ("[js](javascript:alert(1))", [Paragraph(text("[js](javascript:alert(1))"))]),
        ("a <b>bold</b> <!channel>", [Paragraph(text("a <b>bold</b> <!channel>"))]),
        ("# Head\n\n---\n\ntext", [Paragraph(text("Head")), Paragraph(text("text"))]),
        ("a  \nb", [Paragraph(text("a\nb"))]),
        ("", []),
    ],
)
def test_markdown_becomes_flat_blocks(markdown: str, blocks: list[Block]) -> None:
    assert blocks == list(passage_blocks(markdown, HREFS))


@pytest.mark.parametrize(
    ("sentence", "pieces"),
    [
        ("keep the `log_id`", (Piece("keep the "), Piece("log_id", code=True))),
        ("a ` alone", (Piece("a ` alone"),)),
        ("`a``b`", (Piece("a", code=True), Piece("b", code=True))),
        ("", ()),
    ],
)
def test_backticks_make_code_in_a_sentence(sentence: str, pieces: tuple[Piece, ...]) -> None:
    assert pieces == coded(sentence)


TOLD = passage_blocks(
    "In short:\n\n- `1`: wait\n- `2`, `3`: stop\n- keep the `log_id`\n\n"
    "`1`:\n\n> Wait.\n\n`2` (once):\n\n> Stop.\n\n`3`, and all others:\n\n> Call us.\n",
    {},
)


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        ({"1"}, ["In short:", "1: wait", "keep the log_id", "1:", "Wait.", "3, and all others:", "Call us."]),
        ({"2"}, ["In short:", "2, 3: stop", "keep the log_id", "2 (once):", "Stop.", "3, and all others:", "Call us."]),
        ({"9"}, ["In short:", "keep the log_id", "3, and all others:", "Call us."]),
    ],
)
def test_what_is_said_for_other_codes_is_left_out(codes: set[str], lines: list[str]) -> None:
    assert lines == list(spoken(for_codes(TOLD, codes)))


def test_nothing_is_left_out_where_nothing_would_be_left() -> None:
    blocks = passage_blocks("- `1`: wait\n- `2`: stop", {})

    assert blocks == for_codes(blocks, {"3"})


def test_numbered_items_are_spoken_with_their_numbers() -> None:
    blocks = passage_blocks("2. a `b`\n3. c\n\n```\nd\n```\n", {})

    assert list(spoken(blocks)) == ["2. a b", "3. c", "d"]


@given(st.text(alphabet="ab`*_[]()<>#->.1 \n\t!&\\", max_size=120))
def test_any_text_becomes_blocks_with_no_dangerous_link(markdown: str) -> None:
    for block in passage_blocks(markdown, HREFS):
        if isinstance(block, Paragraph | Quote):
            assert all(piece.text for piece in block.pieces)
            assert all(not piece.link or piece.link.startswith(("http://", "https://")) for piece in block.pieces)


def test_nesting_ends_in_time() -> None:
    assert passage_blocks("> " * 5000 + "deep", {})
    assert passage_blocks("- " * 5000 + "deep", {})


def test_every_passage_of_the_knowledge_loses_nothing_but_markup(catalogue: Catalogue) -> None:
    hrefs = {remedy.slug: f"http://desk.test/r/{remedy.slug}" for remedy in catalogue.remedies}
    for remedy in catalogue.remedies:
        for passage in remedy.passages:
            for language in ("zh", "en"):
                markdown = passage.text.in_language(language)
                told = "".join("".join(spoken(passage_blocks(markdown, hrefs))).split())
                words = [word for word in markdown.replace("](", " ").split() if word.isalpha()]
                assert [word for word in words if word not in told and word not in ("python", "text")] == []


def test_markdown_is_loaded_only_when_a_passage_is_read() -> None:
    code = "import sys, bot.render.slack; print([m for m in sys.modules if m.startswith('markdown_it')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
