"""An entry or a family -> neutral blocks: first what it is, then what to do, then where more stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.core.answer import Card, FamilyCard
from bot.core.entry import Entry, remedies_of
from bot.render import wording as say
from bot.render import wording_chat as chat
from bot.render.chat.bounds import LONGEST_SAID, MOST_GROUPS, MOST_REMEDIES
from bot.render.chat.voice import codes_of
from bot.render.links import Links
from bot.render.markdown import Block, Items, Paragraph, Piece, Pieces, coded
from bot.render.shown import listed
from bot.render.wording import Label

_TextOf = Callable[[Entry], str]


def card_blocks(card: Card, links: Links, language: str, counter: str = "") -> Iterator[Block]:
    """A card that stands alone. `counter` says how often the error was seen in its channel, if more than once."""
    entries = (card.entry,)
    yield headline_line(card, language)
    yield from counter_lines(counter)
    yield from verdict_lines(entries, language)
    yield from advice_lines(entries, language)
    yield from first_steps(entries, language)
    yield link_line(entries, links, language)


def compact_blocks(card: Card, links: Links, language: str) -> Iterator[Block]:
    """A card among others: the same without its steps."""
    entries = (card.entry,)
    yield headline_line(card, language)
    yield from verdict_lines(entries, language)
    yield from advice_lines(entries, language)
    yield link_line(entries, links, language)


def family_blocks(family: FamilyCard, links: Links, language: str, counter: str = "") -> Iterator[Block]:
    """Entries as one card: what they share is said once; what differs, by the codes that it holds for."""
    entries = family.entries
    title, many = say.family_headline(family, language)
    shared = {entry.description.in_language(language) for entry in entries}
    told = [f" · {text}" for text in shared if len(shared) == 1 and text != title]
    yield Paragraph((Piece(title, bold=True), *said("".join([f" · {many}", *told]))))
    yield from counter_lines(counter)
    yield from verdict_lines(entries, language)
    yield from advice_lines(entries, language)
    yield from first_steps(entries, language)
    yield from _code_lines(entries, links, language)
    yield remedy_line(entries, links, language)


def headline_line(card: Card, language: str) -> Paragraph:
    """Code, message, description; how often the code stands in the paste, beyond once."""
    many = f" ×{card.count}" if card.count > 1 else ""
    entry = card.entry
    told = (*said(f"{many} · {entry.message}"), *said(f" · {entry.description.in_language(language)}"))
    return Paragraph((Piece(entry.code, bold=True), *told))


def counter_lines(counter: str) -> Iterator[Paragraph]:
    """How often the error was seen in its channel, where it was more than once."""
    if counter:
        yield Paragraph((Piece(counter),))


def verdict_lines(entries: Sequence[Entry], language: str) -> Iterator[Paragraph]:
    """The verdict, first in a few words, then in full; one line for each that differs."""
    groups = grouped(entries, lambda entry: say.verdict_text(entry.verdict, language))
    for members, text in groups:
        badge = chat.capital(say.retry_label(members[0].verdict.retry, language))
        name = badge if len(groups) == 1 else f"{listed(codes_of(members), language)} · {badge}"
        yield labelled(name, said(text), language)


def advice_lines(entries: Sequence[Entry], language: str) -> Iterator[Paragraph]:
    """What to do: the vendor's words in Chinese, ours in English; one line for each that differs."""
    groups = grouped(entries, lambda entry: entry.advice.in_language(language))
    name = say.label(Label.ADVICE, language)
    for members, text in groups:
        if text:
            of = name if len(groups) == 1 else f"{name} · {listed(codes_of(members), language)}"
            yield labelled(of, said(text), language)


def first_steps(entries: Sequence[Entry], language: str) -> Iterator[Block]:
    """The first steps, numbered, where all entries have the same remedy."""
    remedies = remedies_of(entries)
    steps = remedies[0].first_steps(codes_of(entries)) if len(remedies) == 1 else ()
    if steps:
        yield labelled(say.label(Label.STEPS, language), (), language)
        yield Items(tuple(said(step.in_language(language)) for step in steps), start=1)


def link_line(entries: Sequence[Entry], links: Links, language: str) -> Paragraph:
    """Where the remedies and the codes' own pages stand."""
    pages = {entry.code: links.entry(entry) for entry in entries}
    own = tuple(Piece(chat.page_text(code, language), link=href) for code, href in pages.items())
    return _link_line(_remedy_pieces(entries, links, language), own, language)


def remedy_line(entries: Sequence[Entry], links: Links, language: str) -> Paragraph:
    """Where the remedies stand; the first entry's own page where there are none."""
    pieces = _remedy_pieces(entries, links, language)
    return _link_line(pieces, (), language) if pieces else link_line(entries[:1], links, language)


def labelled(name: str, pieces: Pieces, language: str) -> Paragraph:
    """A line with its name before it."""
    lead = Piece(chat.led(name, language).rstrip(), bold=True)
    return Paragraph((lead, Piece(" "), *pieces) if pieces else (lead,))


def said(text: str) -> Pieces:
    """A catalogue's text, at most LONGEST_SAID characters of it."""
    return coded(text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…")


def grouped(entries: Sequence[Entry], text_of: _TextOf) -> list[tuple[list[Entry], str]]:
    """The entries by what `text_of` says of them, in order of appearance.

    Texts that differ in blanks alone are one: the vendor's page has them by chance.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault("".join(text_of(entry).split()), []).append(entry)
    return [(members, text_of(members[0])) for members in groups.values()]


def _code_lines(entries: Sequence[Entry], links: Links, language: str) -> Iterator[Block]:
    """The codes by what tells them apart, each leading to its page."""
    groups = grouped(entries, _difference(entries, language))
    items = tuple(
        (*_linked_codes(members, links, language), *said(f" · {text}")) for members, text in groups[:MOST_GROUPS]
    )
    yield labelled(say.label(Label.CODES, language), (), language)
    yield Items(items)
    rest = [entry for members, _ in groups[MOST_GROUPS:] for entry in members]
    if rest:
        yield Paragraph((Piece(chat.rest_codes_text(codes_of(rest), language)),))


def _difference(entries: Sequence[Entry], language: str) -> _TextOf:
    """What tells the entries from each other."""
    if len({entry.description.in_language(language) for entry in entries}) == 1:
        return lambda entry: entry.message
    if len({entry.message for entry in entries}) == 1:
        return lambda entry: entry.description.in_language(language)
    return lambda entry: say.entry_text(entry, language)


def _linked_codes(entries: Sequence[Entry], links: Links, language: str) -> Iterator[Piece]:
    comma = Piece(listed(("", ""), language))
    for number, (code, href) in enumerate({entry.code: links.entry(entry) for entry in entries}.items()):
        yield from (comma,) if number else ()
        yield Piece(code, link=href)


def _remedy_pieces(entries: Sequence[Entry], links: Links, language: str) -> Pieces:
    remedies = remedies_of(entries)[:MOST_REMEDIES]
    return tuple(Piece(remedy.title.in_language(language), link=links.remedy(remedy)) for remedy in remedies)


def _link_line(remedies: Pieces, pages: Pieces, language: str) -> Paragraph:
    """Links in a row behind an arrow; before the remedies what they are."""
    name = chat.led(say.label(Label.REMEDY, language), language) if remedies else ""
    dotted = [piece for link in (*remedies, *pages) for piece in (Piece(" · "), link)]
    return Paragraph((Piece(f"→ {name}"), *dotted[1:]))
