"""A connection of the server: it has to bring a request in time, and there are only so many of them."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_PATIENCE = 10.0  # seconds for a whole request head: after connecting, and after each response
MOST_CONNECTIONS = 500  # a process may mostly have 1024 files open, and needs some for the database and the platforms


class Connection(H11Protocol):
    """The library's, which alone would wait without end for a first request, or for the rest of its head.

    It is inherited because the library makes each connection from a class, and lets nobody look at it otherwise.
    """

    waits_since: float | None = None  # by the loop's clock; None while a request is under way
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the library has it
        """One more; beyond MOST_CONNECTIONS, the one goes that has been without a request the longest."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            self._longest_waiting().give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """One less."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Reads what has come; with a whole head, a request is under way."""
        super().handle_events()
        if self._is_busy():
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """The next request may come, or be there already."""
        super().on_response_complete()
        if not self._is_busy():
            self._wait()

    def give_up(self) -> None:
        """Ends it at once, whatever was to be sent yet."""
        self.connections.discard(self)  # it is told of its end a moment later, and others may come before
        self.transport.abort()

    def _longest_waiting(self) -> Connection:
        waiting = [(each.waits_since, id(each), each) for each in self.connections
                   if isinstance(each, Connection) and each.waits_since is not None]  # fmt: skip
        return min(waiting)[2]  # there is one: this

    def _is_busy(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete  # there is none before the first request

    def _wait(self) -> None:
        self._stop_waiting()
        self.waits_since = self.loop.time()
        self._patience = self.loop.call_later(HEAD_PATIENCE, self.transport.close)

    def _stop_waiting(self) -> None:
        self.waits_since = None
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
