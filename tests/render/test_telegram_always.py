"""What holds for every message for Telegram: whatever a paste holds, and for all that the knowledge says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.answer import Answer, By, FamilyCard, Kind, Reason, Remark, RemarkKind
from bot.core.entry import Bilingual, Catalogue
from bot.core.followup import FollowUp
from bot.render.markdown import Code, Items, Paragraph, Piece, Quote
from bot.render.telegram import (
    MOST_IN_CHANNEL,
    Message,
    Voice,
    answer_message,
    choices_of,
    follow_up_message,
    inline_results,
    repeat_message,
    steps_message,
    ticket_message,
    warning_message,
)
from bot.render.telegram.limits import cut
from bot.render.telegram.message import Part, message

from .answers import CASE, FUZZY, UNCLEAR, VOICE, family, found
from .foul import answers, foul
from .telegram_parts import Parsed, data_of, faults_of, in_channel, units

calm = settings(max_examples=150, suppress_health_check=[HealthCheck.data_too_large])

# What Telegram makes something of, beside what Slack does.
LIVELY = ("@durov", "/start", "/start@other_bot", "#tag", "$USD", "evil.test", "a@b.test", "tg://resolve?domain=x",
          "https://evil.test/x", "1.2.3.4", "<b>", "</code>", "&lt;", "&#60;", "&nbsp;", "𝕏" * 3000)  # fmt: skip
lively = st.one_of(foul, st.lists(st.sampled_from(LIVELY), max_size=6).map(" ".join), st.sampled_from(LIVELY))


def with_words(answer: Answer, said: str) -> Answer:
    """The answer as if the paste had held `said`, wherever a paste can be heard."""
    return replace(
        answer,
        cards=tuple(replace(card, reason=Reason(By.MESSAGE, 90.0, said)) for card in answer.cards),
        unknown=said if answer.kind is Kind.UNKNOWN_CODE else "",
        context=replace(answer.context, log_id=said, param=said),
        remarks=(*answer.remarks, Remark(RemarkKind.WRONG_CODE, said)),
    )


@calm
@given(answers(), lively, st.booleans(), st.integers(0, 10**9), st.booleans())
def test_no_paste_gets_a_message_refused_or_parsed(
    answer: Answer, said: str, private: bool, count: int, again: bool
) -> None:
    sent = answer_message(with_words(answer, said), VOICE, CASE, private=private, count=count, again=again)

    assert faults_of(sent) == []
    assert {href for href in Parsed(sent.html).links if "evil" in href} == set()


@calm
@given(answers(), st.booleans())
def test_the_first_line_names_what_was_found(answer: Answer, private: bool) -> None:
    first = answer_message(answer, VOICE, CASE, private=private).plain.split("\n")[0]

    if answer.kind is Kind.FOUND and not answer.family and len(answer.cards) == 1:
        assert first.startswith(answer.cards[0].entry.code)
    assert first.strip()


@calm
@given(answers(), lively, st.sampled_from(list(FollowUp)))
def test_nor_does_any_other_message_about_it(answer: Answer, said: str, topic: FollowUp) -> None:
    told = with_words(answer, said)
    sent = [
        repeat_message(told, 3, 10, said),
        steps_message(told, VOICE),
        ticket_message(told, VOICE),
        follow_up_message(told, topic, VOICE, CASE),
        *(result.message for result in inline_results(told, VOICE, "en")),
    ]
    if any(remark.kind is RemarkKind.SECRET for remark in told.remarks):
        sent.append(warning_message(told))

    assert [fault for one in sent for fault in faults_of(one)] == []


@calm
@given(answers(), lively)
def test_inline_results_fit_and_differ(answer: Answer, said: str) -> None:
    results = inline_results(with_words(answer, said), VOICE, "zh")

    assert len({result.id for result in results}) == len(results) <= 50
    for result in results:
        assert 1 <= len(result.id.encode()) <= 64
        assert result.title
        assert max(len(result.title), len(result.description)) <= 120


@given(answers())
def test_a_group_never_learns_of_a_secret(answer: Answer) -> None:
    told = replace(answer, remarks=(Remark(RemarkKind.SECRET, "phone"),))

    assert not re.search("phone number|手机号", in_channel(told).plain)


@given(answers())
def test_the_buttons_choose_what_the_message_offers(answer: Answer) -> None:
    sent = in_channel(answer)

    chosen = [data for data in data_of(sent) if data.startswith("choose:")]
    assert chosen == [f"choose:{CASE}:{index}" for index in range(len(choices_of(answer)))]
    for row, entry in zip(sent.buttons, choices_of(answer), strict=False):
        assert row[0].text.startswith(entry.code)


# --- blocks of any kind

pieces = st.lists(
    st.builds(Piece, lively, st.booleans(), st.booleans(), st.sampled_from(["", "https://x.test/", "javascript:1"])),
    max_size=5,
).map(tuple)
blocks = st.one_of(
    st.builds(Paragraph, pieces),
    st.builds(Items, st.lists(pieces, max_size=5).map(tuple), st.integers(0, 99), st.integers(0, 5)),
    st.builds(Quote, pieces),
    st.builds(Code, lively, st.sampled_from(["", "python", 'x"><b>', "c++"])),
)
parts = st.lists(
    st.builds(
        Part, st.lists(blocks, max_size=8), st.integers(0, 3), st.booleans(), st.booleans(), st.booleans()
    ),
    max_size=12,
)  # fmt: skip


@calm
@given(parts)
def test_whatever_the_blocks_they_become_a_message(told: list[Part]) -> None:
    first = Part([Paragraph((Piece("223114"),))], 0, head=True)

    sent = message([first, *told])

    assert faults_of(sent) == []
    assert sent.html.startswith("<b>223114</b>")


@given(st.text(alphabet="a𝕏中 ", max_size=60), st.integers(1, 50))
def test_a_text_is_cut_between_characters(text: str, most: int) -> None:
    shorter = cut(text, most)

    assert units(shorter) <= most
    assert shorter == text if units(text) <= most else text.startswith(shorter.removesuffix("…"))


# --- the knowledge that comes with the package


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_fits_whole(catalogue: Catalogue, voice: Voice, language: str) -> None:
    for entry in catalogue.entries:
        answer = found(language, entry)
        sent = answer_message(answer, voice, "f" * 16, private=False, count=7, again=True)

        assert faults_of(sent) == []
        assert sent.plain.startswith(entry.code)
        assert "…" not in sent.plain
        assert voice.links.entry(entry) in Parsed(sent.html).links
        for more in (steps_message(answer, voice), ticket_message(answer, voice)):
            assert faults_of(more) == []
            assert "…" not in more.plain


@pytest.mark.parametrize("topic", list(FollowUp))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_follow_up_fits_whole(catalogue: Catalogue, voice: Voice, language: str, topic: FollowUp) -> None:
    for remedy in catalogue.remedies:
        entries = [entry for entry in catalogue.entries if entry.remedy == remedy]
        sent = follow_up_message(found(language, entries[0]), topic, voice)
        together = follow_up_message(found(language, *entries), topic, voice)

        assert faults_of(sent) == faults_of(together) == []
        assert not any(line.endswith("…") for line in sent.plain.split("\n"))
        for one in (sent, together):
            assert voice.links.remedy(remedy) in Parsed(one.html).links


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_family_fits(catalogue: Catalogue, voice: Voice, language: str) -> None:
    entries = {entry.key: entry for entry in catalogue.entries}
    for known in catalogue.families:
        members = tuple(entries[key] for key in known.members)
        answer = replace(found(language, *members), family=FamilyCard(known.title, members))
        sent = answer_message(answer, voice, CASE, private=False, count=7)

        assert faults_of(sent) == []
        assert all(entry.code in sent.plain for entry in members)


# --- several cards


def many(catalogue: Catalogue, count: int = 200) -> Answer:
    firsts = {entry.code: entry for entry in catalogue.entries}
    return found("en", *list(firsts.values())[:count])


def codes_of(sent: Message) -> list[str]:
    """The codes that have a card in the message."""
    return re.findall(r"^<b>(\d+) ·", sent.html, re.MULTILINE)


def test_a_group_gets_at_most_five_cards_and_the_rest_in_a_line(catalogue: Catalogue, voice: Voice) -> None:
    answer = many(catalogue, 20)

    sent = answer_message(answer, voice, CASE, private=False)

    assert codes_of(sent) == [card.entry.code for card in answer.cards[:MOST_IN_CHANNEL]]
    rest = next(line for line in sent.plain.split("\n") if line.startswith("The rest: "))
    assert re.findall(r"(\d+) ×1", rest) == [card.entry.code for card in answer.cards[MOST_IN_CHANNEL:]]


def test_in_private_there_are_as_many_cards_as_fit(catalogue: Catalogue, voice: Voice) -> None:
    answer = many(catalogue, 20)

    sent = answer_message(answer, voice, CASE, private=True)

    shown = codes_of(sent)
    assert len(shown) > MOST_IN_CHANNEL
    assert shown == [card.entry.code for card in answer.cards[: len(shown)]]
    assert answer.cards[-1].entry.code in sent.plain
    assert faults_of(sent) == []


def test_the_longest_texts_of_a_catalogue_are_cut_and_links_stay() -> None:
    endless = Bilingual("很长" * 4000, "`very` long " * 4000)
    entry = replace(FUZZY, message="m" * 9000, description=endless, advice=endless)
    for answer in (found("en", entry), family("zh", *[replace(entry, message=f"{n}" * 9000) for n in range(1, 30)])):
        sent = in_channel(answer)

        assert faults_of(sent) == []
        assert VOICE.links.remedy(UNCLEAR) in Parsed(sent.html).links
