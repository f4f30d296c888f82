"""A channel with a new name: what belongs to it moves along, and what another channel has stays."""

from __future__ import annotations

from bot.store import cases, channels, outbox, places, sightings
from bot.store.channels import Channel
from bot.store.store import Connection
from tests.store.conftest import Play
from tests.store.made import NOW, keys_leased, made_case, owed

OLD, NEW = ("telegram", "7", "-5"), ("telegram", "7", "-1005")


async def move(conn: Connection) -> None:
    await places.move(conn, *OLD, NEW[2])


def here(identity: str, place: tuple[str, str, str] = OLD) -> cases.Case:
    return made_case(identity, platform=place[0], team=place[1], channel=place[2])


def test_cases_and_what_is_owed_for_them_move(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await owed(conn, "k", case=here("c1"))
        await owed(conn, "other", case=here("c2", ("telegram", "8", "-5")))
        await move(conn)
        posts = await outbox.lease(conn, "me", NOW, NOW + 20, 10)
        assert [("k", "-1005"), ("other", "-5")] == [(post.key, post.case.channel) for post in posts]

    play(walk)


def test_settings_and_the_pause_move(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await channels.set_policy(conn, *OLD, "mention")
        await channels.set_language(conn, *OLD, "zh")
        await outbox.hold_back(conn, *OLD, NOW + 5)
        await owed(conn, "k", case=here("c1"))
        await move(conn)
        assert Channel("mention", "zh") == await channels.channel(conn, *NEW)
        assert await channels.channel(conn, *OLD) is None
        assert [] == await keys_leased(conn, NOW + 4)
        assert ["k"] == await keys_leased(conn, NOW + 5)

    play(walk)


def test_settings_of_the_new_channel_are_kept(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await channels.set_policy(conn, *OLD, "mention")
        await channels.set_language(conn, *OLD, "zh")
        await channels.set_policy(conn, *NEW, "off")
        await channels.set_language(conn, *NEW, "en")
        for _ in range(2):  # Telegram says it in both chats
            await move(conn)
        assert Channel("off", "en") == await channels.channel(conn, *NEW)
        assert await channels.channel(conn, *OLD) is None

    play(walk)


def test_what_was_counted_is_counted_anew(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await sightings.see(conn, *OLD, "223114", "c1", NOW, 600, 3600)
        await sightings.see(conn, *NEW, "223115", "c2", NOW, 600, 3600)
        await move(conn)
        again = await sightings.see(conn, *NEW, "223114", "c3", NOW + 1, 600, 3600)
        known = await sightings.see(conn, *NEW, "223115", "c4", NOW + 1, 600, 3600)
        assert (True, 1, False, 2) == (again.fresh, again.count, known.fresh, known.count)

    play(walk)


def test_a_channel_that_nobody_knows_moves_without_a_word(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await move(conn)
        assert await channels.channel(conn, *NEW) is None

    play(walk)
