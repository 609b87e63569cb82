"""A paper is looked at while it is sealed: a refused one leaves nothing, a taken one has pictures and a standing."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from sqlmodel import select

from tests.house import House, open_house
from tests.intake.authority import keep_root, office, root, sign
from tests.intake.pdfs import attachment, script_inside_an_array
from tests.intake.pdfs import pdf as changed_pdf
from tests.papers import JPEG, PDF
from wallet.errors import BodyTooLargeError, WalletError
from wallet.intake.errors import DocumentRefusedError, ScannerUnavailableError
from wallet.intake.inspector import Inspector
from wallet.intake.limits import Limits
from wallet.intake.scanner import Scanner
from wallet.records import reading
from wallet.records.errors import DocumentNotFoundError
from wallet.records.models import Kind, SealedObjectRow
from wallet.records.reading import PreviewSize, Reader

NATIONAL, FOREIGN = root("Root CA mẫu"), root("Root CA lạ")
SIGNED, SIGNED_BY_A_STRANGER = sign(PDF, office(NATIONAL)), sign(PDF, office(FOREIGN))


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspector]:
    with Inspector(trust_roots=keep_root(tmp_path_factory.mktemp("roots"), NATIONAL)) as started:
        yield started


@pytest.fixture
def trusting_house(database_url: str, tmp_path: Path, trusting: Inspector) -> Iterator[House]:
    with open_house(database_url, tmp_path, trusting) as opened:
        yield opened


def paper_of(house: House, owner: Reader, document: bytes) -> UUID:
    return UUID(house.deposit(owner, house.service(), document=document)["record"])


def assurance(house: House, owner: Reader) -> str:
    (line,) = reading.list_records(house.wallet.vault, owner, now=house.now())
    return line.assurance


REFUSED = {"cut": PDF[:-200], "locked": changed_pdf(encryption=pikepdf.Encryption(user="000", owner="000"))}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_refused_paper_leaves_nothing_but_an_entry(house: House, content: bytes) -> None:
    owner = house.citizen()
    with pytest.raises(DocumentRefusedError):
        paper_of(house, owner, content)
    assert list(house.wallet.objects.keys("objects/")) == []
    (entry,) = house.log_of(owner)
    assert (entry.operation, entry.outcome) == ("record.deposit", "failed")
    assert entry.groups["context"]["detail"] == "document-refused"


LIMITED = Inspector(Limits(document_bytes=len(PDF) - 1))
UNSCANNED = Inspector(scanner=Scanner(Path("/nobody/listens/here")))
FAILING = [(LIMITED, BodyTooLargeError), (UNSCANNED, ScannerUnavailableError)]


@pytest.mark.parametrize(("inspector", "error"), FAILING)
def test_a_paper_that_cannot_be_looked_at_is_not_taken(
    database_url: str, tmp_path: Path, inspector: Inspector, error: type[WalletError]
) -> None:
    with inspector, open_house(database_url, tmp_path, inspector) as house:
        with pytest.raises(error):
            paper_of(house, house.citizen(), PDF)
        assert list(house.wallet.objects.keys("objects/")) == []


def test_what_is_odd_about_a_paper_is_kept_as_words(house: House) -> None:
    def odd(document: pikepdf.Pdf) -> None:
        script_inside_an_array(document)
        attachment(document)

    paper_of(house, house.citizen(), changed_pdf(odd))
    with house.wallet.database.reading() as session:
        flags = {row.kind: row.flags for row in session.exec(select(SealedObjectRow)).all()}
    assert flags == {
        Kind.DATA: [],
        Kind.DOCUMENT: ["embedded-files", "javascript"],
        Kind.PREVIEW: [],
        Kind.THUMBNAIL: [],
    }


@pytest.mark.parametrize("size", PreviewSize)
def test_the_owner_sees_a_picture_of_the_paper_after_an_entry(house: House, size: PreviewSize) -> None:
    owner = house.citizen()
    record = paper_of(house, owner, PDF)
    picture = reading.read_preview(house.wallet.vault, owner, record, now=house.now(), size=size)
    content = b"".join(picture.chunks)
    assert (picture.media_type, content[:4], content[8:12]) == ("image/webp", b"RIFF", b"WEBP")
    assert len(content) == picture.length
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("record.preview", "released")


def test_a_thumbnail_is_smaller_than_a_page(house: House) -> None:
    owner = house.citizen()
    record = paper_of(house, owner, PDF)
    page, thumbnail = (
        reading.read_preview(house.wallet.vault, owner, record, now=house.now(), size=size).length
        for size in (PreviewSize.PAGE, PreviewSize.THUMBNAIL)
    )
    assert thumbnail < page


def test_a_record_without_a_paper_has_no_picture(house: House) -> None:
    owner = house.citizen()
    record = UUID(house.deposit(owner, house.service())["record"])
    with pytest.raises(DocumentNotFoundError):
        reading.read_preview(house.wallet.vault, owner, record, now=house.now())
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("record.preview", "failed")


def test_each_version_keeps_the_pictures_of_its_own_paper(house: House) -> None:
    owner, service = house.citizen(), house.service()
    record = UUID(house.deposit(owner, service, document=PDF)["record"])
    other = changed_pdf(lambda document: document.add_blank_page(page_size=(100, 100)), pages=2)
    house.deposit(owner, service, document=other, replaces=record)
    vault = house.wallet.vault
    for version in (1, 2):
        picture = reading.read_preview(vault, owner, record, now=house.now(), version=version)
        assert b"".join(picture.chunks)[:4] == b"RIFF"


def test_a_paper_that_its_issuer_signed_counts_as_signed_whoever_brings_it(trusting_house: House) -> None:
    owner = trusting_house.citizen()
    paper_of(trusting_house, owner, SIGNED)
    assert assurance(trusting_house, owner) == "issuer-signed"


def test_a_citizens_signed_paper_proves_itself(trusting_house: House) -> None:
    owner = trusting_house.citizen()
    trusting_house.deposit(owner, None, {}, document=SIGNED)
    assert assurance(trusting_house, owner) == "issuer-signed"


def test_what_a_citizen_types_beside_a_signed_paper_stays_self_declared(trusting_house: House) -> None:
    owner = trusting_house.citizen()
    trusting_house.deposit(owner, None, {"person.full_name": "NGUYỄN THỊ MẪU"}, document=SIGNED)
    assert assurance(trusting_house, owner) == "self-declared"


@pytest.mark.parametrize("content", [PDF, SIGNED_BY_A_STRANGER, SIGNED[:-1] + b" "])
def test_no_other_signature_raises_what_a_paper_counts_for(trusting_house: House, content: bytes) -> None:
    owner = trusting_house.citizen()
    trusting_house.deposit(owner, None, {}, document=content)
    assert assurance(trusting_house, owner) == "self-declared"


def test_a_picture_that_is_called_a_pdf_is_refused(house: House) -> None:
    with pytest.raises(WalletError, match="not of the kind"):
        paper_of(house, house.citizen(), JPEG)
