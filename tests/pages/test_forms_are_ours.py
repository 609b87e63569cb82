"""Every page that changes something refuses a form that one of our own pages did not make."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from tests.pages.browser import Browser
from tests.world import World, open_world
from tests.zalo import connected
from wallet.pages import routes
from wallet.pages.routes import SCREENS

NOWHERE = "http://127.0.0.1:9"
"""Nothing here reaches Zalo; without it, its pages are not there for anybody."""
WITHOUT_SESSION = {"/dang-nhap/{ticket}"}  # nobody is signed in yet; guarded by Sec-Fetch-Site, tested with signing in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("forms"), kept_database_url, **connected(NOWHERE)) as opened:
        yield opened


def changing_routes() -> list[str]:
    paths = [
        route.path
        for screen in SCREENS
        for route in screen.router.routes
        if isinstance(route, APIRoute) and (route.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    ]
    return sorted(set(paths) - WITHOUT_SESSION)


def test_the_list_of_changing_routes_is_read_from_the_screens() -> None:
    assert len(changing_routes()) >= 7
    assert routes.router.routes


@pytest.mark.parametrize("path", changing_routes())
@pytest.mark.parametrize("token", ["", "csrf=wrong"])
def test_a_form_without_the_sessions_token_changes_nothing(
    world: World, citizen: Browser, id_number: str, path: str, token: str
) -> None:
    before = len(world.history(id_number))
    url = path.replace("{record_id}", ANY_ID).replace("{consent_id}", ANY_ID).replace("{correction_id}", ANY_ID)
    answer = citizen.post(url, data=token, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code in {403, 415}
    assert len(world.history(id_number)) == before


def test_an_upload_without_the_token_stores_nothing(world: World, citizen: Browser) -> None:
    before = world.objects()
    parts = [("loai", (None, "gplx")), ("ngay-cap", (None, "1/1/2020")), ("document", ("a.pdf", b"%PDF-1.7", "x/y"))]
    answer = citizen.post("/them-giay", files=parts)
    assert answer.status_code == 403
    assert "Trang đã cũ. Chưa có gì thay đổi" in answer.text
    assert world.objects() == before


def test_every_form_on_every_page_carries_the_token(citizen: Browser) -> None:
    for path in ("/", "/them-giay?loai=gplx"):
        for form in citizen.open(path).forms:
            assert len(dict(form.fields)["csrf"]) > 20


ANY_ID = "00000000-0000-4000-8000-000000000000"
