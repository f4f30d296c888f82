"""How much of anything a message in a chat holds: ours, below what any platform takes."""

from __future__ import annotations

from typing import Final

MOST_IN_CHANNEL: Final = 5  # cards of one answer, beyond which it would drown the channel
MOST_IN_PRIVATE: Final = 50
MOST_CHOICES: Final = 5  # buttons to choose among
MOST_REMARKS: Final = 5
MOST_SOURCES: Final = 3
MOST_REMEDIES: Final = 3  # that one message tells of, and that a line leads to
MOST_ENTRIES: Final = 5  # whose rows are shown in the vendor's words
MOST_TICKETS: Final = 3
MOST_GROUPS: Final = 10  # of a family's lines that tell its codes apart; the rest of its codes share one

# Characters, so that no single text of a catalogue takes up the whole message; its page has all of it.
LONGEST_SAID: Final = 600
LONGEST_NAME: Final = 200
LONGEST_COMMAND: Final = 120  # of a command's name
