"""Signing in over HTTP: one-time tickets, cookies, roles, and no change that another site's page could ask for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Form
from sqlmodel import select
from starlette.testclient import TestClient

from tests.web.house import House, build
from wallet.database import Database
from wallet.identity import development, routes, sessions
from wallet.identity.dependencies import (
    CitizenSendingForm,
    Csrf,
    SessionSendingForm,
    SignedInAuditor,
    SignedInCitizen,
    SignedInOperator,
)
from wallet.identity.models import Citizen, SignInSession, SignInTicket, Staff
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation
from wallet.web.dependencies import Body
from wallet.web.multipart import read_form

NUMBER = "000161000017"
doors = APIRouter()


@doors.get("/v1/me/door")
def look(citizen: SignedInCitizen) -> str:
    return citizen.person.form_of_address


@doors.post("/v1/me/door", dependencies=[Csrf])
def change(citizen: SignedInCitizen) -> str:
    return citizen.person.form_of_address


@doors.post("/cua")
def change_by_form(citizen: SignedInCitizen, word: str = Form()) -> str:
    return word


@doors.post("/tep")
def upload_by_form(citizen: CitizenSendingForm, session: SessionSendingForm, body: Body) -> str:
    form = read_form(body, body.content_type, file_field="paper")
    sessions.check_csrf(session, form.fields.get("csrf"))
    return "stored"


@doors.get("/v1/audit/door")
def audit(staff: SignedInAuditor) -> str:
    return staff.login


@doors.get("/v1/operator/door")
def operate(staff: SignedInOperator) -> str:
    return staff.login


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return build(database, tmp_path, routes.router, development.router, doors)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(house.app) as opened:
        yield opened


def ticket(client: TestClient, **wanted: Any) -> str:
    answer = client.post("/v1/development/tickets", json={"kind": "citizen", "id_number": NUMBER} | wanted)
    assert answer.status_code == 201
    return str(answer.json()["ticket"])


def sign_in(client: TestClient, **wanted: Any) -> str:
    """The CSRF token; the cookie stays in the client."""
    answer = client.post("/v1/sign-in", json={"ticket": ticket(client, **wanted)})
    assert answer.status_code == 200
    return str(answer.json()["csrf"])


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_ticket_signs_in_once(client: TestClient) -> None:
    secret = ticket(client)
    assert client.post("/v1/sign-in", json={"ticket": secret}).json()["kind"] == "citizen"
    assert client.get("/v1/me/door").status_code == 200
    assert refusal(client.post("/v1/sign-in", json={"ticket": secret})) == (401, "ticket-not-valid")


def test_an_old_ticket_and_an_invented_one_get_the_same_answer(client: TestClient, house: House) -> None:
    secret = ticket(client)
    house.clock.forward(minutes=10)
    assert refusal(client.post("/v1/sign-in", json={"ticket": secret})) == (401, "ticket-not-valid")
    assert refusal(client.post("/v1/sign-in", json={"ticket": "x" * 43})) == (401, "ticket-not-valid")


def test_neither_ticket_nor_cookie_is_stored_in_clear(client: TestClient, house: House, tmp_path: Path) -> None:
    secret = ticket(client)
    client.post("/v1/sign-in", json={"ticket": secret})
    cookie = client.cookies["session"]
    with house.database.reading() as session:
        rows = [*session.exec(select(SignInTicket)).all(), *session.exec(select(SignInSession)).all()]
    assert len(rows) == 2
    assert not any(word in str(row.model_dump()) for row in rows for word in (secret, cookie))


def test_a_reusable_ticket_works_only_where_development_sign_in_is_on(
    client: TestClient, house: House, tmp_path: Path
) -> None:
    secret = ticket(client, reusable=True)
    for _ in range(2):
        assert client.post("/v1/sign-in", json={"ticket": secret}).status_code == 200
    strict = build(house.database, tmp_path, routes.router, development.router, development_sign_in=False)
    with TestClient(strict.app) as other:
        assert refusal(other.post("/v1/sign-in", json={"ticket": secret})) == (401, "ticket-not-valid")
        assert refusal(other.post("/v1/development/tickets", json={"kind": "citizen", "id_number": NUMBER})) == (
            404,
            "not-found",
        )


def test_without_a_cookie_one_is_asked_to_sign_in(client: TestClient) -> None:
    answer = client.get("/v1/me/door")
    assert refusal(answer) == (401, "sign-in-required")
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("citizen", "/v1/me/door"), ("auditor", "/v1/audit/door"), ("operator", "/v1/operator/door")],
)
def test_each_kind_of_user_has_its_own_doors(client: TestClient, kind: str, allowed: str) -> None:
    sign_in(client, kind=kind, login=f"{kind}@mau")
    for door in ("/v1/me/door", "/v1/audit/door", "/v1/operator/door"):
        answer = client.get(door)
        assert answer.status_code == 200 if door == allowed else refusal(answer) == (403, "wrong-role")


def test_a_session_ends_after_twelve_hours(client: TestClient, house: House) -> None:
    sign_in(client)
    house.clock.forward(hours=12)
    assert refusal(client.get("/v1/me/door")) == (401, "sign-in-required")


def test_signing_out_ends_the_session_and_not_just_the_cookie(client: TestClient) -> None:
    csrf = sign_in(client)
    cookie = client.cookies["session"]
    assert client.post("/v1/sign-out", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert "session" not in client.cookies
    assert client.get("/v1/me/door", headers={"Cookie": f"session={cookie}"}).status_code == 401


def test_one_sees_and_ends_ones_own_sessions_only(client: TestClient, house: House) -> None:
    csrf = sign_in(client)
    with TestClient(house.app) as phone, TestClient(house.app) as stranger:
        sign_in(phone)
        strange = {"X-CSRF-Token": sign_in(stranger, id_number="000161000018")}
        listed = client.get("/v1/me/sessions").json()
        assert sorted(one["current"] for one in listed) == [False, True]
        other = next(one["id"] for one in listed if not one["current"])
        assert refusal(stranger.delete(f"/v1/me/sessions/{other}", headers=strange)) == (404, "not-found")
        assert phone.get("/v1/me/door").status_code == 200
        assert client.delete(f"/v1/me/sessions/{other}", headers={"X-CSRF-Token": csrf}).status_code == 204
        assert phone.get("/v1/me/door").status_code == 401


def test_an_erased_citizen_and_a_dismissed_auditor_are_signed_out_at_once(client: TestClient, house: House) -> None:
    sign_in(client)
    with house.database.transaction() as session:
        for citizen in session.exec(select(Citizen)).all():
            citizen.state = "erased" if citizen.id != SYSTEM_SUBJECT else citizen.state
    assert client.get("/v1/me/door").status_code == 401
    sign_in(client, kind="auditor", login="kiem-toan@mau")
    with house.database.transaction() as session:
        session.exec(select(Staff)).one().active = False
    assert client.get("/v1/audit/door").status_code == 401


def test_a_change_needs_the_sessions_own_token(client: TestClient, house: House) -> None:
    csrf = sign_in(client)
    with TestClient(house.app) as stranger:
        foreign = sign_in(stranger, id_number="000161000018")
    assert client.post("/v1/me/door", headers={"X-CSRF-Token": csrf}).status_code == 200
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": foreign}, {"X-CSRF-Token": "é"}):
        answer = client.post(
            "/v1/me/door", headers=[(name.encode(), value.encode()) for name, value in headers.items()]
        )
        assert refusal(answer) == (403, "cross-site-request")


def test_a_form_carries_the_token_in_a_field(client: TestClient) -> None:
    csrf = sign_in(client)
    assert client.post("/cua", data={"csrf": csrf, "word": "vâng"}).json() == "vâng"
    assert refusal(client.post("/cua", data={"word": "vâng"})) == (403, "cross-site-request")


def test_a_multipart_form_gets_through_only_where_the_handler_reads_the_token(client: TestClient) -> None:
    csrf = sign_in(client)
    file = {"paper": ("x.pdf", b"%PDF")}
    assert refusal(client.post("/v1/me/door", data={"csrf": csrf}, files=file)) == (403, "cross-site-request")
    assert client.post("/tep", data={"csrf": csrf}, files=file).json() == "stored"
    assert refusal(client.post("/tep", data={"csrf": "x"}, files=file)) == (403, "cross-site-request")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:1"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
def test_a_page_of_another_site_is_refused_even_with_the_token(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    csrf = sign_in(client)
    assert client.post("/v1/me/door", headers={"X-CSRF-Token": csrf, **headers}).status_code == status
    answer = client.post("/v1/sign-in", json={"ticket": ticket(client)}, headers=headers)
    assert answer.status_code == status


def test_over_https_the_cookie_is_bound_to_this_host(database: Database, tmp_path: Path) -> None:
    house = build(database, tmp_path, routes.router, development.router, public_url="https://vi.example")
    with TestClient(house.app, base_url="https://vi.example") as client:
        answer = client.post("/v1/sign-in", json={"ticket": ticket(client)})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-session=")
        assert {part.strip() for part in cookie.split(";")[1:]} >= {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
        assert "domain" not in cookie.lower()
        assert client.get("/v1/me/session").json()["kind"] == "citizen"


def test_signing_in_stands_in_the_citizens_own_log(client: TestClient, house: House) -> None:
    sign_in(client)
    sign_in(client, kind="auditor", login="kiem-toan@mau")
    with house.database.reading() as session:
        citizen = next(row for row in session.exec(select(Citizen)).all() if row.id != SYSTEM_SUBJECT)
        log = house.app.state.log
        assert [len(log.history(session, person)) for person in (citizen.id, SYSTEM_SUBJECT)] == [1, 1]
        (entry,) = log.history(session, citizen.id)
    assert Operation.SIGN_IN in str(entry)
