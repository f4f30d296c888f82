"""The commands. Each is a thin door: text in, the desk's answer out, an exit code that scripts can use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import typer

from bot.batch import LONGEST_LINE, answer_line
from bot.catalogue.faults import FaultsError, KnowledgeError
from bot.cli_db import db_app
from bot.core.answer import Answer, Kind
from bot.core.desk import Mode
from bot.core.entry import Catalogue
from bot.wiring import Office, Places, StartError, open_office, places, read_gaps
from bot.wiring import serve as run_service

ANSWERED, NOT_KNOWN, MISUSED = 0, 1, 2
CHUNK = 1 << 20  # bytes read at a time
LONGEST_PAGE = 33 << 20  # bytes; a longer page is refused by its reader

app = typer.Typer(
    name="errcode",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
knowledge_app = typer.Typer(help="Look after the catalogues.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(db_app, name="db")


def _told(wanted: bool) -> None:
    if wanted:
        from bot.version import version

        print(f"errcode {version()}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_told, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Documented errors: what they mean, what to do now, whether to retry, who must act."""


AsJson = Annotated[bool, typer.Option("--json", help="Print the answer object as JSON.")]
Language = Annotated[str | None, typer.Option("--language", "-l", help="zh or en; otherwise the text decides.")]


def main() -> None:
    """The entry point. A reader that goes away (`| head`) ends the command quietly."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ANSWERED)


@app.command()
def ask(
    text: Annotated[list[str], typer.Argument(help="The question: a code, a message, or what happened.")],
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Answer one question."""
    office = _open()
    answer = office.desk.answer(" ".join(text), Mode.ASK, _checked(language))
    _show(answer, office, as_json)
    raise typer.Exit(ANSWERED if answer.kind in (Kind.FOUND, Kind.CHOICES) else NOT_KNOWN)


@app.command()
def decode(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="A file, or - for standard input.")] = "-",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Find the documented errors of a paste or a log, with their counts."""
    office = _open()
    with _opened(file) as stream:
        answer = office.desk.decode_stream(_chunks(stream), _checked(language))
    _show(answer, office, as_json)
    raise typer.Exit(ANSWERED if answer.kind is Kind.FOUND else NOT_KNOWN)


@app.command()
def batch(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON Lines, or - for standard input.")] = "-",
) -> None:
    """Answer JSON Lines by JSON Lines, in the same order, as they come."""
    office = _open()
    with _opened(file) as stream:
        for line in _lines(stream):
            result = answer_line(line, office.desk, office.links)
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            sys.stdout.flush()


@app.command()
def serve() -> None:
    """Start the service: the web desk, and every platform whose settings are present."""
    raise typer.Exit(run_service(os.environ))


@app.command()
def site(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder: a new one, an empty one, or a former site.")],
    language: Annotated[str, typer.Option("--language", "-l", help="zh or en: what stands at the root.")] = "en",
) -> None:
    """Write all pages as files in both languages, for any server of files at ERRCODE_PUBLIC_URL."""
    from bot.web.export import SiteError, write_site

    office, root = _open(), _checked(language) or "en"
    try:
        done = write_site(office.knowledge, office.links.base, out, root)
    except SiteError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_KNOWN) from None
    print(f"written: {done.pages} pages, {done.files} files, {done.size / 1e6:.1f} MB in {done.folder}")
    print(f"they belong at {office.links.base.rstrip('/')}/ (ERRCODE_PUBLIC_URL)")


@app.command()
def doctor() -> None:
    """Check settings, knowledge, database and tokens, and say how to mend each."""
    import asyncio

    from bot.checkup import checkup
    from bot.doctor import exit_code, report
    from bot.logs import hush_libraries

    _speak_utf8()
    hush_libraries()
    checks = asyncio.run(checkup(os.environ))
    print(report(checks))
    raise typer.Exit(exit_code(checks))


@knowledge_app.command("gaps")
def gaps(most: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50) -> None:
    """List what people asked and the knowledge lacks: unknown codes, no answer, answers that didn't help."""
    import asyncio

    _speak_utf8()
    try:
        found = asyncio.run(read_gaps(os.environ, most))
    except StartError as error:
        _refuse(error)
    for gap in found:
        print(f"{gap.count}\t{gap.kind}\t{gap.code}\t{' '.join(gap.text.split())}")
    print(f"{len(found)} gaps", file=sys.stderr)


