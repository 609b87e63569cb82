"""The end of a record, said by the service that deposited it. The owner still sees it; it is used for nothing more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from wallet.errors import WalletError
from wallet.identity.actors import Caller
from wallet.ledger.entries import Entry, Operation, Outcome, Touched
from wallet.notices import service as notices
from wallet.records import rows
from wallet.records.errors import RecordEndedError, RecordNotFoundError, SupersedingRecordError
from wallet.records.models import Record
from wallet.records.vault import Vault


class RevocationReason(StrEnum):
    """Code words, so that no value of anybody's can stand here."""

    ISSUED_IN_ERROR = "issued-in-error"
    REPLACED = "replaced"
    AUTHORITY_DECISION = "authority-decision"
    NO_LONGER_ENTITLED = "no-longer-entitled"
    FALSE_STATEMENTS = "false-statements"

    @property
    def label_vi(self) -> str:
        """A sentence for the owner."""
        return _SENTENCES[self][0]

    @property
    def label_en(self) -> str:
        return _SENTENCES[self][1]


Tell = Callable[[Session, Record], None]
"""Tells others, inside the revoking transaction."""


def revoke(
    vault: Vault,
    caller: Caller,
    record_id: UUID,
    *,
    reason: RevocationReason,
    superseded_by: UUID | None = None,
    now: datetime,
    tell: Tell = lambda _session, _record: None,
) -> Record:
    """End a record: revoked, or superseded where a later record stands in its place. The same again changes nothing.

    Raises RecordNotFoundError (also for a record that another service deposited), RecordEndedError,
    SupersedingRecordError; an entry of the owner's says so.
    """
    with vault.database.transaction() as session:
        record = session.get(Record, record_id, with_for_update=True)
        if record is None:
            raise RecordNotFoundError
        refusal = _refusal(session, caller, record, reason, superseded_by)
        if refusal is None and record.status == "active":
            _end(session, record, reason, superseded_by, now)
            tell(session, record)
        vault.log.append(session, _entry(caller, record, refusal, now))
    if refusal is not None:
        raise refusal
    return record


def _refusal(
    session: Session, caller: Caller, record: Record, reason: RevocationReason, superseded_by: UUID | None
) -> WalletError | None:
    if record.source_service_id != caller.service.id or record.status == "deleted":
        return RecordNotFoundError()
    if record.status in rows.ENDED:
        same = (record.revocation_reason, record.superseded_by) == (reason, superseded_by)
        return None if same else RecordEndedError()
    if superseded_by is not None and not _can_stand_for(session.get(Record, superseded_by), record):
        return SupersedingRecordError()
    return None


def _can_stand_for(later: Record | None, record: Record) -> bool:
    """Later ones only, so that no two records can stand for each other."""
    return (
        later is not None
        and later.status == "active"
        and later.created_at > record.created_at
        and (later.citizen_id, later.type) == (record.citizen_id, record.type)
        and later.source_service_id == record.source_service_id
    )


def _end(session: Session, record: Record, reason: RevocationReason, superseded_by: UUID | None, now: datetime) -> None:
    record.status = "superseded" if superseded_by else "revoked"
    record.revoked_at = record.changed_at = now
    record.revocation_reason, record.superseded_by = reason, superseded_by
    session.add(record)
    told = {"record": str(record.id), "type": record.type, "organisation": record.issuer}
    told |= {"status": record.status, "reason": reason}
    notices.tell_citizen(session, record.citizen_id, "record.revoked", told, now=now)


def _entry(caller: Caller, record: Record, refusal: WalletError | None, now: datetime) -> Entry:
    denied = isinstance(refusal, RecordNotFoundError)
    return Entry(
        citizen=record.citizen_id,
        operation=Operation.RECORD_REVOKE,
        outcome=Outcome.DONE if refusal is None else Outcome.DENIED if denied else Outcome.FAILED,
        actor=caller.actor,
        touched=(Touched(record=str(record.id), type=record.type, version=record.version),),
        circumstances=replace(caller.how, detail=refusal.code if refusal else record.revocation_reason),
        at=now,
    )


_SENTENCES = {
    RevocationReason.ISSUED_IN_ERROR: ("Giấy cấp nhầm hoặc cấp sai.", "It was issued in error."),
    RevocationReason.REPLACED: ("Đã có giấy mới thay.", "Another paper stands in its place."),
    RevocationReason.AUTHORITY_DECISION: (
        "Thu hồi theo quyết định của cơ quan có thẩm quyền.",
        "It was revoked by decision of an authority.",
    ),
    RevocationReason.NO_LONGER_ENTITLED: (
        "Người đứng tên không còn đủ điều kiện.",
        "Its holder no longer fulfils the conditions.",
    ),
    RevocationReason.FALSE_STATEMENTS: (
        "Hồ sơ xin cấp giấy khai không đúng.",
        "It rests on false statements.",
    ),
}
