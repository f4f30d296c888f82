"""Who waits for a platform at the start, and who gives up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from bot.doctor import Check
from bot.platforms import admission
from bot.platforms.admission import admitted
from bot.platforms.unfit import UnfitError

FINE = Check(ok=True, what="The token is good.")
AWAY = Check(ok=False, what="It can't be reached: no route.", passing=True)
BUSY = Check(ok=False, what="It can't be reached: 502.", passing=True)
REFUSED = Check(ok=False, what="The token is refused.", mend="Set another.")


@dataclass(frozen=True, slots=True)
class Found:
    checks: tuple[Check, ...]
    identity: str | None = None


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "FIRST_PAUSE", 0.0)


def admit(*found: Found) -> tuple[str, list[str]]:
    """Who was let in when the looks found these in turn, and the reasons that were logged."""
    looks = iter(found)

    async def look() -> Found:
        return next(looks)

    with capture_logs() as lines:
        who = asyncio.run(admitted("somewhere", look))
    assert {("platform_awaited", "somewhere")} >= {(line["event"], line["platform"]) for line in lines}
    return who, [line["reason"] for line in lines]


def test_who_is_let_in_at_once_waits_for_nothing() -> None:
    assert ("me", []) == admit(Found((FINE,), "me"))


def test_what_may_pass_is_waited_for_and_each_reason_is_told_once() -> None:
    waited = admit(Found((AWAY,)), Found((AWAY,)), Found((FINE, BUSY), "me"), Found((FINE,), "me"))

    assert ("me", [AWAY.what, BUSY.what]) == waited


@pytest.mark.parametrize("checks", [(REFUSED,), (AWAY, REFUSED), (FINE, REFUSED)])
def test_what_waiting_does_not_mend_is_told_at_once(checks: tuple[Check, ...]) -> None:
    with pytest.raises(UnfitError, match="The token is refused"):
        admit(Found(checks, "me"))


def test_a_platform_that_tells_nobody_who_we_are_is_not_waited_for() -> None:
    with pytest.raises(UnfitError):
        admit(Found((FINE,)))
