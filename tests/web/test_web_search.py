"""The search: the desk's own answers in tiers, each result with its reason and how far ahead it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from httpx import Response

from bot.core.answer import Answer, By, Card, Kind, Reason
from bot.core.entry import Knowledge
from bot.web.results import MOST_RESULTS
from tests.web.reading import meta, page, words

Send = Callable[..., Response]
SendTo = Callable[[Answer], Send]
TOKEN = "24.0123456789abcdef0123456789abcdef.2592000.1485516651.282335-1234567"


def found(send: Send, text: str, language: str = "en") -> BeautifulSoup:
    response = send("GET", "/search", params={"q": text, "language": language})

    assert response.status_code == 200
    return page(response)


@pytest.mark.parametrize(
    ("text", "tier", "code", "reason"),
    [
        ("223114", "Exact code 1", "223114", "code “223114”, score 100"),
        ("face is fuzzy", "Exact text 1", "223114", "message “face is fuzzy”, score 100"),
        ("照片糊了", "Exact text 1", "223114", "everyday phrase “照片糊了”, score 100"),
        ("face is fuzy", "Near text 1", "223114", "message “face is fuzzy”, score 9"),
    ],
)
def test_a_result_has_a_tier_and_a_reason(send: Send, text: str, tier: str, code: str, reason: str) -> None:
    soup = found(send, text)

    assert tier == words(soup, ".tier h2")[0]
    assert code == words(soup, ".found .code")[0]
    assert reason in words(soup, ".found .small")[0]


def test_how_far_ahead_it_is_of_the_next_is_told(send: Send) -> None:
    assert "ahead of the next" in words(found(send, "照片糊了"), ".found .small")[0]


def test_what_is_near_is_offered_and_not_claimed(send: Send) -> None:
    soup = found(send, "照片糊了")

    assert "Or perhaps" in words(soup, ".tier h2")
    assert len(words(soup, ".found > li")) == 1
    assert words(soup, ".lines .code")


def test_a_family_is_all_its_codes(send: Send) -> None:
    soup = found(send, "system busy")

    assert {"222901", "222916", "222361", "216612"} <= set(words(soup, ".found .code"))
    assert "18 results" in words(soup, "#status")[0]


def test_both_rows_of_a_code_are_results(send: Send) -> None:
    assert ["system busy", "network not available"] == words(found(send, "222361"), ".found .message")


def test_an_unknown_code_offers_what_is_near_and_what_its_range_means(send: Send) -> None:
    soup = found(send, "222917")

    assert [] == words(soup, ".found .code")
    assert "not in the catalogue" in words(soup, ".lead")[0]
    assert "222901-222999" in words(soup, ".lead")[0] or "2229" in words(soup, ".lead")[0]
    assert "222916" in words(soup, ".lines .code")


@pytest.mark.parametrize("typed", ["2", "22", "223", "2231", "22311"])
def test_the_beginning_of_a_code_lists_the_codes_that_begin_so(send: Send, knowledge: Knowledge, typed: str) -> None:
    """As one types, nothing is called unknown that may become known with the next key."""
    soup = found(send, typed)
    codes = sorted({entry.code for entry in knowledge[0].entries if entry.code.startswith(typed)}, key=int)

    assert f"{len(codes)} codes begin with “{typed}”" in words(soup, ".tier h2")
    assert codes[:20] == words(soup, ".lines .code")[: min(20, len(codes))]
    assert "not in the catalogue" not in str(soup.select_one("main"))


def test_codes_that_begin_so_are_told_beside_a_code_that_is_found(send: Send, send_to: SendTo) -> None:
    assert ["Exact code 1"] == words(found(send, "100"), ".tier h2")
    assert "6 codes begin with “1”" in words(found(send, "1"), ".tier h2")


@pytest.mark.parametrize("typed", ["f", "fac", "face", "face i", "limit", "group", "身份证"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_thin_result_lists_the_rows_that_hold_the_words(send: Send, typed: str, language: str) -> None:
    """As many as the catalogue's own filter finds, to which a link leads."""
    soup = found(send, typed, language)
    link = next(str(a["href"]) for a in soup.select("#results a") if "text=" in str(a["href"]))
    rows = len(page(send("GET", link)).select("table.list tbody tr"))

    title = f"{rows} rows contain “{typed}”" if language == "en" else f"{rows} 条含有“{typed}”"
    assert title in words(soup, ".tier h2")
    assert 1 <= len(words(soup, ".tier .lines .code"))
    assert "not something I know" not in str(soup)
    assert "我不认识" not in str(soup)


def test_rows_that_hold_the_words_are_told_apart_from_what_was_matched(send: Send) -> None:
    soup = found(send, "token")

    assert ["Which one is it?"] == words(soup, ".lead")
    assert words(soup, ".found .small")
    assert [head for head in words(soup, ".tier h2") if "rows contain" in head]
    assert set(words(soup, ".found .code")).isdisjoint(words(soup, ".lines .code"))


