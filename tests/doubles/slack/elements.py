"""Slack's limits on what stands within blocks: text objects, buttons, inputs, rich text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_BUTTON = frozenset(
    "type text action_id url value style confirm accessibility_label visible_to_user_ids agent_prompt".split()
)
_INLINE = frozenset({"text", "link", "emoji", "user", "broadcast", "usergroup", "channel", "date", "color", "team"})
_RICH = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list"})
_OPTIONS = {"overflow": (1, 5), "static_select": (1, 100), "radio_buttons": (1, 10), "checkboxes": (1, 10)}
_OTHER = frozenset(
    {
        "channels_select",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "file_input",
        "multi_static_select",
        "number_input",
        "timepicker",
        "url_text_input",
        "users_select",
    }
)


class Problems:
    """Collects what is wrong, each with its JSON pointer, as Slack lists it."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, path: str, problem: str) -> None:
        """One more."""
        self.found.append(f"{problem} [json-pointer:/{path}]")

    def text(self, path: str, value: Any, most: int, least: int = 1) -> None:
        """A string of so many characters."""
        if not isinstance(value, str):
            self.add(path, f"must be a string, not {type(value).__name__}")
        elif len(value) > most:
            self.add(path, f"must be less than {most + 1} characters")
        elif len(value) < least:
            self.add(path, f"must be more than {least - 1} characters")

    def keys(self, path: str, value: dict[str, Any], allowed: frozenset[str]) -> None:
        """No property beyond those."""
        for name in value.keys() - allowed:
            self.add(path, f"invalid additional property: {name}")

    def several(self, path: str, value: Any, least: int, most: int) -> list[Any]:
        """A list of so many; [] when it is none."""
        if not isinstance(value, list):
            self.add(path, "must provide an array")
            return []
        if not least <= len(value) <= most:
            self.add(path, f"must have {least} to {most} items, has {len(value)}")
        return value


def check_text_object(problems: Problems, path: str, value: Any, most: int, kinds: tuple[str, ...] = ()) -> None:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    kinds = kinds or ("plain_text", "mrkdwn")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        problems.add(path, f"must be a text object of type {' or '.join(kinds)}")
        return
    own = {"emoji"} if value["type"] == "plain_text" else {"verbatim"}
    problems.keys(path, value, frozenset({"type", "text", *own}))
    problems.text(f"{path}/text", value.get("text"), most)


def check_plain(problems: Problems, path: str, value: Any, most: int) -> None:
    """A plain_text object of 1 to `most` characters."""
    check_text_object(problems, path, value, most, ("plain_text",))


def check_element(problems: Problems, path: str, value: Any) -> None:
    """An interactive element or an image."""
    kind = value.get("type") if isinstance(value, dict) else None
    check = _CHECKS.get(str(kind))
    if check is None and kind not in _OPTIONS and kind not in _OTHER:
        problems.add(path, f"unsupported element type: {kind}")
        return
    if "action_id" in value:
        problems.text(f"{path}/action_id", value["action_id"], 255)
    if kind in _OPTIONS:
        _check_options(problems, path, value)
    if check is not None:
        check(problems, path, value)


def _check_button(problems: Problems, path: str, value: dict[str, Any]) -> None:
    problems.keys(path, value, _BUTTON)
    check_plain(problems, f"{path}/text", value.get("text"), 75)
    for name, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if name in value:
            problems.text(f"{path}/{name}", value[name], most)
    if value.get("style", "primary") not in ("primary", "danger"):
        problems.add(f"{path}/style", "must be primary or danger")
    if "action_id" not in value and "url" not in value:
        problems.add(path, "a button without an action_id can't be told apart")


def _check_image(problems: Problems, path: str, value: dict[str, Any]) -> None:
    problems.text(f"{path}/image_url", value.get("image_url"), 3000)
    problems.text(f"{path}/alt_text", value.get("alt_text"), 2000)


def _check_input(problems: Problems, path: str, value: dict[str, Any]) -> None:
    if not 1 <= value.get("max_length", 3000) <= 3000:
        problems.add(f"{path}/max_length", "must be 1 to 3000")
    if "placeholder" in value:
        check_plain(problems, f"{path}/placeholder", value["placeholder"], 150)


def _check_options(problems: Problems, path: str, value: dict[str, Any]) -> None:
    least, most = _OPTIONS[value["type"]]
    for number, option in enumerate(problems.several(f"{path}/options", value.get("options"), least, most)):
        check_text_object(problems, f"{path}/options/{number}/text", option.get("text"), 75)
        problems.text(f"{path}/options/{number}/value", option.get("value"), 150)


def _check_feedback(problems: Problems, path: str, value: dict[str, Any]) -> None:
    for name in ("positive_button", "negative_button"):
        button = value.get(name)
        if not isinstance(button, dict):
            problems.add(f"{path}/{name}", "missing required field")
            continue
        check_plain(problems, f"{path}/{name}/text", button.get("text"), 75)
        problems.text(f"{path}/{name}/value", button.get("value"), 2000)


def _check_icon(problems: Problems, path: str, value: dict[str, Any]) -> None:
    check_plain(problems, f"{path}/text", value.get("text"), 75)
    if value.get("icon") != "trash":
        problems.add(f"{path}/icon", "must be trash")


_CHECKS: dict[str, Callable[[Problems, str, dict[str, Any]], None]] = {
    "button": _check_button,
    "feedback_buttons": _check_feedback,
    "icon_button": _check_icon,
    "image": _check_image,
    "plain_text_input": _check_input,
}


def check_rich_text(problems: Problems, path: str, value: Any) -> None:
    """An element of a rich_text block."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _RICH:
        problems.add(path, f"unsupported rich text element: {kind}")
        return
    parts = problems.several(f"{path}/elements", value.get("elements"), 0, 10_000)
    if kind == "rich_text_list":
        if value.get("style") not in ("bullet", "ordered"):
            problems.add(f"{path}/style", "must be bullet or ordered")
        for number, part in enumerate(parts):
            check_rich_text(problems, f"{path}/elements/{number}", part)
        return
    for number, part in enumerate(parts):
        _check_inline(problems, f"{path}/elements/{number}", part)


def _check_inline(problems: Problems, path: str, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _INLINE:
        problems.add(path, f"unsupported rich text element: {kind}")
    elif kind == "text":
        problems.keys(path, value, frozenset({"type", "text", "style"}))
        problems.text(f"{path}/text", value.get("text"), 40_000)
    elif kind == "link":
        problems.keys(path, value, frozenset({"type", "url", "text", "style", "unsafe"}))
        problems.text(f"{path}/url", value.get("url"), 3000)
    style = value.get("style", {}) if isinstance(value, dict) else {}
    if not isinstance(style, dict):
        problems.add(f"{path}/style", "must be an object")
