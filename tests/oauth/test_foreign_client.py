"""A client that we did not write (requests_oauth2client) gets a token and calls a protected door, over real HTTP.

What it does wrongly is what its own settings and extension points let a careless portal do.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwskate
import pytest
import requests
from requests_oauth2client import (
    BaseClientAuthenticationMethod,
    BearerToken,
    ClientSecretJwt,
    ClientSecretPost,
    DPoPKey,
    DPoPToken,
    EndpointError,
    InvalidClient,
    MissingDPoPNonce,
    OAuth2Client,
    PrivateKeyJwt,
    PublicApp,
)

from tests.oauth.conftest import door, register
from tests.oauth.machine import Key, Machine
from tests.servers import free_port
from tests.web.house import SetClock, build, served
from wallet.database import Database
from wallet.oauth import routes


@pytest.fixture
def machine() -> Machine:
    return Machine(lambda: datetime.now(UTC), client_id="may-chu-mau", key=Key("ES256"))


@pytest.fixture
def url(database: Database, tmp_path: Path, machine: Machine) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    house = build(database, tmp_path, routes.router, door, public_url=address, clock=SetClock(datetime.now(UTC)))
    with database.transaction() as session:
        register(session, machine)
    with served(house.app, port):
        yield address


def discover(url: str, machine: Machine, auth: BaseClientAuthenticationMethod | None = None) -> OAuth2Client:
    description = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=20).json()
    return OAuth2Client(
        token_endpoint=description["token_endpoint"],
        issuer=description["issuer"],
        auth=auth or PrivateKeyJwt(machine.client_id, private_jwk=private(machine), alg="ES256"),
        testing=True,
    )


def private(machine: Machine) -> dict[str, Any]:
    return {**machine.key.private_jwk, "kid": "1"}


class ForAnotherDoor(DPoPKey):
    """Signs for an address that it does not call."""

    def proof(self, htm: str, htu: str, ath: str | None = None, nonce: str | None = None) -> jwskate.SignedJwt:
        return super().proof(htm, htu + "/other", ath, nonce)


class ForAnotherMethod(DPoPKey):
    def proof(self, htm: str, htu: str, ath: str | None = None, nonce: str | None = None) -> jwskate.SignedJwt:  # noqa: ARG002
        return super().proof("PUT", htu, ath, nonce)


class ForNoToken(DPoPKey):
    def proof(self, htm: str, htu: str, ath: str | None = None, nonce: str | None = None) -> jwskate.SignedJwt:  # noqa: ARG002
        return super().proof(htm, htu, None, nonce)


KEY = jwskate.Jwk.generate(alg="ES256")
"""Every proof below is by it, so that nothing but what is wrong can be the cause."""
WRONG_PROOFS: tuple[tuple[str, DPoPKey, str], ...] = (
    ("htu of another door", ForAnotherDoor(KEY), "proof-invalid"),
    ("htm of another method", ForAnotherMethod(KEY), "proof-invalid"),
    ("no hash of the token", ForNoToken(KEY), "proof-invalid"),
    ("an hour old", DPoPKey(KEY, iat_generator=lambda: jwskate.Jwt.timestamp(-3600)), "clock-skew"),
    ("another kind of JWT", DPoPKey(KEY, jwt_typ="JWT"), "proof-invalid"),
    ("another key", DPoPKey.generate(alg="ES256"), "proof-invalid"),
    ("an algorithm that is not ours", DPoPKey.generate(alg="ES384"), "proof-invalid"),
)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_it_gets_a_token_and_calls_with_fresh_proofs(url: str, machine: Machine, algorithm: str) -> None:
    client = discover(url, machine)
    token = client.client_credentials(dpop=True, dpop_key=DPoPKey.generate(alg=algorithm))
    assert isinstance(token, DPoPToken)
    for method in ("GET", "POST", "GET"):
        answer = requests.request(method, f"{url}/v1/whoami?page=1", auth=token, timeout=20)
        assert (answer.status_code, answer.json()) == (200, machine.client_id)


def test_it_understands_a_refusal(url: str, machine: Machine) -> None:
    stranger = Machine(machine.clock, client_id=machine.client_id)
    with pytest.raises(InvalidClient):
        discover(url, stranger).client_credentials(dpop=True)


def test_its_wrong_proofs_open_no_door(url: str, machine: Machine) -> None:
    token = discover(url, machine).client_credentials(dpop=True, dpop_key=DPoPKey(KEY)).access_token
    found = {what: called(url, DPoPToken(token, _dpop_key=key)) for what, key, _ in WRONG_PROOFS}
    assert found == {what: expected for what, _, expected in WRONG_PROOFS}
    assert called(url, BearerToken(token)) == "token-missing"
    right = DPoPToken(token, _dpop_key=DPoPKey(KEY))
    assert called(url, lambda request: without_proof(right(request))) == "proof-missing"
    twice = DPoPKey(KEY, jti_generator=lambda: "always the same")
    assert [called(url, DPoPToken(token, _dpop_key=twice)) for _ in range(2)] == ["", "proof-replayed"]


def called(url: str, auth: Callable[[Any], Any]) -> str:
    """The code of the refusal; empty where the door opened. This client takes every 401 for a demand for a nonce."""
    try:
        answer = requests.get(f"{url}/v1/whoami", auth=auth, timeout=20)
    except MissingDPoPNonce as error:
        answer = error.response
    return "" if answer.ok else str(answer.json()["code"])


def refused(client: OAuth2Client, proving: DPoPKey | None) -> str:
    """The error of the token endpoint; empty where it gave a token."""
    try:
        client.client_credentials(dpop=proving is not None, dpop_key=proving)
    except EndpointError as error:
        return str(error.error)
    return ""


def without_proof(request: Any) -> Any:
    del request.headers["DPoP"]
    return request


def test_its_wrong_requests_get_no_token(url: str, machine: Machine) -> None:
    name, key = machine.client_id, private(machine)
    public = json.dumps(machine.key.public_jwk)
    stale = DPoPKey(KEY, iat_generator=lambda: jwskate.Jwt.timestamp(-3600))
    wrong: tuple[tuple[str, BaseClientAuthenticationMethod | None, DPoPKey | None, str], ...] = (
        ("no proof", None, None, "invalid_dpop_proof"),
        ("a proof for another door", None, ForAnotherDoor(KEY), "invalid_dpop_proof"),
        ("an old proof", None, stale, "invalid_dpop_proof"),
        ("a proof by an algorithm that is not ours", None, DPoPKey.generate(alg="RS256"), "invalid_dpop_proof"),
        ("HS256 over the public key", ClientSecretJwt(name, public), DPoPKey(KEY), "invalid_client"),
        ("a password", ClientSecretPost(name, "secret"), DPoPKey(KEY), "invalid_request"),
        ("no authentication", PublicApp(name), DPoPKey(KEY), "invalid_request"),
        ("an expired assertion", PrivateKeyJwt(name, key, alg="ES256", lifetime=-3600), DPoPKey(KEY), "invalid_client"),
        ("another client's name", PrivateKeyJwt("khac", key, alg="ES256"), DPoPKey(KEY), "invalid_client"),
    )
    found = {what: refused(discover(url, machine, auth), proving) for what, auth, proving, _ in wrong}
    assert found == {what: expected for what, _, _, expected in wrong}
    again = discover(url, machine, PrivateKeyJwt(name, key, alg="ES256", jti_gen=lambda: "always the same"))
    assert again.client_credentials(dpop=True)
    with pytest.raises(InvalidClient):
        again.client_credentials(dpop=True)
