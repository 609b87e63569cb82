"""From a pushed request through the citizen's answer to tokens, and every way in which a step can be wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house import MovableClock
from tests.oauth.machine import Key, Machine
from tests.oauth.portal import (
    CALLBACK,
    Portal,
    agreed_code,
    arrive,
    details,
    open_portal,
    sent_back,
    taken,
    tokens_of,
)
from tests.world import BINH, MAI, NAME, Person, World, agree, answered, open_world
from wallet.clock import system_clock


@pytest.fixture(scope="module")
def clock(kept_database_url: str) -> MovableClock:
    """Begins now: the log's own thread signs with it too."""
    return MovableClock(system_clock())


@pytest.fixture(scope="module")
def world(kept_database_url: str, tmp_path_factory: pytest.TempPathFactory, clock: MovableClock) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("oauth"), kept_database_url, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def portal(world: World) -> Portal:
    return open_portal(world)


@pytest.fixture(scope="module")
def other_portal(world: World) -> Portal:
    return open_portal(world, "cong-khac")


@pytest.fixture(scope="module")
def birth_record(world: World) -> str:
    world.citizen(MAI)
    return world.service().deposit(MAI)


@pytest.fixture
def citizen(world: World, birth_record: str) -> Person:
    """Signed in anew: the clock moves by days."""
    return world.citizen(MAI)


@pytest.fixture
def other_citizen(world: World) -> Person:
    return world.citizen(BINH)


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_the_code_gives_what_the_citizen_agreed_to_and_nothing_else(portal: Portal, citizen: Person) -> None:
    tokens = tokens_of(citizen, portal)
    (granted,) = tokens["authorization_details"]
    released = answered(portal.release(tokens), 201).json()
    document = released["documents"][0]["href"]

    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("DPoP", 300, "wallet")
    assert (granted["type"], granted["mode"], granted["fetch"], granted["max_uses"]) == (
        "dossier",
        "VIEW",
        "PERIODIC",
        2,
    )
    assert [sorted(item["attributes"]) for item in granted["items"]] == [["person.dob", "person.full_name"]]
    assert NAME in [field["chosen"]["value"] for field in released["fields"] if field["chosen"]]
    assert portal.call("GET", document, tokens["access_token"]).status_code == 200
    assert portal.call("GET", "/v1/events", tokens["access_token"]).json()["code"] == "token-of-consent"


def test_the_way_back_says_code_state_and_issuer_or_that_the_answer_was_no(
    world: World, portal: Portal, citizen: Person
) -> None:
    consent = taken(citizen, portal, portal.pushed())
    assert citizen.get(f"/cau-hoi/{consent}/tro-lai").headers["Location"] == f"/cau-hoi/{consent}/xong"
    notice = citizen.get(f"/v1/me/consents/{consent}").json()["notice_hash"]
    answered(citizen.post(f"/v1/me/consents/{consent}/answer", json={"agree": False, "notice_hash": notice}), 200)
    assert sent_back(citizen, consent) == (
        CALLBACK,
        {"error": "access_denied", "state": "s-1", "iss": world.url},
    )

    consent = taken(citizen, portal, portal.pushed(redirect_uri="https://portal.example/other?tenant=1", state=None))
    agree(citizen, consent)
    address, query = sent_back(citizen, consent)
    assert (address, sorted(query)) == ("https://portal.example/other", ["code", "iss", "tenant"])


def test_a_request_uri_is_good_once_for_its_own_client_and_not_for_long(
    portal: Portal, other_portal: Portal, citizen: Person, other_citizen: Person, clock: MovableClock
) -> None:
    uri = portal.pushed()
    foreign = citizen.get("/oauth/authorize", params={"client_id": "cong-khac", "request_uri": uri})
    assert foreign.json()["code"] == "request-not-valid"
    taken(citizen, portal, uri)
    assert [arrive(one, portal, uri).json()["code"] for one in (citizen, other_citizen)] == ["request-not-valid"] * 2
    late = portal.pushed()
    clock.pass_by(seconds=301)
    assert arrive(citizen, portal, late).status_code == 404


def test_a_request_for_somebodys_dossier_is_for_nobody_else(
    world: World, portal: Portal, citizen: Person, other_citizen: Person
) -> None:
    own = {"grant_type": "client_credentials"}
    token = answered(portal.post("/oauth/token", own, proof=portal.machine.proof()), 200).json()["access_token"]
    wanted = {"id_number": MAI, "procedure": "1.004222", "reference": "MỞ-TRƯỚC"}
    dossier = answered(portal.call("POST", "/v1/dossiers", token, json=wanted), 201).json()["id"]
    uri = portal.pushed(details(reference=None, dossier=dossier))
    known = len(world.history(MAI))

    assert arrive(other_citizen, portal, uri).status_code == 404
    assert [entry.operation for entry in world.history(MAI)[known:]] == ["auth.denied"]
    assert taken(citizen, portal, uri)


