"""A record gets a new version, and what rested on the earlier one is looked at anew in the same transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from policies.release import Assurance
from wallet.identity.actors import Caller
from wallet.mandates import ending as mandates
from wallet.records.deposit import Sender, deposit
from wallet.records.errors import RecordNotFoundError
from wallet.records.models import Record
from wallet.records.new_record import NewRecord
from wallet.records.schemas import RecordVersion
from wallet.records.sealing import IncomingDocument
from wallet.records.vault import Vault


def deposit_version(
    vault: Vault,
    caller: Caller,
    record_id: UUID,
    wanted: RecordVersion,
    document: IncomingDocument | None,
    *,
    idempotency_key: str,
    now: datetime,
) -> dict[str, Any]:
    """As `wallet.records.deposit`. A mandate ends with it where the paper no longer says what the mandate rests on.

    Raises RecordNotFoundError, also for a record that another service deposited.
    """

    def tell(session: Session, record: Record, new: NewRecord) -> None:
        mandates.end_contradicted(session, vault, record, new.values, now=now)

    record = _standing(vault, record_id)
    new = NewRecord(
        citizen=record.citizen_id,
        type=record.type,
        values=wanted.values,
        as_of=wanted.as_of,
        expires_on=wanted.expires_on,
        assurance=Assurance.ISSUER_ASSERTED,
        depositor=caller.service,
        replaces=record.id,
    )
    sender = Sender(caller.service.id, caller.actor, caller.how, idempotency_key)
    return deposit(vault, new, document, sender, now=now, tell=tell)


def _standing(vault: Vault, record_id: UUID) -> Record:
    """Whoever deposited it; `deposit` refuses others, with an entry for the owner."""
    with vault.database.reading() as session:
        record = session.get(Record, record_id)
    if record is None or record.status == "deleted":
        raise RecordNotFoundError
    return record
