"""Traces of what happens to a message (OpenTelemetry), for those who have set where to send them.

Off, it costs nothing and loads nothing; on, it needs `errcode[otel]`. A message has one trace, whichever process
takes it in and whichever sends its answer: the trace's id is made from the message's key. A span never holds a text,
a user or a channel.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE: Final = "errcode"
PATIENCE: Final = 1.0  # seconds that the last spans get at the end
_SHORT: Final = 12  # hexadecimal digits
_NOTHING: Final = nullcontext()

_trace: ContextVar[int] = ContextVar("trace", default=0)


class MissingExtraError(Exception):
    """Traces are wanted, and what makes them isn't installed."""

    def __init__(self) -> None:
        super().__init__(
            "OTEL_EXPORTER_OTLP_ENDPOINT: expected errcode[otel] to be installed; "
            "pip install 'errcode[otel]', or leave the variable out"
        )


def short(key: str) -> str:
    """What stands for a message's key in logs: 12 hexadecimal digits, from which nobody is known."""
    return _digest(key)[:_SHORT]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Tracing:
    """Makes spans and hands them to an exporter; without one it makes none."""

    def __init__(self, exporter: SpanExporter | None = None) -> None:
        self._exporter = exporter
        self._provider = _provider_for(exporter) if exporter else None
        self._tracer = self._provider.get_tracer(SERVICE) if self._provider else None

    def span(self, name: str, key: str, **attributes: str | int) -> AbstractContextManager[None]:
        """A stage on the way of the message with that key. Attributes are of closed sets."""
        return self._span(name, key, attributes) if self._tracer else _NOTHING

    @contextmanager
    def _span(self, name: str, key: str, attributes: Mapping[str, str | int]) -> Iterator[None]:
        assert self._tracer
        digest = _digest(key)
        token = _trace.set(int(digest[:32], 16))
        told = {f"errcode.{name}": value for name, value in attributes.items()}
        try:
            # An error's words may hold what somebody wrote; its name doesn't.
            with self._tracer.start_as_current_span(
                name,
                attributes={"errcode.key": digest[:_SHORT], **told},
                record_exception=False,
                set_status_on_exception=False,
            ) as span:
                try:
                    yield
                except BaseException as error:
                    span.set_attribute("error.type", type(error).__name__)
                    raise
        finally:
            _trace.reset(token)

    def close(self) -> None:
        """Sends what is left, for PATIENCE seconds at most: a collector that is away keeps nobody from ending."""
        if not self._exporter or not self._provider:
            return
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(PATIENCE)
        if ending.is_alive():
            self._exporter.shutdown()  # wakes what waits for its next attempt, and ends it


def open_tracing(environ: Mapping[str, str]) -> Tracing:
    """On where OTEL_EXPORTER_OTLP_ENDPOINT says where traces go; everything else is set by the other OTEL_ variables.

    Raises MissingExtraError.
    """
    return Tracing(_exporter_class()()) if is_wanted(environ) else Tracing()


def is_wanted(environ: Mapping[str, str]) -> bool:
    """Whether traces shall be sent; MissingExtraError where they shall, and can't be made."""
    off = environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or environ.get("OTEL_TRACES_EXPORTER") == "none"
    if off or not any(environ.get(name) for name in ENDPOINTS):
        return False
    return bool(_exporter_class())


def _exporter_class() -> type[OTLPSpanExporter]:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise MissingExtraError from None
    return OTLPSpanExporter


def _provider_for(exporter: SpanExporter) -> TracerProvider:
    """What makes spans and hands them to `exporter` now and then, in a thread of its own."""
    from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class OneTraceAMessage(RandomIdGenerator):
        """The trace's id is its message's, so that processes needn't hand it on."""

        def generate_trace_id(self) -> int:
            return _trace.get() or super().generate_trace_id()

    named = Resource({SERVICE_NAME: SERVICE}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=named, id_generator=OneTraceAMessage(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def current_trace() -> str:
    """The id of the trace under way, "" where there is none."""
    trace = _trace.get()
    return f"{trace:032x}" if trace else ""
