"""Files that people share: what is told of them, and their contents."""

from __future__ import annotations

from aiohttp import web

from .arguments import Arguments
from .chats import Chats, Json
from .refusal import bad

MOST_BYTES = 20_000_000


def keep_file(chats: Chats, content: bytes, name: str, mimetype: str, beside: Json) -> Json:
    """Stores a file; the document that a message carries."""
    number = chats.next_number()
    file = f"BQAC-file-{number}"
    told = {"file_id": file, "file_unique_id": f"unique{number}", "file_size": len(content)}
    named = {"file_name": name, "mime_type": mimetype}
    document = {name: value for name, value in {**told, **named, **beside}.items() if value is not None}
    end = name.rpartition(".")[2] if "." in name else "bin"
    size = document.get("file_size", len(content))
    path = {"file_path": f"documents/file_{number}.{end}"}
    chats.files[file] = ({**told, "file_size": size, **path}, content)
    return document


def get_file(chats: Chats, args: Arguments) -> Json:
    """getFile. Raises RefusalError."""
    known = chats.files.get(args.text("file_id"))
    if known is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    told, content = known
    size = told["file_size"]
    if len(content) > MOST_BYTES or (isinstance(size, int) and size > MOST_BYTES):
        raise bad("file is too big")
    return told


def serve_file(chats: Chats, token: str, path: str) -> web.Response:
    """The download of a file whose path getFile told."""
    found = next((content for told, content in chats.files.values() if told["file_path"] == path), None)
    if token != chats.settings.token or found is None:
        status, why = (401, "Unauthorized") if token != chats.settings.token else (404, "Not Found")
        return web.json_response({"ok": False, "error_code": status, "description": why}, status=status)
    return web.Response(body=found, content_type="application/octet-stream")
