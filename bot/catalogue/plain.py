"""A short way through the plainest TOML: tables of lists of texts, a text a line.

Nine tenths of a catalogue are phrases, all of them in this one form. Read here they take a tenth
of the time that `tomllib` needs, which is most of the program's start. Anything the least bit
different (an escape, a comment after a value, a key that stands twice) is left to `tomllib`.
"""

from __future__ import annotations

import re

# No quote, no backslash, no control character: what stands between the quotes is the text itself.
_TEXT = r'[^"\\\x00-\x1f\x7f]'
_LIST = rf'[a-z]+ = \[\n(?:    "{_TEXT}*",\n)*\]\n'
_TABLE = rf'\["{_TEXT}*"\]\n(?:{_LIST})*\n*'
_PLAIN = re.compile(rf"(?:#[^\x00-\x1f\x7f]*\n|\n)*(?:{_TABLE})*")


def parse_plain(text: str) -> dict[str, dict[str, list[str]]] | None:
    """What `tomllib.loads` would give for `text`, or None where its form isn't the plain one."""
    if not _PLAIN.fullmatch(text):
        return None
    tables: dict[str, dict[str, list[str]]] = {}
    table: dict[str, list[str]] = {}
    texts: list[str] = []
    for line in text.split("\n"):
        if line.startswith(" "):
            texts.append(line[5:-2])
        elif line.startswith("["):
            table = {}
            if tables.setdefault(line[2:-2], table) is not table:
                return None
        elif line.endswith("["):
            texts = []
            if table.setdefault(line[:-4], texts) is not texts:
                return None
    return tables
