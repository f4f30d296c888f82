"""What the overlays build: Kubernetes takes it, it is sealed as well as a pod can be, and the replicas keep together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from bot.settings import load_settings
from tests.deploy.kustomize import Resource, build, identity
from tests.deploy.places import DEPLOY, KUBERNETES, OVERLAYS, RUNBOOK, read_yaml, run, system
from tests.deploy.test_image import environment

VERSIONS = ("1.31", "1.37")  # of Kubernetes: the oldest and the newest that are looked at
APPLIED = (*(f"overlays/{overlay}" for overlay in OVERLAYS), "copy")  # what the runbook has one apply
# What each overlay is made of, and nothing else.
KINDS = {
    "sqlite": "ConfigMap Deployment Namespace NetworkPolicy PersistentVolumeClaim Service ServiceAccount",
    "postgres": "ConfigMap Deployment Namespace NetworkPolicy PodDisruptionBudget Service ServiceAccount",
}


def built(overlay: str) -> list[Resource]:
    return build(KUBERNETES / "overlays" / overlay)


def one(overlay: str, kind: str) -> Any:
    return next(resource for resource in built(overlay) if resource["kind"] == kind)


def pod(overlay: str) -> Any:
    return one(overlay, "Deployment")["spec"]["template"]["spec"]


def container(overlay: str) -> Any:
    [only] = pod(overlay)["containers"]
    return only


def settled(value: Any) -> Any:
    """A value whose lists of named things have one order."""
    if isinstance(value, dict):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, list):
        items = [settled(each) for each in value]
        return sorted(items, key=lambda item: item["name"]) if all(_is_named(item) for item in items) else items
    return value


def _is_named(item: object) -> bool:
    return isinstance(item, dict) and "name" in item


def ways_out(overlay: str) -> set[int]:
    rules = one(overlay, "NetworkPolicy")["spec"]["egress"]
    return {port["port"] for rule in rules for port in rule["ports"]}


@pytest.mark.parametrize("folder", APPLIED)
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_it(folder: str, version: str) -> None:
    for resource in build(KUBERNETES / folder):
        kubernetes_validate.validate(resource, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_the_optional_ways_out(version: str) -> None:
    policy = read_yaml(KUBERNETES / "optional" / "networkpolicy.yaml")

    kubernetes_validate.validate(policy, version, strict=True)
    assert policy["spec"]["podSelector"] == one("postgres", "NetworkPolicy")["spec"]["podSelector"]
    assert policy["metadata"]["name"] != "errcode"  # it adds to the overlay's own
    assert policy["spec"]["policyTypes"] == ["Egress"]


def test_what_kubernetes_would_refuse_is_refused_here() -> None:
    wrong = one("postgres", "Deployment")
    wrong["spec"]["replicas"] = "three"

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


@pytest.mark.parametrize("folder", APPLIED)
def test_it_is_what_kubectl_builds(folder: str) -> None:
    kubectl = system("kubectl", "kubectl 1.27 or newer, which brings Kustomize 5")
    done = run(kubectl, "kustomize", str(KUBERNETES / folder))

    assert done.returncode == 0, done.stderr
    theirs = {identity(each): settled(each) for each in yaml.safe_load_all(done.stdout)}
    assert {identity(each): settled(each) for each in build(KUBERNETES / folder)} == theirs


@pytest.mark.parametrize("strange", ["generators: [../more]", "resources: []\npatches: [{target: {kind: Pod}}]"])
def test_only_a_little_of_kustomize_is_used(tmp_path: Path, strange: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(strange)

    with pytest.raises(ValueError, match=r"little|only"):
        build(tmp_path)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_overlay_is_whole(overlay: str) -> None:
    assert KINDS[overlay].split() == sorted(resource["kind"] for resource in built(overlay))
    assert {"errcode"} == {resource["metadata"]["name"] for resource in built(overlay)}
    assert {"errcode", None} == {resource["metadata"].get("namespace") for resource in built(overlay)}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_pod_is_restricted(overlay: str) -> None:
    """kubernetes.io/docs/concepts/security/pod-security-standards, restricted; and no token, and no writable root."""
    told, inner = pod(overlay), container(overlay)["securityContext"]

    assert told["securityContext"]["runAsNonRoot"] is True
    assert told["securityContext"]["runAsUser"] > 0
    assert told["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(told)
    assert {"secret", "emptyDir", "persistentVolumeClaim"} >= {kind for each in told["volumes"] for kind in each} - {
        "name"
    }
    assert {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    } == inner
    assert told["automountServiceAccountToken"] is False
    assert one(overlay, "ServiceAccount")["automountServiceAccountToken"] is False
    labels = one(overlay, "Namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_it_is_restarted_when_dead_and_left_alone_when_not_ready(overlay: str) -> None:
    probes = {
        name: container(overlay)[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")
    }

    assert {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"} == probes


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_secrets_are_files(overlay: str) -> None:
    mounts = {each["name"]: each for each in container(overlay)["volumeMounts"]}

    assert "env" not in container(overlay)
    assert [{"configMapRef": {"name": "errcode"}}] == container(overlay)["envFrom"]
    assert mounts["secrets"]["readOnly"] is True
    files = [Path(value) for name, value in one(overlay, "ConfigMap")["data"].items() if name.endswith("_FILE")]
    assert {Path(mounts["secrets"]["mountPath"])} == {file.parent for file in files}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_whoever_calls_it_finds_it(overlay: str) -> None:
    labels = one(overlay, "Deployment")["spec"]["template"]["metadata"]["labels"]
    service = one(overlay, "Service")["spec"]

    assert labels == one(overlay, "Deployment")["spec"]["selector"]["matchLabels"]
    assert labels == service["selector"] == one(overlay, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    assert service["ports"][0]["targetPort"] == container(overlay)["ports"][0]["name"]
    assert container(overlay)["ports"][0]["containerPort"] == 8080  # the image's
    assert container(overlay)["resources"]["limits"]["memory"]


def test_the_operator_scrapes_the_service() -> None:
    monitor, service = read_yaml(KUBERNETES / "optional" / "servicemonitor.yaml"), one("postgres", "Service")

    assert service["metadata"]["labels"].items() >= monitor["spec"]["selector"]["matchLabels"].items()
    assert [service["spec"]["ports"][0]["name"]] == [each["port"] for each in monitor["spec"]["endpoints"]]
    assert service["metadata"]["labels"][monitor["spec"]["jobLabel"]] == "errcode"  # the job of the alerts


def test_a_sqlite_file_has_one_process() -> None:
    deployment = one("sqlite", "Deployment")["spec"]

    assert (1, {"type": "Recreate"}) == (deployment["replicas"], deployment["strategy"])
    [data] = [each for each in pod("sqlite")["volumes"] if each["name"] == "data"]
    assert {"claimName": one("sqlite", "PersistentVolumeClaim")["metadata"]["name"]} == data["persistentVolumeClaim"]
    assert "emptyDir" not in data
    assert {53, 443} == ways_out("sqlite")


def test_replicas_are_replaced_one_after_another_and_live_apart() -> None:
    deployment, budget = one("postgres", "Deployment")["spec"], one("postgres", "PodDisruptionBudget")["spec"]

    assert deployment["replicas"] == 3
    assert {"maxUnavailable": 0, "maxSurge": 1} == deployment["strategy"]["rollingUpdate"]
    assert (1, deployment["selector"]) == (budget["maxUnavailable"], budget["selector"])
    spread = pod("postgres")["topologySpreadConstraints"]
    assert {"kubernetes.io/hostname", "topology.kubernetes.io/zone"} == {each["topologyKey"] for each in spread}
    assert {53, 443, 5432, 6432} == ways_out("postgres")  # and PgBouncer's


def test_replicas_have_no_place_for_a_sqlite_file() -> None:
    """Without database-url three bots would each answer everything; so they can't start."""
    mounts = {each["mountPath"]: each.get("readOnly", False) for each in container("postgres")["volumeMounts"]}

    assert {"/run/secrets/errcode": True, "/data": True, "/tmp": False} == mounts
    assert container("postgres")["securityContext"]["readOnlyRootFilesystem"] is True


