"""A service proves that it deleted: the receipt is checked, kept as it came, logged, and the citizen is told."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from wallet.disposals import receipts
from wallet.disposals.errors import DisposalNotFoundError, DisposalStateError
from wallet.disposals.models import Disposal
from wallet.disposals.owing import about, write_entry
from wallet.disposals.receipts import Expected
from wallet.identity import services
from wallet.identity.actors import Caller
from wallet.ledger.entries import Operation
from wallet.ledger.log import Log
from wallet.notices import service as notices


def confirm(
    session: Session, log: Log, caller: Caller, disposal_id: UUID, receipt: str, *, wallet: str, now: datetime
) -> Disposal:
    """`wallet`: our issuer identifier. The same receipt again changes nothing; a late one is still taken.

    DisposalNotFoundError, InvalidReceiptError; DisposalStateError when another receipt was accepted before.
    """
    disposal = session.get(Disposal, disposal_id, with_for_update=True)
    if disposal is None or disposal.service_id != caller.service.id:
        raise DisposalNotFoundError(owner=disposal.citizen_id if disposal else None)
    if disposal.state == "confirmed":
        if disposal.receipt != receipt:
            raise DisposalStateError
        return disposal
    expected = Expected(disposal, caller.service.client_id, wallet)
    disposal.deleted_at = receipts.read(receipt, services.keys_of(caller.service), expected, now=now)
    disposal.state, disposal.receipt, disposal.confirmed_at = "confirmed", receipt, now
    session.add(disposal)
    write_entry(session, log, disposal, Operation.DISPOSAL_CONFIRM, caller.actor, now=now)
    told = about(disposal) | {"organisation": caller.service.organisation}
    notices.tell_citizen(session, disposal.citizen_id, "disposal.confirmed", told, now=now)
    return disposal
