"""The operator's screens: services and their switch, the log's health, keys, erasures, what is overdue."""

from collections.abc import Iterator

import pytest

from tests.pages.browser import Browser
from tests.world import MAI, ServiceClient, World, open_world
from wallet.ledger.entries import SYSTEM_SUBJECT
from wallet.operating import registry

LIST = "/van-hanh/he-thong"
REASON = "Hệ thống gọi quá nhiều"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("running")) as world:
        yield world


@pytest.fixture(scope="module")
def service(world: World) -> ServiceClient:
    service = world.service("cong-an-mau", "Công an xã Mẫu <b>")
    world.citizen(MAI)
    service.deposit(MAI)
    return service


@pytest.fixture(scope="module")
def operator(world: World, service: ServiceClient) -> Iterator[Browser]:
    browser = Browser(world.url)
    browser.enter(kind="operator", login="operator.mau")
    yield browser
    browser.close()


def is_active(world: World) -> bool:
    with world.wallet.database.reading() as session:
        return registry.known(session, "cong-an-mau").active


def test_every_service_stands_in_the_registry_with_its_keys(operator: Browser, service: ServiceClient) -> None:
    page = operator.open(LIST)
    assert "Công an xã Mẫu &lt;b&gt;" in page.source
    one = operator.follow(page, "cong-an-mau")
    assert str(service.key.thumbprint()) in one.text
    assert "ES256" in one.text
    assert "Đăng ký thường trú" in one.text


def test_a_service_is_stopped_and_let_in_again_with_reasons_in_the_log(world: World, operator: Browser) -> None:
    """That a stopped one is refused at its next call is asked of the token's own door (tests/oauth)."""
    one = f"{LIST}?ma=cong-an-mau"
    assert "ngừng" in operator.press(operator.open(one), "Ngừng", filled={"ly-do": REASON}).text
    assert not is_active(world)
    assert "dùng ví" in operator.press(operator.open(one), "Cho dùng lại", filled={"ly-do": REASON}).text
    assert is_active(world)
    with world.wallet.database.reading() as session:
        said = [entry for entry in world.wallet.log.history(session, SYSTEM_SUBJECT) if "switch" in entry.operation]
    assert [entry.groups["purpose"]["reason"] for entry in said] == [REASON, REASON]


def test_without_a_reason_it_goes_on_and_the_page_says_what_is_missing(world: World, operator: Browser) -> None:
    refused = operator.press(operator.open(f"{LIST}?ma=cong-an-mau"), "Ngừng", filled={"ly-do": "ngắn"})
    assert refused.status == 422
    assert "Chưa ghi lý do" in refused.text
    assert is_active(world)


def test_a_service_that_is_not_there_says_so(operator: Browser) -> None:
    assert operator.open(f"{LIST}?ma=khong-co").status == 404


def test_health_says_how_far_each_stage_is(world: World, operator: Browser) -> None:
    size = world.wallet.keeper.settle()
    page = operator.open("/van-hanh/suc-khoe")
    assert "Sổ ghi đang chạy" in page.text
    assert f"published {size} 0" in page.text
    assert "Chưa có nhân chứng nào" in page.text


def test_keys_and_erasures_and_debts_are_one_tab_away(world: World, operator: Browser) -> None:
    page = operator.open("/van-hanh")
    assert world.wallet.keys.current() in operator.follow(page, "Khóa chủ").text
    assert "Chưa ai xóa ví" in operator.follow(page, "Xóa ví").text
    assert "Không nơi nào quá hạn" in operator.follow(page, "Quá hạn xóa").text


def test_the_same_over_http(world: World, operator: Browser) -> None:
    person = world.staff("operator")
    (known,) = person.get("/v1/operator/services").json()
    assert (known["client_id"], known["active"], known["keys"][0]["algorithm"]) == ("cong-an-mau", True, "ES256")
    health = person.get("/v1/operator/health").json()
    assert health["durable"] >= health["sequenced"] >= health["published"] >= health["witnessed"]
    assert [one["current"] for one in person.get("/v1/operator/key-epochs").json()] == [True]
    refused = person.post("/v1/operator/services/switch", json={"client_id": "cong-an-mau", "active": False})
    assert (refused.status_code, refused.json()["code"]) == (422, "switch-reason-missing")


def test_nobody_else_gets_in(world: World) -> None:
    browser = Browser(world.url)
    browser.enter(kind="auditor", login="auditor.mau")
    paths = (LIST, "/van-hanh/suc-khoe", "/van-hanh/khoa", "/van-hanh/xoa-vi", "/van-hanh/qua-han-xoa")
    assert {browser.open(path).status for path in paths} == {403}
    browser.close()
