"""What people do, as the bot polls it: messages of all kinds, privacy mode, buttons, inline queries."""

from __future__ import annotations

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyParameters,
    Update,
)

from .happenings import Kind
from .history import check
from .telegram import ANN, BOB, GROUP, Settings, TelegramServer
from .telegram_client import FREE, poll, refused, run

PRIVATE = Settings(rate=None, sees_all=False)
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Steps", callback_data="steps:c1")]])


async def texts(bot: Bot) -> list[str]:
    return [update["message"].get("text", "") for update in await poll(bot) if "message" in update]


def test_people_write_and_are_answered() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.people.says(ANN, "223114")
        telegram.people.says(GROUP, "/errcode@errcode_bot 223114", BOB)
        offset = 0
        for update in await bot.get_updates(timeout=1):
            assert update.message is not None
            await update.message.reply_text("blurred", do_quote=True)
            offset = update.update_id + 1
        await bot.get_updates(offset)

        assert check(telegram.history).good
        assert 2 == check(telegram.history).answered
        assert {} == telegram.updates.pending

    run(steps)


def test_every_kind_of_message_is_read_by_the_real_library() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        people, channel = telegram.people, telegram.chats.add_channel()
        people.captions(GROUP, "/errcode 1")
        people.forwards(GROUP, "223114")
        people.shows_rich(GROUP, [{"type": "paragraph", "text": "223114"}])
        people.quotes(GROUP, "223114")
        people.says_anonymously(GROUP, "223114")
        people.says_as_channel(GROUP, channel, "223114")
        edited = people.says(GROUP, "223113")
        people.edits(GROUP, edited, "223114")
        people.touches(GROUP, edited)
        post = people.publishes(channel, "223114")
        people.edits(channel, post, "223113")
        updates = await bot.get_updates()

        messages = [update.message for update in updates if update.message]
        assert messages[0].caption_entities
        assert messages[1].forward_origin
        assert "rich_message" in messages[2].api_kwargs
        assert messages[3].quote
        assert messages[4].sender_chat == messages[4].chat
        assert messages[5].sender_chat != messages[5].chat
        dates = [update.edited_message.edit_date for update in updates if update.edited_message]
        assert [2, 2] == [len(dates), len(set(dates))]
        assert 1 == sum(update.channel_post is not None for update in updates)
        assert 1 == sum(update.edited_channel_post is not None for update in updates)

    run(steps)


def test_a_channels_post_and_its_copy_want_one_answer_in_the_group() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        channel = telegram.chats.add_channel(discussion=GROUP)
        post = telegram.people.publishes(channel, "223114")
        copy = telegram.people.mirrored(channel, post)
        updates = await bot.get_updates()
        await bot.get_updates(updates[-1].update_id + 1)
        mirrored = updates[1].message

        assert mirrored is not None
        assert (copy, True) == (mirrored.message_id, mirrored.is_automatic_forward)
        assert 1 == len(check(telegram.history).lost)
        await bot.send_message(GROUP, "blurred", reply_parameters=ReplyParameters(copy))
        assert check(telegram.history).good
        await bot.send_message(channel, "too", reply_parameters=ReplyParameters(post))
        assert check(telegram.history).unasked
        assert ["too"] == await texts(bot)  # the bot's own post comes back as a copy

    run(steps)


@pytest.mark.parametrize(
    ("settings", "status", "seen"),
    [
        (PRIVATE, "member", ["/errcode@errcode_bot 1", "to the bot", "/bare"]),
        (
            Settings(rate=None, sees_all=False, mentions_seen=True),
            "member",
            ["@errcode_bot 1", "/errcode@errcode_bot 1"],
        ),
        (PRIVATE, "administrator", ["plain", "@errcode_bot 1", "/errcode@errcode_bot 1", "to the bot", "/bare"]),
        (FREE, "member", ["plain", "@errcode_bot 1", "/errcode@errcode_bot 1", "to the bot", "/bare"]),
        (FREE, "kicked", []),
    ],
)
def test_privacy_mode_hides_what_is_not_meant_for_the_bot(settings: Settings, status: str, seen: list[str]) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        group = telegram.chats.add_group()
        own = await bot.send_message(group, "I am the bot")
        telegram.chats.chats[group].bot = status
        for text in ("plain", "@errcode_bot 1", "/errcode@errcode_bot 1"):
            telegram.people.says(group, text)
        telegram.people.says(group, "to the bot", reply_to=own.message_id)
        telegram.people.says(group, "/bare")
        telegram.people.alerts(group, "an alert hides from bots")

        got = await texts(bot)
        assert seen == got[: len(seen)]
        assert settings.mentions_seen or seen == got

    run(steps, settings)


def test_other_bots_are_heard_where_that_is_allowed() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.people.alerts(GROUP, "223114")
        telegram.people.alerts(ANN, "/errcode@errcode_bot 1")

        assert ["223114", "/errcode@errcode_bot 1"] == await texts(bot)

    run(steps, Settings(rate=None, bot_to_bot=True))


