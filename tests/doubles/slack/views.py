"""Modals and App Homes."""

from __future__ import annotations

import time

from .limits import check_view
from .mentions import find_mentions
from .refusal import RefusalError
from .workspace import Json, Workspace


def open_view(workspace: Workspace, args: Json) -> Json:
    """views.open: a trigger_id is good once, and for three seconds."""
    trigger = workspace.triggers.get(str(args.get("trigger_id")))
    if trigger is None:
        raise RefusalError("invalid_trigger_id")
    if trigger.used:
        raise RefusalError("exchanged_trigger_id")
    if time.monotonic() > trigger.until:
        raise RefusalError("expired_trigger_id")
    check_view(args.get("view"), "modal")
    trigger.used = True
    return {"view": keep_view(workspace, args["view"], workspace.next_id("V"), trigger.user)}


def update_view(workspace: Workspace, args: Json) -> Json:
    """views.update: by view_id or external_id; a `hash` guards against racing updates."""
    wanted = (str(args.get("view_id")), str(args.get("external_id")))
    known = (view for view in workspace.views.values() if view["id"] == wanted[0] or view["external_id"] == wanted[1])
    view = next(known, None)
    if view is None:
        raise RefusalError("not_found")
    if args.get("hash") and args["hash"] != view["hash"]:
        raise RefusalError("hash_conflict")
    check_view(args.get("view"), view["type"])
    return {"view": keep_view(workspace, args["view"], view["id"], view["user"])}


def publish_view(workspace: Workspace, args: Json) -> Json:
    """views.publish: a user's App Home."""
    user = str(args.get("user_id"))
    if user not in workspace.users:
        raise RefusalError.listing("invalid_arguments", ["user not found [json-pointer:/user_id]"])
    check_view(args.get("view"), "home")
    old = workspace.homes.get(user)
    if args.get("hash") and old and args["hash"] != old["hash"]:
        raise RefusalError("hash_conflict")
    view_id = old["id"] if old else workspace.next_id("V")
    workspace.homes[user] = keep_view(workspace, args["view"], view_id, user)
    return {"view": workspace.homes[user]}


def keep_view(workspace: Workspace, view: Json, view_id: str, user: str) -> Json:
    """Stores a view as Slack gives it back; `user` is the stand-in's own note of who sees it."""
    settings = workspace.settings
    blocks = [{"block_id": workspace.next_id("b"), **block} for block in view["blocks"]]
    given = {"external_id": "", "private_metadata": "", "callback_id": "", **view, "blocks": blocks}
    whose = {"team_id": settings.team, "app_id": settings.app_id, "bot_id": settings.bot_id, "user": user}
    moving = {"hash": workspace.next_id(""), "state": {"values": {}}, "root_view_id": view_id}
    kept = {**given, **whose, **moving, "id": view_id}
    workspace.views[view_id] = kept
    for mention in find_mentions({"blocks": blocks}):
        workspace.note_mention(mention, view_id)
    return kept
