"""`python -m tests.faults.swift serve`: the bot with the clocks of its sender and of its poller running faster, so that
a lease lapses within seconds. Nothing else differs; the runs of `make bench` have the real clocks.
"""

from __future__ import annotations

from bot.cli import main
from bot.delivery.sender import Timing
from bot.platforms.telegram import poller

SWIFT = {"lease": 5.0, "timeout": 2.0, "settle": 1.5}
SWIFT_POLLER = {"LEASE": 3.0, "RENEW": 0.7}

if __name__ == "__main__":
    names = list(Timing.__dataclass_fields__)
    usual = Timing.__init__.__defaults__ or ()
    Timing.__init__.__defaults__ = tuple(SWIFT.get(name, value) for name, value in zip(names, usual, strict=True))
    assert Timing().lease == SWIFT["lease"], "Timing is made otherwise now"
    for name, seconds in SWIFT_POLLER.items():
        assert hasattr(poller, name), "the poller is made otherwise now"
        setattr(poller, name, seconds)
    main()
