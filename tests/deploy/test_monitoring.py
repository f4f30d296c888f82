"""Alerts and dashboard: they ask for what /metrics promises and nothing else, and each alert has its paragraph."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from tests.deploy.places import DEPLOY, RUNBOOK, read_yaml, run, system

RULES = DEPLOY / "prometheus" / "alerts.yaml"
CASES = Path(__file__).with_name("alerts_test.yaml")
METRICS: Mapping[str, Any] = tomllib.loads((DEPLOY / "prometheus" / "metrics.toml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((DEPLOY / "grafana" / "errcode.json").read_text(encoding="utf-8"))
ALERTS = [rule for group in read_yaml(RULES)["groups"] for rule in group["rules"]]
OF_PROMETHEUS = {"up": set[str](), "ALERTS": {"alertname", "alertstate"}}
TARGET = {"job", "instance"}  # the labels that Prometheus adds
GRAFANA = {"$__rate_interval": "5m", "$job": "errcode"}  # its variables, as it fills them in
NAMES = [alert["alert"] for alert in ALERTS]


def series() -> dict[str, set[str]]:
    """The time series that may be asked for, with their labels."""
    found = dict(OF_PROMETHEUS)
    for name, metric in METRICS.items():
        labels = set(metric["labels"])
        if metric["kind"] == "histogram":
            found |= {f"{name}_bucket": {*labels, "le"}, f"{name}_count": labels, f"{name}_sum": labels}
        else:
            found[name] = labels
    return found


def questions() -> list[tuple[str, str]]:
    """Every expression, with where it stands."""
    asked = [(alert["alert"], alert["expr"]) for alert in ALERTS]
    asked += [(panel["title"], target["expr"]) for panel in panels() for target in panel["targets"]]
    asked += [("annotation", each["expr"]) for each in DASHBOARD["annotations"]["list"]]
    return [(where, filled(text)) for where, text in asked]


def filled(text: str) -> str:
    for variable, value in GRAFANA.items():
        text = text.replace(variable, value)
    return text


def panels() -> list[Any]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def unpromised(text: str) -> list[str]:
    """What an expression asks for that nobody promised. Raises ValueError when it is no PromQL."""
    known = {name: labels | TARGET for name, labels in series().items()}
    tree = list(nodes(promql_parser.parse(text)))
    asked = [
        (node.name or "", node.matchers.matchers) for node in tree if isinstance(node, promql_parser.VectorSelector)
    ]
    strange = [name for name, _ in asked if name not in known]
    strange += [
        f"{name}{{{matcher.name}}}"
        for name, matchers in asked
        for matcher in matchers
        if matcher.name not in known.get(name, set())
    ]
    offered = {label for name, _ in asked for label in known.get(name, set())}
    groupings = (node.modifier for node in tree if isinstance(node, promql_parser.AggregateExpr) and node.modifier)
    return [*strange, *sorted({label for grouping in groupings for label in grouping.labels} - offered)]


def nodes(node: Any) -> Iterator[Any]:
    """A syntax tree's nodes."""
    yield node
    for name in ("expr", "lhs", "rhs", "vector_selector", "args", "param"):
        inner = getattr(node, name, None)
        for each in inner if isinstance(inner, list) else [inner]:
            if each is not None:
                yield from nodes(each)


@pytest.mark.parametrize(("where", "text"), questions())
def test_only_what_is_promised_is_asked_for(where: str, text: str) -> None:
    assert [] == unpromised(text)


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("rate(errcode_event_total[5m])", ["errcode_event_total"]),
        ('errcode_link_up{channel="C1"} == 0', ["errcode_link_up{channel}"]),
        ("sum by (job, user) (errcode_outbox_pending)", ["user"]),
        ("histogram_quantile(0.9, sum by (le) (rate(errcode_decode_seconds[5m])))", ["errcode_decode_seconds", "le"]),
    ],
)
def test_what_nobody_promised_is_found(text: str, strange: list[str]) -> None:
    assert strange == unpromised(text)


def test_every_metric_is_looked_at() -> None:
    asked = " ".join(text for _, text in questions())

    assert [] == [name for name in METRICS if name not in asked]


@pytest.mark.parametrize(("name", "metric"), METRICS.items())
def test_a_metric_is_named_as_prometheus_wants_it(name: str, metric: Mapping[str, Any]) -> None:
    """prometheus.io/docs/practices/naming."""
    assert re.fullmatch(r"errcode_[a-z_]+", name)
    assert (metric["kind"] == "counter") == name.endswith("_total")
    assert metric["kind"] != "histogram" or name.endswith("_seconds")
    assert {"kind", "labels", "meaning"} <= set(metric) <= {"kind", "labels", "meaning", "buckets"}
    assert set(metric["labels"]) <= {
        "platform",
        "kind",
        "outcome",
        "resolution",
        "method",
        "code",
        "catalogue",
        "result",
        "version",
    }


@pytest.mark.parametrize("alert", ALERTS, ids=NAMES)
def test_an_alert_says_what_is_needed(alert: Mapping[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket", "info"}
    assert re.fullmatch(r"[0-9]+[mh]", alert["for"])
    assert alert["annotations"]["summary"].endswith(".")
    assert alert["annotations"]["runbook_url"].endswith(f"/runbook#{alert['alert'].lower()}")


def test_every_alert_has_its_paragraph_in_the_runbook_and_every_paragraph_its_alert() -> None:
    headings = re.findall(r"^#+ (Errcode[A-Za-z]+)$", RUNBOOK.read_text(encoding="utf-8"), re.MULTILINE)

    assert NAMES == headings


def test_every_alert_has_a_case_in_which_it_rings_and_one_in_which_it_does_not() -> None:
    cases = [case for test in read_yaml(CASES)["tests"] for case in test["alert_rule_test"]]

    assert set(NAMES) == {case["alertname"] for case in cases if case["exp_alerts"]}
    assert set(NAMES) == {case["alertname"] for case in cases if not case["exp_alerts"]}


def test_the_alerts_ring_when_they_should(tmp_path: Path) -> None:
    promtool = system("promtool", "Debian's package prometheus, or Prometheus itself")
    for path in (RULES, CASES):
        shutil.copy(path, tmp_path)

    done = run(promtool, "test", "rules", CASES.name, cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_panel_covers_another() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]
    assert max(x for x, _ in taken) == 23  # Grafana's grid has 24 columns


def test_the_dashboard_can_be_imported_anywhere() -> None:
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    sources = [each["datasource"]["uid"] for panel in panels() for each in (panel, *panel["targets"])]

    assert len(numbers) == len(set(numbers))
    assert {"${datasource}"} == set(sources)
    assert ["datasource", "job"] == [variable["name"] for variable in DASHBOARD["templating"]["list"]]
    assert all(panel["title"] and panel["description"] for panel in panels())
