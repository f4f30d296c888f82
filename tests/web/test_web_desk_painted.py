"""Neutral blocks as HTML: nothing in them becomes markup, and only safe addresses become links."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bot.render.markdown import Block, Code, Items, Paragraph, Piece, Quote
from bot.web.desk.painted import painted

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;b&gt;{{7*7}}"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph((Piece("a", bold=True), Piece(" · b"))), "<p><strong>a</strong> · b</p>"),
        (Paragraph((Piece("x", code=True),)), "<p><code>x</code></p>"),
        (Paragraph((Piece("人脸模糊"),)), '<p><span lang="zh">人脸模糊</span></p>'),
        (Paragraph((Piece("one\ntwo"),)), "<p>one<br>two</p>"),
        (Quote((Piece("one"),)), "<blockquote>one</blockquote>"),
        (Items(((Piece("a"),), (Piece("b"),))), "<ul><li>a</li><li>b</li></ul>"),
        (Items(((Piece("a"),),), start=1), "<ol><li>a</li></ol>"),
        (Items(((Piece("a"),),), start=3, depth=9), '<ol start="3" class="deep-3"><li>a</li></ol>'),
        (Code("  a <b>\n\tc"), '<pre class="sample" tabindex="0">  a &lt;b&gt;\n c</pre>'),
    ],
)
def test_each_block_is_what_it_says(block: Block, expected: str) -> None:
    assert expected == painted([block], "en")


def test_the_first_block_may_be_a_heading() -> None:
    blocks = [Paragraph((Piece("a"),)), Paragraph((Piece("b"),))]

    assert "<h3>a</h3>\n<p>b</p>" == painted(blocks, "en", headed=True)


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://vendor.test/a?b=1&c=2", True),
        ("http://vendor.test", True),
        ("/c/baidu-face/18", True),
        ("//evil.test/x", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_the_web_and_our_pages_are_linked(address: str, linked: bool) -> None:
    soup = BeautifulSoup(painted([Paragraph((Piece("a", link=address),))], "en"), "html.parser")

    assert ([address] if linked else []) == [a["href"] for a in soup.select("a")]


TEXT = st.text(max_size=60) | st.just(EVIL)


@given(TEXT, st.booleans(), st.booleans())
def test_text_is_text(text: str, bold: bool, code: bool) -> None:
    piece = Piece(text, bold, code, link=f"https://a.test/{text}")
    blocks: list[Block] = [Paragraph((piece,)), Items(((piece,),), start=1), Quote((piece,)), Code(text)]

    soup = BeautifulSoup(painted(blocks, "en"), "html.parser")
    allowed = {"p", "ol", "li", "blockquote", "pre", "strong", "code", "span", "br", "a"}
    assert {tag.name for tag in soup.find_all()} <= allowed
    assert {name for tag in soup.find_all() for name in tag.attrs} <= {"href", "rel", "lang", "class", "tabindex"}
