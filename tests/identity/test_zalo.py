"""People who come from the mini app, against a stand-in of Zalo's endpoints in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from sqlmodel import select

from tests.architecture.house import ROOT
from tests.pages.browser import Browser, Page
from tests.papers import PDF
from tests.servers import free_port
from tests.world import Caller, World, answered, fresh_id, fresh_number, open_world, wait_until
from wallet.errors import SettingsError
from wallet.identity.errors import TicketNotValidError
from wallet.identity.models import Citizen, SignInSession
from wallet.identity.sessions import SignedIn
from wallet.identity.zalo import arriving, binding, events
from wallet.identity.zalo.errors import ZaloEventNotBelievedError
from wallet.identity.zalo.models import ZaloArrival, ZaloBinding
from wallet.notices.citizens.models import Letter
from wallet.records import links
from wallet.records.errors import LinkNotValidError
from wallet.settings import Settings, read_settings
from wallet.web.calls import Call

APP, MINI, SECRET, API_KEY = "1234567890", "987654", "made-up-secret", "demo-api-key"
VECTORS: list[tuple[dict[str, Any], str]] = [
    (
        {"event": "user.revoke.consent", "appId": APP, "userId": "9876543210123456789", "timestamp": 1767225600000},
        "016e80ea74dea69e0ed78940269f4ddbeb267e024c6e1b213a6785d737937cd5",
    ),
    (
        {
            "event": "x",
            "appId": "1",
            "data": {"b": 1, "a": "é", "c": None},
            "n": None,
            "flag": True,
            "timestamp": 1,
        },
        "305774b9216d2719da5b8748919744de8e63e4f0e80e124b84cf11558dfec743",
    ),
]
"""Made with zmp-openapi-nodejs 2.1.6, which is Zalo's own."""


@dataclass(frozen=True)
class Mini:
    """The wallet, the stand-in, and what a mini app does."""

    world: World
    zalo: str

    def arrive(self, user: str, **more: Any) -> requests.Response:
        token = more.pop("token", f"token-of-{user}")
        return self.world.nobody().post("/v1/zalo/arrivals", json={"access_token": token, **more})

    def bind(self, user: str, id_number: str, **more: Any) -> Browser:
        """A citizen who has bound this account, in the browser where they did it."""
        told = answered(self.arrive(user, **more), 201).json()
        browser = self.browser()
        browser.enter(kind="citizen", id_number=id_number, form_of_address="bà")
        page = browser.press(browser.open(told["path"]), "Nối Zalo", filled={"ma": told["code"]})
        assert "Đã nối" in page.text
        return browser

    def enter(self, user: str) -> tuple[Browser, Page]:
        """From the mini app straight in."""
        told = answered(self.arrive(user), 201).json()
        browser = self.browser()
        return browser, browser.press(browser.open(told["path"]), "Vào ví")

    def browser(self) -> Browser:
        browser = Browser(self.world.url)
        self.world.callers.append(browser)
        return browser

    def revoke(self, user: str, *, at: float, app: str = APP, key: str = API_KEY) -> requests.Response:
        event = {"event": "user.revoke.consent", "appId": app, "userId": user, "timestamp": int(at * 1000)}
        headers = {"X-ZEvent-Signature": events.signature_of(event, key)}
        return self.world.nobody().post("/v1/zalo/events", data=json.dumps(event), headers=headers)

    def rows(self, table: type[ZaloBinding] | type[ZaloArrival] | type[SignInSession]) -> list[Any]:
        with self.world.wallet.database.reading() as session:
            return list(session.exec(select(table)).all())

    def citizen(self, id_number: str) -> Citizen:
        with self.world.wallet.database.reading() as session:
            return session.get_one(Citizen, self.world.citizen_id(id_number))

    def told(self, user: str) -> list[dict[str, Any]]:
        """What this account was sent."""
        sent = answered(Caller(self.zalo).get("/sent"), 200).json()
        return [one["templateData"] for one in sent if one["user"] == user]

    def now(self) -> float:
        return self.world.wallet.clock().timestamp()


@contextmanager
def stand_in(wallet: str) -> Iterator[str]:
    address = f"http://127.0.0.1:{free_port()}"
    told = ("--port", address.rpartition(":")[2], "--wallet", wallet, "--secret", SECRET, "--api-key", API_KEY)
    process = subprocess.Popen([sys.executable, "-m", "scripts.zalo_stand_in", *told], cwd=ROOT)
    caller = Caller(address)
    try:
        wait_until(lambda: process.poll() is not None or _answers(caller))
        yield address
    finally:
        caller.close()
        process.kill()
        process.wait()


