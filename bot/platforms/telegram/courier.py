"""Posts -> the Bot API: one request for one try.

Telegram can't be asked for a bot's own messages, so a post that may have been delivered before is
delivered again, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from bot.core.answer import Answer
from bot.core.followup import FollowUp
from bot.delivery.courier import DeliveryError, ElsewhereError, Post, PostKind, RefusedError
from bot.delivery.memo import Entries, answer_of
from bot.platforms.telegram.calls import told
from bot.render.telegram import (
    Message,
    Voice,
    answer_message,
    follow_up_message,
    help_message,
    language_message,
    policy_message,
    privacy_message,
    repeat_message,
    warning_message,
    welcome_message,
)

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_GROUP: Final = "-100"  # what Telegram's links leave out of a supergroup's id
_GONE: Final = ("message is not modified", "message to edit not found", "message to delete not found",
                "message can't be edited", "message can't be deleted", "message identifier is not specified")  # fmt: skip
_UNPARSED: Final = ("can't parse entities", "unsupported start tag", "can't find end")
_UNTHREADED: Final = ("message thread not found", "topic_closed", "topic_deleted")
_UNREPLIED: Final = ("message to be replied not found", "replied message not found")


@dataclass(frozen=True, slots=True)
class TelegramCourier:
    """Takes posts to chats. `bot` must not retry by itself: a second try is a second message."""

    bot: Bot
    voice: Voice
    entries: Entries
    username: str

    async def find(self, post: Post) -> str | None:
        """None: Telegram shows a bot no message again. A warning counts as delivered; once is enough."""
        return "" if post.kind is PostKind.WARNING else None

    async def deliver(self, post: Post) -> str:
        """Sends, edits or deletes."""
        match post.kind:
            case PostKind.ANSWER | PostKind.HEADLINE:
                return await self._send(post, self._answer(post), post.case.thread)
            case PostKind.REPEAT:
                return await self._send(post, self._repeat(post), post.case.thread)
            case PostKind.FOLLOW_UP:
                return await self._send(post, self._follow_up(post), str(post.body["thread"]))
            case PostKind.NOTICE:
                return await self._send(post, self._notice(post), post.case.thread)
            case PostKind.COUNTER | PostKind.REVISION:
                return await self._edit(post)
            case PostKind.WITHDRAWAL:
                return await self._delete(post)
            case PostKind.WARNING:
                return await self._warn(post)

    # --- what is said ----------------------------------------------------------------------------

    def _answer(self, post: Post) -> Message:
        case = post.case
        count = int(post.body.get("count", case.count))
        answer = self._answer_of(post)
        return answer_message(answer, self.voice, case.id, private=case.private, count=count, again=post.again)

    def _repeat(self, post: Post) -> Message:
        link = _link(post.first.channel, post.first.ref) if post.first and post.first.ref else ""
        count, minutes = post.body["count"], post.body["minutes"]
        return repeat_message(self._answer_of(post), count, minutes, link, again=post.again)

    def _follow_up(self, post: Post) -> Message:
        answer = self._answer_of(post, post.body["language"])
        topic = FollowUp(post.body["kind"])
        return follow_up_message(answer, topic, self.voice, case=post.case.id, again=post.again)

    def _notice(self, post: Post) -> Message:
        name, _, value = str(post.body["name"]).partition(":")
        return _NOTICES[name](self, value, str(post.body["language"]))

    def _answer_of(self, post: Post, language: str = "") -> Answer:
        return answer_of(post.case, self.entries, language)

    # --- how it gets there -----------------------------------------------------------------------

    async def _send(self, post: Post, message: Message, thread: str) -> str:
        """One message, as a reply; without its markup, its topic or its reply where Telegram refuses these."""
        topic, _, replied = thread.partition(":")
        fields: dict[str, Any] = {"text": message.html, "parse_mode": ParseMode.HTML}
        if replied:
            fields["reply_parameters"] = ReplyParameters(int(replied), allow_sending_without_reply=True)
        if topic not in ("", "0"):
            fields["message_thread_id"] = int(topic)
        while True:
            try:
                sent = await told(
                    self.bot.send_message(
                        chat_id=int(post.case.channel),
                        link_preview_options=_NO_PREVIEW,
                        reply_markup=_keyboard(message),
                        **fields,
                    )
                )
            except RefusedError as error:
                if not _plainer(fields, str(error), message):
                    raise
                continue
            return str(sent.message_id)

    async def _edit(self, post: Post) -> str:
        """The answer again, in its place."""
        case = post.case
        if not case.ref:
            return ""
        message = self._answer(replace(post, again=False))
        fields: dict[str, Any] = {"text": message.html, "parse_mode": ParseMode.HTML}
        while True:
            try:
                await told(
                    self.bot.edit_message_text(
                        chat_id=int(case.channel),
                        message_id=int(case.ref),
                        link_preview_options=_NO_PREVIEW,
                        reply_markup=_keyboard(message),
                        **fields,
                    )
                )
            except RefusedError as error:
                if _says(error, _GONE):
                    return case.ref
                if not _plainer(fields, str(error), message):
                    raise
                continue
            return case.ref

    async def _delete(self, post: Post) -> str:
        if post.case.ref:
            try:
                await told(self.bot.delete_message(int(post.case.channel), int(post.case.ref)))
            except RefusedError as error:
                if not _says(error, _GONE):
                    raise
        return ""

    async def _warn(self, post: Post) -> str:
        """In private where the poster has written to the bot before, else where the secret stands."""
        case, message = post.case, warning_message(self._answer_of(post))
        try:
            return await self._send(post, message, case.thread)
        except RefusedError:
            if not case.private:
                raise
            raise ElsewhereError(post.body["channel"], post.body["thread"]) from None


_Notice = Callable[[TelegramCourier, str, str], Message]
_NOTICES: Final[Mapping[str, _Notice]] = MappingProxyType(
    {
        "help": lambda courier, _value, language: help_message(language, courier.username),
        "privacy": lambda courier, _value, language: privacy_message(language, courier.username),
        "welcome": lambda courier, _value, _language: welcome_message(courier.username),
        "policy": lambda _courier, value, language: policy_message(value, language),
        "language": lambda _courier, value, _language: language_message(value),
    }
)


def _plainer(fields: dict[str, Any], reason: str, message: Message) -> bool:
    """Takes out of `fields` what Telegram refused; False when that was nothing that can go."""
    if _said(reason, _UNPARSED) and fields.pop("parse_mode", None):
        fields["text"] = message.plain
    elif _said(reason, _UNTHREADED):
        return fields.pop("message_thread_id", None) is not None
    elif _said(reason, _UNREPLIED):
        return fields.pop("reply_parameters", None) is not None
    else:
        return False
    return True


def _says(error: DeliveryError, texts: tuple[str, ...]) -> bool:
    return _said(str(error), texts)


def _said(reason: str, texts: tuple[str, ...]) -> bool:
    return any(text in reason for text in texts)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(button.text, url=button.url or None, callback_data=button.data or None) for button in row]
        for row in message.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _link(chat: str, message: str) -> str:
    """Telegram's address of a message in a supergroup or a channel; other chats have none."""
    return f"https://t.me/c/{chat.removeprefix(_GROUP)}/{message}" if chat.startswith(_GROUP) else ""
