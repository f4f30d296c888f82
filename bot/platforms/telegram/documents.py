"""Which file of a message is a text worth reading, and which is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.platforms.payload import items, mapping, string
from bot.platforms.reading import TEXT_NAME, TEXT_TYPE, FileRefused, Refusal
from bot.platforms.telegram.senders import identity

LONGEST_ID: Final = 256  # characters of a file's id; Telegram's have about eighty

_ID: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")
_MEDIA: Final = ("image/", "audio/", "video/", "font/")  # whatever its name says


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that looks like text. `size` is what Telegram says, in bytes, 0 when it doesn't."""

    id: str
    name: str
    size: int


def text_files(message: object) -> tuple[TextFile, ...]:
    """The message's document if it is a text by its type or its name; never a picture. A message has one at most.

    One that is too large is among them: whoever fetches it is told so.
    """
    document = mapping(message, "document")
    number, name = string(document, "file_id", LONGEST_ID + 1), string(document, "file_name", 255)
    kind = _kind(document)
    is_text = TEXT_TYPE.fullmatch(kind) or (TEXT_NAME.search(name) and not kind.startswith(_MEDIA))
    if not (_ID.fullmatch(number) and is_text):
        return ()
    return (TextFile(number, name, _size(document)),)


def other_files(message: object) -> tuple[FileRefused, ...]:
    """The message's document or picture if it is no text: why it isn't read. A moving picture is no document."""
    document = {} if mapping(message, "animation") else mapping(message, "document")
    if document and not text_files(message):
        picture = _kind(document).startswith("image/")
        return (FileRefused(Refusal.PICTURE if picture else Refusal.NOT_TEXT, "by its type", _size(document)),)
    return (FileRefused(Refusal.PICTURE),) if items(message, "photo") else ()


def _kind(document: object) -> str:
    return string(document, "mime_type").partition(";")[0].strip().lower()


def _size(document: object) -> int:
    return max(0, identity(document, "file_size"))
