"""What systemd is told of the service's state (sd_notify): datagrams of a few bytes to the socket that it names.

Under anything else nothing is named, and nobody is told.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who started the service. `address` is its socket, "" for nobody; `patience` the seconds within which it wants a
    sign of life, 0 when it wants none.
    """

    address: str = ""
    patience: float = 0.0

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """As systemd says it: NOTIFY_SOCKET, WATCHDOG_USEC, and WATCHDOG_PID where the signs are expected of one process."""
        address = environ.get("NOTIFY_SOCKET", "")
        told, whose = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
        meant = not whose or whose == str(os.getpid())
        patience = int(told) / 1e6 if address and meant and told.isdecimal() else 0.0
        return cls(address if address.startswith(("/", "@")) else "", patience)

    def ready(self, status: str) -> None:
        """The service works."""
        self._tell(f"READY=1\nSTATUS={status}")

    def status(self, status: str) -> None:
        """How it is, in a line."""
        self._tell(f"STATUS={status}")

    def alive(self) -> None:
        """It still works."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """It is about to end."""
        self._tell("STOPPING=1\nSTATUS=Finishing what is under way.")

    def _tell(self, message: str) -> None:
        if not self.address:
            return
        # "@" stands for the NUL with which an address begins that is no file. Nobody there: then nobody wants to know.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as one:
            one.setblocking(False)
            one.sendto(message.encode(), address)
