"""Prints bot/core/han_table.py: what OpenCC and pypinyin know, fixed once instead of at every start.

pypinyin alone takes 60 MB and a fifth of a second; the table takes a millisecond. `make tables`
writes it anew, and test_han.py fails when it and the libraries no longer agree.
"""

from __future__ import annotations

from collections import defaultdict

from opencc import OpenCC
from pypinyin import Style, pinyin

_UNIFIED = range(0x4E00, 0x9FA6)
_HEAD = '''"""Traditional to simplified characters (OpenCC, t2s) and toneless readings (pypinyin).

Made by tests/core/han_table_source.py (`make tables`); not edited by hand.
`TRADITIONAL[i]` is written `SIMPLIFIED[i]`; `READINGS` gives the characters of a syllable,
a character with several readings under each, the simplified set of GB 2312 only.
"""
'''


def simplified_pairs() -> list[tuple[str, str]]:
    """Every unified ideograph which OpenCC writes differently in simplified script."""
    convert = OpenCC("t2s").convert
    pairs = ((chr(c), convert(chr(c))) for c in _UNIFIED)
    return [(a, b) for a, b in pairs if a != b and len(b) == 1]


def readings() -> dict[str, str]:
    """The characters of GB 2312 by toneless syllable, u with diaeresis written v."""
    by_syllable: defaultdict[str, str] = defaultdict(str)
    for char in _gb2312():
        for syllable in sorted(set(pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)[0])):
            if syllable.isascii() and syllable.isalpha():
                by_syllable[syllable] += char
    return dict(sorted(by_syllable.items()))


def _gb2312() -> list[str]:
    rows = range(0xB0, 0xF8)
    cells = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return [c for c in (pair.decode("gb2312", "ignore") for pair in cells) if c]


def source() -> str:
    """The text of the module."""
    pairs = simplified_pairs()
    lines = [_HEAD]
    lines.append(f'TRADITIONAL = "{"".join(a for a, _ in pairs)}"')
    lines.append(f'SIMPLIFIED = "{"".join(b for _, b in pairs)}"')
    lines.append("READINGS = {")
    lines += [f'    "{syllable}": "{chars}",' for syllable, chars in readings().items()]
    lines.append("}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(source(), end="")
