"""`errcode db`: the database copied, backed up, rid of what has had its time."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.wiring import StartError, database_of

if TYPE_CHECKING:
    from bot.store.copying import Copied

DONE, FAILED, MISUSED = 0, 1, 2

db_app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@db_app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="sqlite:////folder/errcode.db or postgresql://...")],
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TO]", help="An empty database, whose tables are made; otherwise the bot's own."),
    ] = None,
) -> None:
    """Copy all rows into an empty database, the bot being stopped, and compare both by counts and checksums.

    A password in an address can be seen by others on this machine: leave TO out, and ERRCODE_DATABASE_URL, or the
    file that ERRCODE_DATABASE_URL_FILE names, says where to.
    """
    from bot.store.copying import copy_database
    from bot.store.errors import StoreError
    from bot.store.inspection import described

    to = target or _database()
    try:
        copied = copy_database(source, to)
    except StoreError as error:
        _refuse(error, FAILED)
    _show(("table", "rows", "checksum", "copied rows", "copied checksum", ""), [_row(one) for one in copied])
    if not all(one.is_whole for one in copied):
        print("they differ: nothing was written", file=sys.stderr)
        raise typer.Exit(FAILED)
    print(f"copied to {described(to)}", file=sys.stderr)


@db_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; a former backup of that name is replaced, and nothing else.")],
) -> None:
    """Back up a SQLite database, beside a running bot; for PostgreSQL, say how that is done."""
    from bot.store.backup import OtherMeansError, back_up
    from bot.store.errors import StoreError

    try:
        size = back_up(_database(), file)
    except OtherMeansError as error:
        _refuse(error, MISUSED)
    except StoreError as error:
        _refuse(error, FAILED)
    print(f"written: {file}, {size:,} bytes, checked")


@db_app.command("purge")
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; also beside a running bot.")] = False,
) -> None:
    """Delete what has had its time, as a running bot does every hour."""
    from bot.store.errors import StoreError
    from bot.store.purge import kept_days

    try:
        gone = asyncio.run(_purged(_database(), dry_run=dry_run))
    except StoreError as error:
        _refuse(error, FAILED)
    _show(
        ("table", "kept for days", "overdue rows" if dry_run else "deleted rows"),
        [(name, str(days), str(gone.get(name, 0))) for name, days in kept_days().items()],
    )


async def _purged(url: str, *, dry_run: bool) -> Mapping[str, int]:
    from bot.delivery.upkeep import clean
    from bot.store.purge import overdue
    from bot.store.store import Store, now

    store = await Store.open(url, read_only=dry_run)
    try:
        if not dry_run:
            return await clean(store)
        async with store.begin() as conn:
            return await overdue(conn, await now(conn))
    finally:
        await store.close()


def _database() -> str:
    try:
        return database_of(os.environ)
    except StartError as error:
        _refuse(error, MISUSED)


def _row(one: Copied) -> Sequence[str]:
    read, written = one.read, one.written
    mark = "same" if one.is_whole else "DIFFERENT"
    return one.table, str(read.rows), read.checksum, str(written.rows), written.checksum, mark


def _show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table that is read by people and by awk."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _refuse(error: Exception, code: int) -> NoReturn:
    print(error, file=sys.stderr)
    raise typer.Exit(code) from None