def test_every_pod_runs_the_one_image() -> None:
    pods = [
        each["spec"]["template"]["spec"]
        for folder in APPLIED
        for each in build(KUBERNETES / folder)
        if each["kind"] in ("Deployment", "Job")
    ]

    assert len(pods) == len(APPLIED)
    assert {"registry.example.com/errcode:0.0.0"} == {each["containers"][0]["image"] for each in pods}


def test_the_copy_reads_what_the_bot_wrote_and_is_sealed_as_the_bot_is() -> None:
    [job] = build(KUBERNETES / "copy")
    copy, bot = job["spec"]["template"]["spec"], pod("sqlite")
    [inner] = copy["containers"]

    assert inner["args"] == ["db", "copy", "sqlite:////data/errcode/errcode.db"]
    assert environment()["XDG_DATA_HOME"] == "/data"
    same = ("serviceAccountName", "automountServiceAccountToken", "enableServiceLinks", "securityContext", "volumes")
    assert {name: bot[name] for name in same} == {name: copy[name] for name in same}
    for name in ("image", "envFrom", "securityContext", "volumeMounts"):
        assert inner[name] == container("sqlite")[name]


def test_the_copy_is_not_taken_for_the_bot() -> None:
    [job] = build(KUBERNETES / "copy")
    labels = job["spec"]["template"]["metadata"]["labels"]

    assert not one("sqlite", "Service")["spec"]["selector"].items() <= labels.items()


def test_the_settings_that_are_to_be_filled_in_are_settings() -> None:
    text = (KUBERNETES / "base" / "settings.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text.replace("  # ERRCODE", "  ERRCODE"))["data"]
    filled = {name: value for name, value in data.items() if not name.endswith("_FILE")}

    assert load_settings(filled).public_url == "https://errcode.example.com"
    assert {"ERRCODE_PUBLIC_URL", "ERRCODE_ALLOWED_TEAMS", "ERRCODE_ALLOWED_CHATS"} == set(filled)


def test_the_operators_rule_is_the_alerts() -> None:
    """Joined by the runbook's own line."""
    [line] = re.findall(r"^(\{ cat kubernetes/optional/prometheusrule.*\}) >", RUNBOOK.read_text(), re.MULTILINE)
    rule = yaml.safe_load(run("sh", "-c", line, cwd=DEPLOY).stdout)

    assert ("PrometheusRule", "errcode") == (rule["kind"], rule["metadata"]["name"])
    assert rule["spec"] == read_yaml(DEPLOY / "prometheus" / "alerts.yaml")