def test_who_is_not_signed_in_comes_back_to_the_question(world: World, portal: Portal, citizen: Person) -> None:
    visitor, uri = world.nobody(), portal.pushed()
    visitor.http.headers["Accept"] = "text/html"
    door = answered(arrive(visitor, portal, uri), 200)
    ticket = visitor.post("/v1/development/tickets", json={"kind": "citizen", "id_number": MAI}).json()["ticket"]
    entered = answered(visitor.post(f"/dang-nhap/{ticket}"), 303)

    assert "UBND xã Mẫu" in door.text
    assert entered.headers["Location"].startswith("/oauth/authorize?client_id=cong-mau&request_uri=")
    question = answered(visitor.get(entered.headers["Location"]), 303).headers["Location"]
    assert question.startswith("/cau-hoi/")
    assert "returning" not in visitor.http.cookies


BAD_PUSHES: dict[str, tuple[dict[str, Any], str]] = {
    "no response type": ({"response_type": None}, "invalid_request"),
    "the implicit way": ({"response_type": "token"}, "invalid_request"),
    "an answer in the fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "no redirect": ({"redirect_uri": None}, "invalid_request"),
    "another path": ({"redirect_uri": CALLBACK + "/"}, "invalid_request"),
    "a query added": ({"redirect_uri": CALLBACK + "?next=1"}, "invalid_request"),
    "another host": ({"redirect_uri": "https://portal.example.evil.example/callback"}, "invalid_request"),
    "another case": ({"redirect_uri": "https://PORTAL.example/callback"}, "invalid_request"),
    "a fragment": ({"redirect_uri": CALLBACK + "#x"}, "invalid_request"),
    "without TLS": ({"redirect_uri": "http://portal.example/callback"}, "invalid_request"),
    "no challenge": ({"code_challenge": None}, "invalid_request"),
    "a plain challenge": ({"code_challenge_method": "plain"}, "invalid_request"),
    "no challenge method": ({"code_challenge_method": None}, "invalid_request"),
    "half a challenge": ({"code_challenge": "short"}, "invalid_request"),
    "a request object": ({"request": "x.y.z"}, "invalid_request"),
    "a request URI": ({"request_uri": "urn:x"}, "invalid_request"),
    "another scope": ({"scope": "openid"}, "invalid_scope"),
    "an endless state": ({"state": "s" * 501}, "invalid_request"),
    "another client's name": ({"client_id": "cong-khac"}, "invalid_client"),
    "no details": ({"authorization_details": None}, "invalid_request"),
    "details that are no JSON": ({"authorization_details": "{"}, "invalid_authorization_details"),
    "no detail": ({"authorization_details": "[]"}, "invalid_authorization_details"),
}


def test_a_push_of_another_shape_is_refused(portal: Portal) -> None:
    found = {name: said(portal.push(**changes)) for name, (changes, _) in BAD_PUSHES.items()}
    assert found == {
        name: (401 if error == "invalid_client" else 400, error) for name, (_, error) in BAD_PUSHES.items()
    }


def test_a_key_named_beside_another_proof_is_refused(portal: Portal) -> None:
    proof = portal.machine.proof(url=f"{portal.url}/oauth/par")
    assert said(portal.push(dpop_jkt="j" * 43, proof=proof)) == (400, "invalid_request")


BAD_DETAILS: dict[str, tuple[dict[str, Any], str]] = {
    "another type": ({"type": "payment"}, "details-invalid"),
    "an unknown member": ({"everything": True}, "details-invalid"),
    "no items": ({"items": []}, "details-invalid"),
    "an empty item": ({"items": [{}]}, "details-invalid"),
    "a document of nothing": ({"items": [{"document": True}]}, "details-invalid"),
    "neither dossier nor reference": ({"reference": None}, "details-invalid"),
    "endless uses": ({"max_uses": 21}, "details-invalid"),
    "uses as a word": ({"max_uses": "2"}, "details-invalid"),
    "once, and twice": ({"fetch": "ONETIME"}, "details-invalid"),
    "kept, and not kept": ({"mode": "STORE"}, "details-invalid"),
    "another server": ({"locations": ["https://other.example"]}, "details-invalid"),
    "an unknown procedure": ({"procedure": "9.999999"}, "unknown-procedure"),
    "another purpose": ({"purpose": "marketing"}, "purpose-mismatch"),
    "an unknown paper": ({"items": [{"record_type": "x", "document": True}]}, "unknown-record-type"),
    "what the paper does not carry": (
        {"items": [{"record_type": "giay_khai_sinh", "attributes": ["licence.number"]}]},
        "unknown-attribute",
    ),
    "a dossier of nobody": (
        {"reference": None, "dossier": "00000000-0000-4000-8000-000000000000"},
        "dossier-not-found",
    ),
    "more than the form has": ({"items": [{"attributes": ["person.religion"]}]}, "over-asking"),
    "a procedure of others": ({"procedure": "1.000656"}, "service-not-registered-for-procedure"),
}


