"""Cases come back as they were put in, and are found by message, thread and channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.store import cases
from bot.store.store import Connection
from tests.store.conftest import Play
from tests.store.made import NOW, made_case

PLACE = ("slack", "T1", "C1")


def test_case_comes_back_whole(play: Play) -> None:
    whole = made_case(
        memo={"zh": "人脸", "list": [1, None, {"a": 0.5}], "": ""},
        private=True, ref="1.2", reply_url="https://hooks.test/x", count=7, withdrawn=True,
    )  # fmt: skip

    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, whole)
        assert await cases.case(conn, "c1") == whole
        assert await cases.case(conn, "c2") is None

    play(walk)


@pytest.mark.parametrize(
    ("hostile", "stored"),
    [
        ("a\0b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("人\udfff\0", "人\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("😀", "😀"),
    ],
)
def test_text_that_one_engine_refuses_is_mended(play: Play, hostile: str, stored: str) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case(asked=hostile, message_key=hostile, memo={"text": hostile}))
        found = await cases.of_message(conn, hostile)
        assert found
        assert found.asked == stored
        assert found.memo["text"].replace("\0", "\ufffd") == stored

    play(walk)


def test_of_message_is_the_latest_withdrawn_or_not(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        assert await cases.of_message(conn, "m") is None
        await cases.open_case(conn, made_case("new", message_key="m", created_at=NOW + 2, withdrawn=True))
        await cases.open_case(conn, made_case("old", message_key="m", created_at=NOW))
        found = await cases.of_message(conn, "m")
        assert found
        assert found.id == "new"

    play(walk)


def test_in_thread_is_the_latest_that_is_not_withdrawn(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        for number, id_ in enumerate(("first", "second", "third")):
            await cases.open_case(conn, made_case(id_, thread="t", created_at=NOW + number))
        await cases.open_case(conn, made_case("elsewhere", thread="t", channel="C2", created_at=NOW + 9))
        await cases.withdraw(conn, "third")
        found = await cases.in_thread(conn, *PLACE, "t")
        assert found
        assert found.id == "second"
        assert await cases.in_thread(conn, *PLACE, "another") is None

    play(walk)


def test_latest_of_a_channel_is_no_older_than_asked_for(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case("old", created_at=NOW))
        await cases.open_case(conn, made_case("new", created_at=NOW + 5))
        await cases.open_case(conn, made_case("gone", created_at=NOW + 6, withdrawn=True))
        found = await cases.latest(conn, *PLACE, NOW + 5)
        assert found
        assert found.id == "new"
        assert await cases.latest(conn, *PLACE, NOW + 5.5) is None

    play(walk)


def test_each_change_changes_one_thing_of_one_case(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case("c1"))
        await cases.open_case(conn, made_case("c2"))
        await cases.set_memo(conn, "c1", {"kind": "nothing"}, "en")
        await cases.set_ref(conn, "c1", "1.5")
        await cases.set_thread(conn, "c1", "1.4")
        await cases.set_count(conn, "c1", 3)
        await cases.withdraw(conn, "c1")
        changed = replace(made_case("c1"), memo={"kind": "nothing"}, language="en", ref="1.5", thread="1.4", count=3,
                          withdrawn=True)  # fmt: skip
        assert await cases.case(conn, "c1") == changed
        assert await cases.case(conn, "c2") == made_case("c2")

    play(walk)
