"""`errcode db backup`: a whole copy, or none."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import backup, inbox
from bot.store.backup import OtherMeansError, back_up
from bot.store.errors import StoreError
from bot.store.store import Store
from tests.store.made import NOW


def _seen(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])


def test_backup_beside_a_writing_bot_is_whole_and_opens_as_a_database(tmp_path: Path) -> None:
    """Pairs of rows are written in one transaction: no backup has half of one."""
    url, file = f"sqlite:///{tmp_path}/errcode.db", tmp_path / "copies" / "errcode.db"
    file.parent.mkdir()

    async def write(store: Store, stop: asyncio.Event) -> int:
        pairs = 0
        while not stop.is_set():
            async with store.begin() as conn:
                for half in "ab":
                    await inbox.claim(conn, f"{pairs}{half}", "", "", NOW)
            pairs += 1
        return pairs

    async def walk() -> list[int]:
        store, stop = await Store.open(url), asyncio.Event()
        writing = asyncio.create_task(write(store, stop))
        found = []
        for _ in range(5):
            await asyncio.sleep(0.02)
            await asyncio.to_thread(back_up, url, file)
            found.append(_seen(file))
        stop.set()
        assert await writing * 2 >= found[-1]
        await store.close()
        return found

    found = asyncio.run(walk())
    assert found == sorted(found)
    assert found[-1] > found[0]
    assert [seen % 2 for seen in found] == [0] * 5
    assert [path.name for path in file.parent.iterdir()] == ["errcode.db"]
    assert file.stat().st_mode & 0o777 == 0o600
    asyncio.run(_opened(f"sqlite:///{file}"))


async def _opened(url: str) -> None:
    store = await Store.open(url)
    async with store.begin() as conn:
        assert await inbox.digest_of(conn, "0a") == ""
    await store.close()


def test_failed_backup_leaves_the_former_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, file = f"sqlite:///{tmp_path}/errcode.db", tmp_path / "copies" / "old"
    file.parent.mkdir()
    asyncio.run(_made(url))
    back_up(url, file)
    before = file.read_bytes()
    monkeypatch.setattr(backup, "_check", _refuses)

    with pytest.raises(StoreError, match="damaged"):
        back_up(url, file)

    assert before == file.read_bytes()
    assert [file] == list(file.parent.iterdir())


def _refuses(_part: Path) -> None:
    raise StoreError("damaged", "restore")


async def _made(url: str) -> None:
    await (await Store.open(url)).close()


def test_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    database = tmp_path / "errcode.db"
    asyncio.run(_made(f"sqlite:///{database}"))
    content = bytearray(database.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"\xff" * 8192
    database.write_bytes(content)

    with pytest.raises(StoreError, match=r"damaged|malformed"):
        back_up(f"sqlite:///{database}", tmp_path / "copy")

    assert not (tmp_path / "copy").exists()


def test_what_cant_be_backed_up_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/errcode.db"
    with pytest.raises(StoreError, match="there is no database"):
        back_up(url, tmp_path / "copy")
    asyncio.run(_made(url))
    with pytest.raises(StoreError, match="belongs to the database itself"):
        back_up(url, tmp_path / "errcode.db")
    with pytest.raises(StoreError, match=r"can't write .*No such file"):
        back_up(url, tmp_path / "no" / "folder" / "copy")


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".lock"])
@pytest.mark.parametrize("there", [True, False])
def test_what_belongs_to_the_database_is_never_overwritten(tmp_path: Path, suffix: str, there: bool) -> None:
    url, file = f"sqlite:///{tmp_path}/errcode.db", tmp_path / f"errcode.db{suffix}"
    asyncio.run(_made(url))
    file.unlink(missing_ok=True)
    if there:
        file.write_bytes(b"dear")
    (tmp_path / "link").symlink_to(tmp_path)

    for name in (file, tmp_path / "link" / file.name):
        with pytest.raises(StoreError, match="belongs to the database itself; name another file"):
            back_up(url, name)

    assert there == file.exists()


@pytest.mark.parametrize("content", [b"", b"dear", b"SQLite format 2\0" + b"dear"])
def test_what_is_no_former_backup_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    url, file = f"sqlite:///{tmp_path}/errcode.db", tmp_path / "mine"
    asyncio.run(_made(url))
    file.write_bytes(content)

    with pytest.raises(StoreError, match="is no former backup; name another file, or remove it"):
        back_up(url, file)

    assert content == file.read_bytes()


def test_another_bot_s_database_is_never_overwritten(tmp_path: Path) -> None:
    url, other = f"sqlite:///{tmp_path}/errcode.db", tmp_path / "other.db"
    for each in (url, f"sqlite:///{other}"):
        asyncio.run(_made(each))
    before = other.read_bytes()

    with pytest.raises(StoreError, match="is no former backup"):
        back_up(url, other)

    assert before == other.read_bytes()


def test_postgresql_is_told_its_own_means_without_the_password() -> None:
    with pytest.raises(OtherMeansError) as told:
        back_up("postgresql+psycopg://bot:hunter2@db.test:5433/errcode?sslmode=require", Path("errcode.dump"))

    assert str(told.value) == (
        "this is a PostgreSQL database; back it up with: "
        "pg_dump --format=custom --file=errcode.dump postgresql://bot@db.test:5433/errcode"
    )
