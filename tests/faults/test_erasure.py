"""The process is killed while somebody erases themself: they are there as before, or gone for good, never between."""

import signal

import pytest
import requests
from sqlmodel import select

from tests.faults.crashing_app import HEADER
from tests.faults.scene import Scene, doomed_server
from tests.world import MAI, Person, World, answered, open_world
from wallet.consents.models import Consent
from wallet.erasure import finishing
from wallet.identity.models import CitizenKeyRow
from wallet.ledger.census import take_census
from wallet.ledger.chain import EntryState

PATH, WORD = "/v1/me/erasure", {"word": "XÓA"}
PLACES = [
    # place, is the person gone
    ("update citizen_key", False),
    ("before commit of citizen_key", False),
    ("after commit of citizen_key", True),
    ("answer", True),
]


@pytest.mark.parametrize(
    ("prepared", "place", "gone"),
    [
        pytest.param(kind, place, gone, id=f"{place}, {kind}")
        for kind in ("sqlite", "postgresql")
        for place, gone in PLACES
        if kind == "sqlite" or "commit" in place
    ],
    indirect=["prepared"],
)
def test_an_erasure_that_dies_on_its_way_is_whole_or_never_was(scene: Scene, place: str, gone: bool) -> None:
    with doomed_server(scene) as server:
        citizen = Person(server.url, kind="citizen", id_number=MAI)
        with pytest.raises(requests.ConnectionError):
            citizen.post(PATH, json=WORD, headers={HEADER: place})
        assert server.exit_code() == -signal.SIGKILL
        citizen.close()
    with open_world(scene.data, scene.database_url) as world:
        (_assert_gone if gone else _assert_as_before)(world, scene)


def _assert_as_before(world: World, scene: Scene) -> None:
    citizen = world.citizen(MAI)
    answered(citizen.get(f"/v1/me/records/{scene.record}/document"), 200)
    assert all(entry.holds for entry in world.history(MAI))
    assert "erase" not in [entry.operation for entry in world.history(MAI)]
    answered(citizen.post(PATH, json=WORD), 200)


def _assert_gone(world: World, scene: Scene) -> None:
    wallet = world.wallet
    assert world.objects()  # the crash came before they were deleted
    again = world.citizen(MAI)
    assert answered(again.get("/v1/me/records"), 200).json() == []
    answered(again.get(f"/v1/me/records/{scene.record}"), 404)
    finishing.finish_all(wallet.vault, now=wallet.clock())
    assert world.objects() == set()
    wallet.keeper.settle()
    with wallet.database.reading() as session:
        assert [consent.state for consent in session.exec(select(Consent)).all()] == ["INVALIDATED"]
        assert {key.state for key in session.exec(select(CitizenKeyRow)).all()} == {"active", "destroyed"}
        states = take_census(session, wallet.log).states
    assert states[EntryState.ERASED] > 0
    assert EntryState.MISSING not in states
