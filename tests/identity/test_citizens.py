"""A citizen is known by a keyed hash of the number, has keys from the first moment, and none once erased."""

import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from storage.errors import TamperedError
from tests.conftest import NOON
from tests.web.house import House, build
from wallet.database import Database
from wallet.identity import citizens
from wallet.identity.errors import CitizenErasedError, InvalidIdNumberError
from wallet.identity.models import Citizen, CitizenKeyRow
from wallet.ledger.entries import SYSTEM_SUBJECT, Actor, ActorKind, Entry, Operation, Outcome
from wallet.ledger.errors import NotDurableError, SubjectErasedError
from wallet.ledger.log import Log, Receipt

NUMBER = "000161000017"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return build(database, tmp_path)


def enrol(house: House, session: Session, number: str = NUMBER) -> Citizen:
    return citizens.enrol(session, house.citizen_keys, house.secrets, number, form_of_address="bà", now=NOON)


def enrolled(house: House) -> UUID:
    with house.database.transaction() as session:
        return enrol(house, session).id


def test_enrolling_twice_gives_one_citizen(house: House) -> None:
    assert enrolled(house) == enrolled(house)


def test_enrolling_at_the_same_time_gives_one_citizen(house: House) -> None:
    ids: list[UUID] = []
    threads = [threading.Thread(target=lambda: ids.append(enrolled(house))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_a_number_is_found_however_it_is_spaced_and_never_stored(house: House, tmp_path: Path) -> None:
    citizen_id = enrolled(house)
    with house.database.reading() as session:
        found = citizens.find_by_id_number(session, house.secrets, " 000.161 000017 ")
        assert found is not None
        assert found.id == citizen_id
        assert citizens.find_by_id_number(session, house.secrets, "000161000018") is None
    for file in tmp_path.glob("wallet.db*"):
        assert NUMBER.encode() not in file.read_bytes()


@pytest.mark.parametrize("number", ["", "00016100001", "0001610000170", "00016100001a", "٠٠٠١٦١٠٠٠٠١٧"])
def test_what_is_not_twelve_digits_is_refused_without_being_repeated(house: House, number: str) -> None:
    with house.database.reading() as session, pytest.raises(InvalidIdNumberError) as refused:
        citizens.find_by_id_number(session, house.secrets, number)
    assert str(refused.value) == "invalid-id-number"


def receipt_for(house: House, citizen_id: UUID, outcome: Outcome = Outcome.RELEASED) -> Receipt:
    log = Log(house.citizen_keys, "wallet.test/keys")
    entry = Entry(
        citizen=citizen_id,
        operation=Operation.RECORD_READ,
        outcome=outcome,
        actor=Actor(kind=ActorKind.CITIZEN, id=str(citizen_id)),
        at=NOON,
    )
    with house.database.transaction() as session:
        pending = log.append(session, entry)
    return pending.receipt()


def test_the_current_key_is_the_one_of_its_version(house: House) -> None:
    citizen_id = enrolled(house)
    receipt = receipt_for(house, citizen_id)
    with house.database.reading() as session:
        current = house.citizen_keys.to_seal(session, citizen_id)
        assert house.citizen_keys.to_open(session, receipt, 1) == current
        assert len(current.secret) == 32


@pytest.mark.parametrize("outcome", [Outcome.DENIED, Outcome.FAILED, Outcome.DONE])
def test_no_key_opens_against_an_entry_that_does_not_say_released(house: House, outcome: Outcome) -> None:
    receipt = receipt_for(house, enrolled(house), outcome)
    with house.database.reading() as session, pytest.raises(NotDurableError):
        house.citizen_keys.to_open(session, receipt, 1)
    assert house.citizen_keys.unwraps.counts() == {}


def test_an_opening_is_counted_once_for_each_entry_that_allowed_it(house: House) -> None:
    citizen_id = enrolled(house)
    one, other = receipt_for(house, citizen_id), receipt_for(house, citizen_id)
    with house.database.reading() as session:
        for receipt in (one, one, other, one):
            house.citizen_keys.to_open(session, receipt, 1)
    assert house.citizen_keys.unwraps.counts() == {"record.read": 2}


def test_the_log_key_stays_the_same_and_is_nobody_elses(house: House) -> None:
    citizen_id = enrolled(house)
    with house.database.reading() as session:
        key = house.citizen_keys.log_key(session, citizen_id)
        assert key == house.citizen_keys.log_key(session, citizen_id)
        assert key != house.citizen_keys.log_key(session, SYSTEM_SUBJECT)
        assert key != house.citizen_keys.to_seal(session, citizen_id).secret


def _erase_citizen(session: Session, citizen_id: UUID) -> None:
    session.get_one(Citizen, citizen_id).state = "erased"


def _destroy_key(session: Session, citizen_id: UUID) -> None:
    row = session.get_one(CitizenKeyRow, (citizen_id, 1))
    row.state, row.wrapped, row.wrapped_log_key = "destroyed", None, None


@pytest.mark.parametrize("end", [_erase_citizen, _destroy_key])
def test_an_erased_citizen_is_refused_even_with_a_warm_cache(
    house: House, end: Callable[[Session, UUID], None]
) -> None:
    citizen_id = enrolled(house)
    receipt = receipt_for(house, citizen_id)
    with house.database.transaction() as session:
        house.citizen_keys.to_seal(session, citizen_id)
        end(session, citizen_id)
    with house.database.reading() as session:
        for call in (house.citizen_keys.to_seal, house.citizen_keys.log_key):
            with pytest.raises(CitizenErasedError):
                call(session, citizen_id)
        with pytest.raises(SubjectErasedError):
            house.citizen_keys.to_open(session, receipt, 1)


def test_nobody_who_never_enrolled_has_a_key(house: House) -> None:
    with house.database.reading() as session, pytest.raises(CitizenErasedError):
        house.citizen_keys.to_seal(session, uuid4())


def test_a_log_key_moved_to_another_citizen_does_not_open(house: House) -> None:
    citizen_id = enrolled(house)
    with house.database.transaction() as session:
        own = session.get_one(CitizenKeyRow, (citizen_id, 1))
        own.wrapped_log_key = session.get_one(CitizenKeyRow, (SYSTEM_SUBJECT, 1)).wrapped_log_key
    with house.database.reading() as session, pytest.raises(TamperedError):
        house.citizen_keys.log_key(session, citizen_id)


def test_the_system_subject_is_made_once_and_no_number_leads_to_it(house: House) -> None:
    with house.database.transaction() as session:
        citizens.ensure_system_subject(session, house.citizen_keys, now=NOON)
        assert [row.id for row in session.exec(select(Citizen)).all()] == [SYSTEM_SUBJECT]
