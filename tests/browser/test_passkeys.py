"""A passkey of chromium's own (virtual) authenticator confirms who somebody is; without it, nothing is confirmed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import update

from tests.servers import free_port
from tests.world import MAI, World, open_world
from wallet.identity.confirming import CONFIRMED_FOR
from wallet.identity.models import SignInSession

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OVER = CONFIRMED_FOR + timedelta(seconds=1)


@pytest.fixture
def named_world(tmp_path: Path) -> Iterator[World]:
    """A wallet that is reached by a name: an IP address can have no passkeys."""
    with open_world(tmp_path, public_url=f"http://localhost:{free_port()}") as world:
        yield world


@pytest.fixture
def page(chromium: Browser, named_world: World) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    wanted = {"kind": "citizen", "id_number": MAI, "form_of_address": "bà"}
    page.goto(named_world.url + named_world.nobody().post("/v1/development/tickets", json=wanted).json()["path"])
    page.get_by_role("button", name="Vào ví").click()
    yield page
    context.close()


@pytest.fixture
def device(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session


def test_a_key_is_added_confirms_and_is_removed(named_world: World, page: Page, device: CDPSession) -> None:
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(named_world.url + "/thiet-bi")
    page.get_by_label("Tên máy").fill("Điện thoại thử")
    page.get_by_role("button", name="Thêm khóa trên máy này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã thêm khóa")
    expect(page.get_by_role("heading", name="Điện thoại thử")).to_be_visible()

    _let_time_pass(named_world)
    page.get_by_role("button", name="Bỏ khóa này").click()
    expect(page.get_by_role("heading", name="Xin xác nhận đúng là bà")).to_be_visible()
    page.goto(named_world.url + "/xac-nhan?ve=/thiet-bi")
    page.get_by_role("button", name="Xác nhận bằng khóa trên máy này").click()
    page.wait_for_url("**/thiet-bi")
    page.get_by_role("button", name="Bỏ khóa này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã bỏ khóa")

    done = [entry.operation for entry in named_world.history(MAI)]
    assert [one for one in done if one.startswith(("passkey", "sign-in."))] == [
        "passkey.add",
        "sign-in.confirm",
        "passkey.remove",
    ]


def test_a_device_that_does_not_know_its_user_confirms_nothing(
    named_world: World, page: Page, device: CDPSession
) -> None:
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": False}})
    page.goto(named_world.url + "/thiet-bi")
    page.get_by_role("button", name="Thêm khóa trên máy này").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa có gì thay đổi")
    assert named_world.citizen(MAI).get("/v1/me/passkeys").json() == []


def test_another_answer_than_the_devices_is_refused(named_world: World) -> None:
    citizen = named_world.citizen(MAI)
    citizen.post("/v1/me/passkeys/challenge", json={})
    made_up = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}, "clientExtensionResults": {}}
    refused = citizen.post("/v1/me/passkeys", json={"name": "Máy", "credential": made_up})
    assert refused.status_code == 422
    assert refused.json()["code"] == "passkey-refused"


def test_after_ten_minutes_nothing_that_cannot_be_taken_back_is_done(named_world: World) -> None:
    citizen = named_world.citizen(MAI)
    assert citizen.get("/v1/me/confirmation").json()["confirmed_until"]
    _let_time_pass(named_world)
    assert citizen.get("/v1/me/confirmation").json() == {"confirmed_until": None, "passkey": False}
    refused = citizen.post("/v1/me/passkeys/challenge", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "confirmation-required")


def _let_time_pass(world: World) -> None:
    with world.wallet.database.transaction() as session:
        long_ago = world.wallet.clock() - OVER
        session.connection().execute(update(SignInSession).values(confirmed_at=long_ago))
