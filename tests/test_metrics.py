"""What Prometheus is given, and that no word of a user's is in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.desk import Mode
from bot.core.entry import Knowledge
from bot.metrics import MeteredDesk, Meters

ROOT = Path(__file__).parents[1]
ONLY_WHAT_IS_ON = {
    "errcode_database_up",
    "errcode_link_up",
    "errcode_last_event_timestamp_seconds",
    "errcode_events_received_total",
}
NAMES = {
    "errcode_ack_seconds": {"platform"},
    "errcode_build_info": {"version", "python"},
    "errcode_database_up": set(),
    "errcode_decode": {"catalogue", "result"},
    "errcode_decode_seconds": {"mode"},
    "errcode_events_duplicate": {"platform"},
    "errcode_events_received": {"platform", "kind"},
    "errcode_events_refused": {"platform"},
    "errcode_last_event_timestamp_seconds": {"platform"},
    "errcode_link_up": {"platform"},
    "errcode_outbox_dead": set(),
    "errcode_outbox_oldest_age_seconds": set(),
    "errcode_outbox_pending": set(),
    "errcode_platform_api_seconds": {"platform", "method", "code"},
    "errcode_rate_limited": {"platform"},
    "errcode_replies_ambiguous": {"platform", "resolution"},
    "errcode_replies_sent": {"platform", "outcome"},
    "errcode_reply_dwell_seconds": {"platform"},
    "errcode_secrets_seen": {"kind"},
}


def value(meters: Meters, name: str, **labels: str) -> float:
    """The one sample of that name and exactly these labels."""
    (found,) = [
        sample.value
        for family in text_string_to_metric_families(meters.exposition().decode())
        for sample in family.samples
        if (sample.name, sample.labels) == (name, labels)
    ]
    return float(found)


def test_names_and_labels_are_those_that_alerts_and_dashboards_use() -> None:
    meters = Meters()
    with meters.taking("slack", "message"):
        pass
    meters.called("slack", "chat.postMessage", 200, 0.1)
    meters.switched_on("slack")
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(meters.exposition().decode()):
        if family.name.startswith("errcode_") and not family.name.endswith("_created"):
            found[family.name] = {label for sample in family.samples for label in sample.labels} - {"le"}

    assert found == NAMES


def test_a_database_that_nobody_needs_is_not_away() -> None:
    meters = Meters()
    unneeded = "errcode_database_up" in meters.exposition().decode()
    meters.switched_on("slack")
    meters.switched_on("telegram")

    assert (False, 0.0) == (unneeded, value(meters, "errcode_database_up"))


def test_what_alerts_and_dashboard_are_promised_is_there() -> None:
    meters = Meters()
    with meters.taking("slack", "message"):
        pass
    meters.called("slack", "chat.postMessage", 200, 0.1)
    meters.switched_on("slack")
    families = {family.name: family for family in text_string_to_metric_families(meters.exposition().decode())}
    promised = tomllib.loads((ROOT / "deploy" / "prometheus" / "metrics.toml").read_text(encoding="utf-8"))

    for name, metric in promised.items():
        family = families[name.removesuffix("_total")]
        assert (metric["kind"], True) == (family.type, bool(family.samples)), name
        given = [sample.labels for sample in family.samples if not sample.name.endswith("_created")]
        assert all(set(metric["labels"]) <= set(labels) for labels in given), name
        bounds = {float(labels["le"]) for labels in given if "le" in labels}
        assert set(metric.get("buckets", ())) <= bounds, name
        for label, values in metric["labels"].items():
            here = {labels[label] for labels in given}
            assert here <= set(values) or not values or name in ONLY_WHAT_IS_ON, name
            assert set(values) <= here or name in ONLY_WHAT_IS_ON or label == "result", name


def test_what_is_known_beforehand_is_there_at_zero() -> None:
    meters = Meters()

    assert {0.0} == {
        value(meters, "errcode_replies_sent_total", platform="slack", outcome="dead"),
        value(meters, "errcode_replies_ambiguous_total", platform="telegram", resolution="resent"),
        value(meters, "errcode_secrets_seen_total", kind="access-token"),
        value(meters, "errcode_events_duplicate_total", platform="telegram"),
    }


def test_process_is_measured_too() -> None:
    assert value(Meters(), "process_resident_memory_bytes") > 1e6
    assert value(Meters(), "process_open_fds") > 0


def test_two_services_in_one_process_count_apart() -> None:
    one, other = Meters(), Meters()
    one.gave_up("slack")

    dead = [value(each, "errcode_replies_sent_total", platform="slack", outcome="dead") for each in (one, other)]
    assert [1.0, 0.0] == dead


def test_event_that_fails_is_counted_as_not_acknowledged() -> None:
    meters = Meters()
    with pytest.raises(OSError, match="away"), meters.taking("slack", "message"):
        raise OSError("away")

    assert 1.0 == value(meters, "errcode_events_received_total", platform="slack", kind="message")
    assert 1.0 == value(meters, "errcode_events_refused_total", platform="slack")
    assert 0.0 == value(meters, "errcode_ack_seconds_count", platform="slack")


@pytest.mark.parametrize(("status", "code"), [(200, "200"), (429, "429"), (None, "error"), (418, "4xx"), (599, "5xx")])
def test_calls_by_method_and_status(status: int | None, code: str) -> None:
    meters = Meters()
    meters.called("telegram", "sendMessage", status, 0.2)

    call = {"platform": "telegram", "method": "sendMessage", "code": code}
    assert 1.0 == value(meters, "errcode_platform_api_seconds_count", **call)
    assert float(status == 429) == value(meters, "errcode_rate_limited_total", platform="telegram")


@pytest.mark.parametrize(
    ("text", "mode", "catalogue", "result"),
    [
        ("223114", Mode.ASK, "baidu-face", "exact"),
        ('{"error_code":223114,"error_msg":"face is fuzzy"}', Mode.LISTEN, "baidu-face", "exact"),
        ("照片糊了", Mode.ASK, "baidu-face", "fuzzy"),
        ("222999", Mode.ASK, "", "none"),
        ("see you tomorrow", Mode.LISTEN, "", "none"),
    ],
)
def test_texts_by_what_they_turned_out_to_be_about(
    knowledge: Knowledge, text: str, mode: Mode, catalogue: str, result: str
) -> None:
    meters = Meters()
    MeteredDesk(knowledge, meters).answer(text, mode)

    assert 1.0 == value(meters, "errcode_decode_total", catalogue=catalogue, result=result)
    assert 1.0 == value(meters, "errcode_decode_seconds_count", mode=mode.value)


def test_secret_is_counted_by_its_kind_and_stands_nowhere(knowledge: Knowledge) -> None:
    meters = Meters()
    MeteredDesk(knowledge, meters).answer("error 223114 password=hunter2hunter2, ann@example.com", Mode.LISTEN)

    assert [1.0, 1.0] == [value(meters, "errcode_secrets_seen_total", kind=kind) for kind in ("password", "email")]
    assert "hunter2" not in meters.exposition().decode()