def test_a_bare_command_reaches_the_bot_that_posted_last() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.people.says(GROUP, "/one")
        await bot.send_message(GROUP, "x")
        telegram.people.says(GROUP, "/two")
        telegram.people.alerts(GROUP, "y")
        telegram.people.says(GROUP, "/three")

        assert ["/two"] == await texts(bot)

    run(steps, PRIVATE)


@pytest.mark.parametrize(("trim", "lengths"), [(False, [4096, 4096, 10]), (True, [4095, 4096, 10])])
def test_a_long_paste_is_cut_as_clients_do(trim: bool, lengths: list[int]) -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        numbers = telegram.people.pastes(GROUP, "a" * 4095 + " " + "b" * 4096 + "c" * 10, trim=trim)

        assert lengths == [len(text) for text in await texts(bot)]
        assert [True, False, False] == [line.wanted for line in telegram.history.of(Kind.ASKED)]
        assert list(range(numbers[0], numbers[0] + 3)) == numbers

    run(steps)


def test_a_button_is_pressed_answered_and_forged() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        sent = await bot.send_message(GROUP, "x", reply_markup=KEYBOARD)
        pressed = telegram.hands.clicks(GROUP, sent.message_id, "steps", BOB)
        forged = telegram.hands.forges(GROUP, sent.message_id, "drop:all", lost=True)
        updates = [update.callback_query for update in await bot.get_updates()]

        assert [("steps:c1", BOB), ("drop:all", ANN)] == [(one.data, one.from_user.id) for one in updates if one]
        await bot.answer_callback_query(pressed, "done")
        assert ["done", None] == [telegram.chats.answered.get(one, {}).get("text") for one in (pressed, forged)]
        telegram.change(pace=FREE.pace.faster(1e6))
        old = telegram.hands.forges(GROUP, sent.message_id, "x")
        assert (await refused(bot.answer_callback_query(old))).startswith("Query is too old")
        with pytest.raises(AssertionError, match="there are"):
            telegram.hands.clicks(GROUP, sent.message_id, "nothing")

    run(steps)


def test_an_inline_query_is_answered_and_its_result_sent() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        query = telegram.hands.types_inline("223114")
        (update,) = await bot.get_updates()
        await bot.get_updates(update.update_id + 1)
        assert check(telegram.history).lost
        content = InputTextMessageContent("<b>blurred</b>", parse_mode="HTML")
        result = InlineQueryResultArticle("r1", "223114", content, reply_markup=KEYBOARD)
        await bot.answer_inline_query(query, [result], cache_time=10, is_personal=True)
        assert check(telegram.history).good

        number = telegram.hands.chooses(query, "r1", GROUP)
        telegram.hands.clicks(GROUP, number)
        sent, pressed = await bot.get_updates()
        assert sent.message is not None
        assert ("blurred", bot.id) == (sent.message.text, sent.message.via_bot and sent.message.via_bot.id)
        assert pressed.callback_query is not None
        inline = pressed.callback_query.inline_message_id
        assert await bot.edit_message_text("changed", inline_message_id=inline) is True
        assert "Result_id_duplicate" == await refused(bot.answer_inline_query(query, [result, result]))

    run(steps)


def test_the_bots_coming_and_going_is_told() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        group = telegram.chats.add_group(bot="left")
        for move in (telegram.moves.adds_bot, telegram.moves.mutes_bot, telegram.moves.removes_bot):
            move(group)
        telegram.people.says(ANN, "/start")
        telegram.moves.blocks_bot(ANN)
        updates = await bot.get_updates()

        changes = [update.my_chat_member for update in updates if update.my_chat_member]
        assert [("left", "member"), ("member", "restricted"), ("restricted", "kicked"), ("member", "kicked")] == [
            (change.old_chat_member.status, change.new_chat_member.status) for change in changes
        ]
        assert [True, False] == [bool(update.message.new_chat_members) for update in updates if update.message]

    run(steps)


def test_a_document_is_told_and_downloaded() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.people.shares(ANN, '{"error_code": 223114}', caption="look")
        telegram.people.shares(ANN, "x", "huge.log", file={"file_size": 20_000_001})
        found, huge = (update.message for update in await bot.get_updates())

        assert found is not None
        assert found.document is not None
        file = await found.document.get_file()
        assert b'{"error_code": 223114}' == bytes(await file.download_as_bytearray())
        assert file.file_path is not None
        assert bot.token in file.file_path
        assert huge is not None
        assert huge.document is not None
        assert "File is too big" == await refused(huge.document.get_file())
        assert "Wrong file_id or the file is temporarily unavailable" == await refused(bot.get_file("nothing"))

    run(steps)


def test_raw_updates_come_as_they_are() -> None:
    async def steps(telegram: TelegramServer, bot: Bot) -> None:
        telegram.people.sends_raw({"message": {"message_id": "nonsense"}})
        telegram.people.sends_raw({"update_id": "x", "new_kind": {}})
        telegram.people.sends_raw("no object")

        first, second, third = await poll(bot)
        assert [{"message_id": "nonsense"}, "x", "no object"] == [first["message"], second["update_id"], third]
        with pytest.raises(KeyError):
            Update.de_json(first, bot)
        assert [] == await poll(bot, first["update_id"] + 3)

    run(steps)
