"""A support ticket (工单), ready to send but for the request."""

from __future__ import annotations

from bot.core.answer import Card, Context
from bot.core.entry import Bilingual, Entry
from bot.render.shown import LONGEST_VALUE, shown, time_text


def ticket_title(language: str) -> str:
    """What stands above a ticket text."""
    return Bilingual("工单内容，补上请求即可提交", "Ticket text; add the request and send it").in_language(language)


def ticket_text(card: Card, context: Context, language: str) -> str:
    """A ticket (工单) ready to send but for the request; what the paste lacked is a placeholder in 【】 or []."""
    lines = (_ticket_zh if language == "zh" else _ticket_en)(card.entry, context)
    return "\n".join(line for line in lines if line)


def _ticket_zh(entry: Entry, context: Context) -> tuple[str, ...]:
    return (
        f"接口返回错误 {entry.code}（{shown(entry.message)}），请协助排查。",
        f"错误码：{entry.code}",
        f"错误信息：{shown(entry.message)}",
        f"log_id：{shown(context.log_id, LONGEST_VALUE) or '【请填写返回结果里的 log_id】'}",
        f"发生时间：{time_text(context.timestamp) if context.timestamp else '【请填写，注明时区】'}",
        f"参数：{shown(context.param, LONGEST_VALUE)}" if context.param else "",
        "请求：【请粘贴请求的 URL 和参数，去掉 access_token、密钥、图片和个人信息】",
        "已重试：【次数和间隔，结果如何】",
    )


def _ticket_en(entry: Entry, context: Context) -> tuple[str, ...]:
    return (
        f"The API returned error {entry.code} ({shown(entry.message)}); please look into it.",
        f"Error code: {entry.code}",
        f"Error message: {shown(entry.message)}",
        f"log_id: {shown(context.log_id, LONGEST_VALUE) or '[the log_id of the response]'}",
        f"Time: {time_text(context.timestamp) if context.timestamp else '[when it happened, with the time zone]'}",
        f"Parameter: {shown(context.param, LONGEST_VALUE)}" if context.param else "",
        "Request: [URL and parameters, without access_token, keys, images and personal data]",
        "Retries: [how many, how far apart, with what result]",
    )
