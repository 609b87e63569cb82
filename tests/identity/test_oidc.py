"""Signing in at a certified identity provider, and everything that must not let anybody in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.identity.oidc_provider import IdentityProvider, Visitor, identity_provider
from tests.servers import free_port
from tests.world import BINH, MAI, World, open_world

pytestmark = pytest.mark.node


@dataclass(frozen=True)
class House:
    world: World
    provider: IdentityProvider


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, kept_database_url: str) -> Iterator[House]:
    url = f"http://127.0.0.1:{free_port()}"
    data = tmp_path_factory.mktemp("oidc")
    with (
        identity_provider(url) as provider,
        open_world(data, kept_database_url, public_url=url, **provider.settings) as world,
    ):
        yield House(world, provider)


@pytest.fixture
def open_visitor(house: House) -> Iterator[Callable[[], Visitor]]:
    opened: list[Visitor] = []

    def one_more() -> Visitor:
        opened.append(Visitor(house.world.url))
        return opened[-1]

    yield one_more
    for visitor in opened:
        visitor.close()


@pytest.fixture
def visitor(open_visitor: Callable[[], Visitor]) -> Visitor:
    return open_visitor()


def test_a_citizen_comes_in_and_finds_their_own_wallet(house: House, visitor: Visitor) -> None:
    page = visitor.sign_in("mai")

    assert page.status_code == 200
    assert "Ra khỏi ví" in page.text
    last = house.world.history(MAI)[-2:]
    assert ("sign-in", "oidc") in [(one.operation, one.groups["context"].get("detail")) for one in last]


def test_the_session_knows_the_level_of_authentication(visitor: Visitor) -> None:
    visitor.sign_in("mai")
    (own, *_) = visitor.go(f"{visitor.url}/v1/me/sessions").json()
    assert own["method"] == "oidc"


def test_no_address_on_the_way_says_who_it_is(visitor: Visitor) -> None:
    visitor.sign_in("mai")
    assert not [stop for stop in visitor.stops if MAI in stop]


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ("mai urn:mau:1", "tài khoản định danh mức cao hơn"),
        ("nobody-with-a-number", "Tài khoản này chưa dùng ví được"),
    ],
)
def test_who_is_not_known_well_enough_stays_outside(visitor: Visitor, account: str, said: str) -> None:
    page = visitor.sign_in(account)
    assert page.status_code == 403
    assert said in page.text
    assert visitor.go(f"{visitor.url}/giay-to").status_code == 401


def test_who_turns_back_at_the_provider_is_told_how_to_go_on(visitor: Visitor) -> None:
    page = visitor.sign_in("mai", turn="back")
    assert page.status_code == 401
    assert "Việc đăng nhập chưa xong" in page.text


def test_staff_come_in_by_their_own_door_and_only_who_is_registered(
    house: House, open_visitor: Callable[[], Visitor]
) -> None:
    house.world.staff("auditor")
    assert "/kiem-tra" in open_visitor().sign_in("kiem-toan", "/vao/can-bo").url
    assert open_visitor().sign_in("la-mat", "/vao/can-bo").status_code == 403


def test_an_answer_works_once_and_only_in_the_browser_that_asked(
    visitor: Visitor, open_visitor: Callable[[], Visitor]
) -> None:
    visitor.sign_in("mai")
    assert open_visitor().go(visitor.returned_with()).status_code == 401
    assert visitor.go(visitor.returned_with()).status_code == 401


@pytest.mark.parametrize("changed", ["state", "iss", "code"])
def test_an_answer_that_was_changed_lets_nobody_in(visitor: Visitor, changed: str) -> None:
    stopped = _stopped_before_the_wallet(visitor)
    altered = re.sub(rf"\b{changed}=[^&]+", f"{changed}=https%3A%2F%2Fother.example", stopped)
    assert altered != stopped
    assert visitor.go(altered).status_code == 401
    assert visitor.go(f"{visitor.url}/giay-to").status_code == 401


def test_what_is_asked_of_the_provider_follows_the_standard(visitor: Visitor) -> None:
    visitor.go(f"{visitor.url}/vao/nguoi-dan")
    asked = parse_qs(urlsplit(visitor.stops[1]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["urn:mau:2"]
    assert len({asked[name][0] for name in ("state", "nonce", "code_challenge")}) == 3


def test_an_address_of_another_site_is_never_gone_on_to(visitor: Visitor) -> None:
    page = visitor.sign_in("mai", "/vao/nguoi-dan?ve=//other.example/")
    assert page.url == f"{visitor.url}/"


def test_a_confirmation_needs_the_same_person(house: House, open_visitor: Callable[[], Visitor]) -> None:
    mine, mixed_up = open_visitor(), open_visitor()
    for visitor in (mine, mixed_up):
        visitor.sign_in("binh")
    assert mine.sign_in("binh", "/vao/nguoi-dan?ve=/thiet-bi").url.endswith("/thiet-bi")
    mixed_up.forget_the_provider()
    assert mixed_up.sign_in("mai", "/vao/nguoi-dan?ve=/thiet-bi").status_code == 401
    assert "sign-in.confirm" in [one.operation for one in house.world.history(BINH)]


def test_a_wallet_without_a_provider_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_world(tmp_path_factory.mktemp("bare")) as world:
        page = world.nobody().get("/vao/nguoi-dan", headers={"Accept": "text/html"})
        assert page.status_code == 404
        assert "chưa nối với hệ thống đăng nhập" in page.text
        assert "Vào ví bằng tài khoản định danh" not in world.nobody().get("/", headers={"Accept": "text/html"}).text


def _stopped_before_the_wallet(visitor: Visitor) -> str:
    """Sign in up to the provider's last word: the address that it would send the browser back to."""
    page = visitor.go(f"{visitor.url}/vao/nguoi-dan")
    answer = visitor.http.post(page.url, data={"account": "mai"}, allow_redirects=False, timeout=10)
    while not answer.headers["Location"].startswith(visitor.url):
        answer = visitor.http.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10)
    return answer.headers["Location"]
