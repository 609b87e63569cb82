"""One wallet behind a server for each database; tests tell their people apart by fresh ID numbers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.databases import fresh_database
from tests.pages.browser import Browser
from tests.world import ServiceClient, World, fresh_number, open_world


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres")))
        yield stack.enter_context(open_world(tmp_path_factory.mktemp("pages"), url))


@pytest.fixture
def id_number() -> str:
    """Of nobody: no province has the code 000."""
    return f"000161{fresh_number()}"


@pytest.fixture
def open_browser(world: World) -> Iterator[Callable[[], Browser]]:
    opened: list[Browser] = []

    def one_more() -> Browser:
        opened.append(Browser(world.url))
        return opened[-1]

    yield one_more
    for browser in opened:
        browser.close()


@pytest.fixture
def citizen(open_browser: Callable[[], Browser], id_number: str) -> Browser:
    """Signed in, to be spoken to as bà."""
    browser = open_browser()
    browser.enter(kind="citizen", id_number=id_number, form_of_address="bà")
    return browser


@pytest.fixture
def service(world: World) -> ServiceClient:
    return world.service("cong-an-mau", "Công an xã Mẫu")