@knowledge_app.command("check")
def check() -> None:
    """Lint the catalogues: every fault at once, as path:line: what; how to mend."""
    from bot.catalogue.check import check_knowledge

    faults = check_knowledge(_places().folders)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "no faults", file=sys.stderr)
    raise typer.Exit(NOT_KNOWN if faults else ANSWERED)


@knowledge_app.command("import")
def import_page(
    page: Annotated[str, typer.Argument(metavar="PAGE|-", help="A vendor's page: text, Markdown or HTML tables.")],
    into: Annotated[Path | None, typer.Option(help="The catalogue's folder; otherwise the only one there is.")] = None,
    source: Annotated[str, typer.Option(help="The page's address, for a new catalogue.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    drop: Annotated[bool, typer.Option(help="Also remove the entries that the page no longer has.")] = False,
) -> None:
    """Turn a vendor's page into catalogue files, showing the difference first."""
    from bot.catalogue.importing import difference, difference_text, write_import
    from bot.catalogue.page import parse_page

    _speak_utf8()
    try:
        with _opened(page) as stream:
            rows = parse_page(stream.read(LONGEST_PAGE).decode("utf-8", "replace"), Path(page))
        folder = into or _only_catalogue()
        found = difference(_catalogue_in(folder, source), rows)
        print(difference_text(found))
        if not found:
            return
        if not (yes or _agrees(folder)):
            print("nothing is written; say --yes to write it", file=sys.stderr)
            raise typer.Exit(NOT_KNOWN)
        gone = {entry.key for entry in found.dropped} if drop else set()
        for path in write_import(folder, found, gone):
            print(f"written: {path}", file=sys.stderr)
    except (FaultsError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_KNOWN) from None


def _only_catalogue() -> Path:
    from bot.catalogue.read import catalogue_folders

    homes, faults = catalogue_folders(_places().folders)
    if faults:
        raise KnowledgeError(faults)
    if len(homes) != 1:
        raise typer.BadParameter(f"there are {len(homes)} catalogues; name the folder of one", param_hint="--into")
    return homes[0]


def _catalogue_in(folder: Path, source: str) -> Catalogue:
    from bot.catalogue.importing import blank_catalogue
    from bot.catalogue.read import read_catalogue

    if folder.exists():
        return read_catalogue(folder)
    if not source:
        raise typer.BadParameter(f"{folder} is new: name the page's address", param_hint="--source")
    return blank_catalogue(folder.resolve().name, source)


def _agrees(folder: Path) -> bool:
    return sys.stdin.isatty() and typer.confirm(f"Write this to {folder}?")


def _open() -> Office:
    _speak_utf8()
    try:
        return open_office(_places())
    except StartError as error:
        _refuse(error)


def _places() -> Places:
    try:
        return places(os.environ)
    except StartError as error:
        _refuse(error)


def _refuse(error: StartError) -> NoReturn:
    print(error, file=sys.stderr)
    raise typer.Exit(MISUSED) from None


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _checked(language: str | None) -> str | None:
    if language not in (None, "zh", "en"):
        raise typer.BadParameter(f"got {language!r}, expected zh or en", param_hint="--language")
    return language


def _opened(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise typer.BadParameter(f"can't read {file}: {error.strerror}; name a file, or - for standard input") from None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one longer than LONGEST_LINE only so much that it shows."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line


def _show(answer: Answer, office: Office, as_json: bool) -> None:
    if as_json:
        from bot.render.json import answer_object

        print(json.dumps(answer_object(answer, office.links), ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        from rich.console import Console

        from bot.render.terminal import rich_view

        Console().print(rich_view(answer, office.links, office.knowledge))
    else:
        from bot.render.terminal import plain_text

        print(plain_text(answer, office.links, office.knowledge))
