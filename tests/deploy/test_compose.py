"""The Compose file: its schema holds it, every service is sealed, and replicas are a matter of settings."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.deploy.places import DEPLOY, ours, read_yaml, run

FILE = DEPLOY / "compose.yaml"
SERVICES = ("errcode", "postgres")


def compose() -> Any:
    return read_yaml(FILE)


def service(name: str) -> Any:
    return compose()["services"][name]


def variables() -> dict[str, str]:
    """What the file asks of its environment, with the default of each."""
    return dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", FILE.read_text(encoding="utf-8")))


def replica_settings() -> dict[str, str]:
    text = (DEPLOY / "postgres.env").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_compose_takes_it() -> None:
    done = run(ours("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(FILE))

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_sealed(name: str) -> None:
    told = service(name)

    assert told["read_only"] is True
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert {"cpus", "memory", "pids"} == set(told["deploy"]["resources"]["limits"])
    assert {"max-size", "max-file"} == set(told["logging"]["options"])
    assert told["stop_grace_period"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(told)


def test_nothing_is_open_to_other_machines() -> None:
    assert all(port.startswith("127.0.0.1:") for port in service("errcode")["ports"])
    assert "ports" not in service("postgres")
    assert compose()["networks"]["database"]["internal"] is True
    assert service("postgres")["networks"] == ["database"]


def test_secrets_are_files() -> None:
    declared = {name: told["file"] for name, told in compose()["secrets"].items()}

    assert {name: f"secrets/{name}" for name in declared} == declared
    for name in SERVICES:
        files = {value for key, value in service(name)["environment"].items() if key.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in service(name)["secrets"]}
    assert set(declared) == {*service("errcode")["secrets"], *service("postgres")["secrets"]}


def test_by_default_it_is_one_process_with_sqlite() -> None:
    assert variables()["ERRCODE_REPLICAS"] == "1"
    assert service("postgres")["profiles"] == ["postgres"]
    assert service("errcode")["depends_on"]["postgres"]["required"] is False
    assert "data:/data" in service("errcode")["volumes"]


def test_the_image_is_built_as_the_dockerfile_says_unless_told_otherwise() -> None:
    arguments = dict(
        re.findall(r"^ARG (VERSION|REQUIREMENTS)=(.*)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    )

    assert arguments == {name: variables()[f"ERRCODE_{name}"] for name in service("errcode")["build"]["args"]}


def test_replicas_are_settings_alone() -> None:
    told = replica_settings()
    first, last = map(int, told["ERRCODE_PORTS"].split("-"))

    assert told["COMPOSE_PROFILES"] == "postgres"
    assert set(told) - {"COMPOSE_PROFILES"} <= set(variables())
    assert int(told["ERRCODE_REPLICAS"]) == last - first + 1  # a port for each
