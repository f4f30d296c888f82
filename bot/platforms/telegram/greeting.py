"""What Telegram shows of the bot before anybody writes to it: its commands and what it is for."""

from __future__ import annotations

import structlog
from telegram import Bot, BotCommand

from bot.delivery.courier import DeliveryError
from bot.platforms.telegram.calls import told
from bot.render.wording_greeting import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION

LANGUAGES = {"": "en", "zh": "zh"}  # Telegram's language codes; "" is everybody else's

_log = structlog.get_logger("errcode.telegram")


async def greet(bot: Bot) -> None:
    """Registers commands and descriptions where they differ. A failure is told, and stops nothing."""
    try:
        for code, language in LANGUAGES.items():
            wanted = [BotCommand(name, text.in_language(language)) for name, text in COMMANDS.items()]
            if list(await told(bot.get_my_commands(language_code=code or None))) != wanted:
                await told(bot.set_my_commands(wanted, language_code=code or None))
            description = DESCRIPTION.in_language(language)
            if (await told(bot.get_my_description(language_code=code or None))).description != description:
                await told(bot.set_my_description(description, language_code=code or None))
            short = SHORT_DESCRIPTION.in_language(language)
            if (await told(bot.get_my_short_description(language_code=code or None))).short_description != short:
                await told(bot.set_my_short_description(short, language_code=code or None))
    except DeliveryError as error:
        _log.warning("commands_not_registered", reason=str(error))
    except Exception as error:  # noqa: BLE001 - no reason to end
        _log.error("greeting_broke", error=type(error).__name__)
