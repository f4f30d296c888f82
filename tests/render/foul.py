"""Answers with all that a paste can hold, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.entry import Bilingual

from .answers import FACE_RANGE, FUZZY, PASTE
from .made import CACHE, CHECK, CHECK_TOO, LIMIT, NETWORK, POLICE

ATTACKS = (
    "<!channel>",
    "<@U024BE7LH>",
    "<!subteam^S1|all>",
    "<https://evil.test|log in>",
    "&lt;!here&gt;",
    "```",
    "`",
    "*_~",
    "\u202e\u2066\u200b\u0000\x1b[31m",
    "\ud800",
    "&",
    ">",
    "|",
    "\n\n",
    "🙂",
)
foul = st.one_of(
    st.lists(st.sampled_from(ATTACKS), max_size=8).map("".join),
    st.text(max_size=60),
    st.sampled_from(ATTACKS).map(lambda text: (text + "x") * (40_000 // (len(text) + 1))),
)
remarks = st.lists(st.builds(Remark, st.sampled_from(list(RemarkKind)), foul), max_size=8).map(tuple)
contexts = st.builds(Context, foul, st.sampled_from([None, PASTE.timestamp]), foul)
ENTRIES = (FUZZY, CHECK, CHECK_TOO, CACHE, POLICE, NETWORK, LIMIT)
reasons = st.builds(Reason, st.sampled_from(list(By)), st.floats(0, 100), foul, st.floats(0, 100))
cards = st.lists(
    st.builds(Card, st.sampled_from(ENTRIES), reasons, st.integers(1, 10**9)), min_size=1, max_size=60
).map(tuple)
near = st.lists(st.builds(Suggestion, st.sampled_from(ENTRIES), st.floats(0, 100)), max_size=6).map(tuple)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    kind = draw(st.sampled_from(list(Kind)))
    carded = draw(cards) if kind in (Kind.FOUND, Kind.CHOICES) else ()
    as_family = kind is Kind.FOUND and draw(st.booleans())
    return Answer(
        kind,
        draw(st.sampled_from(["zh", "en"])),
        carded,
        FamilyCard(Bilingual("一家", "A family"), tuple(card.entry for card in carded)) if as_family else None,
        draw(near),
        draw(foul) if kind is Kind.UNKNOWN_CODE else "",
        draw(st.sampled_from([None, FACE_RANGE])),
        draw(contexts),
        draw(remarks),
    )
