"""Posts -> Slack's Web API: one message for one try, and what its failure means.

chat.postMessage knows no idempotency key. The post's key goes along as the first block's id and in
the message's metadata, and after a doubt the thread is read for it (docs: messaging/message-metadata).
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.answer import Answer
from bot.core.followup import FollowUp
from bot.delivery.courier import (
    DeliveryError,
    DoubtfulError,
    Post,
    PostKind,
    RefusedError,
    ThrottledError,
    UnsentError,
)
from bot.delivery.memo import Entries, answer_of
from bot.platforms.payload import items, mapping, string
from bot.platforms.slack.replies import Replies, seconds_of
from bot.render.slack import (
    Message,
    Voice,
    answer_message,
    follow_up_message,
    headline_message,
    repeat_message,
    warning_message,
)
from bot.store.cases import Case

COMMAND_KEY = ":command:"  # in the key of what a slash command asked: its thread's root is our own headline
EVENT = "errcode_post"  # metadata's event_type
MOST_LOOKED_AT, MOST_PAGES = 100, 5  # messages of a thread or a channel that are read at once for an own one
APART = 300.0  # seconds that our clock may be ahead of Slack's

# What Slack says when its own side failed, and the message may stand there all the same.
_DOUBTFUL: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "timeout"})
_UNFIT: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"})
_GONE: Final = frozenset({"message_not_found", "cant_delete_message", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True)
class SlackCourier:
    """Takes posts to one workspace. `client` must not retry by itself: a second try may be a second message."""

    client: AsyncWebClient
    replies: Replies
    voice: Voice
    entries: Entries
    url: str  # of the workspace, "https://example.slack.com/"

    async def find(self, post: Post) -> str | None:
        """The `ts` of the message that carries the post's key."""
        if post.kind is PostKind.WARNING:
            return ""  # nobody can look for what one person alone saw; once is enough
        if post.kind not in (PostKind.ANSWER, PostKind.HEADLINE, PostKind.REPEAT, PostKind.FOLLOW_UP):
            return None  # an edit or a deletion may be done twice
        oldest, cursor = f"{post.case.created_at - APART:.6f}", ""
        for _ in range(MOST_PAGES):
            try:
                page = await self._page(post.case.channel, _thread(post), oldest, cursor)
            except RefusedError:
                return None  # it can't be looked for: better twice than never
            for message in items(page, "messages"):
                if _marker(message) == post.key:
                    return string(message, "ts")
            cursor = string(mapping(page, "response_metadata"), "next_cursor")
            if not cursor:
                break
        return None

    async def deliver(self, post: Post) -> str:
        """Posts, edits or deletes."""
        match post.kind:
            case PostKind.ANSWER:
                return await self._answer(post)
            case PostKind.HEADLINE:
                return await self._headline(post)
            case PostKind.REPEAT:
                return await self._repeat(post)
            case PostKind.COUNTER | PostKind.REVISION:
                return await self._revision(post)
            case PostKind.WITHDRAWAL:
                return await self._withdrawal(post)
            case PostKind.WARNING:
                return await self._warning(post)
            case PostKind.FOLLOW_UP:
                return await self._follow_up(post)
            case PostKind.NOTICE:
                raise RefusedError("Slack has no notices: commands are answered in their acknowledgement")

    async def _page(self, channel: str, thread: str, oldest: str, cursor: str) -> Mapping[str, Any]:
        """Messages of a thread (the oldest come first), or of a channel (the latest come first)."""
        fields: dict[str, Any] = {"limit": MOST_LOOKED_AT, "include_all_metadata": True, "oldest": oldest}
        if cursor:
            fields["cursor"] = cursor
        if thread:
            return await told(self.client.conversations_replies(channel=channel, ts=thread, **fields))
        return await told(self.client.conversations_history(channel=channel, **fields))

    async def _answer(self, post: Post) -> str:
        case, answer = post.case, self._answer_of(post)
        if not case.thread and case.reply_url:  # its headline couldn't be posted
            return await self._reply_privately(post, answer)
        message = answer_message(answer, self.voice, case.id, private=case.private, count=case.count, marker=post.key)
        try:
            return await self._post(post, message, case.thread)
        except RefusedError:
            if not case.reply_url:
                raise
            return await self._reply_privately(post, answer)

    async def _headline(self, post: Post) -> str:
        case = post.case
        return await self._post(post, headline_message(self._answer_of(post), case.author, case.asked, post.key), "")

    async def _repeat(self, post: Post) -> str:
        first = post.first
        link = self._permalink(first.channel, first.ref, first.thread) if first and first.ref else ""
        message = repeat_message(self._answer_of(post), post.body["count"], post.body["minutes"], link, post.key)
        return await self._post(post, message, post.case.thread)

    async def _follow_up(self, post: Post) -> str:
        answer = self._answer_of(post, post.body["language"])
        message = follow_up_message(answer, FollowUp(post.body["kind"]), self.voice, post.key, case=post.case.id)
        return await self._post(post, message, post.body["thread"])

    async def _warning(self, post: Post) -> str:
        case = post.case
        message = warning_message(self._answer_of(post))
        call = self.client.chat_postEphemeral(
            channel=case.channel,
            user=case.author,
            text=message.text,
            blocks=list(message.blocks),
            thread_ts=case.thread or None,
        )
        await told(call)
        return ""

    async def _revision(self, post: Post) -> str:
        """The answer again, in its place."""
        case = post.case
        if not case.ref or case.withdrawn:
            return ""
        count = int(post.body.get("count", case.count))
        answer = self._answer_of(post)
        message = answer_message(
            answer, self.voice, case.id, private=case.private, count=count, marker=_answer_key(case)
        )
        call = self.client.chat_update(
            channel=case.channel,
            ts=case.ref,
            text=message.text,
            blocks=list(message.blocks),
            parse="none",
            unfurl_links=False,  # as in the first place; Slack's page on edits is silent
            unfurl_media=False,
        )
        await told(call, fine=_GONE)
        return case.ref

    async def _withdrawal(self, post: Post) -> str:
        """The answer, and a headline above it, taken away."""
        case = post.case
        headline = case.thread if COMMAND_KEY in case.message_key else ""
        for ts in (case.ref, headline):
            if ts:
                await told(self.client.chat_delete(channel=case.channel, ts=ts), fine=_GONE)
        return ""

    async def _post(self, post: Post, message: Message, thread: str) -> str:
        """One message; without its blocks where Slack refuses these."""
        fields: dict[str, Any] = {
            "channel": post.case.channel,
            "text": message.text,
            "blocks": list(message.blocks),
            "metadata": {"event_type": EVENT, "event_payload": {"key": post.key}},
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
        }
        if thread:
            fields["thread_ts"] = thread
        try:
            response = await told(self.client.chat_postMessage(**fields))
        except RefusedError as error:
            if str(error) in _UNFIT and "blocks" in fields:
                fields.pop("blocks")
            else:  # a thread that is gone, too: the message was deleted, and nobody in the channel asked
                raise
            response = await told(self.client.chat_postMessage(**fields))
        return str(response["ts"])

    async def _reply_privately(self, post: Post, answer: Answer) -> str:
        """Where the bot can't post, the asker alone gets the whole answer."""
        message = answer_message(answer, self.voice, post.case.id, private=True, also="invite")
        await self.replies.send(post.case.reply_url, message)
        return ""

    def _answer_of(self, post: Post, language: str = "") -> Answer:
        return answer_of(post.case, self.entries, language)

    def _permalink(self, channel: str, ts: str, thread: str) -> str:
        """Slack's address of a message (docs: chat.getPermalink shows the form)."""
        base = f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
        return f"{base}?thread_ts={thread}&cid={channel}" if thread and thread != ts else base