def test_details_that_cannot_be_asked_are_refused_by_name_before_anybody_is_asked(portal: Portal) -> None:
    answers = {name: portal.push(details(**changes)) for name, (changes, _) in BAD_DETAILS.items()}
    assert {said(answer) for answer in answers.values()} == {(400, "invalid_authorization_details")}
    reasons = {name: answer.json()["reason"] for name, answer in answers.items()}
    assert reasons == {name: reason for name, (_, reason) in BAD_DETAILS.items()}


def test_asking_too_much_about_a_known_citizen_stands_in_their_log(
    world: World, portal: Portal, citizen: Person
) -> None:
    granted = tokens_of(citizen, portal)["authorization_details"][0]
    known = len(world.history(MAI))
    wanted = details(reference=None, dossier=granted["dossier"], items=[{"attributes": ["person.religion"]}])

    assert portal.push(wanted).json()["names"] == ["person.religion"]
    (entry,) = world.history(MAI)[known:]
    assert (entry.operation, entry.outcome) == ("consent.ask", "denied")


def test_a_code_is_good_once_and_its_second_use_ends_what_came_of_the_first(portal: Portal, citizen: Person) -> None:
    code = agreed_code(citizen, portal, portal.pushed())
    tokens = answered(portal.redeem(code), 200).json()

    assert said(portal.redeem(code)) == (400, "invalid_grant")
    assert portal.release(tokens).json()["code"] == "token-revoked"
    assert said(portal.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_code_is_worth_nothing_to_others_or_with_other_parts_and_stays_good(
    portal: Portal, other_portal: Portal, citizen: Person
) -> None:
    proof = portal.machine.proof(url=f"{portal.url}/oauth/par")
    code = agreed_code(citizen, portal, portal.pushed(proof=proof))
    other_key = Machine(portal.machine.clock, client_id=portal.machine.client_id, issuer=portal.url).proof()
    wrong: dict[str, Any] = {
        "wrong verifier": portal.redeem(code, code_verifier="w" * 43),
        "no verifier": portal.redeem(code, code_verifier=None),
        "other redirect": portal.redeem(code, redirect_uri="https://portal.example/other?tenant=1"),
        "no redirect": portal.redeem(code, redirect_uri=None),
        "other key": portal.redeem(code, proof=other_key),
        "no proof": portal.post("/oauth/token", {"grant_type": "authorization_code", "code": code}),
        "another client": other_portal.redeem(code),
        "another code": portal.redeem("x" * 43),
        "for another server": portal.redeem(
            code, client_assertion=portal.machine.assertion(aud="https://other.example")
        ),
        "expired assertion": portal.redeem(code, client_assertion=portal.machine.assertion(exp=1)),
        "foreign assertion": portal.redeem(code, client_assertion=portal.machine.assertion(by=Key())),
        "htm": portal.redeem(code, proof=portal.machine.proof("GET")),
        "htu": portal.redeem(code, proof=portal.machine.proof(url=f"{portal.url}/oauth/par")),
        "typ": portal.redeem(code, proof=portal.machine.proof(header={"typ": "JWT"})),
        "mixed up": portal.redeem(code, proof=portal.machine.proof(url="https://other.example/oauth/token")),
    }
    assert {name for name, answer in wrong.items() if answer.status_code not in {400, 401}} == set()
    assert {name for name, answer in wrong.items() if "access_token" in answer.text} == set()
    assert portal.redeem(code).status_code == 200


def test_a_proof_is_spent_at_the_token_endpoint(portal: Portal, citizen: Person) -> None:
    proof = portal.machine.proof()
    code = agreed_code(citizen, portal, portal.pushed())
    assert portal.redeem(code, proof=proof).status_code == 200
    assert said(portal.redeem(code, proof=proof)) == (400, "invalid_dpop_proof")


def test_a_code_ends_after_a_minute_and_a_new_one_replaces_the_one_before(
    portal: Portal, citizen: Person, clock: MovableClock
) -> None:
    consent = taken(citizen, portal, portal.pushed())
    agree(citizen, consent)
    codes = [sent_back(citizen, consent)[1]["code"] for _ in range(2)]
    assert said(portal.redeem(codes[0])) == (400, "invalid_grant")
    clock.pass_by(seconds=61)
    assert said(portal.redeem(codes[1])) == (400, "invalid_grant")
    assert portal.redeem(sent_back(citizen, consent)[1]["code"]).status_code == 200
    assert citizen.get(f"/cau-hoi/{consent}/tro-lai").headers["Location"] == f"/cau-hoi/{consent}/xong"


def test_a_refresh_token_turns_once_and_its_second_use_ends_the_grant(portal: Portal, citizen: Person) -> None:
    first = tokens_of(citizen, portal)
    second = answered(portal.refresh(first["refresh_token"]), 200).json()
    assert answered(portal.release(second), 201)
    assert said(portal.refresh(second["refresh_token"], proof=Machine(portal.machine.clock, issuer=portal.url).proof()))
    assert said(portal.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert portal.release(second).json()["code"] == "token-revoked"
    assert said(portal.refresh(second["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize("way", ["revoke", "time"])
def test_tokens_die_with_their_consent(
    world: World, portal: Portal, citizen: Person, clock: MovableClock, way: str
) -> None:
    tokens = tokens_of(citizen, portal, details(valid_days=1))
    assert portal.is_active(tokens["access_token"])
    assert portal.is_active(tokens["refresh_token"])
    if way == "revoke":
        answered(citizen.post(f"/v1/me/consents/{tokens['authorization_details'][0]['consent']}/revoke"), 200)
        known = len(world.history(MAI))
        assert portal.release(tokens).json()["code"] == "token-revoked"
        assert [entry.operation for entry in world.history(MAI)[known:]] == ["auth.denied"]
    else:
        clock.pass_by(days=1, seconds=1)
    assert not portal.is_active(tokens["access_token"])
    assert not portal.is_active(tokens["refresh_token"])
    assert said(portal.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_token_releases_its_own_consent_only(portal: Portal, citizen: Person) -> None:
    one, two = tokens_of(citizen, portal), tokens_of(citizen, portal)
    assert portal.release(one | {"access_token": two["access_token"]}).json()["code"] == "token-of-consent"
    released = answered(portal.release(one), 201).json()["documents"][0]["href"]
    assert portal.call("GET", released, two["access_token"]).json()["code"] == "token-of-consent"


def test_a_service_gives_its_own_tokens_back_and_learns_nothing_of_others(
    portal: Portal, other_portal: Portal, citizen: Person
) -> None:
    tokens = tokens_of(citizen, portal)
    about = answered(portal.post("/oauth/introspect", {"token": tokens["access_token"]}), 200).json()
    assert about["authorization_details"] == tokens["authorization_details"]
    assert not other_portal.is_active(tokens["access_token"])
    for token in (tokens["access_token"], tokens["refresh_token"], "nothing"):
        assert answered(other_portal.post("/oauth/revoke", {"token": token}), 200).content == b""
    assert portal.is_active(tokens["access_token"])
    answered(portal.post("/oauth/revoke", {"token": tokens["refresh_token"]}), 200)
    assert not portal.is_active(tokens["access_token"])
    assert portal.release(tokens).json()["code"] == "token-revoked"


def test_a_token_of_the_service_itself_can_be_given_back_too(portal: Portal) -> None:
    granted = portal.post("/oauth/token", {"grant_type": "client_credentials"}, proof=portal.machine.proof()).json()
    token = granted["access_token"]
    assert portal.call("GET", "/v1/events", token).status_code == 200
    for _ in range(2):
        answered(portal.post("/oauth/revoke", {"token": token}), 200)
    assert portal.call("GET", "/v1/events", token).json()["code"] == "token-revoked"
    assert not portal.is_active(token)


def test_nobody_is_told_of_a_token_without_saying_who_asks(portal: Portal) -> None:
    for path in ("/oauth/revoke", "/oauth/introspect", "/oauth/par"):
        assert said(portal.http.post(path, data={"token": "x"})) == (400, "invalid_request")
        assertion = portal.machine.assertion(by=Key())
        assert said(portal.post(path, {"client_assertion": assertion, "token": "x"})) == (401, "invalid_client")


def test_the_description_names_every_door_that_is_there(portal: Portal) -> None:
    described = portal.http.get("/.well-known/oauth-authorization-server").json()
    doors = {name: value for name, value in described.items() if name.endswith("_endpoint") or name == "jwks_uri"}
    for name, address in doors.items():
        method = "GET" if name in {"jwks_uri", "authorization_endpoint"} else "POST"
        found = portal.http.call(method, address.removeprefix(portal.url)).status_code
        assert (name, found) == (name, {"jwks_uri": 200, "authorization_endpoint": 404}.get(name, 400))
    assert described["require_pushed_authorization_requests"] is True
