"""A stand-in Slack: Web API, Socket Mode and signed HTTP over the loopback.

It validates what it is sent as Slack does, keeps what a workspace keeps, fails on cue, and records all that happens.
"""

from .delivery import Outcome
from .faults import Fault, Trouble
from .server import SlackServer
from .settings import Pace, Rate, Settings
from .thread import SlackThread
from .workspace import Channel, Json, Message, Whisper, Workspace

__all__ = [
    "Channel",
    "Fault",
    "Json",
    "Message",
    "Outcome",
    "Pace",
    "Rate",
    "Settings",
    "SlackServer",
    "SlackThread",
    "Trouble",
    "Whisper",
    "Workspace",
]
