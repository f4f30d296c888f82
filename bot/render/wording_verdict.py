"""The verdict in words: whether to retry, who has to act, whether a ticket may be needed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.entry import Actor, Bilingual, Retry, Verdict
from bot.render.shown import joined

_RETRIES: Final[Mapping[Retry, Bilingual]] = MappingProxyType(
    {
        Retry.NOW: Bilingual("可立即重试", "retry now"),
        Retry.BACKOFF: Bilingual("退避重试", "retry with back-off"),
        Retry.AFTER_FIX: Bilingual("先处理再重试", "fix first, then retry"),
        Retry.NEVER: Bilingual("不要重试", "do not retry"),
    }
)
_VERDICTS: Final[Mapping[tuple[Retry, Actor], Bilingual]] = MappingProxyType(
    {
        (Retry.NOW, Actor.CALLER): Bilingual(
            "可以马上原样重发。",
            "Send the same request again right away.",
        ),
        (Retry.NOW, Actor.END_USER): Bilingual(
            "终端用户可以马上再试一次。",
            "The end user can try again right away.",
        ),
        (Retry.NOW, Actor.ACCOUNT_OWNER): Bilingual(
            "可以马上原样重发；如果反复出现，需要账号负责人处理。",
            "Send the same request again right away; if it comes back, the account owner has to act.",
        ),
        (Retry.NOW, Actor.VENDOR): Bilingual(
            "故障在服务方，可以马上原样重发。",
            "The fault is on the vendor's side; send the same request again right away.",
        ),
        (Retry.NOW, Actor.REVIEWER): Bilingual(
            "可以马上原样重发；如果反复出现，请转人工复核。",
            "Send the same request again right away; if it comes back, have the case reviewed by a person.",
        ),
        (Retry.BACKOFF, Actor.CALLER): Bilingual(
            "稍等再原样重发，多次重试时逐次拉长间隔。",
            "Wait a moment and send the same request again, with growing pauses between tries.",
        ),
        (Retry.BACKOFF, Actor.END_USER): Bilingual(
            "请终端用户稍等再试，不要连续重试。",
            "The end user should wait a moment before trying again.",
        ),
        (Retry.BACKOFF, Actor.ACCOUNT_OWNER): Bilingual(
            "降低频率后重试，逐次拉长间隔；经常出现的话，需要账号负责人处理（额度或权限）。",
            "Slow down and retry with growing pauses; if it happens often, the account owner has to act "
            "(quota or permissions).",
        ),
        (Retry.BACKOFF, Actor.VENDOR): Bilingual(
            "故障在服务方，重试时逐次拉长间隔。",
            "The fault is on the vendor's side; retry with growing pauses.",
        ),
        (Retry.BACKOFF, Actor.REVIEWER): Bilingual(
            "等人工复核有结果后再重试，逐次拉长间隔。",
            "A person has to review the case; retry later, with growing pauses.",
        ),
        (Retry.AFTER_FIX, Actor.CALLER): Bilingual(
            "需要调用方先修正（请求本身，或它用到的数据），原样重发没有用。",
            "The caller has to mend something first (the request or its data); "
            "sending the same request again won't help.",
        ),
        (Retry.AFTER_FIX, Actor.END_USER): Bilingual(
            "需要终端用户配合（重拍照片或视频，或改正填写的信息），原样重发没有用。",
            "The end user has to act (a new photo, video or corrected data); "
            "sending the same request again won't help.",
        ),
        (Retry.AFTER_FIX, Actor.ACCOUNT_OWNER): Bilingual(
            "需要账号负责人先处理（权限、认证或额度），处理好再重试。",
            "The account owner has to act first (permissions, certification or quota); retry after that.",
        ),
        (Retry.AFTER_FIX, Actor.VENDOR): Bilingual(
            "需要服务方先处理，恢复后再重试。",
            "The vendor has to mend something first; retry after that.",
        ),
        (Retry.AFTER_FIX, Actor.REVIEWER): Bilingual(
            "先由人工复核（可能是信息填错，也可能是冒用或攻击），确认后再重试。",
            "A person has to review the case first (wrong data, or an attempt to cheat); retry after that.",
        ),
        (Retry.NEVER, Actor.CALLER): Bilingual(
            "重发没有用，需要调用方改走其他处理，或者重新发起。",
            "Sending it again won't help; the caller has to go on without it, or start over.",
        ),
        (Retry.NEVER, Actor.END_USER): Bilingual(
            "重试没有用，请告知终端用户改用其他方式。",
            "Trying again won't help; the end user needs another way.",
        ),
        (Retry.NEVER, Actor.ACCOUNT_OWNER): Bilingual(
            "重试没有用，需要账号负责人处理（额度或权限）。",
            "Retrying won't help; the account owner has to act (quota or permissions).",
        ),
        (Retry.NEVER, Actor.VENDOR): Bilingual(
            "重试没有用，只能由服务方处理。",
            "Retrying won't help; only the vendor can mend it.",
        ),
        (Retry.NEVER, Actor.REVIEWER): Bilingual(
            "重试没有用，请转人工处理。",
            "Retrying won't help; hand the case over to a person.",
        ),
    }
)
_TICKETS: Final[Mapping[Retry, Bilingual]] = MappingProxyType(
    {
        Retry.NOW: Bilingual("持续出现请提交工单。", "If it keeps failing, open a ticket."),
        Retry.BACKOFF: Bilingual("多次重试无效请提交工单。", "If several tries fail, open a ticket."),
        Retry.AFTER_FIX: Bilingual("修正后仍然出现，请提交工单。", "If it persists after that, open a ticket."),
        Retry.NEVER: Bilingual("请提交工单。", "Open a ticket."),
    }
)


def retry_label(retry: Retry, language: str) -> str:
    """Whether to retry, in two to four words: for a badge."""
    return _RETRIES[retry].in_language(language)


def verdict_text(verdict: Verdict, language: str) -> str:
    """Who has to act and whether to retry, in one sentence; a second one where a ticket may be needed."""
    first = _VERDICTS[verdict.retry, verdict.actor].in_language(language)
    if not verdict.ticket:
        return first
    return joined((first, _TICKETS[verdict.retry].in_language(language)), language)
