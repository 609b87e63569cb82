"""Owners see their own, nobody else's; deleting destroys the key; a sealed copy is only a cache."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from tests.house import BIRTH, MINH, House
from tests.papers import PDF
from wallet.ledger.entries import Entry, Operation, Outcome
from wallet.ledger.errors import NotDurableError
from wallet.records import opening, reading
from wallet.records.errors import DocumentNotFoundError, RecordNotFoundError
from wallet.records.models import Kind, SealedObjectRow

LOOKS = [reading.read_record, reading.read_document, reading.read_preview, reading.delete_record]


def last_entry(house: House, owner: reading.Reader) -> tuple[str, str, str]:
    entry = house.log_of(owner)[-1]
    return entry.operation, entry.outcome, entry.groups["actor"]["id"]


@pytest.mark.parametrize("look", LOOKS)
def test_somebody_elses_record_is_as_absent_as_one_that_never_was(house: House, look: object) -> None:
    owner, other = house.citizen(), house.citizen(MINH)
    record = UUID(house.deposit(owner, house.service(), document=PDF)["record"])
    for asked in (record, uuid4()):
        with pytest.raises(RecordNotFoundError):
            look(house.wallet.vault, other, asked, now=house.now())  # type: ignore[operator]
    assert last_entry(house, owner)[1:] == ("denied", str(other.citizen.id))


def test_reading_is_an_entry_with_the_names_of_what_was_read(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    reading.read_record(house.wallet.vault, owner, record, now=house.now())
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("record.read", "released")
    assert entry.groups["object"]["records"][0]["attributes"] == sorted(BIRTH)
    assert not [value for value in BIRTH.values() if value in repr(entry.groups)]


def test_a_record_without_a_document_says_so(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    with pytest.raises(DocumentNotFoundError):
        reading.read_document(house.wallet.vault, owner, record, now=house.now())


def test_deleting_destroys_every_key_and_object_of_the_record(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service(), document=PDF)["record"])
    reading.delete_record(house.wallet.vault, owner, record, now=house.now())
    with house.wallet.database.reading() as session:
        left = session.exec(select(SealedObjectRow)).all()
    assert {row.kind for row in left} == set(Kind)
    assert {(row.wrapped_dek, row.sealed_copy) for row in left} == {(None, None)}
    assert list(house.wallet.objects.keys("objects/")) == []
    with pytest.raises(RecordNotFoundError):
        reading.read_record(house.wallet.vault, owner, record, now=house.now())
    assert reading.list_records(house.wallet.vault, owner, now=house.now()) == []


def test_without_its_copy_in_the_row_a_record_opens_from_the_store(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    with house.wallet.database.transaction() as session:
        session.exec(select(SealedObjectRow)).one().sealed_copy = None
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).values == BIRTH


def test_nothing_opens_on_an_entry_that_is_not_committed(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service())
    with house.wallet.database.reading() as session:
        row = session.exec(select(SealedObjectRow)).one()
    read = Entry(
        citizen=owner.citizen.id,
        operation=Operation.RECORD_READ,
        outcome=Outcome.RELEASED,
        actor=owner.actor,
        at=house.now(),
    )
    with house.wallet.database.reading() as session:  # never commits
        lost = house.wallet.log.append(session, read)
        with pytest.raises(NotDurableError):
            opening.open_values(house.wallet.vault, row, lost.receipt())
    with pytest.raises(NotDurableError):
        lost.receipt()
