"""A voice that speaks from the knowledge that comes with the package."""

from __future__ import annotations

import pytest

from bot.core.entry import Knowledge
from bot.render.chat.voice import Voice
from bot.render.links import Links


@pytest.fixture(scope="session")
def voice(knowledge: Knowledge) -> Voice:
    return Voice(knowledge, Links("https://errcode.example.com"))
