"""Buttons, shortcuts and forms: what people click, told to the bot as interactive payloads."""

from __future__ import annotations

from typing import Any

from .delivery import Delivery, Outcome, Postman
from .events import interaction
from .hooks import Hooks
from .limits import check_view
from .views import keep_view
from .workspace import Channel, Json, Workspace


class Hands:
    """Each act waits until the bot has confirmed it, or Slack has given up."""

    def __init__(self, workspace: Workspace, postman: Postman, hooks: Hooks) -> None:
        self._workspace = workspace
        self._postman = postman
        self._hooks = hooks

    async def _deliver(self, payload: Json, channel: str = "", message: str = "", *, responds: bool = False) -> Outcome:
        return await self._postman.send(Delivery("interactive", payload, channel, message, responds)).outcome

    async def clicks(
        self, channel: str, ts: str, action_id: str, user: str = "U1", value: str | None = None
    ) -> Outcome:
        """A click on a button of a message (or whisper); `value` picks among buttons with the same action_id."""
        place, message = self._workspace.channels[channel], self._workspace.message(channel, ts)
        body = message.body if message else self._whisper(channel, ts, user)
        action = _find_action(body, action_id, value) | {"action_ts": self._workspace.next_ts()}
        container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": message is None}
        if body.get("thread_ts"):
            container["thread_ts"] = body["thread_ts"]
        shown = {"message": body} if message else {}
        hook = self._hooks.new(channel, user, message)
        where = {"container": container, "channel": _named(place), "response_url": hook, **shown}
        state = {"state": {"values": {}}, "actions": [action]}
        return await self._deliver(interaction(self._workspace, "block_actions", user, **where, **state), channel, ts)

    def _whisper(self, channel: str, ts: str, user: str) -> Json:
        notes = (note for note in self._workspace.whispers if (note.channel, note.user) == (channel, user))
        found = next((note.body for note in notes if note.body["ts"] == ts), None)
        assert found is not None, f"{user} sees no message {ts} in {channel}"
        return found

    async def clicks_home(self, action_id: str, user: str = "U1") -> Outcome:
        """A click on a button of the user's App Home."""
        view = self._workspace.homes[user]
        action = _find_action(view, action_id, None) | {"action_ts": self._workspace.next_ts()}
        where = {"container": {"type": "view", "view_id": view["id"]}, "view": view, "actions": [action]}
        return await self._deliver(interaction(self._workspace, "block_actions", user, **where))

    async def decodes(self, channel: str, ts: str, callback_id: str, user: str = "U1") -> Outcome:
        """The message shortcut; works in channels that the bot is not in."""
        place, message = self._workspace.channels[channel], self._workspace.message(channel, ts)
        assert message is not None, f"no message {ts} in {channel}"
        hook = self._hooks.new(channel, user)
        what = {"callback_id": callback_id, "message": message.body, "message_ts": ts, "channel": _named(place)}
        payload = interaction(
            self._workspace, "message_action", user, **what, response_url=hook, action_ts=self._workspace.next_ts()
        )
        return await self._deliver(payload, channel, ts)

    async def calls_form(self, callback_id: str, user: str = "U1") -> Outcome:
        """The global shortcut: no channel, no response_url."""
        action = {"callback_id": callback_id, "action_ts": self._workspace.next_ts()}
        return await self._deliver(interaction(self._workspace, "shortcut", user, **action))

    async def submits(self, view_id: str, values: dict[str, Any], user: str = "U1") -> Outcome:
        """A modal is submitted; `values` by action_id: a text, or a channel for a conversations_select.

        The acknowledgement's response_action is done: errors keep it open, update replaces it (RefusalError when the
        new view is invalid), else it closes.
        """
        view = self._workspace.views[view_id]
        state, places = _state(view, values)
        hooks = [{"channel_id": one, "response_url": self._hooks.new(one, user), **where} for one, where in places]
        shown = {**view, "state": {"values": state}}
        payload = interaction(self._workspace, "view_submission", user, view=shown, response_urls=hooks)
        outcome = await self._deliver(payload, responds=True)
        answer = outcome.payload or {}
        if outcome.acked and answer.get("response_action") == "update":
            check_view(answer["view"], "modal")
            keep_view(self._workspace, answer["view"], view_id, user)
        elif outcome.acked and answer.get("response_action") != "errors":
            del self._workspace.views[view_id]
        return outcome


def _named(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name}


def _find_action(body: Json, action_id: str, value: str | None) -> Json:
    seen = []
    for block in body.get("blocks") or []:
        for part in [*(block.get("elements") or []), block.get("accessory")]:
            if not isinstance(part, dict) or "action_id" not in part:
                continue
            seen.append(part["action_id"])
            if part["action_id"] == action_id and value in (None, part.get("value")):
                return {**part, "block_id": block["block_id"]}
    raise AssertionError(f"no button {action_id!r} with value {value!r}; there are {seen}")


def _state(view: Json, values: dict[str, Any]) -> tuple[Json, list[tuple[str, Json]]]:
    state: Json = {}
    places: list[tuple[str, Json]] = []
    for block in view["blocks"]:
        element = block.get("element") or {}
        if block.get("type") != "input":
            continue
        name = element.get("action_id", "")
        given = values.get(name)
        select = element["type"] == "conversations_select"
        field = "selected_conversation" if select else "value"
        state[block["block_id"]] = {name: {"type": element["type"], field: given}}
        if select and element.get("response_url_enabled") and given:
            places.append((given, {"block_id": block["block_id"], "action_id": name}))
    missing = values.keys() - {name for block in state.values() for name in block}
    assert not missing, f"the form has no field {missing}; it has {state}"
    return state, places
