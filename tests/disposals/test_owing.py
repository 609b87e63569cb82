"""Who may keep nothing any more owes a proof; who is late is known, to the citizen, to the log and to the gate."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.disposals.signing import Errand, errand
from tests.house import House
from wallet.consents import debts, ending
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.disposals.owing import has_overdue_disposal, tell_overdue
from wallet.disposals.viewing import standing
from wallet.ledger.entries import Operation
from wallet.notices import service as notices


def look(house: House) -> int:
    with house.wallet.database.transaction() as session:
        return debts.owe_what_outlived(session, house.wallet.log, now=house.now())


def is_overdue(one: Errand) -> bool:
    with one.house.wallet.database.reading() as session:
        return has_overdue_disposal(session, one.caller.service.id, one.house.now())


def end(one: Errand, state: State) -> None:
    with one.house.wallet.database.transaction() as session:
        consent = session.exec(select(Consent).where(Consent.id == one.consent.id).with_for_update()).one()
        ending.end(session, one.house.wallet.vault, consent, state, now=one.house.now())


def test_revoking_makes_the_debt_at_once_and_the_service_hears_of_it_after_the_end(house: House) -> None:
    one = errand(house)
    disposal = one.revoke()
    assert disposal.due_at - disposal.arisen_at == timedelta(days=15)
    events = notices.for_service(house.wallet.database, one.caller.service.id, now=house.now())
    assert [event.kind for event in events][-2:] == ["consent.revoked", "disposal.owed"]
    assert house.log_of(one.owner)[-1].operation == Operation.DISPOSAL_OWE
    assert look(house) == 0


def test_who_has_seen_nothing_owes_nothing(house: House) -> None:
    one = errand(house, uses=0, data_life_days=30)
    end(one, State.INVALIDATED)
    assert (look(house), one.lines()) == (0, [])


@pytest.mark.parametrize(
    ("state", "data_life_days", "owed"),
    [
        (State.INVALIDATED, 0, "invalidated"),
        (State.EXPIRED, 30, "expired"),
        (State.EXPIRED, 0, None),  # it was never allowed to keep anything
        (State.TERMINATED, 30, "terminated"),
        (State.TERMINATED, 0, None),
    ],
)
def test_each_end_that_leaves_something_makes_a_debt(
    house: House, state: State, data_life_days: int, owed: str | None
) -> None:
    one = errand(house, data_life_days=data_life_days)
    end(one, state)
    assert [line.disposal.cause for line in one.lines()] == ([owed] if owed else [])


def test_who_has_looked_as_often_as_allowed_may_keep_it_for_its_time(house: House) -> None:
    one = errand(house, uses=3, data_life_days=30)
    assert (look(house), one.lines()) == (0, [])
    house.now.pass_by(days=31)
    assert look(house) == 1


def test_what_ran_out_by_itself_is_found_by_housekeeping(house: House) -> None:
    one = errand(house, data_life_days=365, valid_days=2)
    house.now.pass_by(days=2, minutes=1)
    house.wallet.housekeeper.run_once()
    assert [line.disposal.cause for line in one.lines()] == ["expired"]


def test_the_end_of_the_data_life_is_counted_from_the_last_look(house: House) -> None:
    one = errand(house, data_life_days=5)
    house.now.pass_by(days=4)
    assert look(house) == 0
    house.now.pass_by(days=1, minutes=1)
    assert look(house) == 1
    assert one.lines()[0].disposal.cause == "data-life"


def test_who_is_late_is_told_once_and_known_to_the_gate_until_the_proof_comes(house: House) -> None:
    one = errand(house)
    disposal = one.revoke()
    house.now.pass_by(days=14)
    assert not is_overdue(one)
    house.now.pass_by(days=1, minutes=5)
    assert is_overdue(one)
    for expected in (1, 0):
        with house.wallet.database.transaction() as session:
            assert tell_overdue(session, house.wallet.log, now=house.now()) == expected
    assert house.log_of(one.owner)[-1].operation == Operation.DISPOSAL_OVERDUE
    with house.wallet.database.reading() as session:
        assert notices.for_citizen(session, one.owner.citizen.id)[0].kind == "disposal.overdue"
    one.hand_in(disposal, one.signed(one.claims(disposal)))
    assert not is_overdue(one)


def test_the_citizen_sees_how_many_places_have_proven_it_and_who_is_late(house: House) -> None:
    errands = [errand(house, client_id=f"noi-{number}-mau") for number in range(4)]
    disposals = [one.revoke() for one in errands]
    for one, disposal in zip(errands[:3], disposals, strict=False):
        one.hand_in(disposal, one.signed(one.claims(disposal)))
    house.now.pass_by(days=20)
    seen = standing(errands[0].lines())
    assert (seen.places, seen.confirmed) == (4, 3)
    assert [(line.service.client_id, line.days_overdue) for line in seen.overdue] == [("noi-3-mau", 5)]
