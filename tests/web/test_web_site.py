"""`errcode site`: every page as a file, in both languages, and no link on any of them that leads nowhere."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from bot.core.entry import EntryKey, Knowledge
from bot.render.links import Links
from bot.web.export import MARK, MOST_INDEX, SiteError, search_index, write_site
from bot.web.site import Site

PREFIX = "/help/errors"
LANGUAGES = ("en", "zh")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the library's
        """Nothing: a test's output is its own."""


class Front:
    """A plain server of files on this machine."""

    def __init__(self, folder: Path) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, type and text of a path, or of where it leads to."""
        connection = HTTPConnection(self.host, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            if response.status == 301:
                return self.get(urljoin(path, response.headers["Location"]))
            return response.status, response.headers["Content-Type"], response.read().decode(errors="replace")
        finally:
            connection.close()


@pytest.fixture(scope="module")
def folder(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a server gives at "/", with a site written below it."""
    base = tmp_path_factory.mktemp("served")
    site = base / PREFIX.strip("/")
    write_site(knowledge, f"https://docs.example.org{PREFIX}/", site, "en")
    return base


@pytest.fixture(scope="module")
def front(folder: Path) -> Iterator[Front]:
    found = Front(folder)
    yield found
    found.server.shutdown()
    found.server.server_close()


def addresses(text: str) -> list[str]:
    """What a page leads to or fetches; what it says of itself to search engines isn't among that."""
    tags = re.findall(r"<(?:a|link|script|img|form)\b[^>]*>", text)
    told = [tag for tag in tags if 'rel="canonical"' not in tag and 'rel="alternate"' not in tag]
    return [unescape(value) for tag in told for value in re.findall(r' (?:href|src|action|data-index)="([^"]+)"', tag)]


def test_every_link_and_asset_is_there_and_none_leads_elsewhere_but_to_the_vendor(
    front: Front, knowledge: Knowledge
) -> None:
    seen: dict[str, set[str]] = {}  # a page: what anchors may lead to
    wanted, todo, outside = set[tuple[str, str]](), {f"{PREFIX}/"}, set[str]()
    while todo:
        where = todo.pop()
        status, kind, text = front.get(where)
        assert status == 200, where
        is_page = kind.startswith("text/html")
        seen[where] = set(re.findall(r' id="([^"]*)"', text)) if is_page else set()
        for target in addresses(text) if is_page else ():
            parts = urlsplit(urljoin(where, target))
            if parts.netloc:
                outside.add(target)
            else:
                wanted.add((parts.path, parts.fragment))
        todo |= {path for path, _ in wanted} - set(seen)

    assert {catalogue.source for catalogue in knowledge} == outside
    assert [] == [(path, anchor) for path, anchor in wanted if anchor and anchor not in seen[path]]
    assert len(seen) > 2 * (140 + 30)


def test_the_links_of_answers_lead_to_its_pages(front: Front, knowledge: Knowledge) -> None:
    links = Links(f"https://docs.example.org{PREFIX}")
    for entry in knowledge[0].entries[:3]:
        assert entry.remedy is not None
        for address in (links.entry(entry), links.catalogue(knowledge[0]), links.remedy(entry.remedy)):
            assert front.get(urlsplit(address).path)[0] == 200


@pytest.mark.parametrize(("language", "lang"), [("", "en"), ("/zh", "zh")])
def test_a_page_is_in_its_language_and_leads_to_the_other(front: Front, language: str, lang: str) -> None:
    here = f"{PREFIX}{language}/c/baidu-face/223114/"
    soup = BeautifulSoup(front.get(here)[2], "html.parser")

    assert soup.html is not None
    assert lang == soup.html["lang"]
    assert [f"https://docs.example.org{PREFIX}/c/baidu-face/223114/"] == [
        link["href"] for link in soup.select('link[hreflang="x-default"]')
    ]
    assert [f"https://docs.example.org{here}"] == [link["href"] for link in soup.select('link[rel="canonical"]')]
    inside = [str(a["href"]) for a in soup.select("main a") if str(a["href"]).startswith("/")]
    assert inside
    assert all(href.startswith(f"{PREFIX}{language}/") for href in inside)


def test_pages_are_those_of_the_server_but_for_their_frame(front: Front, knowledge: Knowledge) -> None:
    """One renderer: what is said of a code is the same, to the letter."""
    from tests.web.conftest import app_of, sender

    served = sender(app_of(knowledge, f"https://docs.example.org{PREFIX}"))
    for code in ("223114", "222361", "18"):
        texts = (
            served("GET", f"/c/baidu-face/{code}", params={"language": "zh"}).text,
            front.get(f"{PREFIX}/zh/c/baidu-face/{code}/")[2],
        )
        one, other = (BeautifulSoup(text, "html.parser").select_one("main") for text in texts)
        assert one is not None
        assert other is not None
        assert one.get_text() == other.get_text()


def test_a_page_that_is_missing_has_its_own(folder: Path) -> None:
    soup = BeautifulSoup((folder / PREFIX.strip("/") / "404.html").read_text(encoding="utf-8"), "html.parser")

    assert ["There is no such page"] == [h1.get_text() for h1 in soup.select("h1")]
    assert [f"{PREFIX}/search/"] == [form["action"] for form in soup.select("form")]
    assert [f"{PREFIX}/zh/"] == [a["href"] for a in soup.select("nav ~ a.other")]


def test_its_folders_list_what_is_in_them(front: Front) -> None:
    for where, lead in (
        ("/c/", "/c/baidu-face/"),
        ("/zh/r/", "/zh/r/baidu-face/limits/"),
        ("/r/baidu-face/", "/r/baidu-face/limits/"),
    ):
        assert f'href="{PREFIX}{lead}"' in front.get(PREFIX + where)[2], where


