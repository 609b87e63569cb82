"""A citizen's picture of a sensitive paper is kept under an agreement of its own, or not at all."""

import io
from datetime import date
from uuid import UUID

import pytest

from policies.catalogue import Catalogue
from policies.release import Assurance
from tests.house import HOW, House
from tests.papers import JPEG, PDF, agreement_hash
from wallet.consents import deleting
from wallet.identity.preferences import Language
from wallet.records import reading
from wallet.records.agreement import text_for
from wallet.records.deposit import Sender, deposit
from wallet.records.errors import AgreementRequiredError
from wallet.records.models import Agreement
from wallet.records.new_record import NewRecord
from wallet.records.reading import Reader
from wallet.records.sealing import IncomingDocument

CARD, LICENCE = "can_cuoc", "gplx"


def bring(house: House, owner: Reader, record_type: str, agreement: str, document: bytes | None = JPEG) -> UUID:
    new = NewRecord(
        citizen=owner.citizen.id,
        type=record_type,
        values={"person.full_name": "NGUYỄN THỊ MẪU"},
        as_of=date(2026, 1, 15),
        assurance=Assurance.SELF_DECLARED,
        agreement=agreement,
    )
    paper = IncomingDocument(io.BytesIO(document), "image/jpeg") if document else None
    sender = Sender(owner.citizen.id, owner.actor, HOW)
    return UUID(deposit(house.wallet.vault, new, paper, sender, now=house.now())["record"])


@pytest.mark.parametrize(
    "given", ["", "0" * 64, agreement_hash("cccd_chip")], ids=["none", "another", "of another paper"]
)
def test_without_it_nothing_is_stored_but_the_entry_that_says_so(house: House, given: str) -> None:
    owner, objects = house.citizen(), set(house.wallet.objects.keys("objects/"))

    with pytest.raises(AgreementRequiredError):
        bring(house, owner, CARD, given)

    assert set(house.wallet.objects.keys("objects/")) == objects
    assert reading.list_records(house.wallet.vault, owner, now=house.now()) == []
    entry = next(one for one in house.log_of(owner) if one.operation == "record.deposit")
    assert (entry.outcome, entry.groups["context"]["detail"]) == ("failed", "agreement-required")


@pytest.mark.parametrize("language", list(Language))
def test_what_was_agreed_to_is_kept_word_for_word_with_an_entry_of_its_own(house: House, language: Language) -> None:
    owner = house.citizen()
    shown = text_for(Catalogue.load().record_types[CARD], language)
    assert shown is not None

    record = bring(house, owner, CARD, shown.hash)

    kept = reading.read_record(house.wallet.vault, owner, record, now=house.now()).agreement
    assert kept is not None
    assert (kept.text, kept.hash, kept.language, kept.text_version) == (
        "\n".join(shown.lines),
        shown.hash,
        language,
        shown.version,
    )
    agreed, deposited = house.log_of(owner)[-3:-1]
    assert [agreed.operation, deposited.operation] == ["record.agree", "record.deposit"]
    assert agreed.groups["purpose"] == {
        "code": "keep-sensitive-document",
        "basis": "explicit-consent",
        "notice": shown.hash,
    }


def test_a_paper_that_is_not_sensitive_and_facts_without_a_picture_need_none(house: House) -> None:
    owner = house.citizen()
    for record_type, document in ((LICENCE, JPEG), (CARD, None)):
        record = bring(house, owner, record_type, "", document)
        assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).agreement is None
    assert "record.agree" not in {one.operation for one in house.log_of(owner)}


def test_a_service_brings_what_its_law_lets_it_bring(house: House) -> None:
    owner = house.citizen()
    house.deposit(owner, house.service(), document=PDF)
    assert "record.agree" not in {one.operation for one in house.log_of(owner)}


def test_to_withdraw_is_to_delete_and_what_was_agreed_to_can_still_be_shown(house: House) -> None:
    owner = house.citizen()
    record = bring(house, owner, CARD, agreement_hash(CARD))
    objects = set(house.wallet.objects.keys("objects/"))

    deleting.delete_record(house.wallet.vault, owner, record, now=house.now())

    assert set(house.wallet.objects.keys("objects/")) < objects
    with house.wallet.database.reading() as session:
        assert session.get(Agreement, (record, 1)) is not None


def test_no_word_of_the_text_changes_without_its_hash() -> None:
    kinds = [kind for kind in Catalogue.load().record_types.values() if kind.sensitive_document]
    texts = [text for kind in kinds for language in Language if (text := text_for(kind, language))]
    assert len({text.hash for text in texts}) == len(texts) == 2 * len(kinds)
