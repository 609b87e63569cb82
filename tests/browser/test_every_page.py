"""axe-core on every page that the route table knows, opened by whoever it is for, in a wallet that has something on it.
A new page is looked at without anybody's naming it here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.scenes import BODIES, Cast, cast_of, scene_of
from tests.architecture.test_ownership import TABLE
from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.oauth.portal import open_portal
from tests.world import Caller, open_world
from tests.zalo import connected
from wallet.pages.routes import SCREENS

pytestmark = pytest.mark.browser

NO_PAGES = {
    "GET /cau-hoi/{consent_id}/tro-lai": "leads back to the service",
    "GET /giay-to/{record_id}/anh": "a picture",
    "GET /giay-to/{record_id}/tep": "a document",
    "GET /viec-phai-lam/lam-thay/{claim_id}/anh": "a picture",
}
WITH_ANOTHER_FACE_FOR_STRANGERS = ("GET /", "GET /dang-nhap/{ticket}", "GET /zalo/noi/{ticket}", "GET /vao/{who}")
"""Which whoever is not signed in sees; the last one says that there is no such door here."""


def pages() -> list[str]:
    found = {
        f"GET {route.path}"
        for screen in SCREENS
        for route in screen.router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    return sorted(found - set(NO_PAGES))


LEADS_ON = 303
PEOPLE = ("citizen", "auditor", "operator")


def for_whom(route: str) -> str:
    """Whoever gets the page, or else a citizen, who gets a page that says why not."""
    return next((one for one in PEOPLE if TABLE[route][one] == 200), "citizen")


@dataclass(frozen=True)
class Looking:
    cast: Cast
    context: BrowserContext
    page: Page

    def path(self, route: str) -> str:
        """Of something that is there, with what the route asks for."""
        scene = scene_of(self.cast, route)
        path = route.removeprefix("GET ")
        for name, value in scene.ids.items():
            path = path.replace(f"{{{name}}}", value)
        query = BODIES[route](scene, self.cast.citizen).get("params", {}) if route in BODIES else {}
        return path + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")

    def become(self, who: Caller | None) -> None:
        """With the cookie of somebody's session, or of nobody's."""
        self.context.clear_cookies()
        for cookie in who.http.cookies if who else ():
            url = self.cast.world.url
            self.context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": url}])

    def look(self, path: str, expected: int) -> list[str]:
        """`expected`: with which status the page comes; one that leads on to another page ends there."""
        return violations(self.page, self.cast.world.url + path, expected=200 if expected == LEADS_ON else expected)


@pytest.fixture(scope="module")
def looking(chromium: Browser, tmp_path_factory: pytest.TempPathFactory, zalo: str) -> Iterator[Looking]:
    """One wallet and one browser for all. axe is a script: its context sets our Content-Security-Policy aside."""
    with open_world(tmp_path_factory.mktemp("pages"), **connected(zalo)) as world:
        cast = cast_of(world)
        context = chromium.new_context(viewport=PHONE, locale="vi-VN", bypass_csp=True)
        yield Looking(cast, context, context.new_page())
        context.close()


def test_every_page_that_shows_nothing_is_one_of_the_routes() -> None:
    assert NO_PAGES.keys() | set(WITH_ANOTHER_FACE_FOR_STRANGERS) <= set(TABLE)
    assert len(pages()) > 50


@pytest.mark.parametrize("who", PEOPLE)
def test_axe_finds_nothing_on_any_page(looking: Looking, who: str) -> None:
    person = looking.cast.callers()[who]
    found = {}
    for route in (route for route in pages() if for_whom(route) == who):
        path = looking.path(route)
        looking.become(person)
        found[route] = looking.look(path, TABLE[route][who])
    assert {route: kinds for route, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_on_what_strangers_see(looking: Looking) -> None:
    portal = open_portal(looking.cast.world)
    paths = {looking.path(route): int(TABLE[route]["nobody"]) for route in WITH_ANOTHER_FACE_FOR_STRANGERS}
    paths[f"/oauth/authorize?client_id={portal.machine.client_id}&request_uri={portal.pushed()}"] = 200
    looking.become(None)
    found = {path: looking.look(path, status) for path, status in paths.items()}
    assert {path: kinds for path, kinds in found.items() if kinds} == {}


def test_axe_finds_nothing_where_easy_mode_leaves_things_out(looking: Looking) -> None:
    """Elsewhere it is larger letters and no more, which `violations` looks at on every page."""
    looking.become(looking.cast.citizen)
    page, url = looking.page, looking.cast.world.url
    page.goto(url + "/cai-dat")
    page.get_by_label("Dễ xem").check()
    page.get_by_role("button", name="Lưu").click()
    for path in ("/", "/cai-dat"):
        assert violations(page, url + path) == [], path
    assert page.locator("html.easy").count() == 1
