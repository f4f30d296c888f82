"""Traces: off where nobody wants them, and of closed sets where somebody does."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.core.desk import Desk, Mode
from bot.tracing import MissingExtraError, Tracing, current_trace, open_tracing, short
from tests.delivery.bench import opened, said

ROOT = Path(__file__).parents[1]
KEY = "slack:T1:C1:1700000000.000100"


@pytest.fixture
def spans() -> Iterator[tuple[Tracing, InMemorySpanExporter]]:
    exporter = InMemorySpanExporter()
    tracing = Tracing(exporter)
    yield tracing, exporter
    tracing.close()


def test_message_has_one_trace_whichever_process_has_it(spans: tuple[Tracing, InMemorySpanExporter]) -> None:
    tracing, exporter = spans
    with tracing.span("intake", KEY, platform="slack"), tracing.span("answer", KEY, mode="listen"):
        pass
    with tracing.span("deliver", KEY, attempts=1):
        told = current_trace()
    with tracing.span("intake", "another"):
        pass
    tracing.close()

    found = exporter.get_finished_spans()
    traces = [f"{span.context.trace_id:032x}" for span in found if span.context]
    assert ["answer", "intake", "deliver", "intake"] == [span.name for span in found]
    assert [told] * 3 == traces[:3]
    assert told.startswith(short(KEY))
    assert traces[3] != told
    assert "" == current_trace()


def test_failure_is_told_by_its_name_alone(spans: tuple[Tracing, InMemorySpanExporter]) -> None:
    tracing, exporter = spans
    with pytest.raises(ValueError, match="hunter2"), tracing.span("intake", KEY):
        raise ValueError("hunter2")
    tracing.close()

    (span,) = exporter.get_finished_spans()
    assert "hunter2" not in span.to_json()
    assert {"errcode.key": short(KEY), "error.type": "ValueError"} == dict(span.attributes or {})


def test_message_from_intake_to_delivery(
    spans: tuple[Tracing, InMemorySpanExporter], desk: Desk, tmp_path: Path
) -> None:
    tracing, exporter = spans

    async def story() -> None:
        async with opened(tmp_path, desk, tracing=tracing) as bench:
            await bench.intake.take(said("223114", mode=Mode.ASK))
            await bench.send()

    asyncio.run(story())
    tracing.close()

    assert ["answer", "intake", "deliver"] == [span.name for span in exporter.get_finished_spans()]
    assert 1 == len({span.context.trace_id for span in exporter.get_finished_spans() if span.context})
    for span in exporter.get_finished_spans():
        assert set(dict(span.attributes or {}).values()) <= {short("slack:T1:C1:1.000001"), "slack", "ask", "answer", 1}


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_off_nothing_is_loaded(environ: dict[str, str]) -> None:
    code = (
        "import sys\nfrom bot.tracing import open_tracing\n"
        f"with open_tracing({environ!r}).span('intake', 'k', platform='slack'): pass\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout


def test_wanted_but_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'errcode\[otel\]'"):
        open_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})


def test_collector_is_sent_spans_under_the_standard_names(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environ = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
            "OTEL_BSP_SCHEDULE_DELAY": "60000",
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        tracing = open_tracing(environ)
        with tracing.span("intake", KEY, platform="slack"):
            pass
        tracing.close()
        server.shutdown()

    (sent,) = [ExportTraceServiceRequest.FromString(body) for body in received]
    resource = {pair.key: pair.value.string_value for pair in sent.resource_spans[0].resource.attributes}
    (span,) = sent.resource_spans[0].scope_spans[0].spans
    assert ("errcode", "test") == (resource["service.name"], resource["deployment.environment.name"])
    assert "intake" == span.name


def test_collector_that_is_away_holds_up_no_end_and_leaves_nothing_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    before = set(threading.enumerate())
    tracing = open_tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
    with tracing.span("intake", KEY):
        pass

    ended = threading.Thread(target=tracing.close)
    ended.start()
    ended.join(3)

    assert not ended.is_alive()
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(3)
    assert [] == [thread.name for thread in left if thread.is_alive()]
