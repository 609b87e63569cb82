"""A token alone opens nothing: it needs a fresh proof, by its own key, for this very call."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from tests.oauth.machine import ISSUER, RESOURCE_URL, Key, Machine
from tests.web.house import House
from wallet.identity import services
from wallet.identity.machine.replay import forget_expired
from wallet.identity.models import SeenToken


def call(client: TestClient, token: str, proof: str, **headers: str) -> Any:
    return client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof} | headers)


def code(answer: Any) -> str:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("DPoP ")
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["code"])


def seen(house: House) -> int:
    with house.database.reading() as session:
        return session.exec(select(func.count()).select_from(SeenToken)).one()


def test_a_token_with_its_proof_says_which_service_calls(client: TestClient, machine: Machine, token: str) -> None:
    answer = call(client, token, machine.proof("GET", RESOURCE_URL, token=token))
    assert answer.json() == machine.client_id


@pytest.mark.parametrize("url", [RESOURCE_URL + "?a=1#b", "HTTP://TESTSERVER:80/v1/whoami", f"{ISSUER}/v1/who%61mi"])
def test_the_same_url_may_be_written_otherwise(client: TestClient, machine: Machine, token: str, url: str) -> None:
    assert call(client, token, machine.proof("GET", url, token=token)).status_code == 200


def test_a_proof_is_good_once(client: TestClient, machine: Machine, token: str) -> None:
    proof = machine.proof("GET", RESOURCE_URL, token=token)
    assert call(client, token, proof).status_code == 200
    assert code(call(client, token, proof)) == "proof-replayed"


def test_two_keys_may_use_the_same_jti(house: House, client: TestClient, machine: Machine, token: str) -> None:
    assert call(client, token, machine.proof("GET", RESOURCE_URL, token=token, jti="1")).status_code == 200
    other = Machine(house.clock, key=machine.key)
    granted = client.post("/oauth/token", data=other.form(), headers={"DPoP": other.proof()}).json()["access_token"]
    assert call(client, granted, other.proof("GET", RESOURCE_URL, token=granted, jti="1")).status_code == 200


def test_without_token_or_proof_the_answer_says_which_is_missing(
    client: TestClient, machine: Machine, token: str
) -> None:
    proof = machine.proof("GET", RESOURCE_URL, token=token)
    assert code(client.get("/v1/whoami")) == "token-missing"
    assert code(client.get("/v1/whoami", headers={"DPoP": proof})) == "token-missing"
    assert code(client.get("/v1/whoami", headers={"Authorization": f"Bearer {token}"})) == "token-missing"
    assert code(client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}"})) == "proof-missing"


def _private_in_header(machine: Machine, token: str) -> str:
    return machine.proof("GET", RESOURCE_URL, token=token, header={"jwk": machine.proof_key.private_jwk})


def _unsigned(machine: Machine, token: str) -> str:
    claims = jwt.decode(machine.proof("GET", RESOURCE_URL, token=token), options={"verify_signature": False})
    header = {"typ": "dpop+jwt", "jwk": machine.proof_key.public_jwk}
    return jwt.encode(claims, "", algorithm="none", headers=header)


def _symmetric(machine: Machine, token: str) -> str:
    claims = jwt.decode(machine.proof("GET", RESOURCE_URL, token=token), options={"verify_signature": False})
    secret = b"0123456789abcdef0123456789abcdef"
    header = {"typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}}
    return jwt.encode(claims, secret, algorithm="HS256", headers=header)


def _proof(**changes: Any) -> Callable[[Machine, str], str]:
    def make(machine: Machine, token: str) -> str:
        return machine.proof(**{"method": "GET", "url": RESOURCE_URL, "token": token} | changes)

    return make


BAD_PROOFS: dict[str, Callable[[Machine, str], str]] = {
    "by another key": _proof(by=Key()),
    "for another method": _proof(method="POST"),
    "for another path": _proof(url=f"{ISSUER}/v1/other"),
    "for another host": _proof(url="http://other.example/v1/whoami"),
    "for another port": _proof(url="http://testserver:8080/v1/whoami"),
    "for another scheme": _proof(url="https://testserver/v1/whoami"),
    "for a port that is none": _proof(url="http://testserver:port/v1/whoami"),
    "for another token": _proof(token="another"),
    "for no token": _proof(token=None),
    "without jti": _proof(jti=None),
    "with an endless jti": _proof(jti="x" * 600),
    "without iat": _proof(iat=None),
    "iat is a word": _proof(iat="now"),
    "of another type": _proof(header={"typ": "JWT"}),
    "without a key": _proof(header={"jwk": None}),
    "with a key that is a word": _proof(header={"jwk": "key"}),
    "with half a key": _proof(header={"jwk": {"kty": "EC", "crv": "P-256", "x": "AAAA"}}),
    "with a point off the curve": _proof(header={"jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}}),
    "crit": _proof(header={"crit": ["b64"], "b64": True}),
    "with the private key in it": _private_in_header,
    "alg none": _unsigned,
    "alg HS256": _symmetric,
    "no JWT": lambda *_: "proof",
}


def test_a_proof_that_proves_nothing_is_refused_and_leaves_no_trace(
    house: House, client: TestClient, machine: Machine, token: str, subtests: pytest.Subtests
) -> None:
    before = seen(house)
    for name, make in BAD_PROOFS.items():
        with subtests.test(name):
            assert code(call(client, token, make(machine, token))) == "proof-invalid"
            assert seen(house) == before


def test_two_proofs_are_no_proof(client: TestClient, machine: Machine, token: str) -> None:
    proofs = [("DPoP", machine.proof("GET", RESOURCE_URL, token=token)) for _ in range(2)]
    answer = client.get("/v1/whoami", headers=[("Authorization", f"DPoP {token}"), *proofs])
    assert code(answer) == "proof-invalid"


@pytest.mark.parametrize(("seconds", "accepted"), [(-61, False), (-59, True), (59, True), (61, False)])
def test_a_clock_may_be_a_minute_off(
    house: House, client: TestClient, machine: Machine, token: str, seconds: int, accepted: bool
) -> None:
    moment = int(house.clock().timestamp()) + seconds
    answer = call(client, token, machine.proof("GET", RESOURCE_URL, token=token, iat=moment))
    assert answer.status_code == 200 if accepted else code(answer) == "clock-skew"


def test_a_token_ends_after_five_minutes(house: House, client: TestClient, machine: Machine, token: str) -> None:
    house.clock.forward(seconds=299)
    assert call(client, token, machine.proof("GET", RESOURCE_URL, token=token)).status_code == 200
    house.clock.forward(seconds=1)
    assert code(call(client, token, machine.proof("GET", RESOURCE_URL, token=token))) == "token-expired"


def forged(house: House, token: str, *, typ: str = "at+jwt", **changes: Any) -> str:
    """As if the wallet itself had signed something else."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    key = house.secrets.signing_key("token-signing")
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"typ": typ})


