"""The only door to the core: a text in, an answer out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property

from bot.core.answer import Answer, By, Card, Context, FamilyCard, Kind, Reason, Remark, RemarkKind, Suggestion
from bot.core.decode.decoder import Decoder
from bot.core.decode.finding import Decoded, Finding
from bot.core.decode.scan import Scanner
from bot.core.decode.stream import decode_stream, decode_text, scanner_for
from bot.core.decode.survey import Survey, survey
from bot.core.decode.unwrap import LONGEST_PASTE
from bot.core.entry import Bilingual, Entry, Family, Knowledge
from bot.core.followup import FollowUp, bare_follow_up, choice_of, follow_up
from bot.core.greeting import is_greeting
from bot.core.match.codes import Asked, Codes
from bot.core.match.matcher import Matcher, Ranked
from bot.core.match.tiers import Decision, decide, score_of
from bot.core.normalise import language_of
from bot.core.redact import redact

LONGEST_TEXT = LONGEST_PASTE  # characters of a text that are read
LONGEST_ASKING = 200  # characters of a text that may ask something about the code that it names
LONGEST_QUESTION = 600  # characters beyond which a text is a paste, not a question

_LED_BY = frozenset(  # what isn't said by a card as it is
    {FollowUp.RETRY, FollowUp.TICKET, FollowUp.ACTOR, FollowUp.END_USER, FollowUp.SAMPLE}
)
_CALLED = re.compile(r"(?:error(?:[ _]?code)?|code|错误码|报错|错误)[\s:：#]{0,3}$", re.IGNORECASE)


class Mode(StrEnum):
    """Whether a text is addressed to the bot, or merely appeared in a channel."""

    ASK = "ask"
    LISTEN = "listen"


class Desk:
    """Answers texts from one knowledge. Not to be shared between threads.

    What matching needs is built at the first question that needs it: a code is answered without.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._decoders = tuple(Decoder(catalogue) for catalogue in knowledge)

    @cached_property
    def _codes(self) -> Codes:
        return Codes(self._knowledge)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self._knowledge)

    @cached_property
    def _scanner(self) -> Scanner:
        return scanner_for(self._decoders)

    def warm(self) -> None:
        """Makes ready now what the first questions would make ready."""
        self._matcher.warm()

    def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """The answer to `text`, of which the first LONGEST_TEXT characters are read.

        `language` is "zh" or "en"; left out, the text's script decides. In mode LISTEN the kind
        is FOUND or NOTHING, and NOTHING means silence.
        """
        redacted = redact(text[:LONGEST_TEXT])
        remarks = [Remark(RemarkKind.SECRET, secret.kind) for secret in redacted.secrets]
        if len(text) > LONGEST_TEXT:
            remarks.append(Remark(RemarkKind.TRUNCATED, str(LONGEST_TEXT)))
        spoken = language or language_of(redacted.text)
        decoded = decode_text(self._decoders, redacted.text)
        if mode is Mode.LISTEN:
            return _found(decoded, spoken, remarks)
        return self._answer_question(redacted.text, decoded, spoken, remarks)

    def decode_stream(self, chunks: Iterable[bytes], language: str | None = None) -> Answer:
        """The documented errors of a log of any length, in bounded memory; FOUND or NOTHING.

        What is said of a finding (its key and number, or the catalogue's own words) holds no secret.
        """
        return _found(decode_stream(self._decoders, chunks, lambda: self._scanner), language or "en", [])

    def survey(self, chunks: Iterable[bytes]) -> Iterator[Survey]:
        """The same with lines and times, while it is being read: one survey, which goes on growing."""
        return survey(self._decoders, chunks, lambda: self._scanner)

    def answer_survey(self, surveyed: Survey, language: str | None = None) -> Answer:
        """What a survey has come to, as an answer: FOUND or NOTHING."""
        return _found(surveyed.decoded, language or "en", [])

    def _answer_question(self, text: str, decoded: Decoded, language: str, remarks: list[Remark]) -> Answer:
        if any(finding.by is By.FIELD or finding.disbelieved for finding in decoded.findings):
            named = list(dict.fromkeys(entry.code for finding in decoded.findings for entry in finding.entries))
            return _found(decoded, language, [*remarks, *_asked_beside(text, named)])
        if decoded.foreign:
            return self._answer_unknown(decoded.foreign, decoded.context, language, remarks)
        asked = self._codes.asked(text)
        if asked.known:
            return self._answer_codes(asked, decoded, language, [*remarks, *_asked_beside(text, asked.known)])
        if asked.unknown or decoded.refused:
            return self._answer_unknown(asked.unknown or decoded.refused, decoded.context, language, remarks)
        if is_greeting(text):
            return Answer(Kind.NOTHING, language, remarks=tuple(remarks), greets=True)
        if len(decoded.mentions) > 1:
            return _found(replace(decoded, findings=decoded.mentions), language, remarks)
        if len(text) > LONGEST_QUESTION or not any(map(str.isalpha, text)):
            return _found(decoded, language, remarks)
        if unnamed := _unnamed(text):
            return Answer(Kind.NOTHING, language, remarks=(*remarks, Remark(RemarkKind.UNNAMED, unnamed)))
        return _matched(decide(self._matcher.rank(text)), decoded, language, remarks)

    def _answer_codes(self, asked: Asked, decoded: Decoded, language: str, remarks: list[Remark]) -> Answer:
        found = {entry.key: finding for finding in decoded.findings for entry in finding.entries}
        cards = []
        for code in asked.known:
            rows = self._codes.entries(code)
            meant = [row for row in rows if row.key in found] or rows
            cards += [
                Card(row, Reason(By.CODE, 100.0, code), found[row.key].count if row.key in found else 1)
                for row in meant
            ]
        return Answer(Kind.FOUND, language, tuple(cards), context=decoded.context, remarks=tuple(remarks))

    def _answer_unknown(self, codes: Sequence[str], context: Context, language: str, remarks: list[Remark]) -> Answer:
        near = [pair for code in codes for pair in self._codes.near(code)]
        own = [(entry, 100.0) for code in codes for entry in self._codes.entries(code)]
        return Answer(
            Kind.UNKNOWN_CODE,
            language,
            suggestions=tuple(Suggestion(entry, score) for entry, score in [*own, *near][:5]),
            unknown=codes[0],
            unknown_range=self._codes.range_of(codes[0]),
            context=context,
            remarks=tuple(remarks),
        )


