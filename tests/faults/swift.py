"""`python -m tests.faults.swift serve`: the bot with the clocks of its sender running faster, so that a lease lapses
within seconds. Nothing else differs; the runs of `make bench` have the real clocks.
"""

from __future__ import annotations

from bot.cli import main
from bot.delivery.sender import Timing

SWIFT = {"lease": 5.0, "timeout": 2.0, "settle": 1.5}

if __name__ == "__main__":
    names = list(Timing.__dataclass_fields__)
    usual = Timing.__init__.__defaults__ or ()
    Timing.__init__.__defaults__ = tuple(SWIFT.get(name, value) for name, value in zip(names, usual, strict=True))
    assert Timing().lease == SWIFT["lease"], "Timing is made otherwise now"
    main()