def _answers(caller: Caller) -> bool:
    try:
        return caller.get("/sent").ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mini]:
    own = f"http://127.0.0.1:{free_port()}"
    with (
        stand_in(own) as zalo,
        open_world(
            tmp_path_factory.mktemp("zalo"),
            public_url=own,
            zalo_app_id=APP,
            zalo_app_secret=SECRET,
            zalo_mini_app_id=MINI,
            zalo_api_key=API_KEY,
            zalo_template_id="mau",
            zalo_graph_url=zalo,
            zalo_openapi_url=zalo,
            smtp_host="127.0.0.1",
            smtp_port=9,
            smtp_security="none",
            smtp_from="vi@example.vn",
        ) as world,
    ):
        yield Mini(world, zalo)


@pytest.fixture
def user() -> str:
    """A Zalo account of nobody's so far."""
    return f"9{fresh_number():>018}"


@pytest.mark.parametrize(("event", "signature"), VECTORS, ids=["revoked", "nested"])
def test_a_signature_is_what_zalos_own_library_makes_of_it(event: dict[str, Any], signature: str) -> None:
    assert events.signature_of(event, API_KEY) == signature


def test_an_event_says_whose_permission_is_gone_and_since_when() -> None:
    event, signature = VECTORS[0]

    found = events.read(json.dumps(event).encode(), signature, API_KEY)

    assert found is not None
    assert (found.app_id, found.user) == (APP, "9876543210123456789")
    assert found.at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_an_event_of_another_kind_is_believed_and_left_alone() -> None:
    event, signature = VECTORS[1]

    assert events.read(json.dumps(event).encode(), signature, API_KEY) is None


def _changed(change: Callable[[dict[str, Any]], Any]) -> bytes:
    event = dict(VECTORS[0][0])
    change(event)
    return json.dumps(event).encode()


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (_changed(lambda event: event.update(userId="9876543210123456780")), API_KEY),
        (_changed(lambda event: event.update(timestamp=1767225600001)), API_KEY),
        (_changed(lambda event: event.pop("appId")), API_KEY),
        (_changed(lambda _event: None), "another-key"),
        (_changed(lambda _event: None), ""),
        (b"[]", API_KEY),
        (b"\xff", API_KEY),
        (b"[" * 100_000, API_KEY),
    ],
    ids=["user", "time", "member gone", "key", "no key", "no object", "no text", "nested"],
)
def test_an_event_that_was_altered_is_not_believed(body: bytes, key: str) -> None:
    with pytest.raises(ZaloEventNotBelievedError):
        events.read(body, VECTORS[0][1], key)


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


def test_half_a_connection_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLET_ZALO_APP_ID", APP)
    monkeypatch.setenv("WALLET_PUBLIC_URL", "https://vi.example.vn")

    with pytest.raises(SettingsError, match="WALLET_ZALO_APP_SECRET"):
        read_settings()


def test_in_production_zalo_is_reached_over_tls_only() -> None:
    with pytest.raises(ValueError, match="https://"):
        Settings(public_url="https://vi.example.vn", zalo_graph_url="http://graph.example.vn")


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


def test_a_permission_taken_back_at_zalo_unbinds_and_the_same_event_again_changes_nothing(
    mini: Mini, user: str
) -> None:
    id_number = fresh_id()
    mini.bind(user, id_number)
    from_zalo, _ = mini.enter(user)
    unspent = answered(mini.arrive(user), 201).json()["path"]
    at = mini.now()

    first, second = mini.revoke(user, at=at), mini.revoke(user, at=at)

    late = mini.browser()
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Chào mừng" in from_zalo.open("/").source
    assert late.press(late.open(unspent), "Vào ví").status == 401
    assert sum(1 for one in mini.world.history(id_number) if one.operation == "zalo.end") == 1


def test_whoever_loses_the_binding_at_zalo_is_told_on_the_pages_that_the_papers_stay(mini: Mini, user: str) -> None:
    browser = mini.bind(user, fresh_id())

    mini.revoke(user, at=mini.now())

    home = browser.open("/").text
    assert "Zalo không còn vào được ví này" in home
    assert "Giấy vẫn còn trong ví" in home


def test_a_new_way_in_is_told_at_once_by_zalo_and_without_content(mini: Mini, user: str) -> None:
    mini.bind(user, fresh_id())

    wait_until(lambda: mini.told(user) != [])

    (told,) = mini.told(user)
    assert "Một tài khoản Zalo vừa được nối" in told["contentDescription"]
    assert told["buttonUrl"] == f"{mini.world.url}/zalo"


