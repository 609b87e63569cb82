"""The operator registers services over HTTP: once or again, for procedures that exist, and with an entry each time."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.oauth.machine import Key
from tests.world import PROCEDURE, World, answered, open_world
from wallet.ledger.entries import SYSTEM_SUBJECT, Operation

PLACE = "/v1/operator/services/cong-tinh-mau"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("registry")) as opened:
        yield opened


def described(**changes: Any) -> dict[str, Any]:
    jwks = {"keys": [Key().public_jwk]}
    plain = {"name": "Cổng tỉnh", "organisation": "UBND tỉnh Mẫu", "contact": "phòng máy", "jwks": jwks}
    return plain | {"procedures": [PROCEDURE]} | changes


def entries(world: World) -> int:
    with world.wallet.database.reading() as session:
        history = world.wallet.log.history(session, SYSTEM_SUBJECT)
    return len([one for one in history if one.operation == Operation.SERVICE_REGISTER])


def test_a_service_is_registered_and_brought_up_to_date_under_the_operators_name(world: World) -> None:
    operator, known = world.staff("operator"), entries(world)
    first = answered(operator.call("PUT", PLACE, json=described()), 200).json()
    changed = described(contact="số máy mới", jwks={}, jwks_uri="https://portal.example/jwks")
    again = answered(operator.call("PUT", PLACE, json=changed), 200).json()
    assert (first["client_id"], first["active"], first["procedures"]) == ("cong-tinh-mau", True, [PROCEDURE])
    assert (again["contact"], again["jwks_uri"]) == ("số máy mới", "https://portal.example/jwks")
    assert entries(world) == known + 2


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a procedure that does not exist": ({"procedures": ["9.999999"]}, "9.999999"),
    "a paper that does not exist": ({"deposits": ["giay_la"]}, "giay_la"),
    "two sources of keys": ({"jwks_uri": "https://portal.example/jwks"}, "either"),
    "a private key": ({"jwks": {"keys": [Key().private_jwk]}}, "private"),
    "a page without TLS": ({"redirect_uris": ["http://portal.example/"]}, "https"),
    "a ping without TLS": ({"notification_endpoint": "http://portal.example/"}, "https"),
}


def test_what_could_not_work_is_not_registered(world: World) -> None:
    operator, known = world.staff("operator"), entries(world)
    for changes, said in WRONG.values():
        refused = operator.call("PUT", "/v1/operator/services/sai-mau", json=described(**changes))
        assert refused.json()["code"] == "invalid-service"
        assert said in refused.json()["detail"]
    assert entries(world) == known
