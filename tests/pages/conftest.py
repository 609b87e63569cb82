"""One wallet behind a server for each module and database; tests tell their people apart by fresh ID numbers."""

from collections.abc import Callable, Iterator

import pytest

from tests.pages.browser import Browser
from tests.world import ServiceClient, World, fresh_number, open_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("pages"), kept_database_url) as opened:
        yield opened


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