def test_who_cannot_be_notified_is_not_tried_again(mini: Mini) -> None:
    id_number, user = fresh_id(), "90000000000000-111"
    mini.bind(user, id_number)

    def letters() -> list[Letter]:
        with mini.world.wallet.database.reading() as session:
            mine = Letter.citizen_id == mini.world.citizen_id(id_number)
            return [one for one in session.exec(select(Letter).where(mine)).all() if one.state != "waiting"]

    wait_until(lambda: letters() != [])

    assert [(one.state, one.failure, one.attempts) for one in letters()] == [("given-up", "zalo -111", 1)]


def test_the_page_of_messages_switches_zalo_off_and_asks_for_the_code_of_an_address(mini: Mini, user: str) -> None:
    browser = mini.bind(user, fresh_id())
    page = browser.open("/tin-bao")
    assert "Ví đang báo tin qua Zalo" in page.text

    off = browser.press(page, "Thôi báo qua Zalo")
    asked = browser.press(off, "Gửi số xác nhận", filled={"dia-chi": "ba.mau@example.vn"})
    wrong = browser.press(asked, "Xác nhận địa chỉ này", filled={"ma": "abcdef"})
    none = browser.press(wrong, "Thôi báo qua thư")

    assert "Ví đang không báo tin qua Zalo" in off.text
    assert "Đã gửi một số tới địa chỉ ấy" in asked.text
    assert "ba.mau" not in asked.source
    assert "Số chưa đúng" in wrong.text
    assert "Số trong thư" not in none.text
    assert "đã đổi cách ví báo tin" in browser.open("/ai-da-xem").text


def test_an_old_event_does_not_undo_what_was_bound_since(mini: Mini, user: str) -> None:
    before = mini.now() - 1
    mini.bind(user, fresh_id())

    mini.revoke(user, at=before)

    assert answered(mini.arrive(user), 201).json()["code"] == ""


@pytest.mark.parametrize(("app", "key", "status"), [("1", API_KEY, 200), (APP, "forged", 401)])
def test_an_event_of_another_app_or_another_hand_unbinds_nobody(
    mini: Mini, user: str, app: str, key: str, status: int
) -> None:
    mini.bind(user, fresh_id())

    answer = mini.revoke(user, at=mini.now(), app=app, key=key)

    assert answer.status_code == status
    assert answered(mini.arrive(user), 201).json()["code"] == ""


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


def _secret_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["giay"][0]


def test_a_paper_opens_in_zalos_viewer_once_and_the_owner_reads_of_it(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    browser = mini.bind(user, id_number)
    record = mini.world.service("cong-zalo-2", "UBND xã Mẫu").deposit(id_number)
    page = browser.press(browser.open(f"/giay-to/{record}"), "Mở trong Zalo")
    link = page.link("Mở trong Zalo")
    viewer = mini.world.nobody()

    first = viewer.get(f"/tai-ve/{_secret_of(link)}/giay-to.pdf")
    again = viewer.get(f"/tai-ve/{_secret_of(link)}/giay-to.pdf")

    entry = mini.world.history(id_number)[-1]
    assert link.startswith(f"https://zalo.me/s/{MINI}/?giay=")
    assert parse_qs(urlsplit(link).query)["tep"] == ["giay-to.pdf"]
    assert (first.status_code, first.content, first.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert (again.status_code, again.json()["code"]) == (404, "link-not-valid")
    assert entry.operation == "record.download"
    assert "one-time-link" in json.dumps(entry.groups)


def test_a_link_is_nobodys_after_two_minutes_and_nobody_elses_to_make(mini: Mini, user: str) -> None:
    id_number = fresh_id()
    browser = mini.bind(user, id_number)
    record = mini.world.service("cong-zalo-3", "UBND xã Mẫu").deposit(id_number)
    page = browser.press(browser.open(f"/giay-to/{record}"), "Mở trong Zalo")
    secret = _secret_of(page.link("Mở trong Zalo"))
    vault, late = mini.world.wallet.vault, mini.world.wallet.clock() + timedelta(minutes=2)

    stranger = mini.world.citizen(fresh_id()).post(f"/giay-to/{record}/mo-trong-zalo")
    with pytest.raises(LinkNotValidError):
        links.open_once(vault, secret, Call("test", "/test", ""), now=late)

    assert stranger.status_code == 404


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