async def told(call: Awaitable[AsyncSlackResponse], fine: AbstractSet[str] = frozenset()) -> Mapping[str, Any]:
    """What Slack answered; {} for an error that is as good as done. Raises DeliveryError.

    No text of an error goes further: it may quote the request, and its headers hold the token.
    """
    try:
        response = await call
    except SlackApiError as error:
        name = _error_name(error)
        if name in fine:
            return {}
        raise _delivery_error(error, name) from None
    except aiohttp.ClientConnectorError as error:
        raise UnsentError(type(error).__name__) from None
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
        raise DoubtfulError(type(error).__name__) from None
    return response.data if isinstance(response.data, dict) else {}


def _error_name(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _delivery_error(error: SlackApiError, name: str) -> DeliveryError:
    status = int(getattr(error.response, "status_code", 0) or 0)
    if status == HTTPStatus.TOO_MANY_REQUESTS or name in ("ratelimited", "rate_limited"):
        return ThrottledError(seconds_of(getattr(error.response, "headers", {}).get("Retry-After")))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not name or name in _DOUBTFUL:
        return DoubtfulError(name or f"HTTP status {status}")
    return RefusedError(name)


def _marker(message: object) -> str:
    """The key that a message of ours carries."""
    key = string(mapping(mapping(message, "metadata"), "event_payload"), "key")
    blocks = items(message, "blocks")
    return key or (string(blocks[0], "block_id") if blocks else "")


def _thread(post: Post) -> str:
    return str(post.body["thread"]) if post.kind is PostKind.FOLLOW_UP else post.case.thread


def _answer_key(case: Case) -> str:
    """A marker for an answer that was edited; nobody looks for it any more."""
    return case.message_key
