"""The ten-line bot of python-telegram-bot that ours is measured beside: it replies with the text."""

from __future__ import annotations

import os
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message and update.effective_message.text  # noqa: PT018 - ten lines
    await update.effective_message.reply_text(update.effective_message.text, do_quote=True)


async def ready(_application: Any) -> None:
    print("telegram_link_up", flush=True)


builder = (
    Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(os.environ["TELEGRAM_API_URL"] + "/bot")
)
application = builder.concurrent_updates(True).connection_pool_size(256).post_init(ready).build()
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling()
