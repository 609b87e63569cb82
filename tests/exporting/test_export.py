"""Everything of a citizen's in one archive, opened only after its entries, readable with what everybody has."""

import io
import json
import zipfile
from collections.abc import Iterator
from uuid import UUID

import pyrage
import pytest

from storage.age import Recipient, encrypted
from tests.house import BIRTH, House
from tests.papers import PDF
from wallet.exporting.errors import LockNotUsableError
from wallet.exporting.gathering import take_everything
from wallet.exporting.routes import ExportWish, archive
from wallet.exporting.zipping import Member, zipped
from wallet.ledger.sequencer import Sequencer
from wallet.ledger.unwraps import reconcile
from wallet.records import reading


def archive_of(house: House, owner: reading.Reader) -> zipfile.ZipFile:
    wallet = house.wallet
    Sequencer(wallet.database, wallet.log.keys, wallet.log.origin).run_once()
    return zipfile.ZipFile(io.BytesIO(b"".join(take_everything(wallet.vault, owner, now=house.now()))))


def test_values_documents_permissions_and_the_log_are_in_it(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    house.deposit(owner, caller, document=PDF)
    house.agreed(owner, caller, house.dossier(owner, caller), {"person.full_name": "required"})
    found = archive_of(house, owner)
    assert found.testzip() is None
    folder = "giay-to/001-giay_khai_sinh"
    assert json.loads(found.read(f"{folder}/ban-1.json"))["values"] == BIRTH
    assert found.read(f"{folder}/ban-1.pdf") == PDF
    assert BIRTH["person.full_name"] in found.read(f"{folder}/ban-1.html").decode()
    (consent,) = json.loads(found.read("cho-phep.json"))
    assert consent["artefacts"]
    assert {entry["state"] for entry in json.loads(found.read("ai-da-xem.json"))} == {"open"}
    for index, word in (("doc-truoc.html", "Giấy khai sinh"), ("read-first.html", "Birth certificate")):
        assert word in found.read(index).decode()


def test_each_value_is_opened_after_an_entry_of_its_own(house: House) -> None:
    owner = house.citizen()
    record = house.deposit(owner, house.service(), document=PDF)["record"]
    archive_of(house, owner)
    told = [(one.operation, one.outcome) for one in house.log_of(owner)][-3:]
    assert told == [("export", "done"), ("record.export", "released"), ("record.export", "released")]
    assert house.log_of(owner)[-1].groups["object"]["records"][0]["record"] == record
    with house.wallet.database.transaction() as session:
        house.wallet.vault.citizen_keys.unwraps.write_down(session, house.wallet.log, now=house.now())
        assert reconcile(session, house.wallet.log).holds


def test_a_paper_that_was_deleted_is_not_in_it(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    reading.delete_record(house.wallet.vault, owner, record, now=house.now())
    assert not [name for name in archive_of(house, owner).namelist() if name.startswith("giay-to/")]


def test_a_locked_archive_opens_with_the_stock_tool(house: House) -> None:
    owner, identity = house.citizen(), pyrage.x25519.Identity.generate()
    house.deposit(owner, house.service(), document=PDF)
    content = take_everything(house.wallet.vault, owner, now=house.now())
    locked = b"".join(encrypted(content, Recipient(public=str(identity.to_public()))))
    assert PDF[:200] not in locked
    assert "doc-truoc.html" in zipfile.ZipFile(io.BytesIO(pyrage.decrypt(locked, [identity]))).namelist()


UNUSABLE = [{"passphrase": "ngắn"}, {"recipient": "age1xyz"}, {"passphrase": "x" * 20, "recipient": "age1xyz"}]


@pytest.mark.parametrize("wish", UNUSABLE)
def test_a_lock_that_cannot_be_used_opens_nothing(house: House, wish: dict[str, str]) -> None:
    owner = house.citizen()
    with pytest.raises(LockNotUsableError):
        archive(house.wallet.vault, owner, ExportWish(**wish), house.now())
    assert house.log_of(owner) == []


def broken() -> Iterator[bytes]:
    yield b"a"
    raise LookupError


def test_what_fails_on_the_way_breaks_the_archive_off(house: House) -> None:
    pieces = zipped([Member("a", [b"a"]), Member("b", broken())], now=house.now())
    received = next(pieces)
    with pytest.raises(LookupError):
        list(pieces)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(received))


def test_memory_holds_a_chunk_and_not_the_archive(house: House) -> None:
    pieces = zipped([Member("a", (bytes(65_536) for _ in range(1_000)), packed=False)], now=house.now())
    assert max(len(piece) for piece in pieces) < 200_000
