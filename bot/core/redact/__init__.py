r"""Secrets and personal data out of a text, and what they were.

The text is first folded to one of the *same length*: fullwidth letters, smart quotes, percent
codes, `\uXXXX`, `&quot;` and the like become what they stand for, repeated to the length of
the code. Rules read the folded text, spans are cut out of the original. Every pattern is linear:
what repeats is possessive or bounded, and starts at a literal or behind a boundary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.core.redact.folding import fold_in_place
from bot.core.redact.numbers import key_blocks, name_spans, number_spans
from bot.core.redact.rules import RULES, rule_spans
from bot.core.redact.secret import Redacted, Secret, SecretKind, Span

__all__ = ["Redacted", "Secret", "SecretKind", "redact"]


def redact(text: str) -> Redacted:
    """Replace each secret in `text` by its marker, such as `[access-token]`.

    Takes any str, lone surrogates and NUL included; never raises; time is linear in the length.
    Redacting twice changes nothing. Overlapping finds become one. A bare number in JSON gets a
    quoted marker, so that the JSON stays parsable. A text without secrets is returned as it is.
    """
    counts: dict[SecretKind, int] = {}
    for _ in range(_ROUNDS):
        spans = _disjoint(_spans(text))
        if not spans:
            break
        for span in spans:
            counts[span.kind] = counts.get(span.kind, 0) + 1
        text = _cut(text, spans)
    return Redacted(text, tuple(Secret(kind, count) for kind, count in counts.items()))


# A find can uncover its neighbour (an ID number glued to a phone number), so look again.
_ROUNDS = 4


def _spans(text: str) -> Iterator[Span]:
    """Yield every find, overlapping or not, in any order."""
    folded = fold_in_place(text)
    lower = folded.lower()
    if len(lower) != len(folded):  # a few capitals, such as U+0130, grow in lower case
        lower = "".join(char.lower() if char.isascii() else char for char in folded)
    yield from key_blocks(folded)
    for rank, rule in enumerate(RULES, start=1):
        if any(needle in lower for needle in rule.needles):
            yield from rule_spans(rule, rank, folded if rule.cased else lower, folded)
    yield from number_spans(folded, lower)
    yield from name_spans(lower)


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """Return the union of the spans in order of appearance; the best-ranked kind names it."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda found: (found.start, found.rank)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            continue
        last = merged[-1]
        best = min(last, span, key=lambda found: found.rank)
        merged[-1] = Span(last.start, max(last.end, span.end), best.rank, best.kind)
    return merged


_BEFORE_BARE = re.compile(r"""(\\{0,8}["'])[ \t]{0,4}:[ \t]{0,4}\Z""")


def _cut(text: str, spans: list[Span]) -> str:
    """Return `text` with a marker in the place of each span."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        named = text[span.start - 1 : span.start] in {":", " "}
        key = _BEFORE_BARE.search(text[max(done, span.start - 18) : span.start]) if named else None
        bare = key and text[span.end : span.end + 1] in {"", ",", "}", "]", " ", "\r", "\n"}
        quote = key[1] if key and bare else ""
        pieces += [text[done : span.start], quote, f"[{span.kind}]", quote]
        done = span.end
    return "".join([*pieces, text[done:]])
