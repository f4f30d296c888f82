"""The stand-in's methods: what Telegram accepts, what it refuses and in which words, with the real client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from .happenings import Kind
from .telegram import ANN, GROUP, Settings, TelegramServer
from .telegram.markup import parse_html
from .telegram.refusal import RefusalError
from .telegram_client import FREE, NO_PREVIEW, client, refused, run


def buttons(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text=one[:8] or "?", callback_data=one)] for one in data])


def test_an_answer_is_kept_as_people_see_it() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        number = telegram.people.says(GROUP, "223114")
        html = "<b>223114</b> 😀 <code>a &lt; b</code>"
        sent = await bot.send_message(
            GROUP,
            html,
            parse_mode="HTML",
            reply_parameters=ReplyParameters(number),
            reply_markup=buttons("steps:c1"),
            link_preview_options=NO_PREVIEW,
        )

        (kept,) = telegram.chats.own_messages(GROUP, reply_to=number)
        assert ("223114 😀 a < b", html, "steps:c1") == (kept.text, kept.html, kept.buttons[0]["callback_data"])
        assert {"223114": "bold", "a < b": "code"} == {text: e.type for e, text in sent.parse_entities().items()}
        assert (number, sent.message_id) == (kept.reply_to, kept.id)
        assert [f"0:{number}"] == [line.thread for line in telegram.history.of(Kind.POSTED)]

    run(steps)


def test_a_message_is_edited_once_a_change_and_deleted() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        sent = await bot.send_message(GROUP, "one", reply_markup=buttons("a:1"))
        await bot.edit_message_text("two", GROUP, sent.message_id, reply_markup=buttons("a:1"))
        same = await refused(bot.edit_message_text("two", GROUP, sent.message_id, reply_markup=buttons("a:1")))
        await bot.edit_message_reply_markup(GROUP, sent.message_id, reply_markup=buttons("b:1"))
        (kept,) = telegram.chats.own_messages(GROUP)
        await bot.delete_message(GROUP, sent.message_id)

        assert same.startswith("Message is not modified: specified new message content and reply markup are")
        assert ("two", 2, "b:1") == (kept.text, len(kept.versions), kept.buttons[0]["callback_data"])
        assert [] == telegram.chats.own_messages(GROUP)
        assert "Message to delete not found" == await refused(bot.delete_message(GROUP, sent.message_id))
        assert "Message to edit not found" == await refused(bot.edit_message_text("x", GROUP, sent.message_id))

    run(steps)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Message text is empty"),
        (" \n", "Message text is empty"),
        ("<b></b>", "Message text is empty"),
        ("x" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
        ("<x>a</x>", 'Can\'t parse entities: unsupported start tag "x" at byte offset 0'),
        ("错 <b>a", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("错<b", "Can't parse entities: unclosed start tag at byte offset 3"),
        ("a < b", "Can't parse entities: unclosed start tag at byte offset 2"),
        ("a</b>", "Can't parse entities: unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Can\'t parse entities: unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><code>a</code></b>", 'Can\'t parse entities: tag "code" can\'t be nested in "b" at byte offset 3'),
        ("<code><b>a</b></code>", 'Can\'t parse entities: tag "b" can\'t be nested in "code" at byte offset 6'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "Can't parse entities: tag"),
        ("<i>a</i> " * 101, "Entities_too_long"),
    ],
)
def test_a_text_that_telegram_refuses(text: str, why: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        assert (await refused(bot.send_message(GROUP, text, parse_mode="HTML"))).startswith(why)
        assert [] == telegram.chats.own_messages()

    run(steps)


@pytest.mark.parametrize(
    ("html", "text", "kinds"),
    [
        ("&lt;b&gt; &amp; &quot; &#65;&#x42; &nbsp;", '<b> & " AB &nbsp;', []),
        ("x" * 4096, "x" * 4096, []),
        ("<b>a <i>b</i></b>", "a b", ["bold", "italic"]),
        ("<blockquote expandable>a <code>b</code></blockquote>", "a b", ["expandable_blockquote", "code"]),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ('<a href="https://a.example/?x=1&amp;y">a</a> <a href="javascript:x">b</a>', "a b", ["text_link"]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab", ["spoiler", "spoiler"]),
    ],
)
def test_html_that_telegram_reads(html: str, text: str, kinds: list[str]) -> None:
    read = parse_html(html)

    assert (text, kinds) == (read.text, [entity["type"] for entity in read.entities])


def test_offsets_are_counted_in_utf16() -> None:
    (entity,) = parse_html("😀错 <b>😀</b>").entities

    assert (4, 2) == (entity["offset"], entity["length"])


def test_a_character_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RefusalError, match="doesn't exist"):
        parse_html("&#xD800;")


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        (buttons("x" * 65), "Button_data_invalid"),
        (buttons("错" * 22), "Button_data_invalid"),
        (buttons(*map(str, range(101))), "Reply markup is too long"),
        (InlineKeyboardMarkup([[InlineKeyboardButton("a", url="no link")]]), "Inline keyboard button url 'no link'"),
        (InlineKeyboardMarkup([[InlineKeyboardButton("a")]]), "Can't parse inline keyboard button"),
        (InlineKeyboardMarkup([[InlineKeyboardButton(" ", callback_data="x")]]), "Button_text_empty"),
    ],
)
def test_buttons_that_telegram_refuses(markup: InlineKeyboardMarkup, why: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        said = await refused(bot.send_message(GROUP, "x", reply_markup=markup))
        assert said.casefold().startswith(why.casefold())

    run(steps)


def test_a_reply_to_what_is_gone_needs_leave() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        number = telegram.people.says(GROUP, "223114")
        telegram.people.deletes(GROUP, number)
        gone = ReplyParameters(number)
        assert "Message to be replied not found" == await refused(bot.send_message(GROUP, "x", reply_parameters=gone))
        leave = ReplyParameters(number, allow_sending_without_reply=True)
        sent = await bot.send_message(GROUP, "x", reply_parameters=leave)

        assert sent.reply_to_message is None
        assert [(f"0:{number}", "orphan")] == [(line.thread, line.detail) for line in telegram.history.of(Kind.POSTED)]

    run(steps)


def test_a_quote_has_to_be_in_the_message() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        number = telegram.people.says(GROUP, "code 223114")
        await bot.send_message(GROUP, "x", reply_parameters=ReplyParameters(number, quote="223114"))
        bad = ReplyParameters(number, quote="999")
        assert "Quote_text_invalid" == await refused(bot.send_message(GROUP, "x", reply_parameters=bad))

    run(steps)


def test_topics_are_named_unless_they_are_general_or_told_by_the_reply() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        forum = telegram.chats.add_group("forum", forum=True)
        topic = telegram.chats.add_topic(forum)
        number = telegram.people.says(forum, "223114", topic=topic)
        reply = ReplyParameters(number)

        sent = await bot.send_message(forum, "x", message_thread_id=topic, reply_parameters=reply)
        assert (topic, True) == (sent.message_thread_id, sent.is_topic_message)
        assert topic == (await bot.send_message(forum, "x", reply_parameters=reply)).message_thread_id
        assert [f"{topic}:{number}"] * 2 == [line.thread for line in telegram.history.of(Kind.POSTED)]
        assert (await bot.send_message(forum, "x")).message_thread_id is None
        for wrong in (1, 99):
            assert "Message thread not found" == await refused(bot.send_message(forum, "x", message_thread_id=wrong))
        telegram.moves.closes_topic(forum, topic)
        assert "Topic_closed" == await refused(bot.send_message(forum, "x", message_thread_id=topic))

    run(steps)


def test_the_thread_of_a_plain_reply_cant_be_sent_back() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        first = telegram.people.says(GROUP, "one")
        telegram.people.says(GROUP, "223114", reply_to=first)
        update = (await bot.get_updates())[1]

        assert update.message is not None
        assert (first, None) == (update.message.message_thread_id, update.message.is_topic_message)
        assert "Message thread not found" == await refused(bot.send_message(GROUP, "x", message_thread_id=first))

    run(steps)


def stranger(_: TelegramServer) -> int:
    return ANN


def unknown(_: TelegramServer) -> int:
    return -5


def block(telegram: TelegramServer) -> int:
    telegram.people.says(ANN, "hello")
    telegram.moves.blocks_bot(ANN)
    return ANN


def removed(telegram: TelegramServer) -> int:
    telegram.moves.removes_bot(GROUP)
    return GROUP


def muted(telegram: TelegramServer) -> int:
    telegram.moves.mutes_bot(GROUP)
    return GROUP


def deactivated(telegram: TelegramServer) -> int:
    telegram.people.says(ANN, "hello")
    telegram.chats.chats[ANN].gone = "user is deactivated"
    return ANN


@pytest.mark.parametrize(
    ("place", "error", "why"),
    [
        (stranger, Forbidden, "bot can't initiate conversation with a user"),
        (unknown, BadRequest, "Chat not found"),
        (block, Forbidden, "bot was blocked by the user"),
        (removed, Forbidden, "bot was kicked from the supergroup chat"),
        (muted, BadRequest, "Not enough rights to send text messages to the chat"),
        (deactivated, Forbidden, "user is deactivated"),
        (
            lambda telegram: telegram.chats.add_group(bot="left"),
            Forbidden,
            "bot is not a member of the supergroup chat",
        ),
        (
            lambda telegram: telegram.chats.add_channel(bot="member"),
            BadRequest,
            "Need administrator rights in the chan",
        ),
    ],
)
def test_places_where_the_bot_cant_write(
    place: Callable[[TelegramServer], int], error: type[Exception], why: str
) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        with pytest.raises(error, match=why):
            await bot.send_message(place(telegram), "x")
        assert [] == telegram.chats.own_messages()

    run(steps)


def test_a_group_that_became_a_supergroup_names_it() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        old = telegram.chats.add_group(kind="group")
        new = telegram.moves.migrates(old)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(old, "x")

        assert new == caught.value.new_chat_id
        assert (await bot.send_message(new, "x")).chat.type == "supergroup"
        lines = [update.message for update in await bot.get_updates()]
        assert [(new, None), (None, old)] == [
            (line.migrate_to_chat_id, line.migrate_from_chat_id) for line in lines if line is not None
        ]

    run(steps)


def test_mentions_commands_and_previews_are_recorded() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        text = "@errcode_bot @somebody /errcode /ban /help@other_bot @\u2060quiet a@b.example <code>@code /code</code>"
        await bot.send_message(GROUP, text, parse_mode="HTML", link_preview_options=NO_PREVIEW)
        await bot.send_message(GROUP, '<a href="tg://user?id=1001">x</a> https://a.example/', parse_mode="HTML")

        assert [
            ("@errcode_bot", "allowed"),
            ("@somebody", "stray"),
            ("/errcode", "allowed"),
            ("/ban", "stray"),
            ("/help@other_bot", "stray"),
            ("x", "stray"),
        ] == [(line.text, line.detail) for line in telegram.history.of(Kind.MENTION)]
        assert ["https://a.example/"] == [line.text for line in telegram.history.of(Kind.PREVIEW)]

    run(steps)


@pytest.mark.parametrize(("token", "why"), [("7000000001:wrong", "Unauthorized"), ("nonsense", "Not Found")])
def test_a_token_is_wrong_or_no_token(token: str, why: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        other = client(telegram, token)
        with pytest.raises(InvalidToken, match=f"{why}|rejected"):
            await other.initialize()
        await other.shutdown()

    run(steps)


def test_the_profile_is_kept_by_language() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("errcode", "what a code means")])
        await bot.set_my_commands([BotCommand("errcode", "错误码")], language_code="zh")
        await bot.set_my_description("decodes")
        await bot.set_my_short_description("解码", language_code="zh")

        assert "错误码" == (await bot.get_my_commands(language_code="zh"))[0].description
        assert "what a code means" == (await bot.get_my_commands())[0].description
        assert "decodes" == (await bot.get_my_description("zh")).description
        assert "解码" == (await bot.get_my_short_description("zh")).short_description
        wrong = bot.set_my_commands([BotCommand("errcode", "x")], language_code="zh-hans")
        assert "Invalid language code specified" == await refused(wrong)
        assert "Bot_command_invalid" == await refused(bot.set_my_commands([("错误码", "x")]))

    run(steps)


@pytest.mark.parametrize(("status", "shown"), [("administrator", "administrator"), ("restricted", "restricted")])
def test_the_bot_learns_of_chats_and_of_itself_there(status: str, shown: str) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        group = telegram.chats.add_group("ops", forum=True, bot=status)

        assert ("ops", True) == ((await bot.get_chat(group)).title, (await bot.get_chat(group)).is_forum)
        assert shown == (await bot.get_chat_member(group, bot.id)).status
        assert "member" == (await bot.get_chat_member(group, ANN)).status
        await bot.leave_chat(group)
        assert "left" == (await bot.get_chat_member(group, bot.id)).status

    run(steps)


def test_privacy_mode_shows_in_get_me() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        assert (FREE.bot_id, False) == (bot.id, (await bot.get_me()).can_read_all_group_messages)

    run(steps, Settings(rate=None, sees_all=False))


def test_a_json_body_is_read_as_a_form_is() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        import httpx

        async with httpx.AsyncClient(trust_env=False) as http:
            url = f"{telegram.base_url}{FREE.token}/sendMessage"
            sent: dict[str, Any] = {"chat_id": GROUP, "text": "x", "link_preview_options": {"is_disabled": True}}
            assert (await http.post(url, json=sent)).json()["ok"]
            lone = (
                await http.post(
                    url, content=b'{"chat_id": 1, "text": "\\ud800"}', headers={"Content-Type": "application/json"}
                )
            ).json()
            assert "Bad Request: chat not found" == lone["description"]
            broken = await http.post(url, content=b"{", headers={"Content-Type": "application/json"})
            assert (400, False) == (broken.status_code, broken.json()["ok"])
            assert 404 == (await http.post(url.replace("sendMessage", "sendNonsense"))).status_code

    run(steps)
