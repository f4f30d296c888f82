"""How Slack delivers: it waits for a confirmation, and repeats events that have none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from tests.doubles.happenings import Kind

from .faults import Faults
from .workspace import Json, Workspace


@dataclass(slots=True)
class Delivery:
    """One thing to deliver. `kind` is the Socket Mode envelope's type; `responds`: an answer may ride on the ack."""

    kind: str
    payload: Json
    channel: str = ""
    message: str = ""
    responds: bool = False
    outcome: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def name(self) -> str:
        """The event_id, or an interaction's trigger_id."""
        return str(self.payload.get("event_id") or self.payload.get("trigger_id", ""))

    @property
    def retried(self) -> bool:
        """Events are delivered again; commands and clicks are not."""
        return self.kind == "events_api"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a delivery: `attempts` made, and the last one's answer."""

    acked: bool
    payload: Json | None = None  # what rode on the acknowledgement
    attempts: int = 1
    reason: str = ""  # why the last attempt failed


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one attempt. `final`: the app asked for no retry."""

    acked: bool
    payload: Json | None = None
    reason: str = ""
    final: bool = False


class Transport(Protocol):
    """Socket Mode or HTTP."""

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Reply:
        """One attempt, `number` counted from 0, within the acknowledgement's time."""


class Postman:
    """Runs the deliveries, each in a task of its own."""

    def __init__(self, workspace: Workspace, faults: Faults, socket: Transport, webhook: Transport) -> None:
        self._workspace = workspace
        self._faults = faults
        self._socket = socket
        self._webhook = webhook
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, delivery: Delivery, after: float = 0.0) -> Delivery:
        """Starts delivering, after so many seconds."""
        task = asyncio.create_task(self._run(delivery, after))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def settle(self) -> None:
        """Until every delivery is acknowledged or given up, those included that start meanwhile."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Stops all deliveries."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, delivery: Delivery, after: float) -> None:
        history, about = self._workspace.history, {"channel": delivery.channel, "message": delivery.message}
        pauses = (after, *self._workspace.settings.pace.retries) if delivery.retried else (after,)
        reply = Reply(acked=False)
        number = 0
        for number, pause in enumerate(pauses):
            await asyncio.sleep(pause)
            transport = self._webhook if self._workspace.settings.request_url else self._socket
            history.add(Kind.SENT, name=delivery.name, attempt=number, detail=delivery.kind, **about)
            reply = await transport.attempt(delivery, number, reply.reason)
            if reply.acked:
                history.add(Kind.ACKED, name=delivery.name, attempt=number, **about)
                if not (delivery.retried and self._faults.loses_ack()):
                    break
                history.add(Kind.FAULT, name=delivery.name, detail="lost ack", **about)
                reply = Reply(acked=False, reason="timeout")
            if reply.final:
                break
        if not reply.acked:
            history.add(Kind.GIVEN_UP, name=delivery.name, attempt=number, detail=reply.reason, **about)
        if not delivery.outcome.done():
            delivery.outcome.set_result(Outcome(reply.acked, reply.payload, number + 1, reply.reason))
