"""One remedy's page -> its two halves, and both halves -> a Remedy.

A page is Markdown: `# title`, then `## head` for each of HEADS, in Chinese; then the same in English.
The steps are the bold sentences that begin the items of what to check and what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.catalogue.faults import Fault, shown
from bot.catalogue.source import load_text
from bot.core.entry import LANGUAGES, Bilingual, Passage, Remedy, Step, Topic

if TYPE_CHECKING:
    from pathlib import Path

HEADS: Final[Mapping[Topic, Bilingual]] = MappingProxyType(
    {
        Topic.MEANING: Bilingual("含义", "What it means"),
        Topic.CHECK: Bilingual("先查什么", "First check"),
        Topic.MEND: Bilingual("怎么修", "Mend it"),
        Topic.RETRY: Bilingual("能否重试", "May I retry?"),
        Topic.END_USER: Bilingual("怎么对最终用户说", "What to tell the end user"),
        Topic.TICKET: Bilingual("什么时候提工单", "When to open a ticket"),
        Topic.CODES: Bilingual("涉及的错误码", "Which codes"),
        Topic.SOURCE: Bilingual("来源", "Source"),
    }
)
MAX_BYTES = 256 * 2**10  # of a page

_CODES = re.compile(r"((?:`[0-9]+`(?:、|, )?)+)(?:：|: )(?=.)")
_STEP = re.compile(r"^[0-9]+\. \*\*(.+?)\*\*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one head of one half, without blank ends. Lines count from 1."""

    head: str
    line: int
    text: str
    first_line: int

    @property
    def steps(self) -> tuple[str, ...]:
        """The bold sentences that begin items of a numbered list."""
        return tuple(_STEP.findall(self.text))


@dataclass(frozen=True, slots=True)
class Half:
    """A page in one language: a Part for each of HEADS. `line` is the title's."""

    language: str
    title: str
    line: int
    parts: tuple[Part, ...]

    def part(self, topic: Topic) -> Part:
        """What the half says on `topic`."""
        return self.parts[list(HEADS).index(topic)]

    @property
    def steps(self) -> tuple[str, ...]:
        """What to check, then what to mend."""
        return (*self.part(Topic.CHECK).steps, *self.part(Topic.MEND).steps)


@dataclass(frozen=True, slots=True)
class RemedyPage:
    """A page whose two halves have all heads and equally many steps. Its slug is the file's name."""

    path: Path
    slug: str
    zh: Half
    en: Half

    @property
    def halves(self) -> tuple[Half, Half]:
        """Both languages, in the page's order."""
        return self.zh, self.en

    def remedy(self, catalogue: str) -> Remedy:
        """The page as a value, in the catalogue of that slug."""
        passages = (
            Passage(topic, head, Bilingual(self.zh.part(topic).text, self.en.part(topic).text))
            for topic, head in HEADS.items()
        )
        steps = map(_step, self.zh.steps, self.en.steps)
        return Remedy(catalogue, self.slug, Bilingual(self.zh.title, self.en.title), tuple(steps), tuple(passages))


def step_codes(step: str) -> tuple[str, ...]:
    """The codes before the colon with which a step begins, as in "`101`, `102`: wait."."""
    led = _CODES.match(step)
    return tuple(re.findall("[0-9]+", led[1])) if led else ()


def _step(zh: str, en: str) -> Step:
    bare = _CODES.sub("", en, count=1) if step_codes(en) else en
    text = Bilingual(_CODES.sub("", zh, count=1) if step_codes(zh) else zh, bare[:1].upper() + bare[1:])
    return Step(text, step_codes(en))


def open_page(path: Path) -> RemedyPage | tuple[Fault, ...]:
    """The page at `path`, or all for which it is none."""
    text = load_text(path, MAX_BYTES)
    if isinstance(text, Fault):
        return (text,)
    halves = _halves(text)
    if len(halves) != len(LANGUAGES):
        what = f"has {len(halves)} titles"
        return (Fault(path, 1, what, "write two halves, Chinese and English, each with one `# title`"),)
    faults = tuple(chain.from_iterable(_head_faults(path, half) for half in halves))
    if faults:
        return faults
    zh, en = halves
    if len(zh.steps) != len(en.steps):
        what = f"has {len(zh.steps)} steps in Chinese and {len(en.steps)} in English"
        return (Fault(path, en.part(Topic.MEND).line, what, "begin each item with a bold sentence, in both"),)
    return RemedyPage(path, path.stem, zh, en)


def _halves(text: str) -> list[Half]:
    """As many as there are titles; what stands before the first one is lost, and found by its missing heads."""
    marks = [(line, words) for line, words in _marked_lines(text) if words.startswith("# ")]
    lines = text.splitlines()
    ends = [line for line, _ in marks[1:]] + [len(lines)]
    languages = [*LANGUAGES, *("" for _ in marks)]
    return [
        Half(language, words[2:].strip(), line + 1, _parts(lines[line + 1 : end], line + 1))
        for (line, words), end, language in zip(marks, ends, languages, strict=False)
    ]


def _parts(lines: list[str], offset: int) -> tuple[Part, ...]:
    marks = [(line, words) for line, words in _marked_lines("\n".join(lines)) if words.startswith("## ")]
    ends = [line for line, _ in marks[1:]] + [len(lines)]
    return tuple(
        _part(words[3:].strip(), lines[line + 1 : end], offset + line + 1)
        for (line, words), end in zip(marks, ends, strict=True)
    )


def _part(head: str, lines: list[str], line: int) -> Part:
    blank = next((number for number, text in enumerate(lines) if text.strip()), 0)
    return Part(head, line, "\n".join(lines).strip(), line + 1 + blank)


def _marked_lines(text: str) -> Iterator[tuple[int, str]]:
    """The headings of `text` with their lines from 0; a # inside a code sample is none."""
    fenced = False
    for number, line in enumerate(text.splitlines()):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and line.startswith("#"):
            yield number, line


def _head_faults(path: Path, half: Half) -> Iterator[Fault]:
    expected = [head.in_language(half.language) for head in HEADS.values()]
    written = [part.head for part in half.parts]
    for part in half.parts:
        if part.head not in expected or written.count(part.head) > 1:
            what = f"the head {shown(part.head)} is unknown or stands twice"
            yield Fault(path, part.line, what, f"write each of {', '.join(expected)} once")
    missing = [head for head in expected if head not in written]
    if missing:
        yield Fault(path, half.line, f"this half has no {', '.join(missing)}", "add `## ` and that head")
    elif len(written) == len(expected) and written != expected:
        yield Fault(path, half.line, "the heads are in another order", f"write {', '.join(expected)}")
