"""Messages recognised in running text."""

from __future__ import annotations

import pytest

from bot.core.decode.messages import Messages, comparable, parameter_in
from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Retry, Verdict


def entry(code: str, message: str) -> Entry:
    nothing = Bilingual("", "")
    verdict = Verdict(Retry.NEVER, Actor.CALLER, ticket=False)
    return Entry(EntryKey("made-up", "one", code), message, nothing, nothing, verdict)


@pytest.fixture(scope="module")
def messages(catalogue: Catalogue) -> Messages:
    return Messages(catalogue.entries)


def found(messages: Messages, text: str) -> list[str]:
    return [occurrence.known.text for occurrence in messages.occurrences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Face is FUZZY!", "face fuzzy"),
        ("image_url_download_fail", "image url download fail"),
        ("param[image] format error", "param image format error"),
        ("the number of user's faces", "number user s face"),
        ("人臉 模糊abc12", "人 脸 模 糊 abc 12"),
        ("is as bus", "as bus"),
        ("glass", "glas"),
        ("!?。", ""),
    ],
)
def test_what_the_scorers_compare(text: str, expected: str) -> None:
    assert comparable(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("face is fuzzy", ["face is fuzzy"]),
        ("FACE_IS_FUZZY", ["face is fuzzy"]),
        ("face fuzzy", ["face is fuzzy"]),
        ("faces are fuzzy", ["face is fuzzy"]),
        ("facefuzzy", []),
        ("face is", []),
        ("fuzzy face", []),
        ("face is fuzzy, face is covered; face is fuzzy", ["face is fuzzy", "face is covered", "face is fuzzy"]),
        ("id number and name not match", ["id number and name not match"]),
        (
            "id number and name not match or id number not exist",
            ["id number and name not match or id number not exist"],
        ),
        ("param[image] format error", ["param[image] format error"]),
        ("param [ image_type ] format error", ["param[image_type] format error"]),
        ("param[made_up] format error", []),
        ("视频中人脸质量较差 (返回信息中包含具体原因)", ["视频中人脸质量较差 (返回信息中包含具体原因)"]),
        ("face " + " " * 80 + "is fuzzy", ["face is fuzzy"]),
        ("face " + " " * 900 + "is fuzzy", []),
        ("", []),
    ],
)
def test_messages_that_stand_whole_in_a_text(messages: Messages, text: str, expected: list[str]) -> None:
    assert found(messages, text) == expected


def test_an_occurrence_knows_its_place_and_its_entries(messages: Messages) -> None:
    text = "ERROR [system busy]"
    (occurrence,) = messages.occurrences(text)

    assert text[occurrence.start : occurrence.end] == "system busy"
    assert len(occurrence.known.entries) == 18


def test_every_message_is_found_in_itself(messages: Messages, catalogue: Catalogue) -> None:
    missed = [
        e.message
        for e in catalogue.entries
        if e not in [own for occurrence in messages.occurrences(e.message) for own in occurrence.known.entries]
    ]

    assert missed == []


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("face is fuzy", "face is fuzzy"),
        ("image url download failed", "image_url_download_fail"),
        ("param[max_face_number] format error", "param[max_face_num] format error"),
        ("param[image] is null", "param[] is null"),
        ("param[whatever] null", "param[] is null"),
        ("param[image] is nul", "param[] is null"),
    ],
)
def test_the_nearest_message(messages: Messages, text: str, best: str) -> None:
    assert messages.nearest(text, 70.0)[0][0].text == best


@pytest.mark.parametrize("text", ["", "?", "lunch is ready", "zzz"])
def test_nothing_is_near_a_strange_text(messages: Messages, text: str) -> None:
    assert messages.nearest(text, 70.0) == []


def test_likeness_falls_to_the_cutoff_and_is_100_for_the_message_itself(messages: Messages) -> None:
    near = messages.nearest("face is fuzzy", 40.0)
    scores = [score for _, score in near]

    assert near[0][0].text == "face is fuzzy"
    assert scores[0] == 100.0
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 40.0
    assert len(near) == 5


def test_ties_come_in_page_order() -> None:
    messages = Messages([entry("1", "red box lost"), entry("2", "red fox lost")])

    assert [known.text for known, _ in messages.nearest("red cox lost", 50.0)] == ["red box lost", "red fox lost"]


def test_a_message_without_words_is_left_out_and_a_template_without_its_null_is_no_template() -> None:
    messages = Messages([entry("1", "!?"), entry("2", "param[image] is broken")])

    assert [known.text for known in messages.known] == ["param[image] is broken"]
    assert messages.nearest("param[other] is null", 99.0) == []


def test_a_word_that_too_many_messages_hold_finds_none() -> None:
    messages = Messages([entry(str(number), f"common thing{chr(97 + number % 26)}{number}") for number in range(401)])

    assert messages.nearest("common", 1.0) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("param[image] format error", "image"),
        ("PARAM [ user_id ]", "user_id"),
        ("param[a.b_1]", "a.b_1"),
        ("param[] is null", ""),
        ("param[image", ""),
        ("params[image]", ""),
        ("param[a], param[b]", "a"),
        ("", ""),
    ],
)
def test_the_parameter_that_a_template_captured(text: str, expected: str) -> None:
    assert parameter_in(text) == expected
