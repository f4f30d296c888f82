"""What is counted and timed while the service runs, for `GET /metrics` (Prometheus).

Every label's values are a closed set: no user, no channel, no text. Whoever counts says what happened, in the
words of the house; only here is it known by which name Prometheus asks for it. What a label's values are known of
beforehand is there from the start, at 0, so that a first increase shows.
"""

from __future__ import annotations

import platform as machine
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import generate_latest

from bot.core.answer import CERTAIN, Answer, Kind, RemarkKind
from bot.core.desk import Desk, Mode
from bot.core.entry import Knowledge
from bot.core.redact.secret import SecretKind
from bot.version import version

PLATFORMS: Final = ("slack", "telegram")
OTHER: Final = "other"  # of a label whose value is none of the known ones
NO_STATUS: Final = "error"  # the code of a call that brought no HTTP status
TOO_MANY: Final = 429

_STATUSES: Final = frozenset({200, 201, 204, 302, 400, 401, 403, 404, 409, 410, 413, 429, 500, 502, 503, 504})
_DWELL: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)  # seconds, as the others
_ACK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # Slack waits for three
_CALL: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)  # a poll may last ten
_DECODE: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)


class Meters:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        build = Info("errcode_build", "The version that runs.", registry=registry)
        build.info({"version": version(), "python": machine.python_version()})
        self._received = Counter("errcode_events_received_total", "Deliveries of a platform.",
                                 ["platform", "kind"], registry=registry)  # fmt: skip
        self._duplicates = Counter(
            "errcode_events_duplicate_total", "Deliveries of what had been seen before.",
            ["platform"], registry=registry)  # fmt: skip
        self._refused = Counter(
            "errcode_events_refused_total", "Deliveries that were not acknowledged, so that they come again.",
            ["platform"], registry=registry)  # fmt: skip
        self._last = Gauge(
            "errcode_last_event_timestamp_seconds", "When the platform was last heard of; at first, the start.",
            ["platform"], registry=registry)  # fmt: skip
        self._acks = Histogram(
            "errcode_ack_seconds", "From an event's arrival to the moment it may be acknowledged.",
            ["platform"], buckets=_ACK, registry=registry)  # fmt: skip
        self._sent = Counter("errcode_replies_sent_total", "Posts that ended: sent, or given up.",
                             ["platform", "outcome"], registry=registry)  # fmt: skip
        self._doubts = Counter(
            "errcode_replies_ambiguous_total", "Deliveries that ended in doubt: found there, or sent again.",
            ["platform", "resolution"], registry=registry)  # fmt: skip
        self._dwell = Histogram(
            "errcode_reply_dwell_seconds", "From the moment a reply is owed until the platform has it.",
            ["platform"], buckets=_DWELL, registry=registry)  # fmt: skip
        self._calls = Histogram(
            "errcode_platform_api_seconds", "Calls to a platform, by the API's method and the HTTP status.",
            ["platform", "method", "code"], buckets=_CALL, registry=registry)  # fmt: skip
        self._limited = Counter("errcode_rate_limited_total", "Calls that were refused for their rate.",
                                ["platform"], registry=registry)  # fmt: skip
        self._link = Gauge("errcode_link_up", "Whether events of a platform that is on can come in.",
                           ["platform"], registry=registry)  # fmt: skip
        self._pending = Gauge("errcode_outbox_pending", "Posts owed, in the whole database.", registry=registry)
        self._oldest = Gauge("errcode_outbox_oldest_age_seconds", "How long the oldest of them has been owed.",
                             registry=registry)  # fmt: skip
        self._dead = Gauge("errcode_outbox_dead", "Posts that were given up in the last thirty days.",
                           registry=registry)  # fmt: skip
        self._decoding = Histogram("errcode_decode_seconds", "From a text to its answer.",
                                   ["mode"], buckets=_DECODE, registry=registry)  # fmt: skip
        self._decoded = Counter("errcode_decode_total", "Texts, by what they turned out to be about.",
                                ["catalogue", "result"], registry=registry)  # fmt: skip
        self._secrets = Counter("errcode_secrets_seen_total", "Texts with a secret in them, by its kind.",
                                ["kind"], registry=registry)  # fmt: skip
        self._begin()

    @cached_property
    def _database(self) -> Gauge:
        """There from when a database is needed: one that nobody needs isn't down."""
        return Gauge("errcode_database_up", "Whether the database took a write just now.", registry=self._registry)

    def _begin(self) -> None:
        """What can be known beforehand, at 0."""
        for platform in PLATFORMS:
            for counter in (self._duplicates, self._refused, self._limited, self._dwell, self._acks):
                counter.labels(platform)
            for outcome in ("sent", "dead"):
                self._sent.labels(platform, outcome)
            for resolution in ("found", "resent"):
                self._doubts.labels(platform, resolution)
        for kind in SecretKind:
            self._secrets.labels(kind.value)
        for mode in Mode:
            self._decoding.labels(mode.value)
        self._decoded.labels("", "none")

    def expect(self, knowledge: Knowledge) -> None:
        """The catalogues that texts may be about."""
        for catalogue in knowledge:
            for result in ("exact", "fuzzy"):
                self._decoded.labels(catalogue.slug, result)

    # --- in --------------------------------------------------------------------------------------

    @contextmanager
    def taking(self, platform: str, kind: str) -> Iterator[None]:
        """An event of that kind, from its arrival until it may be acknowledged; not at all when this raises."""
        self._received.labels(platform, kind).inc()
        self._last.labels(platform).set(time.time())
        started = time.perf_counter()
        try:
            yield
        except BaseException:
            self._refused.labels(platform).inc()
            raise
        self._acks.labels(platform).observe(time.perf_counter() - started)

    def duplicate(self, platform: str) -> None:
        """It had been seen before."""
        self._duplicates.labels(platform).inc()

    def answered(self, answer: Answer, mode: Mode, seconds: float) -> None:
        """A text has its answer."""
        self._decoding.labels(mode.value).observe(seconds)
        for catalogue, result in _results(answer):
            self._decoded.labels(catalogue, result).inc()
        for remark in answer.remarks:
            if remark.kind is RemarkKind.SECRET:
                self._secrets.labels(remark.detail).inc()

    # --- out -------------------------------------------------------------------------------------

    def sent(self, platform: str, seconds: float | None) -> None:
        """A post is on the platform; `seconds` since it was owed, None for one that was to wait."""
        self._sent.labels(platform, "sent").inc()
        if seconds is not None:
            self._dwell.labels(platform).observe(max(0.0, seconds))

    def gave_up(self, platform: str) -> None:
        """A post will never be sent."""
        self._sent.labels(platform, "dead").inc()

    def doubt_resolved(self, platform: str, *, found: bool) -> None:
        """A post that may have been sent was looked for."""
        self._doubts.labels(platform, "found" if found else "resent").inc()

    def called(self, platform: str, method: str, status: int | None, seconds: float) -> None:
        """A call of a platform's API has ended, with that HTTP status or with none."""
        self._calls.labels(platform, method, _code(status)).observe(seconds)
        if status == TOO_MANY:
            self._limited.labels(platform).inc()

    # --- at the moment ---------------------------------------------------------------------------

    def switched_on(self, platform: str) -> None:
        """That platform's settings are there, and so a database is needed."""
        self._database.set(0)
        self._link.labels(platform).set(0)
        self._last.labels(platform).set(time.time())

    def link(self, platform: str, *, up: bool) -> None:
        """Whether its events can come in."""
        self._link.labels(platform).set(up)

    def database(self, *, up: bool) -> None:
        """Whether it can be written."""
        self._database.set(up)

    def outbox(self, pending: int, oldest: float, dead: int) -> None:
        """What is owed, for how many seconds, and what was given up."""
        self._pending.set(pending)
        self._oldest.set(oldest)
        self._dead.set(dead)

    def exposition(self) -> bytes:
        """All of it, in Prometheus' own text format."""
        return generate_latest(self._registry)


