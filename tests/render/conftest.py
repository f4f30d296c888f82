"""A voice that speaks from the knowledge that comes with the package."""

from __future__ import annotations

import pytest

from bot.core.entry import Knowledge
from bot.render.links import Links
from bot.render.slack import Voice


@pytest.fixture(scope="session")
def voice(knowledge: Knowledge) -> Voice:
    return Voice(knowledge, Links("https://errcode.example.com"))
