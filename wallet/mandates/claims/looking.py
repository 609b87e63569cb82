"""What staff see of a claim: what was said, and a picture of that one paper as it was when they were asked.

Each look is an entry in the claimant's chain, and in that of the person concerned. No other paper of anybody's can be
reached from here, and this one only while it is to be decided; of a claim that is closed there are state and dates.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from wallet.identity.models import Staff
from wallet.ledger.entries import Actor, Circumstances, Operation, Outcome
from wallet.mandates.claims import rows
from wallet.mandates.claims.errors import ClaimNotFoundError, ClaimStateError
from wallet.mandates.claims.models import MandateClaim
from wallet.mandates.claims.rows import ClaimLine, Step
from wallet.records import opening
from wallet.records import rows as records
from wallet.records.models import Kind, Record, SealedObjectRow
from wallet.records.reading import OpenedDocument
from wallet.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Officer:
    """Who decides, how the log names them, and how the call came."""

    staff: Staff
    actor: Actor
    how: Circumstances

    def step(self, operation: Operation, outcome: Outcome = Outcome.DONE) -> Step:
        return Step(operation, self.actor, self.how, outcome)


@dataclass(frozen=True, slots=True)
class Sight:
    """`has_paper`: its picture can still be opened. `mine`: this member of staff has said yes before."""

    line: ClaimLine
    has_paper: bool
    mine: bool


def look(vault: Vault, officer: Officer, claim_id: UUID, *, now: datetime) -> Sight:
    """ClaimNotFoundError."""
    with vault.database.transaction() as session:
        claim = known(session, claim_id)
        line = rows.line_of(session, vault, claim, now)
        if not line.is_open:
            return Sight(ClaimLine(claim, None, False, line.begins_at), False, False)
        rows.write_down(session, vault, line, officer.step(Operation.MANDATE_LOOK, Outcome.RELEASED), now=now)
        return Sight(line, picture_row(session, claim) is not None, claim.first_staff_id == officer.staff.id)


def open_picture(vault: Vault, officer: Officer, claim_id: UUID, *, now: datetime) -> OpenedDocument:
    """The first page of the paper, WebP, after its entry. ClaimNotFoundError, ClaimStateError once it is closed."""
    with vault.database.reading() as session:
        claim = known(session, claim_id)
        line, row = rows.line_of(session, vault, claim, now), picture_row(session, claim)
        if not line.is_open or row is None:
            raise ClaimStateError
        step = officer.step(Operation.MANDATE_LOOK, Outcome.RELEASED)
        sealed = vault.log.sealed(session, rows.entry_of(line, step, now))
    chunks = opening.open_document(vault, row, vault.log.note(vault.database, sealed))
    return OpenedDocument(row.media_type, row.plaintext_length, chunks)


def known(session: Session, claim_id: UUID, *, hold: bool = False) -> MandateClaim:
    claim = session.get(MandateClaim, claim_id, with_for_update=hold or None)
    if claim is None:
        raise ClaimNotFoundError
    return claim


def picture_row(session: Session, claim: MandateClaim) -> SealedObjectRow | None:
    """None once the paper was deleted, revoked or replaced: then there is nothing left to compare."""
    record = session.get(Record, claim.record_id)
    if record is None or (record.status, record.version) != ("active", claim.record_version):
        return None
    return records.sealed_row(session, record, Kind.PREVIEW, claim.record_version)
