"""The page of a remedy: whole, in both languages, with links that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from httpx import Response

from bot.core.entry import Knowledge, Topic
from bot.web.markdown import page_markup

Send = Callable[..., Response]


def page(response: Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_remedy_has_its_page_and_every_link_on_it_leads_somewhere(
    send: Send, knowledge: Knowledge, language: str
) -> None:
    for catalogue in knowledge:
        for remedy in catalogue.remedies:
            response = send("GET", f"/r/{catalogue.slug}/{remedy.slug}", params={"language": language})
            soup = page(response)

            assert response.status_code == 200
            assert [h1.get_text() for h1 in soup.select("h1")] == [remedy.title.in_language(language)]
            assert [h2.get_text() for h2 in soup.select("h2")] == [
                passage.head.in_language(language) for passage in remedy.passages
            ]
            links = [str(a["href"]) for a in soup.select(".remedy a")]
            assert catalogue.source in links
            for link in links:
                assert link == catalogue.source or send("GET", link).status_code == 200, (remedy.slug, link)


def test_the_vendors_words_are_marked(send: Send) -> None:
    soup = page(send("GET", "/r/baidu-face/limits", headers={"Accept-Language": "en"}))

    assert {mark.get_text() for mark in soup.select(".mark")} == {"vendor"}
    assert "[vendor]" not in soup.get_text()


def test_a_remedy_leads_to_the_codes_that_it_is_for(send: Send, knowledge: Knowledge) -> None:
    soup = page(send("GET", "/r/baidu-face/face-unclear"))

    entries = [entry for entry in knowledge[0].entries if entry.remedy and entry.remedy.slug == "face-unclear"]
    assert [f"/c/baidu-face/{entry.code}" for entry in entries] == [a["href"] for a in soup.select(".codes-of a")]
    assert all(send("GET", str(a["href"])).status_code == 200 for a in soup.select(".codes-of a"))


def test_a_remedy_that_is_not_there_offers_all_the_nearest_first(send: Send, knowledge: Knowledge) -> None:
    response = send("GET", "/r/baidu-face/face-uncler", headers={"Accept-Language": "en"})
    codes = [code.get_text() for code in page(response).select(".near .code")]

    assert response.status_code == 404
    assert codes[0] == "face-unclear"
    assert sorted(codes) == sorted(remedy.slug for remedy in knowledge[0].remedies)


def test_nothing_in_a_page_becomes_markup() -> None:
    text = "<script>x</script> [a](javascript:alert(1)) [b](other.md) ![i](x.png)\n\n```\n<b>\n```\n\n“<i>” [vendor]"
    soup = BeautifulSoup(page_markup(text, {"other": "/r/made/other"}), "html.parser")

    assert {tag.name for tag in soup.find_all()} <= {"p", "a", "img", "pre", "code", "small"}
    assert [a["href"] for a in soup.select("a")] == ["/r/made/other"]
    assert "<script>" in soup.get_text()


def test_the_wording_for_the_end_user_stands_out(send: Send, knowledge: Knowledge) -> None:
    remedy = knowledge[0].remedies[0]
    assert any(passage.topic is Topic.END_USER for passage in remedy.passages)

    assert page(send("GET", f"/r/baidu-face/{remedy.slug}")).select(".remedy blockquote")
