"""The desk: the bot as in a chat, for people without any account."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.examined import LOOKS, obstacles
from tests.browser.logs import log_of
from tests.browser.visits import DESKTOP, PHONE
from tests.browser.words import word

PASTE = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":1234567890,"timestamp":1606222304}'
HOLD = {"en": "hold the phone with both hands", "zh": "双手拿稳手机"}  # of the remedy
REMEDY = {"en": "Face blurred or badly lit", "zh": "人脸模糊或光照不好"}
BLURRY = {"en": "The face is blurry", "zh": "人脸模糊"}
TOKEN = "24.1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d.2592000.1606222304.282335-11223344"  # made up, in the vendor's shape


def box(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("textbox")


def turns(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article")


def ask(page: Page, text: str) -> Locator:
    """Asks with the Enter key; the turn that it brings."""
    turn = turns(page).nth(turns(page).count())
    box(page).fill(text)
    box(page).press("Enter")
    turn.wait_for()
    return turn


def press(page: Page, turn: Locator, button: str | re.Pattern[str]) -> Locator:
    """Presses a button of a turn; the turn that it brings."""
    brought = turns(page).nth(turns(page).count())
    turn.get_by_role("button", name=button).first.click()
    brought.wait_for()
    return brought


# --- a newcomer -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "width", "scripts"),
    [("en", DESKTOP, True), ("zh", DESKTOP, False), ("en", PHONE, False), ("zh", PHONE, True)],
)
def test_a_newcomer_pastes_an_error_and_knows_what_to_do(
    visiting: Visiting, language: str, width: int, scripts: bool
) -> None:
    """From the answer a link leads to the whole remedy."""
    page = visiting(language=language, width=width, scripts=scripts).open("/")
    box(page).fill(PASTE)
    page.get_by_role("button", name=word("ask", language)).click()
    expect(turns(page)).to_contain_text(BLURRY[language])
    expect(turns(page)).to_contain_text("log_id 1234567890")
    turns(page).get_by_role("link", name=REMEDY[language]).click()
    expect(page).to_have_url(re.compile("/r/baidu-face/face-unclear"))
    expect(page.get_by_role("main")).to_contain_text(HOLD[language])


def test_a_newcomer_with_the_keyboard_alone_does_the_same(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    expect(box(page)).to_be_focused()
    page.keyboard.insert_text(PASTE)
    page.keyboard.press("Enter")
    expect(turns(page)).to_contain_text(BLURRY["en"])
    link = turns(page).get_by_role("link", name=REMEDY["en"])
    for _ in range(20):
        page.keyboard.press("Shift+Tab")  # the answer stands before the box
        if link.evaluate("(found) => found === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(HOLD["en"])


def test_the_other_language_keeps_the_conversation(visiting: Visiting) -> None:
    """What was said stays as it was said; the page around it, and what is said from now on, is in the other language."""
    page = visiting(language="en").open("/")
    ask(page, "223114")
    box(page).fill("222")
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page.get_by_role("button", name=word("ask", "zh"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(turns(page)).to_contain_text(BLURRY["en"])
    expect(box(page)).to_have_value("222")
    expect(page).to_have_url(re.compile(r"/\?language=zh$"))
    expect(ask(page, "能重试吗")).to_contain_text("223114")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name=word("ask", "en"), exact=True)).to_be_visible()
    expect(turns(page)).to_have_count(2)
    assert obstacles(page, LOOKS["en"]) == {}


def test_an_example_is_asked_by_a_click(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.get_by_role("link", name="223114").click()
    expect(turns(page)).to_contain_text(BLURRY["en"])
    expect(page).to_have_url(re.compile("/$"))


def test_a_question_can_be_linked_to(visiting: Visiting) -> None:
    page = visiting(language="en", scripts=False).open("/?text=223114")
    expect(turns(page)).to_contain_text(BLURRY["en"])


def test_changing_the_language_keeps_the_question_and_holds(visiting: Visiting) -> None:
    page = visiting(language="en").open(f"/?text={quote(f'access_token={TOKEN} 223114')}")
    assert TOKEN not in page.content()
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    expect(turns(page)).to_contain_text(BLURRY["zh"])
    page.get_by_role("banner").get_by_role("link", name=word("all_errors", "zh")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("百度人脸识别")


# --- a conversation ----------------------------------------------------------------------------


def test_it_is_asked_as_in_a_chat(visiting: Visiting) -> None:
    """The slash command, follow-ups without a code, the language by words and by a button."""
    page = visiting(language="en").open("/")
    first = ask(page, "/errcode 223114")
    expect(first).to_contain_text(BLURRY["en"])
    expect(ask(page, "can I retry?")).to_contain_text("223114")
    expect(turns(page).last).to_contain_text("sending the same request again won't help")
    expect(ask(page, "怎么处理")).to_contain_text(HOLD["zh"])
    expect(press(page, first, "中文")).to_contain_text(BLURRY["zh"])
    expect(ask(page, "in English")).to_contain_text(BLURRY["en"])
    expect(turns(page)).to_have_count(5)
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_a_follow_up_needs_no_script(visiting: Visiting) -> None:
    page = visiting(language="en", scripts=False).open("/")
    for text, answer in (("223114", BLURRY["en"]), ("can I retry?", "won't help"), ("怎么处理", HOLD["zh"])):
        box(page).fill(text)
        page.get_by_role("button", name=word("ask", "en")).click()
        expect(turns(page).last).to_contain_text(answer)


def test_the_language_is_chosen_beside_the_box(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.get_by_role("radio", name="中文").check(force=True)
    expect(ask(page, "223114")).to_contain_text(BLURRY["zh"])
    page.get_by_role("radio", name="English").check(force=True)
    expect(ask(page, "照片糊了")).to_contain_text(BLURRY["en"])


@pytest.mark.parametrize("scripts", [True, False])
def test_real_ambiguity_is_a_choice(visiting: Visiting, scripts: bool) -> None:
    page = visiting(language="en", scripts=scripts).open("/?text=redis")
    choices = turns(page).get_by_role("group", name=word("choose", "en"))
    expect(choices.get_by_role("button")).to_have_count(2)
    choices.get_by_role("button", name=re.compile("216506")).click()
    expect(turns(page).last).to_contain_text("redis operation error")


def test_system_busy_is_one_answer_for_its_codes(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    turn = ask(page, "system busy, what can we do?")
    expect(turn).to_contain_text("18 codes")
    ticket = press(page, turn, re.compile("[Tt]icket"))
    expect(ticket).to_contain_text("system busy")


def test_an_unknown_code_is_offered_its_neighbours(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    turn = ask(page, "223141")
    expect(turn).to_contain_text("not in the catalogue")
    expect(turn).to_contain_text("223114")


def test_listening_it_is_silent_about_what_it_does_not_know(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.get_by_role("checkbox", name=word("listen", "en")).check()
    expect(ask(page, "the pictures are blurry again")).to_contain_text("stay silent")
    expect(ask(page, PASTE)).to_contain_text(BLURRY["en"])


# --- what is pasted ----------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False])
def test_a_secret_is_cut_out_and_told(visiting: Visiting, scripts: bool) -> None:
    page = visiting(language="en", scripts=scripts).open("/")
    box(page).fill(f"POST /v3/detect?access_token={TOKEN} -> {PASTE}")
    page.get_by_role("button", name=word("ask", "en")).click()
    expect(turns(page)).to_contain_text("access token")
    expect(turns(page)).to_contain_text(BLURRY["en"])
    assert TOKEN not in page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_markup_is_shown_as_text(visiting: Visiting, scripts: bool) -> None:
    foul = "<img src=x onerror=alert(1)> <script>alert(2)</script> <b>bold</b> *x* [a](javascript:alert(3))"
    page = visiting(language="en", scripts=scripts).open("/")
    box(page).fill(f'{foul} {{"error_code":223114,"error_msg":"face is fuzzy"}}')
    page.get_by_role("button", name=word("ask", "en")).click()
    expect(turns(page).locator("pre").first).to_contain_text(foul)
    assert turns(page).locator("img, script, b, em, a[href^=javascript]").count() == 0


def test_enter_belongs_to_whoever_composes_chinese(visiting: Visiting) -> None:
    """While an input method shows its candidates, Enter chooses one; only then it sends."""
    page = visiting(language="zh").open("/")
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "zhaopianhule", "selectionStart": 12, "selectionEnd": 12})
    keys.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    expect(box(page)).to_have_value("zhaopianhule")
    keys.send("Input.insertText", {"text": "照片糊了"})
    expect(box(page)).to_have_value("照片糊了")
    expect(turns(page)).to_have_count(0)
    box(page).press("Enter")
    expect(turns(page)).to_contain_text(BLURRY["zh"])


def test_shift_enter_starts_a_line(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    box(page).fill("face is")
    box(page).press("Shift+Enter")
    expect(box(page)).to_have_value("face is\n")
    expect(turns(page)).to_have_count(0)


def test_what_could_not_be_sent_stays_in_the_box(visiting: Visiting) -> None:
    visit = visiting(language="en")
    page = visit.open("/")
    page.context.set_offline(True)
    box(page).fill("223114")
    box(page).press("Enter")
    expect(page.get_by_role("status")).to_have_text(word("failed", "en"))
    expect(box(page)).to_have_value("223114")
    page.context.set_offline(False)
    box(page).press("Enter")
    expect(turns(page)).to_contain_text(BLURRY["en"])
    visit.faults.clear()  # the browser told of the lost connection


# --- a log -------------------------------------------------------------------------------------


def shown_size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def dense_log(size: int) -> bytes:
    """Nothing but errors: it takes seconds to read."""
    line = b'2024-05-02 12:00:00,000 ERROR {"error_code":222202,"error_msg":"pic not has face","log_id":12345678}\n'
    return line * (size // len(line))


def open_log(page: Page, name: str, log: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": log})


# Notes what the page says that it does, from now on.
NOTE_STATUS = """() => {
  window.stated = [];
  const status = document.getElementById("status");
  new MutationObserver(() => window.stated.push(status.textContent)).observe(status, { childList: true });
}"""

# Notes what the page says of its progress, from now on.
NOTE_PROGRESS = """() => {
  window.said = [];
  const bar = document.getElementById("bar"), read = document.getElementById("read");
  new MutationObserver(() => window.said.push([Number(bar.value), read.textContent]))
    .observe(document.getElementById("progress"), { attributes: true, childList: true, characterData: true, subtree: true });
}"""


@pytest.mark.parametrize(("language", "size"), [("en", 5_000_000), ("zh", 500_000)])
def test_a_log_is_read_with_its_counts_and_times(visiting: Visiting, language: str, size: int) -> None:
    page = visiting(language=language).open("/")
    page.evaluate(NOTE_PROGRESS)
    log, told = log_of(size)
    page.locator("input[type=file]").set_input_files({"name": "app.log", "mimeType": "text/plain", "buffer": log})
    turn = turns(page).first
    turn.wait_for(timeout=30_000)
    rows = turn.get_by_role("region", name=word("findings", language)).locator("tbody tr")
    expect(rows).to_have_count(2)
    for code, times in told.items():
        expect(rows.filter(has_text=code).locator(".number").first).to_have_text(f"{times:,}")
    expect(turn).to_contain_text(f"app.log · {shown_size(len(log))}")
    expect(turn.get_by_role("img")).to_have_attribute("aria-label", re.compile("10:"))
    expect(page.locator("#progress")).to_be_hidden()
    assert obstacles(page, LOOKS[language]) == {}
    if size > 1_000_000:  # a smaller one is read at once
        shares = [share for share, text in page.evaluate("window.said") if "MB" in text]
        assert len(set(shares)) > 2
        assert shares == sorted(shares)


def test_a_pasted_log_goes_the_same_way(visiting: Visiting) -> None:
    """It never stands in the box, which megabytes would make slow."""
    page = visiting(language="en").open("/")
    text = log_of(150_000)[0].decode()
    page.evaluate(
        """(text) => {
          const pasted = new DataTransfer();
          pasted.setData("text/plain", text);
          document.querySelector("textarea").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }));
        }""",
        text,
    )
    expect(turns(page).get_by_role("region", name=word("findings", "en"))).to_contain_text("223114")
    expect(box(page)).to_have_value("")


def test_the_times_of_a_log_can_be_read_as_a_table(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    log, told = log_of(50_000)
    page.locator("input[type=file]").set_input_files({"name": "a.log", "mimeType": "text/plain", "buffer": log})
    turns(page).get_by_text(word("as_table", "en")).click()
    table = turns(page).get_by_role("table", name=word("timeline", "en"))
    counts = [int(cell) for cell in table.locator("tbody tr td:nth-child(2)").all_inner_texts()]
    assert sum(counts) == told.total()


def test_the_status_says_what_is_done_now(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.evaluate(NOTE_STATUS)
    open_log(page, "app.log", dense_log(1_000_000))
    expect(turns(page)).to_contain_text("222202", timeout=30_000)
    assert [word("sending", "en"), word("reading", "en"), ""] == page.evaluate("window.stated")


def test_a_question_is_answered_while_a_log_is_read(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    open_log(page, "app.log", dense_log(3_000_000))
    expect(ask(page, "223114")).to_contain_text(BLURRY["en"])
    expect(page.locator("#progress")).to_be_visible()
    open_log(page, "other.log", b"error_code=223114")
    expect(page.get_by_role("status")).to_contain_text(word("one_log", "en"))
    expect(turns(page).nth(1)).to_contain_text("app.log", timeout=30_000)
    expect(turns(page)).to_have_count(2)


def test_reading_can_be_stopped(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    page.locator("input[type=file]").set_input_files(
        {"name": "app.log", "mimeType": "text/plain", "buffer": log_of(4_000_000)[0]}
    )
    page.get_by_role("button", name=word("cancel", "en")).click()
    expect(page.get_by_role("status")).to_have_text(word("stopped", "en"))
    expect(turns(page)).to_have_count(0)
    expect(ask(page, "223114")).to_contain_text(BLURRY["en"])


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "no text file"), (b"", "The file is empty")],
    ids=["a picture", "nothing"],
)
def test_a_file_that_is_no_log_is_refused(visiting: Visiting, content: bytes, said: str) -> None:
    page = visiting(language="en").open("/")
    page.locator("input[type=file]").set_input_files({"name": "x.log", "mimeType": "text/plain", "buffer": content})
    expect(page.get_by_role("main")).to_contain_text(said)


def test_a_conversation_can_be_used_by_everybody(visiting: Visiting) -> None:
    page = visiting(language="en").open("/")
    for text in ("system busy", "额度用完了", "223141", "can I retry?", f"access_token={TOKEN}"):
        ask(page, text)
    assert obstacles(page, LOOKS["en"]) == {}
