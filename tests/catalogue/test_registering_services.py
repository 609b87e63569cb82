"""The operator registers services over HTTP: once or again, for procedures that exist, and with an entry each time."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.oauth.machine import Key
from tests.pages.browser import Browser
from tests.world import PROCEDURE, World, answered, open_world
from wallet.identity import services
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation

PLACE = "/v1/operator/services/cong-tinh-mau"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("registry")) as opened:
        yield opened


def described(**changes: Any) -> dict[str, Any]:
    jwks = {"keys": [Key().public_jwk]}
    plain = {"name": "Cổng tỉnh", "organisation": "UBND tỉnh Mẫu", "contact": "phòng máy", "jwks": jwks}
    return plain | {"procedures": [PROCEDURE]} | changes


def entries(world: World) -> int:
    with world.wallet.database.reading() as session:
        history = world.wallet.log.history(session, SYSTEM_SUBJECT)
    return len([one for one in history if one.operation == Operation.SERVICE_REGISTER])


def test_a_service_is_registered_and_brought_up_to_date_under_the_operators_name(world: World) -> None:
    operator, known = world.staff("operator"), entries(world)
    first = answered(operator.call("PUT", PLACE, json=described()), 200).json()
    changed = described(contact="số máy mới", jwks={}, jwks_uri="https://portal.example/jwks")
    again = answered(operator.call("PUT", PLACE, json=changed), 200).json()
    assert (first["client_id"], first["active"], first["procedures"]) == ("cong-tinh-mau", True, [PROCEDURE])
    assert (again["contact"], again["jwks_uri"]) == ("số máy mới", "https://portal.example/jwks")
    assert entries(world) == known + 2


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a procedure that does not exist": ({"procedures": ["9.999999"]}, "9.999999"),
    "a paper that does not exist": ({"deposits": ["giay_la"]}, "giay_la"),
    "two sources of keys": ({"jwks_uri": "https://portal.example/jwks"}, "either"),
    "a private key": ({"jwks": {"keys": [Key().private_jwk]}}, "private"),
    "a page without TLS": ({"redirect_uris": ["http://portal.example/"]}, "https"),
    "a ping without TLS": ({"notification_endpoint": "http://portal.example/"}, "https"),
}


def test_what_could_not_work_is_not_registered(world: World) -> None:
    operator, known = world.staff("operator"), entries(world)
    for changes, said in WRONG.values():
        refused = operator.call("PUT", "/v1/operator/services/sai-mau", json=described(**changes))
        assert refused.json()["code"] == "invalid-service"
        assert said in refused.json()["detail"]
    assert entries(world) == known


PAGE = "/van-hanh/dang-ky"
WHOLE = {"redirect_uris": ["https://portal.example/tra-loi"], "notification_endpoint": "https://portal.example/bao"}


@pytest.fixture
def operator(world: World) -> Iterator[Browser]:
    browser = Browser(world.url)
    browser.enter(kind="operator", login="operator.mau")
    yield browser
    browser.close()


def registered(world: World) -> dict[str, Any]:
    with world.wallet.database.reading() as session:
        found = services.find_by_client_id(session, "cong-tinh-mau")
    assert found is not None
    return found.model_dump()


def test_the_page_shows_a_registration_whole_and_sent_again_it_changes_nothing(world: World, operator: Browser) -> None:
    answered(world.staff("operator").call("PUT", PLACE, json=described(**WHOLE, deposits=["giay_khai_sinh"])), 200)
    before, known = registered(world), entries(world)
    page = operator.press(operator.open(f"{PAGE}?ma=cong-tinh-mau"), "Đăng ký")
    assert page.url.endswith("/van-hanh/he-thong?ma=cong-tinh-mau")
    assert registered(world) == before
    assert entries(world) == known + 1


def test_what_could_not_work_stays_in_the_form_with_what_is_wrong(world: World, operator: Browser) -> None:
    known = entries(world)
    typed = {"ma": "sai-mau", "ten": "Cổng <sai>", "noi": "UBND", "khoa": "[khóa", "thu-tuc": f"{PROCEDURE}\n9.9"}
    refused = operator.press(operator.open(PAGE), "Đăng ký", filled=typed)
    assert refused.status == 422
    assert "Chưa có gì được lưu" in refused.text
    assert "the keys are no JSON object" in refused.text
    assert "Cổng &lt;sai&gt;" in refused.source
    assert "[khóa</textarea>" in refused.source
    assert entries(world) == known


def test_a_service_that_is_not_there_has_no_form(operator: Browser) -> None:
    assert operator.open(f"{PAGE}?ma=khong-co").status == 404
