"""The person answers what a helper asked for: yes for a day, or no."""

from datetime import datetime
from uuid import UUID

from wallet.identity.acting import confirming
from wallet.identity.acting.models import Confirmation
from wallet.ledger.entries import Operation
from wallet.mandates.entries import entry
from wallet.records.reader import Reader
from wallet.records.vault import Vault


def decide(vault: Vault, reader: Reader, confirmation_id: UUID, *, allow: bool, now: datetime) -> Confirmation:
    """NotFoundError for an absent one, somebody else's, and one that waits no more."""
    operation = Operation.MANDATE_ALLOW if allow else Operation.MANDATE_REFUSE
    with vault.database.transaction() as session:
        decided = confirming.decide(session, reader.citizen.id, confirmation_id, allow=allow, now=now)
        told = entry(
            *(reader.citizen.id, operation, reader.actor, reader.circumstances), mandate=decided.mandate_id, now=now
        )
        pending = vault.log.append(session, told)
    pending.receipt()
    return decided
