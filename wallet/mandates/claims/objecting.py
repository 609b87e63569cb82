"""Somebody says that a claim is not right: the person concerned, or who already acts for them by law.

While it is open it is refused at once. When it was granted, its mandate begins two working days after the claim was
made at the earliest, and an objection until then ends it before it began. After that a child dismisses no parent: staff
end what was granted. Who was objected to needs the issuer's own paper, with both numbers.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from wallet.identity.acting.models import Mandate
from wallet.ledger.entries import Operation
from wallet.mandates import ending
from wallet.mandates.claims import rows
from wallet.mandates.claims.errors import ClaimNotFoundError, ClaimStateError
from wallet.mandates.claims.kinds import OPEN, Ground, State
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine, Step
from wallet.records.reader import Reader
from wallet.records.vault import Vault


def object_to(vault: Vault, reader: Reader, claim_id: UUID, *, now: datetime) -> ClaimLine:
    """Nobody acts under it, from the commit on. ClaimNotFoundError, ClaimStateError."""
    with vault.database.transaction() as session:
        claim = session.get(MandateClaim, claim_id, with_for_update=True)
        if claim is None or claim.person_hash != reader.citizen.id_number_hash:
            person = rows.person_of(session, claim) if claim else None
            raise ClaimNotFoundError(owner=person.id if person else None)
        if not can_be_objected_to(session, claim, now):
            raise ClaimStateError
        claim.state, claim.decided_at, claim.ground = State.REFUSED, now, Ground.OBJECTION
        session.add(claim)
        line = rows.line_of(session, vault, claim, now)
        step = Step(Operation.MANDATE_OBJECT, reader.actor, reader.circumstances)
        rows.write_down(session, vault, line, step, now=now)
        if claim.mandate_id is not None:
            ending.end_before_it_began(session, vault, claim.mandate_id, reader.actor, reader.circumstances, now=now)
        rows.tell(session, line, "mandate.claim-decided", now=now)
    return line


def can_be_objected_to(session: Session, claim: MandateClaim, now: datetime) -> bool:
    if claim.state != State.GRANTED:
        return claim.state in OPEN
    mandate = session.get(Mandate, claim.mandate_id)
    return mandate is not None and mandate.ended_at is None and mandate.begins_at > now


def about(session: Session, vault: Vault, reader: Reader, *, now: datetime) -> Sequence[ClaimLine]:
    """What others claim about this person and can still be objected to; for callers that write an entry."""
    wanted = select(MandateClaim).where(
        MandateClaim.person_hash == reader.citizen.id_number_hash,
        col(MandateClaim.state).in_([*OPEN, State.GRANTED]),
    )
    found = session.exec(wanted.order_by(col(MandateClaim.made_at).desc(), col(MandateClaim.id))).all()
    return [rows.line_of(session, vault, one, now) for one in found if can_be_objected_to(session, one, now)]
