"""Machines that have not shown who they are: each refusal has its own code, and nothing is looked at."""

import time
from collections.abc import Callable

import pytest
import requests

from tests.faults.machine import TOKEN_PATH, Machine, new_key, public_jwk
from tests.faults.problems import CANARY, check_problem
from tests.world import World, answered
from wallet.identity import services

Attempt = Callable[[Machine], requests.Response]
EVENTS = "/v1/events"
SYMMETRIC = "a-secret-that-somebody-made-of-the-public-key"


def _twice(machine: Machine) -> requests.Response:
    token = machine.token()
    proof = machine.proof("GET", EVENTS, token)
    answered(machine.call(token, proof), 200)
    return machine.call(token, proof)


def _altered(machine: Machine) -> requests.Response:
    head, body, signature = machine.token().split(".")
    return machine.proven(f"{head}.{body}.{'A' * len(signature)}")


def _two_proofs(machine: Machine) -> requests.Response:
    token = machine.token()
    proof = machine.proof("GET", EVENTS, token)
    return machine.call(token, f"{proof}, {machine.proof('GET', EVENTS, token)}")


def _switched_off(machine: Machine) -> requests.Response:
    token = machine.token()
    _set_active(machine, active=False)
    try:
        return machine.proven(token)
    finally:
        _set_active(machine, active=True)


def _set_active(machine: Machine, *, active: bool) -> None:
    with machine.world.wallet.database.transaction() as session:
        services.set_active(session, machine.service.client_id, active=active)


CALLS: list[tuple[str, Attempt, str]] = [
    ("no token", lambda m: m.call(None, m.proof("GET", EVENTS)), "token-missing"),
    ("a bearer token", lambda m: m.call(m.token(), None, scheme="Bearer"), "token-missing"),
    ("a token that is none", lambda m: m.proven(CANARY), "token-invalid"),
    ("an altered token", _altered, "token-invalid"),
    ("an unsigned token", lambda m: m.proven(m.forged(algorithm="none")), "token-invalid"),
    ("a token with a shared secret", lambda m: m.proven(m.forged(key=SYMMETRIC, algorithm="HS256")), "token-invalid"),
    ("a token of another issuer", lambda m: m.proven(m.forged(iss=f"https://{CANARY}.example")), "token-invalid"),
    ("a token signed by the service", lambda m: m.proven(m.forged(key=m.key, algorithm="ES256")), "token-invalid"),
    ("another kind of token", lambda m: m.proven(m.forged(typ="JWT")), "token-invalid"),
    ("another scope", lambda m: m.proven(m.forged(scope=CANARY)), "token-invalid"),
    ("a token bound to no key", lambda m: m.proven(m.forged(cnf={})), "token-invalid"),
    ("an expired token", lambda m: m.proven(m.forged(exp=int(time.time()) - 1)), "token-expired"),
    ("a token for another server", lambda m: m.proven(m.forged(aud="https://x.example")), "token-wrong-audience"),
    ("an unknown client", lambda m: m.proven(m.forged(client_id=CANARY)), "service-not-active"),
    ("a service switched off", _switched_off, "service-not-active"),
    ("no proof", lambda m: m.call(m.token(), None), "proof-missing"),
    ("a proof that is none", lambda m: m.call(m.token(), CANARY), "proof-invalid"),
    ("two proofs", _two_proofs, "proof-invalid"),
    ("a proof for another method", lambda m: m.proven(m.token(), htm="POST"), "proof-invalid"),
    ("a proof for another path", lambda m: m.proven(m.token(), htu=f"{m.world.url}/{CANARY}"), "proof-invalid"),
    ("a proof for another host", lambda m: m.proven(m.token(), htu="https://x.example/v1/events"), "proof-invalid"),
    ("a proof for another token", lambda m: m.proven(m.token(), ath=CANARY), "proof-invalid"),
    ("a proof for no token", lambda m: m.proven(m.token(), ath=None), "proof-invalid"),
    ("a proof without an id", lambda m: m.proven(m.token(), jti=None), "proof-invalid"),
    ("a proof by another key", lambda m: m.proven(m.token(), key=new_key()), "proof-invalid"),
    (
        "a proof by another key that it names",
        lambda m: m.proven(m.token(), key=(key := new_key()), header={"jwk": public_jwk(key)}),
        "proof-invalid",
    ),
    ("an unsigned proof", lambda m: m.proven(m.token(), algorithm="none"), "proof-invalid"),
    (
        "a proof with a shared secret",
        lambda m: m.proven(m.token(), key=SYMMETRIC, algorithm="HS256", header={"jwk": {"kty": "oct", "k": "AAAA"}}),
        "proof-invalid",
    ),
    ("another kind of proof", lambda m: m.proven(m.token(), header={"typ": "JWT"}), "proof-invalid"),
    ("a proof used before", _twice, "proof-replayed"),
    ("a clock that is behind", lambda m: m.proven(m.token(), iat=int(time.time()) - 75), "clock-skew"),
    ("a clock that is ahead", lambda m: m.proven(m.token(), iat=int(time.time()) + 75), "clock-skew"),
]


