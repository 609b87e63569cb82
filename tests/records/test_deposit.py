"""What a deposit keeps, what it refuses, and that a retry changes nothing."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import func, select

from tests.house import BIRTH, LAN, House
from tests.papers import PDF
from wallet.errors import NotReadyError, UnsupportedMediaTypeError
from wallet.records import reading, rows
from wallet.records.errors import (
    IdempotencyKeyReusedError,
    RecordChangedError,
    RecordTypeUnknownError,
    RecordValuesInvalidError,
)
from wallet.records.models import Record, SealedObjectRow

OBJECTS_OF_A_PAPER = 3
"""Itself, its preview, its thumbnail."""


def records_in(house: House) -> int:
    with house.wallet.database.reading() as session:
        return session.exec(select(func.count()).select_from(Record)).one()


def objects_in(house: House) -> list[str]:
    return list(house.wallet.objects.keys("objects/"))


def test_what_was_deposited_is_what_its_owner_reads(house: House) -> None:
    owner = house.citizen()
    receipt = house.deposit(owner, house.service(), document=PDF)
    opened = reading.read_record(house.wallet.vault, owner, UUID(receipt["record"]), now=house.now())
    assert opened.values == BIRTH
    assert opened.line.assurance == "issuer-asserted"
    document = reading.read_document(house.wallet.vault, owner, UUID(receipt["record"]), now=house.now())
    assert (document.media_type, document.length, b"".join(document.chunks)) == ("application/pdf", len(PDF), PDF)


def test_the_database_holds_no_value(house: House) -> None:
    owner = house.citizen()
    receipt = house.deposit(owner, house.service())
    with house.wallet.database.reading() as session:
        row = session.exec(select(SealedObjectRow)).one()
        record = session.get_one(Record, UUID(receipt["record"]))
    stored = repr(row.model_dump()) + repr(record.model_dump())
    assert not [value for value in BIRTH.values() if value in stored]
    assert row.attribute_names == sorted(BIRTH)


def test_an_upload_by_the_citizen_counts_as_self_declared(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, None)
    (line,) = reading.list_records(house.wallet.vault, owner, now=house.now())
    assert (line.assurance, line.issuer) == ("self-declared", "")


def test_a_retry_with_the_same_key_gets_the_same_receipt_and_stores_nothing_more(house: House) -> None:
    owner, service = house.citizen(), house.service()
    first = house.deposit(owner, service, document=PDF, key="k-1")
    assert house.deposit(owner, service, document=PDF, key="k-1") == first
    assert (records_in(house), len(objects_in(house))) == (1, 1 + OBJECTS_OF_A_PAPER)


def test_the_same_key_with_another_document_is_refused(house: House) -> None:
    owner, service = house.citizen(), house.service()
    house.deposit(owner, service, document=PDF, key="k-1")
    with pytest.raises(IdempotencyKeyReusedError):
        house.deposit(owner, service, document=PDF + b"x", key="k-1")
    assert records_in(house) == 1


def test_the_same_key_at_the_same_time_makes_one_record(house: House) -> None:
    owner, service = house.citizen(), house.service()
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(house.deposit, owner, service, document=PDF, key="k-1") for _ in range(4)]
        receipts = [one.result() for one in tries]
    assert len({str(receipt) for receipt in receipts}) == 1
    assert (records_in(house), len(objects_in(house))) == (1, 1 + OBJECTS_OF_A_PAPER)


def test_an_unknown_type_stores_nothing_but_an_entry_that_says_it_failed(house: House) -> None:
    owner, service = house.citizen(), house.service()
    with pytest.raises(RecordTypeUnknownError):
        house.deposit(owner, service, record_type="giay_khong_co")
    assert (records_in(house), objects_in(house)) == (0, [])
    (entry,) = house.log_of(owner)
    assert (entry.operation, entry.outcome) == ("record.deposit", "failed")
    assert entry.groups["context"]["detail"] == "unknown-record-type"


def test_a_wrong_value_is_named_by_its_place_and_never_repeated(house: House) -> None:
    with pytest.raises(RecordValuesInvalidError) as caught:
        house.deposit(house.citizen(), house.service(), {"person.dob": "nineteen-sixty", "person.height": "170"})
    places = {pointer for pointer, _ in caught.value.fields}
    assert len(places) == 2
    assert "nineteen" not in repr(caught.value.fields) + str(caught.value)
    assert (records_in(house), objects_in(house)) == (0, [])


def test_a_document_that_is_not_what_it_says_is_refused_and_nothing_is_stored(house: House) -> None:
    owner, service = house.citizen(), house.service()
    with pytest.raises(UnsupportedMediaTypeError):
        house.deposit(owner, service, document=b"<html>%PDF-1.7")
    assert (records_in(house), objects_in(house)) == (0, [])


def test_a_new_version_replaces_the_values_and_the_earlier_one_stays_readable(house: House) -> None:
    owner, service = house.citizen(), house.service()
    first = UUID(house.deposit(owner, service)["record"])
    changed = BIRTH | {"person.sex": "Nam"}
    receipt = house.deposit(owner, service, changed, replaces=first, as_of=date(2026, 11, 20))
    assert (receipt["record"], receipt["version"]) == (str(first), 2)
    vault = house.wallet.vault
    assert reading.read_record(vault, owner, first, now=house.now()).values == changed
    assert reading.read_record(vault, owner, first, now=house.now(), version=1).values == BIRTH


def test_two_new_versions_at_once_never_share_a_number(house: House) -> None:
    owner, service = house.citizen(), house.service()
    first = UUID(house.deposit(owner, service)["record"])

    def replace() -> bool:
        try:
            house.deposit(owner, service, replaces=first)
        except (RecordChangedError, NotReadyError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = sum(pool.map(lambda _: replace(), range(4)))
    with house.wallet.database.reading() as session:
        versions = [row.version for row in rows.sealed_rows(session, first)]
    assert versions == list(range(1, won + 2))


def test_a_paper_for_one_purpose_must_say_which(house: House) -> None:
    with pytest.raises(RecordValuesInvalidError) as caught:
        house.deposit(house.citizen(), house.service(), {"person.pid": LAN}, record_type="xac_nhan_tthn")
    assert [pointer for pointer, _ in caught.value.fields] == ["/bound_procedure"]


def test_texts_are_kept_composed_however_they_were_typed(house: House) -> None:
    owner = house.citizen()
    typed = unicodedata.normalize("NFD", "NGUYỄN THỊ MẪU")
    receipt = house.deposit(owner, None, {"person.full_name": typed})
    opened = reading.read_record(house.wallet.vault, owner, UUID(receipt["record"]), now=house.now())
    assert opened.values == {"person.full_name": "NGUYỄN THỊ MẪU"}


@pytest.mark.parametrize("as_of", [date(2026, 11, 26), date(9999, 12, 31)])
def test_a_paper_of_a_day_still_to_come_is_refused(house: House, as_of: date) -> None:
    with pytest.raises(RecordValuesInvalidError) as caught:
        house.deposit(house.citizen(), house.service(), as_of=as_of)
    assert [pointer for pointer, _ in caught.value.fields] == ["/as_of"]
