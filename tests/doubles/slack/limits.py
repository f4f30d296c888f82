"""Slack's limits on messages and views, checked as the Web API checks them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .elements import Problems, check_element, check_plain, check_rich_text, check_text_object
from .refusal import RefusalError

MOST_BLOCKS_TOTAL = 13_200  # characters of compact JSON; undocumented (bolt-js issues 2509 and 2867)
MOST_TEXT = 40_000  # longer texts are cut, not refused
MOST_UPDATE_TEXT = 4_000
MOST_METADATA = 8_000
MOST_VIEW = 250_000
_LAYOUT = {  # None: any properties
    "actions": {"elements"},
    "alert": {"text", "level"},
    "card": None,
    "carousel": None,
    "container": None,
    "context": {"elements"},
    "context_actions": {"elements"},
    "divider": set[str](),
    "file": None,
    "header": {"text", "level"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
    "table": {"rows", "column_settings"},
    "video": None,
}
_MESSAGES_ONLY = frozenset({"alert", "card", "carousel", "container", "context_actions", "markdown", "table"})


def check_message(body: dict[str, Any]) -> None:
    """Text, blocks, attachments and metadata of a message. Raises RefusalError."""
    blocks, attachments = body.get("blocks"), body.get("attachments")
    if not (body.get("text") or blocks or attachments):
        raise RefusalError("no_text")
    for value, error in ((blocks, "invalid_blocks_format"), (attachments, "invalid_attachments")):
        if value is not None and not isinstance(value, list):
            raise RefusalError(error)
    if blocks:
        _refuse_blocks("blocks", blocks, 50, "message", "invalid_blocks")
    for number, attachment in enumerate(attachments or []):
        if attachment.get("blocks"):
            _refuse_blocks(f"attachments/{number}/blocks", attachment["blocks"], 50, "message", "invalid_attachments")
    _check_metadata(body.get("metadata"))


def _refuse_blocks(path: str, blocks: list[Any], most: int, surface: str, error: str) -> None:
    if problems := block_problems(path, blocks, most, surface):
        raise RefusalError.listing(error, problems)
    if surface == "message" and len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MOST_BLOCKS_TOTAL:
        raise RefusalError("msg_blocks_too_long")


def _check_metadata(metadata: Any) -> None:
    if metadata is None or metadata == {}:
        return
    if not isinstance(metadata, dict) or metadata.keys() - {"event_type", "event_payload"}:
        raise RefusalError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise RefusalError("invalid_metadata_format")
    if any(isinstance(value, dict) or value is None for value in payload.values()):
        raise RefusalError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MOST_METADATA:
        raise RefusalError("metadata_too_large")


def check_view(view: Any, kind: str) -> None:
    """A view of kind "modal" or "home". Raises RefusalError."""
    if not isinstance(view, dict):
        raise RefusalError.listing("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if len(json.dumps(view)) > MOST_VIEW:
        raise RefusalError("view_too_large")
    problems = Problems()
    if view.get("type") != kind:
        problems.add("view/type", f"must be {kind}")
    for name, most in (("callback_id", 255), ("private_metadata", 3000), ("external_id", 255)):
        if name in view:
            problems.text(f"view/{name}", view[name], most, 0)
    if kind == "modal":
        check_plain(problems, "view/title", view.get("title"), 24)
        for name in ("submit", "close"):
            if name in view:
                check_plain(problems, f"view/{name}", view[name], 24)
        if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks") or []):
            problems.add("view/submit", "required when there is an input block")
    found = problems.found + block_problems("view/blocks", view.get("blocks"), 100, kind)
    if found:
        raise RefusalError.listing("invalid_arguments", found)


def block_problems(path: str, blocks: Any, most: int, surface: str) -> list[str]:
    """All that is wrong with a list of blocks; `surface` is message, modal or home."""
    problems = Problems()
    seen: set[str] = set()
    for number, block in enumerate(problems.several(path, blocks, 1, most)):
        where = f"{path}/{number}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in _LAYOUT or (surface != "message" and kind in _MESSAGES_ONLY):
            problems.add(where, f"unsupported type: {kind}")
            continue
        _check_block(problems, where, block)
        if (name := block.get("block_id")) in seen:
            problems.add(f"{where}/block_id", f"`block_id` {name} already exists")
        seen |= {name} if name else set()
    if sum(len(str(block.get("text"))) for block in blocks or [] if _is(block, "markdown")) > 12_000:
        problems.add(path, "markdown text must be less than 12001 characters in all")
    if sum(_is(block, "table") for block in blocks or []) > 1:
        problems.add(path, "only_one_table_allowed")
    return problems.found


def _is(block: Any, kind: str) -> bool:
    return isinstance(block, dict) and block.get("type") == kind


def _check_block(problems: Problems, path: str, block: dict[str, Any]) -> None:
    if "block_id" in block:
        problems.text(f"{path}/block_id", block["block_id"], 255)
    allowed = _LAYOUT[block["type"]]
    if allowed is not None:
        problems.keys(path, block, frozenset({"type", "block_id", *allowed}))
    if check := _CHECKS.get(block["type"]):
        check(problems, path, block)


def _check_section(problems: Problems, path: str, block: dict[str, Any]) -> None:
    if "text" not in block and "fields" not in block:
        problems.add(path, "must define either `text` or `fields`")
    if "text" in block:
        check_text_object(problems, f"{path}/text", block["text"], 3000)
    if "fields" in block:
        for number, text in enumerate(problems.several(f"{path}/fields", block["fields"], 1, 10)):
            check_text_object(problems, f"{path}/fields/{number}", text, 2000)
    if "accessory" in block:
        check_element(problems, f"{path}/accessory", block["accessory"])


def _check_context(problems: Problems, path: str, block: dict[str, Any]) -> None:
    for number, part in enumerate(problems.several(f"{path}/elements", block.get("elements"), 1, 10)):
        where = f"{path}/elements/{number}"
        if _is(part, "image"):
            check_element(problems, where, part)
        else:
            check_text_object(problems, where, part, 3000)


def _check_elements(problems: Problems, path: str, block: dict[str, Any]) -> None:
    most = 25 if block["type"] == "actions" else 5
    seen: set[str] = set()
    for number, part in enumerate(problems.several(f"{path}/elements", block.get("elements"), 1, most)):
        check_element(problems, f"{path}/elements/{number}", part)
        name = part.get("action_id") if isinstance(part, dict) else None
        if name in seen:
            problems.add(f"{path}/elements/{number}/action_id", f"`action_id` {name} already exists")
        seen |= {name} if name else set()


def _check_header(problems: Problems, path: str, block: dict[str, Any]) -> None:
    check_plain(problems, f"{path}/text", block.get("text"), 150)


def _check_input(problems: Problems, path: str, block: dict[str, Any]) -> None:
    check_plain(problems, f"{path}/label", block.get("label"), 2000)
    check_element(problems, f"{path}/element", block.get("element"))
    if "hint" in block:
        check_plain(problems, f"{path}/hint", block["hint"], 2000)


def _check_rich(problems: Problems, path: str, block: dict[str, Any]) -> None:
    for number, part in enumerate(problems.several(f"{path}/elements", block.get("elements"), 1, 1000)):
        check_rich_text(problems, f"{path}/elements/{number}", part)


def _check_table(problems: Problems, path: str, block: dict[str, Any]) -> None:
    for number, row in enumerate(problems.several(f"{path}/rows", block.get("rows"), 1, 100)):
        problems.several(f"{path}/rows/{number}", row, 1, 20)


def _check_markdown(problems: Problems, path: str, block: dict[str, Any]) -> None:
    problems.text(f"{path}/text", block.get("text"), 12_000)


_CHECKS: dict[str, Callable[[Problems, str, dict[str, Any]], None]] = {
    "actions": _check_elements,
    "context": _check_context,
    "context_actions": _check_elements,
    "header": _check_header,
    "image": check_element,
    "input": _check_input,
    "markdown": _check_markdown,
    "rich_text": _check_rich,
    "section": _check_section,
    "table": _check_table,
}
