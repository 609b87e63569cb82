"""A wallet with a token endpoint and one protected door, and a registered service that calls it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter
from sqlmodel import Session
from starlette.testclient import TestClient

from tests.conftest import NOON
from tests.oauth.machine import Machine
from tests.web.house import House, build
from wallet.database import Database
from wallet.identity import services
from wallet.identity.dependencies import AuthenticatedService
from wallet.identity.models import Service
from wallet.identity.services import RegisterService
from wallet.oauth import routes

door = APIRouter()


@door.api_route("/v1/whoami", methods=["GET", "POST"])
def whoami(service: AuthenticatedService) -> str:
    return service.client_id


def register(session: Session, machine: Machine) -> Service:
    registration = RegisterService(
        client_id=machine.client_id,
        name="Một cửa xã Mẫu",
        organisation="UBND xã Mẫu",
        jwks={"keys": [{**machine.key.public_jwk, "kid": "1"}]},
        procedures=("1.004222",),
    )
    return services.register(session, registration, now=NOON)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return build(database, tmp_path, routes.router, door)


@pytest.fixture
def machine(house: House) -> Machine:
    made = Machine(house.clock)
    with house.database.transaction() as session:
        register(session, made)
    return made


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(house.app) as opened:
        yield opened


@pytest.fixture
def token(client: TestClient, machine: Machine) -> str:
    answer = client.post("/oauth/token", data=machine.form(), headers={"DPoP": machine.proof()})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
