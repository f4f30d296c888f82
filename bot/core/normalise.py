"""One folding of text for both sides of every comparison; the original is kept for display.

Two texts that a reader takes for the same fold to the same: width, case, script (traditional or
simplified), digits of any alphabet, quotes and dashes of any make; characters that can't be seen go.
"""

from __future__ import annotations

import re
import unicodedata

from bot.core.han_table import SIMPLIFIED, TRADITIONAL

_QUOTES = {**dict.fromkeys("“”„‟«»「」『』〝〞＂″", '"'), **dict.fromkeys("‘’‚‛`´＇′", "'")}
_BRACKETS = {
    **dict.fromkeys("【〔〖", "["),
    **dict.fromkeys("】〕〗", "]"),
    **dict.fromkeys("《〈", "<"),
    **dict.fromkeys("》〉", ">"),
}
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_STOPS = {"。": ".", "、": ",", "…": "..."}
_SIMPLE = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
_KEPT_CONTROLS = "\n\t"
_DEEPEST_BRACES = 5
_INNERMOST = re.compile(r"\{[^{}]*\}")
_QUOTED = re.compile(r'```.*?(?:```|\Z)|\{.*|"[^"\n]*"|“[^”\n]*”|`[^`\n]*`', re.DOTALL)  # a brace left open is cut off


class _Table(dict[int, str]):
    """A translation table that works out a character when it first meets it.

    It holds at most one item for each character of Unicode.
    """

    def __init__(self, simplify: bool) -> None:
        super().__init__()
        self._simplify = simplify

    def __missing__(self, codepoint: int) -> str:
        folded = _fold_character(chr(codepoint), self._simplify)
        self[codepoint] = folded
        return folded


def _fold_character(char: str, simplify: bool) -> str:
    for table in (_QUOTES, _BRACKETS, _DASHES, _STOPS):
        if char in table:
            return table[char]
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Cf", "Cc", "Cs", "Cn", "Mn") and char not in _KEPT_CONTROLS:
        return "" if char != "\r" else "\n"
    if category in ("Zs", "Zl", "Zp"):
        return " " if category == "Zs" else "\n"
    plainer = unicodedata.normalize("NFKC", char)
    if simplify:
        plainer = _without_accent(plainer.lower())
    if plainer != char:  # "⑴" is "(1)", and "¨" a blank with a mark above it
        return "".join(_fold_character(c, simplify) for c in plainer)
    return _SIMPLE.get(char, char) if simplify else char


def _without_accent(char: str) -> str:
    """The Latin letter under an accent, which "é" in one piece loses as "é" in two pieces does."""
    pieces = unicodedata.normalize("NFD", char)
    base = pieces[0]
    accented = base.isascii() and base.isalpha() and all(map(unicodedata.combining, pieces[1:]))
    return base if accented else char


_PLAIN = _Table(simplify=False)
_FOLDED = _Table(simplify=True)


def clean(text: str) -> str:
    """`text` in plain characters: no control, format or combining characters, ASCII width, digits
    and quotes; case and script stay. CR LF and CR become LF. Its length may differ from the original's.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_PLAIN)


def fold(text: str) -> str:
    """`clean`, and in lower case, simplified script and without accents: the form in which texts are compared."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return text.replace("\r\n", "\n").translate(_FOLDED)


def is_han(char: str) -> bool:
    """Whether `char` is a Chinese character (the unified ideographs and their extension A)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char == "\u3007"


def language_of(text: str, default: str = "en") -> str:
    """The language of who wrote a text, by its script: "zh" or "en"; `default` where nothing tells.

    An error's English in braces, quotes or a code block is nobody's own: it tells nothing. Where lines hold Chinese,
    they decide: beside them stands a log. In them one Chinese character weighs as much as one English word.
    """
    own = _without_quotes(text)
    spoken = own if any(map(str.isalpha, own)) else "".join(filter(is_han, text))
    lines = [line for line in spoken.splitlines() if any(map(is_han, line))]
    if not lines:
        return "en" if any("a" <= c <= "z" for c in spoken.lower()) else default
    han = sum(is_han(c) for line in lines for c in line)
    latin = sum(any("a" <= c <= "z" for c in word.lower()) for line in lines for word in line.split())
    return "zh" if han >= latin / 2 else "en"


def _without_quotes(text: str) -> str:
    for _ in range(_DEEPEST_BRACES):
        text, found = _INNERMOST.subn(" ", text)
        if not found:
            break
    return _QUOTED.sub(" ", text)
