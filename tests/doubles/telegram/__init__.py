"""A stand-in Telegram: the Bot API over the loopback, by polling and by webhook.

It validates what it is sent as Telegram does, keeps what chats keep, fails on cue, and records all that happens.
"""

from .chats import ANN, BOB, GENERAL, GROUP, Chat, Chats, Message
from .faults import Fault, Trouble
from .server import TelegramServer
from .settings import Pace, Rate, Settings
from .thread import TelegramThread
from .updates import Json
from .webhook import SECRET_HEADER

__all__ = [
    "ANN",
    "BOB",
    "GENERAL",
    "GROUP",
    "SECRET_HEADER",
    "Chat",
    "Chats",
    "Fault",
    "Json",
    "Message",
    "Pace",
    "Rate",
    "Settings",
    "TelegramServer",
    "TelegramThread",
    "Trouble",
]
