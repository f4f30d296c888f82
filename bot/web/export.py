"""The pages as files in both languages, for any server of files; and the index that their search reads."""

from __future__ import annotations

import json
import secrets
import shutil
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from bot.core.entry import LANGUAGES, Catalogue, Entry, Knowledge
from bot.render import wording as say
from bot.render.json import Json
from bot.web.assets import Asset, Assets, asset
from bot.web.catalogues import Filter
from bot.web.printer import Printer, printer_of
from bot.web.site import CATALOGUES, HOME, REMEDIES, ROBOTS, SEARCH, WITHIN, Reader, Site

MARK: Final = ".errcode-site"  # names the files of a site of ours, a line each
MOST_INDEX = 256 << 10  # bytes of the search's index that phrases may fill it to

_USED: Final = ("copy.js", "favicon.ico", "filter.js", "find.js", "icon.svg", "site.css", "tongue.js")
_NAMED = 3  # files that a refusal names


class SiteError(Exception):
    """The site can't be written; its text says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: where to, how many pages and files (the pages among them), and their bytes."""

    folder: Path
    pages: int
    files: int
    size: int


def write_site(knowledge: Knowledge, base: str, folder: Path, language: str) -> Written:
    """Writes the site that is to stand at `base`, with `language` at its root and the other in a folder of its name.

    The folder may hold nothing, or a site of ours: that is replaced as a whole, once the new one is complete.
    Raises SiteError.
    """
    folder = folder.resolve()
    try:
        _refuse_others(folder)
        files = dict(site_files(knowledge, Site(base, language)))
        _replace(folder, files)
    except OSError as error:
        raise SiteError(f"can't write {folder}: {error.strerror or error}; name a folder that you may write") from None
    pages = sum(name.endswith(".html") for name in files)
    return Written(folder, pages, len(files), sum(map(len, files.values())))


def site_files(knowledge: Knowledge, site: Site) -> Iterator[tuple[str, bytes]]:
    """The files of a written site: their names below its folder, with "/" between, and their content."""
    plain = printer_of(knowledge, site)
    index = asset("index.json", json.dumps(search_index(knowledge, site), ensure_ascii=False).encode())
    assets = {**{name: plain.assets.files[name] for name in _USED}, "index.json": index}
    printer = replace(plain, assets=Assets(assets))
    for language in (site.written, *(tongue for tongue in LANGUAGES if tongue != site.written)):
        for page, text in _pages(printer, Reader(site, language)):
            yield _file(site, page, language), text.encode()
    yield "404.html", _missing(printer, Reader(site, site.written, at=HOME)).encode()
    yield "robots.txt", ROBOTS.encode()
    yield "favicon.ico", assets["favicon.ico"].pressed.body
    yield from ((f"static/{one.name}", one.pressed.body) for one in _sorted(assets))


def _sorted(assets: Mapping[str, Asset]) -> list[Asset]:
    return sorted(assets.values(), key=lambda one: one.name)


def _pages(printer: Printer, reader: Reader) -> Iterator[tuple[str, str]]:
    """The pages in a language: where they stand within the site, and their text."""
    search = printer.search(reader)
    yield HOME, search
    yield SEARCH, search
    yield CATALOGUES, printer.catalogues(reader)
    yield REMEDIES, printer.remedies(reader)
    for catalogue in printer.knowledge:
        yield f"{REMEDIES}/{catalogue.slug}", printer.remedies(reader, catalogue)
        yield WITHIN.catalogue(catalogue), printer.catalogue(catalogue, reader, Filter())
        for rows in _codes(catalogue):
            yield WITHIN.entry(rows[0]), printer.entry(rows, reader)
        for remedy in catalogue.remedies:
            yield WITHIN.remedy(remedy), printer.remedy(remedy, reader)


def _codes(catalogue: Catalogue) -> list[list[Entry]]:
    """The rows of each code."""
    codes: dict[str, list[Entry]] = {}
    for entry in catalogue.entries:
        codes.setdefault(entry.code, []).append(entry)
    return list(codes.values())


def _missing(printer: Printer, reader: Reader) -> str:
    here = printer.phrases[reader.language]
    return printer.problem(reader, here.not_found, here.not_found_written)


def _file(site: Site, page: str, language: str) -> str:
    """The file of a page. Raises SiteError for a name that would lead out of the folder."""
    within = site.path(page, language).removeprefix(site.root)
    parts = [unquote(part) for part in within.split("/") if part]
    if any(part in (".", "..") or "/" in part or "\0" in part for part in parts):
        raise SiteError(f"{page} can't be a file; mend the code or the slug in the knowledge")
    return "/".join((*parts, "index.html"))


# --- the index -------------------------------------------------------------------------------


def search_index(knowledge: Knowledge, site: Site) -> Json:
    """What the search compares, as JSON: codes, messages, meanings, and as many phrases as MOST_INDEX has room for.

    Every n-th stays of what people say of an entry, and so both languages keep their share; one at least.
    """
    longest = max((len(entry.phrases) for catalogue in knowledge for entry in catalogue.entries), default=0)
    steps = range(1, max(1, longest) + 1)
    place = bisect_left(steps, 1, key=lambda step: _size(_index(knowledge, site, step)) <= MOST_INDEX)
    return _index(knowledge, site, steps[min(place, len(steps) - 1)])


def _size(index: Json) -> int:
    return len(json.dumps(index, ensure_ascii=False).encode())


def _index(knowledge: Knowledge, site: Site, step: int) -> Json:
    entries = [entry for catalogue in knowledge for entry in catalogue.entries]
    places = {entry.key: place for place, entry in enumerate(entries)}
    families = [family for catalogue in knowledge for family in catalogue.families]
    return {
        "entries": [
            {
                "code": entry.code,
                "message": entry.message,
                "description": {"zh": entry.description.zh, "en": entry.description.en},
                "retry": entry.verdict.retry.value,
                "badge": {tongue: say.retry_label(entry.verdict.retry, tongue) for tongue in LANGUAGES},
                "href": {tongue: site.path(WITHIN.entry(entry), tongue) for tongue in LANGUAGES},
                "said": entry.phrases[::step],
            }
            for entry in entries
        ],
        "families": [
            {"members": [places[key] for key in family.members], "said": family.phrases[::step]} for family in families
        ],
    }


# --- the folder ------------------------------------------------------------------------------


def _refuse_others(folder: Path) -> None:
    """Raises SiteError where a folder holds what isn't a site of ours."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise SiteError(f"{folder} is a file; name a folder")
    mark = folder / MARK
    ours = {MARK, *mark.read_text(encoding="utf-8").splitlines()} if mark.is_file() else set()
    there = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = (path.relative_to(folder).as_posix() for path in there)
    others = list(islice((name for name in names if name not in ours), _NAMED))
    if others:
        raise SiteError(f"{folder} holds what isn't ours ({', '.join(others)}); move that away, or name another folder")


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts files in the place of a folder: beside it first, so that nobody meets half a site for longer than a rename."""
    token = secrets.token_hex(4)
    new, old = (folder.with_name(f".{folder.name}.{word}-{token}") for word in ("new", "old"))
    try:
        for name, content in {**files, MARK: "".join(f"{name}\n" for name in files).encode()}.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _swap(folder, new, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _swap(folder: Path, new: Path, old: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