class MeteredDesk(Desk):
    """A desk whose answers are counted and timed."""

    def __init__(self, knowledge: Knowledge, meters: Meters) -> None:
        super().__init__(knowledge)
        meters.expect(knowledge)
        self._meters = meters

    def answer(self, text: str, mode: Mode, language: str | None = None) -> Answer:
        """As the desk's own."""
        started = time.perf_counter()
        answer = super().answer(text, mode, language)
        self._meters.answered(answer, mode, time.perf_counter() - started)
        return answer


def _results(answer: Answer) -> Iterable[tuple[str, str]]:
    """The catalogues that an answer is from, each once, with how sure it is; the catalogue "" for none."""
    if answer.kind not in (Kind.FOUND, Kind.CHOICES):
        return (("", "none"),)
    exact = {card.entry.key.catalogue for card in answer.cards if card.reason.by in CERTAIN}
    all_of_them = {card.entry.key.catalogue for card in answer.cards}
    return [(slug, "exact" if slug in exact and answer.kind is Kind.FOUND else "fuzzy") for slug in all_of_them]


def _code(status: int | None) -> str:
    if status is None:
        return NO_STATUS
    return str(status) if status in _STATUSES else f"{str(status)[:1]}xx"


def leave_out_births() -> None:
    """No series that say when a counter was made: each would come twice. It is the library's setting, for the process."""
    disable_created_metrics()  # type: ignore[no-untyped-call] # the library's oversight
