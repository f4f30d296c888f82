"""The page of a code: what it means, what to do and whether to retry, first; then all else that is known of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import quote

import pytest
from httpx import Response

from bot.core.desk import Desk, Mode
from bot.core.entry import Entry, Knowledge
from bot.render import wording as say
from bot.web.entries import sample_text
from bot.web.labels import LABELS
from tests.web.reading import meta, page, words

Send = Callable[..., Response]
LANGUAGES = ("zh", "en")


def path(code: str, language: str = "") -> str:
    return f"/c/baidu-face/{quote(code)}" + (f"?language={language}" if language else "")


def plain(text: str) -> str:
    """A page's text without its tags' escapes and the marks of code."""
    return unescape(text).replace("<code>", "`").replace("</code>", "`")


# --- what it says ----------------------------------------------------------------------------


def test_a_code_has_a_page_with_all_its_rows(send: Send) -> None:
    soup = page(send("GET", path("222361")))

    assert ["222361"] == words(soup, "h1")
    assert ["system busy", "network not available"] == words(soup, ".sheet h2.message")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_told_whole(send: Send, knowledge: Knowledge, language: str) -> None:
    texts: dict[str, str] = {}
    for entry in knowledge[0].entries:
        if entry.code not in texts:
            response = send("GET", path(entry.code, language))
            assert response.status_code == 200
            texts[entry.code] = plain(response.text)
        assert [] == [told for told in everything(entry, knowledge, language) if told not in texts[entry.code]]


def everything(entry: Entry, knowledge: Knowledge, language: str) -> list[str]:
    """What a page has to say of an entry."""
    verdict, remedy = entry.verdict, entry.remedy
    assert remedy is not None
    titles = {"zh": [say.ticket_title("zh")], "en": [say.ticket_title("en"), LABELS["in_chinese"].en]}
    return [
        entry.code,
        entry.message,
        entry.description.in_language(language),
        say.retry_label(verdict.retry, language),
        say.verdict_text(verdict, language),
        entry.advice.zh,
        entry.advice.en,
        *(step.in_language(language) for step in remedy.steps_for({entry.code})),
        remedy.title.in_language(language),
        sample_text(entry),
        say.source_text(entry, knowledge, language),
        *(titles[language] if verdict.ticket else ()),
    ]


def test_meaning_verdict_and_advice_come_before_everything_else(send: Send) -> None:
    text = page(send("GET", path("223114", "en"))).select_one("main").get_text()  # type: ignore[union-attr]

    told = (
        "face is fuzzy",
        "The face is blurry.",
        "fix first, then retry",
        "The end user has to act",
        "hold the phone steady",
        "wipe the lens",
        "What it means",
        "log_id",
    )
    places = [text.index(word) for word in told]
    assert sorted(places) == places


def test_the_remedy_stands_there_in_full_but_for_what_the_page_tells_itself(send: Send) -> None:
    soup = page(send("GET", path("223114", "en")))

    heads = ["What it means", "First check", "Mend it", "May I retry?", "What to tell the end user"]
    assert [*heads, "When to open a ticket"] == words(soup, ".remedy h3")
    assert soup.select(".remedy blockquote")
    assert [f"#{soup.select('.remedy')[0]['id']}"] == [a["href"] for a in soup.select(".first .on a")]


def test_code_in_a_sentence_is_code(send: Send) -> None:
    soup = page(send("GET", path("100", "en")))

    assert "access_token" in words(soup, ".description code")
    assert "`" not in meta(soup, "description")


def test_codes_with_the_same_message_stand_side_by_side(send: Send) -> None:
    soup = page(send("GET", path("222901", "en")))

    assert "17 other codes say “system busy”, too; what differs" in words(soup, ".part h2")
    assert ["222901"] == words(soup, "table [aria-current]")
    codes = set(words(soup, "table .code"))
    assert {"222901", "222916", "222361", "216612"} <= codes
    assert len(codes) == 18
    assert ["Codes", "What it means", "Retry"] == words(soup, "thead th")


def test_codes_of_a_family_with_messages_of_their_own_show_these(send: Send) -> None:
    soup = page(send("GET", path("222013", "en")))

    assert ["Codes", "Message", "What it means", "Retry"] == words(soup, "thead th")
    assert "param[name] format error" in words(soup, "td.message")


def test_the_neighbours_lead_through_the_section_and_back(send: Send, knowledge: Knowledge) -> None:
    codes = [entry.code for entry in knowledge[0].entries if entry.key.section == "h5-liveness"]
    walked = [codes[0]]
    while len(walked) < len(codes):
        soup = page(send("GET", path(walked[-1])))
        steps = [a for a in soup.select('.neighbours a[rel="next"]') if str(a["href"]).rpartition("/")[2] in codes]
        walked.append(str(steps[-1]["href"]).rpartition("/")[2])

    assert codes == walked
    assert codes[-2] in words(page(send("GET", path(codes[-1]))), '.neighbours a[rel="prev"] .code')


def test_codes_that_are_easily_mistaken_for_it_are_named(send: Send) -> None:
    soup = page(send("GET", path("223114", "en")))

    assert {"223115", "223113"} <= set(words(soup, ".lines .code"))


def test_the_sample_is_json_that_the_bot_itself_recognises(knowledge: Knowledge) -> None:
    desk = Desk(knowledge)
    for entry in knowledge[0].entries:
        sample = json.loads(sample_text(entry))
        answer = desk.answer(json.dumps(sample), Mode.LISTEN)

        assert ["error_code", "error_msg", "log_id", "timestamp"] == list(sample)
        assert entry in [card.entry for card in answer.cards], entry.key


def test_the_sample_is_marked_as_made_up(send: Send) -> None:
    assert LABELS["made_up"].en in words(page(send("GET", path("223114", "en"))), ".small")


def test_a_ticket_is_ready_where_the_advice_is_one(send: Send) -> None:
    english, chinese = (page(send("GET", path("222901", language))) for language in ("en", "zh"))

    assert ["en", "zh"] == [pre["lang"] for pre in english.select(".ticket pre")]
    assert ["zh"] == [pre["lang"] for pre in chinese.select(".ticket pre")]
    assert "错误码：222901" in english.select(".ticket pre")[1].get_text()
    assert [] == page(send("GET", path("223114"))).select(".ticket")


def test_the_source_is_named_with_its_edition_and_links_to_the_vendor(send: Send, knowledge: Knowledge) -> None:
    links = [a for a in page(send("GET", path("223114", "en"))).select("main a") if "edition" in a.get_text()]

    assert [(knowledge[0].source, ["noreferrer"])] == [(a["href"], a["rel"]) for a in links]
    assert "General and business errors · edition 2020-12-15" in links[0].get_text()


# --- how it is found and shared --------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["223114", "２２３１１４", " 223114", "223114/", "223 114", "２２３　１１４", "0223114"]
)
def test_a_code_is_found_in_any_spelling(send: Send, code: str) -> None:
    response = send("GET", path(code))

    assert response.status_code == 200
    assert meta(page(response), "og:url").startswith("http://desk.test/c/baidu-face/223114?")


def test_a_small_code_is_found_behind_its_noughts(send: Send) -> None:
    assert words(page(send("GET", path("0018"))), "h1 .code") == ["18"]


@pytest.mark.parametrize("where", ["/c/Baidu-Face/18", "/c/BAIDU-FACE", "/r/Baidu-Face/Limits", "/r/Baidu-Face"])
def test_an_address_in_capitals_is_the_same(send: Send, where: str) -> None:
    assert send("GET", where).status_code == 200


@pytest.mark.parametrize("tag", ["zh", "ZH", "zh-CN", "zh_Hans_CN"])
def test_a_language_is_asked_for_by_any_of_its_names(send: Send, tag: str) -> None:
    soup = page(send("GET", "/c/baidu-face/18", params={"language": tag}))

    assert soup.html is not None
    assert "zh" == soup.html["lang"]
    assert ["/c/baidu-face/18?language=en"] == [a["href"] for a in soup.select("a.other")]


def test_a_preview_says_what_it_means_and_the_verdict(send: Send) -> None:
    soup = page(send("GET", path("223114"), headers={"Accept-Language": "en"}))

    assert "223114 · face is fuzzy" == meta(soup, "og:title")
    assert "223114 · face is fuzzy · errcode" == words(soup, "title")[0]
    assert meta(soup, "og:description").startswith("The face is blurry. The end user has to act")
    assert meta(soup, "description") == meta(soup, "og:description")
    assert ("article", "errcode", "en_US", "zh_CN") == tuple(
        meta(soup, f"og:{name}") for name in ("type", "site_name", "locale", "locale:alternate")
    )
    assert "http://desk.test/c/baidu-face/223114?language=en" == meta(soup, "og:url")


def test_search_engines_learn_of_both_languages(send: Send) -> None:
    soup = page(send("GET", path("223114"), headers={"Accept-Language": "zh-CN"}))

    here = "http://desk.test/c/baidu-face/223114"
    assert {"zh": f"{here}?language=zh", "en": f"{here}?language=en", "x-default": here} == {
        str(link["hreflang"]): link["href"] for link in soup.select('link[rel="alternate"]')
    }
    assert [f"{here}?language=zh"] == [link["href"] for link in soup.select('link[rel="canonical"]')]


def test_a_chosen_language_is_kept_by_the_links_and_the_browsers_is_not_fixed(send: Send) -> None:
    chosen = page(send("GET", path("223114", "zh"), headers={"Accept-Language": "en"}))
    browsers = page(send("GET", path("223114"), headers={"Accept-Language": "zh"}))

    def inside(soup: object) -> list[str]:
        return [str(a["href"]) for a in soup.select("main a") if str(a["href"]).startswith("/")]  # type: ignore[attr-defined]

    assert inside(chosen)
    assert [] == [href for href in inside(chosen) if "?language=zh" not in href]
    assert [] == [href for href in inside(browsers) if "language=" in href]
    assert ["/c/baidu-face/223114?language=en"] == [a["href"] for a in chosen.select("a.other")]


def test_an_address_below_a_prefix_is_built_on_it(knowledge: Knowledge) -> None:
    from tests.web.conftest import app_of, sender

    send = sender(app_of(knowledge, "https://help.example.org/errors/"))
    soup = page(send("GET", "/c/baidu-face/223114"))

    here = "https://help.example.org/errors/c/baidu-face/223114"
    assert here in [link["href"] for link in soup.select('link[rel="alternate"]')]
    fetched = [str(tag.get("src") or tag.get("href")) for tag in soup.select("[src], link[rel=stylesheet], a.code")]
    assert [] == [address for address in fetched if not address.startswith("/errors/")]


# --- what isn't there ------------------------------------------------------------------------


def test_a_code_that_is_not_there_offers_the_nearest_and_says_what_its_range_means(send: Send) -> None:
    response = send("GET", path("222999", "en"))

    assert response.status_code == 404
    assert "222999" in words(page(response), "h1")[0]
    assert "222" in words(page(response), ".intro")[0]
    assert "223119" in words(page(send("GET", path("223199"))), ".near a.code")


@pytest.mark.parametrize("where", ["/c/nobody/223114", "/c/nobody", "/r/nobody/limits"])
def test_a_catalogue_that_is_not_there_leads_to_those_that_are(send: Send, where: str) -> None:
    response = send("GET", where)

    assert response.status_code == 404
    rows = ["/c/baidu-face/223114"] if where.endswith("223114") else []
    assert [*rows, "/c/baidu-face"] == [a["href"] for a in page(response).select(".near a")]


@pytest.mark.parametrize(
    "code", ["222399", "223378", "283640", "222163", "5", "104", "22", "223", "999999", "0019x", "%20"]
)
def test_every_unknown_code_leads_on(send: Send, code: str) -> None:
    """To codes around it, or at least to the search for it and to all there are."""
    soup = page(send("GET", f"/c/baidu-face/{code}"))
    leads = [str(a["href"]) for a in soup.select("main a")]

    assert [href for href in leads if href.startswith(("/c/baidu-face/", "/search?q="))] or code == "%20"
    assert "/c/baidu-face" in leads


@pytest.mark.parametrize(
    ("code", "near"),
    [("222399", "222361"), ("223378", "223131"), ("283640", "283455"), ("222163", "222102"), ("5", "4")],
)
def test_a_code_that_is_like_none_offers_those_around_it(send: Send, code: str, near: str) -> None:
    assert words(page(send("GET", path(code))), ".near a.code")[0] == near


def test_no_unknown_code_of_a_service_is_left_without_an_offer(send: Send) -> None:
    for code in range(222120, 223990, 97):
        response = send("GET", path(str(code)))
        assert response.status_code == 200 or words(page(response), ".near a.code"), code


def test_words_in_place_of_a_code_lead_to_the_search_and_to_rows_that_hold_them(send: Send) -> None:
    soup = page(send("GET", path("face is fuzzy", "en")))

    assert ["223114"] == words(soup, ".near a.code")
    assert "/search?language=en&q=face+is+fuzzy" in [a["href"] for a in soup.select("main a")]
    assert "Search for “face is fuzzy”" in words(soup, "main a")


@pytest.mark.parametrize(("where", "code"), [("/223114", "223114"), ("/code/18/", "18"), ("/c/baidu-face/18/x", "18")])
def test_a_path_that_leads_nowhere_offers_the_code_in_it(send: Send, where: str, code: str) -> None:
    response = send("GET", where)

    assert response.status_code == 404
    assert [code] == words(page(response), ".near a.code")


def test_a_path_that_leads_nowhere_offers_the_search_and_all_errors(send: Send) -> None:
    leads = [a["href"] for a in page(send("GET", "/nope")).select("main a")]

    assert ["/search?q=nope", "/c/baidu-face", "/"] == leads


@pytest.mark.parametrize(
    ("where", "lead"),
    [
        ("/c", "/c/baidu-face"),
        ("/c/", "/c/baidu-face"),
        ("/r", "/r/baidu-face/limits"),
        ("/r/baidu-face/", "/r/baidu-face/limits"),
    ],
)
def test_a_folder_lists_what_is_in_it(send: Send, where: str, lead: str) -> None:
    response = send("GET", where)

    assert response.status_code == 200
    assert lead in [a["href"] for a in page(response).select("main .lines a")]


@pytest.mark.parametrize(
    "where",
    ["/nope", "/c/baidu-face/22311", "/c/x", "/r/x/y", "/r/baidu-face/y", "/c", "/r", "/static/x", "/a b/%E9%94%99"],
)
def test_every_page_leads_to_itself_in_the_other_language(send: Send, where: str) -> None:
    chinese = page(send("GET", f"{where}?language=zh", headers={"Accept-Language": "en"}))

    assert chinese.html is not None
    assert "zh" == chinese.html["lang"]
    assert [f"{quote(where, safe='/%')}?language=en"] == [a["href"] for a in chinese.select("a.other")]


def test_a_path_never_becomes_the_address_of_another_host(send: Send) -> None:
    for where in ("//evil.test/x", "//evil.test", "/%5C%5Cevil.test"):
        soup = page(send("GET", f"http://desk.test{where}"))
        assert [] == [a["href"] for a in soup.select("a[href]") if str(a["href"]).startswith(("//", "/\\"))]


def test_chinese_sentences_have_chinese_marks(send: Send) -> None:
    assert "谁来处理：服务方" in words(page(send("GET", path("222901", "zh"))), ".badge")
    assert "不需要（119）" in words(page(send("GET", "/c/baidu-face?language=zh")), "option")
    assert ["目录里没有这个错误码：22311"] == words(page(send("GET", path("22311", "zh"))), "h1")
    assert "日志超过 10 MB。请截取" in str(page(send("GET", "/?language=zh")).select("#desk")[0]["data-too-large"])


def test_an_error_page_is_kept_by_nobody(send: Send) -> None:
    soup = page(send("GET", path("223199")))

    assert "noindex" == meta(soup, "robots")
    assert [] == soup.select('link[rel="canonical"], meta[property^="og:"]')


@pytest.mark.parametrize("code", ["x" * 5000, "%00", "..%2f..", "%F0%9F%98%80", "-1", "9" * 60, "%ed%a0%80"])
def test_any_address_is_answered(send: Send, code: str) -> None:
    assert send("GET", f"/c/baidu-face/{code}").status_code == 404


def test_what_is_shown_is_escaped(send: Send) -> None:
    assert escape("<b>") in send("GET", "/c/baidu-face/%3Cb%3E").text