def _unnamed(text: str) -> str:
    """What a text asks that names no error: a FollowUp's name, "choice", or ""."""
    return bare_follow_up(text) or ("" if choice_of(text) is None else "choice")


def _asked_beside(text: str, codes: Sequence[str]) -> Iterator[Remark]:
    """What a text asks about the only code it names, unless each card says it anyway."""
    if len(codes) != 1 or len(text) > LONGEST_ASKING:
        return
    before, _, after = text.partition(codes[0])
    topic = follow_up(f"{_CALLED.sub('', before)} {after}", addressed=True)
    if topic in _LED_BY:
        yield Remark(RemarkKind.ASKED, topic.value)


def _found(decoded: Decoded, language: str, remarks: Iterable[Remark]) -> Answer:
    if not decoded.findings:
        return Answer(Kind.NOTHING, language, remarks=tuple(remarks))
    cards = tuple(card for finding in decoded.findings for card in _finding_cards(finding))
    contradictions = [_contradiction(finding) for finding in decoded.findings if finding.disbelieved]
    alone = decoded.findings[0] if len(decoded.findings) == 1 else None
    return Answer(
        Kind.FOUND,
        language,
        cards,
        family=_family_of(alone.entries, ()) if alone else None,
        context=decoded.context,
        remarks=(*remarks, *contradictions),
    )


def _contradiction(finding: Finding) -> Remark:
    kind = RemarkKind.WRONG_CODE if finding.by is By.MESSAGE else RemarkKind.CONTRADICTION
    return Remark(kind, finding.disbelieved)


def _finding_cards(finding: Finding) -> list[Card]:
    reason = Reason(finding.by, finding.score, finding.evidence)
    return [Card(entry, reason, finding.count) for entry in finding.entries]


def _family_of(entries: Sequence[Entry], families: Sequence[Family]) -> FamilyCard | None:
    """The card for entries that are one answer; None for the rows of one code.

    Its title is that of the family they make up, or else the message that they share.
    """
    if len({entry.code for entry in entries}) < 2:
        return None
    keys = {entry.key for entry in entries}
    message = entries[0].message
    titles = (family.title for family in families if set(family.members) == keys)
    return FamilyCard(next(titles, Bilingual(message, message)), tuple(entries))


def _matched(decision: Decision, decoded: Decoded, language: str, remarks: Iterable[Remark]) -> Answer:
    """The answer to a question that was matched: one entry, one family, or choices."""
    found = decision.kind is Kind.FOUND
    cards = {
        entry.key: Card(entry, _reason(ranked, decision.margin))
        for ranked in decision.chosen
        for entry in (ranked.target.entries if found else ranked.target.entries[:1])  # a family is one choice
    }
    family = _family_of([card.entry for card in cards.values()], _families_of(decision)) if found else None
    claimed = {card.entry.code for card in cards.values()}
    near: dict[str, Suggestion] = {}
    for ranked in decision.offered:
        entry = ranked.target.entries[0]
        if entry.code not in claimed:
            near.setdefault(entry.code, Suggestion(entry, score_of(ranked)))
    return Answer(
        decision.kind,
        language,
        tuple(cards.values()),
        family=family,
        suggestions=tuple(near.values()),
        context=decoded.context,
        remarks=tuple(remarks),
    )


def _families_of(decision: Decision) -> tuple[Family, ...]:
    """The families of the catalogues that the chosen targets stand in."""
    catalogues = {ranked.target.catalogue.slug: ranked.target.catalogue for ranked in decision.chosen}
    return tuple(family for catalogue in catalogues.values() for family in catalogue.families)


def _reason(ranked: Ranked, margin: float) -> Reason:
    return Reason(ranked.likeness.by, round(score_of(ranked), 1), ranked.likeness.evidence, round(margin, 1))
