"""A kept picture is read for its owner alone: suggested, confirmed, and in between nowhere."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.house import MINH, House
from tests.intake.test_cards import CARD, photographed
from tests.papers import PDF
from wallet.ledger.entries import Operation
from wallet.records import reading, scanning
from wallet.records.errors import DocumentNotFoundError, RecordIssuedError, RecordNotFoundError
from wallet.records.reading import Reader
from wallet.records.scanning import Confirmed

PHOTO = photographed(CARD)
SAID = Confirmed({"person.full_name": "Nguyễn Thị Mẫu", "person.dob": "1999"}, date(2021, 6, 5))


def card_of(house: House, owner: Reader, picture: bytes = PHOTO) -> UUID:
    kept = house.deposit(owner, None, {}, record_type="can_cuoc", document=picture, declared="")
    return UUID(kept["record"])


def operations(house: House, owner: Reader) -> list[str]:
    return [entry.operation for entry in house.log_of(owner)]


def test_what_the_picture_says_is_suggested_after_an_entry_and_kept_nowhere(house: House) -> None:
    owner = house.citizen()
    record = card_of(house, owner)
    before = sorted(house.wallet.objects.keys(""))
    found = scanning.read_suggestion(house.wallet.vault, owner, record, now=house.now())
    assert found.values["person.full_name"] == "Nguyễn Thị Mẫu"
    assert operations(house, owner)[-1] == Operation.RECORD_SCAN
    assert "Nguyễn" not in repr([entry.groups for entry in house.log_of(owner)])
    assert sorted(house.wallet.objects.keys("")) == before
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).values == {}


def test_nothing_of_a_reading_lies_in_the_wallets_folder(house: House, tmp_path: Path) -> None:
    owner = house.citizen()
    scanning.read_suggestion(house.wallet.vault, owner, card_of(house, owner), now=house.now())
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "Nguyễn Thị Mẫu".encode() in path.read_bytes()]
    assert kept == []


def test_a_confirmed_suggestion_is_the_next_version_with_the_same_picture(house: House) -> None:
    owner, vault = house.citizen(), house.wallet.vault
    record = card_of(house, owner)
    assert scanning.confirm(vault, owner, record, SAID, now=house.now())["version"] == 2
    opened = reading.read_record(vault, owner, record, now=house.now())
    assert (opened.values, opened.line.assurance) == (SAID.values, "self-declared")
    assert opened.line.has_document
    assert opened.agreement is not None
    assert b"".join(reading.read_document(vault, owner, record, now=house.now()).chunks) == PHOTO


def test_a_picture_that_says_nothing_suggests_nothing(house: House) -> None:
    owner = house.citizen()
    record = card_of(house, owner, PDF)
    found = scanning.read_suggestion(house.wallet.vault, owner, record, now=house.now())
    assert (found.read_from, found.values) == (None, {})


def test_an_issuers_paper_is_neither_read_nor_changed(house: House) -> None:
    owner, service = house.citizen(), house.service(deposits=("can_cuoc",))
    record = UUID(house.deposit(owner, service, {}, record_type="can_cuoc", document=PHOTO, declared="")["record"])
    assert scanning.read_suggestion(house.wallet.vault, owner, record, now=house.now()).values == {}
    with pytest.raises(RecordIssuedError):
        scanning.confirm(house.wallet.vault, owner, record, SAID, now=house.now())


def test_nobody_else_reads_or_changes_it_and_the_attempt_is_the_owners_to_see(house: House) -> None:
    owner, other, vault = house.citizen(), house.citizen(MINH), house.wallet.vault
    record = card_of(house, owner)
    for asked in (record, uuid4()):
        with pytest.raises(RecordNotFoundError):
            scanning.read_suggestion(vault, other, asked, now=house.now())
        with pytest.raises(RecordNotFoundError):
            scanning.confirm(vault, other, asked, SAID, now=house.now())
    assert [entry.outcome for entry in house.log_of(owner)[-2:]] == ["denied", "denied"]


def test_without_a_picture_there_is_nothing_to_read_but_values_can_be_put_right(house: House) -> None:
    owner, vault = house.citizen(), house.wallet.vault
    record = UUID(house.deposit(owner, None, {"person.dob": "1998"}, record_type="can_cuoc")["record"])
    with pytest.raises(DocumentNotFoundError):
        scanning.read_suggestion(vault, owner, record, now=house.now())
    scanning.confirm(vault, owner, record, SAID, now=house.now())
    assert reading.read_record(vault, owner, record, now=house.now()).values == SAID.values
