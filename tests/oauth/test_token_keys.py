"""The wallet changes the key that signs its tokens: published before it signs, good until its last token has ended."""

from pathlib import Path
from typing import Any

import jwt
from starlette.testclient import TestClient

from tests.oauth.conftest import door, register
from tests.oauth.machine import RESOURCE_URL, Machine
from tests.web.house import build
from wallet.database import Database
from wallet.identity.machine.token_keys import rotate
from wallet.oauth import routes


def test_the_old_key_verifies_until_its_last_token_has_ended(migrated_sqlite: Path, tmp_path: Path) -> None:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    house = build(database, tmp_path, routes.router, door)
    machine = Machine(house.clock)
    with database.transaction() as session:
        register(session, machine)
    with TestClient(house.app) as client:

        def granted() -> str:
            answer = client.post("/oauth/token", data=machine.form(), headers={"DPoP": machine.proof()})
            return str(answer.json()["access_token"])

        def said(token: str) -> Any:
            proof = machine.proof("GET", RESOURCE_URL, token=token)
            return client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof}).status_code

        def published() -> list[str]:
            return [key["kid"] for key in client.get("/oauth/jwks").json()["keys"]]

        first, before = granted(), published()
        with database.transaction() as session:
            rotate(session, house.app.state.keys, now=house.clock())
        house.clock.forward(seconds=61)
        (new,) = set(published()) - set(before)
        assert _signer(granted()) == _signer(first) == before[0]
        assert said(first) == 200
        house.clock.forward(minutes=57)
        last = granted()
        house.clock.forward(minutes=2)
        second = granted()
        assert (_signer(last), _signer(second)) == (before[0], new)
        assert [said(one) for one in (last, second)] == [200, 200]
        assert before[0] in published()
        house.clock.forward(minutes=6)
        assert [said(one) for one in (last, granted())] == [401, 200]
        assert before[0] not in published()
        with database.transaction() as session:
            rotate(session, house.app.state.keys, at_once=True, now=house.clock())
        house.clock.forward(seconds=61)
        assert _signer(granted()) not in {before[0], new}
    database.close()


def _signer(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])
