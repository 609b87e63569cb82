"""People who come from the mini app: to the door where an account is bound, or straight to their pages."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.world import answered, fresh_id
from tests.zalo import APP, Mini, fresh_user
from wallet.errors import SettingsError
from wallet.identity.errors import TicketNotValidError
from wallet.identity.models import Citizen, SignInSession
from wallet.identity.sessions import SignedIn
from wallet.identity.zalo import arriving, binding
from wallet.identity.zalo.models import ZaloArrival, ZaloBinding
from wallet.settings import Settings, read_settings


def _session(method: str, level: int) -> SignInSession:
    now = datetime.now(UTC)
    own: dict[str, Any] = {
        "hash": b"",
        "kind": "citizen",
        "person_id": uuid4(),
        "csrf": "",
        "created_at": now,
        "expires_at": now,
    }
    return SignInSession(method=method, level=level, **own)


@pytest.mark.parametrize(
    ("method", "level", "anybody", "may"),
    [
        ("oidc", 2, False, True),
        ("oidc", 3, False, True),
        ("oidc", 1, False, False),
        ("zalo", 2, False, False),
        ("ticket", 4, False, False),
        ("ticket", 0, True, True),
    ],
)
def test_only_an_identity_check_of_the_right_level_may_bind(method: str, level: int, anybody: bool, may: bool) -> None:
    citizen = Citizen(id_number_hash=b"", created_at=datetime.now(UTC))

    person = SignedIn(_session(method, level), citizen=citizen)

    assert binding.may_bind(person, 2, anybody=anybody) is may


def test_staff_cannot_bind() -> None:
    assert not binding.may_bind(SignedIn(_session("oidc", 4)), 2, anybody=True)


def test_a_bound_account_opens_the_pages_at_level_one_and_proves_nothing_more(mini: Mini, user: str) -> None:
    mini.bind(user, fresh_id())

    browser, page = mini.enter(user)

    session = next(one for one in mini.rows(SignInSession) if one.method == "zalo")
    assert "Chào bà" in page.text
    assert (session.level, session.confirmed_at) == (1, None)
    assert session.expires_at - session.created_at == timedelta(hours=2)
    assert "từ Zalo" in browser.open("/thiet-bi").text


def test_what_cannot_be_taken_back_asks_a_session_from_zalo_for_more(mini: Mini, user: str) -> None:
    mini.bind(user, fresh_id())
    browser, _ = mini.enter(user)

    assert "/xac-nhan" in browser.open("/xoa-vi").source


def test_a_ticket_is_good_once(mini: Mini, user: str) -> None:
    mini.bind(user, fresh_id())
    path = answered(mini.arrive(user), 201).json()["path"]
    first, second = mini.browser(), mini.browser()
    first.press(first.open(path), "Vào ví")

    again = second.press(second.open(path), "Vào ví")

    assert again.status == 401
    assert "đã dùng rồi hoặc đã hết hạn" in again.text


def test_a_ticket_dies_after_two_minutes_and_an_arrival_after_fifteen(mini: Mini, user: str) -> None:
    now = mini.world.wallet.clock()
    with mini.world.wallet.database.transaction() as session:
        stranger = arriving.arrive(session, None, user, sensitive=False, now=now)
        ticket = stranger.path.rpartition("/")[2]
        arriving.check(session, ticket, now=now + timedelta(minutes=14))
        with pytest.raises(TicketNotValidError):
            arriving.check(session, ticket, now=now + timedelta(minutes=15))
        with pytest.raises(TicketNotValidError):
            arriving.spend(session, ticket, stranger.code, now=now + timedelta(minutes=15))
    assert timedelta(minutes=2) == arriving.TICKET_LIFE


def test_an_unknown_account_is_led_to_the_identity_check_and_nothing_of_it_stands_in_clear(mini: Mini) -> None:
    user = "9111222333444555666"

    told = answered(mini.arrive(user), 201).json()
    page = mini.browser().open(told["path"])

    assert len(told["code"]) == 4
    assert "vào ví bằng tài khoản định danh" in page.text
    assert told["code"] not in page.source
    assert all(user.encode() not in row.sealed for row in mini.rows(ZaloArrival))


def test_three_wrong_codes_spend_the_arrival(mini: Mini, user: str) -> None:
    told = answered(mini.arrive(user), 201).json()
    wrong = f"{(int(told['code']) + 1) % 10_000:04d}"
    browser = mini.browser()
    browser.enter(kind="citizen", id_number=fresh_id())
    page = browser.open(told["path"])
    for _ in range(2):
        page = browser.press(page, "Nối Zalo", filled={"ma": wrong})
        assert "Số chưa đúng" in page.text

    last = browser.press(page, "Nối Zalo", filled={"ma": wrong})
    late = browser.open(told["path"])

    assert (last.status, late.status) == (401, 401)


def test_an_account_belongs_to_one_wallet(mini: Mini, user: str) -> None:
    told = answered(mini.arrive(user), 201).json()
    mini.bind(user, fresh_id())
    browser = mini.browser()
    browser.enter(kind="citizen", id_number=fresh_id())

    refused = browser.press(browser.open(told["path"]), "Nối Zalo", filled={"ma": told["code"]})

    assert refused.status == 409


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [("expired", 401, "zalo-token-not-valid"), ("abroad", 503, "zalo-unreachable"), ("é", 401, "zalo-token-not-valid")],
)
def test_http_200_with_an_error_is_a_failure(mini: Mini, token: str, status: int, code: str) -> None:
    refused = mini.arrive("", token=token)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_binding_and_unbinding_are_read_in_who_looked_and_unbinding_ends_the_sessions(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    own = mini.bind(user, id_number)
    from_zalo, _ = mini.enter(user)

    said = own.press(own.open("/zalo"), "Bỏ nối Zalo")

    assert "Đã bỏ nối" in said.text
    assert "Chào mừng" in from_zalo.open("/").source
    assert [one.operation for one in mini.world.history(id_number) if one.operation.startswith("zalo")] == [
        "zalo.bind",
        "zalo.end",
    ]
    assert "đã nối một tài khoản Zalo với ví" in own.open("/ai-da-xem").text
    assert answered(mini.arrive(user), 201).json()["code"]


def test_whom_the_law_protects_gets_easy_pages_a_helping_hand_and_no_rule_that_answers(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    browser = mini.bind(user, id_number, sensitive=True)
    service = mini.world.service("cong-zalo", "UBND xã Mẫu")
    service.deposit(id_number)
    person = mini.world.citizen(id_number)
    until = (mini.world.wallet.clock() + timedelta(days=30)).date().isoformat()
    rule = {"kind": "allow", "names": ["person.full_name"], "client_id": "cong-zalo", "procedure": "1.004222"}
    tried = answered(person.post("/v1/me/policies/try", json=rule | {"until": until}), 200).json()
    saved = rule | {"until": until, "notice_hash": tried["notice_hash"]}
    answered(person.post("/v1/me/policies", json=saved), 201)

    dossier = service.open_dossier(id_number)
    service.ask_consent(dossier, attributes={"person.full_name": "required"}, documents={})

    citizen = mini.citizen(id_number)
    asked = answered(service.get(f"/v1/dossiers/{dossier}/consents"), 200).json()
    assert (citizen.assisted, citizen.easy_pages) == (True, True)
    assert [one["state"] for one in asked] == ["REQUESTED"]
    assert "nhờ người nhà làm thay" in browser.open("/").text


def test_an_erased_wallet_is_nobodys_at_zalo(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    mini.bind(user, id_number)
    citizen = mini.world.citizen_id(id_number)

    answered(mini.world.citizen(id_number).post("/v1/me/erasure", json={"word": "XÓA"}), 200)

    assert all(row.citizen_id != citizen for row in mini.rows(ZaloBinding))
    assert answered(mini.arrive(user), 201).json()["code"]


def test_only_the_mini_app_may_read_the_answer_from_its_page(mini: Mini) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    caller = mini.world.nobody()

    ours = caller.call("OPTIONS", "/v1/zalo/arrivals", headers=asked | {"Origin": "https://h5.zdn.vn"})
    others = caller.call("OPTIONS", "/v1/zalo/arrivals", headers=asked | {"Origin": "https://khac.example.vn"})
    elsewhere = caller.call("OPTIONS", "/v1/sign-in", headers=asked | {"Origin": "https://h5.zdn.vn"})

    assert ours.headers["Access-Control-Allow-Origin"] == "https://h5.zdn.vn"
    assert "Access-Control-Allow-Credentials" not in ours.headers
    assert "Access-Control-Allow-Origin" not in others.headers
    assert "Access-Control-Allow-Origin" not in elsewhere.headers


def test_half_a_connection_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLET_ZALO_APP_ID", APP)
    monkeypatch.setenv("WALLET_PUBLIC_URL", "https://vi.example.vn")

    with pytest.raises(SettingsError, match="WALLET_ZALO_APP_SECRET"):
        read_settings()


def test_in_production_zalo_is_reached_over_tls_only() -> None:
    with pytest.raises(ValueError, match="https://"):
        Settings(public_url="https://vi.example.vn", zalo_graph_url="http://graph.example.vn")


def test_an_account_that_asks_for_ways_in_without_end_has_to_wait_and_nobody_else(mini: Mini, user: str) -> None:
    most = mini.world.wallet.settings.zalo_arrivals_per_minute
    asked = [mini.arrive(user) for _ in range(most + 1)]
    waiting = asked[-1]
    assert [one.status_code for one in asked[:3]] == [201] * 3
    assert (waiting.status_code, waiting.json()["code"]) == (429, "too-many-arrivals")
    assert int(waiting.headers["Retry-After"]) >= 1
    assert mini.arrive(fresh_user()).status_code == 201
