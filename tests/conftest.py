"""What the tests share: the knowledge that comes with the package, and a desk that answers from it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.decode.decoder import Decoder
from bot.core.desk import Desk
from bot.core.entry import Catalogue, Knowledge

# A busy machine makes no property fail. Whoever tries a change looks at other examples each time; what `make test` says of
# a commit is the same each time.
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("searching"), derandomize=True)
settings.load_profile("searching")


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
