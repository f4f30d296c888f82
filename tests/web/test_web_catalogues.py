"""The page of a catalogue: every entry by section, or those that a form asks for, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from httpx import Response

from bot.core.entry import Entry, EntryKey, Knowledge
from bot.render.links import Links
from bot.web.catalogues import MOST_ROWS, Filter, catalogue_view
from bot.web.views import Painter
from tests.web.reading import meta, page, words

Send = Callable[..., Response]
HERE = "/c/baidu-face"


def codes(send: Send, **asked: str) -> list[str]:
    response = send("GET", HERE, params={"language": "en", **asked})

    assert response.status_code == 200
    return words(page(response), ".list .code")


def fitting(knowledge: Knowledge, fits: Callable[[Entry], bool]) -> list[str]:
    return [entry.code for entry in knowledge[0].entries if fits(entry)]


def test_every_entry_stands_there_once_by_section(send: Send, knowledge: Knowledge) -> None:
    soup = page(send("GET", HERE, params={"language": "en"}))

    assert fitting(knowledge, lambda _: True) == words(soup, ".list .code")
    assert [section.slug for section in knowledge[0].sections] == [part["id"] for part in soup.select("section.part")]
    assert "145 rows, 140 codes" in words(soup, ".intro")[0]
    assert ["8", "101", "11", "19", "6"] == words(soup, ".part h2 .size")


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"retry": "never"}, lambda e: e.verdict.retry == "never"),
        ({"actor": "vendor"}, lambda e: e.verdict.actor == "vendor"),
        ({"ticket": "yes"}, lambda e: e.verdict.ticket),
        ({"ticket": "no"}, lambda e: not e.verdict.ticket),
        ({"retry": "after-fix", "actor": "end-user"}, lambda e: e.verdict.retry == "after-fix" and e.verdict.actor == "end-user"),
        ({"text": "PARAM["}, lambda e: "param[" in f"{e.message} {e.advice.en} {e.description.en}".lower()),
        ({"text": "模糊"}, lambda e: "模糊" in f"{e.message} {e.advice.zh} {e.description.zh}"),
        ({"text": "223114"}, lambda e: e.code == "223114"),
        ({"retry": "nonsense", "actor": "<b>", "ticket": "perhaps", "more": "x"}, lambda _: True),
    ],
)  # fmt: skip
def test_rows_are_those_that_fit(
    send: Send, knowledge: Knowledge, asked: dict[str, str], fits: Callable[[Entry], bool]
) -> None:
    found = codes(send, **asked)

    assert found
    assert fitting(knowledge, fits) == found


def test_each_option_counts_what_it_would_bring(send: Send) -> None:
    soup = page(send("GET", HERE, params={"language": "en", "actor": "vendor"}))

    for option in soup.select("#retry option"):
        count = int(option.get_text().rpartition("(")[2].rstrip(")"))
        assert count == len(codes(send, actor="vendor", retry=str(option["value"])))


def test_the_form_shows_what_was_asked_for(send: Send) -> None:
    soup = page(send("GET", HERE, params={"language": "en", "actor": "vendor", "text": 'a"<b>'}))

    form = soup.select_one("form.filter")
    assert form is not None
    assert ("get", HERE) == (form["method"], form["action"])
    assert ["vendor"] == [option["value"] for option in form.select("#actor option[selected]")]
    assert ['a"<b>'] == [box["value"] for box in form.select("#text")]
    assert ["en"] == [box["value"] for box in form.select("input[name=language]")]
    assert f"{HERE}?language=en" in [a["href"] for a in form.select("a")]


def test_nothing_that_fits_is_said(send: Send) -> None:
    soup = page(send("GET", HERE, params={"language": "en", "text": "no such words"}))

    assert ["No error fits. Ask for less."] == words(soup, ".lead")


def test_a_filtered_page_changes_its_language_and_stays_filtered(send: Send) -> None:
    soup = page(send("GET", HERE, params={"actor": "vendor", "language": "en"}))

    assert [f"{HERE}?language=zh&{urlencode({'actor': 'vendor'})}"] == [a["href"] for a in soup.select("a.other")]
    assert "noindex" == meta(soup, "robots")


def test_a_page_has_its_bounds(knowledge: Knowledge) -> None:
    one = knowledge[0].entries[0]
    many = tuple(replace(one, key=EntryKey(*one.key[:2], str(number))) for number in range(MOST_ROWS + 7))
    catalogue = replace(knowledge[0], entries=many)

    view = catalogue_view(catalogue, Filter(), Painter((catalogue,), Links(""), "en"), HERE)

    assert MOST_ROWS == sum(len(part.rows) for part in view.parts)
    assert "7 more are not shown." == view.more
