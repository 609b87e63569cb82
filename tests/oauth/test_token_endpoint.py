"""Who may have a token, for which key, and every way in which asking for one can be wrong."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from tests.oauth.conftest import register
from tests.oauth.machine import ISSUER, TOKEN_URL, Key, Machine
from tests.web.house import House
from wallet.identity import services
from wallet.identity.machine.jwk import read_jwk


def ask(client: TestClient, machine: Machine, *, proof: str | None = None, **changes: Any) -> Any:
    headers = {"DPoP": machine.proof() if proof is None else proof}
    return client.post("/oauth/token", data=machine.form(**changes), headers=headers)


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_a_token_is_bound_to_the_key_of_the_proof(house: House, client: TestClient, algorithm: str) -> None:
    machine = Machine(house.clock, key=Key(algorithm), proof_key=Key(algorithm))
    with house.database.transaction() as session:
        register(session, machine)
    answer = ask(client, machine)
    granted = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (granted["token_type"], granted["expires_in"], granted["scope"]) == ("DPoP", 300, "wallet")
    published, *_ = client.get("/oauth/jwks").json()["keys"]
    assert jwt.get_unverified_header(granted["access_token"]) == {
        "typ": "at+jwt",
        "alg": "EdDSA",
        "kid": published["kid"],
    }
    claims = jwt.decode(
        granted["access_token"],
        jwt.PyJWK(published),
        algorithms=["EdDSA"],
        audience=ISSUER,
        issuer=ISSUER,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["exp"] - claims["iat"] == 300
    assert claims["sub"] == claims["client_id"] == machine.client_id
    assert claims["cnf"] == {"jkt": read_jwk(machine.proof_key.public_jwk).thumbprint}


def test_both_names_of_the_wallet_are_its_audience(client: TestClient, machine: Machine) -> None:
    for audience in (ISSUER, TOKEN_URL, [TOKEN_URL, "https://other.example"]):
        assert ask(client, machine, client_assertion=machine.assertion(aud=audience)).status_code == 200


def test_an_assertion_is_good_once(client: TestClient, machine: Machine) -> None:
    assertion = machine.assertion()
    assert ask(client, machine, client_assertion=assertion).status_code == 200
    assert said(ask(client, machine, client_assertion=assertion)) == (401, "invalid_client")


def test_a_proof_is_good_once(client: TestClient, machine: Machine) -> None:
    proof = machine.proof()
    assert ask(client, machine, proof=proof).status_code == 200
    assert said(ask(client, machine, proof=proof)) == (400, "invalid_dpop_proof")


def _unsigned(machine: Machine) -> str:
    header, claims, _ = machine.assertion().split(".")
    del header
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}."


def _keyed_with_the_public_key(machine: Machine) -> str:
    secret = str(machine.key.public_jwk["x"]).encode()
    claims = jwt.decode(machine.assertion(), options={"verify_signature": False})
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "1"})


BAD_ASSERTIONS: dict[str, Callable[[Machine], str]] = {
    "signed by another key": lambda machine: machine.assertion(by=Key()),
    "signed by another kind of key": lambda machine: machine.assertion(by=Key("EdDSA")),
    "of an unknown client": lambda machine: machine.assertion(iss="nobody", sub="nobody"),
    "without iss": lambda machine: machine.assertion(iss=None),
    "iss is no string": lambda machine: machine.assertion(iss=None, sub=1),
    "sub is another": lambda machine: machine.assertion(sub="nobody"),
    "for another server": lambda machine: machine.assertion(aud="https://other.example"),
    "for nobody": lambda machine: machine.assertion(aud=None),
    "for an empty list": lambda machine: machine.assertion(aud=[]),
    "without exp": lambda machine: machine.assertion(exp=None),
    "exp is a word": lambda machine: machine.assertion(exp="soon"),
    "exp is infinite": lambda machine: machine.assertion(exp=1e400),
    "expired": lambda machine: machine.assertion(exp=int(machine.clock().timestamp()) - 61),
    "too long a life": lambda machine: machine.assertion(exp=int(machine.clock().timestamp()) + 3700),
    "issued in the future": lambda machine: machine.assertion(iat=int(machine.clock().timestamp()) + 70),
    "not valid yet": lambda machine: machine.assertion(nbf=int(machine.clock().timestamp()) + 70),
    "without jti": lambda machine: machine.assertion(jti=None),
    "alg none": _unsigned,
    "alg HS256 over the public key": _keyed_with_the_public_key,
    "crit": lambda machine: machine.assertion(header={"crit": ["exp"]}),
    "no JWT": lambda _: "x.y.z",
    "empty parts": lambda _: "..",
    "far too long": lambda machine: machine.assertion(pad="x" * 9000),
}


def test_an_assertion_that_proves_nothing_is_refused(
    client: TestClient, machine: Machine, subtests: pytest.Subtests
) -> None:
    for name, make in BAD_ASSERTIONS.items():
        with subtests.test(name):
            assert said(ask(client, machine, client_assertion=make(machine))) == (401, "invalid_client")


def test_unknown_inactive_and_impersonated_clients_get_the_same_answer(
    house: House, client: TestClient, machine: Machine
) -> None:
    unknown = ask(client, machine, client_assertion=machine.assertion(iss="nobody", sub="nobody"))
    impersonated = ask(client, machine, client_assertion=machine.assertion(by=Key()))
    with house.database.transaction() as session:
        services.set_active(session, machine.client_id, active=False)
    inactive = ask(client, machine)
    assert unknown.json() == impersonated.json() == inactive.json()


BAD_FORMS: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "no grant type": ({"grant_type": None}, (400, "invalid_request")),
    "a password grant": ({"grant_type": "password"}, (400, "unsupported_grant_type")),
    "another scope": ({"scope": "everything"}, (400, "invalid_scope")),
    "no assertion": ({"client_assertion": None}, (400, "invalid_request")),
    "another assertion type": ({"client_assertion_type": "saml"}, (400, "invalid_request")),
    "another client id beside": ({"client_id": "other"}, (401, "invalid_client")),
}


def test_a_request_of_another_shape_is_refused_in_oauths_words(
    client: TestClient, machine: Machine, subtests: pytest.Subtests
) -> None:
    for name, (changes, expected) in BAD_FORMS.items():
        with subtests.test(name):
            answer = ask(client, machine, **changes)
            assert said(answer) == expected
            assert answer.headers["content-type"] == "application/json"


def test_what_is_no_form_is_an_invalid_request(client: TestClient, machine: Machine) -> None:
    assert said(client.post("/oauth/token", json=machine.form())) == (400, "invalid_request")
    twice = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"grant_type=a&grant_type=b", b"\xff\xfe", b"a=1&" * 50):
        assert said(client.post("/oauth/token", content=body, headers=twice)) == (400, "invalid_request")


def test_without_a_proof_there_is_no_token(client: TestClient, machine: Machine) -> None:
    assert said(client.post("/oauth/token", data=machine.form())) == (400, "invalid_dpop_proof")


def test_a_proof_for_something_else_gives_no_token(client: TestClient, machine: Machine) -> None:
    for proof in (machine.proof("GET"), machine.proof(url=f"{ISSUER}/other"), machine.proof(iat=0)):
        assert said(ask(client, machine, proof=proof)) == (400, "invalid_dpop_proof")


def test_a_failed_request_spends_nothing(client: TestClient, machine: Machine) -> None:
    assertion = machine.assertion()
    assert ask(client, machine, client_assertion=assertion, proof="x").status_code == 400
    assert ask(client, machine, client_assertion=assertion).status_code == 200


def test_the_description_says_what_is_there(client: TestClient) -> None:
    description = client.get("/.well-known/oauth-authorization-server").json()
    assert description["issuer"] == ISSUER
    assert description["token_endpoint"] == TOKEN_URL
    assert client.get(description["jwks_uri"].removeprefix(ISSUER)).status_code == 200
    assert description["dpop_signing_alg_values_supported"] == ["ES256", "PS256", "EdDSA"]
