"""Where the operator asks for it, a proof without the wallet's own nonce opens nothing, and costs nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.conftest import NOON
from tests.oauth.conftest import door
from tests.oauth.machine import RESOURCE_URL, Machine
from tests.web.house import House, build
from wallet.database import Database
from wallet.identity.machine.nonces import SPAN_SECONDS, Nonces
from wallet.oauth import routes

NONCES = Nonces(b"s" * 32)


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    (tmp_path / "wallet.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    yield build(database, tmp_path, routes.router, door, dpop_nonce=True)
    database.close()


def test_a_nonce_is_good_for_two_spans_and_never_when_it_was_made_up() -> None:
    nonce = NONCES.fresh(now=NOON)
    ages = [timedelta(seconds=seconds) for seconds in (0, SPAN_SECONDS, 2 * SPAN_SECONDS, -2 * SPAN_SECONDS)]
    assert [NONCES.is_good(nonce, now=NOON + age) for age in ages] == [True, True, False, False]
    assert Nonces(b"s" * 32).fresh(now=NOON) == nonce
    for wrong in ("", "x", nonce[:-1] + "*", nonce + "A", "ế", nonce.swapcase(), Nonces(b"t" * 32).fresh(now=NOON)):
        assert not NONCES.is_good(wrong, now=NOON)


def test_both_servers_ask_for_the_nonce_and_spend_nothing_before(
    house: House, client: TestClient, machine: Machine
) -> None:
    house.clock.forward(seconds=20)
    form = machine.form()
    asked = client.post("/oauth/token", data=form, headers={"DPoP": machine.proof()})
    nonce = asked.headers["DPoP-Nonce"]
    granted = client.post("/oauth/token", data=form, headers={"DPoP": machine.proof(nonce=nonce)})
    token = granted.json()["access_token"]

    assert (asked.status_code, asked.json()["error"]) == (400, "use_dpop_nonce")
    assert granted.status_code == 200
    bare = _call(client, token, machine.proof("GET", RESOURCE_URL, token=token))
    assert (bare.status_code, bare.json()["code"]) == (401, "dpop-nonce-required")
    assert 'error="use_dpop_nonce"' in bare.headers["WWW-Authenticate"]
    nonce = bare.headers["DPoP-Nonce"]
    assert _call(client, token, machine.proof("GET", RESOURCE_URL, token=token, nonce=nonce)).status_code == 200
    house.clock.forward(seconds=2 * SPAN_SECONDS - 10)
    late = _call(client, token, machine.proof("GET", RESOURCE_URL, token=token, nonce=nonce))
    assert late.json()["code"] == "dpop-nonce-required"


def _call(client: TestClient, token: str, proof: str):  # type: ignore[no-untyped-def]  # httpx's, which is not ours to name
    return client.get("/v1/whoami", headers={"Authorization": f"DPoP {token}", "DPoP": proof})
