"""A revoked record stays visible to its owner and is used for nothing more; only its depositor can revoke it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.dossiers.submission import messages_of
from tests.house import BIRTH, MINH, House
from tests.papers import PDF
from wallet.identity.actors import Caller
from wallet.records import reading
from wallet.records.errors import RecordEndedError, RecordNotFoundError, SupersedingRecordError
from wallet.records.models import Record
from wallet.records.reading import Reader
from wallet.records.revoking import RevocationReason, revoke

WRONG = RevocationReason.ISSUED_IN_ERROR


def end(house: House, caller: Caller, record: UUID, **more: Any) -> Record:
    return revoke(house.wallet.vault, caller, record, now=house.now(), **{"reason": WRONG, **more})


def deposited(house: House, owner: Reader, caller: Caller, **more: Any) -> UUID:
    return UUID(house.deposit(owner, caller, **more)["record"])


def test_a_revoked_record_stays_readable_to_its_owner_with_the_moment_and_the_reason(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller, document=PDF)
    revoked_at = end(house, caller, record).revoked_at
    opened = reading.read_record(house.wallet.vault, owner, record, now=house.now())
    document = reading.read_document(house.wallet.vault, owner, record, now=house.now())
    assert (opened.line.status, opened.line.revoked_at) == ("revoked", revoked_at)
    assert opened.line.revocation_reason == "issued-in-error"
    assert (opened.values, b"".join(document.chunks)) == (BIRTH, PDF)


def test_the_owner_is_told_and_finds_it_in_their_log(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller)
    end(house, caller, record)
    (message,) = messages_of(house, owner, "record.revoked")
    entry = house.log_of(owner)[-1]
    assert (message["record"], message["status"], message["reason"]) == (str(record), "revoked", "issued-in-error")
    assert (entry.operation, entry.outcome) == ("record.revoke", "done")
    assert entry.groups["context"]["detail"] == "issued-in-error"


def test_a_later_record_can_stand_in_its_place(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    earlier, later = deposited(house, owner, caller), deposited(house, owner, caller)
    end(house, caller, earlier, reason=RevocationReason.REPLACED, superseded_by=later)
    line = reading.read_record(house.wallet.vault, owner, earlier, now=house.now()).line
    assert (line.status, line.superseded_by) == ("superseded", later)


def test_only_a_later_valid_record_of_the_same_person_type_and_service_can(house: House) -> None:
    owner, caller, other = house.citizen(), house.service(), house.service("cong-an-khac")
    earlier, record = deposited(house, owner, caller), deposited(house, owner, caller)
    residence = {"record_type": "xac_nhan_cu_tru_ct07", "values": {"person.full_name": "NGUYỄN THỊ MẪU"}}
    gone = deposited(house, owner, caller)
    reading.delete_record(house.wallet.vault, owner, gone, now=house.now())
    unfit = [
        earlier,
        record,
        gone,
        deposited(house, owner, other),
        deposited(house, house.citizen(MINH), caller),
        deposited(house, owner, caller, **residence),
        uuid4(),
    ]
    for later in unfit:
        with pytest.raises(SupersedingRecordError):
            end(house, caller, record, superseded_by=later)
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).line.status == "active"
    failed = [entry for entry in house.log_of(owner) if entry.operation == "record.revoke"]
    assert [entry.outcome for entry in failed] == ["failed"] * len(unfit)


def test_another_service_finds_no_such_record_and_its_attempt_is_the_owners_entry(house: House) -> None:
    owner, caller, other = house.citizen(), house.service(), house.service("cong-an-khac")
    record = deposited(house, owner, caller)
    for asked in (record, uuid4()):
        with pytest.raises(RecordNotFoundError):
            end(house, other, asked)
    entry = house.log_of(owner)[-1]
    assert (entry.operation, entry.outcome) == ("record.revoke", "denied")
    assert entry.groups["actor"]["id"] == "cong-an-khac"
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).line.status == "active"


def test_what_a_citizen_uploaded_is_nobodys_to_revoke(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = UUID(house.deposit(owner, None)["record"])
    with pytest.raises(RecordNotFoundError):
        end(house, caller, record)


def test_what_its_owner_has_deleted_cannot_be_revoked(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller)
    reading.delete_record(house.wallet.vault, owner, record, now=house.now())
    with pytest.raises(RecordNotFoundError):
        end(house, caller, record)


def test_the_same_revocation_again_changes_nothing_and_tells_nobody(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller)
    first = end(house, caller, record).revoked_at
    assert end(house, caller, record).revoked_at == first
    assert len(messages_of(house, owner, "record.revoked")) == 1


def test_a_revoked_record_is_not_revoked_for_another_reason(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller)
    end(house, caller, record)
    with pytest.raises(RecordEndedError):
        end(house, caller, record, reason=RevocationReason.FALSE_STATEMENTS)


def test_a_revoked_record_gets_no_new_version(house: House) -> None:
    owner, caller = house.citizen(), house.service()
    record = deposited(house, owner, caller)
    end(house, caller, record)
    with pytest.raises(RecordEndedError):
        house.deposit(owner, caller, replaces=record)
    assert reading.read_record(house.wallet.vault, owner, record, now=house.now()).line.version == 1


@pytest.mark.parametrize("reason", list(RevocationReason))
def test_every_reason_is_a_sentence_in_both_languages(reason: RevocationReason) -> None:
    assert (reason.label_vi[-1], reason.label_en[-1]) == (".", ".")
