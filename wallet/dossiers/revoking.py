"""A record ends, and every dossier service that still works with its values is told in the same transaction."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from wallet.consents import ending
from wallet.dossiers import covered
from wallet.identity.actors import Caller
from wallet.mandates import ending as mandates
from wallet.notices import service as notices
from wallet.records import revoking
from wallet.records.models import Record
from wallet.records.revoking import RevocationReason
from wallet.records.vault import Vault


def revoke(
    vault: Vault,
    caller: Caller,
    record_id: UUID,
    *,
    reason: RevocationReason,
    superseded_by: UUID | None = None,
    now: datetime,
) -> Record:
    """As `wallet.records.revoking`, and an event `record.revoked` for each open dossier that holds something of it.

    A mandate that rests on it ends with it; a consent that can be used on nothing any more ends right after it.
    """

    def tell(session: Session, record: Record) -> None:
        for dossier in covered.open_dossiers(session, record.id):
            told = {"record": str(record.id), "dossier": str(dossier.id), "status": record.status, "reason": reason}
            notices.tell_service(session, dossier.service_id, "record.revoked", told, now=now)
        mandates.end_resting_on(session, vault, record.id, now=now)

    record = revoking.revoke(vault, caller, record_id, reason=reason, superseded_by=superseded_by, now=now, tell=tell)
    ending.invalidate_unusable(vault, record.citizen_id, now=now)
    return record
