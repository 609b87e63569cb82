"""A client that we did not write (requests_oauth2client) gets a token and calls a protected door, over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from requests_oauth2client import DPoPKey, DPoPToken, InvalidClient, OAuth2Client, PrivateKeyJwt

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


def discover(url: str, machine: Machine) -> OAuth2Client:
    description = requests.get(f"{url}/.well-known/oauth-authorization-server", timeout=20).json()
    key = {**machine.key.private_jwk, "kid": "1"}
    return OAuth2Client(
        token_endpoint=description["token_endpoint"],
        issuer=description["issuer"],
        auth=PrivateKeyJwt(machine.client_id, private_jwk=key, alg="ES256"),
        testing=True,
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