def test_rows_with_the_word_in_their_message_come_first(send: Send) -> None:
    messages = words(found(send, "limit"), ".lines li")

    assert "limit" in messages[0].partition(" · ")[0]


def test_what_was_surely_found_stands_alone(send: Send) -> None:
    assert [] == [head for head in words(found(send, "face is fuzzy"), ".tier h2") if "contain" in head]


@pytest.mark.parametrize(
    "text", ["face", "good morning everyone", "222917", "223199", "system busy", "token", "身份证", "223"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_is_said_twice(send: Send, text: str, language: str) -> None:
    soup = found(send, text, language)
    said = [line for line in (*words(soup, "#status"), *words(soup, ".lead"), *words(soup, ".tier h2")) if line]

    assert [] == [one for one in said for other in said if one is not other and one.rstrip(".。:：") in other]


def test_a_secret_is_not_looked_for_in_the_rows(send: Send) -> None:
    assert TOKEN[:12] not in str(found(send, f"token {TOKEN}"))


def test_what_is_not_known_gets_a_friendly_word(send: Send) -> None:
    soup = found(send, "good morning everyone")

    assert "That's not something I know." in words(soup, ".lead")[0]


def test_choices_are_results_of_which_none_is_claimed(send_to: SendTo, knowledge: Knowledge) -> None:
    cards = tuple(Card(entry, Reason(By.PHRASE, 61.0, "token", 0.0)) for entry in knowledge[0].entries[:3])
    soup = found(send_to(Answer(Kind.CHOICES, "en", cards)), "token")

    assert ["Which one is it?"] == words(soup, ".lead")
    assert [card.entry.code for card in cards] == words(soup, ".found .code")
    assert "tied with the next" in words(soup, ".found .small")[0]


def test_not_more_results_are_shown_than_can_be_read(send_to: SendTo, knowledge: Knowledge) -> None:
    cards = tuple(Card(entry, Reason(By.FIELD, 100.0, "x")) for entry in knowledge[0].entries[: MOST_RESULTS + 7])
    soup = found(send_to(Answer(Kind.FOUND, "en", cards)), "many")

    assert len(soup.select(".found > li")) == MOST_RESULTS
    assert "7 more are not shown." in words(soup, ".lead")


def test_it_works_as_a_plain_form(send: Send) -> None:
    soup = found(send, "a\"'<b>")

    form = soup.select_one("form#search")
    assert form is not None
    assert ("get", "/search") == (form["method"], form["action"])
    assert ["a\"'<b>"] == [box["value"] for box in form.select("input[name=q]")]
    assert ["en"] == [box["value"] for box in form.select("input[name=language]")]


@pytest.mark.parametrize("where", ["/search", "/search?q=", "/search?q=%20%20", "/search?q=223114", "/search?q=zzz"])
def test_what_the_script_replaces_is_always_there(send: Send, where: str) -> None:
    """And the line that a screen reader speaks is there before it says anything."""
    soup = page(send("GET", where))

    assert (1, 1) == (len(soup.select("#results")), len(soup.select('#status[role="status"]')))
    assert soup.select('script[src*="/search."]')


def test_every_page_but_the_desk_leads_to_the_search(send: Send) -> None:
    for where in ("/c/baidu-face", "/c/baidu-face/223114", "/r/baidu-face/limits", "/nowhere", "/c/x"):
        assert ["/search"] == [f["action"] for f in page(send("GET", where)).select("form.finder")], where


def test_a_search_is_kept_by_no_search_engine_but_the_empty_one(send: Send) -> None:
    assert "noindex" == meta(found(send, "223114"), "robots")
    assert page(send("GET", "/search")).select('link[rel="canonical"]')


def test_a_secret_is_remarked_on_and_stands_nowhere(send: Send) -> None:
    soup = found(send, f"access_token={TOKEN} 223114")

    assert "access token" in words(soup, ".remark")[0]
    assert TOKEN[:12] not in str(soup)
    assert ["access_token=[access-token] 223114"] == [box["value"] for box in soup.select("input[name=q]")]
    assert TOKEN[:12] not in send("GET", "/c/baidu-face", params={"text": f"access_token={TOKEN}"}).text


@pytest.mark.parametrize(
    "text", ["x" * 30_000, "\x00\u202e", "%", "\u202e" * 500, "人" * 5_000, '{"error_code":' * 300]
)
def test_any_text_is_answered(send: Send, text: str) -> None:
    found(send, text)


def test_a_lone_surrogate_is_answered(send: Send) -> None:
    assert send("GET", "/search?q=%ed%a0%80%ff").status_code == 200