def _same_assertion_twice(machine: Machine) -> requests.Response:
    assertion = machine.assertion()
    answered(machine.ask_token(assertion=assertion), 200)
    return machine.ask_token(assertion=assertion)


def _same_proof_twice(machine: Machine) -> requests.Response:
    proof = machine.proof("POST", TOKEN_PATH)
    answered(machine.ask_token(proofs=[proof]), 200)
    return machine.ask_token(proofs=[proof])


TOKEN_REQUESTS: list[tuple[str, Attempt, int, str]] = [
    ("an unknown client", lambda m: m.ask_token(assertion=m.assertion(iss=CANARY, sub=CANARY)), 401, "invalid_client"),
    ("another's name", lambda m: m.ask_token(assertion=m.assertion(sub=CANARY)), 401, "invalid_client"),
    ("another's key", lambda m: m.ask_token(assertion=m.assertion(key=new_key())), 401, "invalid_client"),
    ("no assertion", lambda m: m.ask_token(assertion=CANARY), 401, "invalid_client"),
    ("another client_id", lambda m: m.ask_token(client_id=CANARY), 401, "invalid_client"),
    ("unsigned", lambda m: m.ask_token(assertion=m.assertion(algorithm="none")), 401, "invalid_client"),
    ("a shared secret", lambda m: m.ask_token(assertion=m.assertion(SYMMETRIC, "HS256")), 401, "invalid_client"),
    ("expired", lambda m: m.ask_token(assertion=m.assertion(exp=int(time.time()) - 70)), 401, "invalid_client"),
    (
        "valid too long",
        lambda m: m.ask_token(assertion=m.assertion(exp=int(time.time()) + 8000)),
        401,
        "invalid_client",
    ),
    ("from the future", lambda m: m.ask_token(assertion=m.assertion(iat=int(time.time()) + 90)), 401, "invalid_client"),
    (
        "for another server",
        lambda m: m.ask_token(assertion=m.assertion(aud="https://x.example")),
        401,
        "invalid_client",
    ),
    ("used before", _same_assertion_twice, 401, "invalid_client"),
    ("no proof", lambda m: m.ask_token(proofs=[]), 400, "invalid_dpop_proof"),
    ("a proof used before", _same_proof_twice, 400, "invalid_dpop_proof"),
    ("a proof for elsewhere", lambda m: m.ask_token(proofs=[m.proof("POST", EVENTS)]), 400, "invalid_dpop_proof"),
    (
        "a clock that is behind",
        lambda m: m.ask_token(proofs=[m.proof("POST", TOKEN_PATH, iat=int(time.time()) - 75)]),
        400,
        "invalid_dpop_proof",
    ),
    ("another grant", lambda m: m.ask_token(grant_type="password"), 400, "unsupported_grant_type"),
    ("another scope", lambda m: m.ask_token(scope=CANARY), 400, "invalid_scope"),
    ("no grant", lambda m: m.ask_token(grant_type=None), 400, "invalid_request"),
    ("no assertion type", lambda m: m.ask_token(client_assertion_type=None), 400, "invalid_request"),
    ("JSON", lambda m: m.world.nobody().post(TOKEN_PATH, json={"grant_type": CANARY}), 400, "invalid_request"),
]


@pytest.fixture(scope="module")
def machine(world: World) -> Machine:
    service = world.service("may-thu-cong")
    return Machine(world, service, service.key.cryptography_key)


def test_a_machine_that_does_everything_right_is_answered(machine: Machine) -> None:
    assert machine.proven(machine.token()).status_code == 200


@pytest.mark.parametrize(("attempt", "code"), [case[1:] for case in CALLS], ids=[case[0] for case in CALLS])
def test_a_call_is_refused_by_name(machine: Machine, attempt: Attempt, code: str) -> None:
    answer = attempt(machine)
    check_problem(answer, 401, code)
    assert answer.headers["WWW-Authenticate"].startswith("DPoP ")


@pytest.mark.parametrize(
    ("attempt", "status", "error"), [case[1:] for case in TOKEN_REQUESTS], ids=[case[0] for case in TOKEN_REQUESTS]
)
def test_no_token_is_given(machine: Machine, attempt: Attempt, status: int, error: str) -> None:
    answer = attempt(machine)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == error
    assert set(answer.json()) == {"error", "error_description"}
    assert CANARY not in answer.text
