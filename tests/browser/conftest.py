"""One server and one browser for all tests of this folder; each test visits through a tab of its reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, browsers, first_browser, running_browser
from tests.browser.served import served
from tests.browser.visits import Reader, Visit, Visits

Visiting = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser, what needs one is skipped before anything is set up; where CI is set it fails."""
    if os.environ.get("CI") or os.environ.get("CHROMIUM") or browsers():
        return
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=MISSING))


# Of the package, not of the session: a test elsewhere may need this thread's event loop.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with running_browser(first_browser()) as browser:
        yield browser


@pytest.fixture(scope="package")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running program; there is none without a browser to look at it."""
    with served(tmp_path_factory.mktemp("site")) as base:
        yield base


@pytest.fixture(scope="package")
def visits(chromium: Browser) -> Visits:
    """The tabs that tests look through."""
    return Visits(chromium)


@pytest.fixture
def visiting(visits: Visits, site: str) -> Iterator[Visiting]:
    """`visiting(language=, width=, dark=, scripts=)`: a visit, checked for faults at its end."""
    with ExitStack() as stack:

        def begin(base: str = site, **reader: object) -> Visit:
            return stack.enter_context(visits.begin(base, Reader(**reader)))  # type: ignore[arg-type] # checked by Reader

        yield begin
