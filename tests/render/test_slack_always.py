"""What holds for every message for Slack: whatever a paste holds, and for all that the knowledge says."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.answer import Answer, FamilyCard, Remark, RemarkKind
from bot.core.entry import Bilingual, Catalogue
from bot.core.followup import FollowUp
from bot.render.slack import (
    MOST_IN_CHANNEL,
    Message,
    Voice,
    answer_message,
    choices_of,
    follow_up_message,
    headline_message,
    repeat_message,
    steps_message,
    ticket_message,
    warning_message,
)

from .answers import CASE, FUZZY, UNCLEAR, VOICE, family, found
from .foul import answers, foul
from .slack_parts import MARKER, dumped, faults_of, in_channel, link, parts_of, rich_texts, texts_of

calm = settings(max_examples=150, suppress_health_check=[HealthCheck.data_too_large])


@calm
@given(answers(), st.booleans(), st.integers(0, 10**9), foul)
def test_no_paste_gets_a_message_refused_or_parsed(answer: Answer, private: bool, count: int, also: str) -> None:
    message = answer_message(answer, VOICE, CASE, private=private, count=count, marker="m" * 255, also=also)

    assert faults_of(message) == []
    assert not any("<" in text for text in texts_of([part for part in parts_of(message.blocks) if "emoji" in part]))
    assert [text for text in rich_texts(message) if "<" in text] == []
    assert message.blocks[0]["block_id"] == "m" * 255
    json.dumps(message.blocks).encode()


@calm
@given(answers(), st.booleans())
def test_the_text_names_the_code(answer: Answer, private: bool) -> None:
    message = answer_message(answer, VOICE, CASE, private=private)

    named = [entry.code for entry in answer.family.entries] if answer.family else [c.entry.code for c in answer.cards]
    assert message.text
    assert not named or any(code in message.text for code in named)


@calm
@given(answers(), foul, st.sampled_from(list(FollowUp)))
def test_nor_does_any_other_message_about_it(answer: Answer, said: str, topic: FollowUp) -> None:
    messages = [
        headline_message(answer, said, said, MARKER),
        repeat_message(answer, 3, 10, said, MARKER),
        steps_message(answer, VOICE),
        ticket_message(answer, VOICE),
        follow_up_message(answer, topic, VOICE, MARKER, CASE),
    ]
    if any(remark.kind is RemarkKind.SECRET for remark in answer.remarks):
        messages.append(warning_message(answer))

    assert [fault for message in messages for fault in faults_of(message)] == []
    assert [text for message in messages for text in rich_texts(message) if "<" in text and text != "if a < b"] == []


@given(answers())
def test_a_channel_never_learns_of_a_secret(answer: Answer) -> None:
    told = replace(answer, remarks=(Remark(RemarkKind.SECRET, "phone"),))

    assert not re.search("phone number|手机号", dumped(in_channel(told)))


@given(answers())
def test_the_buttons_choose_what_the_message_offers(answer: Answer) -> None:
    message = in_channel(answer)

    buttons = [part for part in parts_of(message.blocks) if str(part.get("action_id")).startswith("choose-")]
    assert [button["value"] for button in buttons] == [f"{CASE}:{index}" for index in range(len(choices_of(answer)))]
    for button, entry in zip(buttons, choices_of(answer), strict=True):
        assert button["text"]["text"].startswith(entry.code)


# --- the knowledge that comes with the package


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_fits(catalogue: Catalogue, voice: Voice, language: str) -> None:
    for entry in catalogue.entries:
        answer = found(language, entry)
        message = answer_message(answer, voice, CASE, private=False, count=7, marker=MARKER)

        assert faults_of(message) == []
        assert entry.code in message.text
        assert "…" not in "".join(rich_texts(message))
        assert voice.links.entry(entry) in dumped(message)
        for more in (steps_message(answer, voice), ticket_message(answer, voice)):
            assert faults_of(more) == []


@pytest.mark.parametrize("topic", list(FollowUp))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_follow_up_fits_whole(catalogue: Catalogue, voice: Voice, language: str, topic: FollowUp) -> None:
    for remedy in catalogue.remedies:
        entries = [entry for entry in catalogue.entries if entry.remedy == remedy]
        for answer in (found(language, entries[0]), found(language, *entries)):
            message = follow_up_message(answer, topic, voice, MARKER)

            assert faults_of(message) == []
            assert voice.links.remedy(remedy) in dumped(message)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_family_fits(catalogue: Catalogue, voice: Voice, language: str) -> None:
    entries = {entry.key: entry for entry in catalogue.entries}
    for known in catalogue.families:
        members = tuple(entries[key] for key in known.members)
        answer = replace(found(language, *members), family=FamilyCard(known.title, members))
        message = answer_message(answer, voice, CASE, private=False, count=7, marker=MARKER)

        assert faults_of(message) == []
        assert all(entry.code in dumped(message) for entry in members)


# --- several cards


def many(catalogue: Catalogue, count: int = 200) -> Answer:
    firsts = {entry.code: entry for entry in catalogue.entries}
    return found("en", *list(firsts.values())[:count])


def codes_of(message: Message) -> list[str]:
    """The codes that have a card in the message."""
    heads = (block["elements"][0]["elements"] for block in message.blocks if block["type"] == "rich_text")
    return [head[0]["text"] for head in heads if head[0]["text"].isdigit()]


def test_a_channel_gets_at_most_five_cards_and_the_rest_in_a_line(catalogue: Catalogue, voice: Voice) -> None:
    answer = many(catalogue)

    message = answer_message(answer, voice, CASE, private=False)

    assert codes_of(message) == [card.entry.code for card in answer.cards[:MOST_IN_CHANNEL]]
    rest = next(said for said in texts_of(message.blocks) if said.startswith("The rest: "))
    assert re.findall(r"(\d+) ×1", rest) == [card.entry.code for card in answer.cards[MOST_IN_CHANNEL:]]


def test_in_private_there_are_as_many_cards_as_fit(catalogue: Catalogue, voice: Voice) -> None:
    answer = many(catalogue)

    message = answer_message(answer, voice, CASE, private=True, marker="m" * 255)

    shown = codes_of(message)
    assert len(shown) > MOST_IN_CHANNEL
    assert shown == [card.entry.code for card in answer.cards[: len(shown)]]
    assert faults_of(message) == []


def test_few_cards_are_all_shown_without_a_rest(catalogue: Catalogue, voice: Voice) -> None:
    message = answer_message(many(catalogue, 5), voice, CASE, private=False)

    assert len(codes_of(message)) == 5
    assert not any(said.startswith("The rest") for said in texts_of(message.blocks))


def test_the_longest_texts_of_a_catalogue_are_cut_and_links_stay() -> None:
    endless = Bilingual("很长" * 4000, "`very` long " * 4000)
    entry = replace(FUZZY, message="m" * 9000, description=endless, advice=endless)
    for answer in (found("en", entry), family("zh", *[replace(entry, message=f"{n}" * 9000) for n in range(1, 30)])):
        message = in_channel(answer)

        assert faults_of(message) == []
        assert link(UNCLEAR.title.in_language(answer.language), "/r/faces/face-unclear") in list(
            parts_of(message.blocks)
        )
