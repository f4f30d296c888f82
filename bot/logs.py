"""How log lines look: JSON for machines, words for a terminal, the same for our lines and the libraries'."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor

from bot.settings import LogFormat, Settings
from bot.tracing import current_trace

LOGGED_CODES = 10  # codes of an answer that its log line names

# The platforms' libraries log requests and answers, which hold what people wrote, and addresses that hold a token;
# what matters of them we log ourselves.
QUIETED = {
    "slack_bolt": logging.CRITICAL,
    "slack_sdk": logging.CRITICAL,
    # These two themselves: with no level of its own, each paints every request for a debugging line nobody reads.
    "slack_bolt.errcode": logging.CRITICAL,
    "slack_sdk.web.async_base_client": logging.CRITICAL,
    "telegram": logging.CRITICAL + 1,
    "httpx": logging.CRITICAL,
    "httpcore": logging.CRITICAL,
    "aiohttp": logging.ERROR,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "uvicorn": logging.WARNING,
    "opentelemetry": logging.ERROR,
    "urllib3": logging.ERROR,  # what the traces' exporter calls the collector with
}


def configure_logging(settings: Settings) -> None:
    """Sends every log line of the process to standard output, in the format and from the level that is set.

    Called once, at the start: logging is the process's, not a part's. Tracebacks never show the values
    of variables, in which a pasted text would stand.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.value]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_painters(settings.log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    hush_libraries(level)


def hush_libraries(level: int = logging.NOTSET) -> None:
    """Lets through, from `level` on, no more of the libraries' lines than QUIETED says."""
    for name, least in QUIETED.items():
        logging.getLogger(name).setLevel(max(level, least))


def _with_trace(_logger: object, _name: str, event: EventDict) -> EventDict:
    """With the trace of the message that a line is about, where there are traces."""
    if trace := current_trace():
        event["trace_id"] = trace
    return event


def _painters(log_format: LogFormat | None) -> list[Processor]:
    chosen = log_format or (LogFormat.CONSOLE if sys.stdout.isatty() else LogFormat.JSON)
    if chosen is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback  # the default one prints local variables
    return [structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), exception_formatter=plain)]
