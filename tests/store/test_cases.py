"""Cases come back as they were put in, and are found by message, thread and channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.store import cases, outbox
from bot.store.cases import Case
from bot.store.store import Connection
from tests.store.conftest import Play
from tests.store.made import NOW, made_case, one_leased

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


# --- by the bot's own message ---------------------------------------------------------------------


async def _posted(conn: Connection, case: Case, **refs: str) -> None:
    """Posts of that case, each recorded at its reference."""
    await cases.open_case(conn, case)
    for key, ref in refs.items():
        await outbox.owe(conn, f"{case.id}:{key}", "answer", case.id, {}, NOW)
        await outbox.record(conn, await one_leased(conn), ref, NOW)


@pytest.mark.parametrize(
    ("place", "ref", "found"),
    [
        (PLACE, "11", "c1"),
        (PLACE, "12", "c1"),  # a follow-up of it
        (PLACE, "21", "c2"),
        (("slack", "T1", "C2"), "11", "c3"),  # numbers begin anew in each chat
        (PLACE, "99", None),
        (("slack", "T2", "C1"), "11", None),
        (PLACE, "41", None),  # withdrawn
        (PLACE, "51", None),  # a notice answers nothing
    ],
)
def test_of_ref_is_the_case_that_the_bots_message_belongs_to(
    play: Play, place: tuple[str, str, str], ref: str, found: str | None
) -> None:
    async def walk(conn: Connection) -> None:
        await _posted(conn, made_case("c1"), answer="11", follow="12")
        await _posted(conn, made_case("c2"), answer="21")
        await _posted(conn, made_case("c3", channel="C2"), answer="11")
        await _posted(conn, made_case("c4", withdrawn=True), answer="41")
        await _posted(conn, made_case("c5", mode=cases.NOTICE), notice="51")
        case = await cases.of_ref(conn, *place, ref)
        assert found == (case.id if case else None)

    play(walk)


def test_a_notice_is_no_case_of_a_thread_or_a_chat(play: Play) -> None:
    async def walk(conn: Connection) -> None:
        await cases.open_case(conn, made_case("answer", thread="t", created_at=NOW))
        await cases.open_case(conn, made_case("help", thread="t", created_at=NOW + 1, mode=cases.NOTICE))
        found = (await cases.in_thread(conn, *PLACE, "t"), await cases.latest(conn, *PLACE, NOW))
        assert ["answer", "answer"] == [case.id for case in found if case]

    play(walk)