def test_a_catalogues_rows_tell_its_script_what_they_are(front: Front, knowledge: Knowledge) -> None:
    """And its filter is hidden where no script shows it."""
    soup = BeautifulSoup(front.get(f"{PREFIX}/c/baidu-face/")[2], "html.parser")
    verdicts = [entry.verdict for entry in knowledge[0].entries]

    assert soup.select("form.filter[hidden]")
    assert sorted((v.retry.value, v.actor.value, "yes" if v.ticket else "no") for v in verdicts) == sorted(
        (str(row["data-retry"]), str(row["data-actor"]), str(row["data-ticket"]))
        for row in soup.select("tr.now, tr[data-retry]")
    )


def test_the_pages_at_the_root_have_a_word_for_those_who_read_the_other_language(front: Front) -> None:
    """Hidden where no script shows it; whoever reads the others has chosen them."""
    for where, hints in (("/", ["zh"]), ("/c/baidu-face/18/", ["zh"]), ("/zh/c/baidu-face/18/", [])):
        soup = BeautifulSoup(front.get(PREFIX + where)[2], "html.parser")
        assert hints == [hint["lang"] for hint in soup.select("#tongue[hidden]")], where


def test_its_search_says_what_it_is_and_finds_its_index(front: Front) -> None:
    text = front.get(f"{PREFIX}/search/")[2]
    soup = BeautifulSoup(text, "html.parser")

    assert "compares words only" in text
    assert soup.select("noscript")
    index = json.loads(front.get(str(soup.select("#search")[0]["data-index"]))[2])
    assert len(index["entries"]) == 145
    for entry in index["entries"][:3]:
        for language in LANGUAGES:
            assert front.get(entry["href"][language])[0] == 200
    assert all(index["entries"][member] for family in index["families"] for member in family["members"])


def test_the_index_has_a_bound_that_phrases_fill_evenly(knowledge: Knowledge) -> None:
    site = Site("https://docs.example.org", "en")
    index = search_index(knowledge, site)
    size = len(json.dumps(index, ensure_ascii=False).encode())
    said = [phrase for entry in index["entries"] for phrase in entry["said"]]

    assert MOST_INDEX * 0.7 < size <= MOST_INDEX
    assert 0.2 < sum(phrase.isascii() for phrase in said) / len(said) < 0.8


def test_the_index_of_much_more_has_no_phrases_left(knowledge: Knowledge) -> None:
    one = knowledge[0].entries[0]
    many = tuple(replace(one, key=EntryKey(*one.key[:2], str(number))) for number in range(3_000))
    catalogue = replace(knowledge[0], entries=many, families=())

    index = search_index((catalogue,), Site("https://docs.example.org", "en"))

    assert all(len(entry["said"]) <= 1 for entry in index["entries"])


# --- the folder ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def little(knowledge: Knowledge) -> Knowledge:
    """Two codes, for tests that look at the folder alone."""
    entries = tuple(replace(entry, remedy=None) for entry in knowledge[0].entries[:2])
    return (replace(knowledge[0], entries=entries, families=(), remedies=()),)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_former_site_is_replaced_as_a_whole(little: Knowledge, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "site"
    write_site(little, "http://a.test", out, "en")
    before = names(out)
    fewer = (replace(little[0], entries=little[0].entries[:1]),)
    write_site(fewer, "http://a.test", out, "en")

    gone = before - names(out)
    assert {f"c/baidu-face/{little[0].entries[1].code}/index.html"} < gone
    assert names(out) == {MARK, *(out / MARK).read_text(encoding="utf-8").splitlines()}
    assert ["site"] == [path.name for path in out.parent.iterdir()]


def test_an_empty_folder_is_taken(little: Knowledge, tmp_path: Path) -> None:
    write_site(little, "http://a.test", tmp_path, "zh")

    assert "en/index.html" in names(tmp_path)


@pytest.mark.parametrize("other", ["notes.txt", "c/baidu-face/18/mine.html", ".git/config"])
def test_a_folder_with_anything_else_is_left_alone(little: Knowledge, tmp_path: Path, other: str) -> None:
    out = tmp_path / "site"
    write_site(little, "http://a.test", out, "en")
    (out / other).parent.mkdir(parents=True, exist_ok=True)
    (out / other).write_text("mine", encoding="utf-8")
    before = {name: (out / name).read_bytes() for name in names(out)}

    with pytest.raises(SiteError, match=other):
        write_site(little, "http://b.test", out, "en")
    assert before == {name: (out / name).read_bytes() for name in names(out)}


def test_a_link_into_another_folder_is_left_alone(little: Knowledge, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "c").symlink_to(tmp_path)

    with pytest.raises(SiteError, match="isn't ours"):
        write_site(little, "http://a.test", out, "en")


def test_a_file_is_no_folder(little: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(SiteError, match="is a file; name a folder"):
        write_site(little, "http://a.test", tmp_path / "file", "en")


def test_a_failure_leaves_the_former_site_and_nothing_beside_it(
    little: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    write_site(little, "http://a.test", out, "en")
    before = names(out)
    written = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "robots.txt":
            raise OSError(28, "No space left on device")
        return written(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SiteError, match="No space left"):
        write_site(little, "http://b.test", out, "en")

    assert (before, ["site"]) == (names(out), [path.name for path in tmp_path.iterdir()])


def test_a_code_that_leads_out_of_the_folder_is_refused(little: Knowledge, tmp_path: Path) -> None:
    evil = replace(little[0].entries[0], key=EntryKey("baidu-face", little[0].entries[0].key.section, ".."))

    with pytest.raises(SiteError, match="can't be a file"):
        write_site((replace(little[0], entries=(evil,)),), "http://a.test", tmp_path / "site", "en")
    assert not (tmp_path / "site").exists()
