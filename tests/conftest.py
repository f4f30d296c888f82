"""What the tests share: the knowledge that comes with the package, and a desk that answers from it."""

from __future__ import annotations

import pytest

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.decode.decoder import Decoder
from bot.core.desk import Desk
from bot.core.entry import Catalogue, Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_knowledge([default_folder()])


@pytest.fixture(scope="session")
def catalogue(knowledge: Knowledge) -> Catalogue:
    return knowledge[0]


@pytest.fixture(scope="session")
def desk(knowledge: Knowledge) -> Desk:
    return Desk(knowledge)


@pytest.fixture(scope="session")
def decoder(catalogue: Catalogue) -> Decoder:
    return Decoder(catalogue)
