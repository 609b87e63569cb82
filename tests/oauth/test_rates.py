"""A service that calls too often waits, and holds up nobody but itself."""

from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.oauth.conftest import door, register
from tests.oauth.machine import RESOURCE_URL, Machine
from tests.web.house import build
from wallet.database import Database
from wallet.identity.machine.rates import MOST_KEPT, Rates
from wallet.oauth import routes


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_holds_a_minutes_calls_and_fills_evenly() -> None:
    seconds, one, other = Seconds(), uuid4(), uuid4()
    rates = Rates(60, seconds)
    assert [rates.wait(one) for _ in range(60)] == [0.0] * 60
    assert rates.wait(one) == 1.0
    seconds.now = 0.75
    assert rates.wait(one) == pytest.approx(0.25)
    assert rates.wait(other) == 0.0
    seconds.now = 1.0
    assert [rates.wait(one) > 0 for _ in range(2)] == [False, True]
    seconds.now = 10_000.0
    assert [rates.wait(one) > 0 for _ in range(61)] == [False] * 60 + [True]
    assert Rates(0, seconds).wait(one) == 0.0


def test_who_has_not_come_for_long_is_forgotten() -> None:
    seconds = Seconds()
    rates = Rates(60, seconds)
    for caller in range(MOST_KEPT):
        rates.wait(caller)
    seconds.now = 2.0
    rates.wait("hurried")
    assert list(rates._left) == ["hurried"]
    assert [rates.wait("hurried") for _ in range(60)][-1] > 0


def test_both_servers_say_how_long_to_wait(migrated_sqlite: Path, tmp_path: Path) -> None:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    house = build(database, tmp_path, routes.router, door, service_calls_per_minute=2)
    hurried, other = Machine(house.clock), Machine(house.clock, client_id="xa-khac")
    with database.transaction() as session:
        for one in (hurried, other):
            register(session, one)
    with TestClient(house.app) as client:

        def ask(machine: Machine) -> tuple[int, str, str]:
            answer = client.post("/oauth/token", data=machine.form(), headers={"DPoP": machine.proof()})
            said = answer.json()
            return answer.status_code, said.get("access_token") or said["code"], answer.headers.get("Retry-After", "")

        _, token, _ = ask(hurried)
        proof = hurried.proof("GET", RESOURCE_URL, token=token)
        assert client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof}).status_code == 200
        assert ask(hurried) == (429, "too-many-calls", "30")
        proof = hurried.proof("GET", RESOURCE_URL, token=token)
        late = client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof})
        assert (late.status_code, late.json()["code"], late.headers["Retry-After"]) == (429, "too-many-calls", "30")
        assert ask(other)[0] == 200
    database.close()
