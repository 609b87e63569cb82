"""Erasing oneself over the API, and how far erasures have come."""

from sqlmodel import select

from tests.world import ServiceClient, World, answered, entrust, fresh_id
from wallet.identity.acting.models import Mandate

WORD = {"word": "XÓA"}


def test_the_wallet_says_what_goes_and_what_the_law_keeps_then_does_it_and_ends_the_visit(
    world: World, service: ServiceClient
) -> None:
    number = fresh_id()
    citizen = world.citizen(number)
    service.deposit(number)
    foreseen = answered(citizen.get("/v1/me/erasure"), 200).json()
    assert (foreseen["papers"], {one["what"] for one in foreseen["kept"]} >= {"log-entries"}) == (1, True)
    receipt = answered(citizen.post("/v1/me/erasure", json=WORD), 200).json()
    assert receipt["records"] == 1
    answered(citizen.get("/v1/me/records"), 401)
    told = answered(world.staff("operator").get("/v1/operator/erasures"), 200).json()
    found = next(one for one in told if one["id"] == receipt["id"])
    assert (found["keys_left"], found["objects_left"] > 0, found["entries_named"], found["final"]) == (
        0,
        True,
        True,
        False,
    )


def test_nobody_acts_for_somebody_who_is_gone_and_they_for_nobody(world: World) -> None:
    leaving, other = world.citizen(fresh_id()), world.citizen(fresh_id())
    given, taken = entrust(leaving, other), entrust(other, leaving)
    answered(leaving.post("/v1/me/erasure", json=WORD), 200)
    for mandate in (given, taken):
        answered(other.get("/v1/me/records", headers={"X-Acting-For": mandate}), 404)
    with world.wallet.database.reading() as session:
        ended = {str(one.id): one.ended_by for one in session.exec(select(Mandate)).all()}
    assert (ended[given], ended[taken]) == ("owner", "delegate")


def test_a_helper_erases_nobody(world: World) -> None:
    owner, helper = world.citizen(fresh_id()), world.citizen(fresh_id())
    acting = {"X-Acting-For": entrust(owner, helper)}
    answered(helper.post("/v1/me/erasure", json=WORD, headers=acting), 404)
    answered(owner.get("/v1/me/records"), 200)
