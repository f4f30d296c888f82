"""What a channel wants, as several replicas are told."""

from __future__ import annotations

from pathlib import Path

from bot.core.desk import Desk
from bot.delivery.channels import Channels, Policy, Wish
from tests.delivery.bench import PLACE, opened, run


def test_what_two_replicas_set_is_kept_by_both(desk: Desk, tmp_path: Path) -> None:
    """Each of them may not know for a while what the other was told."""

    async def story() -> None:
        async with opened(tmp_path, desk) as bench:
            one, other = bench.channels, Channels(bench.store)
            assert [Wish(), Wish()] == [await one.wish(PLACE), await other.wish(PLACE)]
            await one.set_language(PLACE, "zh")
            await other.set_policy(PLACE, Policy.MENTION)

            assert Wish(Policy.MENTION, "zh") == await other.wish(PLACE)

    run(story())
