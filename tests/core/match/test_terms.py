"""What a text is matched by."""

from __future__ import annotations

import pytest

from bot.core.match.terms import GROUP, IDENTIFIER, NUMBER, PAIR, PART, SINGLE, WORD, TermReader, group_term
from bot.core.normalise import fold


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("blurred faces", {"blur": WORD, "face": WORD}),
        ("what is the meaning of", {"mean": WORD}),
        ("face_token", {"face_token": IDENTIFIER, "face": PART, "token": PART}),
        ("人脸", {"人脸": PAIR, "人": SINGLE, "脸": SINGLE}),
        ("人臉", {"人脸": PAIR, "人": SINGLE, "脸": SINGLE}),
        ("人脸怎么办", {"人脸": PAIR, "人": SINGLE, "脸": SINGLE}),
        ("600KB", {"600": NUMBER, "kb": WORD}),
        ("h5 v3", {"h5": WORD, "v3": WORD}),
        ("don't!", {}),
        ("", {}),
        ("🙂…", {}),
    ],
)
def test_terms_of_a_text(text: str, terms: dict[str, float]) -> None:
    assert TermReader().read(fold(text)) == terms


@pytest.mark.parametrize(("text", "term"), [("selfies", "selfi"), ("自拍照片", "照片")])
def test_words_of_one_group_share_its_term(text: str, term: str) -> None:
    reader = TermReader([["picture", "selfie", "照片"]])

    found = reader.read(fold(text))

    assert found[term] == WORD
    assert found[group_term(0)] == GROUP


def test_the_longest_word_of_a_group_wins() -> None:
    reader = TermReader([["企业认证"], ["认证"]])

    assert group_term(1) not in reader.read("企业认证")
