"""Files: kept by the workspace, downloaded with the bot's token, or else a login page."""

from __future__ import annotations

from aiohttp import web

from .workspace import Json, Workspace

_LOGIN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Acme</body></html>"


def keep_file(workspace: Workspace, content: bytes, name: str, mimetype: str, mode: str) -> Json:
    """Stores a file; what a message says of it."""
    number = workspace.next_id("F")
    address = f"{workspace.url}/files-pri/{workspace.settings.team}-{number}/"
    told = {
        "id": number,
        "name": name,
        "title": name,
        "mimetype": mimetype,
        "filetype": "text" if mimetype == "text/plain" else name.rpartition(".")[2],
        "mode": mode,
        "size": len(content),
        "user_team": workspace.settings.team,
        "file_access": "visible",
        "url_private": f"{address}{name}",
        "url_private_download": f"{address}download/{name}",
    }
    workspace.files[number] = (told, content)
    return told


async def serve_file(workspace: Workspace, request: web.Request) -> web.Response:
    """A download: needs the bot's token and files:read; without them Slack shows its login page, status 200 or 302."""
    settings = workspace.settings
    known = workspace.files.get(request.match_info["file"].partition("-")[2])
    allowed = request.headers.get("Authorization") == f"Bearer {settings.bot_token}" and "files:read" in settings.scopes
    if not allowed and settings.login == "redirect":
        return web.Response(status=302, headers={"Location": f"{workspace.url}/login"})
    if not allowed:
        return web.Response(text=_LOGIN, content_type="text/html", headers={"x-slack-meta": "acl_fail"})
    if known is None:
        return web.Response(status=404, text="file_not_found")
    return web.Response(body=known[1], content_type=known[0]["mimetype"])


async def serve_login(_request: web.Request) -> web.Response:
    """The page that one is redirected to."""
    return web.Response(text=_LOGIN, content_type="text/html")
