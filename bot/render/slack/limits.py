"""Slack's limits, and how much of them something takes. All are characters, unless said otherwise.

From Slack's reference (docs.slack.dev/reference/block-kit, docs.slack.dev/reference/methods).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from typing import Any, Final

Json = dict[str, Any]  # a JSON object

MOST_BLOCKS: Final = 50  # blocks of a message (Blocks: "up to 50 blocks in each message")
LONGEST_TEXT: Final = 3000  # of a text object (Text object: text); held for text in a rich_text block, too
LONGEST_HEADER: Final = 150  # of a header block (Header block: text)
LONGEST_BUTTON: Final = 75  # of a button's text and of its accessibility_label (Button element)
LONGEST_VALUE: Final = 2000  # of a button's value (Button element: value)
LONGEST_URL: Final = 3000  # of an address (Button element: url); held for links, too
LONGEST_BLOCK_ID: Final = 255  # of a block_id (Blocks: block_id)
LONGEST_FALLBACK: Final = 4000  # of a message's own text (chat.postMessage: text, recommended)
LONGEST_TITLE: Final = 24  # of a modal's title, submit and close (Modals: title)
LONGEST_LABEL: Final = 2000  # of an input block's label and hint (Input block)
LONGEST_PLACEHOLDER: Final = 150  # of an input's placeholder (Plain-text input element)
LONGEST_INPUT: Final = 3000  # that can be typed into an input (Plain-text input element: max_length)

# Of all blocks of a message together. Slack gives no figure; `msg_blocks_too_long` came from some 13,200
# (slackapi/bolt-js#2509), and where only texts were counted, below 12,000 (#2867): all of the JSON is counted here.
LONGEST_BLOCKS: Final = 12_000

# A post's marker comes last, as the first block's block_id.
ROOM: Final = LONGEST_BLOCKS - LONGEST_BLOCK_ID - len(', "block_id": ""')


def size(blocks: Sequence[Json]) -> int:
    """How much of LONGEST_BLOCKS they take: the characters of their JSON."""
    return len(json.dumps(blocks, ensure_ascii=False))


def fitting(blocks: Iterable[Json], others: Sequence[Json], most: int) -> int:
    """How many of `blocks`, from the first on, fit beside `others`, which are all there anyway.

    At most `most`; 0 when none does. Room for a marker is left.
    """
    room = ROOM - size(others)
    taken = accumulate(size([block]) for block in blocks)
    many = sum(1 for _ in takewhile(lambda used: used <= room, taken))
    return min(many, most, MOST_BLOCKS - len(others))
