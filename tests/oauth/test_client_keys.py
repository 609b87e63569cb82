"""A service publishes its keys at an address of its own and changes them there; what the wallet fetches is bounded."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import NOON
from tests.oauth.conftest import door
from tests.oauth.machine import Key, Machine
from tests.web.house import House, build
from wallet.database import Database
from wallet.identity import services
from wallet.identity.errors import InvalidServiceError
from wallet.oauth import routes
from wallet.oauth.client_keys import ClientKeys


class Publisher:
    """Answers every GET with `status` and `body`; counts them."""

    def __init__(self) -> None:
        self.status, self.body, self.asked = 200, b"", 0
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked += 1
                self.send_response(publisher.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(publisher.body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jwks"

    def publish(self, *keys: Key) -> None:
        self.body = json.dumps({"keys": [key.public_jwk for key in keys]}).encode()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    thread = Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    yield build(database, tmp_path, routes.router, door)
    database.close()


@pytest.fixture
def machine(house: House, publisher: Publisher) -> Machine:
    made = Machine(house.clock)
    publisher.publish(made.key)
    registration = services.RegisterService(
        client_id=made.client_id, name="Một cửa", organisation="UBND xã Mẫu", jwks_uri=publisher.url
    )
    with house.database.transaction() as session:
        services.register(session, registration, now=NOON)
    return made


def status(client: TestClient, machine: Machine) -> int:
    return client.post("/oauth/token", data=machine.form(), headers={"DPoP": machine.proof()}).status_code


def test_a_service_changes_its_keys_by_publishing_them(
    house: House, client: TestClient, machine: Machine, publisher: Publisher
) -> None:
    old, new = machine.key, Key()
    assert [status(client, machine) for _ in range(2)] == [200, 200]
    assert publisher.asked == 1
    publisher.publish(old, new)
    machine.key = new
    assert status(client, machine) == 401  # asked within the minute before
    house.clock.forward(seconds=61)
    assert status(client, machine) == 200
    publisher.publish(new)
    machine.key = old
    house.clock.forward(hours=1)
    assert status(client, machine) == 401
    assert publisher.asked == 3


def test_while_the_address_does_not_answer_the_known_keys_hold_for_a_day(
    house: House, client: TestClient, machine: Machine, publisher: Publisher
) -> None:
    assert status(client, machine) == 200
    publisher.status = 503
    house.clock.forward(hours=23)
    assert status(client, machine) == 200
    house.clock.forward(hours=2)
    assert status(client, machine) == 401
    publisher.status = 200
    house.clock.forward(minutes=2)
    assert status(client, machine) == 200


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (302, b"{}"),
        (200, b"{"),
        (200, b"[]"),
        (200, b'{"keys": []}'),
        (200, b"[" * 60_000),
        (200, b" " * 65_537),
        (200, json.dumps({"keys": [Key().private_jwk]}).encode()),
    ],
    ids=["a redirect", "no JSON", "a list", "no keys", "deep", "long", "a private key"],
)
def test_what_is_no_key_set_is_no_key(
    client: TestClient, machine: Machine, publisher: Publisher, code: int, body: bytes
) -> None:
    publisher.status, publisher.body = code, body
    assert status(client, machine) == 401
    assert publisher.asked == 1


@pytest.mark.parametrize("strict", [{"https_only": True}, {"allowed": [ip_network("10.0.0.0/8")]}])
def test_an_address_that_must_not_be_reached_is_not_asked(
    house: House, client: TestClient, machine: Machine, publisher: Publisher, strict: dict[str, Any]
) -> None:
    wanted: dict[str, Any] = {"https_only": False, "allowed": [ip_network("127.0.0.0/8")]} | strict
    house.app.state.client_keys = ClientKeys(house.database, **wanted)
    assert status(client, machine) == 401
    assert publisher.asked == 0


def test_there_is_one_source_of_keys(house: House, machine: Machine) -> None:
    both: dict[str, Any] = {"jwks": {"keys": [machine.key.public_jwk]}, "jwks_uri": "https://portal.example/jwks"}
    for wrong in (both, {}, {"jwks_uri": "http://portal.example/jwks"}, {"jwks_uri": "https://a.example/#b"}):
        registration = services.RegisterService(client_id="x", name="x", organisation="x", **wrong)
        with pytest.raises(InvalidServiceError), house.database.transaction() as session:
            services.register(session, registration, now=NOON)
