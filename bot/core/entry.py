"""What a catalogue knows, as values: entries, sections, families, ranges, remedies.

The words are those of the glossary: a *catalogue* is one vendor's documented
errors, a *section* a table of its page, an *entry* one row of that table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

LANGUAGES = ("zh", "en")
FIRST_STEPS = 3  # what a reader takes in at a glance


class EntryKey(NamedTuple):
    """What names an entry: one code may stand in several sections with several meanings."""

    catalogue: str
    section: str
    code: str

    def __str__(self) -> str:
        return "/".join(self)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages. Chinese comes from the source, English is ours."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("zh" or "en"); the other one where that is empty."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second


class Retry(StrEnum):
    """Whether sending the same request again can help."""

    NOW = "now"
    BACKOFF = "backoff"
    AFTER_FIX = "after-fix"
    NEVER = "never"


class Actor(StrEnum):
    """Who has to act before the error goes away."""

    CALLER = "caller"
    END_USER = "end-user"
    ACCOUNT_OWNER = "account-owner"
    VENDOR = "vendor"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The advice as data. `ticket` says whether the advice ends in a support ticket (提交工单)."""

    retry: Retry
    actor: Actor
    ticket: bool


class Topic(StrEnum):
    """What a passage of a remedy's page is about, in the page's order."""

    MEANING = "meaning"
    CHECK = "check"
    MEND = "mend"
    RETRY = "retry"
    END_USER = "end-user"
    TICKET = "ticket"
    CODES = "codes"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Passage:
    """What a remedy's page says under one head. `text` is Markdown."""

    topic: Topic
    head: Bilingual
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence that says what to do and stands alone, on one line.

    `code` in it stands in backticks; there is no other markup. `codes` are the codes that it is for;
    none means all of its remedy.
    """

    text: Bilingual
    codes: tuple[str, ...] = ()

    @property
    def labelled(self) -> Bilingual:
        """The sentence with its codes before it, for a reader who has several."""
        if not self.codes:
            return self.text
        coded = [f"`{code}`" for code in self.codes]
        return Bilingual(f"{'、'.join(coded)}：{self.text.zh}", f"{', '.join(coded)}: {self.text.en}")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A page that says what to do, shared by the entries that need the same help.

    `steps` lead what to check and what to mend, the commonest cause first.
    """

    catalogue: str
    slug: str
    title: Bilingual
    steps: tuple[Step, ...]
    passages: tuple[Passage, ...]

    def steps_for(self, codes: Collection[str]) -> tuple[Bilingual, ...]:
        """The steps that help with any of `codes`, in the page's order."""
        return _told(self._steps(codes), codes)

    def first_steps(self, codes: Collection[str]) -> tuple[Bilingual, ...]:
        """What a card for `codes` shows of their steps: at most FIRST_STEPS.

        A step that is for its one code has a place among them, be it the last.
        """
        steps = self._steps(codes)
        first, own = steps[:FIRST_STEPS], [step for step in steps if step.codes]
        if len(codes) == 1 and own and not any(step.codes for step in first):
            first = [*first[:-1], own[0]]
        return _told(first, codes)

    def _steps(self, codes: Collection[str]) -> list[Step]:
        return [step for step in self.steps if not step.codes or not set(step.codes).isdisjoint(codes)]


def _told(steps: Iterable[Step], codes: Collection[str]) -> tuple[Bilingual, ...]:
    return tuple(step.text if len(codes) == 1 else step.labelled for step in steps)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the source page.

    `message` is the text of `error_msg`, verbatim, the vendor's typos included.
    `phrases` are what people say instead of the official words, in either language.
    `remedy` is None while no page is written for it.
    """

    key: EntryKey
    message: str
    description: Bilingual
    advice: Bilingual
    verdict: Verdict
    phrases: tuple[str, ...] = ()
    remedy: Remedy | None = None

    @property
    def code(self) -> str:
        """The code as the API returns it, in ASCII digits."""
        return self.key.code


def remedies_of(entries: Iterable[Entry]) -> tuple[Remedy, ...]:
    """The remedies of the entries, each once, in their order."""
    return tuple(dict.fromkeys(entry.remedy for entry in entries if entry.remedy))


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the source page: its slug in file names and keys, and its heading."""

    slug: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Family:
    """Entries that can't or needn't be told apart by their text: the 18 codes of "system busy"."""

    slug: str
    title: Bilingual
    members: tuple[EntryKey, ...]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRange:
    """What a run of numbers means, so that an unknown code of it still says something.

    Both ends are included; codes are compared as numbers.
    """

    first: int
    last: int
    meaning: Bilingual


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One vendor's documented errors.

    `marks` are words that show a text to be about this vendor's API (host names, its product);
    `everyday` are messages which other software says too, so that they count only with such
    a mark, a code or a message field beside them. `synonyms` are groups of words that mean
    the same to the people who ask; `offtopic` are topics that share words with this catalogue
    and are none of its business, each with what people say of it.
    """

    slug: str
    title: Bilingual
    source: str
    edition: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    families: tuple[Family, ...] = ()
    ranges: tuple[CodeRange, ...] = ()
    marks: tuple[str, ...] = ()
    everyday: frozenset[str] = field(default_factory=frozenset)
    synonyms: tuple[tuple[str, ...], ...] = ()
    offtopic: tuple[tuple[str, ...], ...] = ()
    remedies: tuple[Remedy, ...] = ()

    def section(self, slug: str) -> Section:
        """The section of that slug. Raises KeyError when there is none."""
        for section in self.sections:
            if section.slug == slug:
                return section
        raise KeyError(slug)


Knowledge = tuple[Catalogue, ...]