BAD_TOKENS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"aud": "https://other.example"}, "token-wrong-audience"),
    ({"aud": [ISSUER, "https://other.example"]}, "token-wrong-audience"),
    ({"iss": "https://other.example"}, "token-invalid"),
    ({"scope": "other"}, "token-invalid"),
    ({"cnf": {}}, "token-invalid"),
    ({"cnf": "x"}, "token-invalid"),
    ({"exp": None}, "token-invalid"),
    ({"client_id": "nobody"}, "service-not-active"),
    ({"typ": "JWT"}, "token-invalid"),
)


def test_a_token_for_something_else_is_refused(
    house: House, client: TestClient, machine: Machine, token: str, subtests: pytest.Subtests
) -> None:
    for changes, expected in BAD_TOKENS:
        with subtests.test(str(changes)):
            wrong = forged(house, token, **changes)
            assert code(call(client, wrong, machine.proof("GET", RESOURCE_URL, token=wrong))) == expected


def test_a_token_signed_by_somebody_else_is_refused(client: TestClient, machine: Machine, token: str) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    strange = [
        Key("EdDSA").sign(claims, typ="at+jwt"),
        machine.key.sign(claims, typ="at+jwt"),
        jwt.encode(claims, "", algorithm="none", headers={"typ": "at+jwt"}),
        token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        "not-a-token",
        "",
    ]
    for wrong in strange:
        assert code(call(client, wrong, machine.proof("GET", RESOURCE_URL, token=wrong))) == "token-invalid"


def test_a_stolen_token_is_worth_nothing(house: House, client: TestClient, token: str) -> None:
    thief = Machine(house.clock)
    assert code(call(client, token, thief.proof("GET", RESOURCE_URL, token=token))) == "proof-invalid"


def test_a_service_that_is_switched_off_is_out_at_once(
    house: House, client: TestClient, machine: Machine, token: str
) -> None:
    with house.database.transaction() as session:
        services.set_active(session, machine.client_id, active=False)
    assert code(call(client, token, machine.proof("GET", RESOURCE_URL, token=token))) == "service-not-active"


def test_proofs_are_forgotten_only_when_they_are_too_old_to_be_replayed(
    house: House, client: TestClient, machine: Machine, token: str
) -> None:
    ahead = int(house.clock().timestamp()) + 59
    proof = machine.proof("GET", RESOURCE_URL, token=token, iat=ahead)
    assert call(client, token, proof).status_code == 200
    house.clock.forward(seconds=118)
    forget_expired(house.database, now=house.clock())
    assert code(call(client, token, proof)) == "proof-replayed"
    house.clock.forward(seconds=200)
    forget_expired(house.database, now=house.clock())
    assert seen(house) == 0
