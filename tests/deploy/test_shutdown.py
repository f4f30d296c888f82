"""Whoever stops the service gives it the time that it takes."""

from __future__ import annotations

import pytest

from bot.delivery.sender import Timing
from bot.web.serve import LONGEST_DRAIN
from tests.deploy.kustomize import build
from tests.deploy.places import DEPLOY, KUBERNETES, OVERLAYS, read_yaml
from tests.deploy.test_systemd import directive

NEEDED = LONGEST_DRAIN + Timing().drain  # seconds: requests, then posts


def test_compose_waits() -> None:
    assert (
        int(read_yaml(DEPLOY / "compose.yaml")["services"]["errcode"]["stop_grace_period"].removesuffix("s")) > NEEDED
    )


def test_systemd_waits() -> None:
    assert int(directive("TimeoutStopSec")) > NEEDED


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes_waits(overlay: str) -> None:
    [deployment] = [each for each in build(KUBERNETES / "overlays" / overlay) if each["kind"] == "Deployment"]

    pod = deployment["spec"]["template"]["spec"]
    before = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] > before + NEEDED
