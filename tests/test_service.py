"""A platform that refuses what the settings hold, beside one that works and alone."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot import service
from bot.health import Health
from bot.metrics import Meters
from bot.platforms.unfit import UnfitError
from bot.service import kept_on
from tests.test_health import UP, FakeStore, health, link
from tests.test_metrics import value

REFUSED = "slack: its settings are refused; the log and errcode doctor say why"


def refusal(reason: str) -> UnfitError:
    return UnfitError(f"FAIL  {reason}\n1 of 1 checks failed.", reason)


def kept(found: Health, *met: UnfitError | None) -> list[str]:
    """Runs Slack, which meets these in turn; the reasons that were logged."""
    tries = iter(met)

    async def run() -> None:
        if error := next(tries):
            raise error
        found.connected("slack", link(), by_http=False)

    with capture_logs() as lines:
        asyncio.run(kept_on("slack", run, found))
    assert {("error", "platform_refused", "slack")} >= {
        (line["log_level"], line["event"], line["platform"]) for line in lines
    }
    return [line["reason"] for line in lines]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "REFUSED_PAUSE", 0.0)


def test_refused_platform_is_asked_again_beside_another_and_each_reason_is_told_once() -> None:
    found = health(FakeStore(), slack=None, telegram=UP)
    wrong, lacking = refusal("The token is wrong."), refusal("A scope is missing.")

    assert ["The token is wrong.", "A scope is missing."] == kept(found, wrong, wrong, lacking, None)
    assert ([], []) == asyncio.run(found.readiness())


@pytest.mark.parametrize("other", [UP, None])
def test_refused_platform_keeps_nobody_from_working(other: tuple[str, bool] | None) -> None:
    found = health(FakeStore(), slack=None, telegram=other)
    found.refused("slack")

    reasons, remarks = asyncio.run(found.readiness())
    assert ([], [REFUSED]) == (reasons, remarks) if other else [REFUSED, "telegram: not connected yet"] == reasons
    assert 0.0 == value(found.meters, "errcode_link_up", platform="slack")
    assert {"slack"} == set(found.waiting()) - {"telegram"}, "who ends the service doesn't wait for it"


@pytest.mark.parametrize("others", [(), ("telegram",)])
def test_where_every_platform_refuses_the_service_ends(others: tuple[str, ...]) -> None:
    found = Health(Meters())
    for name in ("slack", *others):
        found.expect(name)
    for name in others:
        found.refused(name)

    with pytest.raises(UnfitError, match="1 of 1 checks failed"):
        kept(found, refusal("The token is wrong."))
